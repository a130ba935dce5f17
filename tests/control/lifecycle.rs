//! Every operation does what it says; and what a session remembers survives the way through a snapshot.

use crate::shop::{self, remembered};
use crate::support::{Stage, WAIT};
use proptest::prelude::*;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::time::Duration;
use ucp_assay::protocol::version::ProtocolVersion;
use ucp_assay::simulator::SessionOptions;
use ucp_assay::simulator::control::listed;
use ucp_assay::simulator::settings::StateBackend;

/// Waits until no webhook waits or is under way.
async fn quiet(stage: &Stage) {
    let session = stage.shop.application.sessions().get("s1").expect("a session");
    let mut tally = session.outbox().watch();
    let settled = tokio::time::timeout(WAIT, tally.wait_for(|tally| tally.pending == 0)).await;
    assert!(settled.expect("in time").is_ok());
}

async fn digest(stage: &Stage, name: &str) -> String {
    let taken = stage.ok("takeSnapshot", &[], Some(json!({"name": name}))).await;
    taken["digest"].as_str().expect("a digest").to_owned()
}

async fn system(stage: &Stage) {
    assert_eq!(stage.ok("getHealth", &[], None).await["status"], "ok");
    assert_eq!(stage.ok("getReadiness", &[], None).await["status"], "ready");
    let metrics = stage.ok("getMetrics", &[], None).await;
    let metrics = metrics.as_str().expect("text");
    assert!(
        metrics
            .contains("ucp_assay_exchanges_total{session=\"s1\",kind=\"call\",operation=\"create_checkout\"")
    );
    assert!(metrics.contains("ucp_assay_control_answers_total{operation=\"getHealth\",status=\"200\"} 1\n"));
    for line in metrics.lines().filter(|line| !line.starts_with('#')) {
        let (_, value) = line.rsplit_once(' ').expect("a sample");
        assert!(value.parse::<f64>().is_ok(), "{line}");
    }
    assert_eq!(stage.ok("getOpenApi", &[], None).await["openapi"], "3.1.0");
}

async fn tokens(stage: &Stage) {
    let minted = stage.minted(&["move-clock", "read-journal"]).await;
    let own = stage.call_as(&minted, "getToken", &[], "", None).await.body;
    assert_eq!(own["scopes"], json!(["move-clock", "read-journal"]));
    let listed = stage.ok("listTokens", &[], None).await;
    assert_eq!(listed["tokens"][0]["id"], own["id"]);
    assert!(!listed.to_string().contains(&minted), "a secret is shown once");
    stage.ok("revokeToken", &[("token", own["id"].as_str().expect("an id"))], None).await;
    stage
        .call("revokeToken", &[("token", own["id"].as_str().expect("an id"))], "", None)
        .await
        .refused(404, "not_found");
}

async fn sessions(stage: &Stage) {
    let frozen = 1_800_000_000_000_i64;
    let wish =
        json!({"id": "two", "world": {"name": "minimal"}, "authentication": "optional", "frozen_at": frozen});
    let made = stage.ok("createSession", &[], Some(wish.clone())).await;
    assert_eq!((made["clock"]["millis"].as_i64(), &made["clock"]["frozen"]), (Some(frozen), &json!(true)));
    stage.call("createSession", &[], "", Some(wish)).await.refused(409, "conflict");
    for (bad, code) in [
        (json!({"id": "three", "world": {"name": "atlantis"}}), "invalid_body"),
        (json!({"id": "three", "world": {"yaml": "name: [", }}), "invalid_body"),
        (json!({"id": "three", "world": {"file": "/etc/passwd"}}), "invalid_body"),
        (json!({"id": "three", "version": "1999-01-01"}), "invalid_body"),
        (json!({"id": "Three"}), "invalid_body"),
        (json!({}), "invalid_body"),
    ] {
        stage.call("createSession", &[], "", Some(bad)).await.refused(400, code);
    }
    let two = [("session", "two")];
    assert_eq!(stage.ok("getSession", &two, None).await["world"], made["world"]);
    stage.ok("advanceClock", &two, Some(json!({"milliseconds": 5}))).await;
    let reset = stage.ok("resetSession", &two, None).await;
    assert_eq!(reset["clock"]["millis"], json!(frozen), "as the session was wished for");
    stage.ok("deleteSession", &two, None).await;
    stage.call("getSession", &two, "", None).await.refused(404, "not_found");
    stage.call("deleteSession", &[("session", "default")], "", None).await.refused(409, "conflict");
    stage.ok("resetSession", &[("session", "default")], None).await;
    let names = stage.ok("listSessions", &[], None).await;
    assert_eq!((&names["sessions"][0]["id"], &names["sessions"][1]["id"]), (&json!("default"), &json!("s1")));
}

