//! The decisions where the protocol leaves room, as the module's page lists them.

use rstest::rstest;

use super::fixture::{Sent, key};
use crate::crypto::http_signature::{SignOptions, SignatureCode, SignatureError};
use crate::crypto::key::{Curve, SigningKey};

#[rstest]
#[case::own(Curve::P256, "ecdsa-p256-sha256", None)]
#[case::own_384(Curve::P384, "ecdsa-p384-sha384", None)]
#[case::contradiction(Curve::P256, "ecdsa-p384-sha384", Some(SignatureCode::SignatureInvalid))]
#[case::unknown(Curve::P256, "rsa-pss-sha512", Some(SignatureCode::AlgorithmUnsupported))]
#[case::jose_name(Curve::P256, "ES256", Some(SignatureCode::AlgorithmUnsupported))]
fn an_alg_parameter_must_be_the_keys_own(
    #[case] curve: Curve,
    #[case] alg: &str,
    #[case] refused: Option<SignatureCode>,
) {
    let key = key(curve);
    let options = SignOptions { extra: &[("alg", alg)], ..SignOptions::default() };
    let verified = Sent::post().signed(&key, &options).verify(&key);
    assert_eq!(verified.as_ref().err().map(SignatureError::code), refused);
    assert!(verified.is_err() || verified.is_ok_and(|verified| verified.alg_announced));
}

#[rstest]
#[case::far_past(Some(0), None)]
#[case::far_future(Some(4_000_000_000), None)]
#[case::expires_now(None, Some(1_800_000_000))]
#[case::expires_later(None, Some(1_800_000_060))]
fn times_that_pass(#[case] created: Option<i64>, #[case] expires: Option<i64>) {
    let key = key(Curve::P256);
    let options = SignOptions { created, expires, ..SignOptions::default() };
    assert!(Sent::post().signed(&key, &options).verify(&key).is_ok());
}

