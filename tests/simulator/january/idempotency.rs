//! One effect per key, where keys are advised.

use super::{january, payment};
use crate::support::{roses, unique};
use std::collections::BTreeSet;
use std::time::Duration;

#[tokio::test]
async fn a_repetition_gets_the_first_answer_byte_for_byte_and_another_request_a_conflict() {
    let world = january().await;
    let key = unique();
    let call = |quantity| {
        let body = world.checkout(roses(quantity));
        world.call("POST", "/checkout-sessions", Some(body)).with("idempotency-key", &key)
    };
    let first = world.send(call(1)).await;
    let second = world.send(call(1)).await;
    assert_eq!((first.status, second.status), (201, 201));
    assert_eq!(first.raw.body, second.raw.body);
    assert!(second.raw.header("x-detached-jwt").is_some(), "a replay is signed");
    world.send(call(2)).await.rejected(409, "idempotency_conflict");
    world.session.advance(Duration::from_secs(24 * 3600 - 5));
    assert_eq!(world.send(call(1)).await.raw.body, first.raw.body);
}

#[tokio::test]
async fn outcomes_are_replayed_with_their_status() {
    let world = january().await;
    let key = unique();
    let call = || {
        let unknown = world.call("POST", "/checkout-sessions/none/cancel", None);
        world.send(unknown.with("idempotency-key", &key))
    };
    let first = call().await;
    first.rejected(404, "not_found");
    let second = call().await;
    assert_eq!((second.status, second.raw.body), (404, first.raw.body));
}

#[tokio::test]
async fn fifty_completions_at_once_charge_once() {
    let world = january().await;
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
async fn without_keys_a_retried_completion_still_charges_once() {
    let world = january().await;
    let id = world.ready().await;
    let path = format!("/checkout-sessions/{id}/complete");
    let call = || world.call("POST", &path, Some(payment("success_token"))).without("idempotency-key");
    let answers = futures::future::join_all((0..10).map(|_| world.send(call()))).await;
    let orders: BTreeSet<&str> = answers.iter().map(|answer| answer.text("/order/id")).collect();
    assert_eq!(orders.len(), 1, "{orders:?}");
}

#[tokio::test]
async fn a_key_that_cannot_be_one_is_refused() {
    let world = january().await;
    for malformed in ["", "short", "has blanks in the middle of it"] {
        world
            .send(
                world
                    .call("POST", "/checkout-sessions", Some(world.checkout(roses(1))))
                    .with("idempotency-key", malformed),
            )
            .await
            .rejected(400, "invalid_idempotency_key");
    }
}
