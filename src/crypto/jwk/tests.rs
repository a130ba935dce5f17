//! Tests of public keys as JSON.

use rstest::rstest;
use serde_json::json;

use super::*;
use crate::crypto::key::VerifyingKey;

/// The example key of the protocol's signature page: a valid point.
fn example() -> Value {
    json!({
        "kid": "key-2024-01-15", "kty": "EC", "crv": "P-256",
        "x": "WKn-ZIGevcwGIyyrzFoZNBdaq9_TsqzGl96oc0CWuis",
        "y": "y77t-RvAHRKTsSGdIYUfweuOvwrvDD-Q3Hv5J0fSKbE",
        "use": "sig", "alg": "ES256",
    })
}

fn with(member: &str, value: Value) -> Value {
    let mut jwk = example();
    jwk[member] = value;
    jwk
}

fn without(member: &str) -> Value {
    let mut jwk = example();
    jwk.as_object_mut().unwrap().remove(member);
    jwk
}

fn usable(jwk: &Value) -> Result<VerifyingKey, JwkError> {
    VerifyingKey::from_jwk(&Jwk::parse(jwk)?)
}

#[rstest]
#[case::the_example(example())]
#[case::no_use(without("use"))]
#[case::no_alg(without("alg"))]
#[case::unknown_member(with("x5u", json!("https://a.example")))]
fn usable_keys(#[case] jwk: Value) {
    assert_eq!(usable(&jwk).unwrap().kid(), "key-2024-01-15");
}

#[rstest]
#[case::rsa(with("kty", json!("RSA")), JwkError::UnsupportedKeyType("RSA".to_owned()))]
#[case::kty_case(with("kty", json!("ec")), JwkError::UnsupportedKeyType("ec".to_owned()))]
#[case::curve(with("crv", json!("P-521")), JwkError::UnsupportedCurve("P-521".to_owned()))]
#[case::no_curve(without("crv"), JwkError::MissingMember("crv"))]
#[case::no_x(without("x"), JwkError::MissingMember("x"))]
#[case::no_y(without("y"), JwkError::MissingMember("y"))]
#[case::short(with("x", json!("AAAA")), JwkError::Coordinate { member: "x", expected: 32 })]
#[case::padded(
    with("y", json!("y77t-RvAHRKTsSGdIYUfweuOvwrvDD-Q3Hv5J0fSKbE=")),
    JwkError::Coordinate { member: "y", expected: 32 }
)]
#[case::standard_alphabet(
    with("y", json!("y77t+RvAHRKTsSGdIYUfweuOvwrvDD+Q3Hv5J0fSKbE")),
    JwkError::Coordinate { member: "y", expected: 32 }
)]
#[case::wrong_curve(
    with("crv", json!("P-384")),
    JwkError::AlgorithmMismatch { alg: "ES256".to_owned(), crv: "P-384", expected: "ES384" }
)]
#[case::off_curve(
    with("y", json!("y77t-RvAHRKTsSGdIYUfweuOvwrvDD-Q3Hv5J0fSKbA")),
    JwkError::NotOnCurve("P-256")
)]
#[case::encryption(with("use", json!("enc")), JwkError::NotForSignatures("enc".to_owned()))]
#[case::private(with("d", json!("AAAA")), JwkError::PrivateMember("d"))]
#[case::private_null(with("d", Value::Null), JwkError::PrivateMember("d"))]
#[case::symmetric(with("k", json!("AAAA")), JwkError::PrivateMember("k"))]
#[case::rsa_private(with("dp", json!("AAAA")), JwkError::PrivateMember("dp"))]
fn unusable_keys(#[case] jwk: Value, #[case] expected: JwkError) {
    assert_eq!(usable(&jwk).map(drop), Err(expected));
}

#[rstest]
#[case::no_kid(without("kid"))]
#[case::no_kty(without("kty"))]
#[case::kid_number(with("kid", json!(1)))]
#[case::x_number(with("x", json!(1)))]
#[case::a_list(json!([]))]
fn not_a_key(#[case] jwk: Value) {
    assert!(matches!(Jwk::parse(&jwk), Err(JwkError::Malformed(_))));
}

#[test]
fn private_members_never_get_in_nor_out() {
    let text = with("d", json!("c2VjcmV0")).to_string();
    let error = serde_json::from_str::<Jwk>(&text).unwrap_err().to_string();
    assert!(error.contains("private member \"d\"") && !error.contains("c2VjcmV0"), "{error}");
    assert_eq!(serde_json::to_value(Jwk::parse(&example()).unwrap()).unwrap(), example());
}

/// A private member that somebody published is noticed, and its value goes nowhere.
#[test]
fn debug_output_of_a_key_as_found_keeps_secrets() {
    let raw = RawJwk::deserialize(&with("d", json!("sesame"))).unwrap();
    let shown = format!("{raw:?}");
    assert!(shown.contains("key-2024-01-15") && shown.contains("present"), "{shown}");
    assert!(!shown.contains("sesame"), "{shown}");
}

/// RFC 7638 over the members of an EC key; the digest was computed with another tool.
#[test]
fn the_thumbprint_ignores_everything_but_the_key() {
    let thumbprint = |jwk: &Value| Jwk::parse(jwk).unwrap().thumbprint().unwrap();
    assert_eq!(thumbprint(&example()), THUMBPRINT);
    assert_eq!(thumbprint(&with("kid", json!("other"))), THUMBPRINT);
    assert_eq!(thumbprint(&without("use")), THUMBPRINT);
}

const THUMBPRINT: &str = "qT5yKRo0isoECLGe0-hJJux4iMROawVfs8LFcQ2Aveo";
