//! Fields nobody named, and fields that belong in another message.

use super::*;
use crate::protocol::operation::Operation;
use rstest::rstest;

fn verdict(operation: Operation, direction: Direction, document: &Value) -> Verdict {
    let verdict = contract().validator(&everything(), operation, direction).unwrap().check(document);
    assert!(verdict.is_valid(), "{:?}", verdict.violations);
    verdict
}

#[rstest]
#[case::top("/colour", json!("red"), "/colour")]
#[case::buyer("/buyer", json!({ "nickname": "A" }), "/buyer/nickname")]
#[case::item("/line_items/0/item/size", json!(1), "/line_items/0/item/size")]
#[case::escaped("/a~1b", json!(1), "/a~1b")]
fn an_unknown_field_is_found(#[case] at: &str, #[case] value: Value, #[case] found: &str) {
    let mut request = create();
    let (parent, name) = at.rsplit_once('/').unwrap();
    request.pointer_mut(parent).unwrap()[name.replace("~1", "/")] = value;
    let verdict = verdict(Operation::CreateCheckout, Direction::Request, &request);
    assert_eq!(verdict.unknown, [found]);
    assert!(verdict.omitted.is_empty());
}

#[rstest]
#[case("id", json!("chk_1"))]
#[case("status", json!("completed"))]
#[case("totals", json!("whatever"))]
#[case("ucp", json!({}))]
fn a_field_of_the_answer_is_tolerated_in_a_request(#[case] name: &str, #[case] value: Value) {
    let mut request = create();
    request[name] = value;
    let verdict = verdict(Operation::CreateCheckout, Direction::Request, &request);
    assert_eq!(verdict.omitted, [format!("/{name}")]);
    assert!(verdict.unknown.is_empty());
}

#[test]
fn which_fields_belong_depends_on_the_operation() {
    let mut request = create();
    request["line_items"][0]["id"] = json!("li_1");
    let at = "/line_items/0/id";
    assert_eq!(verdict(Operation::CreateCheckout, Direction::Request, &request).omitted, [at]);
    assert!(verdict(Operation::UpdateCheckout, Direction::Request, &request).omitted.is_empty());
    request["payment"] = json!({});
    assert_eq!(verdict(Operation::CompleteCheckout, Direction::Request, &request).omitted, ["/line_items"]);
}

#[test]
fn an_extension_makes_its_fields_known() {
    let mut request = create();
    request["discounts"] = json!({ "codes": [] });
    let bare =
        contract().validator(&set(&["checkout"]), Operation::CreateCheckout, Direction::Request).unwrap();
    assert_eq!(bare.check(&request).unknown, ["/discounts"]);
    assert!(verdict(Operation::CreateCheckout, Direction::Request, &request).unknown.is_empty());
}

#[test]
fn free_names_are_no_findings() {
    let mut request = create();
    request["attribution"] = json!({ "campaign": "spring" });
    request["signals"] = json!({ "com.example.risk": { "score": 3 } });
    request["payment"] = json!({ "instruments": [{
        "id": "i", "handler_id": "h", "type": "card",
        "credential": { "type": "token", "token": "t" }, "display": { "brand": "visa" }
    }] });
    let verdict = verdict(Operation::CreateCheckout, Direction::Request, &request);
    assert_eq!((verdict.unknown, verdict.omitted), (vec![], vec![]));
}

#[test]
fn a_whole_answer_has_no_findings() {
    let verdict = verdict(Operation::GetCheckout, Direction::Response, &checkout());
    assert_eq!(verdict, Verdict::default());
}

#[test]
fn a_closed_object_refuses_what_an_open_one_reports() {
    let mut error = json!({
        "ucp": { "version": contract().version().date(), "status": "error" },
        "messages": [{ "type": "error", "code": "x", "severity": "recoverable", "content": "x", "hint": 1 }]
    });
    let schema = contract().document(DocumentKind::ErrorResponse).unwrap();
    let verdict = schema.check(&error);
    assert!(verdict.is_valid());
    assert_eq!(verdict.unknown, ["/messages/0/hint"]);
    error["id"] = json!("chk_1");
    let verdict = schema.check(&error);
    assert_eq!(verdict.violations.len(), 1);
    assert_eq!(verdict.violations[0].keyword, "additionalProperties");
}
