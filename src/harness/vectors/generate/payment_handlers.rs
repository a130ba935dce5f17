//! Payment handlers: what a platform and a business can both do.

use std::slice;

use serde_json::{Value, json};

use super::Batch;
use super::case::{Case, invalid, valid};
use crate::harness::vectors::Family;
use crate::protocol::version::ProtocolVersion;

const FLAGS: &[(&str, &str)] = &[
    (
        "HANDLER",
        "A handler is there when both declare it, by its name; identifier and version are the business's.",
    ),
    ("KIND", "Of the kinds of instruments those remain that both declare."),
    (
        "CONSTRAINT",
        "Of the values of a property those remain that both allow; a property one side is silent about is the other's.",
    ),
    ("EMPTY", "A kind without an allowed value, and a handler without a kind, is gone."),
    ("UNRESTRICTED", "A list that is absent restricts nothing."),
    ("INSTRUMENT", "An instrument must be of a kind that remains, and of a brand that remains."),
];

/// A declaration of `com.example.NAME`.
fn handler(name: &str, id: &str, instruments: Option<&Value>) -> Value {
    let mut declared = json!({ "name": format!("com.example.{name}"), "version": "2025-03-01", "id": id });
    if let Some(instruments) = instruments {
        declared["available_instruments"] = instruments.clone();
    }
    declared
}

/// An instrument of a kind, limited to brands.
fn cards(kind: &str, brands: &[&str]) -> Value {
    json!({ "type": kind, "constraints": { "brands": brands } })
}

fn kind(kind: &str) -> Value {
    json!({ "type": kind })
}

pub(super) fn batch() -> Batch {
    let cases = handlers().chain(kinds()).chain(constraints());
    let resolved = cases.map(|case| case.clauses(&["PAY-016"]));
    Batch {
        family: Family::PaymentHandlers,
        versions: vec![ProtocolVersion::April2026],
        algorithm: "The payment handlers of a checkout by both parties' declarations, and whether an instrument fits one",
        flags: FLAGS,
        cases: resolved.chain(instruments()).collect(),
    }
}

fn resolve(
    id: &str,
    flag: &str,
    comment: &str,
    business: &[Value],
    platform: Option<&[Value]>,
    left: &[Value],
) -> Case {
    let input = json!({ "op": "resolve", "business": business, "platform": platform });
    valid(id, comment, input).expect(json!({ "handlers": left })).flags(&[flag])
}

#[rustfmt::skip]
fn handlers() -> impl Iterator<Item = Case> {
    let card = json!([cards("card", &["visa"])]);
    let ours = || handler("pay", "pay_1", Some(&card));
    let theirs = || handler("pay", "theirs", Some(&card));
    let newer = { let mut newer = theirs(); newer["version"] = json!("2025-06-01"); newer };
    let second = handler("wallet", "wallet_1", Some(&card));
    let bare = |id: &str| handler("pay", id, None);
    let null = { let mut null = bare("pay_1"); null["available_instruments"] = Value::Null; null };
    let of = |id: &str, flag: &str, comment: &str, business: &[Value], platform: &[Value], left: &[Value]| resolve(id, flag, comment, business, Some(platform), left);
    [
        of("both", "HANDLER", "both declare the same", &[ours()], &[theirs()], &[ours()]),
        of("other-version", "HANDLER", "the platform knows another version", &[ours()], &[newer], &[ours()]),
        of("one-of-two", "HANDLER", "the platform declares one of two", &[ours(), second.clone()], &[theirs()], &[ours()]),
        of("other-of-two", "HANDLER", "the platform declares the other", &[ours(), second.clone()], slice::from_ref(&second), slice::from_ref(&second)),
        of("other-name", "HANDLER", "names are compared whole", &[ours()], &[handler("pay.more", "x", Some(&card))], &[]),
        of("no-name-in-common", "HANDLER", "the identifier is nobody's name", &[ours()], &[handler("wallet", "pay_1", Some(&card))], &[]),
        of("platform-empty", "HANDLER", "the platform declares an empty list", &[ours()], &[], &[]),
        of("business-empty", "HANDLER", "the business has none", &[], &[theirs()], &[]),
        of("same-name-twice", "HANDLER", "two of the business's under one name", &[ours(), handler("pay", "pay_2", Some(&card))], &[theirs()], &[ours(), handler("pay", "pay_2", Some(&card))]),
        resolve("platform-silent", "UNRESTRICTED", "a platform that declares nothing restricts nothing", &[ours(), second.clone()], None, &[ours(), second]),
        of("platform-unrestricted", "UNRESTRICTED", "the platform restricts nothing", &[ours()], &[bare("theirs")], &[ours()]),
        of("business-unrestricted", "UNRESTRICTED", "the business restricts nothing", &[bare("pay_1")], &[theirs()], &[ours()]),
        of("both-unrestricted", "UNRESTRICTED", "neither restricts anything", &[bare("pay_1")], &[bare("theirs")], &[null]),
        of("one-of-theirs-unrestricted", "UNRESTRICTED", "one of the platform's two declarations restricts nothing", &[ours()], &[handler("pay", "a", Some(&json!([kind("bank")]))), bare("b")], &[ours()]),
    ]
    .into_iter()
}

