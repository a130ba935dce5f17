//! Detached JWS and what AP2 makes of them.

use base64::Engine as _;
use base64::engine::general_purpose::{URL_SAFE, URL_SAFE_NO_PAD};
use serde_json::{Value, json};

use super::case::{Case, invalid, open, valid};
use super::keys::{TestKey, TestKeys};
use super::message::{base64, jwks};
use super::{Batch, GenerateError, signing};
use crate::harness::vectors::Family;

const FLAGS: &[(&str, &str)] = &[
    ("PAYLOAD", "b64 decides what is signed: base64url of the payload, or the payload itself (RFC 7797)."),
    (
        "CRIT",
        "b64 counts only when crit demands it; crit names only what the header has and the verifier knows.",
    ),
    ("ALGORITHM", "The key's curve and alg agree; none is no algorithm."),
    ("SERIALISATION", "header..signature: two dots, nothing between them, base64url without padding."),
    ("RAW_ENCODING", "r||s, fixed width; DER is wrong."),
    ("HEADER", "The protected header is the base64url of a JSON object, signed as sent."),
    ("KEY_ID", "kid names a published key."),
    ("WRONG_KEY", "Another key than the one named."),
    ("TAMPERED", "The payload was changed after signing."),
    (
        "SIGNER",
        "What a signer covers and announces, and that its own verifier accepts it; the signature itself differs every time.",
    ),
    ("RAW_BYTES", "The payload is bytes: the same JSON in another form is another payload."),
];

const PAYLOAD: &str = r#"{"line_items":[{"item":{"id":"rose"},"quantity":2}]}"#;

