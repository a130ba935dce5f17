//! What violations say.

use super::*;
use crate::protocol::operation::Operation;
use rstest::rstest;

/// The violations of an otherwise fine document with one value changed (`null` drops the field).
fn told(
    operation: Operation,
    direction: Direction,
    document: Value,
    at: &str,
    value: Value,
) -> Vec<Violation> {
    let mut document = document;
    let (parent, name) = at.rsplit_once('/').unwrap();
    let parent = document.pointer_mut(parent).unwrap();
    match (parent, value) {
        (Value::Object(map), Value::Null) => drop(map.remove(name)),
        (Value::Array(list), value) => list[name.parse::<usize>().unwrap()] = value,
        (parent, value) => parent[name] = value,
    }
    contract().validator(&everything(), operation, direction).unwrap().check(&document).violations
}

#[rstest]
#[case("/line_items", json!(null), "", "the field line_items is missing; add it")]
#[case("/line_items/0/item/id", json!(null), "/line_items/0/item", "the field id is missing; add it")]
#[case("/line_items/0/quantity", json!("2"), "/line_items/0/quantity",
    r#"expected a whole number, found "2"; send it without quotes"#)]
#[case("/line_items/0/quantity", json!(0), "/line_items/0/quantity", "expected 1 or more, found 0; send such a value")]
#[case("/line_items/0/quantity", json!(1.5), "/line_items/0/quantity",
    "expected a whole number, found 1.5; send a whole number (money is in minor units)")]
#[case("/line_items", json!({}), "/line_items", "expected an array, found an object; send such a value")]
#[case("/context", json!({ "eligibility": ["a.b", "a.b"] }), "/context/eligibility",
    "every element may appear once; remove the repetition")]
#[case("/context", json!({ "eligibility": ["Gold"] }), "/context/eligibility/0",
    r#"expected a reverse-domain name such as com.example.loyalty (lower case, no hyphens), found "Gold"; send such a value"#)]
#[case("/fulfillment", json!({ "methods": [{ "type": "drone" }] }), "/fulfillment/methods/0/type",
    r#"expected one of shipping, pickup, found "drone"; send such a value"#)]
fn requests(#[case] at: &str, #[case] value: Value, #[case] pointer: &str, #[case] message: &str) {
    let violations = told(Operation::CreateCheckout, Direction::Request, create(), at, value);
    let found: Vec<_> =
        violations.iter().map(|each| (each.pointer.as_str(), each.message.as_str())).collect();
    assert_eq!(found, [(pointer, message)]);
    assert!(!violations[0].masked);
}

#[rstest]
#[case("/totals", json!([]), "/totals",
    "expected exactly one entry of type subtotal and exactly one of type total; add or merge entries")]
#[case("/totals/0", json!({ "type": "subtotal", "amount": -1 }), "/totals/0/amount",
    "expected 0 or more, found -1; send such a value")]
#[case("/continue_url", json!("/c/1"), "/continue_url",
    r#"expected an absolute address such as https://shop.example/order/1, found "/c/1"; send such a value"#)]
#[case("/expires_at", json!("soon"), "/expires_at",
    r#"expected a time such as 2030-01-31T12:00:00Z, found "soon"; send such a value"#)]
#[case("/messages", json!([{ "type": "error", "code": "missing", "content": "x" }]), "/messages/0",
    "the field severity is missing; add it")]
#[case("/messages", json!([{ "type": "rumour", "content": "x" }]), "/messages/0",
    "expected type to be one of error, warning, info; it chooses which fields belong here")]
fn answers(#[case] at: &str, #[case] value: Value, #[case] pointer: &str, #[case] message: &str) {
    let violations = told(Operation::GetCheckout, Direction::Response, checkout(), at, value);
    let found: Vec<_> =
        violations.iter().map(|each| (each.pointer.as_str(), each.message.as_str())).collect();
    assert_eq!(found, [(pointer, message)]);
}

#[rstest]
#[case::buyer("/buyer", json!({ "email": 4111 }), "4111")]
#[case::ip("/signals", json!({ "dev.ucp.buyer_ip": ["192.0.2.9"] }), "192.0.2.9")]
#[case::address("/fulfillment", json!({ "methods": [{ "type": "shipping", "destinations": [{ "postal_code": 90210 }] }] }), "90210")]
#[case::email_elsewhere("/line_items/0/quantity", json!("ada@mail.example"), "ada")]
#[case::card_elsewhere("/line_items/0/quantity", json!("4111 1111 1111 1111"), "4111")]
#[case::card_number("/line_items/0/item/id", json!(4_111_111_111_111_111_i64), "4111")]
#[case::long("/line_items/0/quantity", json!("x".repeat(100)), "xxx")]
fn personal_values_stay_out(#[case] at: &str, #[case] value: Value, #[case] secret: &str) {
    let violations = told(Operation::CreateCheckout, Direction::Request, create(), at, value);
    assert_eq!(violations.len(), 1, "{violations:?}");
    assert!(!violations[0].message.contains(secret), "{}", violations[0]);
    assert!(violations[0].masked);
}

#[test]
fn violations_come_in_order_and_once() {
    let schema = contract().validator(&everything(), Operation::GetCheckout, Direction::Response).unwrap();
    let violations = schema.check(&json!({ "line_items": 7, "id": 7 })).violations;
    let mut sorted = violations.clone();
    sorted.sort();
    sorted.dedup();
    assert_eq!(violations, sorted);
    assert!(
        violations
            .iter()
            .any(|each| each.to_string() == "/id: expected a string, found 7; send such a value")
    );
    assert!(violations.iter().any(|each| each.to_string().starts_with("the document: the field currency")));
}

#[test]
fn a_hostile_document_buys_no_long_answer() {
    let schema = contract().validator(&everything(), Operation::CreateCheckout, Direction::Request).unwrap();
    let wrong = vec![json!({ "item": 7, "quantity": "x" }); 5_000];
    let mut request = json!({ "line_items": wrong });
    for index in 0..5_000 {
        request[format!("field_{index}")] = json!(1);
    }
    let verdict = schema.check(&request);
    assert!(!verdict.is_valid() && verdict.violations.len() <= 64);
    assert_eq!(verdict.unknown.len(), 256);
}

#[test]
fn made_up_names_are_listed_in_part() {
    let schema = contract().document(DocumentKind::ErrorResponse).unwrap();
    let mut error = json!({
        "ucp": { "version": contract().version().date(), "status": "error" },
        "messages": [{ "type": "error", "code": "x", "severity": "recoverable", "content": "x" }]
    });
    for name in ["a", "b", "c", "d", "e", "f", "ada@mail.example"] {
        error[name] = json!(1);
    }
    let violations = schema.check(&error).violations;
    assert_eq!(violations[0].message, "no such field here: a, b, c, d, e and 2 more; remove it");
}
