use super::{RequestForm, read};
use crate::protocol::operation::Operation;
use crate::protocol::version::{Edition, ProtocolVersion};
use rstest::rstest;
use serde_json::{Value, json};

fn january() -> &'static Edition {
    ProtocolVersion::January2026.edition()
}

fn wire(operation: Operation, id: Option<&str>, body: &Value) -> Value {
    RequestForm::new(january()).about(id).in_currency(Some("EUR")).wire(operation, body)
}

fn instrument() -> Value {
    json!({"id": "i", "handler_id": "h", "type": "card", "selected": true,
           "credential": {"type": "token", "token": "t"}, "display": {"brand": "visa", "last_digits": "1111"}})
}

fn flat_instrument() -> Value {
    json!({"id": "i", "handler_id": "h", "type": "card", "credential": {"type": "token", "token": "t"},
           "brand": "visa", "last_digits": "1111"})
}

#[test]
fn the_newest_form_is_the_neutral_one() {
    let body = json!({"line_items": [], "payment": {"instruments": [instrument()]}, "signals": {}});
    for operation in [Operation::CreateCheckout, Operation::UpdateCheckout, Operation::CompleteCheckout] {
        assert_eq!(RequestForm::default().about(Some("c")).wire(operation, &body), body);
    }
    let answer =
        json!({"ucp": {"version": "v", "status": "error"}, "totals": [{"type": "discount", "amount": -5}]});
    assert_eq!(read(ProtocolVersion::LATEST.edition(), 404, &answer), answer);
}

#[test]
fn a_create_names_currency_and_payment() {
    let sent = wire(Operation::CreateCheckout, None, &json!({"line_items": [1]}));
    assert_eq!(sent, json!({"line_items": [1], "currency": "EUR", "payment": {}}));
    let own = wire(Operation::CreateCheckout, None, &json!({"currency": "USD", "payment": {"x": 1}}));
    assert_eq!(own, json!({"currency": "USD", "payment": {"x": 1}}));
    let nameless = RequestForm::new(january()).wire(Operation::CreateCheckout, &json!({}));
    assert_eq!(nameless, json!({"payment": {}}));
}

#[test]
fn an_update_repeats_the_identifier_and_leaves_settled_types_out() {
    let methods = json!({"methods": [{"id": "m", "type": "shipping"}, {"type": "pickup"}]});
    let sent = wire(Operation::UpdateCheckout, Some("c"), &json!({"line_items": [], "fulfillment": methods}));
    assert_eq!(sent["id"], "c");
    assert_eq!(sent["fulfillment"]["methods"], json!([{"id": "m"}, {"type": "pickup"}]));
}

#[test]
fn instruments_offered_early_are_flat_and_pointed_at() {
    let sent =
        wire(Operation::UpdateCheckout, Some("c"), &json!({"payment": {"instruments": [instrument()]}}));
    assert_eq!(sent["payment"], json!({"instruments": [flat_instrument()], "selected_instrument_id": "i"}));
}

#[test]
fn a_completion_carries_one_instrument() {
    let other = json!({"id": "j"});
    let body = json!({"payment": {"instruments": [other, instrument()]}, "signals": {"a.b": 1}});
    let sent = wire(Operation::CompleteCheckout, Some("c"), &body);
    assert_eq!(sent, json!({"payment_data": flat_instrument(), "risk_signals": {"a.b": 1}}));
}

#[rstest]
#[case(json!([]))]
#[case(json!("text"))]
#[case(Value::Null)]
fn what_is_no_object_goes_out_as_it_is(#[case] body: Value) {
    for operation in [Operation::CreateCheckout, Operation::UpdateCheckout, Operation::CompleteCheckout] {
        assert_eq!(wire(operation, Some("c"), &body), body);
    }
}

#[test]
fn lists_are_read_as_registries() {
    let answer = json!({
        "ucp": {"version": "v", "capabilities": [{"name": "a.b", "version": "1"}, {"name": "a.b", "version": "2"}]},
        "payment": {"handlers": [{"id": "h", "name": "com.pay", "version": "1"}]},
        "id": "c"});
    let reading = read(january(), 200, &answer);
    assert_eq!(reading["ucp"]["capabilities"], json!({"a.b": [{"version": "1"}, {"version": "2"}]}));
    assert_eq!(reading["ucp"]["payment_handlers"], json!({"com.pay": [{"id": "h", "version": "1"}]}));
}

/// A registry where a list belongs stays what it is: checks judge the bytes, readings do not mend.
#[test]
fn what_has_the_wrong_shape_is_not_mended() {
    let wrong = json!({"ucp": {"capabilities": {"a.b": [{}]}}, "payment": {"handlers": {}}, "id": "c"});
    let reading = read(january(), 200, &wrong);
    assert_eq!(reading["ucp"]["capabilities"], json!({"a.b": [{}]}));
    assert_eq!(reading["ucp"].get("payment_handlers"), None);
}

#[test]
fn reductions_are_below_zero_wherever_they_stand() {
    let answer = json!({
        "totals": [{"type": "subtotal", "amount": 100}, {"type": "discount", "amount": 10}, {"type": "total", "amount": 90}],
        "line_items": [{"totals": [{"type": "items_discount", "amount": 4}]}],
        "fulfillment": {"methods": [{"groups": [{"options": [{"totals": [{"type": "discount", "amount": 0}]}]}]}]}});
    let reading = read(january(), 200, &answer);
    assert_eq!(reading.pointer("/totals/1/amount"), Some(&json!(-10)));
    assert_eq!(reading.pointer("/totals/0/amount"), Some(&json!(100)));
    assert_eq!(reading.pointer("/line_items/0/totals/0/amount"), Some(&json!(-4)));
    assert_eq!(reading.pointer("/fulfillment/methods/0/groups/0/options/0/totals/0/amount"), Some(&json!(0)));
}

#[test]
fn the_selected_instrument_is_marked() {
    let answer = json!({"id": "c", "payment": {"selected_instrument_id": "i", "instruments": [
        {"id": "i", "type": "card", "brand": "visa"}, {"id": "j", "type": "card"}]}});
    let reading = read(january(), 200, &answer);
    assert_eq!(
        reading["payment"]["instruments"],
        json!([{"id": "i", "type": "card", "display": {"brand": "visa"}, "selected": true}, {"id": "j", "type": "card"}])
    );
}

#[test]
fn an_error_body_is_read_by_its_first_message() {
    let body = json!({"status": "requires_escalation", "messages": [
        {"type": "error", "code": "not_found", "content": "gone", "severity": "requires_buyer_input"}]});
    let reading = read(january(), 404, &body);
    assert_eq!((&reading["code"], &reading["content"]), (&json!("not_found"), &json!("gone")));
    assert_eq!(reading.get("status"), None, "an error has no checkout status");
    let spoken = json!({"status": "requires_escalation", "messages": [{"type": "error", "code": "x", "message": "said"}]});
    assert_eq!(read(january(), 400, &spoken)["content"], "said");
    assert_eq!(read(january(), 200, &body)["status"], "requires_escalation", "a checkout keeps its status");
    assert_eq!(read(january(), 400, &json!({"messages": []})), json!({"messages": []}));
    assert_eq!(read(january(), 500, &json!("text")), json!("text"));
}
