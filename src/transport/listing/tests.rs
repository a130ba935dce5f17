use super::*;
use crate::clock::Instant;
use crate::merchant::command::CompleteInput;
use crate::merchant::input::CheckoutInput;
use crate::protocol::message::{Message, Severity};
use crate::protocol::profile::{BusinessHandler, Capability, Service};
use crate::protocol::version::{ProtocolVersion, TotalsRule};
use crate::transport::dialect::{Active, dialect};
use crate::transport::failure::code;
use rstest::rstest;
use serde_json::json;

fn january() -> Box<dyn Dialect> {
    dialect(ProtocolVersion::January2026.edition())
}

fn checkout(operation: Operation, id: Option<&str>, body: Value) -> CheckoutInput {
    match january().decode(operation, id.map(Arc::from), Some(body)).expect("a command") {
        Command::CreateCheckout(input) | Command::UpdateCheckout { input, .. } => input,
        other => panic!("{other:?}"),
    }
}

fn completion(body: Value) -> CompleteInput {
    match january().decode(Operation::CompleteCheckout, Some("chk_1".into()), Some(body)).expect("a command")
    {
        Command::CompleteCheckout { input, .. } => input,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_checkout_is_read_without_what_this_layout_does_not_have() {
    let input = checkout(
        Operation::CreateCheckout,
        None,
        json!({
            "line_items": [{"item": {"id": "rose"}, "quantity": 2}],
            "currency": "EUR",
            "payment": {},
            "context": {"address_country": "DE"},
            "signals": {"dev.ucp.buyer_ip": "203.0.113.66"},
            "attribution": {"a": "b"},
            "discounts": {"codes": ["X"]}
        }),
    );
    assert_eq!((input.line_items.len(), input.line_items[0].quantity), (1, 2));
    let context = input.context.expect("the currency");
    assert_eq!((context.currency.as_deref(), context.address_country), (Some("EUR"), None));
    assert!(input.signals.buyer_ip.is_none() && input.attribution.is_empty() && input.payment.is_none());
    assert_eq!(input.discounts.expect("codes").codes.len(), 1);
}

#[rstest]
#[case::in_one_piece(json!({"full_name": "Ada King Lovelace"}), Some("Ada King"), Some("Lovelace"))]
#[case::one_word(json!({"full_name": "Ada"}), Some("Ada"), None)]
#[case::blanks(json!({"full_name": "  Ada   Lovelace "}), Some("Ada"), Some("Lovelace"))]
#[case::empty(json!({"full_name": ""}), None, None)]
#[case::parts_win(json!({"full_name": "A B", "first_name": "Ada"}), Some("Ada"), None)]
#[case::not_a_text(json!({"full_name": 1}), None, None)]
fn names(#[case] buyer: Value, #[case] first: Option<&str>, #[case] last: Option<&str>) {
    let buyer = checkout(Operation::CreateCheckout, None, json!({ "buyer": buyer })).buyer.expect("a buyer");
    assert_eq!((buyer.first_name.as_deref(), buyer.last_name.as_deref()), (first, last));
}

#[test]
fn the_selected_instrument_is_the_one_named() {
    let card =
        |id: &str| json!({"id": id, "handler_id": "h", "type": "card", "brand": "visa", "last_digits": "1"});
    let body = json!({"payment": {"instruments": [card("a"), card("b")], "selected_instrument_id": "b"}});
    let payment = checkout(Operation::CreateCheckout, None, body).payment.expect("instruments");
    let selected: Vec<Option<bool>> = payment.instruments.iter().map(|one| one.selected).collect();
    assert_eq!(selected, [Some(false), Some(true)]);
    let display = payment.instruments[0].display.as_ref().expect("what is shown");
    assert_eq!((display.brand.as_deref(), display.last_digits.as_deref()), (Some("visa"), Some("1")));
}

#[test]
fn a_completion_pays_with_its_one_instrument() {
    let input = completion(json!({
        "payment_data": {"id": "p", "handler_id": "h", "type": "card", "brand": "visa", "last_digits": "4242",
                         "expiry_month": 12, "rich_text_description": "Visa", "credential": {"type": "t", "token": "x"}},
        "risk_signals": {"dev.ucp.buyer_ip": "203.0.113.66", "score": 7}
    }));
    let instruments = input.payment.expect("a payment").instruments;
    assert_eq!((instruments.len(), instruments[0].selected), (1, Some(true)));
    assert_eq!(instruments[0].credential.as_ref().and_then(|one| one.token.as_deref()), Some("x"));
    let display = instruments[0].display.as_ref().expect("what is shown");
    assert_eq!((display.expiry_month, display.description.as_deref()), (Some(12), Some("Visa")));
    assert_eq!(input.signals.buyer_ip.as_deref(), Some("203.0.113.66"));
}

#[rstest]
#[case::absent(json!({}))]
#[case::list(json!({"risk_signals": [1]}))]
#[case::text(json!({"risk_signals": "none"}))]
#[case::not_an_address(json!({"risk_signals": {"dev.ucp.buyer_ip": {"v": 4}}}))]
fn observations_are_free(#[case] body: Value) {
    assert!(completion(body).signals.buyer_ip.is_none());
}

#[test]
fn an_update_names_its_checkout_twice() {
    let update = |sent: &str| {
        january().decode(Operation::UpdateCheckout, Some("chk_1".into()), Some(json!({"id": sent})))
    };
    assert!(update("chk_1").is_ok());
    let refused = update("chk_2").expect_err("refused");
    assert_eq!(refused.code, code::INVALID_REQUEST);
    assert!(refused.content.contains("/id"), "{refused}");
}

#[rstest]
#[case::discount(json!({"type": "discount", "amount": -500}), json!({"type": "discount", "amount": 500}))]
#[case::tax(json!({"type": "tax", "amount": 7, "lines": [{"display_text": "VAT", "amount": 7}]}), json!({"type": "tax", "amount": 7}))]
#[case::own_charge(json!({"type": "deposit", "display_text": "Deposit", "amount": 2}), json!({"type": "fee", "display_text": "Deposit", "amount": 2}))]
#[case::own_reduction(json!({"type": "bonus", "display_text": "Bonus", "amount": -2}), json!({"type": "discount", "display_text": "Bonus", "amount": 2}))]
#[case::largest(json!({"type": "total", "amount": i64::MIN}), json!({"type": "total", "amount": 9_223_372_036_854_775_808_u64}))]
fn totals_lose_their_sign(#[case] kept: Value, #[case] shown: Value) {
    let mut owner = json!({ "totals": [kept] });
    totals::translate(TotalsRule::Unsigned, &mut owner);
    assert_eq!(owner["totals"][0], shown);
    let mut owner = json!({ "totals": [shown] });
    let before = owner.clone();
    totals::translate(TotalsRule::Signed, &mut owner);
    assert_eq!(owner, before, "a version with signs keeps them");
}

#[rstest]
#[case::of_the_request("$.payment.instruments[0].handler_id", json!([]), "$.payment_data.handler_id")]
#[case::flat("$.payment.instruments[0].display.brand", json!([]), "$.payment_data.brand")]
#[case::shown("$.payment.instruments[0].display.brand", json!([{}]), "$.payment.instruments[0].brand")]
#[case::none_at_all("$.payment.instruments", json!([]), "$.payment_data")]
#[case::observation("$.signals['dev.ucp.buyer_ip']", json!([]), "$.risk_signals['dev.ucp.buyer_ip']")]
#[case::same("$.line_items[0]", json!([]), "$.line_items[0]")]
fn paths_are_in_this_layouts_names(#[case] path: &str, #[case] instruments: Value, #[case] shown: &str) {
    let message = Message::error("x", Severity::Unrecoverable, "y").at(path);
    let mut resource = serde_json::Map::new();
    resource.insert("messages".to_owned(), json!([message]));
    resource.insert("payment".to_owned(), json!({ "instruments": instruments }));
    messages::translate(&mut resource);
    let told = &resource["messages"][0];
    assert_eq!((&told["path"], &told["severity"]), (&json!(shown), &json!("recoverable")));
}

#[test]
fn warnings_say_no_more_than_this_layout_knows() {
    let disclosure = json!({"type": "warning", "code": "allergens", "content": "Nuts.", "presentation": "disclosure",
                            "image_url": "https://x.example/i", "url": "https://x.example/u"});
    let mut resource = serde_json::Map::new();
    resource.insert("messages".to_owned(), json!([disclosure]));
    messages::translate(&mut resource);
    assert_eq!(resource["messages"][0], json!({"type": "warning", "code": "allergens", "content": "Nuts."}));
}

#[test]
fn everything_without_a_resource_has_one_body() {
    let failure = Failure::new(code::INVALID_REQUEST, "why").continue_at("https://shop.example/");
    let active = [Active { name: "a.b".to_owned(), version: "2026-01-11".to_owned() }];
    let envelope =
        Envelope { version: "2026-01-11", capabilities: &active, base_url: "https://shop.example" };
    let outcome = crate::merchant::Failure {
        messages: vec![Message::error("not_found", Severity::Unrecoverable, "why")],
        continue_url: None,
    };
    let message = |code: &str| json!({"type": "error", "code": code, "content": "why", "severity": "requires_buyer_input"});
    let with_page = |code: &str| json!({"status": "requires_escalation", "messages": [message(code)], "continue_url": "https://shop.example/"});
    let parsed = |bytes: Vec<u8>| serde_json::from_slice::<Value>(&bytes).expect("JSON");
    assert_eq!(parsed(january().failure_body(&failure)), with_page("invalid_request"));
    assert_eq!(parsed(january().refusal("x", "why", "https://shop.example/", &envelope)), with_page("x"));
    let rendered = january().render(&Reply::Failure(outcome), &envelope).expect("a body");
    assert_eq!(
        parsed(rendered),
        json!({"status": "requires_escalation", "messages": [message("not_found")]})
    );
}

fn described_handler() -> BusinessHandler {
    let declaration = crate::protocol::payment::HandlerDeclaration {
        name: "com.example.pay".into(),
        version: "2026-01-15".into(),
        id: "pay".into(),
        available_instruments: None,
    };
    BusinessHandler {
        declaration,
        spec: Some("https://shop.example/s".to_owned()),
        schema: Some("https://shop.example/i".to_owned()),
        config_schema: Some("https://shop.example/c".to_owned()),
    }
}

#[test]
fn the_business_profile_lists_what_it_names() {
    let service = |transport: &str| Service {
        name: "dev.ucp.shopping".to_owned(),
        version: "2026-01-11".to_owned(),
        transport: transport.to_owned(),
        endpoint: Some(format!("https://shop.example/{transport}")),
        spec: Some("https://ucp.dev/spec".to_owned()),
        schema: Some(format!("https://ucp.dev/{transport}.json")),
    };
    let capability = Capability {
        name: "dev.ucp.shopping.discount".to_owned(),
        version: "2026-01-11".to_owned(),
        extends: vec!["dev.ucp.shopping.checkout".to_owned()],
        ..Capability::default()
    };
    let profile = BusinessProfile {
        version: "2026-01-11".to_owned(),
        supported_versions: vec![("2025-01-01".to_owned(), "https://shop.example/old".to_owned())],
        services: vec![service("rest"), service("mcp")],
        capabilities: vec![capability],
        handlers: vec![described_handler()],
        signing_keys: Vec::new(),
    };
    let document: Value = serde_json::from_slice(&january().business_profile(&profile)).expect("JSON");
    let binding = |transport: &str| json!({"schema": format!("https://ucp.dev/{transport}.json"), "endpoint": format!("https://shop.example/{transport}")});
    assert_eq!(
        document,
        json!({
            "ucp": {
                "version": "2026-01-11",
                "services": {"dev.ucp.shopping": {
                    "version": "2026-01-11", "spec": "https://ucp.dev/spec", "rest": binding("rest"), "mcp": binding("mcp")
                }},
                "capabilities": [{"name": "dev.ucp.shopping.discount", "version": "2026-01-11", "extends": "dev.ucp.shopping.checkout"}]
            },
            "payment": {"handlers": [{
                "id": "pay", "name": "com.example.pay", "version": "2026-01-15", "spec": "https://shop.example/s",
                "config_schema": "https://shop.example/c", "instrument_schemas": ["https://shop.example/i"], "config": {}
            }]},
            "signing_keys": []
        })
    );
}

#[test]
fn an_event_carries_its_identity_and_time() {
    let view = json!({
        "id": "ord_1", "label": "#1", "checkout_id": "chk_1", "permalink_url": "https://shop.example/o", "currency": "USD",
        "line_items": [{"id": "li_1", "item": {"id": "rose", "title": "Rose", "price": 100},
                        "quantity": {"original": 2, "total": 0, "fulfilled": 0}, "status": "removed",
                        "totals": [{"type": "total", "amount": 200}]}],
        "fulfillment": {"expectations": [], "events": []},
        "adjustments": [{"id": "adj_1", "type": "cancellation", "occurred_at": "2026-01-02T00:00:00Z", "status": "completed",
                         "line_items": [{"id": "li_1", "quantity": -2}], "totals": [{"type": "total", "amount": -200}]}],
        "totals": [{"type": "subtotal", "amount": 200}, {"type": "total", "amount": 200}]
    });
    let view: OrderView = serde_json::from_value(view).expect("an order");
    let envelope = Envelope { version: "2026-01-11", capabilities: &[], base_url: "https://shop.example" };
    let mark = EventMark { id: uuid::Uuid::nil(), occurred_at: Instant::from_millis(0) };
    let event: Value = serde_json::from_slice(&january().order_event(&view, &mark, &envelope)).expect("JSON");
    assert_eq!(
        (&event["event_id"], &event["created_time"]),
        (&json!(uuid::Uuid::nil()), &json!(Instant::from_millis(0).rfc3339()))
    );
    for absent in ["label", "currency", "attribution", "messages"] {
        assert!(event.get(absent).is_none(), "{absent}");
    }
    let line = &event["line_items"][0];
    assert_eq!(
        (&line["status"], &line["quantity"]),
        (&json!("fulfilled"), &json!({"total": 0, "fulfilled": 0}))
    );
    let adjustment = &event["adjustments"][0];
    assert_eq!((&adjustment["amount"], &adjustment["line_items"][0]["quantity"]), (&json!(200), &json!(2)));
    assert!(adjustment.get("totals").is_none());
}
