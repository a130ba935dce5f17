//! What checkouts and orders say in this layout: money without signs, names in one piece, payment, messages.

use super::{january, payment, valid};
use crate::support::World;
use rstest::rstest;
use serde_json::{Value, json};
use std::time::Duration;
use ucp_assay::merchant::OrderEdit;
use ucp_assay::merchant::command::LineSelection;
use ucp_assay::platform::outbound::Request;
use ucp_assay::protocol::money::Amount;
use ucp_assay::protocol::operation::Operation;
use ucp_assay::simulator::SessionOptions;
use ucp_assay::simulator::settings::WorldSource;

const WAIT: Duration = Duration::from_secs(20);

/// What the entries come to by this version's rule.
fn adds_up(totals: &Value) {
    let of = |kinds: &[&str]| -> i64 {
        let entries = totals.as_array().expect("totals").iter();
        let entries = entries.filter(|entry| kinds.contains(&entry["type"].as_str().expect("a type")));
        entries.map(|entry| entry["amount"].as_i64().expect("an amount")).sum()
    };
    let sum = of(&["subtotal", "fulfillment", "tax", "fee"]) - of(&["items_discount", "discount"]);
    assert_eq!(sum, of(&["total"]), "{totals}");
    assert!(
        totals.as_array().expect("totals").iter().all(|entry| entry["amount"].as_i64() >= Some(0)),
        "{totals}"
    );
}

async fn shop(world: &World, body: Value) -> Value {
    let created = world.send(world.call("POST", "/checkout-sessions", Some(world.checkout(body)))).await;
    assert_eq!(created.status, 201, "{}", created.body);
    valid(Operation::CreateCheckout, &created.body);
    created.body
}

#[rstest]
#[case::order_discount("10OFF", "discount", 350)]
#[case::line_discount("SPLIT10", "items_discount", 1000)]
#[tokio::test]
async fn reductions_are_positive_and_subtracted(#[case] code: &str, #[case] kind: &str, #[case] amount: i64) {
    let world = january().await;
    let checkout = shop(
        &world,
        json!({
            "line_items": [{"item": {"id": "bouquet_roses"}, "quantity": 1}], "discounts": {"codes": [code]}
        }),
    )
    .await;
    adds_up(&checkout["totals"]);
    adds_up(&checkout["line_items"][0]["totals"]);
    let entry = checkout["totals"].as_array().expect("totals").iter().find(|entry| entry["type"] == kind);
    assert_eq!(entry.expect("an entry")["amount"], amount, "{checkout}");
    assert_eq!(checkout["discounts"]["applied"][0]["amount"], amount);
}

#[tokio::test]
async fn a_type_of_the_shops_own_is_a_fee_here() {
    let electronics = |settings: &mut ucp_assay::simulator::Settings| {
        settings.version = super::VERSION;
        settings.world = WorldSource::Builtin("electronics".to_owned());
    };
    let world = crate::support::world_with(electronics, SessionOptions::default()).await;
    let lines = json!([{"item": {"id": "power_bank"}, "quantity": 2}]);
    let checkout = shop(&world, json!({"line_items": lines})).await;
    adds_up(&checkout["totals"]);
    let fee = checkout["totals"].as_array().expect("totals").iter().find(|entry| entry["type"] == "fee");
    let fee = fee.expect("a fee");
    assert_eq!(
        (&fee["amount"], &fee["display_text"]),
        (&json!(500), &json!("Battery deposit")),
        "{checkout}"
    );
}

#[tokio::test]
async fn a_name_in_one_piece_is_understood_and_given_back() {
    let world = january().await;
    let checkout = shop(
        &world,
        json!({
            "line_items": [{"item": {"id": "bouquet_roses"}, "quantity": 1}],
            "buyer": {"full_name": "Ada King Lovelace", "email": "ada@example.com"},
            "fulfillment": {"methods": [{"type": "shipping", "destinations": [{
                "id": "home", "full_name": "Ada Lovelace", "street_address": "1 Main Street",
                "address_locality": "Springfield", "postal_code": "62701", "address_country": "US"
            }], "selected_destination_id": "home"}]}
        }),
    )
    .await;
    assert_eq!(checkout["buyer"]["full_name"], "Ada King Lovelace");
    assert_eq!(
        (&checkout["buyer"]["first_name"], &checkout["buyer"]["last_name"]),
        (&json!("Ada King"), &json!("Lovelace"))
    );
    assert_eq!(checkout["fulfillment"]["methods"][0]["destinations"][0]["full_name"], "Ada Lovelace");
}

#[tokio::test]
async fn instruments_are_flat_and_the_selected_one_is_named() {
    let world = january().await;
    let card = |id: &str| {
        json!({
            "id": id, "handler_id": "mock_payment_handler", "type": "card", "brand": "visa", "last_digits": "4242",
            "expiry_month": 12, "expiry_year": 2030, "rich_text_description": "Visa",
            "credential": {"type": "token", "token": "canary_token"}
        })
    };
    let mut body = world.checkout(json!({"line_items": [{"item": {"id": "bouquet_roses"}, "quantity": 1}]}));
    body["payment"] = json!({"instruments": [card("one"), card("two")], "selected_instrument_id": "two"});
    let created = world.send(world.call("POST", "/checkout-sessions", Some(body))).await;
    assert_eq!(created.status, 201, "{}", created.body);
    valid(Operation::CreateCheckout, &created.body);
    assert_eq!(created.body["payment"]["selected_instrument_id"], "two");
    let shown = &created.body["payment"]["instruments"][1];
    assert_eq!((&shown["expiry_year"], &shown["rich_text_description"]), (&json!(2030), &json!("Visa")));
    assert!(!created.body.to_string().contains("canary_token"), "credentials are never echoed");
}