async fn snapshots(stage: &Stage) {
    digest(stage, "one").await;
    assert_eq!(stage.ok("listSnapshots", &[], None).await["snapshots"][0]["name"], "one");
    stage.ok("restoreSnapshot", &[("snapshot", "one")], None).await;
    stage.ok("deleteSnapshot", &[("snapshot", "one")], None).await;
    stage.call("restoreSnapshot", &[("snapshot", "one")], "", None).await.refused(404, "not_found");
}

async fn clocks(stage: &Stage) {
    assert_eq!(stage.ok("getClock", &[], None).await["frozen"], false);
    assert_eq!(stage.ok("freezeClock", &[], None).await["frozen"], true);
    let before = stage.ok("getClock", &[], None).await["millis"].as_i64().expect("a time");
    let moved = stage.ok("advanceClock", &[], Some(json!({"milliseconds": 1500}))).await;
    assert_eq!(moved["millis"], before + 1500);
    for back in [json!({"milliseconds": -1}), json!({"milliseconds": 0}), json!({"milliseconds": 1.5})] {
        stage.call("advanceClock", &[], "", Some(back)).await.refused(400, "invalid_body");
    }
    assert_eq!(stage.ok("resumeClock", &[], None).await["frozen"], false);
}

async fn products(stage: &Stage) {
    let roses = [("product", "bouquet_roses")];
    let none = [("product", "nothing")];
    let shown = stage.ok("setPrice", &roses, Some(json!({"currency": "USD", "amount": 4321}))).await;
    assert_eq!(shown["prices"]["USD"], 4321);
    assert_eq!(stage.shop.create().await.body["line_items"][0]["item"]["price"], 4321);
    stage
        .call("setPrice", &roses, "", Some(json!({"currency": "JPY", "amount": 1})))
        .await
        .refused(404, "not_found");
    stage
        .call("setPrice", &roses, "", Some(json!({"currency": "USD", "amount": -1})))
        .await
        .refused(400, "invalid_body");
    let shown = stage.ok("setStock", &roses, Some(json!({"on_hand": 0}))).await;
    assert_eq!(shown["stock"], json!({"on_hand": 0, "reserved": 0, "available": 0}));
    let created = stage.shop.create().await;
    assert!(created.body["messages"].to_string().contains("out_of_stock"), "{}", created.body);
    stage.call("setStock", &none, "", Some(json!({"on_hand": 1}))).await.refused(404, "not_found");
    stage.ok("setStock", &roses, Some(json!({"on_hand": 50}))).await;
    assert!(stage.ok("listProducts", &[], None).await["products"].as_array().expect("a list").len() > 3);
}

/// A checkout by way of a slow payment, settled; its order, shipped.
async fn shopping(stage: &Stage) {
    let id = stage.shop.ready().await;
    stage.shop.complete(&id, "slow_token").await;
    let checkout = [("checkout", &*id)];
    let settled = stage.ok("settleCheckout", &checkout, None).await;
    assert_eq!(settled["status"], "completed");
    let order = settled["order"].as_str().expect("an order").to_owned();
    let order_path = [("order", &*order)];
    let shipped =
        stage.ok("postOrderEvent", &order_path, Some(json!({"type": "ship", "carrier": "Bee"}))).await;
    assert_eq!(shipped["events"], json!(["shipped"]));
    for event in [json!({"type": "deliver"}), json!({"type": "refund", "amount": 100, "reason": "late"})] {
        stage.ok("postOrderEvent", &order_path, Some(event)).await;
    }
    stage
        .call("postOrderEvent", &order_path, "", Some(json!({"type": "cancel"})))
        .await
        .refused(409, "refused");
    stage
        .call("postOrderEvent", &[("order", "none")], "", Some(json!({"type": "ship"})))
        .await
        .refused(404, "not_found");
    stage
        .call("postOrderEvent", &order_path, "", Some(json!({"type": "vanish"})))
        .await
        .refused(400, "invalid_body");
    assert_eq!(stage.ok("listOrders", &[], None).await["orders"][0]["adjustments"], json!(["refund"]));
    let challenged = stage.shop.ready().await;
    stage.shop.complete(&challenged, "challenge_token").await;
    let action = json!({"action": "authenticate", "passed": true});
    let acted = stage.ok("actAsBuyer", &[("checkout", &*challenged)], Some(action.clone())).await;
    assert_ne!(acted["status"], "requires_escalation");
    stage.call("actAsBuyer", &[("checkout", "none")], "", Some(action)).await.refused(404, "not_found");
    let listed = stage.ok("listCheckouts", &[], None).await;
    assert!(listed["checkouts"].as_array().expect("a list").len() >= 2);
    assert!(!listed.to_string().contains("ada@example.com"));
    quiet(stage).await;
}

