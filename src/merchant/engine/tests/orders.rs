//! Orders: placed, read, edited.

use rstest::rstest;

use super::shop::*;
use crate::merchant::command::LineSelection;
use crate::merchant::{Caller, Command, Extensions, OrderEdit, OrderEventKind, Principal, Reply};
use crate::protocol::money::Amount;
use crate::protocol::order::{DeliveryKind, LineStatus::*};

fn minor(amount: i64) -> Amount {
    Amount::new(amount).expect("in range")
}

fn some(pieces: u64) -> LineSelection {
    LineSelection(vec![("li_1".into(), pieces)])
}

#[test]
fn an_order_is_a_full_snapshot() {
    let mut shop = Shop::open("flower-shop");
    let order = shop.ordered("bouquet_tulips", 2);
    assert_eq!(order.label.as_deref(), Some("PT-1001"));
    assert_eq!((order.currency.code(), &*order.checkout_id), ("USD", "chk_1"));
    let expectation = &order.fulfillment.expectations[0];
    assert_eq!(
        (expectation.method_type, expectation.description.as_deref()),
        (DeliveryKind::Shipping, Some("Standard shipping"))
    );
    assert_eq!(expectation.destination.address_country.as_deref(), Some("US"));
    assert_eq!((order.line_items[0].status, order.line_items[0].quantity.total), (Processing, 2));
    assert!(order.permalink_url.starts_with("https://"));
}

#[rstest]
#[case::originator(Principal::Platform(PLATFORM.into()), None)]
#[case::other_platform(Principal::Platform("https://other".into()), Some("unauthorized"))]
#[case::the_buyer(Principal::Buyer { platform: "https://other".into(), email: "B@example.com".into() }, None)]
#[case::another_buyer(Principal::Buyer { platform: PLATFORM.into(), email: "c@example.com".into() }, Some("unauthorized"))]
#[case::nobody(Principal::Anonymous, Some("unauthorized"))]
#[case::business(Principal::Business, None)]
fn three_regimes(#[case] principal: Principal, #[case] refusal: Option<&str>) {
    let mut shop = Shop::open("flower-shop");
    let body =
        with(deliverable("bouquet_tulips", 1), serde_json::json!({ "buyer": { "email": "b@example.com" } }));
    let id = shop.create(&body).id;
    let order = shop.pay(&id, "success_token").order.expect("an order").id;
    let caller = Caller { principal, ..Caller::platform(PLATFORM, Extensions::ALL) };
    let outcome = shop.send_as(&caller, Command::GetOrder { id: order });
    match (outcome.reply, refusal) {
        (Reply::Order(_), None) => {}
        (Reply::Failure(failure), Some(code)) => assert_eq!(codes(&failure.messages), [(code, "")]),
        (other, _) => panic!("{other:?}"),
    }
    let unknown = failure(shop.send_as(&caller, Command::GetOrder { id: "ord_none".into() }));
    assert_eq!(codes(&unknown.messages), [("not_found", "")]);
}

#[test]
fn shipping_and_delivery() {
    let mut shop = Shop::open("flower-shop");
    let id = shop.ordered("bouquet_tulips", 3).id;
    let sent = |lines| OrderEdit::Ship { lines, tracking_number: None, carrier: None };
    let order = shop.edit(&id, sent(some(1))).expect("shipped");
    assert_eq!(order.line_items[0].status, Partial);
    let event = shop.last.as_ref().expect("an outcome").events[0].clone();
    assert_eq!((event.kind, *event.order == order), (OrderEventKind::Updated, true));
    let order = shop.edit(&id, sent(LineSelection::default())).expect("shipped");
    assert_eq!(
        (order.line_items[0].status, order.fulfillment.events[1].line_items[0].quantity),
        (Fulfilled, 2)
    );
    shop.edit(&id, sent(LineSelection::default())).expect_err("nothing left");
    shop.edit(&id, OrderEdit::InTransit).expect("on its way");
    shop.edit(&id, OrderEdit::FailedAttempt).expect("nobody home");
    let order = shop.edit(&id, OrderEdit::Deliver { lines: LineSelection::default() }).expect("delivered");
    let kinds: Vec<&str> = order.fulfillment.events.iter().map(|event| &*event.kind).collect();
    assert_eq!(kinds, ["shipped", "shipped", "in_transit", "failed_attempt", "delivered"]);
    assert!(order.fulfillment.events.iter().all(|event| event.tracking_number.is_some()));
}

#[test]
fn what_comes_back_unopened_is_unfulfilled_again() {
    let mut shop = Shop::open("flower-shop");
    let id = shop.ordered("bouquet_tulips", 1).id;
    shop.edit(&id, OrderEdit::ReturnToSender).expect_err("nothing is on its way");
    shop.edit(&id, OrderEdit::Deliver { lines: LineSelection::default() }).expect("delivered");
    let order = shop.edit(&id, OrderEdit::ReturnToSender).expect("returned");
    assert_eq!(order.line_items[0].status, Processing);
}

