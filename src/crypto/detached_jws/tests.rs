//! Tests of detached JWS.

use rstest::rstest;
use serde_json::json;

use super::*;
use crate::crypto::jwk::Jwk;
use crate::crypto::key::Curve;

const PAYLOAD: &[u8] = br#"{"id":"order_1"}"#;

fn key(curve: Curve) -> SigningKey {
    SigningKey::from_seed(curve, "key-1", b"jws tests").unwrap()
}

fn lookup<'k>(key: &'k SigningKey) -> impl Fn(&str) -> Option<&'k VerifyingKey> {
    move |kid| (kid == key.kid()).then(|| key.verifying_key())
}

/// RFC 7515 appendix A.3, its payload detached as in appendix F.
#[test]
fn the_published_example_verifies() {
    let jwk = json!({
        "kid": "a3", "kty": "EC", "crv": "P-256",
        "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
        "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0",
    });
    let key = VerifyingKey::from_jwk(&Jwk::parse(&jwk).unwrap()).unwrap();
    let payload = b"{\"iss\":\"joe\",\r\n \"exp\":1300819380,\r\n \"http://example.com/is_root\":true}";
    let jws = "eyJhbGciOiJFUzI1NiJ9..DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q";
    let verified = verify_with_key(jws, payload, &key).unwrap();
    assert_eq!(verified, Verified { kid: None, encoding: PayloadEncoding::Base64Url });
    assert!(verify_with_key(jws, &payload[1..], &key).is_err());
}

#[rstest]
fn both_forms_round_trip(
    #[values(Curve::P256, Curve::P384)] curve: Curve,
    #[values(PayloadEncoding::Base64Url, PayloadEncoding::Unencoded)] encoding: PayloadEncoding,
) {
    let key = key(curve);
    let jws = sign(&key, PAYLOAD, encoding).unwrap();
    let verified = verify(&jws, PAYLOAD, lookup(&key)).unwrap();
    assert_eq!(verified, Verified { kid: Some("key-1".to_owned()), encoding });
    let invalid = Err(JwsError::Invalid(crate::crypto::key::VerifyError::Invalid));
    assert_eq!(verify(&jws, b"{}", lookup(&key)), invalid);
}

#[test]
fn headers_are_the_published_shapes() {
    let header = |encoding| {
        let jws = sign(&key(Curve::P256), PAYLOAD, encoding).unwrap();
        String::from_utf8(base64url::decode(jws.split("..").next().unwrap()).unwrap()).unwrap()
    };
    assert_eq!(header(PayloadEncoding::Base64Url), r#"{"alg":"ES256","kid":"key-1"}"#);
    let unencoded = r#"{"alg":"ES256","kid":"key-1","b64":false,"crit":["b64"]}"#;
    assert_eq!(header(PayloadEncoding::Unencoded), unencoded);
}

#[rstest]
#[case::attached("a.b.c")]
#[case::one_dot("eyJhbGciOiJFUzI1NiJ9.AAAA")]
#[case::three_dots("eyJhbGciOiJFUzI1NiJ9...AAAA")]
#[case::no_header("..AAAA")]
#[case::no_signature("eyJhbGciOiJFUzI1NiJ9..")]
#[case::padding("eyJhbGciOiJFUzI1NiJ9..AAA=")]
#[case::empty("")]
fn other_shapes_are_refused(#[case] jws: &str) {
    let key = key(Curve::P256);
    assert_eq!(verify(jws, PAYLOAD, lookup(&key)), Err(JwsError::NotDetached));
}

#[rstest]
#[case::not_json("nonsense", "is not a JSON object")]
#[case::a_list("[]", "is not a JSON object")]
#[case::no_alg(r#"{"kid":"key-1"}"#, "has no \"alg\"")]
#[case::no_kid(r#"{"alg":"ES256"}"#, "has no \"kid\"")]
#[case::kid_number(r#"{"alg":"ES256","kid":1}"#, "has a \"kid\" that is not a string")]
#[case::crit_empty(
    r#"{"alg":"ES256","kid":"key-1","crit":[]}"#,
    "has a \"crit\" that is not a list of names"
)]
#[case::crit_number(
    r#"{"alg":"ES256","kid":"key-1","crit":[1]}"#,
    "has a \"crit\" that is not a list of names"
)]
#[case::b64_alone(
    r#"{"alg":"ES256","kid":"key-1","b64":false}"#,
    "has \"b64\" but no \"crit\" that names it"
)]
#[case::b64_text(
    r#"{"alg":"ES256","kid":"key-1","b64":"false","crit":["b64"]}"#,
    "has a \"b64\" that is not true or false"
)]
fn wrong_headers_are_refused(#[case] header: &str, #[case] reason: &str) {
    let key = key(Curve::P256);
    let jws = sign_with_header(&key, header, PayloadEncoding::Base64Url, PAYLOAD).unwrap();
    assert_eq!(verify(&jws, PAYLOAD, lookup(&key)), Err(JwsError::Header(reason.to_owned())));
}

#[rstest]
#[case::none(r#"{"alg":"none","kid":"key-1"}"#, JwsError::UnsupportedAlgorithm("none".to_owned()))]
#[case::hmac(r#"{"alg":"HS256","kid":"key-1"}"#, JwsError::UnsupportedAlgorithm("HS256".to_owned()))]
#[case::unknown_crit(r#"{"alg":"ES256","kid":"key-1","crit":["exp"],"exp":1}"#, JwsError::Critical("exp".to_owned()))]
#[case::absent_crit(r#"{"alg":"ES256","kid":"key-1","crit":["b64"]}"#, JwsError::Critical("b64".to_owned()))]
#[case::unknown_key(r#"{"alg":"ES256","kid":"key-2"}"#, JwsError::KeyNotFound("key-2".to_owned()))]
#[case::wrong_curve(
    r#"{"alg":"ES384","kid":"key-1"}"#,
    JwsError::AlgorithmMismatch { alg: "ES384", kid: "key-1".to_owned(), expected: "ES256" }
)]
fn refusals_are_typed(#[case] header: &str, #[case] expected: JwsError) {
    let key = key(Curve::P256);
    let jws = sign_with_header(&key, header, PayloadEncoding::Base64Url, PAYLOAD).unwrap();
    assert_eq!(verify(&jws, PAYLOAD, lookup(&key)), Err(expected));
}

#[test]
fn an_unusable_key_is_not_an_unknown_one() {
    let key = key(Curve::P256);
    let jws = sign(&key, PAYLOAD, PayloadEncoding::Base64Url).unwrap();
    let expected = JwsError::KeyUnusable { kid: "key-1".to_owned(), reason: "RSA".to_owned() };
    assert_eq!(verify(&jws, PAYLOAD, |_| KeyLookup::Unusable("RSA")), Err(expected));
}

#[test]
fn the_header_is_signed_over() {
    let key = key(Curve::P256);
    let jws = sign(&key, PAYLOAD, PayloadEncoding::Base64Url).unwrap();
    let (_, signature) = jws.split_once("..").unwrap();
    let other = base64url::encode(r#"{"kid":"key-1","alg":"ES256"}"#);
    let swapped = format!("{other}..{signature}");
    assert!(matches!(verify(&swapped, PAYLOAD, lookup(&key)), Err(JwsError::Invalid(_))));
}