async fn webhooks(stage: &Stage) {
    let listed = stage.ok("listWebhooks", &[], None).await;
    let id = listed["webhooks"][0]["id"].as_str().expect("a webhook").to_owned();
    stage.ok("redeliverWebhook", &[("webhook", &*id)], None).await;
    quiet(stage).await;
    stage.ok("holdWebhooks", &[], None).await;
    let order = listed["webhooks"][0]["order"].as_str().expect("an order").to_owned();
    for label in ["one", "two"] {
        stage
            .ok("postOrderEvent", &[("order", &*order)], Some(json!({"type": "relabel", "label": label})))
            .await;
    }
    let held = stage.call("listWebhooks", &[], "?state=held", None).await.body;
    let ids: Vec<&Value> =
        held["webhooks"].as_array().expect("a list").iter().rev().map(|one| &one["id"]).collect();
    assert_eq!(ids.len(), 2);
    stage.ok("reorderWebhooks", &[], Some(json!({"webhooks": ids}))).await;
    stage.ok("releaseWebhooks", &[], Some(json!({}))).await;
    quiet(stage).await;
}

async fn journal(stage: &Stage) {
    let listed = stage.call("listExchanges", &[], "?kind=webhook&limit=1", None).await.body;
    let number = listed["exchanges"][0]["number"].to_string();
    let one = stage.ok("getExchange", &[("number", &*number)], None).await;
    assert_eq!(one, listed["exchanges"][0]);
    stage.call("getExchange", &[("number", "999999")], "", None).await.refused(404, "not_found");
    stage.ok("waitForExchanges", &[], None).await;
}

async fn keys_conditions_and_faults(stage: &Stage) {
    let before = stage.ok("listKeys", &[], None).await;
    stage.call("retireKey", &[], "", None).await.refused(409, "refused");
    let rotated = stage.ok("rotateKey", &[], None).await;
    assert_eq!(
        (&rotated["keys"][0], rotated["keys"].as_array().map(Vec::len)),
        (&before["signing"], Some(2))
    );
    assert_eq!(stage.ok("retireKey", &[], None).await["keys"], json!([rotated["signing"]]));
    let unavailable = [("condition", "unavailable")];
    stage.ok("setCondition", &unavailable, None).await;
    assert_eq!(stage.shop.create().await.status, 503);
    stage.ok("liftCondition", &unavailable, None).await;
    let limited =
        stage.ok("setCondition", &[("condition", "rate_limit")], Some(json!({"requests": 0}))).await;
    assert_eq!(
        limited["conditions"][0],
        json!({"kind": "rate_limit", "requests": 0, "window_millis": 60_000})
    );
    assert_eq!(stage.shop.create().await.status, 429);
    stage.ok("liftCondition", &[("condition", "rate_limit")], None).await;
    assert_eq!(stage.ok("listConditions", &[], None).await["conditions"], json!([]));
    crate::faults::armed_listed_and_disarmed(stage).await;
}

#[tokio::test]
async fn every_operation_does_what_it_says_and_answers_by_the_document() {
    let stage = Stage::open().await;
    stage.shop.create().await;
    system(&stage).await;
    tokens(&stage).await;
    clocks(&stage).await;
    products(&stage).await;
    shopping(&stage).await;
    webhooks(&stage).await;
    journal(&stage).await;
    keys_conditions_and_faults(&stage).await;
    snapshots(&stage).await;
    sessions(&stage).await;
    let done = stage.done.lock().expect("unpoisoned").clone();
    let all: BTreeSet<&str> =
        listed().map(|route| route.operation).filter(|one| *one != "streamEvents").collect();
    assert_eq!(done, all, "streamEvents has its own test: it never ends");
}

#[derive(Clone, Debug)]
enum Step {
    Create,
    Order,
    Stock(u32),
    Price(u32),
    Ship,
    Expire,
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        2 => Just(Step::Create),
        2 => Just(Step::Order),
        1 => (20..900_u32).prop_map(Step::Stock),
        1 => (1..90_000_u32).prop_map(Step::Price),
        2 => Just(Step::Ship),
        1 => Just(Step::Expire),
    ]
}

async fn take(stage: &Stage, step: &Step) {
    let roses = [("product", "bouquet_roses")];
    match step {
        Step::Create => drop(stage.shop.create().await),
        Step::Order => {
            let id = stage.shop.ready().await;
            stage.shop.complete(&id, "success_token").await;
        }
        Step::Stock(on_hand) => drop(stage.ok("setStock", &roses, Some(json!({"on_hand": on_hand}))).await),
        Step::Price(amount) => {
            stage.ok("setPrice", &roses, Some(json!({"currency": "USD", "amount": amount}))).await;
        }
        Step::Ship => {
            let orders = stage.ok("listOrders", &[], None).await;
            let unshipped =
                orders["orders"].as_array().expect("a list").iter().find(|o| o["events"] == json!([]));
            if let Some(id) = unshipped.and_then(|order| order["id"].as_str()) {
                stage.ok("postOrderEvent", &[("order", id)], Some(json!({"type": "ship"}))).await;
            }
        }
        Step::Expire => drop(stage.ok("advanceClock", &[], Some(json!({"milliseconds": 21_600_001}))).await),
    }
    quiet(stage).await;
}

