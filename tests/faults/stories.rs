//! The stories are worlds that a merchant starts in by name.

use crate::support::world_with;
use ucp_assay::merchant::World;
use ucp_assay::simulator::SessionOptions;
use ucp_assay::simulator::settings::WorldSource;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_story_starts_by_its_name_and_arms_its_rules() {
    let names = World::story_names();
    assert!(names.len() >= 10, "{names:?}");
    for name in names {
        let options = SessionOptions {
            world: Some(WorldSource::Builtin(name.to_owned())),
            ..SessionOptions::default()
        };
        let world = world_with(|_| {}, options).await;
        let rules = world.session.faults().list();
        assert!(!rules.is_empty(), "{name} arms nothing");
        assert!(rules.iter().all(|rule| rule.rule.id.is_some()), "{name}: a rule has no name");
    }
}

/// A story plays: three completions of a merchant that restarts in the middle of the first.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_merchant_that_restarts_mid_complete_places_one_order() {
    let story = Some(WorldSource::Builtin("restart-mid-complete".to_owned()));
    let world = world_with(|_| {}, SessionOptions { world: story, ..SessionOptions::default() }).await;
    let id = world.ready().await;
    let call = || {
        let call = world.call(
            "POST",
            format!("/checkout-sessions/{id}/complete"),
            Some(crate::support::payment("success_token")),
        );
        call.with("idempotency-key", "00000000-0000-4000-8000-0000000000aa")
    };
    assert!(world.client.send(world.prepare(call())).await.is_err(), "the first answer is lost");
    world.send(call()).await.refused(503, "service_unavailable");
    let third = world.send(call()).await;
    assert_eq!(third.text("/status"), "completed", "{}", third.body);
    assert_eq!(world.session.merchant_state().orders().count(), 1);
    let fired: Vec<&str> = world.session.faults().firings().iter().map(|firing| firing.fault).collect();
    assert_eq!(fired, ["commit.then_reset", "error.unavailable", "idem.store_lost"]);
}