#[test]
fn refunds_never_exceed_what_was_paid() {
    let mut shop = Shop::open("flower-shop");
    let id = shop.ordered("bouquet_tulips", 1).id;
    let refund = |amount: i64| OrderEdit::Refund { amount: Some(minor(amount)), reason: None };
    let order = shop.edit(&id, refund(500)).expect("refunded");
    let adjustment = &order.adjustments[0];
    assert_eq!((&*adjustment.kind, adjustment.totals[0].amount.minor()), ("refund", -500));
    shop.edit(&id, refund(3001)).expect_err("too much");
    shop.edit(&id, OrderEdit::Refund { amount: Some(minor(-1)), reason: None }).expect_err("negative");
    let order = shop.edit(&id, OrderEdit::Refund { amount: None, reason: None }).expect("refunded");
    assert_eq!(order.adjustments[1].totals[0].amount.minor(), -3000);
    shop.edit(&id, OrderEdit::Refund { amount: None, reason: None }).expect_err("nothing left");
    assert_eq!(shop.order(&id).totals, order.totals, "totals stay as charged");
}

#[test]
fn returns_are_signed_and_restocked() {
    let mut shop = Shop::open("flower-shop");
    let id = shop.ordered("wreath_last", 3).id;
    let give_back = |lines| OrderEdit::Return { lines };
    shop.edit(&id, give_back(some(1))).expect_err("nothing delivered yet");
    shop.edit(&id, OrderEdit::Deliver { lines: LineSelection::default() }).expect("delivered");
    let order = shop.edit(&id, give_back(some(2))).expect("returned");
    let adjustment = &order.adjustments[0];
    assert_eq!((adjustment.line_items[0].quantity, adjustment.totals[0].amount.minor()), (-2, -10_800));
    assert_eq!(shop.state.stock("wreath_last").map(|level| level.on_hand), Some(2));
    shop.edit(&id, give_back(some(2))).expect_err("only one left");
    shop.edit(&id, give_back(LineSelection(vec![("li_1".into(), 1), ("li_1".into(), 1)])))
        .expect_err("named twice");
    shop.edit(&id, give_back(LineSelection::default())).expect("returned");
    assert_eq!(shop.order(&id).line_items[0].quantity.total, 3);
}

#[test]
fn canceled_lines_stay_on_the_order() {
    let mut shop = Shop::open("flower-shop");
    let id = shop.ordered("bouquet_tulips", 3).id;
    let order = shop.edit(&id, OrderEdit::Cancel { lines: some(1) }).expect("canceled");
    assert_eq!(
        (order.line_items[0].quantity.total, order.adjustments[0].totals[0].amount.minor()),
        (2, -3000)
    );
    let order = shop.edit(&id, OrderEdit::Cancel { lines: LineSelection::default() }).expect("canceled");
    assert_eq!(
        (order.line_items.len(), order.line_items[0].status, order.line_items[0].quantity.original),
        (1, Removed, 3)
    );
    let back: i64 = order.adjustments.iter().map(|a| a.totals[0].amount.minor()).sum();
    assert_eq!(back, -9500, "with nothing left, the delivery goes back too");
    assert_eq!(shop.state.stock("bouquet_tulips").map(|level| level.on_hand), Some(1500));
}

#[test]
fn quantities_and_prices_change_with_the_ledger() {
    let mut shop = Shop::open("flower-shop");
    let id = shop.ordered("wreath_last", 2).id;
    let change = |total| OrderEdit::ChangeQuantity { line: "li_1".into(), total };
    let order = shop.edit(&id, change(3)).expect("one more");
    let adjustment = &order.adjustments[0];
    assert_eq!((adjustment.line_items[0].quantity, adjustment.totals[0].amount.minor()), (1, 5400));
    shop.edit(&id, change(4)).expect_err("no stock");
    let order = shop.edit(&id, change(0)).expect("none");
    assert_eq!(order.line_items[0].status, Removed);
    let id = shop.ordered("bouquet_tulips", 1).id;
    let order = shop
        .edit(&id, OrderEdit::AdjustPrice { amount: minor(-100), reason: Some("late".into()) })
        .expect("adjusted");
    assert_eq!(
        (&*order.adjustments[0].kind, order.adjustments[0].description.as_deref()),
        ("price_adjustment", Some("late"))
    );
    shop.edit(&id, OrderEdit::AdjustPrice { amount: minor(0), reason: None }).expect_err("nothing");
    let order = shop.edit(&id, OrderEdit::Relabel { label: "Mum's birthday".into() }).expect("labelled");
    assert_eq!(order.label.as_deref(), Some("Mum's birthday"));
}