async fn round_trip(before: Vec<Step>, after: Vec<Step>) {
    let stage = Stage::open().await;
    let fresh = digest(&stage, "fresh").await;
    let clock = stage.shop.session.clock().clone();
    clock.freeze();
    for step in &before {
        take(&stage, step).await;
    }
    let taken = digest(&stage, "kept").await;
    for step in &after {
        take(&stage, step).await;
    }
    let time = stage.ok("getClock", &[], None).await;
    stage.ok("restoreSnapshot", &[("snapshot", "kept")], None).await;
    assert_eq!(stage.ok("getClock", &[], None).await, time, "time never runs backwards");
    assert_eq!(digest(&stage, "again").await, taken);
    stage.ok("resetSession", &[], None).await;
    assert_eq!(digest(&stage, "reset").await, fresh);
    assert_eq!(stage.ok("getSession", &[], None).await["exchanges"], 0);
    assert_eq!(stage.shop.create().await.status, 201, "the session goes on");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 6, max_shrink_iters: 20, ..ProptestConfig::default() })]
    #[test]
    fn a_snapshot_brings_back_what_was_and_a_reset_the_beginning(
        before in prop::collection::vec(step(), 0..5),
        after in prop::collection::vec(step(), 0..4),
    ) {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().expect("a runtime");
        runtime.block_on(round_trip(before, after));
    }
}

/// What is restored is also what a durable store keeps, and what a reset forgets is forgotten there.
#[tokio::test]
async fn restored_and_reset_sessions_survive_a_restart() {
    let folder = tempfile::TempDir::new().expect("a folder");
    let file = folder.path().join("state.db");
    let shop = shop::world_with(|s| s.state = StateBackend::Sqlite(file), SessionOptions::default()).await;
    let stage = Stage::over(shop, |_| {});
    let first = stage.shop.create().await.text("/id").to_owned();
    stage
        .ok("setPrice", &[("product", "bouquet_roses")], Some(json!({"currency": "USD", "amount": 77})))
        .await;
    let kept = digest(&stage, "kept").await;
    let second = stage.shop.create().await.text("/id").to_owned();
    stage
        .ok("setPrice", &[("product", "bouquet_roses")], Some(json!({"currency": "USD", "amount": 78})))
        .await;
    stage.ok("restoreSnapshot", &[("snapshot", "kept")], None).await;
    let stage = Stage::over(stage.shop.restarted().await, |_| {});
    assert_eq!(digest(&stage, "kept").await, kept);
    let ids = stage.ok("listCheckouts", &[], None).await.to_string();
    assert!(ids.contains(&first) && !ids.contains(&second), "{ids}");
    stage.ok("resetSession", &[], None).await;
    let stage = Stage::over(stage.shop.restarted().await, |_| {});
    assert_eq!(stage.ok("listCheckouts", &[], None).await["checkouts"], json!([]));
    assert_eq!(remembered(&stage.shop)["orders"], json!([]));
}

/// The same routes rule over a merchant of the first release.
#[tokio::test]
async fn a_merchant_of_the_first_release_is_ruled_over_alike() {
    let january =
        |settings: &mut ucp_assay::simulator::Settings| settings.version = ProtocolVersion::January2026;
    let stage = Stage::over(shop::world_with(january, SessionOptions::default()).await, |_| {});
    shopping(&stage).await;
    webhooks(&stage).await;
    journal(&stage).await;
    let kept = digest(&stage, "kept").await;
    stage.shop.create().await;
    stage.ok("restoreSnapshot", &[("snapshot", "kept")], None).await;
    assert_eq!(digest(&stage, "again").await, kept);
    let shown = stage.ok("getSession", &[], None).await;
    assert_eq!(shown["version"], ProtocolVersion::January2026.date());
}

/// A handle, a wait and a stream that belong to the session before the reset must not act on what took its place.
#[tokio::test]
async fn nothing_is_decided_in_a_session_that_was_reset() {
    let stage = Stage::open().await;
    let id = stage.shop.ready().await;
    let old = stage.shop.session.clone();
    stage.ok("resetSession", &[], None).await;
    old.advance(Duration::from_secs(1));
    assert!(old.settle(&id).await.is_err() && old.rotate_key().await.is_err());
    assert!(old.set_stock("bouquet_roses", 1).await.is_err());
    stage
        .shop
        .send(stage.shop.call("GET", format!("/checkout-sessions/{id}"), None))
        .await
        .outcome("not_found");
}
