mod january;

use super::*;
use crate::exchange::{Exchange, ExchangeKind, RequestRecord};
use crate::harness::secrets;
use crate::protocol::operation::Operation;
use crate::protocol::version::ProtocolVersion;
use crate::transport::profile_view::ProfileView;
use rstest::rstest;
use serde_json::{Value, json};
use std::collections::BTreeSet;

const VERSION: ProtocolVersion = ProtocolVersion::LATEST;

fn business() -> Business {
    let version = VERSION.date();
    let profile = ProfileView::new(json!({"ucp": {
        "version": version,
        "services": {"dev.ucp.shopping": [{"transport": "rest", "endpoint": "https://shop.example"}]},
        "capabilities": {
            "dev.ucp.shopping.checkout": [{"version": version}],
            "dev.ucp.shopping.order": [{"version": version}],
            "dev.ucp.shopping.discount": [{"version": version, "extends": "dev.ucp.shopping.checkout"}]}}}));
    Business::read("https://shop.example", profile).expect("names an endpoint")
}

/// A checkout that breaks nothing.
fn checkout() -> Value {
    let version = VERSION.date();
    json!({
        "ucp": {"version": version, "capabilities": {"dev.ucp.shopping.checkout": [{"version": version}]}, "payment_handlers": {}},
        "id": "chk_1", "status": "incomplete", "currency": "USD", "links": [],
        "continue_url": "https://shop.example/checkout/chk_1",
        "line_items": [{"id": "li_1", "item": {"id": "p", "title": "P", "price": 500}, "quantity": 2,
            "totals": [{"type": "subtotal", "amount": 1000}, {"type": "total", "amount": 1000}]}],
        "totals": [{"type": "subtotal", "amount": 1000}, {"type": "fulfillment", "amount": 250}, {"type": "total", "amount": 1250}],
        "messages": [{"type": "error", "code": "missing", "content": "no address", "severity": "recoverable"}]})
}

fn answer(status: u16, body: &[u8]) -> View {
    let headers = vec![("Content-Type".to_owned(), "application/json".to_owned())];
    View::new("x1".to_owned(), status, headers, body.to_vec())
}

/// The remarks of every check about one answer, by name.
fn remarks(view: &View, draft: &Draft) -> Vec<(&'static str, Remark)> {
    let business = business();
    let contract = Contract::embedded(VERSION);
    let sent: Vec<String> = draft.json().iter().flat_map(secrets::of).collect();
    let observation =
        Observation { contract, business: &business, case: "case", draft, view, secrets: &sent };
    let register = contract.register();
    let concerned = CHECKS.iter().filter(|check| check.concerns(register));
    concerned.map(|check| (check.name, (check.ask)(&observation))).collect()
}

/// Names of the checks that an answer breaks.
fn broken(view: &View) -> Vec<&'static str> {
    let draft = Draft::new(Operation::CreateCheckout, "POST", "/checkout-sessions", None);
    remarks(view, &draft)
        .into_iter()
        .filter(|(_, remark)| matches!(remark, Remark::Broken(_)))
        .map(|(name, _)| name)
        .collect()
}

fn edited(edit: impl FnOnce(&mut Value)) -> View {
    let mut body = checkout();
    edit(&mut body);
    answer(201, body.to_string().as_bytes())
}

#[test]
fn names_and_clauses_of_the_table_are_sound() {
    let names: BTreeSet<_> = CHECKS.iter().map(|check| check.name).collect();
    assert_eq!(names.len(), CHECKS.len());
    let registers = ProtocolVersion::ALL.map(|version| Contract::embedded(version).register());
    for check in CHECKS {
        for requirement in check.requirements {
            let known = registers.iter().any(|register| register.get(requirement).is_some());
            assert!(known, "{}: {requirement} is no row", check.name);
        }
        assert!(registers.iter().any(|register| check.concerns(register)), "{} is never asked", check.name);
        assert!(check.how_to_fix.ends_with('.'), "{}", check.name);
    }
}

#[test]
fn a_good_checkout_breaks_nothing() {
    assert_eq!(broken(&edited(|_| ())), Vec::<&str>::new());
}

