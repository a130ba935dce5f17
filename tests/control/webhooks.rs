//! Webhooks held back, reordered, let go and repeated, as the platform sees it.

use crate::support::{Stage, WAIT};
use serde_json::{Value, json};
use ucp_assay::platform::host::Answer;

/// A completed order whose first webhook arrived.
async fn order(stage: &Stage) -> String {
    let id = stage.shop.ready().await;
    let completed = stage.shop.complete(&id, "success_token").await;
    stage.shop.agent.inbox().wait_count(1, WAIT).await.expect("a webhook");
    completed.text("/order/id").to_owned()
}

async fn relabel(stage: &Stage, order: &str, label: &str) {
    stage.ok("postOrderEvent", &[("order", order)], Some(json!({"type": "relabel", "label": label}))).await;
}

/// Labels of the orders the platform received, and the identifiers of the webhooks.
async fn received(stage: &Stage, count: u64) -> Vec<(String, String)> {
    let all = stage.shop.agent.inbox().wait_count(count, WAIT).await.expect("webhooks");
    let read = |exchange: &std::sync::Arc<ucp_assay::exchange::Exchange>| {
        let order: Value = serde_json::from_slice(&exchange.request.body).expect("JSON");
        let id =
            exchange.request.headers.iter().find(|(name, _)| name == "webhook-id").expect("an id").1.clone();
        (order["label"].as_str().unwrap_or_default().to_owned(), id)
    };
    all.iter().map(read).collect()
}

#[tokio::test]
async fn held_webhooks_leave_when_they_are_released_in_the_order_they_were_put_into() {
    let stage = Stage::open().await;
    let order = order(&stage).await;
    stage.ok("holdWebhooks", &[], Some(json!({"order": order}))).await;
    for label in ["first", "second", "third"] {
        relabel(&stage, &order, label).await;
    }
    let held = stage.call("listWebhooks", &[], "?state=held", None).await.body;
    let ids: Vec<Value> =
        held["webhooks"].as_array().expect("a list").iter().map(|one| one["id"].clone()).collect();
    assert_eq!(ids.len(), 3);
    let wanted = json!({"webhooks": [ids[2], ids[0], ids[1]]});
    stage.ok("reorderWebhooks", &[], Some(wanted)).await;
    assert_eq!(stage.shop.agent.inbox().count(), 1, "nothing left meanwhile");
    stage.ok("releaseWebhooks", &[], Some(json!({"order": order}))).await;
    let labels: Vec<String> = received(&stage, 4).await.into_iter().map(|(label, _)| label).skip(1).collect();
    assert_eq!(labels, ["third", "first", "second"]);
}

#[tokio::test]
async fn what_is_not_held_cannot_be_reordered() {
    let stage = Stage::open().await;
    let order = order(&stage).await;
    let sent = stage.ok("listWebhooks", &[], None).await["webhooks"][0]["id"].clone();
    let unknown = "00000000-0000-4000-8000-000000000009";
    let body = json!({"webhooks": [sent, unknown]});
    stage.call("reorderWebhooks", &[], "", Some(body)).await.refused(409, "refused");
    stage.ok("holdWebhooks", &[], None).await;
    relabel(&stage, &order, "one").await;
    let held = stage.call("listWebhooks", &[], "?state=held", None).await.body["webhooks"][0]["id"].clone();
    let body = json!({"webhooks": [held, sent]});
    stage.call("reorderWebhooks", &[], "", Some(body)).await.refused(409, "refused");
    stage.ok("releaseWebhooks", &[], None).await;
    assert_eq!(received(&stage, 2).await[1].0, "one");
}

#[tokio::test]
async fn an_acknowledged_webhook_can_be_sent_once_more_under_its_identifier() {
    let stage = Stage::open().await;
    order(&stage).await;
    let mut tally = stage.shop.session.outbox().watch();
    tally.wait_for(|tally| tally.delivered == 1).await.expect("an outbox");
    let listed = stage.call("listWebhooks", &[], "?state=delivered", None).await.body;
    let id = listed["webhooks"][0]["id"].as_str().expect("an id").to_owned();
    stage.ok("redeliverWebhook", &[("webhook", &*id)], None).await;
    let both = received(&stage, 2).await;
    assert_eq!((both[0].1.as_str(), both[1].1.as_str()), (&*id, &*id));
    let none = [("webhook", "00000000-0000-4000-8000-000000000009")];
    stage.call("redeliverWebhook", &none, "", None).await.refused(404, "not_found");
}

#[tokio::test]
async fn a_webhook_given_up_can_be_revived() {
    let stage = Stage::open().await;
    stage.shop.agent.inbox().answer_with(Answer::status(500));
    let order = order(&stage).await;
    let mut tally = stage.shop.session.outbox().watch();
    while stage.shop.session.outbox().tally().dead == 0 {
        stage.ok("advanceClock", &[], Some(json!({"milliseconds": 3_600_000}))).await;
        tokio::time::timeout(WAIT, tally.changed()).await.expect("in time").expect("an outbox");
    }
    let dead = stage.call("listWebhooks", &[], "?state=dead", None).await.body["webhooks"][0].clone();
    assert_eq!((&dead["order"], dead["reason"].as_str()), (&json!(order), Some("answered 500")));
    stage.shop.agent.inbox().answer_with(Answer::status(200));
    stage.ok("redeliverWebhook", &[("webhook", dead["id"].as_str().expect("an id"))], None).await;
    let settled = tokio::time::timeout(WAIT, tally.wait_for(|tally| tally.delivered == 1)).await;
    assert_eq!(settled.expect("in time").expect("an outbox").dead, 0);
}
