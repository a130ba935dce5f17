//! Every way to arm a fault, and that a way that is not open stays shut.

use crate::support::{payment, roses, world, world_with};
use serde_json::json;
use ucp_assay::fault::{Rule, Stage, When};
use ucp_assay::protocol::operation::Operation;
use ucp_assay::simulator::settings::WorldSource;
use ucp_assay::simulator::{SessionOptions, check_world};

const PRICE: i64 = 3500;

#[tokio::test]
async fn a_guard_arms_and_its_firings_are_in_the_journal() {
    let world = world().await;
    let rule = Rule::of("price.drift").when(When::operation(Operation::CreateCheckout)).param("by", 11);
    let guard = world.session.faults().guard(rule).expect("armed");
    let answer = world.create().await;
    assert_eq!(answer.body["line_items"][0]["item"]["price"], PRICE + 11);
    assert_eq!(guard.fired(), 1);
    let firing = world.session.faults().firings().remove(0);
    assert_eq!((firing.fault, firing.stage, firing.ordinal), ("price.drift", Stage::Render, 1));
    assert_eq!(firing.rule, *guard.id());
    let exchange =
        world.session.journal().raw().into_iter().find(|one| Some(&one.id) == firing.exchange.as_ref());
    let exchange = exchange.expect("the exchange is in the journal");
    assert!(exchange.notes.iter().any(|note| note.contains("price.drift")), "{:?}", exchange.notes);
    drop(guard);
    assert_eq!(world.create().await.body["line_items"][0]["item"]["price"], PRICE);
}

#[tokio::test]
async fn a_world_arms_what_it_lists() {
    let text =
        "name: Shop\nbase: flower-shop\nfaults:\n  - { id: dear, fault: price.drift, params: { by: 5 } }\n";
    let options =
        SessionOptions { world: Some(WorldSource::Inline(text.to_owned())), ..SessionOptions::default() };
    let world = world_with(|_| {}, options).await;
    assert_eq!(world.create().await.body["line_items"][0]["item"]["price"], PRICE + 5);
    assert_eq!(world.session.faults().list()[0].id.as_str(), "dear");
}

#[test]
fn a_world_with_an_impossible_rule_is_refused_with_its_place() {
    let of = |rule: &str| format!("name: Shop\nbase: flower-shop\nfaults:\n  - {rule}\n");
    let refused = |rule: &str| check_world(&of(rule), "shop.yaml").expect_err("refused").to_string();
    let unknown = refused("{ fault: price.drfit }");
    assert!(unknown.contains("shop.yaml:4:") && unknown.contains("price.drift"), "{unknown}");
    let key = refused("{ fault: price.drift, chnce: 0.5 }");
    assert!(key.contains("shop.yaml") && key.contains("Did you mean `chance`?"), "{key}");
    let param = refused("{ fault: price.drift, params: { by: lots } }");
    assert!(param.contains("whole number"), "{param}");
    let chance = refused("{ fault: price.drift, chance: 3 }");
    assert!(chance.contains("at most 1"), "{chance}");
    let base = check_world("name: Shop\nbase: bakery\n", "shop.yaml").expect_err("refused").to_string();
    assert!(base.contains("flower-shop"), "{base}");
}

#[tokio::test]
async fn a_header_arms_one_request_where_it_is_allowed() {
    let world = world_with(|settings| settings.fault_header = true, SessionOptions::default()).await;
    let call = world.call("POST", "/checkout-sessions", Some(roses(1)));
    let answer = world.send(call.with("ucp-assay-fault", "price.drift; by=7, state.created_with_200")).await;
    assert_eq!(
        (answer.status, answer.body["line_items"][0]["item"]["price"].as_i64()),
        (200, Some(PRICE + 7))
    );
    assert_eq!(world.create().await.body["line_items"][0]["item"]["price"], PRICE);
    let call = world.call("POST", "/checkout-sessions", Some(roses(1)));
    let refused = world.send(call.with("ucp-assay-fault", "price.drfit")).await;
    refused.refused(400, "invalid_request");
    assert!(refused.text("/content").contains("price.drift"), "{}", refused.body);
}

#[tokio::test]
async fn a_header_does_nothing_where_it_is_not_allowed() {
    let world = world().await;
    let call = world.call("POST", "/checkout-sessions", Some(roses(1)));
    let answer = world.send(call.with("ucp-assay-fault", "price.drift")).await;
    assert_eq!((answer.status, answer.body["line_items"][0]["item"]["price"].as_i64()), (201, Some(PRICE)));
    assert_eq!(world.session.faults().fired(), 0);
}

#[tokio::test]
async fn magic_values_arm_a_checkout_where_they_are_allowed() {
    let options = SessionOptions { magic_faults: Some(true), ..SessionOptions::default() };
    let world = world_with(|_| {}, options).await;
    let item = json!({"line_items": [{"item": {"id": "bouquet_roses!price.drift"}, "quantity": 1}]});
    let created = world.send(world.call("POST", "/checkout-sessions", Some(item))).await;
    assert_eq!(created.status, 201, "{}", created.body);
    assert_eq!(created.body["line_items"][0]["item"]["id"], "bouquet_roses");
    assert_eq!(created.body["line_items"][0]["item"]["price"], PRICE + 100);
    let path = format!("/checkout-sessions/{}", created.text("/id"));
    let read = world.send(world.call("GET", path, None)).await;
    assert_eq!(read.body["line_items"][0]["item"]["price"], PRICE + 100, "later requests too");
    assert_eq!(world.create().await.body["line_items"][0]["item"]["price"], PRICE, "others not");
    let mut buyer = roses(1);
    buyer["buyer"] = json!({"email": "fault+state.created_with_200@example.com"});
    assert_eq!(world.send(world.call("POST", "/checkout-sessions", Some(buyer))).await.status, 200);
    let id = world.ready().await;
    let done = world.complete(&id, "success_token!charge.without_order").await;
    assert_eq!((done.text("/status"), done.body.get("order")), ("completed", None), "{}", done.body);
}

#[tokio::test]
async fn magic_values_are_ordinary_data_elsewhere() {
    let world = world().await;
    let item = json!({"line_items": [{"item": {"id": "bouquet_roses!price.drift"}, "quantity": 1}]});
    world.send(world.call("POST", "/checkout-sessions", Some(item))).await.outcome("not_found");
}

/// A charge is doubled where it can be seen: in the state, and not in the answer.
#[tokio::test]
async fn a_double_charge_is_in_the_state() {
    let world = world().await;
    let id = world.ready().await;
    let _guard = world.session.faults().guard(Rule::of("charge.double")).expect("armed");
    let path = format!("/checkout-sessions/{id}/complete");
    let done = world.send(world.call("POST", path, Some(payment("success_token")))).await;
    assert_eq!(done.text("/status"), "completed");
    let state = world.session.merchant_state();
    assert_eq!(state.checkout(&id).expect("a checkout").charges.len(), 2);
}
