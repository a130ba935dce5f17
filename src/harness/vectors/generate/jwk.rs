//! Public keys.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use super::Batch;
use super::case::{Case, invalid, open, valid};
use super::keys::{TestKey, TestKeys};
use super::message::hex;
use crate::harness::vectors::Family;

const FLAGS: &[(&str, &str)] = &[
    ("PRIVATE", "A private member was published: the key is burnt, and so is whoever trusts it."),
    ("KEY_TYPE", "Only EC keys can sign."),
    ("CURVE", "P-256 and P-384; other names, and other curves of the same length, are not."),
    ("COORDINATE", "Coordinates are fixed-width, big-endian, base64url without padding."),
    ("NOT_ON_CURVE", "A point that does not satisfy the curve's equation opens invalid-curve attacks."),
    ("PURPOSE", "A key published for encryption does not sign; alg must be the curve's."),
    ("REQUIRED", "kid and kty, and for EC crv, x and y."),
    ("TOLERATED", "Members nobody asked for are ignored (RFC 7517 §4)."),
    (
        "THUMBPRINT",
        "RFC 7638: required members only, sorted, no spaces. `spki` is the same key in DER (RFC 5480), base64.",
    ),
];

fn import(jwk: &Value) -> Value {
    json!({ "jwk": jwk })
}

/// A member set, or taken away by null.
fn with(jwk: &Value, member: &str, value: Value) -> Value {
    let mut jwk = jwk.clone();
    if let Some(members) = jwk.as_object_mut() {
        if value.is_null() {
            members.shift_remove(member)
        } else {
            members.insert(member.to_owned(), value)
        };
    }
    jwk
}

