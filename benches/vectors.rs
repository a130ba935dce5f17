//! Cost of the contract vectors, and of a signature next to the bare curve: `cargo bench --bench vectors`.
//!
//! The first lines print vectors per second over everything shipped, the last ones how many times the
//! price of the bare call our verify and sign take: of aws-lc, which answers by default, and of the
//! crate p256, the second implementation.
#![expect(clippy::unwrap_used, reason = "a bench that cannot be set up must stop")]

use std::hint::black_box;
use std::time::{Duration, Instant as Watch};

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED, ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _, ParsedPublicKey,
};
use p256::ecdsa::signature::{Signer as _, Verifier as _};
use ucp_assay::crypto::key::{Backend, Curve, SigningKey};
use ucp_assay::harness::vectors::run::{Item, Selection, builtin, select};
use ucp_assay::harness::vectors::store;

/// How long each measurement runs.
const SPAN: Duration = Duration::from_secs(3);
/// Measurements of each kind; the best counts, since everything else on the machine only adds.
const ROUNDS: usize = 5;

/// Seconds of one call, the best of several rounds.
fn best(mut call: impl FnMut()) -> f64 {
    let mut round = || {
        let watch = Watch::now();
        let mut calls = 0_u32;
        while watch.elapsed() < SPAN / u32::try_from(ROUNDS).unwrap_or(1) {
            call();
            calls += 1;
        }
        watch.elapsed().as_secs_f64() / f64::from(calls.max(1))
    };
    (0..ROUNDS).map(|_| round()).fold(f64::INFINITY, f64::min)
}

fn vectors() {
    let sources = store::embedded().unwrap();
    let items = select(&sources, &Selection::default());
    let watch = Watch::now();
    let _cold = builtin(&items);
    let cold = watch.elapsed().as_secs_f64();
    let warm = best(|| {
        black_box(builtin(black_box(&items)));
    });
    let count = f64::from(u32::try_from(items.len()).unwrap());
    for (what, seconds) in [("first run, schemas compiled in it", cold), ("later runs", warm)] {
        println!("{what}: {:.0} per second ({} in {:.1} ms)", count / seconds, items.len(), seconds * 1e3);
    }
    for source in &sources {
        let own: Vec<Item<'_>> = items.iter().filter(|item| item.path == source.path).copied().collect();
        let watch = Watch::now();
        let _warm = builtin(&own);
        let each = watch.elapsed().as_secs_f64() / f64::from(u32::try_from(own.len().max(1)).unwrap());
        println!("  {:50} {:5} cases, {:8.1} us each", source.path, own.len(), each * 1e6);
    }
}

fn signatures() {
    let message = [7_u8; 600];
    let random = SystemRandom::new();
    let ours = SigningKey::from_seed(Curve::P256, "bench-1", b"bench").unwrap();
    let document = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &random).unwrap();
    let bare = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, document.as_ref()).unwrap();
    let public = ParsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, bare.public_key().as_ref()).unwrap();
    let (own_signature, bare_signature) =
        (ours.sign(&message).unwrap(), bare.sign(&random, &message).unwrap());

    let bare_sign = best(|| {
        black_box(bare.sign(&random, black_box(&message)).unwrap());
    });
    let own_sign = best(|| {
        black_box(ours.sign(black_box(&message)).unwrap());
    });
    let bare_verify =
        best(|| public.verify_sig(black_box(&message), black_box(bare_signature.as_ref())).unwrap());
    let own_verify =
        best(|| ours.verifying_key().verify(black_box(&message), black_box(&own_signature)).unwrap());
    let pure = p256::ecdsa::SigningKey::from_slice(&[7; 32]).unwrap();
    let pure_signature: p256::ecdsa::Signature = pure.sign(&message);
    let pure_sign = best(|| {
        black_box::<p256::ecdsa::Signature>(pure.sign(black_box(&message)));
    });
    let second_sign = best(|| {
        black_box(ours.sign_with(Backend::Reference, black_box(&message)).unwrap());
    });
    let pure_verify =
        best(|| pure.verifying_key().verify(black_box(&message), black_box(&pure_signature)).unwrap());
    let second_verify = best(|| {
        let key = ours.verifying_key();
        key.verify_with(Backend::Reference, black_box(&message), black_box(&own_signature)).unwrap();
    });
    for (what, own, bare, whose) in [
        ("sign", own_sign, bare_sign, "aws-lc"),
        ("verify", own_verify, bare_verify, "aws-lc"),
        ("sign", own_sign, pure_sign, "p256"),
        ("verify", own_verify, pure_verify, "p256"),
        ("sign, second implementation", second_sign, pure_sign, "p256"),
        ("verify, second implementation", second_verify, pure_verify, "p256"),
    ] {
        println!("{what}: {:.1} us, bare {whose} {:.1} us, ratio {:.2}", own * 1e6, bare * 1e6, own / bare);
    }
}

fn main() {
    vectors();
    signatures();
}
