//! What holds for any cart and any sequence of commands.

use std::sync::Arc;

use proptest::prelude::*;
use serde_json::{Value, json};

use super::shop::*;
use crate::merchant::command::{BuyerAction, LineSelection};
use crate::merchant::state::ChargeStatus;
use crate::merchant::view::{CheckoutView, LineItemView};
use crate::merchant::{Caller, Command, OrderEdit};
use crate::protocol::checkout::CheckoutStatus;
use crate::protocol::checkout::TotalKind::{self, *};

fn sum(totals: &[crate::protocol::checkout::Total]) -> i64 {
    totals.iter().filter(|t| t.kind != Total).map(|t| t.amount.minor()).sum()
}

#[expect(clippy::needless_pass_by_value, reason = "reads better at every call")]
fn of(totals: &[crate::protocol::checkout::Total], kind: TotalKind) -> i64 {
    totals.iter().filter(|t| t.kind == kind).map(|t| t.amount.minor()).sum()
}

/// The invariants of totals and discounts.
fn hold(view: &CheckoutView) -> Result<(), TestCaseError> {
    let totals = &view.totals;
    prop_assert_eq!(sum(totals), of(totals, Total));
    for kind in [Subtotal, Total] {
        prop_assert_eq!(totals.iter().filter(|t| t.kind == kind).count(), 1);
    }
    prop_assert!(of(totals, Total) >= 0);
    for total in totals {
        let negative = matches!(total.kind, ItemsDiscount | Discount);
        prop_assert_eq!(negative, total.amount.minor() < 0, "{:?}", total);
        prop_assert!(total.display_text.is_some());
        if !total.lines.is_empty() {
            prop_assert_eq!(total.lines.iter().map(|l| l.amount.minor()).sum::<i64>(), total.amount.minor());
        }
    }
    for line in &view.line_items {
        prop_assert_eq!(sum(&line.totals), of(&line.totals, Total));
        prop_assert!(of(&line.totals, Total) >= 0);
    }
    let lines = |kind: TotalKind| {
        view.line_items.iter().map(|line: &LineItemView| of(&line.totals, kind.clone())).sum::<i64>()
    };
    prop_assert_eq!(lines(Subtotal), of(totals, Subtotal));
    prop_assert_eq!(lines(ItemsDiscount), of(totals, ItemsDiscount));
    let Some(discounts) = &view.discounts else { return Ok(()) };
    for applied in &discounts.applied {
        prop_assert!(applied.amount.minor() > 0);
        let parts: i64 = applied.allocations.iter().map(|a| a.amount.minor()).sum();
        prop_assert!(applied.allocations.is_empty() || parts == applied.amount.minor());
    }
    let allocated: i64 =
        discounts.applied.iter().flat_map(|a| &a.allocations).map(|a| a.amount.minor()).sum();
    let whole: i64 =
        discounts.applied.iter().filter(|a| a.allocations.is_empty()).map(|a| a.amount.minor()).sum();
    prop_assert_eq!((-of(totals, ItemsDiscount), -of(totals, Discount)), (allocated, whole));
    Ok(())
}

fn chosen(from: &'static [&'static str]) -> impl Strategy<Value = Vec<&'static str>> {
    proptest::sample::subsequence(from, 0..=from.len())
}

const GOODS: &[&str] = &[
    "phone_one",
    "laptop_studio",
    "headphones",
    "monitor",
    "power_bank",
    "cable_usb",
    "sticker",
    "warranty_3y",
    "ebook_repair",
    "radio_kit",
    "knife_tool",
    "sold_out_console",
    "no_such_thing",
];
const CODES: &[&str] =
    &["AUDIO10", "spread15", "FIVE", "TAKE20", "ONLYME30", "LAUNCH24", "NEWCOMER", "FREECOURIER", "NOPE"];
const CLAIMS: &[&str] = &["com.example.loyalty_gold", "com.example.student", "com.example.nonsense"];

