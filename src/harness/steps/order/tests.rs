//! Each check against what it must accept and what it must not.

use super::*;
use rstest::rstest;
use serde_json::json;

fn view(body: &Value) -> View {
    View::new("x1".into(), 200, Vec::new(), body.to_string().into())
}

#[rstest]
#[case(json!({ "ucp": {}, "id": "o", "checkout_id": "c" }), true)]
#[case(json!({ "ucp": {}, "id": "o", "checkout_id": "d" }), false)]
#[case(json!({ "ucp": {}, "id": "p", "checkout_id": "c" }), false)]
#[case(json!({ "ucp": { "status": "error" } }), false)]
fn an_order_names_its_checkout(#[case] body: Value, #[case] good: bool) {
    assert_eq!(belongs(&view(&body), "o", "c").is_ok(), good);
}

fn line(total: u64, fulfilled: u64, status: &str) -> Value {
    json!({ "id": "l", "item": { "id": "rose" }, "quantity": { "total": total, "fulfilled": fulfilled }, "status": status })
}

#[rstest]
#[case(2, 0, "processing", true)]
#[case(2, 1, "partial", true)]
#[case(2, 2, "fulfilled", true)]
#[case(0, 0, "removed", true)]
#[case(2, 1, "fulfilled", false)]
#[case(2, 0, "partial", false)]
#[case(0, 0, "fulfilled", false)]
#[case(2, 2, "processing", false)]
fn a_status_follows_from_quantities(
    #[case] total: u64,
    #[case] fulfilled: u64,
    #[case] status: &str,
    #[case] good: bool,
) {
    let order = view(&json!({ "line_items": [line(total, fulfilled, status)] }));
    assert_eq!(derived(&order).is_ok(), good);
    assert!(holds(&order, "rose", total).is_ok());
    assert!(holds(&order, "rose", total + 1).is_err());
}

#[test]
fn without_lines_or_quantities_no_status_follows() {
    assert!(derived(&view(&json!({}))).is_err());
    assert!(derived(&view(&json!({ "line_items": [{ "status": "processing" }] }))).is_err());
}

#[rstest]
#[case(json!({ "line_items": [{ "id": "a" }, { "id": "b" }] }), true)]
#[case(json!({ "line_items": [{ "id": "a" }] }), false)]
#[case(json!({}), false)]
fn no_line_disappears(#[case] now: Value, #[case] good: bool) {
    let before = json!({ "line_items": [{ "id": "a" }, { "id": "b" }] });
    assert_eq!(lines_stay(&before, &view(&now)).is_ok(), good);
    assert!(lines_stay(&json!({}), &view(&before)).is_err());
}

#[rstest]
#[case(json!([{ "id": "1" }, { "id": "2" }]), true, true)]
#[case(json!([{ "id": "1" }]), true, false)]
#[case(json!([{ "id": "2" }, { "id": "1" }]), false, true)]
#[case(json!([]), false, false)]
fn a_log_only_grows(#[case] now: Value, #[case] keeps: bool, #[case] grows: bool) {
    let before = json!({ "adjustments": [{ "id": "1" }] });
    let now = view(&json!({ "adjustments": now }));
    assert_eq!(kept(&before, &now, ADJUSTMENTS).is_ok(), keeps);
    assert_eq!(grown(&before, &now, ADJUSTMENTS).is_ok(), grows);
    assert!(kept(&json!({}), &now, ADJUSTMENTS).is_err());
}

#[rstest]
#[case("USD", 5, true)]
#[case("EUR", 5, false)]
#[case("USD", 6, false)]
fn an_order_costs_what_its_checkout_did(#[case] currency: &str, #[case] total: i64, #[case] good: bool) {
    let money = |currency: &str, total: i64| {
        view(&json!({ "currency": currency, "totals": [{ "type": "total", "amount": total }] }))
    };
    assert_eq!(same_money(&money("USD", 5), &money(currency, total)).is_ok(), good);
    assert!(same_money(&money("USD", 5), &view(&json!({}))).is_err());
}

#[rstest]
#[case(json!({ "ucp": { "status": "error" }, "messages": [] }), true)]
#[case(json!({ "code": "unauthorized", "content": "no" }), true)]
#[case(json!({ "line_items": [] }), false)]
#[case(json!({ "permalink_url": "https://x" }), false)]
fn a_refusal_shows_nothing_of_the_order(#[case] body: Value, #[case] good: bool) {
    assert_eq!(hides_order(&view(&body)).is_ok(), good);
}

#[test]
fn an_empty_body_proves_nothing() {
    assert!(hides_order(&View::new("x".into(), 401, Vec::new(), Vec::new())).is_err());
}