/// RFC 7638, by hand.
fn thumbprint(jwk: &Value) -> String {
    let text = format!(r#"{{"crv":{},"kty":{},"x":{},"y":{}}}"#, jwk["crv"], jwk["kty"], jwk["x"], jwk["y"]);
    URL_SAFE_NO_PAD.encode(Sha256::digest(text))
}

/// The DER of a `SubjectPublicKeyInfo` (RFC 5480) up to the point: id-ecPublicKey, then the curve.
const SPKI_P256: &str = "3059301306072a8648ce3d020106082a8648ce3d030107034200";
const SPKI_P384: &str = "3076301006072a8648ce3d020106052b81040022036200";

/// The key as other tools exchange it: base64 of its `SubjectPublicKeyInfo`, by hand.
fn spki(jwk: &Value) -> String {
    let prefix = if jwk["crv"] == "P-256" { SPKI_P256 } else { SPKI_P384 };
    let prefix =
        (0..prefix.len()).step_by(2).filter_map(|at| u8::from_str_radix(&prefix[at..at + 2], 16).ok());
    let point = [vec![4], coordinate(jwk, "x"), coordinate(jwk, "y")].concat();
    STANDARD.encode(prefix.chain(point).collect::<Vec<_>>())
}

fn coordinate(jwk: &Value, member: &str) -> Vec<u8> {
    URL_SAFE_NO_PAD.decode(jwk[member].as_str().unwrap_or_default()).unwrap_or_default()
}

pub(super) fn batch(keys: &TestKeys) -> Batch {
    let jwk = keys.platform.jwk();
    let cases = usable(keys).chain(shapes(&jwk)).chain(coordinates(&jwk)).chain(purposes(&jwk));
    Batch {
        family: Family::Jwk,
        versions: Vec::new(),
        algorithm: "A published JWK (RFC 7517, RFC 7518 §6.2) becomes a verification key, or does not",
        flags: FLAGS,
        cases: cases.map(|case| case.clauses(&["SIG-008", "SIG-009"])).collect(),
    }
}

fn imported(key: &TestKey, jwk: &Value) -> Value {
    json!({ "kid": key.kid(), "alg": key.alg(), "thumbprint": thumbprint(jwk), "spki": spki(jwk) })
}

#[rustfmt::skip]
fn usable(keys: &TestKeys) -> impl Iterator<Item = Case> {
    let key = &keys.platform;
    let jwk = key.jwk();
    let bare = json!({"kid": jwk["kid"], "kty": "EC", "crv": "P-256", "x": jwk["x"], "y": jwk["y"]});
    let reordered = json!({"y": jwk["y"], "x": jwk["x"], "kty": "EC", "kid": jwk["kid"], "crv": "P-256"});
    let yes = |id: &str, comment: &str, flag: &str, jwk: &Value| {
        valid(id, comment, import(jwk)).expect(imported(key, jwk)).flags(&[flag])
    };
    let large = keys.large.jwk();
    [
        yes("p-256", "a key as profiles publish it", "THUMBPRINT", &jwk),
        yes("p-256-second", "without use and alg", "TOLERATED", &bare),
        yes("p-256-reordered", "members in another order, the same thumbprint", "THUMBPRINT", &reordered),
        yes("unknown-member", "a member nobody knows", "TOLERATED", &with(&jwk, "x-note", json!("ours"))),
        yes("key-ops", "operations and certificates", "TOLERATED", &with(&with(&jwk, "key_ops", json!(["verify"])), "x5c", json!([]))),
        yes("rsa-members", "members of another type beside it", "TOLERATED", &with(&jwk, "n", json!("AQAB"))),
        open("p-384", "a key on the optional curve", "OPT-ES384", import(&large)).expect(imported(&keys.large, &large)).flags(&["CURVE"]).clauses(&["SIG-004"]),
    ]
    .into_iter()
}

#[rustfmt::skip]
fn shapes(jwk: &Value) -> impl Iterator<Item = Case> {
    let refuse = |id: &str, flag: &str, comment: &str, jwk: Value| invalid(id, comment, import(&jwk)).flags(&[flag]);
    let mut cases: Vec<Case> = ["kid", "kty", "crv", "x", "y"]
        .map(|member| refuse(&format!("without-{member}"), "REQUIRED", "a required member is absent", with(jwk, member, Value::Null)))
        .into();
    cases.extend(["d", "p", "q", "dp", "dq", "qi", "oth", "k"].map(|member| {
        refuse(&format!("private-{member}"), "PRIVATE", "a private member is published", with(jwk, member, json!("AQAB")))
    }));
    cases.extend([
        refuse("private-null", "PRIVATE", "a private member, even without a value", json!({"kid": "k", "kty": "EC", "crv": "P-256", "x": jwk["x"], "y": jwk["y"], "d": null})),
        refuse("kid-number", "REQUIRED", "a key identifier that is no string", with(jwk, "kid", json!(7))),
        refuse("kty-lower", "KEY_TYPE", "names of key types are case-sensitive", with(jwk, "kty", json!("ec"))),
        refuse("kty-rsa", "KEY_TYPE", "an RSA key", json!({"kid": "r", "kty": "RSA", "n": "u1W8", "e": "AQAB", "alg": "RS256"})),
        refuse("kty-oct", "KEY_TYPE", "a symmetric key without its secret", json!({"kid": "s", "kty": "oct", "alg": "HS256"})),
        refuse("kty-okp", "KEY_TYPE", "an Ed25519 key", json!({"kid": "e", "kty": "OKP", "crv": "Ed25519", "x": jwk["x"]})),
        refuse("not-an-object", "REQUIRED", "a list", json!([jwk])),
        refuse("pem", "REQUIRED", "a PEM text", json!("-----BEGIN PUBLIC KEY-----")),
    ]);
    cases.into_iter()
}

#[rustfmt::skip]
fn coordinates(jwk: &Value) -> impl Iterator<Item = Case> {
    let (x, y) = (coordinate(jwk, "x"), coordinate(jwk, "y"));
    let encode = |bytes: &[u8]| json!(URL_SAFE_NO_PAD.encode(bytes));
    let refuse = |id: &str, flag: &str, comment: &str, jwk: Value| invalid(id, comment, import(&jwk)).flags(&[flag]);
    let mut off = y.clone();
    off[31] ^= 1;
    // x = 0xffff… is beyond the field's prime.
    let beyond = vec![0xff; 32];
    [
        refuse("x-padded", "COORDINATE", "padding", with(jwk, "x", json!(format!("{}=", URL_SAFE_NO_PAD.encode(&x))))),
        refuse("x-hex", "COORDINATE", "hexadecimal", with(jwk, "x", json!(hex(&x)))),
        refuse("x-short", "COORDINATE", "31 bytes", with(jwk, "x", encode(&x[..31]))),
        refuse("x-long", "COORDINATE", "a zero in front: 33 bytes", with(jwk, "x", encode(&[&[0], &x[..]].concat()))),
        refuse("x-empty", "COORDINATE", "no bytes", with(jwk, "x", json!(""))),
        refuse("x-number", "COORDINATE", "a number", with(jwk, "x", json!(1))),
        refuse("x-standard-alphabet", "COORDINATE", "'+' and '/' of the other alphabet", with(jwk, "x", json!(STANDARD.encode([0xfb; 32]).trim_end_matches('=')))),
        refuse("y-missing-compressed", "COORDINATE", "a compressed point in x", with(&with(jwk, "x", encode(&[&[2], &x[..]].concat())), "y", json!(""))),
        refuse("xy-whole-point", "COORDINATE", "the whole point in x", with(jwk, "x", encode(&[&[4], &x[..], &y[..]].concat()))),
        refuse("y-off-by-one", "NOT_ON_CURVE", "one bit of y changed", with(jwk, "y", encode(&off))),
        refuse("xy-swapped", "NOT_ON_CURVE", "x and y exchanged", with(&with(jwk, "x", encode(&y)), "y", encode(&x))),
        refuse("zero", "NOT_ON_CURVE", "the point (0, 0)", with(&with(jwk, "x", encode(&[0; 32])), "y", encode(&[0; 32]))),
        refuse("beyond-the-field", "NOT_ON_CURVE", "x beyond the prime", with(jwk, "x", encode(&beyond))),
        refuse("other-curve-name", "CURVE", "P-384 with coordinates of P-256", with(jwk, "crv", json!("P-384"))),
        refuse("secp256k1", "CURVE", "another curve of the same length", with(jwk, "crv", json!("secp256k1"))),
        refuse("crv-alias", "CURVE", "another name of the same curve", with(jwk, "crv", json!("prime256v1"))),
        refuse("crv-lower", "CURVE", "names of curves are case-sensitive", with(jwk, "crv", json!("p-256"))),
        refuse("p-521", "CURVE", "a curve UCP has no algorithm for", with(jwk, "crv", json!("P-521"))),
    ]
    .into_iter()
}

#[rustfmt::skip]
fn purposes(jwk: &Value) -> impl Iterator<Item = Case> {
    let refuse = |id: &str, comment: &str, jwk: Value| invalid(id, comment, import(&jwk)).flags(&["PURPOSE"]);
    [
        refuse("use-enc", "a key for encryption", with(jwk, "use", json!("enc"))),
        refuse("alg-es384", "the other curve's algorithm", with(jwk, "alg", json!("ES384"))),
        refuse("alg-rs256", "another family's algorithm", with(jwk, "alg", json!("RS256"))),
        refuse("alg-none", "no algorithm", with(jwk, "alg", json!("none"))),
        refuse("alg-http", "the name RFC 9421 registers is not JOSE's", with(jwk, "alg", json!("ecdsa-p256-sha256"))),
    ]
    .into_iter()
}
