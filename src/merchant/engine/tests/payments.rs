//! Tokens, handlers, credentials, charges.

use rstest::rstest;
use serde_json::{Value, json};

use super::shop::*;
use crate::merchant::Command;
use crate::merchant::command::BuyerAction;
use crate::merchant::state::ChargeStatus::{self, *};
use crate::protocol::checkout::CheckoutStatus::*;

fn charges(shop: &Shop, id: &str) -> Vec<ChargeStatus> {
    shop.state.checkout(id).expect("a checkout").charges.iter().map(|charge| charge.status).collect()
}

fn stock(shop: &Shop, product: &str) -> (u64, u64) {
    let level = shop.state.stock(product).expect("limited stock");
    (level.on_hand, level.reserved)
}

#[test]
fn success_orders_once() {
    let mut shop = Shop::open("flower-shop");
    let id = shop.ready("bouquet_tulips", 2).id;
    let done = shop.pay(&id, "success_token");
    assert_eq!(done.status, Completed);
    assert_eq!(shop.last.as_ref().map(|o| (o.events.len(), o.changed.orders.len())), Some((1, 1)));
    let again = shop.pay(&id, "success_token");
    assert_eq!(again.order, done.order);
    assert_eq!((charges(&shop, &id), stock(&shop, "bouquet_tulips")), (vec![Succeeded], (1498, 0)));
    assert_eq!(shop.state.orders().count(), 1);
}

#[test]
fn a_decline_leaves_everything_as_it_was() {
    let mut shop = Shop::open("flower-shop");
    let before = shop.ready("bouquet_tulips", 1);
    let answer = shop.pay(&before.id, "fail_token");
    assert_eq!(codes(&answer.messages), [("payment_failed", "$.payment.instruments[0]")]);
    assert_eq!(shop.get(&before.id), before);
    assert_eq!((charges(&shop, &before.id), stock(&shop, "bouquet_tulips")), (vec![Declined], (1500, 0)));
    assert_eq!(shop.pay(&before.id, "success_token").status, Completed);
}

#[test]
fn a_challenge_is_answered_on_the_page_and_retried() {
    let mut shop = Shop::open("flower-shop");
    let id = shop.ready("bouquet_tulips", 1).id;
    let asked = shop.pay(&id, "challenge_token");
    assert_eq!(
        (asked.status, codes(&asked.messages)),
        (RequiresEscalation, vec![("requires_3ds", "$.payment.instruments[0]")])
    );
    assert!(asked.continue_url.is_some());
    assert_eq!(
        shop.pay(&id, "challenge_token").status,
        RequiresEscalation,
        "nothing happened on the page yet"
    );
    assert_eq!(shop.act(&id, BuyerAction::Authenticate { passed: false }).status, ReadyForComplete);
    assert_eq!(shop.pay(&id, "challenge_token").status, RequiresEscalation);
    assert_eq!(shop.act(&id, BuyerAction::Authenticate { passed: true }).status, ReadyForComplete);
    assert_eq!(shop.pay(&id, "challenge_token").status, Completed);
    assert_eq!(charges(&shop, &id), [Declined, Succeeded]);
}

#[test]
fn authentication_holds_for_the_total_it_was_given_for() {
    let mut shop = Shop::open("flower-shop");
    let id = shop.ready("bouquet_tulips", 1).id;
    shop.pay(&id, "challenge_token");
    shop.act(&id, BuyerAction::Authenticate { passed: true });
    shop.update(&id, &deliverable("bouquet_tulips", 2));
    assert_eq!(shop.pay(&id, "challenge_token").status, RequiresEscalation);
}

#[test]
fn a_slow_payment_reserves_then_takes() {
    let mut shop = Shop::open("flower-shop");
    let id = shop.ready("wreath_last", 2).id;
    assert_eq!(shop.pay(&id, "slow_token").status, CompleteInProgress);
    assert_eq!(stock(&shop, "wreath_last"), (3, 2));
    let other = shop.create(&deliverable("wreath_last", 2));
    assert_eq!(other.status, Incomplete, "reserved pieces are not for sale");
    let done = shop.settle(&id);
    assert_eq!(
        (done.status, stock(&shop, "wreath_last"), charges(&shop, &id)),
        (Completed, (1, 0), vec![Succeeded])
    );
    assert_eq!(shop.last.as_ref().map(|outcome| outcome.events.len()), Some(1));
    assert_eq!(shop.settle(&id).order, done.order);
    assert_eq!(shop.state.orders().count(), 1);
}

