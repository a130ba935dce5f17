//! Statuses, transitions, immutability, expiry.

use rstest::rstest;
use serde_json::json;

use super::shop::*;
use crate::merchant::command::BuyerAction;
use crate::merchant::{Caller, Command, Extensions};
use crate::protocol::checkout::CheckoutStatus::{self, *};
use crate::protocol::message::{Message, Severity};

#[rstest]
// update: recomputes, or refuses without change
#[case::update_incomplete("update", Incomplete, ReadyForComplete, None)]
#[case::update_escalated("update", RequiresEscalation, ReadyForComplete, None)]
#[case::update_ready("update", ReadyForComplete, ReadyForComplete, None)]
#[case::update_in_progress("update", CompleteInProgress, CompleteInProgress, Some("operation_not_allowed"))]
#[case::update_completed("update", Completed, Completed, Some("operation_not_allowed"))]
#[case::update_canceled("update", Canceled, Canceled, Some("operation_not_allowed"))]
// complete: only when ready
#[case::complete_incomplete("complete", Incomplete, Incomplete, Some("operation_not_allowed"))]
#[case::complete_escalated("complete", RequiresEscalation, RequiresEscalation, Some("operation_not_allowed"))]
#[case::complete_ready("complete", ReadyForComplete, Completed, None)]
#[case::complete_in_progress(
    "complete",
    CompleteInProgress,
    CompleteInProgress,
    Some("operation_not_allowed")
)]
#[case::complete_completed("complete", Completed, Completed, Some("operation_not_allowed"))]
#[case::complete_canceled("complete", Canceled, Canceled, Some("operation_not_allowed"))]
// cancel: anything not over
#[case::cancel_incomplete("cancel", Incomplete, Canceled, None)]
#[case::cancel_escalated("cancel", RequiresEscalation, Canceled, None)]
#[case::cancel_ready("cancel", ReadyForComplete, Canceled, None)]
#[case::cancel_in_progress("cancel", CompleteInProgress, Canceled, None)]
#[case::cancel_completed("cancel", Completed, Completed, Some("operation_not_allowed"))]
#[case::cancel_canceled("cancel", Canceled, Canceled, Some("operation_not_allowed"))]
fn operation_by_state(
    #[case] operation: &str,
    #[case] from: CheckoutStatus,
    #[case] to: CheckoutStatus,
    #[case] refusal: Option<&str>,
) {
    let mut shop = Shop::open("flower-shop");
    let id = shop.in_status(from);
    let before = shop.get(&id);
    let answer = match operation {
        "update" => shop.update(&id, &deliverable("pot_ceramic", 2)),
        "complete" => shop.pay(&id, "success_token"),
        _ => shop.cancel(&id),
    };
    let changed = shop.last.take().expect("an outcome").changed;
    assert_eq!(answer.status, to);
    let refused = answer.messages.iter().any(|m| m.code() == refusal && m.severity().is_some());
    assert_eq!(refused, refusal.is_some(), "{:?}", answer.messages);
    if refusal.is_some() {
        assert!(changed.is_empty(), "{changed:?}");
        assert_eq!(shop.get(&id), before, "a refusal leaves no trace");
    }
}

#[rstest]
#[case(Incomplete)]
#[case(RequiresEscalation)]
#[case(ReadyForComplete)]
#[case(CompleteInProgress)]
#[case(Completed)]
#[case(Canceled)]
fn a_status_shows_what_belongs_to_it(#[case] status: CheckoutStatus) {
    let mut shop = Shop::open("flower-shop");
    let id = shop.in_status(status);
    let view = shop.get(&id);
    assert_eq!(view.continue_url.is_some(), !status.is_terminal());
    assert_eq!(view.expires_at.is_some(), !status.is_terminal());
    assert_eq!(view.order.is_some(), status == Completed);
    assert!(view.continue_url.is_none_or(|url| url.starts_with("https://")));
    let escalates = view.messages.iter().filter_map(Message::severity).any(Severity::escalates);
    assert_eq!(escalates, status == RequiresEscalation);
}

#[test]
fn a_checkout_expires_after_six_hours_and_not_before() {
    let mut shop = Shop::open("flower-shop");
    let id = shop.in_status(ReadyForComplete);
    shop.wait(6 * 3600 - 1);
    assert_eq!(shop.get(&id).status, ReadyForComplete);
    shop.wait(1);
    assert_eq!(shop.pay(&id, "success_token").status, Canceled);
    assert_eq!(codes(&shop.get(&id).messages), [("checkout_expired", "")]);
    assert_eq!(shop.state.orders().count(), 0);
}

#[test]
fn expire_sweeps_everything_due() {
    let mut shop = Shop::open("flower-shop");
    let (open, done) = (shop.in_status(Incomplete), shop.in_status(Completed));
    shop.wait(7 * 3600);
    let outcome = shop.send_as(&Caller::business(), Command::Expire);
    assert_eq!(outcome.changed.checkouts, std::slice::from_ref(&open));
    assert_eq!((shop.get(&open).status, shop.get(&done).status), (Canceled, Completed));
}

