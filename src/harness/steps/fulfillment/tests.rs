//! Each check against what it must accept and what it must not.

use super::*;
use rstest::rstest;

fn view(fulfillment: &Value) -> View {
    let body = json!({ "ucp": { "version": "v" }, "id": "c", "status": "incomplete", "currency": "USD",
        "fulfillment": fulfillment, "totals": [{ "type": "fulfillment", "amount": 599 }] });
    View::new("x1".into(), 200, Vec::new(), body.to_string().into())
}

fn offering(options: &Value) -> View {
    view(&json!({ "methods": [{ "id": "m1", "line_item_ids": ["l1"],
        "groups": [{ "id": "g1", "line_item_ids": ["l1"], "options": options }] }] }))
}

fn option(title: &str, amount: i64) -> Value {
    json!({ "id": "o", "title": title, "totals": [{ "type": "total", "amount": amount }] })
}

#[test]
fn without_options_nothing_holds() {
    for empty in [view(&json!({})), offering(&json!([]))] {
        assert!(options(&empty).is_err());
        assert!(priced(&empty).is_err());
        assert!(distinct(&empty).is_err());
        assert!(unrepeated(&empty).is_err());
    }
    let refusal = View::new("x".into(), 400, Vec::new(), br#"{"code":"x","content":"y"}"#.to_vec());
    assert!(options(&refusal).is_err());
    assert!(methods(&refusal).is_err());
}

#[rstest]
#[case(json!([option("Slow", 1), option("Fast", 2)]), true)]
#[case(json!([option("", 1)]), false)]
#[case(json!([{ "id": "o", "title": "Slow", "totals": [] }]), false)]
#[case(json!([{ "id": "o", "title": "Slow", "totals": [{ "type": "total", "amount": 1 }, { "type": "total", "amount": 1 }] }]), false)]
fn an_option_has_a_title_and_a_price(#[case] offered: Value, #[case] good: bool) {
    assert_eq!(priced(&offering(&offered)).is_ok(), good);
}

#[test]
fn siblings_have_titles_of_their_own() {
    assert!(distinct(&offering(&json!([option("Slow", 1), option("Fast", 2)]))).is_ok());
    assert!(distinct(&offering(&json!([option("Slow", 1), option(" slow ", 2)]))).is_err());
}

#[rstest]
#[case("Arrives within a week", true)]
#[case("Economy shipping within a week", false)]
#[case("Within a week for 5.99", false)]
fn a_description_repeats_neither_title_nor_price(#[case] description: &str, #[case] good: bool) {
    let mut offered = option("Economy shipping", 599);
    offered["description"] = json!(description);
    assert_eq!(unrepeated(&offering(&json!([offered]))).is_ok(), good);
}

#[rstest]
#[case(&[1, 2, 2, 3], true)]
#[case(&[3, 2, 1], true)]
#[case(&[1, 3, 2], false)]
fn options_are_ordered_by_price(#[case] prices: &[i64], #[case] good: bool) {
    let options: Vec<Value> = prices.iter().map(|price| option("Some", *price)).collect();
    assert_eq!(ordered(&options).is_ok(), good);
}

#[test]
fn options_may_be_ordered_by_time() {
    let timed = |price, time: &str| {
        let mut option = option("Some", price);
        option["latest_fulfillment_time"] = json!(time);
        option
    };
    let options = [
        timed(1, "2026-01-01T00:00:00Z"),
        timed(9, "2026-01-02T00:00:00Z"),
        timed(2, "2026-01-03T00:00:00Z"),
    ];
    assert!(ordered(&options).is_ok());
}

#[rstest]
#[case(json!([{ "line_item_ids": ["l1", "l2"] }]), true, true)]
#[case(json!([{ "line_item_ids": ["l1"] }]), true, false)]
#[case(json!([{ "line_item_ids": ["l1"] }, { "line_item_ids": ["l2"] }]), false, true)]
#[case(json!([]), false, false)]
fn one_group_holds_everything(#[case] groups: Value, #[case] one: bool, #[case] all: bool) {
    let view = view(&json!({ "methods": [{ "id": "m", "line_item_ids": ["l1", "l2"], "groups": groups }] }));
    assert_eq!(one_group(&view).is_ok(), one);
    assert_eq!(whole(&view).is_ok(), all);
}

#[test]
fn the_chosen_option_is_in_the_totals() {
    let view = view(&json!({}));
    assert!(charged(&view, "fulfillment", 599).is_ok());
    assert!(charged(&view, "fulfillment", 600).is_err());
    assert!(charged(&view, "shipping", 599).is_err());
    assert!(charged(&view, "shipping", 0).is_ok());
}

#[test]
fn a_choice_goes_to_the_method_that_shows_its_group() {
    let shown = offering(&json!([option("Slow", 1)]));
    let mut content = json!({ "fulfillment": { "methods": [{ "id": "m1" }] } });
    choose(&mut content, &shown, &[(json!("g1"), json!("o")), (json!("other"), json!("o"))]);
    let groups = json!([{ "id": "g1", "selected_option_id": "o" }]);
    assert_eq!(content.pointer("/fulfillment/methods/0/groups"), Some(&groups));
}
