//! Events: retried until acknowledged, under one identity and with the same bytes.

use super::{january, verifies};
use crate::support::world_with;
use serde_json::Value;
use std::collections::BTreeSet;
use std::time::Duration;
use ucp_assay::exchange::Exchange;
use ucp_assay::merchant::OrderEdit;
use ucp_assay::platform::host::Answer;
use ucp_assay::simulator::SessionOptions;
use ucp_assay::simulator::settings::StateBackend;

const WAIT: Duration = Duration::from_secs(20);

fn event(delivery: &Exchange) -> Value {
    serde_json::from_slice(&delivery.request.body).expect("JSON")
}

fn signature(delivery: &Exchange) -> &str {
    let named = |(name, _): &&(String, String)| name.eq_ignore_ascii_case("request-signature");
    &delivery.request.headers.iter().find(named).expect("a signature").1
}

#[tokio::test]
async fn a_retry_keeps_identity_and_bytes_and_is_signed_with_the_key_of_the_day() {
    let world = january().await;
    world.agent.inbox().queue([Answer::status(500), Answer::status(503)]);
    let id = world.ready().await;
    world.complete(&id, "success_token").await;
    world.agent.inbox().wait_count(1, WAIT).await.expect("a first attempt");
    world.session.rotate_key().await.expect("rotated");
    for attempts in 2..=3 {
        world.session.advance(Duration::from_hours(1));
        world.agent.inbox().wait_count(attempts, WAIT).await.expect("another attempt");
    }
    let attempts = world.agent.inbox().received();
    let bodies: BTreeSet<&[u8]> = attempts.iter().map(|one| &*one.request.body).collect();
    assert_eq!((attempts.len(), bodies.len()), (3, 1), "the same bytes");
    let profile = world.session.business_profile();
    for attempt in &attempts {
        assert!(verifies(&profile, signature(attempt), &attempt.request.body));
    }
    assert_ne!(
        signature(&attempts[0]).split('.').next(),
        signature(&attempts[2]).split('.').next(),
        "another kid"
    );
}

#[tokio::test]
async fn every_event_has_an_identity_of_its_own_and_the_time_it_occurred() {
    let world = january().await;
    let id = world.ready().await;
    let order = world.complete(&id, "success_token").await.text("/order/id").to_owned();
    for _ in 0..3 {
        world.session.advance(Duration::from_mins(5));
        world
            .session
            .order_event(&order, OrderEdit::Relabel { label: "again".into() })
            .await
            .expect("an edit");
    }
    let events: Vec<Value> = world
        .agent
        .inbox()
        .wait_count(4, WAIT)
        .await
        .expect("webhooks")
        .iter()
        .map(|one| event(one))
        .collect();
    let ids: BTreeSet<&str> = events.iter().map(|one| one["event_id"].as_str().expect("an id")).collect();
    assert_eq!(ids.len(), 4);
    let times: Vec<jiff::Timestamp> = events
        .iter()
        .map(|one| one["created_time"].as_str().expect("a time").parse().expect("RFC 3339"))
        .collect();
    assert!(times.windows(2).all(|pair| pair[1].duration_since(pair[0]).as_secs() >= 300), "{times:?}");
}

#[tokio::test]
async fn sessions_and_their_events_outlive_the_process_and_keep_their_version() {
    let folder = tempfile::TempDir::new().expect("a folder");
    let file = folder.path().join("state.db");
    let keep = |settings: &mut ucp_assay::simulator::Settings| {
        settings.version = super::VERSION;
        settings.state = StateBackend::Sqlite(file.clone());
    };
    let world = world_with(keep, SessionOptions::default()).await;
    world.agent.inbox().answer_with(Answer::status(500));
    let id = world.ready().await;
    let completed = world.complete(&id, "success_token").await;
    assert_eq!(completed.text("/status"), "completed", "{}", completed.body);
    let first =
        world.agent.inbox().wait_count(1, WAIT).await.expect("a first attempt")[0].request.body.clone();
    let world = world.restarted().await;
    world.agent.inbox().answer_with(Answer::status(200));
    world.session.advance(Duration::from_hours(1));
    let both = world.agent.inbox().wait_count(2, WAIT).await.expect("another attempt");
    assert_eq!(both.last().expect("it").request.body, first, "the same event");
    let read = world.send(world.call("GET", format!("/checkout-sessions/{id}"), None)).await;
    assert_eq!((read.status, read.text("/status")), (200, "completed"), "{}", read.body);
    super::valid(ucp_assay::protocol::operation::Operation::GetCheckout, &read.body);
    drop(world.session);
    world.application.stop().await;
    let latest = ucp_assay::simulator::Settings {
        state: StateBackend::Sqlite(file.clone()),
        ..ucp_assay::simulator::Settings::default()
    };
    let refused = ucp_assay::simulator::Application::build(latest).await.expect_err("another version");
    let refused = refused.to_string();
    assert!(refused.contains(super::VERSION.date()) && refused.contains("--version"), "{refused}");
}
