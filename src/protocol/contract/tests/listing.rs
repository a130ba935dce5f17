//! The contract of the list-shaped layout: what is particular to it.

use super::*;
use crate::protocol::operation::Operation;
use rstest::rstest;

const VERSION: ProtocolVersion = ProtocolVersion::January2026;

fn contract() -> &'static Contract {
    Contract::embedded(VERSION)
}

fn set(names: &[&str]) -> CapabilitySet {
    names.iter().map(|name| (format!("dev.ucp.shopping.{name}"), VERSION.date())).collect()
}

fn instrument() -> Value {
    json!({
        "id": "ins_1", "handler_id": "pay_1", "type": "card", "brand": "visa", "last_digits": "4242",
        "credential": { "type": "token", "token": "t" }
    })
}

fn create() -> Value {
    json!({ "line_items": [{ "item": { "id": "rose" }, "quantity": 2 }], "currency": "USD", "payment": {} })
}

fn checkout() -> Value {
    json!({
        "ucp": { "version": VERSION.date(), "capabilities": [] },
        "id": "chk_1",
        "line_items": [],
        "status": "incomplete",
        "currency": "USD",
        "totals": [],
        "links": [],
        "payment": { "handlers": [] }
    })
}

fn error() -> Value {
    json!({ "status": "requires_escalation", "messages": [
        { "type": "error", "code": "not_found", "severity": "requires_buyer_input", "content": "No." }
    ] })
}

fn verdict(names: &[&str], operation: Operation, direction: Direction, document: &Value) -> Verdict {
    contract().validator(&set(names), operation, direction).unwrap().check(document)
}

#[rstest]
#[case("POST", "/checkout-sessions", Some(Operation::CreateCheckout))]
#[case("POST", "/checkout-sessions/x/complete", Some(Operation::CompleteCheckout))]
#[case("GET", "/orders/x", None)]
#[case("POST", "/carts", None)]
#[case("POST", "/catalog/search", None)]
fn what_a_later_version_added_is_not_there(
    #[case] method: &str,
    #[case] path: &str,
    #[case] found: Option<Operation>,
) {
    let operation = match contract().route(method, path) {
        Route::Match { operation, .. } => Some(operation),
        Route::MethodNotAllowed(_) | Route::NotFound => None,
    };
    assert_eq!(operation, found);
}

#[rstest]
#[case("/currency")]
#[case("/payment")]
#[case("/line_items")]
fn a_create_request_needs(#[case] at: &str) {
    let mut request = create();
    assert!(verdict(&["checkout"], Operation::CreateCheckout, Direction::Request, &request).is_valid());
    request.as_object_mut().unwrap().remove(&at[1..]);
    let verdict = verdict(&["checkout"], Operation::CreateCheckout, Direction::Request, &request);
    let told: Vec<&str> = verdict.violations.iter().map(|one| one.message.as_str()).collect();
    assert_eq!(told, [format!("the field {} is missing; add it", &at[1..])]);
}

/// The body that completes a checkout has a schema of its own; extensions of the checkout add
/// nothing to it, and mandates do.
#[test]
fn a_complete_request_is_no_checkout() {
    let all = ["checkout", "discount", "fulfillment", "buyer_consent"];
    let judge = |names: &[&str], request: &Value| {
        verdict(names, Operation::CompleteCheckout, Direction::Request, request)
    };
    let request = json!({ "payment_data": instrument(), "risk_signals": { "any": 1 } });
    let plain = judge(&all, &request);
    assert_eq!(plain, Verdict::default());
    assert!(!judge(&all, &json!({ "payment": { "instruments": [instrument()] } })).is_valid());
    assert!(!judge(&all, &json!({ "payment_data": [instrument()] })).is_valid());
    let mut with = request;
    with["ap2"] = json!({ "checkout_mandate": 7 });
    assert_eq!(judge(&all, &with).unknown, ["/ap2"]);
    assert_eq!(judge(&["checkout", "ap2_mandate"], &with).violations.len(), 1);
}

#[test]
fn a_mandate_adds_to_answers_and_not_to_create_requests() {
    let names = ["checkout", "ap2_mandate"];
    let mut answer = checkout();
    answer["ap2"] = json!({});
    assert!(!verdict(&names, Operation::GetCheckout, Direction::Response, &answer).is_valid());
    answer["ap2"] = json!({ "merchant_authorization": "aGVhZA..c2ln" });
    assert!(verdict(&names, Operation::GetCheckout, Direction::Response, &answer).is_valid());
    let mut request = create();
    request["ap2"] = json!({});
    assert_eq!(verdict(&names, Operation::CreateCheckout, Direction::Request, &request).unknown, ["/ap2"]);
}

