//! One effect per key.

use crate::support::{payment, roses, unique, world};
use std::collections::BTreeSet;
use std::time::Duration;
use ucp_assay::simulator::conditions::{Condition, ConditionKind};

#[tokio::test]
async fn a_repetition_gets_the_first_answer_byte_for_byte() {
    let world = world().await;
    let key = unique();
    let call = || world.call("POST", "/checkout-sessions", Some(roses(1))).with("idempotency-key", &key);
    let first = world.send(call()).await;
    let second = world.send(call()).await;
    assert_eq!((first.status, second.status), (201, 201));
    assert_eq!(first.raw.body, second.raw.body);
    assert_eq!(first.raw.header("content-type"), second.raw.header("content-type"));
    assert!(second.raw.header("signature").is_some(), "a replay is signed");
    assert_ne!(first.raw.header("request-id"), second.raw.header("request-id"), "each echoes its own");
}

#[tokio::test]
async fn a_key_belongs_to_its_request() {
    let world = world().await;
    let key = unique();
    let with_key = |body| world.call("POST", "/checkout-sessions", Some(body)).with("idempotency-key", &key);
    assert_eq!(world.send(with_key(roses(1))).await.status, 201);
    world.send(with_key(roses(2))).await.refused(409, "idempotency_conflict");
    // Another operation may use the same key.
    let id = world.create().await.text("/id").to_owned();
    let cancel =
        world.call("POST", format!("/checkout-sessions/{id}/cancel"), None).with("idempotency-key", &key);
    assert_eq!(world.send(cancel).await.text("/status"), "canceled");
}

#[tokio::test]
async fn fifty_completions_at_once_charge_once() {
    let world = world().await;
    let id = world.ready().await;
    let key = unique();
    let path = format!("/checkout-sessions/{id}/complete");
    let call = || world.call("POST", &path, Some(payment("success_token"))).with("idempotency-key", &key);
    let answers = futures::future::join_all((0..50).map(|_| world.send(call()))).await;
    let bodies: BTreeSet<_> = answers.iter().map(|answer| answer.raw.body.to_vec()).collect();
    assert_eq!(bodies.len(), 1, "all get the same bytes");
    assert_eq!(answers[0].text("/status"), "completed", "{}", answers[0].body);
    world.agent.inbox().wait_count(1, Duration::from_secs(20)).await.expect("a webhook");
    let orders = world.session.outbox().tally();
    assert_eq!((orders.pending as u64 + orders.delivered, orders.dead), (1, 0), "one order");
}

#[tokio::test]
async fn fifty_creates_at_once_under_one_key_are_one_checkout() {
    let world = world().await;
    let key = unique();
    let call = || world.call("POST", "/checkout-sessions", Some(roses(1))).with("idempotency-key", &key);
    let answers = futures::future::join_all((0..50).map(|_| world.send(call()))).await;
    let ids: BTreeSet<&str> = answers.iter().map(|answer| answer.text("/id")).collect();
    assert_eq!(ids.len(), 1);
}

#[tokio::test]
async fn outcomes_are_replayed_but_refusals_are_not_kept() {
    let world = world().await;
    let key = unique();
    let unknown =
        || world.call("PUT", "/checkout-sessions/none", Some(roses(1))).with("idempotency-key", &key);
    let first = world.send(unknown()).await;
    first.outcome("not_found");
    assert_eq!(world.send(unknown()).await.raw.body, first.raw.body);
    let key = unique();
    let broken = world.call("POST", "/checkout-sessions", Some(serde_json::json!({"line_items": 1})));
    world.send(broken.with("idempotency-key", &key)).await.refused(400, "invalid_request");
    let mended = world.call("POST", "/checkout-sessions", Some(roses(1))).with("idempotency-key", &key);
    assert_eq!(world.send(mended).await.status, 201, "a refused request may be repeated mended");
}

#[tokio::test]
async fn records_are_kept_for_a_day() {
    let world = world().await;
    let key = unique();
    let call = || world.call("POST", "/checkout-sessions", Some(roses(1))).with("idempotency-key", &key);
    let first = world.send(call()).await;
    world.session.advance(Duration::from_secs(24 * 3600 - 5));
    assert_eq!(world.send(call()).await.raw.body, first.raw.body);
    world.session.advance(Duration::from_secs(10));
    assert_ne!(world.send(call()).await.body["id"], first.body["id"]);
}

#[tokio::test]
async fn keys_are_demanded_and_judged() {
    let world = world().await;
    let id = world.create().await.text("/id").to_owned();
    let mutations = [
        ("POST", "/checkout-sessions".to_owned(), Some(roses(1))),
        ("PUT", format!("/checkout-sessions/{id}"), Some(roses(1))),
        ("POST", format!("/checkout-sessions/{id}/complete"), Some(payment("success_token"))),
        ("POST", format!("/checkout-sessions/{id}/cancel"), None),
    ];
    for (method, path, body) in mutations {
        let call = || world.call(method, &path, body.clone());
        world.send(call().without("idempotency-key")).await.refused(400, "idempotency_key_required");
        for malformed in [
            "",
            "short",
            "has blanks in the middle",
            "\"0f8fad5b-d9cb-469f-a165-70867728950e\"",
            &"x".repeat(300),
        ] {
            let answer = world.send(call().with("idempotency-key", malformed)).await;
            answer.refused(400, "invalid_idempotency_key");
        }
    }
    let read = world.send(world.call("GET", format!("/checkout-sessions/{id}"), None)).await;
    assert_eq!(read.text("/status"), "incomplete", "nothing happened");
}

#[tokio::test]
async fn failing_storage_refuses_mutations_and_nothing_else() {
    let world = world().await;
    let id = world.create().await.text("/id").to_owned();
    world.session.condition(Condition::IdempotencyStorageDown);
    let refused = world.create().await;
    refused.refused(503, "service_unavailable");
    assert!(refused.raw.header("retry-after").is_some());
    assert_eq!(world.send(world.call("GET", format!("/checkout-sessions/{id}"), None)).await.status, 200);
    world.session.lift(ConditionKind::IdempotencyStorageDown);
    assert_eq!(world.create().await.status, 201);
}
