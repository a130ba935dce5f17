//! Tests of keys: two implementations that must never disagree.

use proptest::prelude::*;
use proptest::sample::Index;
use rstest::rstest;

use super::*;
use crate::crypto::jwk::JwkError;

const BACKENDS: [Backend; 2] = [Backend::AwsLc, Backend::Reference];

fn key(curve: Curve) -> SigningKey {
    SigningKey::from_seed(curve, "key-1", b"key tests").unwrap()
}

fn verdicts(key: &VerifyingKey, message: &[u8], signature: &[u8]) -> [Result<(), VerifyError>; 2] {
    BACKENDS.map(|backend| key.verify_with(backend, message, signature))
}

#[rstest]
fn generated_keys_differ_and_sign(#[values(Curve::P256, Curve::P384)] curve: Curve) {
    let [one, two] = [(); 2].map(|()| SigningKey::generate(curve, "k").unwrap());
    assert_ne!(one.public_jwk(), two.public_jwk());
    let signature = one.sign(b"message").unwrap();
    assert_eq!(signature.len(), curve.signature_len());
    assert_eq!(verdicts(one.verifying_key(), b"message", &signature), [Ok(()), Ok(())]);
    assert_eq!(verdicts(two.verifying_key(), b"message", &signature), [Err(VerifyError::Invalid); 2]);
}

#[rstest]
fn seeds_determine_keys(#[values(Curve::P256, Curve::P384)] curve: Curve) {
    let public = |seed: &[u8]| SigningKey::from_seed(curve, "k", seed).unwrap().public_jwk();
    assert_eq!(public(b"a"), public(b"a"));
    assert_ne!(public(b"a"), public(b"b"));
}

#[rstest]
fn the_reference_backend_is_deterministic(#[values(Curve::P256, Curve::P384)] curve: Curve) {
    let sign = |backend| key(curve).sign_with(backend, b"message").unwrap();
    assert_eq!(sign(Backend::Reference), sign(Backend::Reference));
    assert_ne!(sign(Backend::AwsLc), sign(Backend::AwsLc));
}

#[rstest]
fn keys_survive_storage(#[values(Curve::P256, Curve::P384)] curve: Curve) {
    let pem = key(curve).to_pkcs8_pem().unwrap();
    let loaded = SigningKey::from_pkcs8_pem(curve, "key-1", &pem).unwrap();
    assert_eq!(loaded.public_jwk(), key(curve).public_jwk());
    let other = if curve == Curve::P256 { Curve::P384 } else { Curve::P256 };
    let refused = SigningKey::from_pkcs8_pem(other, "key-1", &pem).unwrap_err();
    assert_eq!(refused, KeyError::NotAPrivateKey(other.crv()));
}

#[rstest]
fn debug_shows_no_secret(#[values(Curve::P256, Curve::P384)] curve: Curve) {
    let key = key(curve);
    let shown = format!("{key:?} {key:#?}");
    assert!(shown.contains("key-1"), "{shown}");
    let pem = key.to_pkcs8_pem().unwrap();
    let secret: String = pem.lines().nth(1).unwrap().to_owned();
    assert!(!shown.contains(&secret));
    assert!(shown.len() < 200, "a name, a curve, and no room for a secret: {shown}");
}

#[test]
fn the_public_half_has_no_private_member() {
    let shown = serde_json::to_value(key(Curve::P256).public_jwk()).unwrap();
    let members: Vec<_> = shown.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(members, ["kid", "kty", "crv", "x", "y", "use", "alg"]);
}

/// ECDSA has no low-s rule: (r, n − s) verifies wherever (r, s) does.
#[test]
fn both_halves_of_the_range_of_s_verify() {
    let key = key(Curve::P256);
    let raw = key.sign(b"message").unwrap();
    let signature = p256::ecdsa::Signature::from_slice(&raw).unwrap();
    let (r, s) = signature.split_scalars();
    let mirrored = p256::ecdsa::Signature::from_scalars(r, -s).unwrap();
    assert_ne!(mirrored.to_bytes().as_slice(), raw);
    assert_eq!(verdicts(key.verifying_key(), b"message", &mirrored.to_bytes()), [Ok(()), Ok(())]);
}

#[rstest]
#[case::empty(&[], "")]
#[case::short(&[1; 63], "")]
#[case::der(&[0x30, 2, 1, 1], ": this is DER, which RFC 9421 does not use")]
fn other_lengths_are_refused(#[case] signature: &[u8], #[case] hint: &'static str) {
    let expected = VerifyError::Length { actual: signature.len(), expected: 64, crv: "P-256", hint };
    assert_eq!(verdicts(key(Curve::P256).verifying_key(), b"m", signature), [Err(expected); 2]);
}

#[test]
fn a_key_set_keeps_what_it_cannot_use() {
    let good = key(Curve::P256).public_jwk();
    let mut bad = good.clone();
    bad.kid = "bad".to_owned();
    bad.y.clone_from(&bad.x);
    let mut twin = bad.clone();
    twin.kid.clone_from(&good.kid);
    let keys = KeySet::from_jwks(&[bad, twin, good]);
    assert!(matches!(keys.lookup("key-1"), KeyLookup::Found(key) if key.kid() == "key-1"));
    let expected = JwkError::NotOnCurve("P-256").to_string();
    assert!(matches!(keys.lookup("bad"), KeyLookup::Unusable(reason) if reason == expected));
    assert!(matches!(keys.lookup("none"), KeyLookup::NotFound));
    assert_eq!(keys.usable().count(), 1);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Sign with one, verify with both; change a byte, and both refuse.
    #[test]
    fn the_backends_agree(message: Vec<u8>, p384: bool, fast: bool, at: Index, by in 1_u8..) {
        let key = key(if p384 { Curve::P384 } else { Curve::P256 });
        let backend = BACKENDS[usize::from(fast)];
        let mut signature = key.sign_with(backend, &message).unwrap();
        prop_assert_eq!(verdicts(key.verifying_key(), &message, &signature), [Ok(()), Ok(())]);
        let index = at.index(signature.len());
        signature[index] = signature[index].wrapping_add(by);
        prop_assert_eq!(verdicts(key.verifying_key(), &message, &signature), [Err(VerifyError::Invalid); 2]);
    }

    /// On bytes nobody signed they agree as well.
    #[test]
    fn the_backends_agree_on_nonsense(signature in proptest::collection::vec(any::<u8>(), 0..100)) {
        let [one, two] = verdicts(key(Curve::P256).verifying_key(), b"message", &signature);
        prop_assert!(one.is_err());
        prop_assert_eq!(one, two);
    }
}

/// What logs and panics show of keys: their names, nothing of the secret.
#[rstest]
fn debug_output_names_keys_and_keeps_secrets(#[values(Curve::P256, Curve::P384)] curve: Curve) {
    let key = key(curve);
    let pem = key.to_pkcs8_pem().unwrap();
    for shown in [format!("{key:?}"), format!("{:?}", key.verifying_key())] {
        assert!(shown.contains("key-1"), "{shown}");
        for line in pem.lines() {
            assert!(!shown.contains(line), "{shown}");
        }
        assert!(shown.len() < 80, "no room for a scalar: {shown}");
    }
}
