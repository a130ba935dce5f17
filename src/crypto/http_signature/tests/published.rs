//! The published example of RFC 9421 appendix B.2.4 (ECDSA P-256), as facts.

use crate::crypto::jwk::Jwk;
use crate::crypto::key::{Backend, VerifyingKey};
use crate::crypto::message::{Message, ResponseParts};
use crate::crypto::signature_base::signature_base;
use crate::crypto::structured_field::dictionary;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;
use sfv::ListEntry;

const DIGEST: &str =
    "sha-512=:mEWXIS7MaLRuGgxOBdODa3xqM1XdEvxoYhvlCFJ41QJgJc4GTsPp29l5oGX69wWdXymyU0rjJuahq4l5aGgfLQ==:";
const INPUT: &str = r#"sig-b24=("@status" "content-type" "content-digest" "content-length");created=1618884473;keyid="test-key-ecc-p256""#;
const SIGNATURE: &str =
    "wNmSUAhwb5LxtOtOpNa6W5xj067m5hFrj0XQ4fvpaCLx0NKocgPquLgyahnzDnDAUy5eCdlYUEkLIj+32oiasw==";

fn key() -> VerifyingKey {
    let jwk = json!({
        "kid": "test-key-ecc-p256", "kty": "EC", "crv": "P-256",
        "x": "qIVYZVLCrPZHGHjP17CTW0_-D9Lfw0EkjqF7xB4FivA",
        "y": "Mc4nN9LTDOBhfoUeg8Ye9WedFRhnZXZJA12Qp0zZ6F0",
    });
    VerifyingKey::from_jwk(&Jwk::parse(&jwk).unwrap()).unwrap()
}

fn base() -> String {
    let headers: [(&str, &[u8]); 4] = [
        ("Date", b"Tue, 20 Apr 2021 02:07:56 GMT"),
        ("Content-Type", b"application/json"),
        ("Content-Digest", DIGEST.as_bytes()),
        ("Content-Length", b"23"),
    ];
    let response = ResponseParts { status: 200, headers: &headers, body: br#"{"message": "good dog"}"# };
    let inputs = dictionary(INPUT.as_bytes()).unwrap();
    let input = match inputs.get("sig-b24") {
        Some(ListEntry::InnerList(input)) => input,
        other => unreachable!("{other:?}"),
    };
    signature_base(Message::Response(&response, None), input).unwrap()
}

#[test]
fn the_signature_base_is_the_published_one() {
    let expected = [
        r#""@status": 200"#,
        r#""content-type": application/json"#,
        &format!(r#""content-digest": {DIGEST}"#),
        r#""content-length": 23"#,
        &format!(r#""@signature-params": {}"#, INPUT.strip_prefix("sig-b24=").unwrap()),
    ];
    assert_eq!(base(), expected.join("\n"));
}

#[test]
fn the_published_signature_verifies_with_both_backends() {
    let signature = STANDARD.decode(SIGNATURE).unwrap();
    for backend in [Backend::AwsLc, Backend::Reference] {
        assert_eq!(key().verify_with(backend, base().as_bytes(), &signature), Ok(()));
        assert!(key().verify_with(backend, base().replace("200", "201").as_bytes(), &signature).is_err());
    }
}
