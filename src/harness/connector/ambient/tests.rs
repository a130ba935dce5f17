use super::*;
use crate::clock::Instant;
use crate::exchange::{RequestRecord, ResponseRecord};
use crate::harness::interrupt::FailureDetail;
use crate::protocol::operation::Operation;
use crate::protocol::version::ProtocolVersion;
use std::collections::BTreeSet;

fn create(headers: &[(&str, &str)], body: &str) -> Exchange {
    Exchange {
        id: "x1".to_owned(),
        at: Instant::from_millis(1_800_000_000_000),
        kind: ExchangeKind::Call,
        operation: Some(Operation::CreateCheckout),
        request: RequestRecord {
            method: "POST".to_owned(),
            url: "https://shop.example/checkout-sessions".to_owned(),
            headers: headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect(),
            body: body.as_bytes().to_vec(),
        },
        response: Some(ResponseRecord { status: 201, headers: Vec::new(), body: b"{}".to_vec() }),
        elapsed_micros: 1,
        notes: Vec::new(),
    }
}

fn found(exchanges: &[Exchange], written: &[String], name: &str) -> Vec<FailureDetail> {
    found_at(Contract::embedded(ProtocolVersion::LATEST), exchanges, written, name)
}

fn found_at(
    contract: &'static Contract,
    exchanges: &[Exchange],
    written: &[String],
    name: &str,
) -> Vec<FailureDetail> {
    let watched =
        Watched { contract, business: None, case: "a", exchanges, written, hygiene: &Hygiene::default() };
    let book = Watchbook::default();
    book.examine(&watched);
    let row = book.results().into_iter().find(|(check, _)| check.name == name).expect("a check");
    row.1.findings.into_iter().map(|(_, detail, _)| detail).collect()
}

#[test]
fn names_are_unique_and_every_check_names_clauses() {
    let names: BTreeSet<_> = CHECKS.iter().map(|check| check.name).collect();
    assert_eq!(names.len(), CHECKS.len());
    for check in CHECKS {
        for id in check.requirements {
            let known = ProtocolVersion::ALL
                .iter()
                .any(|version| Contract::embedded(*version).register().get(id).is_some());
            assert!(known, "{}: {id} is no clause", check.name);
        }
    }
}

#[test]
fn what_a_request_lacks_is_found() {
    for (name, headers) in [
        ("agent-present", &[][..]),
        ("agent-form", &[("ucp-agent", "profile=\"http://a.example/p\"")][..]),
        ("agent-form", &[("ucp-agent", "curl")][..]),
        ("content-type", &[("content-type", "text/plain")][..]),
        ("key-present", &[][..]),
        ("key-strength", &[("idempotency-key", "7")][..]),
        ("content-digest", &[("signature", "sig1=:AA==:")][..]),
    ] {
        assert_eq!(found(&[create(headers, "{}")], &[], name).len(), 1, "{name} {headers:?}");
    }
    assert_eq!(found(&[create(&[], "{")], &[], "json-body").len(), 1);
}

