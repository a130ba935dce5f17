//! The same checks at a version with lists, unsigned totals and bodies of messages.

use super::*;

const VERSION: ProtocolVersion = ProtocolVersion::January2026;

fn business() -> Business {
    let version = VERSION.date();
    let profile = ProfileView::new(json!({"ucp": {
        "version": version,
        "services": {"dev.ucp.shopping": {"rest": {"endpoint": "https://shop.example"}}},
        "capabilities": [{"name": "dev.ucp.shopping.checkout", "version": version}]}}));
    Business::read("https://shop.example", profile).expect("names an endpoint")
}

/// A checkout that breaks nothing.
fn checkout() -> Value {
    let version = VERSION.date();
    json!({
        "ucp": {"version": version, "capabilities": [{"name": "dev.ucp.shopping.checkout", "version": version}]},
        "id": "chk_1", "status": "incomplete", "currency": "USD", "links": [], "payment": {"handlers": []},
        "continue_url": "https://shop.example/checkout/chk_1",
        "line_items": [{"id": "li_1", "item": {"id": "p", "title": "P", "price": 500}, "quantity": 2,
            "totals": [{"type": "subtotal", "amount": 1000}, {"type": "total", "amount": 1000}]}],
        "totals": [{"type": "subtotal", "amount": 1000}, {"type": "discount", "amount": 100},
                   {"type": "fulfillment", "amount": 250}, {"type": "total", "amount": 1150}],
        "messages": [{"type": "error", "code": "missing", "content": "no address", "severity": "recoverable"}]})
}

/// Names of the checks that an answer to a create breaks.
fn broken(status: u16, body: &Value) -> Vec<&'static str> {
    let business = business();
    let contract = Contract::embedded(VERSION);
    let headers = vec![("Content-Type".to_owned(), "application/json".to_owned())];
    let bytes = body.to_string().into_bytes();
    let view = View::read(VERSION.edition(), "x1".to_owned(), status, headers, bytes);
    let draft = Draft::new(Operation::CreateCheckout, "POST", "/checkout-sessions", None);
    let observation =
        Observation { contract, business: &business, case: "case", draft: &draft, view: &view, secrets: &[] };
    CHECKS
        .iter()
        .filter(|check| check.concerns(contract.register()))
        .filter(|check| matches!((check.ask)(&observation), Remark::Broken(_)))
        .map(|check| check.name)
        .collect()
}

#[test]
fn a_good_checkout_and_a_good_error_break_nothing() {
    assert_eq!(broken(201, &checkout()), Vec::<&str>::new());
    let error = json!({"status": "requires_escalation", "messages": [
        {"type": "error", "code": "x", "content": "y", "severity": "requires_buyer_input"}]});
    for status in [400, 401, 404, 409, 500, 503] {
        assert_eq!(broken(status, &error), Vec::<&str>::new(), "{status}");
    }
}

#[rstest]
#[case::object("/ucp/capabilities", json!({"dev.ucp.shopping.checkout": [{"version": "2026-01-11"}]}), "ucp-capabilities")]
#[case::negative("/totals/1/amount", json!(-100), "unsigned")]
#[case::line("/line_items/0/totals/0/amount", json!(-1), "unsigned")]
#[case::own_type("/totals/2/type", json!("battery"), "known-types")]
#[case::added("/totals/3/amount", json!(1350), "total-adds-up")]
#[case::handlers("/payment", json!({}), "payment-handlers")]
#[case::bare_handler("/payment/handlers", json!([{"id": "h"}]), "payment-handlers")]
#[case::severity("/messages/0/severity", json!("unrecoverable"), "severities")]
#[case::version("/ucp/version", json!("2026-04-08"), "ucp-version")]
fn each_defect_is_named(#[case] pointer: &str, #[case] value: Value, #[case] expected: &str) {
    let mut body = checkout();
    *body.pointer_mut(pointer).expect("a place") = value;
    let found = broken(201, &body);
    assert!(found.contains(&expected), "{expected} not in {found:?}");
}

#[rstest]
#[case::status(201, json!({"ucp": {"version": "2026-01-11", "status": "success"}, "id": "c"}), "no-envelope")]
#[case::no_resource(200, json!({"status": "requires_escalation", "messages": []}), "no-envelope")]
#[case::code_and_content(401, json!({"code": "a", "content": "b"}), "error-body")]
#[case::no_messages(400, json!({"status": "requires_escalation", "messages": []}), "error-body")]
#[case::warnings(400, json!({"status": "requires_escalation", "messages": [{"type": "warning", "code": "a", "content": "b"}]}), "error-body")]
#[case::both(409, json!({"status": "requires_escalation", "code": "a", "messages": [{"type": "error", "code": "a", "content": "b"}]}), "error-body")]
fn defects_of_errors_are_named(#[case] status: u16, #[case] body: Value, #[case] expected: &str) {
    let found = broken(status, &body);
    assert!(found.contains(&expected), "{expected} not in {found:?}");
}

/// The text's formula leaves `items_discount` out, its examples subtract it: both are right.
#[test]
fn items_discount_may_be_part_of_the_subtotal() {
    let with = |total: i64| {
        let mut body = checkout();
        body["line_items"][0]["totals"] = json!([{"type": "subtotal", "amount": 1000},
            {"type": "items_discount", "amount": 50}, {"type": "total", "amount": 950}]);
        body["totals"] = json!([{"type": "subtotal", "amount": 1000}, {"type": "items_discount", "amount": 50},
            {"type": "total", "amount": total}]);
        broken(201, &body)
    };
    assert_eq!(with(950), Vec::<&str>::new());
    assert_eq!(with(1000), Vec::<&str>::new());
    assert_eq!(with(1050), ["total-adds-up"]);
}