#[rstest]
#[case::version("/ucp/version", json!("2001-01-01"), &["ucp-version"])]
#[case::no_capabilities("/ucp/capabilities", json!({}), &["ucp-capabilities"])]
#[case::foreign_capability("/ucp/capabilities", json!({"dev.ucp.shopping.checkout": [{"version": VERSION.date()}], "dev.ucp.shopping.order": [{"version": VERSION.date()}]}), &["capability-relevance"])]
#[case::undeclared("/ucp/capabilities", json!({"dev.ucp.shopping.checkout": [{"version": VERSION.date()}], "dev.ucp.shopping.fulfillment": [{"version": VERSION.date()}]}), &["capability-compatible"])]
#[case::total("/totals/2/amount", json!(1), &["total-adds-up"])]
#[case::sign("/totals/1", json!({"type": "fulfillment", "amount": -250}), &["signs"])]
#[case::unlabelled("/totals/1", json!({"type": "gift_wrap", "amount": 250}), &["unknown-types"])]
#[case::lines("/totals/1", json!({"type": "fulfillment", "amount": 250, "lines": [{"display_text": "a", "amount": 1}]}), &["lines-add-up"])]
#[case::two_subtotals("/totals/1", json!({"type": "subtotal", "amount": 250}), &["one-subtotal"])]
#[case::escalation("/status", json!("requires_escalation"), &["escalation-message"])]
#[case::relative_url("/continue_url", json!("/checkout/1"), &["continue-url-absolute"])]
#[case::still_open("/status", json!("canceled"), &["continue-url-closed"])]
#[case::severity("/messages/0", json!({"type": "error", "code": "x", "content": "y"}), &["message-members"])]
fn each_defect_is_named(#[case] pointer: &str, #[case] value: Value, #[case] expected: &[&str]) {
    let view = edited(|body| *body.pointer_mut(pointer).expect("a place") = value);
    let found = broken(&view);
    for name in expected {
        assert!(found.contains(name), "{name} not in {found:?}");
    }
}

#[test]
fn missing_members_break_the_schema() {
    let view = edited(|body| {
        body.as_object_mut().expect("an object").remove("currency");
    });
    assert_eq!(broken(&view), ["schema"]);
}

#[rstest]
#[case::not_json(201, b"<html>".as_slice(), "json-body")]
#[case::bare_error(401, b"{}".as_slice(), "error-body")]
#[case::outcome_as_error(404, br#"{"ucp":{},"messages":[{"type":"info","content":"x"}]}"#.as_slice(), "outcome-status")]
#[case::open_envelope(200, br#"{"ucp":{"status":"error"},"messages":[],"id":"x"}"#.as_slice(), "error-envelope")]
#[case::teapot(418, br#"{"code":"a","content":"b"}"#.as_slice(), "status-code")]
#[case::no_retry_after(503, br#"{"code":"a","content":"b"}"#.as_slice(), "retry-after")]
fn defects_of_errors_are_named(#[case] status: u16, #[case] body: &[u8], #[case] expected: &str) {
    let found = broken(&answer(status, body));
    assert!(found.contains(&expected), "{expected} not in {found:?}");
}

#[test]
fn a_credential_that_comes_back_is_seen_wherever_it_stands() {
    let sent =
        json!({"payment": {"instruments": [{"credential": {"type": "token", "token": "secret-token-1"}}]}});
    let draft = Draft::new(Operation::CompleteCheckout, "POST", "/x", None).with_json(&sent);
    let echo = edited(|body| body["note"] = json!("paid with secret-token-1"));
    let quiet = edited(|_| ());
    let of = |view: &View| {
        let all = remarks(view, &draft);
        all.into_iter().find(|(name, _)| *name == "credential-echo").map(|(_, remark)| remark)
    };
    assert!(matches!(of(&echo), Some(Remark::Broken(_))));
    assert_eq!(of(&quiet), Some(Remark::Holds));
}

#[test]
fn the_ledger_counts_what_was_examined_and_keeps_the_first_findings() {
    let ledger = Ledger::default();
    let business = business();
    let draft = Draft::new(Operation::CreateCheckout, "POST", "/checkout-sessions", None);
    let exchange = Exchange {
        id: "x1".to_owned(),
        at: crate::clock::Instant::from_millis(0),
        kind: ExchangeKind::Call,
        operation: Some(Operation::CreateCheckout),
        request: RequestRecord {
            method: "POST".into(),
            url: "https://shop.example".into(),
            headers: vec![],
            body: vec![],
        },
        response: None,
        elapsed_micros: 0,
        notes: vec![],
    };
    let bad = edited(|body| body["totals"][2]["amount"] = json!(1));
    for view in [&edited(|_| ()), &bad, &bad, &bad, &bad] {
        let contract = Contract::embedded(VERSION);
        let observation =
            Observation { contract, business: &business, case: "case", draft: &draft, view, secrets: &[] };
        ledger.examine(&observation, &exchange);
    }
    let results = ledger.results();
    let (_, found) = results.iter().find(|(check, _)| check.name == "total-adds-up").expect("a row");
    assert_eq!((found.examined, found.broken, found.findings.len()), (5, 4, 3));
    let (_, orders) = results.iter().find(|(check, _)| check.name == "order-json-body").expect("a row");
    assert_eq!(orders.examined, 0);
    assert_eq!(ledger.resources(), 5);
    // A webhook is asked some of it, and shows no operation at work.
    let contract = Contract::embedded(VERSION);
    let observation =
        Observation { contract, business: &business, case: "case", draft: &draft, view: &bad, secrets: &[] };
    ledger.examine_webhook(&observation, &exchange);
    let examined = |name: &str| {
        let results = ledger.results();
        results.iter().find(|(check, _)| check.name == name).map(|(_, found)| found.examined)
    };
    assert_eq!((examined("total-adds-up"), examined("json-body")), (Some(6), Some(5)));
    assert_eq!(ledger.resources(), 5);
}