/// The examples of the January release send neither `currency` nor `payment`, which its schema requires.
#[test]
fn what_the_examples_leave_out_is_no_breach() {
    let lines = r#""line_items":[{"item":{"id":"rose"},"quantity":1}]"#;
    let january = Contract::embedded(ProtocolVersion::January2026);
    let bodies = [
        (format!("{{{lines}}}"), false),
        (format!(r#"{{{lines},"currency":"USD","payment":{{}}}}"#), false),
        (format!(r#"{{{lines},"currency":7}}"#), true),
        (r#"{"currency":"USD","payment":{}}"#.to_owned(), true),
    ];
    for (body, told) in bodies {
        let exchange = create(&[], &body);
        let exchanges = [answering(exchange, "dev.ucp.shopping.checkout", january)];
        let found = found_at(january, &exchanges, &[], "body-schema");
        assert_eq!(found.len(), usize::from(told), "{body}: {found:?}");
    }
}

/// The same exchange, answered with what was negotiated.
fn answering(exchange: Exchange, capability: &str, contract: &Contract) -> Exchange {
    let version = contract.version().date();
    let body = serde_json::json!({
        "ucp": { "version": version, "capabilities": [{ "name": capability, "version": version }] },
    });
    let body = body.to_string().into_bytes();
    Exchange { response: Some(ResponseRecord { status: 201, headers: Vec::new(), body }), ..exchange }
}

#[test]
fn who_signs_signs_everything() {
    let unsigned = create(&[], "{}");
    let signed = Exchange { id: "x2".to_owned(), ..create(&[("signature", "sig1=:AA==:")], "{}") };
    assert_eq!(found(&[unsigned.clone(), signed.clone()], &[], "signed").len(), 1);
    assert_eq!(found(&[signed], &[], "signed"), []);
    assert_eq!(found(&[unsigned], &[], "signed"), [], "who signs nothing may authenticate otherwise");
}

#[test]
fn who_is_redirected_did_not_choose_the_path() {
    let mut redirected = create(&[], "{}");
    let answer = ResponseRecord {
        status: 307,
        headers: vec![("location".to_owned(), "/elsewhere".to_owned())],
        body: Vec::new(),
    };
    redirected.response = Some(answer);
    let mut followed = Exchange { id: "x2".to_owned(), operation: None, ..create(&[], "{}") };
    "https://shop.example/elsewhere".clone_into(&mut followed.request.url);
    assert_eq!(found(&[redirected, followed.clone()], &[], "known-path"), []);
    assert_eq!(found(&[followed], &[], "known-path").len(), 1);
}

#[test]
fn a_request_in_order_is_left_alone() {
    let key = ("idempotency-key", "2f1b8c1e-6a55-4a0e-9d3a-3c0c2d0b7f11");
    let agent = ("ucp-agent", "profile=\"https://a.example/p\"");
    let right = create(&[key, agent, ("content-type", "application/json; charset=utf-8")], "{\"a\":1}");
    for name in ["agent-present", "agent-form", "content-type", "key-present", "key-strength", "json-body"] {
        assert_eq!(found(std::slice::from_ref(&right), &[], name), [], "{name}");
    }
}

#[test]
fn a_key_used_for_something_else_is_found() {
    let key = ("idempotency-key", "2f1b8c1e-6a55-4a0e-9d3a-3c0c2d0b7f11");
    let first = create(&[key], "{\"a\":1}");
    let again = Exchange { id: "x2".to_owned(), ..first.clone() };
    assert_eq!(found(&[first.clone(), again], &[], "key-unique"), []);
    let other = Exchange { id: "x2".to_owned(), ..create(&[key], "{\"a\":2}") };
    assert_eq!(found(&[first, other], &[], "key-unique").len(), 1);
}

#[test]
fn a_request_without_an_operation_goes_nowhere() {
    let lost = Exchange { operation: None, ..create(&[], "{}") };
    assert_eq!(found(&[lost], &[], "known-path").len(), 1);
}

#[test]
fn a_written_credential_is_found() {
    let body = r#"{"payment":{"instruments":[{"credential":{"type":"token","token":"tok_secret_1"}}]}}"#;
    let paid = [create(&[], body)];
    assert_eq!(found(&paid, &["sent tok_secret_1".to_owned()], "credential-written").len(), 1);
    assert_eq!(found(&paid, &["sent something".to_owned()], "credential-written"), []);
}

#[test]
fn stray_lines_on_the_standard_output_are_found() {
    let contract = Contract::embedded(ProtocolVersion::LATEST);
    let exchanges = [create(&[], "{}")];
    let broken = |hygiene: &Hygiene| {
        let book = Watchbook::default();
        book.examine(&Watched {
            contract,
            business: None,
            case: "a",
            exchanges: &exchanges,
            written: &[],
            hygiene,
        });
        let row =
            book.results().into_iter().find(|(check, _)| check.name == "stdout-clean").expect("a check");
        row.1.broken
    };
    assert_eq!(broken(&Hygiene::default()), 0);
    assert_eq!(broken(&Hygiene { stray_lines: 2, ..Hygiene::default() }), 1);
}