fn any_cart() -> impl Strategy<Value = Value> {
    let lines = prop::collection::vec((prop::sample::select(GOODS), 1_i64..40), 1..7);
    let place = prop::sample::select(vec!["US", "DE", "JP", "KW", "AQ", ""]);
    let hint = prop::sample::select(vec!["USD", "EUR", "JPY", "KWD", "XXX"]);
    let region = prop::sample::select(vec!["CA", "TX", "AK", ""]);
    let option = prop::sample::select(vec!["economy", "express", "overnight", "none"]);
    (lines, chosen(CODES), chosen(CLAIMS), place, hint, region, option).prop_map(
        |(lines, codes, claims, country, currency, region, option)| {
            let lines: Vec<_> = lines.iter().map(|(id, n)| json!({ "item": { "id": id }, "quantity": n })).collect();
            let mut destination = json!({ "id": "d", "address_country": country });
            if !region.is_empty() {
                destination["address_region"] = json!(region);
            }
            json!({
                "line_items": lines,
                "buyer": { "email": "a@example.com" },
                "discounts": { "codes": codes },
                "context": { "currency": currency, "eligibility": claims },
                "fulfillment": { "methods": [{ "type": "shipping", "destinations": [destination],
                    "selected_destination_id": "d", "groups": [{ "selected_option_id": option }, { "selected_option_id": option }] }] },
            })
        },
    )
}

