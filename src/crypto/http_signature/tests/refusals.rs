//! Every way to be refused, and the code it carries.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use p256::ecdsa::Signature;
use rstest::rstest;
use serde_json::json;

use super::fixture::{Sent, key, now};
use crate::crypto::digest::DigestError;
use crate::crypto::http_signature::{
    Coverage, RequestPolicy, SignOptions, SignatureCode, SignatureError, verify_request,
};
use crate::crypto::jwk::Jwk;
use crate::crypto::key::{Curve, KeyLookup, KeySet, SigningKey};
use crate::crypto::message::header_pairs;
use crate::crypto::signature_base::ComponentProblem;

const MINIMUM: &str = r#"("@method" "@authority" "@path" "@query" "ucp-agent" "idempotency-key" "content-digest" "content-type")"#;

fn signed() -> Sent {
    Sent::post().signed(&key(Curve::P256), &SignOptions::default())
}

fn refused(sent: &Sent) -> SignatureError {
    sent.verify(&key(Curve::P256)).unwrap_err()
}

fn label() -> String {
    "sig1".to_owned()
}

#[rstest]
#[case("Signature-Input")]
#[case("Signature")]
fn a_missing_header(#[case] name: &'static str) {
    let error = refused(&signed().without(name));
    assert_eq!(error, SignatureError::HeaderMissing(name));
    assert_eq!(error.code().as_str(), "signature_missing");
}

#[test]
fn a_missing_digest_of_a_body() {
    let error = refused(&signed().without("content-digest"));
    assert_eq!(error, SignatureError::HeaderMissing("Content-Digest"));
    assert_eq!(error.code(), SignatureCode::SignatureMissing);
}

#[rstest]
#[case::not_a_dictionary("Signature-Input", "(((", "a dictionary (RFC 8941)")]
#[case::empty("Signature-Input", "", "a dictionary with a member")]
#[case::not_a_list("Signature-Input", "sig1=1", "a list of components per label")]
#[case::not_a_dictionary_either("Signature", "sig1=:", "a dictionary (RFC 8941)")]
#[case::a_string("Signature", r#"sig1="AAAA""#, "a byte sequence per label")]
#[case::a_list("Signature", "sig1=(:AAAA:)", "a byte sequence per label")]
#[case::an_example_of_the_protocol("Signature", "sig1=:MEUCIQDTxNq8h7...:", "a dictionary (RFC 8941)")]
fn a_malformed_header(#[case] header: &'static str, #[case] value: &str, #[case] expected: &'static str) {
    let error = refused(&signed().replacing(header, value));
    assert_eq!(error, SignatureError::HeaderMalformed { header, expected });
    assert_eq!(error.code().as_str(), "signature_invalid");
}

#[test]
fn a_label_without_a_value() {
    let value = signed().header("signature").replace("sig1", "sig2");
    let error = refused(&signed().replacing("signature", &value));
    assert_eq!(error, SignatureError::LabelUnmatched(label()));
    assert_eq!(error.code(), SignatureCode::SignatureInvalid);
}

#[rstest]
#[case::keyid("keyid=key-1", "keyid", "a quoted string")]
#[case::created(r#"created="now";keyid="key-1""#, "created", "an integer")]
#[case::created_decimal(r#"created=1.5;keyid="key-1""#, "created", "an integer")]
#[case::expires(r#"keyid="key-1";expires=?1"#, "expires", "an integer")]
#[case::alg(r#"keyid="key-1";alg=rsa"#, "alg", "a quoted string")]
#[case::nonce(r#"keyid="key-1";nonce=1"#, "nonce", "a quoted string")]
fn a_parameter_of_the_wrong_type(
    #[case] parameters: &str,
    #[case] parameter: &'static str,
    #[case] expected: &'static str,
) {
    let error = refused(&signed().replacing("signature-input", &format!("sig1={MINIMUM};{parameters}")));
    assert_eq!(error, SignatureError::ParameterType { label: label(), parameter, expected });
    assert_eq!(error.code(), SignatureCode::SignatureInvalid);
}

#[test]
fn no_keyid() {
    let options = SignOptions { keyid: Some(""), ..SignOptions::default() };
    let error = refused(&Sent::post().signed(&key(Curve::P256), &options));
    assert_eq!(error, SignatureError::KeyIdMissing(label()));
    assert_eq!(error.code(), SignatureCode::SignatureInvalid);
}

#[test]
fn an_unknown_key() {
    let options = SignOptions { keyid: Some("key-2"), ..SignOptions::default() };
    let error = refused(&Sent::post().signed(&key(Curve::P256), &options));
    assert_eq!(error, SignatureError::KeyNotFound("key-2".to_owned()));
    assert_eq!(error.code().as_str(), "key_not_found");
}