#[test]
fn update_replaces_everything() {
    let mut shop = Shop::open("flower-shop");
    let full = with(
        deliverable("bouquet_tulips", 1),
        json!({ "buyer": { "first_name": "A" }, "discounts": { "codes": ["10OFF"] } }),
    );
    let view = shop.create(&full);
    let replaced = shop.update(&view.id, &cart("bouquet_tulips", 3));
    assert_eq!(replaced.status, Incomplete);
    assert!(replaced.buyer.is_none());
    assert!(replaced.discounts.is_some_and(|d| d.codes.is_none() && d.applied.is_empty()));
    assert_eq!(replaced.line_items[0].id, view.line_items[0].id, "the same product keeps its line id");
    assert_eq!(replaced.line_items[0].quantity, 3);
    assert_eq!(replaced.fulfillment.map(|f| f.methods[0].selected_destination_id.is_none()), Some(true));
}

#[test]
fn line_identifiers_are_never_reused() {
    let mut shop = Shop::open("flower-shop");
    let view = shop.create(&cart("bouquet_tulips", 1));
    let swapped = shop.update(&view.id, &cart("pot_ceramic", 1));
    let back = shop.update(&view.id, &cart("bouquet_tulips", 1));
    let ids = [&view, &swapped, &back].map(|v| v.line_items[0].id.clone());
    assert_eq!(ids.iter().collect::<std::collections::HashSet<_>>().len(), 3);
}

#[rstest]
#[case::unknown(json!([("pink_wumpus", 1)]), "not_found")]
#[case::sold_out(json!([("gardenias", 1)]), "out_of_stock")]
#[case::discontinued(json!([("peonies_retired", 1)]), "item_unavailable")]
#[case::nothing(json!([]), "missing")]
#[case::zero(json!([("bouquet_tulips", 0)]), "invalid_quantity")]
#[case::negative(json!([("bouquet_tulips", -1)]), "invalid_quantity")]
#[case::astronomic(json!([("bouquet_tulips", i64::MAX)]), "amount_out_of_range")]
fn nothing_creatable_is_a_failure(#[case] items: serde_json::Value, #[case] code: &str) {
    let mut shop = Shop::open("flower-shop");
    let lines = items.as_array().expect("items").iter();
    let lines: Vec<_> = lines.map(|l| json!({ "item": { "id": l[0] }, "quantity": l[1] })).collect();
    let outcome = shop.send(Command::CreateCheckout(input(&json!({ "line_items": lines }))));
    assert!(!outcome.created && outcome.changed.is_empty());
    let failure = failure(outcome);
    assert!(
        failure
            .messages
            .iter()
            .all(|m| m.code() == Some(code) && m.severity() == Some(Severity::Unrecoverable))
    );
    assert!(!failure.messages.is_empty() && failure.continue_url.is_some());
}

#[test]
fn partly_unavailable_is_incomplete_with_paths() {
    let mut shop = Shop::open("flower-shop");
    let lines = ["bouquet_tulips", "pink_wumpus", "gardenias"]
        .map(|id| json!({ "item": { "id": id }, "quantity": 1 }));
    let view = shop.create(&json!({ "line_items": lines }));
    assert_eq!(view.status, Incomplete);
    let codes = codes(&view.messages);
    assert!(
        codes.contains(&("not_found", "$.line_items[1]"))
            && codes.contains(&("out_of_stock", "$.line_items[2]"))
    );
    assert!(view.messages.iter().filter_map(Message::severity).all(|s| s == Severity::Recoverable));
}

#[test]
fn too_many_pieces_are_refused_until_fewer_are_asked() {
    let mut shop = Shop::open("flower-shop");
    let view = shop.create(&deliverable("wreath_last", 4));
    assert_eq!(codes(&view.messages), [("out_of_stock", "$.line_items[0].quantity")]);
    assert_eq!(shop.update(&view.id, &deliverable("wreath_last", 3)).status, ReadyForComplete);
}

#[test]
fn absurd_updates_change_nothing() {
    let mut shop = Shop::open("flower-shop");
    let view = shop.ready("bouquet_tulips", 1);
    for (quantity, code) in [(0, "invalid_quantity"), (i64::MAX, "amount_out_of_range")] {
        let answer = shop.update(&view.id, &deliverable("bouquet_tulips", quantity));
        assert!(answer.messages.iter().any(|m| m.code() == Some(code)));
        assert_eq!(shop.get(&view.id), view);
    }
}

