//! The business's signature over the terms of a checkout.

use serde_json::{Value, json};

use super::case::{Case, invalid, valid};
use super::jose::{encode, encoded};
use super::keys::{TestKey, TestKeys};
use super::message::jwks;
use super::{Batch, signing};
use crate::harness::vectors::Family;
use crate::protocol::version::ProtocolVersion;

const FLAGS: &[(&str, &str)] = &[
    ("TERMS", "What is signed is the checkout without its whole ap2 member, canonicalised."),
    ("JCS", "The canonical form, not the text that was sent: order and spaces of the answer do not matter."),
    ("TAMPERED", "The terms were changed after signing."),
    ("B64", "AP2 signs base64url of the payload: RFC 7797 is another construction."),
    ("KEY", "alg and kid are in the protected header; kid names a key of the business."),
    (
        "SIGNER",
        "What a signer covers and announces, and that its own verifier accepts it; the signature itself differs every time.",
    ),
    ("MISSING", "With AP2 negotiated every checkout carries the authorization."),
];

/// A checkout and its canonical terms, written by hand.
const CHECKOUT: &str = r#"{"id":"chk_1","status":"ready_for_complete","currency":"EUR","line_items":[{"id":"li_1","quantity":2,"item":{"id":"rose","price":350}}],"totals":[{"type":"subtotal","amount":700},{"type":"discount","amount":-70.0},{"type":"total","amount":630}],"buyer":{"first_name":"Zo\u00eb"}}"#;
const TERMS: &str = r#"{"buyer":{"first_name":"Zoë"},"currency":"EUR","id":"chk_1","line_items":[{"id":"li_1","item":{"id":"rose","price":350},"quantity":2}],"status":"ready_for_complete","totals":[{"amount":700,"type":"subtotal"},{"amount":-70,"type":"discount"},{"amount":630,"type":"total"}]}"#;

fn checkout(authorization: &Value) -> Value {
    let mut checkout: Value = serde_json::from_str(CHECKOUT).unwrap_or_default();
    checkout["ap2"] = json!({ "merchant_authorization": authorization });
    checkout
}