#[rstest]
#[case::rsa(json!({"kid": "key-1", "kty": "RSA", "n": "AQAB", "e": "AQAB"}), "key type \"RSA\"")]
#[case::p521(json!({"kid": "key-1", "kty": "EC", "crv": "P-521", "x": "AA", "y": "AA"}), "curve \"P-521\"")]
#[case::encryption(
    json!({"kid": "key-1", "kty": "EC", "crv": "P-256", "x": "AA", "y": "AA", "use": "enc"}),
    "published for \"enc\""
)]
fn an_unusable_key(#[case] jwk: serde_json::Value, #[case] reason: &str) {
    let keys = KeySet::from_jwks(&[Jwk::parse(&jwk).unwrap()]);
    let sent = signed();
    let headers = header_pairs(&sent.headers);
    let policy = RequestPolicy::request(now());
    let error = verify_request(&sent.parts(&headers), &policy, |keyid| keys.lookup(keyid)).unwrap_err();
    assert!(error.to_string().contains(reason), "{error}");
    assert_eq!(error.code().as_str(), "algorithm_unsupported");
    assert!(matches!(keys.lookup("other"), KeyLookup::NotFound));
}

#[test]
fn an_expired_signature() {
    let options = SignOptions { expires: Some(now().seconds() - 1), ..SignOptions::default() };
    let error = refused(&Sent::post().signed(&key(Curve::P256), &options));
    assert_eq!(error, SignatureError::Expired { label: label(), expires: now().seconds() - 1 });
    assert_eq!(error.code(), SignatureCode::SignatureInvalid);
}

#[rstest]
#[case("@method")]
#[case("@authority")]
#[case("@path")]
#[case("@query")]
#[case("ucp-agent")]
#[case("idempotency-key")]
#[case("content-digest")]
#[case("content-type")]
fn an_uncovered_component(#[case] component: &'static str) {
    let all = [
        "@method",
        "@authority",
        "@path",
        "@query",
        "ucp-agent",
        "idempotency-key",
        "content-digest",
        "content-type",
    ];
    let components: Vec<_> = all.into_iter().filter(|name| *name != component).collect();
    let options = SignOptions { components: Some(&components), ..SignOptions::default() };
    let error = refused(&Sent::post().signed(&key(Curve::P256), &options));
    assert_eq!(error, SignatureError::NotCovered { label: label(), component });
    assert_eq!(error.code(), SignatureCode::SignatureInvalid);
}

#[rstest]
#[case::webhook_id("webhook-id")]
#[case::webhook_timestamp("webhook-timestamp")]
fn an_uncovered_webhook_header(#[case] component: &'static str) {
    let sent = signed().with("Webhook-Id", "evt_1").with("Webhook-Timestamp", "1800000000");
    let key = key(Curve::P256);
    assert!(sent.verify(&key).is_ok(), "the same request is fine when it is no webhook");
    assert!(sent.verify_under(&RequestPolicy::webhook(now()), &key).is_err());
    let sent = Sent::post().with("Webhook-Id", "evt_1").with("Webhook-Timestamp", "1800000000");
    let covered = sent.clone().signed(&key, &SignOptions::default());
    assert!(covered.verify_under(&RequestPolicy::webhook(now()), &key).is_ok());
    let one = sent.without(component).signed(&key, &SignOptions::default()).with(component, "later");
    let error = one.verify_under(&RequestPolicy::webhook(now()), &key).unwrap_err();
    assert_eq!(error, SignatureError::NotCovered { label: label(), component });
}

/// The protocol's table asks for the key on POST, PUT, DELETE and PATCH only.
#[rstest]
#[case("GET", true)]
#[case("HEAD", true)]
#[case("POST", false)]
#[case("PUT", false)]
#[case("PATCH", false)]
#[case("DELETE", false)]
fn an_uncovered_idempotency_key(#[case] method: &'static str, #[case] passes: bool) {
    let key = key(Curve::P256);
    let sent = Sent { method, ..Sent::get() }.with("Idempotency-Key", "4f1d5ca5-8d8e-4c5d-a5d1-2f86a9e3d3c1");
    let components = ["@method", "@authority", "@path", "ucp-agent"];
    let options = SignOptions { components: Some(&components), ..SignOptions::default() };
    assert_eq!(sent.signed(&key, &options).verify(&key).is_ok(), passes);
}

#[test]
fn an_idempotency_key_that_must_be_there() {
    let key = key(Curve::P256);
    let sent = Sent::post().without("idempotency-key").signed(&key, &SignOptions::default());
    assert!(sent.verify(&key).is_ok());
    let policy = RequestPolicy { idempotency_key: Coverage::Always, ..RequestPolicy::request(now()) };
    let error = sent.verify_under(&policy, &key).unwrap_err();
    assert_eq!(error, SignatureError::NotCovered { label: label(), component: "idempotency-key" });
}

