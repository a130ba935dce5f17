//! Codes, stacking, rejections, allocations.

use rstest::rstest;
use serde_json::{Value, json};

use super::shop::*;
use crate::merchant::view::{AllocationMethod, CheckoutView};
use crate::protocol::checkout::TotalKind::*;

fn with_codes(shop: &mut Shop, item: &str, quantity: i64, codes: &[&str], more: Value) -> CheckoutView {
    shop.create(&with(with(cart(item, quantity), json!({ "discounts": { "codes": codes } })), more))
}

#[rstest]
#[case::percent(&["10OFF"], 3150, &[("10OFF", 350)])]
#[case::any_case(&["10off"], 3150, &[("10off", 350)])]
#[case::sequential(&["10OFF", "WELCOME20"], 2520, &[("10OFF", 350), ("WELCOME20", 630)])]
#[case::one_unknown(&["10OFF", "INVALID_CODE"], 3150, &[("10OFF", 350)])]
#[case::fixed(&["FIXED500"], 3000, &[("FIXED500", 500)])]
#[case::none(&[], 3500, &[])]
fn the_flower_shops_codes(#[case] codes: &[&str], #[case] expected: i64, #[case] applied: &[(&str, i64)]) {
    let mut shop = Shop::open("flower-shop");
    let view = with_codes(&mut shop, "bouquet_roses", 1, codes, json!({}));
    let discounts = view.discounts.clone().expect("discounts");
    let found: Vec<_> =
        discounts.applied.iter().map(|a| (a.code.as_deref().unwrap_or(""), a.amount.minor())).collect();
    assert_eq!((total(&view), found.as_slice()), (expected, applied));
    assert_eq!(discounts.codes.map(|codes| codes.len()), Some(codes.len()), "codes stay as sent");
}

#[rstest]
#[case::unknown(&["NOPE"], json!({}), &[("discount_code_invalid", "$.discounts.codes[0]")])]
#[case::expired(&["SUMMER2020"], json!({}), &[("discount_code_expired", "$.discounts.codes[0]")])]
#[case::twice(&["10OFF", "10off"], json!({}), &[("discount_code_already_applied", "$.discounts.codes[1]")])]
#[case::exclusive_second(&["10OFF", "SOLO25"], json!({}), &[("discount_code_combination_disallowed", "$.discounts.codes[1]")])]
#[case::exclusive_first(&["SOLO25", "10OFF"], json!({}), &[("discount_code_combination_disallowed", "$.discounts.codes[1]")])]
#[case::unnamed(&["FRIENDS"], json!({}), &[("discount_code_user_not_logged_in", "$.discounts.codes[0]")])]
#[case::stranger(&["FRIENDS"], json!({ "buyer": { "email": "x@example.com" } }), &[("discount_code_user_ineligible", "$.discounts.codes[0]")])]
#[case::friend(&["FRIENDS"], json!({ "buyer": { "email": "Jane.Doe@example.com" } }), &[])]
#[case::too_small(&["BIG20"], json!({}), &[("discount_code_invalid", "$.discounts.codes[0]")])]
#[case::wrong_goods(&["POTS50"], json!({}), &[("discount_code_invalid", "$.discounts.codes[0]")])]
fn rejected_codes_say_why(
    #[case] codes_sent: &[&str],
    #[case] more: Value,
    #[case] expected: &[(&str, &str)],
) {
    let mut shop = Shop::open("flower-shop");
    let view = with_codes(&mut shop, "bouquet_tulips", 1, codes_sent, more);
    let warnings: Vec<_> = view.messages.iter().filter(|m| m.severity().is_none()).cloned().collect();
    assert_eq!(codes(&warnings), expected);
    let refused = expected.len();
    assert_eq!(view.discounts.map(|d| d.applied.len()), Some(codes_sent.len() - refused));
}

