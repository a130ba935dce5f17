//! Any single byte that changes on the way makes the signature fail.

use proptest::prelude::*;
use proptest::sample::Index;

use super::fixture::{Sent, key};
use crate::crypto::http_signature::SignOptions;
use crate::crypto::key::{Backend, Curve, SigningKey};
use crate::crypto::structured_field::dictionary;

/// The texts a request of ours covers, each as something to change.
const COVERED: [&str; 4] = ["ucp-agent", "idempotency-key", "content-digest", "content-type"];

fn changed(text: &str, at: Index, by: u8) -> String {
    let mut bytes = text.as_bytes().to_vec();
    let index = at.index(bytes.len());
    // Another printable character, never the same one.
    bytes[index] = 0x21 + (bytes[index].wrapping_sub(0x21).wrapping_add(by)) % 0x5e;
    String::from_utf8(bytes).unwrap()
}

fn signed() -> (SigningKey, Sent) {
    let key = key(Curve::P256);
    let sent = Sent::post().signed(&key, &SignOptions { created: Some(1), ..SignOptions::default() });
    (key, sent)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn of_a_covered_header(which in 0..COVERED.len(), at: Index, by in 1_u8..0x5e) {
        let (key, sent) = signed();
        let value = changed(sent.header(COVERED[which]), at, by);
        prop_assert!(sent.replacing(COVERED[which], &value).verify(&key).is_err());
    }

    #[test]
    fn of_the_path(at: Index, by in 1_u8..0x5e) {
        let (key, sent) = signed();
        let other = Sent { path: changed(&sent.path, at, by), ..sent };
        prop_assert!(other.verify(&key).is_err());
    }

    #[test]
    fn of_the_query(at: Index, by in 1_u8..0x5e) {
        let (key, sent) = signed();
        let query = changed(sent.query.as_deref().unwrap(), at, by);
        let other = Sent { query: Some(query), ..sent };
        prop_assert!(other.verify(&key).is_err());
    }

    /// But for the case of letters, which the authority does not have.
    #[test]
    fn of_the_authority(at: Index, by in 1_u8..0x5e) {
        let (key, sent) = signed();
        let authority = changed(&sent.authority, at, by);
        let same = authority.eq_ignore_ascii_case(&sent.authority);
        let other = Sent { authority, ..sent };
        prop_assert_eq!(other.verify(&key).is_ok(), same);
    }

    #[test]
    fn of_the_body(at: Index, by in 1_u8..) {
        let (key, mut sent) = signed();
        let index = at.index(sent.body.len());
        sent.body[index] = sent.body[index].wrapping_add(by);
        prop_assert!(sent.verify(&key).is_err());
    }

    /// But for another spelling of the same bytes: structured fields (RFC 8941 §4.2.7) must accept
    /// base64 whose last, unused bits are not zero.
    #[test]
    fn of_the_signature(at: Index, by in 1_u8..0x5e) {
        let (key, sent) = signed();
        let value = changed(sent.header("signature"), at, by);
        let same = dictionary(value.as_bytes()) == dictionary(sent.header("signature").as_bytes());
        prop_assert_eq!(sent.replacing("signature", &value).verify(&key).is_ok(), same);
    }

    #[test]
    fn of_what_is_announced(at: Index, by in 1_u8..0x5e) {
        let (key, sent) = signed();
        let value = changed(sent.header("signature-input"), at, by);
        prop_assert!(sent.replacing("signature-input", &value).verify(&key).is_err());
    }

    /// Whatever the request, what we sign we verify, with either implementation.
    #[test]
    fn any_request_round_trips(
        path in "/[!-~&&[^?#]]{0,20}",
        query in proptest::option::of("[!-~&&[^#]]{0,20}"),
        header in "[ -~]{0,20}",
        body: Vec<u8>,
        fast: bool,
        p384: bool,
    ) {
        let key = key(if p384 { Curve::P384 } else { Curve::P256 });
        let backend = if fast { Backend::AwsLc } else { Backend::Reference };
        let sent = Sent { path, query, body, ..Sent::get() }
            .with("Content-Type", &header)
            .signed(&key, &SignOptions { backend, ..SignOptions::default() });
        prop_assert!(sent.verify(&key).is_ok());
    }
}
