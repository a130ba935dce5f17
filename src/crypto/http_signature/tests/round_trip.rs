//! What we sign, we verify; what somebody changes on the way, we refuse.

use rstest::rstest;

use super::fixture::{BODY, Sent, key, lookup, now};
use crate::crypto::http_signature::{ResponsePolicy, SignOptions, sign_response, verify_response};
use crate::crypto::key::{Backend, Curve};
use crate::crypto::message::ResponseParts;

#[rstest]
fn a_signed_request_verifies(
    #[values(Curve::P256, Curve::P384)] curve: Curve,
    #[values(Backend::AwsLc, Backend::Reference)] backend: Backend,
) {
    let key = key(curve);
    let options = SignOptions { created: Some(1), backend, ..SignOptions::default() };
    let verified = Sent::post().signed(&key, &options).verify(&key).unwrap();
    assert_eq!((verified.keyid.as_str(), verified.label.as_str()), ("key-1", "sig1"));
    let expected = [
        "@method",
        "@authority",
        "@path",
        "@query",
        "ucp-agent",
        "idempotency-key",
        "content-digest",
        "content-type",
    ];
    assert_eq!(verified.covered, expected.map(|name| format!("\"{name}\"")));
    assert!(!verified.alg_announced);
}

#[test]
fn a_request_without_body_covers_what_it_has() {
    let key = key(Curve::P256);
    let verified = Sent::get().signed(&key, &SignOptions::default()).verify(&key).unwrap();
    assert_eq!(verified.covered, [r#""@method""#, r#""@authority""#, r#""@path""#, r#""ucp-agent""#]);
}

#[rstest]
#[case::with_body(BODY, 3)]
#[case::without_body(b"", 1)]
fn a_signed_response_verifies(#[case] body: &[u8], #[case] components: usize) {
    let key = key(Curve::P256);
    let headers: Vec<(&str, &[u8])> = vec![("content-type", b"application/json")];
    let response = ResponseParts { status: 201, headers: &headers, body };
    let signed = sign_response(&key, &response, &SignOptions::default()).unwrap();
    let added: Vec<_> = signed.into_pairs().collect();
    let headers: Vec<_> =
        headers.into_iter().chain(added.iter().map(|(name, value)| (*name, value.as_bytes()))).collect();
    let policy = ResponsePolicy::new(now());
    let sent = ResponseParts { status: 201, headers: &headers, body };
    let verified = verify_response(&sent, None, &policy, lookup(&key)).unwrap();
    assert_eq!(verified.covered.len(), components);
    let other = ResponseParts { status: 200, ..sent };
    assert!(verify_response(&other, None, &policy, lookup(&key)).is_err());
}
