//! `Content-Digest`.

use serde_json::{Value, json};
use sha2::{Digest as _, Sha256, Sha512};

use super::Batch;
use super::case::{Case, invalid, open, valid};
use super::message::{BODY, base64, digest, hex};
use crate::harness::vectors::Family;

const FLAGS: &[(&str, &str)] = &[
    (
        "RAW_BYTES",
        "The digest is of the bytes as sent: re-serialised JSON, a changed line end or another encoding is another body.",
    ),
    ("CONTENT_CODING", "The digest is of the coded bytes (gzip), not of what they decode to."),
    ("ALGORITHM", "sha-256 is the one algorithm; others may stand beside it and vouch for nothing."),
    ("NOT_BYTES", "The member is a byte sequence (RFC 8941 §3.3.5), between colons."),
    ("LENGTH", "SHA-256 has 32 bytes; a prefix is no digest."),
    ("LINES", "Several header lines are one dictionary, joined by a comma."),
    ("SYNTAX", "Not a dictionary, although a comparison of texts may not notice."),
    ("LAST_WINS", "A name that occurs twice counts with its last value (RFC 8941 §3.2)."),
];

/// The bytes of `hello\n` through gzip, made once by hand: stored block, so that no compressor's taste matters.
const GZIPPED: &[u8] = &[
    0x1f, 0x8b, 0x08, 0, 0, 0, 0, 0, 0, 0xff, 0x01, 0x06, 0x00, 0xf9, 0xff, b'h', b'e', b'l', b'l', b'o',
    b'\n', 0x20, 0x30, 0x3a, 0x36, 0x06, 0, 0, 0,
];

fn verify(lines: &[&str], body: &[u8]) -> Value {
    json!({ "op": "verify", "lines": lines, "body_base64": base64(body) })
}

fn wrong(id: &str, flag: &str, comment: &str, lines: &[&str], body: &[u8]) -> Case {
    invalid(id, comment, verify(lines, body)).expect(json!({ "code": "digest_mismatch" })).flags(&[flag])
}

pub(super) fn batch() -> Batch {
    let cases = compute().chain(right()).chain(other_bodies()).chain(malformed());
    Batch {
        family: Family::ContentDigest,
        versions: Vec::new(),
        algorithm: "Content-Digest (RFC 9530): sha-256 over the raw bytes of the body",
        flags: FLAGS,
        cases: cases.map(|case| case.clauses(&["SIG-015"])).collect(),
    }
}

fn compute() -> impl Iterator<Item = Case> {
    let bodies: [(&str, &[u8]); 7] = [
        ("json", BODY.as_bytes()),
        ("empty-object", b"{}"),
        ("empty", b""),
        ("newline", b"{}\n"),
        ("binary", &[0, 255, 128, 10, 13]),
        ("utf-8", "{\"name\":\"Zoë\"}".as_bytes()),
        ("gzip", GZIPPED),
    ];
    bodies.into_iter().map(|(id, body)| {
        let input = json!({ "op": "compute", "body_base64": base64(body) });
        valid(&format!("compute-{id}"), "the header of a body", input)
            .expect(json!({ "header": digest(body) }))
            .flags(&["RAW_BYTES"])
    })
}

#[rustfmt::skip]
fn right() -> impl Iterator<Item = Case> {
    let body = BODY.as_bytes();
    let own = digest(body);
    let bare = base64(Sha256::digest(body));
    let other = format!("sha-512=:{}:", base64(Sha512::digest(body)));
    let unpadded = format!("sha-256=:{}:", bare.trim_end_matches('='));
    let wrong_first = format!("sha-256=:{}:, {own}", base64([0; 32]));
    [
        valid("right", "the digest of the body", verify(&[&own], body)),
        valid("right-empty", "an empty body has a digest too", verify(&[&digest(b"")], b"")),
        valid("right-spaces", "spaces around the header's value", verify(&[&format!("  {own} ")], body)).flags(&["SYNTAX"]),
        valid("right-beside-sha-512", "another algorithm beside it", verify(&[&format!("{other}, {own}")], body)).flags(&["ALGORITHM"]),
        valid("right-two-lines", "two header lines, one algorithm each", verify(&[&other, &own], body)).flags(&["LINES", "ALGORITHM"]),
        valid("right-parameters", "parameters on the member", verify(&[&format!("{own};a=1")], body)).flags(&["SYNTAX"]),
        valid("right-unknown-beside", "an algorithm nobody knows beside it", verify(&[&format!("{own}, x-mine=:AAAA:")], body)).flags(&["ALGORITHM"]),
        valid("right-wrong-sha-512-beside", "a wrong digest of an algorithm that does not count", verify(&[&format!("{own}, sha-512=:AAAA:")], body)).flags(&["ALGORITHM"]),
        valid("right-last-wins", "the name twice, the last one right", verify(&[&wrong_first], body)).flags(&["LAST_WINS"]),
        valid("right-gzip", "the coded bytes", verify(&[&digest(GZIPPED)], GZIPPED)).flags(&["CONTENT_CODING"]),
        open("open-unpadded", "base64 without its padding", "AMB-SF-PADDING", verify(&[&unpadded], body)).flags(&["NOT_BYTES"]),
    ]
    .into_iter()
}

