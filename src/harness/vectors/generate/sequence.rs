//! Retries, messages, pages.

use hmac::{Hmac, KeyInit as _, Mac as _};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use super::case::{Case, invalid, open, valid};
use super::jose::encode;
use super::message::{BODY, base64, hex};
use super::{Batch, shown};
use crate::harness::vectors::Family;
use crate::protocol::version::ProtocolVersion;

const RETRY_FLAGS: &[(&str, &str)] = &[
    ("SAME", "The same request again: the stored result is replayed."),
    ("OTHER", "Another request under the same key: 409."),
    (
        "FORM",
        "The same JSON in another form: the specification says 'parameters' and leaves open which comparison is meant.",
    ),
    (
        "BOUNDARY",
        "Parts are compared one by one: no two different requests may share a fingerprint by moving a boundary.",
    ),
    ("KEY", "A key holds at least 128 bits; characters that survive any header, and a bounded length."),
];

struct Request<'a>(&'a str, &'a str, &'a [u8]);

fn retry(first: &Request<'_>, second: &Request<'_>) -> Value {
    let one = |request: &Request<'_>| json!({ "method": request.0, "target": request.1, "body_base64": base64(request.2) });
    json!({ "op": "retry", "first": one(first), "second": one(second) })
}

pub(super) fn idempotency() -> Batch {
    let cases = retries()
        .chain(retry_forms())
        .map(|case| case.clauses(&["IDM-001", "IDM-004", "IDM-008", "IDM-009"]));
    Batch {
        family: Family::Idempotency,
        versions: ProtocolVersion::ALL.to_vec(),
        algorithm: "Whether a request under a known idempotency key is the same request, and whether a text is a key",
        flags: RETRY_FLAGS,
        cases: cases.chain(idempotency_keys()).collect(),
    }
}

#[rustfmt::skip]
fn retries() -> impl Iterator<Item = Case> {
    let body = BODY.as_bytes();
    let create = || Request("POST", "/checkout-sessions", body);
    let same = |id: &str, comment: &str, one: Request<'_>, two: Request<'_>| valid(id, comment, retry(&one, &two)).flags(&["SAME"]);
    let other = |id: &str, flag: &str, comment: &str, one: Request<'_>, two: Request<'_>| {
        invalid(id, comment, retry(&one, &two)).expect(json!({"code": "idempotency_conflict"})).flags(&[flag])
    };
    let changed = BODY.replace('2', "3");
    [
        same("same", "byte for byte the same", create(), create()),
        same("same-empty", "without a body", Request("POST", "/checkout-sessions/chk_1/cancel", b""), Request("POST", "/checkout-sessions/chk_1/cancel", b"")),
        same("same-binary", "bytes that are no text", Request("PUT", "/x", &[0, 255]), Request("PUT", "/x", &[0, 255])),
        other("other-quantity", "OTHER", "another quantity", create(), Request("POST", "/checkout-sessions", changed.as_bytes())),
        other("other-target", "OTHER", "another operation with the same body", create(), Request("POST", "/carts", body)),
        other("other-resource", "OTHER", "the same operation on another resource", Request("POST", "/checkout-sessions/chk_1/cancel", b""), Request("POST", "/checkout-sessions/chk_2/cancel", b"")),
        other("other-method", "OTHER", "another method", create(), Request("PUT", "/checkout-sessions", body)),
        other("other-query", "OTHER", "another query", create(), Request("POST", "/checkout-sessions?x=1", body)),
        other("other-body-dropped", "OTHER", "the body taken away", create(), Request("POST", "/checkout-sessions", b"")),
        other("other-value-type", "OTHER", "a number turned into a text", create(), Request("POST", "/checkout-sessions", BODY.replace('2', "\"2\"").as_bytes())),
        other("other-member-added", "OTHER", "one more member", create(), Request("POST", "/checkout-sessions", BODY.replacen('{', "{\"currency\":\"EUR\",", 1).as_bytes())),
        other("other-list-order", "OTHER", "lines in another order", Request("POST", "/x", b"[1,2]"), Request("POST", "/x", b"[2,1]")),
        other("boundary-target-body", "BOUNDARY", "a byte moved from the body to the target", Request("POST", "/ab", b"c"), Request("POST", "/a", b"bc")),
        other("boundary-method-target", "BOUNDARY", "a byte moved from the target to the method", Request("POS", "T/a", b""), Request("POST", "/a", b"")),
        other("boundary-newline", "BOUNDARY", "a separator in the target", Request("POST", "/a\nb", b""), Request("POST", "/a", b"b")),
        other("boundary-empty", "BOUNDARY", "everything in one part", Request("", "", b"POST/a"), Request("POST", "/a", b"")),
    ]
    .into_iter()
}