#[test]
fn a_late_failure_gives_the_stock_back() {
    let mut shop = Shop::open("flower-shop");
    let id = shop.ready("wreath_last", 2).id;
    shop.pay(&id, "late_fail_token");
    shop.wait(30);
    let view = shop.get(&id);
    assert_eq!(
        (view.status, codes(&view.messages)),
        (ReadyForComplete, vec![("payment_failed", "$.payment.instruments[0]")])
    );
    assert_eq!((stock(&shop, "wreath_last"), charges(&shop, &id)), ((3, 0), vec![Declined]));
    assert_eq!(shop.pay(&id, "success_token").status, Completed);
}

#[test]
fn a_completion_in_progress_can_be_canceled() {
    let mut shop = Shop::open("flower-shop");
    let id = shop.ready("wreath_last", 2).id;
    shop.pay(&id, "slow_token");
    assert_eq!(shop.cancel(&id).status, Canceled);
    assert_eq!((stock(&shop, "wreath_last"), charges(&shop, &id)), ((3, 0), vec![Declined]));
    assert_eq!(shop.settle(&id).status, Canceled);
}

#[rstest]
#[case::none(json!({}), "payment_required", "$.payment.instruments")]
#[case::unknown_handler(json!({ "payment": { "instruments": [{ "id": "i", "handler_id": "nobody", "type": "card", "credential": { "type": "token", "token": "success_token" } }] } }), "payment_handler_unavailable", "$.payment.instruments[0].handler_id")]
#[case::no_credential(json!({ "payment": { "instruments": [{ "id": "i", "handler_id": "mock_payment_handler", "type": "card" }] } }), "payment_required", "$.payment.instruments[0].credential")]
#[case::brand(json!({ "payment": { "instruments": [{ "id": "i", "handler_id": "card_vault", "type": "card", "display": { "brand": "jcb" }, "credential": { "type": "token", "token": "success_token" } }] } }), "payment_instrument_unavailable", "$.payment.instruments[0].display.brand")]
#[case::kind(json!({ "payment": { "instruments": [{ "id": "i", "handler_id": "card_vault", "type": "wallet", "credential": { "type": "token", "token": "success_token" } }] } }), "payment_instrument_unavailable", "$.payment.instruments[0].type")]
#[case::unselected(json!({ "payment": { "instruments": [{ "id": "i", "handler_id": "card_vault", "type": "card" }, { "id": "j", "handler_id": "card_vault", "type": "card" }] } }), "payment_required", "$.payment.instruments")]
#[case::foreign_binding(json!({ "payment": { "instruments": [{ "id": "i", "handler_id": "card_vault", "type": "card", "credential": { "type": "stripe_token", "token": "success_token", "binding": { "checkout_id": "other" } } }] } }), "payment_failed", "$.payment.instruments[0].credential")]
fn unusable_payments_change_nothing(#[case] body: Value, #[case] code: &str, #[case] path: &str) {
    let mut shop = Shop::open("flower-shop");
    let before = shop.ready("bouquet_tulips", 1);
    let answer = shop.complete(&before.id, &body);
    assert_eq!(codes(&answer.messages), [(code, path)]);
    assert!(shop.last.as_ref().is_some_and(|outcome| outcome.changed.is_empty()));
    assert_eq!(shop.get(&before.id), before);
}

#[test]
fn credentials_never_stay() {
    let mut shop = Shop::open("flower-shop");
    let card = json!({ "payment": { "instruments": [{ "id": "i", "handler_id": "mock_payment_handler", "type": "card",
        "credential": { "type": "card", "number": "4242424242424242", "cvc": "987", "token": "canary-token" } }] } });
    let id = shop.create(&with(deliverable("bouquet_tulips", 1), card.clone())).id;
    let done = shop.complete(&id, &card);
    assert_eq!(done.status, Completed, "a raw card is charged");
    let record = serde_json::to_string(shop.state.checkout(&id).expect("a record")).expect("JSON");
    let shown = serde_json::to_string(&done).expect("JSON");
    for secret in ["4242424242424242", "987", "canary-token", "credential"] {
        assert!(!record.contains(secret) && !shown.contains(secret), "{secret}");
    }
}

