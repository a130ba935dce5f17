//! A tour through everything a merchant does, once per stimulus for connectors: each fires somewhere on it, and
//! the merchant is well afterwards. (Faults of the merchant's lane are shown by the scenarios that notice them,
//! those of
//! connections by a raw client, those of detached signatures at the version that has them.)

use crate::support::{Call, World, payment, roses, world};
use serde_json::{Value, json};
use std::time::Duration;
use ucp_assay::exchange::ExchangeKind;
use ucp_assay::fault::{Fault, Lane, Rule, catalogue};
use ucp_assay::merchant::OrderEdit;
use ucp_assay::simulator::SessionOptions;
use ucp_assay::simulator::business::Variation;
use ucp_assay::simulator::conditions::{Condition, ConditionKind};

/// The fault with pauses short enough for a test.
fn rule(fault: &Fault) -> Rule {
    let quick = fault.params.iter().filter(|param| param.name.contains("millis"));
    quick.fold(Rule::of(fault.id), |rule, param| rule.param(param.name, 30))
}

/// Sends, whatever comes back.
async fn send(world: &World, call: Call) -> Option<Value> {
    let response = world.client.send(world.prepare(call)).await.ok()?;
    serde_json::from_slice(&response.body).ok()
}

async fn read(world: &World, id: &str) {
    drop(send(world, world.call("GET", format!("/checkout-sessions/{id}"), None)).await);
}

/// Placed before anything was armed.
struct Prepared {
    first: String,
    second: String,
    order: String,
}

async fn prepare(world: &World) -> Prepared {
    let former = Variation::ListVersion {
        version: "2026-01-23".to_owned(),
        url: "https://shop.example/ucp".to_owned(),
    };
    world.session.vary(former);
    let placed = world.ready().await;
    let done = world.complete(&placed, "success_token").await;
    let order = done.text("/order/id").to_owned();
    world
        .session
        .order_event(&order, OrderEdit::Refund { amount: None, reason: None })
        .await
        .expect("a refund");
    Prepared { first: world.ready().await, second: world.ready().await, order }
}

async fn tour(world: &World, prepared: &Prepared) {
    for path in ["/.well-known/ucp", "/schemas/shopping/checkout.json"] {
        drop(send(world, world.call("GET", path, None)).await);
    }
    let mut body = roses(2);
    body["buyer"] = json!({"email": "ada@example.com", "consent": {"marketing": true}});
    drop(send(world, world.call("POST", "/checkout-sessions", Some(body))).await);
    let event = json!({"line_items": [{"item": {"id": "garden_installation"}, "quantity": 1}]});
    drop(send(world, world.call("POST", "/checkout-sessions", Some(event))).await);
    read(world, &prepared.first).await;
    for (id, token) in [
        (&prepared.first, "fail_token"),
        (&prepared.first, "success_token"),
        (&prepared.second, "success_token"),
    ] {
        let path = format!("/checkout-sessions/{id}/complete");
        drop(send(world, world.call("POST", path, Some(payment(token)))).await);
    }
    read(world, &prepared.second).await;
    drop(send(world, world.call("GET", "/checkout-sessions/none", None).unsigned()).await);
    drop(send(world, world.call("GET", format!("/orders/{}", prepared.order), None)).await);
    drop(world.session.order_event(&prepared.order, OrderEdit::Relabel { label: "new".into() }).await);
    world.session.condition(Condition::Unavailable);
    read(world, &prepared.first).await;
    world.session.lift(ConditionKind::Unavailable);
}

async fn fires(world: &mut World, number: usize, fault: &'static Fault) -> bool {
    let options = SessionOptions::default();
    let session = world.application.sessions().open(&format!("t{number}"), options).await.expect("a session");
    world.session = session;
    let prepared = prepare(world).await;
    let guard = world.session.faults().guard(rule(fault)).expect("armed");
    tour(world, &prepared).await;
    let webhook = fault.stage().name().starts_with("webhook");
    let done = |world: &World| world.session.faults().fired() > 0;
    if webhook && !done(world) {
        // The last webhook of the tour is on its way.
        let webhooks = world
            .session
            .journal()
            .wait_for(3, Duration::from_secs(10), |exchange| exchange.kind == ExchangeKind::Webhook);
        drop(webhooks.await);
    }
    let fired = guard.fired() > 0;
    drop(guard);
    let pot = json!({"line_items": [{"item": {"id": "pot_ceramic"}, "quantity": 1}]});
    let after = world.send(world.call("POST", "/checkout-sessions", Some(pot))).await;
    assert_eq!(after.status, 201, "{}: {}", fault.id, after.body);
    assert_eq!(after.body["line_items"][0]["item"]["price"], 1500, "{}", fault.id);
    fired
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_stimulus_fires_on_a_tour_and_leaves_the_merchant_well() {
    let mut world = world().await;
    let stimuli = catalogue::all().filter(|fault| fault.lane == Lane::Connector);
    let stimuli = stimuli.filter(|fault| !matches!(fault.family(), "tls" | "wire" | "jws"));
    let mut silent = Vec::new();
    for (number, fault) in stimuli.enumerate() {
        if !fires(&mut world, number, fault).await {
            silent.push(fault.id);
        }
    }
    assert_eq!(silent, Vec::<&str>::new());
}
