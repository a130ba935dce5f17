//! Moving the clock: checkouts expire, webhooks are tried again. Nothing sleeps; what is awaited is awaited
//! through the control plane itself.

use crate::support::Stage;
use serde_json::{Value, json};
use ucp_assay::platform::host::Answer;

async fn attempts(stage: &Stage, count: usize) -> Value {
    let wait = json!({"match": {"kind": "webhook"}, "count": count});
    stage.ok("waitForExchanges", &[], Some(wait)).await
}

/// Waits until the outbox has noted so many failed attempts of its oldest delivery.
async fn noted(stage: &Stage, count: u32) {
    let mut tally = stage.shop.session.outbox().watch();
    let search = async {
        while stage.shop.session.outbox().pending().first().is_none_or(|oldest| oldest.attempts < count) {
            tally.changed().await.expect("an outbox");
        }
    };
    tokio::time::timeout(crate::support::WAIT, search).await.expect("in time");
}

#[tokio::test]
async fn what_is_past_its_time_expires_when_the_clock_is_moved() {
    let stage = Stage::open().await;
    stage.ok("freezeClock", &[], None).await;
    let id = stage.shop.create().await.text("/id").to_owned();
    let six_hours = 6 * 3_600_000;
    let moved = stage.ok("advanceClock", &[], Some(json!({"milliseconds": six_hours - 1}))).await;
    assert_eq!(moved["ended_checkouts"], json!([]), "one millisecond early");
    let moved = stage.ok("advanceClock", &[], Some(json!({"milliseconds": 1}))).await;
    assert_eq!(moved["ended_checkouts"], json!([id]));
    let shown = stage.ok("listCheckouts", &[], None).await;
    assert_eq!(shown["checkouts"][0]["status"], "canceled");
}

#[tokio::test]
async fn a_completion_in_progress_settles_when_its_time_has_come() {
    let stage = Stage::open().await;
    let id = stage.shop.ready().await;
    stage.shop.complete(&id, "slow_token").await;
    let moved = stage.ok("advanceClock", &[], Some(json!({"milliseconds": 86_400_000}))).await;
    assert_eq!(
        (&moved["ended_checkouts"], moved["placed_orders"].as_array().map(Vec::len)),
        (&json!([id]), Some(1))
    );
}

#[tokio::test]
async fn webhooks_are_tried_again_when_the_clock_is_moved_and_not_before() {
    let stage = Stage::open().await;
    stage.ok("freezeClock", &[], None).await;
    stage.shop.agent.inbox().answer_with(Answer::status(503));
    let id = stage.shop.ready().await;
    stage.shop.complete(&id, "success_token").await;
    assert_eq!(attempts(&stage, 1).await["exchanges"][0]["exchange"]["response"]["status"], 503);
    noted(&stage, 1).await;
    let waiting = stage.ok("listWebhooks", &[], None).await;
    let webhook = &waiting["webhooks"][0];
    assert_eq!((&webhook["state"], &webhook["attempts"]), (&json!("waiting"), &json!(1)));
    let again = json!({"match": {"kind": "webhook"}, "count": 2, "timeout_millis": 0});
    stage.call("waitForExchanges", &[], "", Some(again)).await.refused(504, "wait_timeout");
    stage.ok("advanceClock", &[], Some(json!({"milliseconds": 2000}))).await;
    attempts(&stage, 2).await;
    noted(&stage, 2).await;
    stage.shop.agent.inbox().answer_with(Answer::status(200));
    stage.ok("advanceClock", &[], Some(json!({"milliseconds": 4000}))).await;
    let all = attempts(&stage, 3).await;
    let id = |at: usize| {
        let headers = all["exchanges"][at]["exchange"]["request"]["headers"].as_array().expect("headers");
        headers.iter().find(|header| header[0] == "webhook-id").expect("an id").clone()
    };
    assert!(id(0) == id(1) && id(1) == id(2), "one event, three attempts");
}