pub(super) fn encode(bytes: impl AsRef<[u8]>) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// The ordinary header of a key.
fn header(key: &TestKey) -> String {
    format!(r#"{{"alg":"{}","kid":"{}"}}"#, key.alg(), key.kid())
}

fn unencoded_header(key: &TestKey) -> String {
    format!(r#"{{"alg":"{}","kid":"{}","b64":false,"crit":["b64"]}}"#, key.alg(), key.kid())
}

/// RFC 7515 appendix F: `header "." base64url(payload)`.
pub(super) fn encoded(key: &TestKey, header: &str, payload: &[u8]) -> String {
    let head = encode(header);
    let signature = key.sign(format!("{head}.{}", encode(payload)).as_bytes());
    format!("{head}..{}", encode(signature))
}

/// RFC 7797: `header "." payload`.
fn unencoded(key: &TestKey, header: &str, payload: &[u8]) -> String {
    let head = encode(header);
    let signature = key.sign(&[head.as_bytes(), b".", payload].concat());
    format!("{head}..{}", encode(signature))
}

fn input(jws: &str, payload: &[u8], keys: &[Value]) -> Value {
    json!({ "jws": jws, "payload_base64": base64(payload), "keys": keys })
}

pub(super) fn batch(keys: &TestKeys) -> Result<Batch, GenerateError> {
    let mut cases: Vec<Case> = right(keys)?.collect();
    cases.extend(constructions(&keys.platform));
    cases.extend(headers(&keys.platform));
    cases.extend(texts(&keys.platform));
    cases.extend(signatures(keys));
    cases.extend(signing::jws(keys));
    Ok(Batch {
        family: Family::DetachedJws,
        versions: Vec::new(),
        algorithm: "Detached JWS: RFC 7515 appendix F, and RFC 7797 when the header says so",
        flags: FLAGS,
        cases: cases.into_iter().map(|case| case.clauses(&["AP2-010"])).collect(),
    })
}

#[rustfmt::skip]
fn right(keys: &TestKeys) -> Result<impl Iterator<Item = Case>, GenerateError> {
    let key = &keys.platform;
    let known = jwks(&[key]);
    let ok = |id: &str, flag: &str, comment: &str, jws: &str, payload: &[u8], form: &str| {
        valid(id, comment, input(jws, payload, &known)).expect(json!({ "kid": key.kid(), "payload": form })).flags(&[flag])
    };
    let bodies: [(&str, &[u8]); 6] = [
        ("json", PAYLOAD.as_bytes()), ("empty", b""), ("binary", &[0, 255, 46, 10]), ("dots", b"a.b..c"),
        ("utf-8", "{\"n\":\"Zoë\"}".as_bytes()), ("newline", b"{}\n"),
    ];
    let mut cases = Vec::new();
    for (id, body) in bodies {
        cases.push(ok(&format!("encoded-{id}"), "PAYLOAD", "the payload encoded", &encoded(key, &header(key), body), body, "base64url"));
        cases.push(ok(&format!("unencoded-{id}"), "PAYLOAD", "the payload as it is", &unencoded(key, &unencoded_header(key), body), body, "unencoded").clauses(&["WHK-505"]));
    }
    let body = PAYLOAD.as_bytes();
    let head = encode(header(key));
    let [low, high] = key.sign_low_and_high(format!("{head}.{}", encode(body)).as_bytes())?;
    cases.extend([
        ok("low-s", "RAW_ENCODING", "the lower value of s", &format!("{head}..{}", encode(low)), body, "base64url"),
        ok("high-s", "RAW_ENCODING", "the higher value of s", &format!("{head}..{}", encode(high)), body, "base64url"),
        ok("header-spaces", "HEADER", "a header with spaces, signed as sent", &encoded(key, "{ \"kid\" : \"test-platform-1\" , \"alg\" : \"ES256\" }", body), body, "base64url"),
        ok("header-more", "HEADER", "members nobody asked for", &encoded(key, r#"{"typ":"JOSE","alg":"ES256","kid":"test-platform-1","x":[1]}"#, body), body, "base64url"),
        ok("b64-true", "CRIT", "b64 true, demanded: the ordinary form", &encoded(key, r#"{"alg":"ES256","kid":"test-platform-1","b64":true,"crit":["b64"]}"#, body), body, "base64url"),
        ok("header-escaped", "HEADER", "an escaped letter in the key's name", &encoded(key, r#"{"alg":"ES256","kid":"test-pl\u0061tform-1"}"#, body), body, "base64url"),
        valid("second-key", "one of several published keys", input(&encoded(&keys.second, &header(&keys.second), body), body, &jwks(&[key, &keys.second]))).expect(json!({"kid": keys.second.kid()})).flags(&["KEY_ID"]),
        open("p-384", "the optional curve", "OPT-ES384", input(&encoded(&keys.large, &header(&keys.large), body), body, &jwks(&[&keys.large]))).flags(&["ALGORITHM"]),
        open("b64-true-uncritical", "b64 true without crit", "AMB-B64-TRUE", input(&encoded(key, r#"{"alg":"ES256","kid":"test-platform-1","b64":true}"#, body), body, &known)).flags(&["CRIT"]),
    ]);
    Ok(cases.into_iter())
}

/// The two constructions taken for each other.
#[rustfmt::skip]
fn constructions(key: &TestKey) -> Vec<Case> {
    let body = PAYLOAD.as_bytes();
    let known = jwks(&[key]);
    let no = |id: &str, flag: &str, comment: &str, jws: &str, payload: &[u8]| invalid(id, comment, input(jws, payload, &known)).flags(&[flag]);
    let signed = encoded(key, &header(key), body);
    let raw = unencoded(key, &unencoded_header(key), body);
    let spaced = PAYLOAD.replace(':', ": ");
    vec![
        no("encoded-signed-raw", "PAYLOAD", "the ordinary header, the payload signed as it is", &unencoded(key, &header(key), body), body),
        no("unencoded-signed-encoded", "PAYLOAD", "b64 false, the payload signed encoded", &encoded(key, &unencoded_header(key), body), body),
        no("payload-digest", "PAYLOAD", "a digest of the payload signed", &encoded(key, &header(key), &{ use sha2::Digest as _; sha2::Sha256::digest(body) }), body),
        no("payload-double-encoded", "PAYLOAD", "the payload encoded twice", &encoded(key, &header(key), encode(body).as_bytes()), body),
        no("payload-changed", "TAMPERED", "another quantity", &signed, PAYLOAD.replace('2', "3").as_bytes()),
        no("payload-changed-raw", "TAMPERED", "another quantity, unencoded", &raw, PAYLOAD.replace('2', "3").as_bytes()),
        no("payload-spaces", "RAW_BYTES", "the same JSON with spaces", &signed, spaced.as_bytes()),
        no("payload-newline", "RAW_BYTES", "a line break appended", &raw, format!("{PAYLOAD}\n").as_bytes()),
        no("payload-emptied", "TAMPERED", "no payload any more", &signed, b""),
        no("payload-shifted", "PAYLOAD", "bytes moved from the header's side to the payload's", &shifted(key, body), body),
        no("b64-false-uncritical", "CRIT", "b64 false without crit", &unencoded(key, r#"{"alg":"ES256","kid":"test-platform-1","b64":false}"#, body), body),
        no("b64-false-uncritical-encoded", "CRIT", "b64 false without crit, the payload encoded all the same", &encoded(key, r#"{"alg":"ES256","kid":"test-platform-1","b64":false}"#, body), body),
        no("b64-string", "CRIT", "b64 as a text", &unencoded(key, r#"{"alg":"ES256","kid":"test-platform-1","b64":"false","crit":["b64"]}"#, body), body),
        no("b64-null", "CRIT", "b64 null", &encoded(key, r#"{"alg":"ES256","kid":"test-platform-1","b64":null,"crit":["b64"]}"#, body), body),
        no("crit-unknown", "CRIT", "an extension nobody knows", &encoded(key, r#"{"alg":"ES256","kid":"test-platform-1","crit":["exp"],"exp":1}"#, body), body),
        no("crit-absent-member", "CRIT", "b64 demanded and not there", &encoded(key, r#"{"alg":"ES256","kid":"test-platform-1","crit":["b64"]}"#, body), body),
        no("crit-empty", "CRIT", "an empty list", &encoded(key, r#"{"alg":"ES256","kid":"test-platform-1","crit":[]}"#, body), body),
        no("crit-text", "CRIT", "a text instead of a list", &unencoded(key, r#"{"alg":"ES256","kid":"test-platform-1","b64":false,"crit":"b64"}"#, body), body),
        no("crit-number", "CRIT", "a number in the list", &encoded(key, r#"{"alg":"ES256","kid":"test-platform-1","crit":[7]}"#, body), body),
        no("crit-known-and-unknown", "CRIT", "one known, one unknown", &unencoded(key, r#"{"alg":"ES256","kid":"test-platform-1","b64":false,"crit":["b64","exp"],"exp":1}"#, body), body),
    ]
}

/// A signature over the same bytes cut elsewhere: header and payload are told apart by the dot.
fn shifted(key: &TestKey, body: &[u8]) -> String {
    let head = encode(unencoded_header(key));
    let signature = key.sign(&[head.as_bytes(), body].concat());
    format!("{head}..{}", encode(signature))
}

#[rustfmt::skip]
fn headers(key: &TestKey) -> Vec<Case> {
    let body = PAYLOAD.as_bytes();
    let known = jwks(&[key]);
    let no = |id: &str, flag: &str, comment: &str, head: &str| invalid(id, comment, input(&encoded(key, head, body), body, &known)).flags(&[flag]);
    vec![
        no("alg-none", "ALGORITHM", "no algorithm", r#"{"alg":"none","kid":"test-platform-1"}"#),
        no("alg-none-upper", "ALGORITHM", "no algorithm, in upper case", r#"{"alg":"NONE","kid":"test-platform-1"}"#),
        no("alg-missing", "ALGORITHM", "alg is absent", r#"{"kid":"test-platform-1"}"#),
        no("alg-null", "ALGORITHM", "alg is null", r#"{"alg":null,"kid":"test-platform-1"}"#),
        no("alg-lower", "ALGORITHM", "names are case-sensitive", r#"{"alg":"es256","kid":"test-platform-1"}"#),
        no("alg-hs256", "ALGORITHM", "a symmetric algorithm", r#"{"alg":"HS256","kid":"test-platform-1"}"#),
        no("alg-es384", "ALGORITHM", "the other curve's algorithm", r#"{"alg":"ES384","kid":"test-platform-1"}"#),
        no("alg-es256k", "ALGORITHM", "another curve of the same length", r#"{"alg":"ES256K","kid":"test-platform-1"}"#),
        no("alg-http", "ALGORITHM", "the name of RFC 9421", r#"{"alg":"ecdsa-p256-sha256","kid":"test-platform-1"}"#),
        no("kid-missing", "KEY_ID", "kid is absent", r#"{"alg":"ES256"}"#),
        no("kid-number", "KEY_ID", "kid is no string", r#"{"alg":"ES256","kid":1}"#),
        no("kid-unknown", "KEY_ID", "a key nobody publishes", r#"{"alg":"ES256","kid":"test-platform-9"}"#),
        no("kid-case", "KEY_ID", "the name in another case", r#"{"alg":"ES256","kid":"Test-Platform-1"}"#),
        no("kid-embedded-jwk", "KEY_ID", "the key brought along instead of named", &json!({"alg": "ES256", "jwk": key.jwk()}).to_string()),
        no("header-array", "HEADER", "a list", r#"["ES256","test-platform-1"]"#),
        no("header-text", "HEADER", "no JSON", "alg=ES256"),
        no("header-cut", "HEADER", "JSON cut short", r#"{"alg":"ES256","kid":"test-platform-1""#),
        no("header-empty", "HEADER", "an empty object", "{}"),
        no("header-duplicate-last-none", "HEADER", "alg twice, the last one none: no permitted reading verifies", r#"{"alg":"ES256","alg":"none","kid":"test-platform-1"}"#),
        open("header-duplicate", "alg twice, the last one right", "AMB-JWS-DUPLICATE", input(&encoded(key, r#"{"alg":"none","alg":"ES256","kid":"test-platform-1"}"#, body), body, &known)).flags(&["HEADER"]),
    ]
}

#[rustfmt::skip]
fn texts(key: &TestKey) -> Vec<Case> {
    let body = PAYLOAD.as_bytes();
    let known = jwks(&[key]);
    let good = encoded(key, &header(key), body);
    let (head, signature) = good.split_once("..").unwrap_or_default();
    let no = |id: &str, comment: &str, jws: &str| invalid(id, comment, input(jws, body, &known)).flags(&["SERIALISATION"]);
    let raw = URL_SAFE_NO_PAD.decode(signature).unwrap_or_default();
    vec![
        no("attached", "the payload between the dots", &format!("{head}.{}.{signature}", encode(body))),
        no("one-dot", "one dot", &format!("{head}.{signature}")),
        no("three-dots", "three dots", &format!("{head}...{signature}")),
        no("no-dots", "no dots", &format!("{head}{signature}")),
        no("empty", "nothing", ""),
        no("dots-only", "nothing but the dots", ".."),
        no("no-signature", "no signature", &format!("{head}..")),
        no("no-header", "no header", &format!("..{signature}")),
        no("padded-header", "a padded header", &format!("{}..{signature}", URL_SAFE.encode(header(key)) + if header(key).len().is_multiple_of(3) { "=" } else { "" })),
        no("padded-signature", "a padded signature", &format!("{head}..{}", URL_SAFE.encode(&raw))),
        no("standard-alphabet", "the standard alphabet", &format!("{head}..{}", base64([0xfb; 64]).trim_end_matches('='))),
        no("space", "a space in front", &format!(" {good}")),
        no("newline", "a line break at the end", &format!("{good}\n")),
        no("bearer", "an authentication scheme in front", &format!("Bearer {good}")),
        no("json-serialisation", "the JSON serialisation", &json!({"protected": head, "signature": signature}).to_string()),
        no("trailing-bits", "unused bits set in the signature's last character", &format!("{head}..{}", with_trailing_bits(signature))),
    ]
}

/// 64 bytes leave four unused bits in the last character; one of them set.
fn with_trailing_bits(signature: &str) -> String {
    let (start, last) = signature.split_at(signature.len().saturating_sub(1));
    let alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let at = alphabet.find(last).unwrap_or_default() | 1;
    format!("{start}{}", &alphabet[at..=at])
}

#[rustfmt::skip]
fn signatures(keys: &TestKeys) -> Vec<Case> {
    let key = &keys.platform;
    let body = PAYLOAD.as_bytes();
    let head = encode(header(key));
    let text = format!("{head}.{}", encode(body));
    let good = key.sign(text.as_bytes());
    let with = |id: &str, flag: &str, comment: &str, signature: &[u8]| {
        invalid(id, comment, input(&format!("{head}..{}", encode(signature)), body, &jwks(&[key]))).flags(&[flag])
    };
    let mut changed = good.clone();
    changed[40] ^= 0x10;
    vec![
        with("der", "RAW_ENCODING", "DER, the default of many libraries", &key.sign_der(text.as_bytes())),
        with("swapped", "RAW_ENCODING", "s||r", &[&good[32..], &good[..32]].concat()),
        with("truncated", "RAW_ENCODING", "63 bytes", &good[..63]),
        with("extended", "RAW_ENCODING", "65 bytes", &[&good[..], &[0]].concat()),
        with("zeros", "RAW_ENCODING", "r = s = 0", &[0; 64]),
        with("changed", "TAMPERED", "one bit changed", &changed),
        with("thief", "WRONG_KEY", "made by somebody else under the same name", &keys.thief.sign(text.as_bytes())),
        invalid("no-keys", "nobody publishes anything", input(&encoded(key, &header(key), body), body, &[])).flags(&["KEY_ID"]),
        invalid("key-for-encryption", "published for encryption", input(&encoded(key, &header(key), body), body, &[{ let mut jwk = key.jwk(); jwk["use"] = json!("enc"); jwk }])).flags(&["WRONG_KEY"]),
        invalid("key-on-the-other-curve", "the published key of this name is on the other curve", input(&encoded(key, &header(key), body), body, &[{ let mut jwk = keys.large.jwk(); jwk["kid"] = json!(key.kid()); jwk }])).flags(&["WRONG_KEY"]),
    ]
}