#[rstest]
#[case(Caller::platform("https://two.agent.localhost/profile.json", Extensions::ALL))]
#[case(Caller { principal: crate::merchant::Principal::Anonymous, ..Caller::platform("", Extensions::ALL) })]
fn sessions_of_others_do_not_exist(#[case] other: Caller) {
    let mut shop = Shop::open("flower-shop");
    let id = shop.in_status(ReadyForComplete);
    let known = failure(shop.send_as(&other, Command::GetCheckout { id: id.clone() }));
    let unknown = failure(shop.send_as(&other, Command::GetCheckout { id: "chk_none".into() }));
    assert_eq!(known, unknown);
    assert_eq!(codes(&known.messages), [("not_found", "")]);
    failure(shop.send_as(&other, Command::CancelCheckout { id: id.clone() }));
    assert_eq!(shop.get(&id).status, ReadyForComplete);
}

#[test]
fn review_and_questions_escalate_until_the_buyer_acts() {
    let mut shop = Shop::open("flower-shop");
    let view = shop.create(&deliverable("garden_installation", 2));
    assert_eq!(view.status, RequiresEscalation);
    let codes_before = codes(&view.messages);
    assert!(codes_before.contains(&("event_date_required", "$.line_items[0]")));
    assert!(codes_before.contains(&("high_value_order", "$.totals")));
    let view = shop.act(&view.id, BuyerAction::Approve);
    assert_eq!(codes(&view.messages), [("event_date_required", "$.line_items[0]")]);
    let view = shop.act(&view.id, BuyerAction::Answer { rule: "event_date_required".into() });
    assert_eq!(view.status, ReadyForComplete);
    let more = shop.update(&view.id, &deliverable("garden_installation", 3));
    assert_eq!(
        codes(&more.messages),
        [("high_value_order", "$.totals")],
        "a higher total needs a new approval"
    );
}

#[test]
fn a_buyer_can_finish_on_the_page() {
    let mut shop = Shop::open("flower-shop");
    let id = shop.create(&deliverable("garden_installation", 2)).id;
    let view = shop.act(&id, BuyerAction::PlaceOrder);
    assert_eq!(view.status, Completed);
    assert_eq!(shop.last.as_ref().map(|outcome| outcome.events.len()), Some(1));
}

#[test]
fn without_the_fulfillment_extension_the_buyer_chooses_on_the_page() {
    let mut shop = Shop::open("flower-shop");
    shop.caller = Caller::platform(PLATFORM, Extensions::NONE);
    let view = shop.create(&deliverable("bouquet_tulips", 1));
    assert_eq!(codes(&view.messages), [("fulfillment_required", "")]);
    assert!(view.fulfillment.is_none() && view.discounts.is_none());
    let address = serde_json::from_value(json!({ "address_country": "US" })).expect("an address");
    let view = shop.act(&view.id, BuyerAction::ProvideAddress { address });
    assert_eq!((view.status, total(&view)), (ReadyForComplete, 3500));
    assert!(view.fulfillment.is_none());
    assert_eq!(shop.pay(&view.id, "success_token").status, Completed);
}

#[test]
fn signals_block_and_leaving_them_out_does_not_unblock() {
    let mut shop = Shop::open("flower-shop");
    let signal = |ip: &str| json!({ "signals": { "dev.ucp.buyer_ip": ip } });
    let view = shop.create(&with(deliverable("bouquet_tulips", 1), signal("203.0.113.66")));
    assert_eq!(codes(&view.messages), [("signal", "$.signals['dev.ucp.buyer_ip']")]);
    assert_eq!(shop.update(&view.id, &deliverable("bouquet_tulips", 1)).status, Incomplete);
    let body = with(deliverable("bouquet_tulips", 1), signal("198.51.100.1"));
    assert_eq!(shop.update(&view.id, &body).status, ReadyForComplete);
    let refused = shop.complete(&view.id, &with(payment("success_token"), signal("203.0.113.66")));
    assert_eq!((refused.status, refused.order), (ReadyForComplete, None));
}

#[test]
fn consent_and_attribution() {
    let mut shop = Shop::open("flower-shop");
    let more = json!({ "buyer": { "consent": { "marketing": true, "analytics": false } }, "attribution": { "gclid": "x" } });
    let view = shop.create(&with(deliverable("bouquet_tulips", 1), more.clone()));
    let consent = view.buyer.clone().and_then(|buyer| buyer.consent).expect("consent");
    assert_eq!((consent.marketing, consent.analytics, consent.preferences), (Some(true), Some(false), None));
    let plain = shop.create(&with(deliverable("bouquet_tulips", 1), json!({ "buyer": more["buyer"] })));
    let same = |mut v: crate::merchant::view::CheckoutView| {
        v.id = "x".into();
        v.continue_url = None;
        v
    };
    assert_eq!(same(view.clone()), same(plain), "attribution changes nothing");
    shop.caller.extensions.buyer_consent = false;
    assert!(shop.get(&view.id).buyer.is_some_and(|buyer| buyer.consent.is_none()));
    let order = shop.pay(&view.id, "success_token").order.expect("an order");
    assert_eq!(shop.order(&order.id).attribution.get("gclid").map(|v| &**v), Some("x"));
}