#[rstest]
#[case::no_token(json!({ "type": "token" }), false)]
#[case::token(json!({ "type": "PAYMENT_GATEWAY", "token": "x" }), true)]
#[case::card(json!({ "type": "card", "card_number_type": "dpan" }), true)]
#[case::both(json!({ "type": "card", "card_number_type": "dpan", "token": "x" }), false)]
fn a_credential(#[case] credential: Value, #[case] valid: bool) {
    let mut data = instrument();
    data["credential"] = credential;
    let request = json!({ "payment_data": data });
    let verdict = verdict(&["checkout"], Operation::CompleteCheckout, Direction::Request, &request);
    assert_eq!(verdict.is_valid(), valid, "{:?}", verdict.violations);
}

#[rstest]
#[case::new(json!({ "type": "shipping" }), true)]
#[case::known(json!({ "id": "m_1", "line_item_ids": ["li_1"] }), true)]
#[case::both(json!({ "id": "m_1", "type": "shipping", "line_item_ids": ["li_1"] }), true)]
#[case::neither(json!({ "id": "m_1" }), false)]
#[case::no_such_type(json!({ "type": "drone" }), false)]
fn a_method_of_an_update(#[case] method: Value, #[case] valid: bool) {
    let mut request = create();
    request["id"] = json!("chk_1");
    request["fulfillment"] = json!({ "methods": [method] });
    let verdict =
        verdict(&["checkout", "fulfillment"], Operation::UpdateCheckout, Direction::Request, &request);
    assert_eq!(verdict.is_valid(), valid, "{:?}", verdict.violations);
    assert_eq!((verdict.unknown, verdict.omitted), (vec![], vec![]));
}

#[test]
fn an_order_event_says_which_event_it_is() {
    let order = json!({
        "ucp": { "version": VERSION.date(), "capabilities": [] },
        "id": "ord_1", "checkout_id": "chk_1", "permalink_url": "https://shop.example/o/1",
        "line_items": [], "fulfillment": {}, "totals": []
    });
    assert!(contract().document(DocumentKind::Order).unwrap().is_valid(&order));
    let judge = |event: &Value| verdict(&["order"], Operation::OrderEvent, Direction::Request, event);
    assert_eq!(judge(&order).violations.len(), 2);
    let mut event = order;
    event["event_id"] = json!("evt_1");
    event["created_time"] = json!("2030-01-31T12:00:00Z");
    assert_eq!(judge(&event), Verdict::default());
}

#[test]
fn messages_alone_are_the_answer_without_a_checkout() {
    let fits = |answer: &Value| {
        let schema = contract().answer_validator(&set(&["checkout"]), Operation::GetCheckout, answer);
        schema.unwrap().is_valid(answer)
    };
    assert!(fits(&error()));
    assert!(fits(&checkout()));
    let mut both = checkout();
    both["messages"] = error()["messages"].clone();
    assert!(fits(&both), "a checkout with messages is a checkout");
    both.as_object_mut().unwrap().remove("totals");
    assert!(!fits(&both), "and has to be a whole one");
    let mut silent = error();
    silent["messages"] = json!([]);
    assert!(!fits(&silent));
}

#[rstest]
#[case("version_unsupported", 400)]
#[case("profile_unreachable", 400)]
#[case("profile_malformed", 400)]
#[case("invalid_request", 400)]
#[case("signature_invalid", 401)]
#[case("forbidden", 403)]
#[case("idempotency_conflict", 409)]
#[case("rate_limited", 429)]
#[case("internal_error", 500)]
#[case("service_unavailable", 503)]
fn transport_codes(#[case] code: &str, #[case] status: u16) {
    let spec = contract().codes().of_kind(CodeKind::Transport, code).unwrap();
    assert_eq!((spec.status, spec.severity), (status, Some(Severity::RequiresBuyerInput)));
}

#[rstest]
#[case("not_found", 404)]
#[case("operation_not_allowed", 409)]
#[case("invalid_cart_items", 400)]
#[case("payment_declined", 400)]
fn outcome_codes(#[case] code: &str, #[case] status: u16) {
    assert_eq!(contract().codes().of_kind(CodeKind::Outcome, code).unwrap().status, status);
}

/// A release tree has no file for what it describes in its `OpenAPI` document or in words; ours are
/// taken then, and refer to the files of the release.
#[test]
fn a_tree_is_supplemented() {
    let files = contract().files().filter(|(path, _)| {
        path.starts_with("schemas/") && !contract().supplements().iter().any(|own| own == path)
    });
    let files: Files = files
        .map(|(path, bytes)| {
            let mut schema: Value = serde_json::from_slice(bytes).unwrap();
            if path.ends_with("/payment_data.json") {
                schema["required"] = json!(["payment_data", "note"]);
            }
            (path.to_owned(), schema.to_string().into_bytes())
        })
        .collect();
    let loaded = Contract::from_files(VERSION, files).unwrap();
    let schema =
        loaded.validator(&set(&["checkout"]), Operation::CompleteCheckout, Direction::Request).unwrap();
    let mut request = json!({ "payment_data": instrument() });
    assert!(!schema.is_valid(&request));
    request["note"] = json!("x");
    assert!(schema.is_valid(&request));
    for path in contract().supplements() {
        assert_eq!(loaded.file(path), contract().file(path));
    }
}