#[derive(Clone, Debug)]
enum Step {
    Create(i64),
    Update(usize, i64),
    Pay(usize, &'static str),
    Settle(usize),
    Cancel(usize),
    Act(usize, BuyerAction),
    Edit(usize, OrderEdit),
    Wait(u64),
    Expire,
}

fn any_step() -> impl Strategy<Value = Step> {
    let tokens = vec!["success_token", "fail_token", "challenge_token", "slow_token", "late_fail_token"];
    let at = 0_usize..6;
    let everything = LineSelection::default;
    let edits = vec![
        OrderEdit::Cancel { lines: everything() },
        OrderEdit::Return { lines: everything() },
        OrderEdit::Deliver { lines: everything() },
        OrderEdit::ChangeQuantity { line: "li_1".into(), total: 3 },
        OrderEdit::Refund { amount: None, reason: None },
        OrderEdit::ReturnToSender,
    ];
    let acts = vec![
        BuyerAction::Authenticate { passed: true },
        BuyerAction::Authenticate { passed: false },
        BuyerAction::PlaceOrder,
    ];
    prop_oneof![
        3 => (1_i64..4).prop_map(Step::Create),
        2 => (at.clone(), 1_i64..4).prop_map(|(at, n)| Step::Update(at, n)),
        5 => (at.clone(), prop::sample::select(tokens)).prop_map(|(at, token)| Step::Pay(at, token)),
        2 => at.clone().prop_map(Step::Settle),
        1 => at.clone().prop_map(Step::Cancel),
        1 => (at.clone(), prop::sample::select(acts)).prop_map(|(at, act)| Step::Act(at, act)),
        2 => (at, prop::sample::select(edits)).prop_map(|(at, edit)| Step::Edit(at, edit)),
        1 => prop::sample::select(vec![1_u64, 31, 22_000]).prop_map(Step::Wait),
        1 => Just(Step::Expire),
    ]
}

/// Does a step; whatever it answers is fine, the invariants are checked afterwards.
fn take(shop: &mut Shop, known: &mut Vec<Arc<str>>, step: Step) {
    let body = |n: i64| {
        let once = json!({ "buyer": { "email": "a@example.com" }, "discounts": { "codes": ["FIRSTORDER"] } });
        input(&with(deliverable("wreath_last", n), once))
    };
    let id = |known: &Vec<Arc<str>>, at: usize| known.get(at).cloned().unwrap_or_else(|| "none".into());
    let platform = shop.caller.clone();
    let (caller, command) = match step {
        Step::Create(n) => (platform, Command::CreateCheckout(body(n))),
        Step::Update(at, n) => (platform, Command::UpdateCheckout { id: id(known, at), input: body(n) }),
        Step::Pay(at, token) => {
            let input = serde_json::from_value(payment(token)).expect("a completion");
            (platform, Command::CompleteCheckout { id: id(known, at), input })
        }
        Step::Settle(at) => (Caller::business(), Command::Settle { checkout_id: id(known, at) }),
        Step::Cancel(at) => (platform, Command::CancelCheckout { id: id(known, at) }),
        Step::Act(at, action) => {
            (Caller::business(), Command::BuyerAction { checkout_id: id(known, at), action })
        }
        Step::Edit(at, edit) => {
            let order = shop.state.checkout(&id(known, at)).and_then(|r| r.snapshot.checkout.order.clone());
            let id = order.map_or_else(|| "none".into(), |order| order.id);
            (Caller::business(), Command::OrderEdit { id, edit })
        }
        Step::Wait(seconds) => return shop.wait(seconds),
        Step::Expire => (Caller::business(), Command::Expire),
    };
    let outcome = shop.send_as(&caller, command);
    if outcome.created {
        known.push(checkout(outcome).id);
    }
}

fn consistent(shop: &Shop) -> Result<(), TestCaseError> {
    let stock = shop.state.stock("wreath_last").expect("limited stock");
    prop_assert!(stock.reserved <= stock.on_hand && stock.on_hand <= 3);
    let pending = shop.state.checkouts().filter(|record| record.pending.is_some());
    let reserved: u64 = pending.map(|record| record.snapshot.checkout.line_items[0].quantity).sum();
    prop_assert_eq!(stock.reserved, reserved);
    let mut orders = 0;
    for record in shop.state.checkouts() {
        hold(&record.snapshot.checkout)?;
        let completed = record.snapshot.checkout.status == CheckoutStatus::Completed;
        let charged = record.charges.iter().filter(|charge| charge.status == ChargeStatus::Succeeded).count();
        prop_assert_eq!(charged, usize::from(completed), "one charge per order, none without");
        prop_assert_eq!(record.snapshot.checkout.order.is_some(), completed);
        prop_assert_eq!(
            record.snapshot.checkout.status == CheckoutStatus::CompleteInProgress,
            record.pending.is_some()
        );
        orders += usize::from(completed);
    }
    prop_assert_eq!(shop.state.orders().count(), orders);
    let kept: u64 = shop
        .state
        .orders()
        .map(|order| {
            let line = &order.view.line_items[0];
            let returned: i64 = order
                .view
                .adjustments
                .iter()
                .filter(|a| a.kind == "return")
                .flat_map(|a| &a.line_items)
                .map(|l| l.quantity)
                .sum();
            line.quantity.total - returned.unsigned_abs()
        })
        .sum();
    prop_assert_eq!(stock.on_hand + kept, 3, "every piece is on the shelf or with a buyer");
    let redeemed =
        shop.state.customer("a@example.com").map_or(0, |known| known.redemptions.values().sum::<u32>());
    prop_assert!(redeemed <= 1);
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn totals_add_up_for_any_cart(body in any_cart(), again in any_cart(), several in any::<bool>()) {
        let mut shop = Shop::open("electronics");
        shop.caller.supports_multi_group = several;
        let outcome = shop.send(Command::CreateCheckout(input(&body)));
        if outcome.created {
            let view = checkout(outcome);
            hold(&view)?;
            hold(&shop.update(&view.id, &again))?;
            let paid = shop.pay(&view.id, "gold_card_token");
            hold(&paid)?;
            if let Some(order) = paid.order {
                let order = shop.order(&order.id);
                prop_assert_eq!(&order.totals, &paid.totals);
                prop_assert_eq!(order.currency, paid.currency);
            }
        }
    }

    #[test]
    fn any_quantity_is_answered(quantities in prop::collection::vec(any::<i64>(), 1..4)) {
        let mut shop = Shop::open("flower-shop");
        let lines: Vec<_> = quantities.iter().map(|n| json!({ "item": { "id": "bouquet_roses" }, "quantity": n })).collect();
        let outcome = shop.send(Command::CreateCheckout(input(&json!({ "line_items": lines }))));
        if outcome.created {
            hold(&checkout(outcome))?;
        }
    }

    #[test]
    fn nothing_is_sold_twice(steps in prop::collection::vec(any_step(), 1..40)) {
        let mut shop = Shop::open("flower-shop");
        let mut known = Vec::new();
        for step in steps {
            take(&mut shop, &mut known, step);
            consistent(&shop)?;
        }
    }
}