fn header(key: &TestKey) -> String {
    format!(r#"{{"alg":"{}","kid":"{}"}}"#, key.alg(), key.kid())
}

fn authorized(key: &TestKey) -> Value {
    checkout(&json!(encoded(key, &header(key), TERMS.as_bytes())))
}

fn verify(checkout: &Value, keys: &[&TestKey]) -> Value {
    json!({ "op": "verify", "checkout": checkout, "keys": jwks(keys) })
}

fn changed(checkout: &Value, pointer: &str, value: Value) -> Value {
    let mut checkout = checkout.clone();
    if let Some(place) = checkout.pointer_mut(pointer) {
        *place = value;
    }
    checkout
}

pub(super) fn batch(keys: &TestKeys) -> Batch {
    let cases = terms().chain(right(&keys.business)).chain(tampered(&keys.business)).chain(headers(keys));
    let cases = cases.chain(signing::authorizations(&keys.business));
    Batch {
        family: Family::Ap2,
        versions: ProtocolVersion::ALL.to_vec(),
        algorithm: "ap2.merchant_authorization: a detached JWS over the canonical checkout without ap2",
        flags: FLAGS,
        cases: cases.map(|case| case.clauses(&["AP2-010", "AP2-011", "AP2-012", "AP2-013"])).collect(),
    }
}

fn terms() -> impl Iterator<Item = Case> {
    let given: [(&str, &str, &str, &str); 6] = [
        ("checkout", "a checkout", CHECKOUT, TERMS),
        (
            "with-ap2",
            "ap2 is left out whole",
            r#"{"b":1,"ap2":{"x":1,"merchant_authorization":"a..b"},"a":2}"#,
            r#"{"a":2,"b":1}"#,
        ),
        ("with-ap2-null", "ap2 is left out, whatever it is", r#"{"b":1,"ap2":null}"#, r#"{"b":1}"#),
        ("nested-ap2", "a member of this name deeper down stays", r#"{"x":{"ap2":1}}"#, r#"{"x":{"ap2":1}}"#),
        ("nothing-but-ap2", "nothing is left", r#"{"ap2":{}}"#, "{}"),
        ("other-case", "names are case-sensitive", r#"{"AP2":1}"#, r#"{"AP2":1}"#),
    ];
    given.into_iter().map(|(id, comment, text, canonical)| {
        let checkout: Value = serde_json::from_str(text).unwrap_or_default();
        valid(&format!("terms-{id}"), comment, json!({ "op": "terms", "checkout": checkout }))
            .expect(json!({ "canonical": canonical }))
            .flags(&["TERMS"])
    })
}

#[rustfmt::skip]
fn right(key: &TestKey) -> impl Iterator<Item = Case> {
    let good = authorized(key);
    let mut more = good.clone();
    more["ap2"]["checkout_mandate"] = json!("eyJ~");
    let mut first = json!({ "ap2": good["ap2"].clone() });
    if let (Some(first), Some(good)) = (first.as_object_mut(), good.as_object()) {
        first.extend(good.iter().rev().map(|(name, value)| (name.clone(), value.clone())));
    }
    let ok = |id: &str, flag: &str, comment: &str, checkout: &Value| valid(id, comment, verify(checkout, &[key])).expect(json!({ "kid": key.kid() })).flags(&[flag]);
    [
        ok("right", "TERMS", "the terms as signed", &good),
        ok("other-order", "JCS", "members in another order", &first),
        ok("number-form", "JCS", "an amount written with a fraction of zero", &changed(&good, "/totals/0/amount", json!(700.0))),
        ok("more-in-ap2", "TERMS", "another member of ap2", &more),
        ok("header-more", "KEY", "a header with another member", &checkout(&json!(encoded(key, r#"{"typ":"JOSE","kid":"test-business-1","alg":"ES256"}"#, TERMS.as_bytes())))),
    ]
    .into_iter()
}

#[rustfmt::skip]
fn tampered(key: &TestKey) -> impl Iterator<Item = Case> {
    let good = authorized(key);
    let no = |id: &str, flag: &str, comment: &str, checkout: &Value| invalid(id, comment, verify(checkout, &[key])).flags(&[flag]);
    let mut added = good.clone();
    added["note"] = json!("");
    let mut dropped = good.clone();
    if let Some(members) = dropped.as_object_mut() { members.shift_remove("buyer"); }
    let over = |payload: &str| checkout(&json!(encoded(key, &header(key), payload.as_bytes())));
    let whole = TERMS.replacen('{', r#"{"ap2":{},"#, 1);
    [
        no("total-changed", "TAMPERED", "another total", &changed(&good, "/totals/2/amount", json!(63))),
        no("currency-changed", "TAMPERED", "another currency", &changed(&good, "/currency", json!("USD"))),
        no("id-changed", "TAMPERED", "another checkout", &changed(&good, "/id", json!("chk_2"))),
        no("quantity-text", "TAMPERED", "a number turned into a text", &changed(&good, "/line_items/0/quantity", json!("2"))),
        no("name-normalised", "TAMPERED", "a name in another normal form", &changed(&good, "/buyer/first_name", json!("Zoe\u{308}"))),
        no("totals-reordered", "TAMPERED", "entries in another order: the order of lists counts", &changed(&good, "/totals", json!([{"type": "discount", "amount": -70}, {"type": "subtotal", "amount": 700}, {"type": "total", "amount": 630}]))),
        no("member-added", "TAMPERED", "one more member", &added),
        no("member-dropped", "TAMPERED", "one member less", &dropped),
        no("signed-as-sent", "JCS", "the text as sent signed, not the canonical form", &over(CHECKOUT)),
        no("signed-spaced", "JCS", "a readable form signed", &over(&TERMS.replace(':', ": "))),
        no("signed-newline", "JCS", "a line break at the end signed", &over(&format!("{TERMS}\n"))),
        no("signed-with-empty-ap2", "TERMS", "an empty ap2 signed along", &over(&whole)),
        no("missing", "MISSING", "no ap2", &{ let mut bare = good.clone(); if let Some(members) = bare.as_object_mut() { members.shift_remove("ap2"); } bare }),
        no("missing-member", "MISSING", "an empty ap2", &changed(&good, "/ap2", json!({}))),
        no("null", "MISSING", "null", &checkout(&Value::Null)),
        no("empty", "MISSING", "an empty text", &checkout(&json!(""))),
    ]
    .into_iter()
}

#[rustfmt::skip]
fn headers(keys: &TestKeys) -> impl Iterator<Item = Case> {
    let key = &keys.business;
    let with = |id: &str, flag: &str, comment: &str, header: &str| invalid(id, comment, verify(&checkout(&json!(encoded(key, header, TERMS.as_bytes()))), &[key])).flags(&[flag]).clauses(&["AP2-027", "AP2-501"]);
    let head = encode(r#"{"alg":"ES256","kid":"test-business-1","b64":false,"crit":["b64"]}"#);
    let raw = format!("{head}..{}", encode(key.sign(format!("{head}.{TERMS}").as_bytes())));
    let good = encoded(key, &header(key), TERMS.as_bytes());
    let attached = good.replacen("..", &format!(".{}.", encode(TERMS)), 1);
    let refuse = |id: &str, flag: &str, comment: &str, value: Value, keys: &[&TestKey]| invalid(id, comment, verify(&checkout(&value), keys)).flags(&[flag]);
    [
        with("no-alg", "KEY", "no algorithm", r#"{"kid":"test-business-1"}"#),
        with("no-kid", "KEY", "no key named", r#"{"alg":"ES256"}"#),
        with("alg-none", "KEY", "the algorithm none", r#"{"alg":"none","kid":"test-business-1"}"#),
        with("alg-es384", "KEY", "the other curve's algorithm", r#"{"alg":"ES384","kid":"test-business-1"}"#),
        with("alg-hs256", "KEY", "a shared secret's algorithm", r#"{"alg":"HS256","kid":"test-business-1"}"#),
        with("alg-rs256", "KEY", "RSA", r#"{"alg":"RS256","kid":"test-business-1"}"#),
        with("alg-eddsa", "KEY", "an Edwards curve", r#"{"alg":"EdDSA","kid":"test-business-1"}"#),
        with("alg-es256k", "KEY", "a curve of another name", r#"{"alg":"ES256K","kid":"test-business-1"}"#),
        with("alg-lower", "KEY", "names of algorithms are case-sensitive", r#"{"alg":"es256","kid":"test-business-1"}"#),
        refuse("unencoded", "B64", "RFC 7797 over the canonical terms", json!(raw), &[key]),
        refuse("attached", "B64", "the terms brought along", json!(attached), &[key]),
        refuse("unknown-key", "KEY", "a key the business does not publish", json!(good), &[&keys.platform]),
        refuse("platform-key", "KEY", "signed by the platform", json!(encoded(&keys.platform, &header(&keys.platform), TERMS.as_bytes())), &[key]),
        refuse("object", "MISSING", "an object instead of a text", json!({"jws": good}), &[key]),
    ]
    .into_iter()
}