#[rustfmt::skip]
fn retry_forms() -> impl Iterator<Item = Case> {
    let create = || Request("POST", "/checkout-sessions", BODY.as_bytes());
    let form = |id: &str, comment: &str, body: &str| open(id, comment, "AMB-PARAMETERS", retry(&create(), &Request("POST", "/checkout-sessions", body.as_bytes()))).flags(&["FORM"]);
    [
        form("form-spaces", "spaces between tokens", &BODY.replace(':', ": ")),
        form("form-newline", "a line break at the end", &format!("{BODY}\n")),
        form("form-order", "members in another order", r#"{"line_items":[{"quantity":2,"item":{"id":"rose"}}]}"#),
        form("form-escape", "an escaped letter", &BODY.replace("rose", "r\\u006fse")),
        form("form-number", "a number with a fraction of zero", &BODY.replace('2', "2.0")),
    ]
    .into_iter()
}

fn idempotency_keys() -> impl Iterator<Item = Case> {
    let key = |text: &str| json!({ "op": "key", "key": text });
    let right: [(&str, String); 7] = [
        ("uuid", "4f1d5ca5-8d8e-4c5d-a5d1-2f86a9e3d3c1".to_owned()),
        ("uuid-upper", "4F1D5CA5-8D8E-4C5D-A5D1-2F86A9E3D3C1".to_owned()),
        ("uuid-bare", "4f1d5ca58d8e4c5da5d12f86a9e3d3c1".to_owned()),
        ("22-alphanumerics", "aB3dE5gH7jK9mN1pQ3sT5v".to_owned()),
        ("base64url", "Zm9vYmFyYmF6cXV4X18tLQ".to_owned()),
        ("longest", "k".repeat(255)),
        ("prefixed", "order:1.retry~2-4f1d5ca58d8e4c5da5d1".to_owned()),
    ];
    let wrong: [(&str, String); 7] = [
        ("empty", String::new()),
        ("short", "1".to_owned()),
        ("space", "4f1d5ca5 8d8e 4c5d a5d1 2f86a9e3d3c1".to_owned()),
        ("line-break", "4f1d5ca5-8d8e-4c5d-a5d1-2f86a9e3d3c1\r\nX: 1".to_owned()),
        ("non-ascii", "schlüssel-4f1d5ca5-8d8e-4c5d".to_owned()),
        ("nul", "4f1d5ca5-8d8e-4c5d-a5d1\u{0}".to_owned()),
        ("endless", "k".repeat(10_000)),
    ];
    let right =
        right.into_iter().map(move |(id, text)| valid(&format!("key-{id}"), "a usable key", key(&text)));
    let wrong = wrong
        .into_iter()
        .map(move |(id, text)| invalid(&format!("key-refuse-{id}"), "not a usable key", key(&text)));
    let shortest = open(
        "key-16",
        "16 characters: how short a key may be, the specification leaves to the business",
        "AMB-KEY-LENGTH",
        key("4f1d5ca58d8e4c5d"),
    );
    right.chain(wrong).chain([shortest]).map(|case| case.flags(&["KEY"]).clauses(&["IDM-002"]))
}

const MESSAGE_FLAGS: &[(&str, &str)] = &[
    (
        "STATUS",
        "An error that needs the buyer escalates the checkout; any other keeps it incomplete; none makes it ready.",
    ),
    (
        "ORDER",
        "A platform stops at what nobody can mend, then mends what it can, then hands over for input, then for review.",
    ),
    ("WARNING", "Warnings and infos stand in nobody's way."),
    ("MEMBERS", "An error has code, content and severity, a warning code and content, an info content."),
    ("UNKNOWN", "Severities and types are closed lists."),
    ("OPEN_CODES", "Codes are open: an unknown one changes nothing."),
    (
        "SHOWN",
        "Every message is shown, in the order given: its content as it is, beside what its path names.",
    ),
    (
        "PRESENTATION",
        "A warning is a notice unless it says that it is a disclosure; nothing else has a presentation.",
    ),
    ("TERMINAL", "A checkout that is completed or canceled never changes again."),
];

fn error(severity: &str) -> Value {
    json!({ "type": "error", "code": "x", "content": "Text.", "severity": severity })
}

fn messages(list: &[Value]) -> Value {
    json!({ "messages": list })
}

pub(super) fn message_severity() -> Batch {
    Batch {
        family: Family::MessageSeverity,
        versions: vec![ProtocolVersion::April2026],
        algorithm: "The status an open checkout has by its messages, what a platform does first and what it shows, and which statuses are final",
        flags: MESSAGE_FLAGS,
        cases: combinations()
            .chain(shapes())
            .map(|case| case.clauses(&["CHK-050"]))
            .chain(shown::cases())
            .collect(),
    }
}

/// Severities, the status and the action they mean.
const COMBINATIONS: &[(&str, &[&str], &str, &str)] = &[
    ("none", &[], "ready_for_complete", "proceed"),
    ("recoverable", &["recoverable"], "incomplete", "mend"),
    ("input", &["requires_buyer_input"], "requires_escalation", "collect_input"),
    ("review", &["requires_buyer_review"], "requires_escalation", "collect_review"),
    ("unrecoverable", &["unrecoverable"], "incomplete", "stop"),
    ("recoverable-twice", &["recoverable", "recoverable"], "incomplete", "mend"),
    ("recoverable-and-input", &["recoverable", "requires_buyer_input"], "requires_escalation", "mend"),
    ("input-and-recoverable", &["requires_buyer_input", "recoverable"], "requires_escalation", "mend"),
    ("recoverable-and-review", &["recoverable", "requires_buyer_review"], "requires_escalation", "mend"),
    (
        "input-and-review",
        &["requires_buyer_input", "requires_buyer_review"],
        "requires_escalation",
        "collect_input",
    ),
    (
        "review-and-input",
        &["requires_buyer_review", "requires_buyer_input"],
        "requires_escalation",
        "collect_input",
    ),
    ("unrecoverable-and-recoverable", &["recoverable", "unrecoverable"], "incomplete", "stop"),
    ("unrecoverable-and-review", &["requires_buyer_review", "unrecoverable"], "requires_escalation", "stop"),
    (
        "every-severity",
        &["requires_buyer_review", "requires_buyer_input", "recoverable", "unrecoverable"],
        "requires_escalation",
        "stop",
    ),
];

fn combinations() -> impl Iterator<Item = Case> {
    let warning = || json!({ "type": "warning", "code": "w", "content": "Text." });
    let info = || json!({ "type": "info", "content": "Text." });
    COMBINATIONS.iter().flat_map(move |(id, severities, status, action)| {
        let errors: Vec<Value> = severities.iter().map(|severity| error(severity)).collect();
        let noisy: Vec<Value> = [vec![info(), warning()], errors.clone(), vec![warning()]].concat();
        let expected = json!({ "status": status, "action": action });
        [
            valid(&format!("errors-{id}"), "what errors mean", messages(&errors))
                .expect(expected.clone())
                .flags(&["STATUS", "ORDER"]),
            valid(&format!("noisy-{id}"), "the same among warnings and infos", messages(&noisy))
                .expect(expected)
                .flags(&["WARNING", "ORDER"]),
        ]
    })
}

#[rustfmt::skip]
fn shapes() -> impl Iterator<Item = Case> {
    let ready = json!({ "status": "ready_for_complete", "action": "proceed" });
    let ok = |id: &str, flag: &str, comment: &str, message: Value, expected: &Value| valid(id, comment, messages(&[message])).expect(expected.clone()).flags(&[flag]);
    let no = |id: &str, flag: &str, comment: &str, message: Value| invalid(id, comment, messages(&[message])).flags(&[flag]);
    [
        ok("unknown-code", "OPEN_CODES", "an error with a code nobody knows", json!({"type": "error", "code": "com.example.moon", "content": "x", "severity": "recoverable"}), &json!({"status": "incomplete", "action": "mend"})),
        ok("disclosure", "WARNING", "a warning that must be shown does not block", json!({"type": "warning", "code": "allergens", "content": "Nuts.", "presentation": "disclosure", "path": "$.line_items[0]"}), &ready),
        ok("info-with-code", "WARNING", "an info with a code", json!({"type": "info", "code": "free_shipping", "content": "x"}), &ready),
        ok("warning-with-severity", "WARNING", "a severity on a warning means nothing", json!({"type": "warning", "code": "w", "content": "x", "severity": "unrecoverable"}), &ready),
        ok("more-members", "MEMBERS", "members nobody knows", json!({"type": "error", "code": "x", "content": "x", "severity": "recoverable", "x": 1}), &json!({"status": "incomplete", "action": "mend"})),
        no("no-severity", "MEMBERS", "an error without a severity", json!({"type": "error", "code": "x", "content": "x"})),
        no("no-code", "MEMBERS", "an error without a code", json!({"type": "error", "content": "x", "severity": "recoverable"})),
        no("no-content", "MEMBERS", "an error without content", json!({"type": "error", "code": "x", "severity": "recoverable"})),
        no("message-instead", "MEMBERS", "the text under another name", json!({"type": "error", "code": "x", "message": "x", "severity": "recoverable"})),
        no("warning-no-code", "MEMBERS", "a warning without a code", json!({"type": "warning", "content": "x"})),
        no("info-no-content", "MEMBERS", "an info without content", json!({"type": "info", "code": "x"})),
        no("no-type", "MEMBERS", "a message without a type", json!({"code": "x", "content": "x", "severity": "recoverable"})),
        no("unknown-type", "UNKNOWN", "a type nobody knows", json!({"type": "notice", "content": "x"})),
        no("unknown-severity", "UNKNOWN", "a severity nobody knows", error("fatal")),
        no("severity-escalation", "UNKNOWN", "a word of the prose that is no value", error("escalation")),
        no("severity-upper", "UNKNOWN", "values are case-sensitive", error("RECOVERABLE")),
        no("severity-null", "UNKNOWN", "null", json!({"type": "error", "code": "x", "content": "x", "severity": null})),
        no("not-an-object", "MEMBERS", "a text", json!("Out of stock.")),
    ]
    .into_iter()
}

const CURSOR_FLAGS: &[(&str, &str)] = &[
    ("OPAQUE", "A platform hands a cursor back exactly as it came, and only while there is a next page."),
    (
        "TAMPERED",
        "A business refuses a cursor it did not write: the construction of this project authenticates it.",
    ),
    ("OTHER_QUERY", "A cursor belongs to one search."),
    ("ENCODING", "One cursor has one spelling."),
    (
        "HOUSE",
        "The content of cursors is this project's own: implementations with another one answer unsupported.",
    ),
];

const SECRET: &[u8] = b"test-only cursor secret";

/// `1 ‖ offset ‖ query digest ‖ tag`, by hand.
fn cursor_bytes(secret: &[u8], offset: u64, query: &str) -> Vec<u8> {
    let mut bytes = vec![1];
    bytes.extend(offset.to_be_bytes());
    bytes.extend(&Sha256::digest(query)[..16]);
    tagged(secret, bytes)
}

fn tagged(secret: &[u8], mut bytes: Vec<u8>) -> Vec<u8> {
    // HMAC takes keys of any length; an empty tag would show at once.
    let tag =
        Hmac::<Sha256>::new_from_slice(secret).map(|mac| mac.chain_update(&bytes).finalize().into_bytes());
    bytes.extend(tag.iter().flat_map(|tag| &tag[..16]));
    bytes
}

fn decode(cursor: &str, query: &str) -> Value {
    let secret = hex(SECRET);
    json!({ "op": "decode", "secret_hex": secret, "cursor": cursor, "query": query })
}

pub(super) fn cursor() -> Batch {
    Batch {
        family: Family::Cursor,
        versions: vec![ProtocolVersion::April2026],
        algorithm: "What pagination asks a platform to do next, and this project's authenticated cursors",
        flags: CURSOR_FLAGS,
        cases: pages().chain(written()).chain(forged()).collect(),
    }
}

#[rustfmt::skip]
fn pages() -> impl Iterator<Item = Case> {
    let next = |pagination: Value| json!({ "op": "next", "pagination": pagination });
    let go = |id: &str, comment: &str, pagination: Value, cursor: Value| valid(id, comment, next(pagination)).expect(json!({ "cursor": cursor })).flags(&["OPAQUE"]);
    let no = |id: &str, comment: &str, pagination: Value| invalid(id, comment, next(pagination)).flags(&["OPAQUE"]);
    [
        go("next", "there is more", json!({"has_next_page": true, "cursor": "abc"}), json!("abc")),
        go("next-odd", "a cursor of any characters, as it came", json!({"has_next_page": true, "cursor": " a/b+c==%20ü "}), json!(" a/b+c==%20ü ")),
        go("last", "the last page", json!({"has_next_page": false}), Value::Null),
        go("last-with-cursor", "the last page, whatever its cursor", json!({"has_next_page": false, "cursor": "abc"}), Value::Null),
        go("next-with-count", "a count says nothing about the next page", json!({"has_next_page": true, "cursor": "c", "total_count": 0}), json!("c")),
        no("no-cursor", "there is more, and nothing leads to it", json!({"has_next_page": true})),
        no("null-cursor", "a cursor that is null", json!({"has_next_page": true, "cursor": null})),
        no("empty-cursor", "an empty cursor", json!({"has_next_page": true, "cursor": ""})),
        no("number-cursor", "a number", json!({"has_next_page": true, "cursor": 10})),
        no("text-flag", "a text instead of a boolean", json!({"has_next_page": "true", "cursor": "c"})),
        no("no-flag", "has_next_page is absent", json!({"cursor": "c"})),
        no("null", "no pagination", Value::Null),
    ]
    .into_iter()
}

fn written() -> impl Iterator<Item = Case> {
    let rows = [
        ("first", 10, "q=rose"),
        ("zero", 0, ""),
        ("unicode", 25, "q=Zoë"),
        ("far", u64::from(u32::MAX) + 1, "q"),
    ];
    rows.into_iter().flat_map(|(id, offset, query)| {
        let secret = hex(SECRET);
        let cursor = encode(cursor_bytes(SECRET, offset, query));
        let write = json!({ "op": "encode", "secret_hex": secret, "offset": offset, "query": query });
        [
            valid(&format!("write-{id}"), "the cursor of a page", write)
                .expect(json!({ "cursor": cursor }))
                .flags(&["HOUSE"]),
            valid(&format!("read-{id}"), "the page of a cursor", decode(&cursor, query))
                .expect(json!({ "offset": offset }))
                .flags(&["HOUSE"]),
        ]
    })
}

#[rustfmt::skip]
fn forged() -> impl Iterator<Item = Case> {
    let query = "q=rose";
    let good = cursor_bytes(SECRET, 10, query);
    let no = |id: &str, flag: &str, comment: &str, cursor: &str| invalid(id, comment, decode(cursor, query)).flags(&[flag, "HOUSE"]);
    let flipped = |at: usize| { let mut bytes = good.clone(); bytes[at] ^= 1; encode(bytes) };
    let other_format = tagged(SECRET, [&[2], &good[1..25]].concat());
    let mut moved = good.clone();
    moved[1..9].copy_from_slice(&1_000_000_u64.to_be_bytes());
    [
        no("format", "TAMPERED", "another format byte", &flipped(0)),
        no("format-tagged", "TAMPERED", "another format, its tag right", &encode(other_format)),
        no("offset", "TAMPERED", "one bit of the offset", &flipped(8)),
        no("offset-moved", "TAMPERED", "another offset under the old tag", &encode(moved)),
        no("query-digest", "TAMPERED", "one bit of the search's digest", &flipped(12)),
        no("tag", "TAMPERED", "the last bit of the tag", &flipped(40)),
        no("tag-first", "TAMPERED", "the first byte of the tag", &flipped(25)),
        no("other-secret", "TAMPERED", "written under another secret", &encode(cursor_bytes(b"other", 10, query))),
        no("no-tag", "TAMPERED", "the tag cut off", &encode(&good[..25])),
        no("zero-tag", "TAMPERED", "a tag of zeros", &encode([&good[..25], &[0; 16]].concat())),
        no("longer", "TAMPERED", "a byte appended", &encode([&good[..], &[0]].concat())),
        no("plain-offset", "TAMPERED", "a plain number, as naive cursors are", "10"),
        no("json", "TAMPERED", "base64url of JSON, as naive cursors are", &encode(r#"{"offset":20}"#)),
        no("empty", "TAMPERED", "nothing", ""),
        no("other-query", "OTHER_QUERY", "the cursor of another search", &encode(cursor_bytes(SECRET, 10, "q=tulip"))),
        no("other-query-case", "OTHER_QUERY", "the search in another case", &encode(cursor_bytes(SECRET, 10, "q=Rose"))),
        no("padded", "ENCODING", "padding", &format!("{}=", encode(&good))),
        no("space", "ENCODING", "a space behind it", &format!("{} ", encode(&good))),
        no("standard-alphabet", "ENCODING", "the standard alphabet", &{ use base64::Engine as _; base64::engine::general_purpose::STANDARD.encode([0xfb; 41]) }),
    ]
    .into_iter()
}