/// A verifier that sorts the parameters refuses this valid signature.
#[test]
fn keyid_before_created() {
    let key = key(Curve::P256);
    let options = SignOptions { created: Some(1), keyid_first: true, ..SignOptions::default() };
    let sent = Sent::post().signed(&key, &options);
    assert!(sent.header("signature-input").ends_with(r#";keyid="key-1";created=1"#));
    assert!(sent.verify(&key).is_ok());
    let sorted =
        sent.header("signature-input").replace(r#";keyid="key-1";created=1"#, r#";created=1;keyid="key-1""#);
    assert!(sent.replacing("signature-input", &sorted).verify(&key).is_err());
}

#[test]
fn unknown_parameters_are_signed_over_and_tolerated() {
    let key = key(Curve::P256);
    let options = SignOptions { extra: &[("x-team", "a\"b\\c"), ("nonce", "n")], ..SignOptions::default() };
    let sent = Sent::post().signed(&key, &options);
    assert!(sent.verify(&key).is_ok());
    let other = sent.header("signature-input").replace("nonce=\"n\"", "nonce=\"m\"");
    assert!(sent.replacing("signature-input", &other).verify(&key).is_err());
}

#[test]
fn components_in_any_order() {
    let key = key(Curve::P256);
    let components = [
        "content-type",
        "@path",
        "idempotency-key",
        "ucp-agent",
        "@query",
        "content-digest",
        "@authority",
        "@method",
    ];
    let options = SignOptions { components: Some(&components), ..SignOptions::default() };
    let verified = Sent::post().signed(&key, &options).verify(&key).unwrap();
    assert_eq!(verified.covered, components.map(|name| format!("\"{name}\"")));
}

/// Signs twice and joins the values, as one header line or as two.
fn signed_twice(second: &SigningKey, options: &SignOptions<'_>, lines: bool) -> Sent {
    let first = Sent::post().signed(&key(Curve::P256), &SignOptions::default());
    let second = Sent::post().signed(second, options);
    let joined = |name: &str| format!("{}, {}", second.header(name), first.header(name));
    let (inputs, values) = (joined("signature-input"), joined("signature"));
    if lines {
        let add = |sent: Sent, name: &str| sent.clone().with(name, second.header(name));
        add(add(first, "signature-input"), "signature")
    } else {
        first.replacing("signature-input", &inputs).replacing("signature", &values)
    }
}

#[rstest]
#[case::unknown_key(SignOptions { label: "proxy", keyid: Some("other"), ..SignOptions::default() })]
#[case::too_few_components(SignOptions { label: "proxy", components: Some(&["@method"]), ..SignOptions::default() })]
#[case::expired(SignOptions { label: "proxy", expires: Some(1), ..SignOptions::default() })]
#[case::foreign_algorithm(SignOptions { label: "proxy", extra: &[("alg", "x")], ..SignOptions::default() })]
fn one_good_signature_is_enough(#[case] options: SignOptions<'_>, #[values(true, false)] lines: bool) {
    let key = key(Curve::P256);
    let sent = signed_twice(&key, &options, lines);
    assert_eq!(sent.verify(&key).unwrap().label, "sig1");
}

#[test]
fn a_label_in_one_header_only_spoils_nothing() {
    let key = key(Curve::P256);
    let sent = Sent::post().signed(&key, &SignOptions::default());
    assert!(sent.clone().with("Signature", "lonely=:AAAA:").verify(&key).is_ok());
    assert!(sent.with("Signature-Input", r#"lonely=("@method");keyid="key-1""#).verify(&key).is_ok());
}

#[test]
fn of_several_refusals_the_furthest_is_reported() {
    let thief = SigningKey::from_seed(Curve::P256, "key-1", b"thief").unwrap();
    let unknown = SignOptions { label: "a", keyid: Some("other"), ..SignOptions::default() };
    let sent = signed_twice(&thief, &unknown, false);
    let key = SigningKey::from_seed(Curve::P256, "key-1", b"somebody else").unwrap();
    assert!(matches!(sent.verify(&key), Err(SignatureError::Invalid { label, .. }) if label == "sig1"));
}

#[test]
fn only_so_many_signatures_are_tried() {
    let key = key(Curve::P256);
    let sent = Sent::post().signed(&key, &SignOptions::default());
    let noise: Vec<_> = (0..8).map(|n| format!(r#"n{n}=("@method");keyid="other""#)).collect();
    let inputs = format!("{}, {}", noise.join(", "), sent.header("signature-input"));
    assert!(sent.replacing("signature-input", &inputs).verify(&key).is_err());
}

#[test]
fn a_duplicate_label_counts_as_its_last_value() {
    let key = key(Curve::P256);
    let sent = Sent::post().signed(&key, &SignOptions::default());
    let good = sent.header("signature").to_owned();
    let last_good = sent.clone().replacing("signature", &format!("sig1=:AAAA:, {good}"));
    assert!(last_good.verify(&key).is_ok());
    assert!(sent.replacing("signature", &format!("{good}, sig1=:AAAA:")).verify(&key).is_err());
}

#[test]
fn a_strict_or_bytewise_form_covers_as_well() {
    let key = key(Curve::P256);
    let components = [
        "@method",
        "@authority",
        "@path",
        "@query",
        r#""ucp-agent";sf"#,
        r#""idempotency-key";bs"#,
        "content-digest",
        "content-type",
    ];
    let options = SignOptions { components: Some(&components), ..SignOptions::default() };
    assert!(Sent::post().signed(&key, &options).verify(&key).is_ok());
    let member =
        components.map(|name| if name.contains("ucp-agent") { r#""ucp-agent";key="profile""# } else { name });
    let options = SignOptions { components: Some(&member), ..SignOptions::default() };
    let error = Sent::post().signed(&key, &options).verify(&key).unwrap_err();
    assert_eq!(error, SignatureError::NotCovered { label: "sig1".to_owned(), component: "ucp-agent" });
}
