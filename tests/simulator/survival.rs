//! What a broken stage, a slow client and a restart cost.

use crate::support::{Answer, World, raw, remembered, world_with};
use rstest::rstest;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use ucp_assay::clock::Clock;
use ucp_assay::simulator::pipeline::{Context, Observer, Stage, Step};
use ucp_assay::simulator::settings::{StateBackend, WorldSource};
use ucp_assay::simulator::{SessionOptions, Settings};

/// Panics once, before a stage.
#[derive(Debug)]
struct Bomb {
    stage: Stage,
    armed: AtomicBool,
}

impl Observer for Bomb {
    fn before(&self, stage: Stage, _context: &mut Context<'_>) -> Step {
        assert!(stage != self.stage || !self.armed.swap(false, Ordering::SeqCst), "the bomb went off");
        Ok(())
    }
}

#[rstest]
#[case(Stage::Accept, false)]
#[case(Stage::Read, false)]
#[case(Stage::Authenticate, false)]
#[case(Stage::Negotiate, false)]
#[case(Stage::Idempotency, false)]
#[case(Stage::Decide, false)]
#[case(Stage::Commit, false)]
#[case(Stage::Render, true)]
#[case(Stage::Sign, true)]
#[case(Stage::Send, true)]
#[tokio::test]
async fn a_panic_costs_one_answer(#[case] stage: Stage, #[case] written: bool) {
    let bomb = Arc::new(Bomb { stage, armed: AtomicBool::new(false) });
    let observer: Arc<dyn Observer> = Arc::<Bomb>::clone(&bomb);
    let options = SessionOptions { observer: Some(observer), ..SessionOptions::default() };
    let world = world_with(|_| {}, options).await;
    assert_eq!(world.create().await.status, 201);
    let before = remembered(&world);
    bomb.armed.store(true, Ordering::SeqCst);
    let request = world.prepare(world.call("POST", "/checkout-sessions", Some(crate::support::roses(1))));
    let broken = Answer::of(world.client.send(request.clone()).await.expect("an answer"));
    broken.refused(500, "internal_error");
    broken.documented();
    assert!(broken.raw.header("signature").is_some(), "refusals are signed as well");
    assert_eq!(remembered(&world) != before, written, "what was written stays, what was not is not there");
    let again = Answer::of(world.client.send(request).await.expect("an answer"));
    assert_eq!(again.status, 201, "a retry under the same key has its effect once: {}", again.body);
    let checkouts = world.session.merchant_state().checkouts().count();
    assert_eq!(checkouts, 2, "the first, and the one retried");
    assert_eq!(world.create().await.status, 201);
}

#[tokio::test]
async fn a_body_without_haste_is_too_slow() {
    let quick = |settings: &mut Settings| settings.limits.body_timeout = Duration::from_millis(200);
    let world = world_with(quick, SessionOptions::default()).await;
    let head = "POST /checkout-sessions HTTP/1.1\r\nhost: s1.shop.localhost\r\n\
                content-type: application/json\r\ncontent-length: 1000\r\n\r\n{";
    let (status, head, body) = raw(world.application.port(), head).await;
    assert_eq!((status, body["code"].as_str()), (408, Some("request_timeout")), "{head}");
    assert_eq!(world.create().await.status, 201);
}

/// A merchant whose state is in a file.
async fn durable(directory: &std::path::Path, options: SessionOptions) -> World {
    let file = directory.join("state.sqlite");
    world_with(move |settings| settings.state = StateBackend::Sqlite(file), options).await
}

#[tokio::test]
async fn a_named_session_comes_back_after_a_restart() {
    let directory = tempfile::tempdir().expect("a directory");
    let at = Clock::system().now();
    let options = SessionOptions {
        world: Some(WorldSource::Builtin("minimal".to_owned())),
        clock: Some(Clock::frozen(at)),
        ..SessionOptions::default()
    };
    let world = durable(directory.path(), options).await;
    world.session.advance(Duration::from_secs(90));
    let open = world.ready_with("thing").await;
    let completed = world.complete(&world.ready_with("thing").await, "success_token").await;
    assert_eq!(completed.text("/status"), "completed", "{}", completed.body);
    let keys = world.session.business_profile()["signing_keys"].clone();
    let world = world.restarted().await;
    assert_eq!(world.session.business_profile()["signing_keys"], keys);
    assert_eq!(world.session.clock().now(), at.plus(Duration::from_secs(90)), "its clock goes on");
    let order = world.send(world.call("GET", format!("/orders/{}", completed.text("/order/id")), None)).await;
    assert_eq!(order.body["id"], completed.body["order"]["id"], "{}", order.body);
    let paid = world.complete(&open, "success_token").await;
    assert_eq!(paid.text("/status"), "completed", "in the world it was opened in: {}", paid.body);
}

#[tokio::test]
async fn a_removed_session_does_not_come_back() {
    let directory = tempfile::tempdir().expect("a directory");
    let world = durable(directory.path(), SessionOptions::default()).await;
    let sessions = world.application.sessions();
    for id in ["gone", "closed"] {
        sessions.open(id, SessionOptions::default()).await.expect("a session");
    }
    sessions.close("closed");
    sessions.remove("gone").await.expect("removed");
    let world = world.restarted().await;
    let sessions = world.application.sessions();
    assert!(sessions.get("gone").is_none() && sessions.get("closed").is_some());
}