/// One handler of the business and one of the platform; what is left of it.
fn one(id: &str, flag: &str, comment: &str, [ours, theirs, left]: [&Value; 3]) -> Case {
    let left: Vec<Value> = left
        .as_array()
        .filter(|left| !left.is_empty())
        .map(|_| handler("pay", "pay_1", Some(left)))
        .into_iter()
        .collect();
    resolve(
        id,
        flag,
        comment,
        &[handler("pay", "pay_1", Some(ours))],
        Some(&[handler("pay", "theirs", Some(theirs))]),
        &left,
    )
}

#[rustfmt::skip]
fn kinds() -> impl Iterator<Item = Case> {
    let (card, bank, both, swapped) = (json!([kind("card")]), json!([kind("bank")]), json!([kind("card"), kind("bank")]), json!([kind("bank"), kind("card")]));
    let nothing = json!([]);
    [
        one("kind", "KIND", "the only kind", [&card, &card, &card]),
        one("kind-of-two", "KIND", "the platform does one of two", [&both, &card, &card]),
        one("kind-of-theirs", "KIND", "the platform does more", [&card, &both, &card]),
        one("kind-order", "KIND", "in the business's order", [&both, &swapped, &both]),
        one("kind-none", "EMPTY", "nothing in common", [&card, &bank, &nothing]),
        one("kind-case", "KIND", "kinds are compared exactly", [&card, &json!([kind("Card")]), &nothing]),
        one("kind-theirs-empty", "EMPTY", "an empty list allows nothing", [&card, &nothing, &nothing]),
    ]
    .into_iter()
}

#[rustfmt::skip]
fn constraints() -> impl Iterator<Item = Case> {
    let list = |brands: &[&str]| json!([cards("card", brands)]);
    let limited = |constraints: Value| json!([{ "type": "card", "constraints": constraints }]);
    let nothing = json!([]);
    [
        one("brands", "CONSTRAINT", "the platform allows more", [&list(&["visa", "mastercard", "amex"]), &list(&["visa", "mastercard", "amex", "discover"]), &list(&["visa", "mastercard", "amex"])]),
        one("brands-fewer", "CONSTRAINT", "the platform allows fewer", [&list(&["visa", "mastercard"]), &list(&["visa"]), &list(&["visa"])]),
        one("brands-overlap", "CONSTRAINT", "some of each", [&list(&["visa", "amex"]), &list(&["mastercard", "amex"]), &list(&["amex"])]),
        one("brands-order", "CONSTRAINT", "in the business's order", [&list(&["visa", "amex"]), &list(&["amex", "visa"]), &list(&["visa", "amex"])]),
        one("brands-none", "EMPTY", "no brand in common", [&list(&["visa"]), &list(&["amex"]), &nothing]),
        one("brands-none-of-one-kind", "EMPTY", "one kind is left without a brand, the other stays", [&json!([cards("card", &["visa"]), kind("bank")]), &json!([cards("card", &["amex"]), kind("bank")]), &json!([kind("bank")])]),
        one("brands-of-ours", "CONSTRAINT", "only the business has a limit", [&list(&["visa"]), &json!([kind("card")]), &list(&["visa"])]),
        one("brands-of-theirs", "CONSTRAINT", "only the platform has a limit", [&json!([kind("card")]), &list(&["visa"]), &list(&["visa"])]),
        one("other-property", "CONSTRAINT", "each limits something else", [&list(&["visa"]), &limited(json!({"countries": ["DE"]})), &limited(json!({"brands": ["visa"], "countries": ["DE"]}))]),
        one("one-property-empty", "EMPTY", "of two properties one has nothing in common", [&limited(json!({"brands": ["visa"], "countries": ["DE"]})), &limited(json!({"brands": ["visa"], "countries": ["FR"]})), &nothing]),
    ]
    .into_iter()
}

#[rustfmt::skip]
fn instruments() -> impl Iterator<Item = Case> {
    let limited = handler("pay", "pay_1", Some(&json!([cards("card", &["visa", "mastercard"]), kind("bank")])));
    let twice = handler("pay", "pay_1", Some(&json!([cards("card", &["visa"]), cards("card", &["amex"])])));
    let free = handler("pay", "pay_1", None);
    let ask = |handler: &Value, of: &str, display: Option<Value>| {
        let mut instrument = json!({ "id": "ins_1", "handler_id": "pay_1", "type": of });
        if let Some(display) = display { instrument["display"] = display; }
        json!({ "op": "admit", "handler": handler, "instrument": instrument })
    };
    let brand = |brand: &str| Some(json!({ "brand": brand }));
    [
        valid("admit-brand", "an allowed brand", ask(&limited, "card", brand("visa"))),
        valid("admit-second-brand", "the other allowed brand", ask(&limited, "card", brand("mastercard"))),
        valid("admit-kind", "a kind without limits", ask(&limited, "bank", None)),
        valid("admit-kind-brand", "a brand where none is limited", ask(&limited, "bank", brand("anything"))),
        valid("admit-unrestricted", "a handler without restrictions", ask(&free, "anything", brand("anything"))),
        valid("admit-second-declaration", "the second declaration of a kind allows it", ask(&twice, "card", brand("amex"))),
        invalid("refuse-brand", "another brand", ask(&limited, "card", brand("amex"))),
        invalid("refuse-kind", "another kind", ask(&limited, "voucher", None)),
        invalid("refuse-kind-with-brand", "an allowed brand on another kind", ask(&limited, "voucher", brand("visa"))),
        invalid("refuse-brand-of-neither", "no declaration of the kind allows it", ask(&twice, "card", brand("discover"))),
    ]
    .into_iter()
    .map(|case| case.flags(&["INSTRUMENT"]).clauses(&["PAY-017"]))
}