#[rstest]
#[case::each("POTS50", "pot_ceramic", AllocationMethod::Each, 1500)]
#[case::across("SPLIT10", "bouquet_tulips", AllocationMethod::Across, 1000)]
fn line_discounts_land_on_lines(
    #[case] code: &str,
    #[case] item: &str,
    #[case] method: AllocationMethod,
    #[case] off: i64,
) {
    let mut shop = Shop::open("flower-shop");
    let view = with_codes(&mut shop, item, 2, &[code], json!({}));
    let applied = view.discounts.clone().expect("discounts").applied.remove(0);
    assert_eq!((applied.method, applied.amount.minor()), (Some(method), off));
    assert_eq!(
        applied.allocations.iter().map(|a| (&*a.path, a.amount.minor())).collect::<Vec<_>>(),
        [("$.line_items[0]", off)]
    );
    assert_eq!((amount(&view, ItemsDiscount), amount(&view, Discount)), (Some(-off), None));
    let line = &view.line_items[0].totals;
    assert_eq!(line.iter().find(|t| t.kind == ItemsDiscount).map(|t| t.amount.minor()), Some(-off));
}

#[test]
fn splitting_is_exact() {
    let mut shop = Shop::open("flower-shop");
    let lines = ["bouquet_tulips", "bouquet_sunflowers", "bouquet_roses"];
    let lines = lines.map(|id| json!({ "item": { "id": id }, "quantity": 1 }));
    let view = shop.create(&json!({ "line_items": lines, "discounts": { "codes": ["SPLIT10"] } }));
    let applied = &view.discounts.as_ref().expect("discounts").applied[0];
    let parts: Vec<i64> = applied.allocations.iter().map(|a| a.amount.minor()).collect();
    assert_eq!((parts.iter().sum::<i64>(), parts), (1000, vec![333, 278, 389]));
}

#[test]
fn codes_are_replaced_and_cleared() {
    let mut shop = Shop::open("flower-shop");
    let view = with_codes(&mut shop, "bouquet_tulips", 1, &["10OFF"], json!({}));
    let body = with(cart("bouquet_tulips", 1), json!({ "discounts": { "codes": ["FIXED500"] } }));
    assert_eq!(total(&shop.update(&view.id, &body)), 2500);
    let body = with(cart("bouquet_tulips", 1), json!({ "discounts": { "codes": [] } }));
    assert_eq!(total(&shop.update(&view.id, &body)), 3000);
}

#[test]
fn automatic_discounts_cannot_be_removed() {
    let mut shop = Shop::open("flower-shop");
    let view = with_codes(&mut shop, "pot_ceramic", 20, &[], json!({}));
    let applied = view.discounts.expect("discounts").applied;
    assert!(
        applied.len() == 1 && applied[0].automatic && applied[0].code.is_none() && !applied[0].provisional
    );
    assert_eq!(applied[0].amount.minor(), 2500);
}

#[test]
fn shipping_discounts_wait_for_a_choice() {
    let mut shop = Shop::open("flower-shop");
    let body = with(deliverable("bouquet_tulips", 1), json!({ "discounts": { "codes": ["SHIPFREE"] } }));
    let view = shop.create(&body);
    assert_eq!(
        (amount(&view, Fulfillment), amount(&view, Discount), total(&view)),
        (Some(500), Some(-500), 3000)
    );
}

#[test]
fn once_means_once_per_buyer() {
    let mut shop = Shop::open("flower-shop");
    let more = json!({ "buyer": { "email": "New@example.com" }, "fulfillment": shipping("US", "std-ship") });
    let view = with_codes(&mut shop, "bouquet_tulips", 1, &["FIRSTORDER"], more.clone());
    assert_eq!(total(&view), 3200);
    shop.pay(&view.id, "success_token");
    let again = with_codes(&mut shop, "bouquet_tulips", 1, &["FIRSTORDER"], more);
    assert_eq!(codes(&again.messages), [("discount_code_user_ineligible", "$.discounts.codes[0]")]);
    let other = json!({ "buyer": { "email": "other@example.com" } });
    assert_eq!(total(&with_codes(&mut shop, "bouquet_tulips", 1, &["FIRSTORDER"], other)), 2700);
}