#[rstest]
#[case::declined("fail_token", "payment_failed", "$.payment_data")]
#[tokio::test]
async fn a_declined_payment_leaves_the_checkout_ready(
    #[case] token: &str,
    #[case] code: &str,
    #[case] path: &str,
) {
    let world = january().await;
    let id = world.ready().await;
    let declined = world.complete(&id, token).await;
    assert_eq!((declined.status, declined.text("/status")), (200, "ready_for_complete"), "{}", declined.body);
    valid(Operation::CompleteCheckout, &declined.body);
    let message = declined.body["messages"].as_array().and_then(|list| list.last()).expect("a message");
    assert_eq!(
        (&message["code"], &message["path"], &message["severity"]),
        (&json!(code), &json!(path), &json!("recoverable"))
    );
    assert_eq!(world.complete(&id, "success_token").await.text("/status"), "completed");
}

#[tokio::test]
async fn a_handler_that_is_not_offered_is_named_in_the_request() {
    let world = january().await;
    let id = world.ready().await;
    let mut body = payment("success_token");
    body["payment_data"]["handler_id"] = json!("nobody");
    let answer =
        world.send(world.call("POST", format!("/checkout-sessions/{id}/complete"), Some(body))).await;
    let message = answer.body["messages"].as_array().and_then(|list| list.last()).expect("a message");
    assert_eq!(
        (answer.status, &message["path"]),
        (200, &json!("$.payment_data.handler_id")),
        "{}",
        answer.body
    );
}

#[tokio::test]
async fn observations_are_free_and_one_of_them_is_decided_on() {
    let world = january().await;
    for (signals, completed) in
        [(json!({"session": {"score": 3}}), true), (json!({"dev.ucp.buyer_ip": "203.0.113.66"}), false)]
    {
        let id = world.ready().await;
        let mut body = payment("success_token");
        body["risk_signals"] = signals;
        let answer =
            world.send(world.call("POST", format!("/checkout-sessions/{id}/complete"), Some(body))).await;
        assert_eq!(
            (answer.status, answer.body["status"] == "completed"),
            (200, completed),
            "{}",
            answer.body
        );
        valid(Operation::CompleteCheckout, &answer.body);
    }
}

#[tokio::test]
async fn a_person_finishes_the_step_on_the_page() {
    let world = january().await;
    let id = world.ready().await;
    let challenged = world.complete(&id, "challenge_token").await;
    assert_eq!(challenged.text("/status"), "requires_escalation", "{}", challenged.body);
    valid(Operation::CompleteCheckout, &challenged.body);
    let url = challenged.text("/continue_url").to_owned();
    let headers = vec![
        ("content-type".to_owned(), "application/x-www-form-urlencoded".to_owned()),
        ("origin".to_owned(), world.session.base_url().to_owned()),
    ];
    let form = bytes::Bytes::from_static(b"action=authentication_passed");
    let done = world.client.send(Request::post(&url, headers, form)).await.expect("a page");
    assert_eq!(done.status, 303);
    let completed = world.complete(&id, "challenge_token").await;
    assert_eq!(completed.text("/status"), "completed", "{}", completed.body);
}

#[tokio::test]
async fn every_edit_of_an_order_is_pushed_in_this_layout() {
    let world = january().await;
    let id = world.ready().await;
    let order = world.complete(&id, "success_token").await.text("/order/id").to_owned();
    let all = LineSelection::default;
    let edits = [
        OrderEdit::Ship { lines: all(), tracking_number: None, carrier: None },
        OrderEdit::InTransit,
        OrderEdit::Deliver { lines: all() },
        OrderEdit::Return { lines: all() },
        OrderEdit::AdjustPrice { amount: Amount::new(100).expect("an amount"), reason: None },
        OrderEdit::Relabel { label: "Mother's day".into() },
    ];
    let count = edits.len() as u64;
    for edit in edits {
        world.session.order_event(&order, edit).await.expect("an edit");
    }
    let pushed = world.agent.inbox().wait_count(count + 1, WAIT).await.expect("webhooks");
    let events: Vec<Value> =
        pushed.iter().map(|delivery| serde_json::from_slice(&delivery.request.body).expect("JSON")).collect();
    for event in &events {
        valid(Operation::OrderEvent, event);
        adds_up(&event["totals"]);
    }
    let last = events.last().expect("an event");
    let returned = &last["adjustments"][0];
    assert_eq!(
        (&returned["type"], &returned["line_items"][0]["quantity"]),
        (&json!("return"), &json!(1)),
        "{last}"
    );
    assert!(returned["amount"].as_i64() > Some(0), "what flows back is positive: {returned}");
    assert_eq!(last["adjustments"][1]["amount"], -100);
}

#[tokio::test]
async fn a_canceled_line_reads_fulfilled() {
    let world = january().await;
    let id = world.ready().await;
    let order = world.complete(&id, "success_token").await.text("/order/id").to_owned();
    world
        .session
        .order_event(&order, OrderEdit::Cancel { lines: LineSelection::default() })
        .await
        .expect("canceled");
    let pushed = world.agent.inbox().wait_count(2, WAIT).await.expect("webhooks");
    let event: Value = serde_json::from_slice(&pushed[1].request.body).expect("JSON");
    valid(Operation::OrderEvent, &event);
    assert_eq!(
        (&event["line_items"][0]["status"], &event["line_items"][0]["quantity"]["total"]),
        (&json!("fulfilled"), &json!(0))
    );
}
