//! Every operation has a command, and every command says what the document asks for.

use super::{CtlArguments, call::Call};
use crate::simulator::control::{OPENAPI, listed};
use clap::Parser;
use rstest::rstest;
use serde_json::{Value, json};
use std::collections::BTreeSet;

#[derive(Parser)]
struct Line {
    #[command(flatten)]
    ctl: CtlArguments,
}

/// The call of a command line.
fn call(line: &str) -> Call {
    let words = std::iter::once("ctl").chain(line.split_whitespace());
    let parsed = Line::try_parse_from(words).unwrap_or_else(|error| panic!("{line}: {error}"));
    parsed.ctl.command.call(&parsed.ctl.session).unwrap()
}

/// A line for every operation; `WORDS` stands for the same text in the call.
const LINES: [&str; 62] = [
    "health",
    "ready",
    "metrics",
    "openapi",
    "whoami",
    "token list",
    "token mint --scope move-clock --scope arm-faults --for 2h --label ci",
    "token revoke tok_00000000000000000000000000000000",
    "session list",
    "session create s1 --world minimal --version 2026-04-08 --authentication optional --response-signing none --approve https://a.example --frozen-at 5",
    "session create s1",
    "session show --session s1",
    "session reset -s s1",
    "session delete -s s1",
    "snapshot list",
    "snapshot take one",
    "snapshot restore one",
    "snapshot delete one",
    "clock show",
    "clock freeze",
    "clock resume",
    "clock advance 6h",
    "product list",
    "product stock bouquet_roses 3",
    "product price bouquet_roses USD 100",
    "checkout list",
    "checkout settle chk_1",
    "checkout buyer chk_1 authenticate --passed true",
    "checkout buyer chk_1 answer --rule age",
    "checkout buyer chk_1 approve",
    "checkout buyer chk_1 provide_address --address {\"address_country\":\"US\"}",
    "order list",
    "order ship ord_1 --line li_1=2 --line li_2=1 --tracking-number T --carrier C",
    "order in-transit ord_1",
    "order deliver ord_1",
    "order failed-attempt ord_1",
    "order return-to-sender ord_1",
    "order refund ord_1 --amount 5 --reason late",
    "order return ord_1 --line li_1=1",
    "order cancel ord_1",
    "order adjust-price ord_1 -5 --reason late",
    "order change-quantity ord_1 li_1 0",
    "order relabel ord_1 NEW",
    "webhook list --state held --order ord_1",
    "webhook redeliver 00000000-0000-4000-8000-000000000001",
    "webhook hold",
    "webhook release --order ord_1",
    "webhook reorder 00000000-0000-4000-8000-000000000001 00000000-0000-4000-8000-000000000002",
    "journal list --kind call --operation get_order --method GET --path /x --status 200",
    "journal show 7",
    "journal wait --operation get_order --status 200 --count 2 --timeout 5s --after 3 --match {\"header\":{\"name\":\"a\"}}",
    "events --after 0",
    "key list",
    "key rotate",
    "key retire",
    "condition list",
    "condition set rate_limit --requests 5 --window 1m",
    "condition lift unavailable",
    "fault list",
    "fault arm price.drift --id mine --when {\"nth\":2} --chance 0.5 --budget 3 --param by=5 --note why",
    "fault firings --rule mine",
    "fault catalogue",
];

#[test]
fn every_operation_has_a_command() {
    let named =
        LINES.iter().chain(&["fault show mine", "fault disarm mine"]).map(|line| call(line).operation);
    let all: BTreeSet<&str> = listed().map(|route| route.operation).collect();
    assert_eq!(named.collect::<BTreeSet<&str>>(), all);
}

/// The body of every line is one the document accepts, and every parameter of the path is filled in.
#[test]
fn every_command_says_what_the_document_asks_for() {
    let document: Value = serde_json::from_str(OPENAPI).unwrap();
    for line in LINES {
        let call = call(line);
        let (method, target) = call.target().unwrap();
        assert!(!target.contains('{') && target.starts_with("/v1/"), "{line}: {target}");
        let route = listed().find(|route| route.operation == call.operation).unwrap();
        let described = &document["paths"][route.path][method.to_lowercase()];
        let Some(body) = &call.body else {
            assert!(described["requestBody"]["required"] != true, "{line} sends no body");
            continue;
        };
        let schema = json!({
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "components": document["components"],
            "allOf": [described["requestBody"]["content"]["application/json"]["schema"]],
        });
        let validator = jsonschema::options().should_validate_formats(true).build(&schema).unwrap();
        let wrong: Vec<String> = validator.iter_errors(body).map(|error| error.to_string()).collect();
        assert!(wrong.is_empty(), "{line}: {body} {wrong:?}");
    }
}

#[rstest]
#[case("snapshot restore ../x", "/v1/sessions/default/snapshots/%2E%2E%2Fx/restore")]
#[case("journal list --path /a?b&c=d", "/v1/sessions/default/journal?path=%2Fa%3Fb%26c%3Dd")]
#[case("product stock a/b?c#d 1", "/v1/sessions/default/products/a%2Fb%3Fc%23d/stock")]
fn what_is_written_stays_in_its_place(#[case] line: &str, #[case] target: &str) {
    assert_eq!(call(line).target().unwrap().1, target);
}

#[test]
fn the_token_is_never_an_argument() {
    for line in ["health --token x", "--token x health", "health --token=x"] {
        let words = std::iter::once("ctl").chain(line.split_whitespace());
        assert!(Line::try_parse_from(words).is_err(), "{line}");
    }
}