#[rstest]
#[case::other_body(None, DigestError::Mismatch)]
#[case::sha_512_only(Some("sha-512=:AAAA:"), DigestError::NoSha256)]
#[case::not_bytes(Some("sha-256=\"AAAA\""), DigestError::NotSha256Bytes)]
#[case::short(Some("sha-256=:AAAA:"), DigestError::NotSha256Bytes)]
#[case::nonsense(Some("((("), DigestError::Malformed)]
fn a_digest_that_vouches_for_nothing(#[case] header: Option<&str>, #[case] expected: DigestError) {
    let mut sent = match header {
        Some(header) => Sent::post().with("Content-Digest", header),
        None => Sent::post(),
    }
    .signed(&key(Curve::P256), &SignOptions::default());
    if header.is_none() {
        // Re-serialised JSON: the same document, other bytes.
        let value: serde_json::Value = serde_json::from_slice(&sent.body).unwrap();
        sent.body = format!("{value:#}").into_bytes();
    }
    let error = refused(&sent);
    assert_eq!(error, SignatureError::Digest(expected));
    assert_eq!(error.code().as_str(), "digest_mismatch");
}

#[rstest]
#[case::missing_header(r#""x-absent""#, ComponentProblem::FieldMissing)]
#[case::upper_case(r#""Content-Type""#, ComponentProblem::NotLowerCase)]
#[case::token("content-type", ComponentProblem::NotAString)]
#[case::unknown_derived(r#""@speed""#, ComponentProblem::UnknownDerived)]
#[case::of_responses(r#""@status""#, ComponentProblem::WrongMessage)]
#[case::related(r#""@method";req"#, ComponentProblem::WrongMessage)]
#[case::unknown_parameter(r#""content-length";zip"#, ComponentProblem::UnknownParameter)]
#[case::twice(r#""@method""#, ComponentProblem::Duplicate)]
#[case::trailer(r#""x-a";tr"#, ComponentProblem::Trailer)]
fn a_component_that_cannot_be_used(#[case] component: &str, #[case] problem: ComponentProblem) {
    let list = MINIMUM.replace(')', &format!(" {component})"));
    let error = refused(&signed().replacing("signature-input", &format!("sig1={list};keyid=\"key-1\"")));
    assert_eq!(error, SignatureError::Component { label: label(), component: component.to_owned(), problem });
    assert_eq!(error.code(), SignatureCode::SignatureInvalid);
}

/// Replaces the signature's bytes by what `change` makes of them.
fn with_signature(change: impl Fn(Vec<u8>) -> Vec<u8>) -> SignatureError {
    let sent = signed();
    let value =
        sent.header("signature").strip_prefix("sig1=:").unwrap().strip_suffix(':').unwrap().to_owned();
    let changed = change(STANDARD.decode(value).unwrap());
    refused(&sent.replacing("signature", &format!("sig1=:{}:", STANDARD.encode(changed))))
}

#[test]
fn der_instead_of_raw() {
    let error = with_signature(|raw| Signature::from_slice(&raw).unwrap().to_der().as_bytes().to_vec());
    assert_eq!(error.code(), SignatureCode::SignatureInvalid);
    assert!(error.to_string().contains("this is DER"), "{error}");
}

#[rstest]
#[case::empty(0)]
#[case::short(63)]
#[case::long(65)]
#[case::of_the_other_curve(96)]
fn a_wrong_length(#[case] length: usize) {
    let error = with_signature(|mut raw| {
        raw.resize(length, 1);
        raw
    });
    assert!(error.to_string().contains(&format!("signature has {length} bytes")), "{error}");
}

#[rstest]
#[case::zeros(vec![0; 64])]
#[case::ones(vec![0xff; 64])]
fn numbers_out_of_range(#[case] raw: Vec<u8>) {
    assert!(matches!(with_signature(|_| raw.clone()), SignatureError::Invalid { .. }));
}

#[test]
fn another_key_of_the_same_name() {
    let thief = SigningKey::from_seed(Curve::P256, "key-1", b"thief").unwrap();
    let error = refused(&Sent::post().signed(&thief, &SignOptions::default()));
    assert!(matches!(&error, SignatureError::Invalid { keyid, .. } if keyid == "key-1"), "{error}");
}

#[test]
fn another_curve_under_the_same_name() {
    let error = refused(&Sent::post().signed(&key(Curve::P384), &SignOptions::default()));
    assert!(error.to_string().contains("signature has 96 bytes, raw r||s of P-256 has 64"), "{error}");
}
