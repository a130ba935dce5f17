//! Tests of body digests.

use proptest::prelude::*;
use rstest::rstest;

use super::*;

const BODY: &[u8] = br#"{"hello": "world"}"#;
/// Published in RFC 9530 for that body.
const VALUE: &str = "X48E9qOokqqrvdts8nOJRJN3OWDUoyWxBf7kbu9DBPE=";

#[test]
fn known_answers() {
    assert_eq!(content_digest(BODY), format!("sha-256=:{VALUE}:"));
    assert_eq!(content_digest(b""), "sha-256=:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=:");
}

#[rstest]
#[case::alone("sha-256=:@:")]
#[case::beside_another("sha-512=:AAAA:, sha-256=:@:")]
#[case::before_another("sha-256=:@:,sha-512=:AAAA:")]
#[case::beside_an_unknown("crc=\"x\", sha-256=:@:")]
#[case::with_a_parameter("sha-256=:@:;q=1")]
#[case::the_last_of_two("sha-256=:AAAA:, sha-256=:@:")]
fn vouches_for_the_body(#[case] header: &str) {
    assert_eq!(verify_content_digest(header.replace('@', VALUE).as_bytes(), BODY), Ok(()));
}

#[rstest]
#[case::other_algorithm("sha-512=:AAAA:", DigestError::NoSha256)]
#[case::empty("", DigestError::NoSha256)]
#[case::upper_case("SHA-256=:@:", DigestError::Malformed)]
#[case::bare_base64("sha-256=@", DigestError::Malformed)]
#[case::the_old_digest_header(
    "sha-256=X48E9qOokqqrvdts8nOJRJN3OWDUoyWxBf7kbu9DBPE",
    DigestError::NotSha256Bytes
)]
#[case::a_string("sha-256=\"@\"", DigestError::NotSha256Bytes)]
#[case::a_list("sha-256=(:@:)", DigestError::NotSha256Bytes)]
#[case::short("sha-256=:AAAA:", DigestError::NotSha256Bytes)]
#[case::the_last_of_two(
    "sha-256=:@:, sha-256=:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=:",
    DigestError::Mismatch
)]
fn vouches_for_nothing(#[case] header: &str, #[case] expected: DigestError) {
    assert_eq!(verify_content_digest(header.replace('@', VALUE).as_bytes(), BODY), Err(expected));
}

#[test]
fn the_same_json_in_other_bytes_is_another_body() {
    let header = content_digest(BODY);
    assert_eq!(verify_content_digest(header.as_bytes(), br#"{"hello":"world"}"#), Err(DigestError::Mismatch));
}

proptest! {
    #[test]
    fn only_the_body_itself(body: Vec<u8>, other: Vec<u8>) {
        let header = content_digest(&body);
        prop_assert_eq!(verify_content_digest(header.as_bytes(), &body), Ok(()));
        prop_assert_eq!(verify_content_digest(header.as_bytes(), &other).is_ok(), body == other);
    }
}