#[rustfmt::skip]
fn other_bodies() -> impl Iterator<Item = Case> {
    let body = BODY.as_bytes();
    let own = digest(body);
    let spaced = br#"{"line_items": [{"item": {"id": "rose"}, "quantity": 2}]}"#;
    let reordered = br#"{"line_items":[{"quantity":2,"item":{"id":"rose"}}]}"#;
    let trailing = [body, b"\n"].concat();
    [
        wrong("other-amount", "RAW_BYTES", "one digit changed", &[&own], br#"{"line_items":[{"item":{"id":"rose"},"quantity":3}]}"#),
        wrong("other-spaces", "RAW_BYTES", "the same JSON with spaces", &[&own], spaced),
        wrong("other-order", "RAW_BYTES", "the same JSON, members in another order", &[&own], reordered),
        wrong("other-newline", "RAW_BYTES", "a line break behind it", &[&own], &trailing),
        wrong("other-crlf", "RAW_BYTES", "another line break", &[&digest(b"{}\n")], b"{}\r\n"),
        wrong("other-escape", "RAW_BYTES", "a letter escaped", &[&digest("{\"a\":\"ë\"}".as_bytes())], br#"{"a":"\u00eb"}"#),
        wrong("other-bom", "RAW_BYTES", "a byte order mark in front", &[&digest(b"{}")], b"\xef\xbb\xbf{}"),
        wrong("other-empty", "RAW_BYTES", "no body any more", &[&own], b""),
        wrong("other-of-empty", "RAW_BYTES", "the digest of nothing", &[&digest(b"")], body),
        wrong("other-gzip-decoded", "CONTENT_CODING", "the digest of the decoded bytes", &[&digest(b"hello\n")], GZIPPED),
        wrong("other-gzip-coded", "CONTENT_CODING", "the digest of the coded bytes, the decoded ones received", &[&digest(GZIPPED)], b"hello\n"),
        wrong("other-last-wins", "LAST_WINS", "the name twice, the first one right", &[&format!("{own}, sha-256=:{}:", base64([0; 32]))], body),
        wrong("other-lines-last-wins", "LAST_WINS", "two lines, the first one right", &[&own, &digest(b"{}")], body),
    ]
    .into_iter()
}

#[rustfmt::skip]
fn malformed() -> impl Iterator<Item = Case> {
    let body = BODY.as_bytes();
    let sum = Sha256::digest(body);
    let bare = base64(sum);
    let hex = hex(sum);
    let url = bare.replace('+', "-").replace('/', "_");
    let refuse = |id: &str, flag: &str, comment: &str, line: String| wrong(id, flag, comment, &[&line], body);
    [
        refuse("malformed-empty", "SYNTAX", "an empty header", String::new()),
        refuse("malformed-bare", "SYNTAX", "only the digest", bare.clone()),
        refuse("malformed-legacy", "SYNTAX", "the form of the old Digest header", format!("SHA-256={bare}")),
        refuse("malformed-upper", "SYNTAX", "the name in upper case: no key of a dictionary", format!("SHA-256=:{bare}:")),
        refuse("malformed-no-colons", "NOT_BYTES", "without the colons", format!("sha-256={bare}")),
        refuse("malformed-one-colon", "SYNTAX", "one colon missing", format!("sha-256=:{bare}")),
        refuse("malformed-string", "NOT_BYTES", "a quoted string", format!("sha-256=\"{bare}\"")),
        refuse("malformed-list", "NOT_BYTES", "a list with the right bytes", format!("sha-256=(:{bare}:)")),
        refuse("malformed-true", "NOT_BYTES", "the name alone: the boolean true", "sha-256".to_owned()),
        refuse("malformed-hex", "LENGTH", "hexadecimal between colons: other bytes", format!("sha-256=:{hex}:")),
        refuse("malformed-url-alphabet", "SYNTAX", "the URL alphabet", format!("sha-256=:{}-_:", &url[..40])),
        refuse("malformed-short", "LENGTH", "the first 31 bytes", format!("sha-256=:{}:", base64(&sum[..31]))),
        refuse("malformed-long", "LENGTH", "a byte too many", format!("sha-256=:{}:", base64([&sum[..], &[0]].concat()))),
        refuse("malformed-nothing", "LENGTH", "no bytes", "sha-256=::".to_owned()),
        refuse("malformed-sha-512-only", "ALGORITHM", "another algorithm alone, its digest right", format!("sha-512=:{}:", base64(Sha512::digest(body)))),
        refuse("malformed-sha-512-in-sha-256", "ALGORITHM", "a SHA-512 under the name of SHA-256", format!("sha-256=:{}:", base64(Sha512::digest(body)))),
        refuse("malformed-trailing-comma", "SYNTAX", "a comma at the end", format!("sha-256=:{bare}:,")),
        refuse("malformed-semicolon", "SYNTAX", "a semicolon between members", format!("sha-256=:{bare}:;sha-512=:AAAA: x")),
    ]
    .into_iter()
}