#[rstest]
#[case::small("bouquet_tulips", 1, 2)]
#[case::above_the_limit("bouquet_tulips", 20, 1)]
#[case::excepted_product("wreath_last", 1, 1)]
fn handlers_depend_on_the_cart(#[case] item: &str, #[case] quantity: i64, #[case] count: usize) {
    let mut shop = Shop::open("flower-shop");
    let id = shop.ready(item, quantity).id;
    assert_eq!(shop.state.checkout(&id).map(|record| record.snapshot.payment_handlers.len()), Some(count));
}

#[test]
fn handlers_meet_those_of_the_platform() {
    let mut shop = Shop::open("flower-shop");
    let mut declared = shop.world.payment_handlers[1].clone();
    declared.available_instruments.as_mut().expect("instruments")[0]
        .constraints
        .insert("brands".into(), vec!["amex".into()]);
    shop.caller.payment_handlers = Some([declared].into());
    let id = shop.ready("bouquet_tulips", 1).id;
    let handlers =
        shop.state.checkout(&id).map(|record| record.snapshot.payment_handlers.clone()).expect("a record");
    let brands = handlers[0].available_instruments.as_ref().map(|list| list[0].constraints["brands"].clone());
    assert_eq!((handlers.len(), brands), (1, Some(vec!["amex".into()])));
}

#[test]
fn a_price_that_changed_meanwhile_is_not_charged() {
    let mut shop = Shop::open("flower-shop");
    let once = json!({ "buyer": { "email": "x@example.com" }, "discounts": { "codes": ["FIRSTORDER"] } });
    let body = with(deliverable("bouquet_tulips", 1), once);
    let (first, second) = (shop.create(&body), shop.create(&body));
    assert_eq!((total(&first), total(&second)), (3200, 3200));
    assert_eq!(shop.pay(&first.id, "success_token").status, Completed);
    let answer = shop.pay(&second.id, "success_token");
    assert_eq!((answer.status, total(&answer)), (ReadyForComplete, 3500));
    assert!(codes(&answer.messages).contains(&("price_changed", "$.totals")));
    assert_eq!(charges(&shop, &second.id), []);
    assert_eq!(shop.pay(&second.id, "success_token").status, Completed);
}

#[test]
fn stock_that_ran_out_meanwhile_is_not_sold() {
    let mut shop = Shop::open("flower-shop");
    let (first, second) = (shop.ready("wreath_last", 2), shop.ready("wreath_last", 2));
    shop.pay(&first.id, "success_token");
    let answer = shop.pay(&second.id, "success_token");
    assert_eq!(
        (answer.status, codes(&answer.messages)),
        (Incomplete, vec![("out_of_stock", "$.line_items[0].quantity")])
    );
    assert_eq!((stock(&shop, "wreath_last"), charges(&shop, &second.id)), ((1, 0), vec![]));
}

#[test]
fn claims_are_proved_or_withdrawn() {
    let mut shop = Shop::open("flower-shop");
    let claims = json!({ "context": { "eligibility": ["com.example.unknown", "com.example.garden_club"] } });
    let before = shop.create(&with(deliverable("bouquet_tulips", 2), claims));
    let applied = &before.discounts.as_ref().expect("discounts").applied[0];
    assert!(applied.automatic && applied.provisional && applied.code.is_none());
    assert_eq!(applied.eligibility.as_deref(), Some("com.example.garden_club"));
    assert_eq!(
        codes(&before.messages),
        [
            ("eligibility_not_accepted", "$.context.eligibility[0]"),
            ("eligibility_accepted", "$.context.eligibility[1]")
        ]
    );
    assert_eq!((before.status, total(&before)), (ReadyForComplete, 6200));
    let mut answer = shop.pay(&before.id, "success_token");
    let error = answer.messages.pop().expect("an error");
    assert_eq!((error.code(), error.path()), (Some("eligibility_invalid"), Some("$.context.eligibility[1]")));
    assert_eq!(answer, before, "only messages change");
    assert_eq!(shop.pay(&before.id, "club_card_token").status, Completed);
}

#[test]
fn settle_without_anything_pending_is_refused() {
    let mut shop = Shop::open("flower-shop");
    let id = shop.ready("bouquet_tulips", 1).id;
    assert_eq!(shop.settle(&id).status, ReadyForComplete);
    let outcome =
        shop.send_as(&crate::merchant::Caller::business(), Command::Settle { checkout_id: "none".into() });
    failure(outcome);
}
