//! Raw ECDSA signatures: `r‖s`, and what else arrives in its place.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use super::case::{Batch, Case, invalid, open, valid};
use super::keys::{TestKey, TestKeys};
use super::{GenerateError, keys};
use crate::harness::vectors::Family;

const FLAGS: &[(&str, &str)] = &[
    ("RAW", "A signature is r and s, each as wide as the curve's coordinates, big-endian (RFC 7518 §3.4)."),
    ("DER", "ASN.1 DER is what OpenSSL, Java and .NET make by default; it is never accepted."),
    ("LENGTH", "Anything else of another length."),
    ("MESSAGE", "One bit of the message."),
    ("SIGNATURE", "One bit of the signature, its halves exchanged, or another message's."),
    ("RANGE", "r and s lie between 1 and the order of the group."),
    (
        "MALLEABLE",
        "s and its mirror image verify both; neither RFC 7518 nor RFC 9421 forbids the higher one.",
    ),
    ("KEY", "Another key."),
    ("CURVE", "P-384 is optional."),
    ("SIGN", "What a signer makes, its own verifier accepts, also after the key was stored."),
];

const MESSAGE: &[u8] = b"the bytes that are signed";
/// The order of the group of P-256 (SEC 2).
const ORDER: &str = "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551";

fn input(key: &TestKey, message: &[u8], signature: &[u8]) -> Value {
    json!({
        "op": "verify", "jwk": key.jwk(),
        "message_base64": STANDARD.encode(message), "signature_base64": STANDARD.encode(signature),
    })
}

pub(super) fn batch(keys: &TestKeys) -> Result<Batch, GenerateError> {
    let cases = accepted(keys)?.into_iter().chain(forms(keys)).chain(mathematics(keys)).chain(signers(keys));
    Ok(Batch {
        family: Family::Ecdsa,
        versions: Vec::new(),
        algorithm: "Whether bytes are a raw ECDSA signature of a message under a key: ES256 over P-256, ES384 over P-384",
        flags: FLAGS,
        cases: cases.collect(),
    })
}

#[rustfmt::skip]
fn accepted(keys: &TestKeys) -> Result<Vec<Case>, GenerateError> {
    let key = &keys.platform;
    let yes = |id: &str, comment: &str, flag: &str, message: &[u8], signature: &[u8]| {
        valid(id, comment, input(key, message, signature)).flags(&[flag])
    };
    let [low, high] = key.sign_low_and_high(MESSAGE)?;
    Ok(vec![
        yes("raw", "r and s", "RAW", MESSAGE, &key.sign(MESSAGE)),
        yes("low-s", "the lower of the two values of s", "MALLEABLE", MESSAGE, &low),
        yes("high-s", "the higher of the two values of s", "MALLEABLE", MESSAGE, &high),
        yes("empty", "an empty message", "RAW", b"", &key.sign(b"")),
        yes("long", "a message of 5,000 bytes", "RAW", &[7; 5000], &key.sign(&[7; 5000])),
        open("p-384", "the optional curve", "OPT-ES384", input(&keys.large, MESSAGE, &keys.large.sign(MESSAGE))).expect(json!({})).flags(&["CURVE"]),
    ])
}

#[rustfmt::skip]
fn forms(keys: &TestKeys) -> impl Iterator<Item = Case> {
    let key = &keys.platform;
    let raw = key.sign(MESSAGE);
    let der = key.sign_der(MESSAGE);
    let no = |id: &str, comment: &str, flag: &str, signature: &[u8], code: &str| {
        invalid(id, comment, input(key, MESSAGE, signature)).expect(json!({ "code": code })).flags(&[flag])
    };
    let padded = [&[0; 2], &raw[..32], &[0; 2], &raw[32..]].concat();
    // As long as a raw signature, and DER by its first two bytes.
    let mut alike = raw.clone();
    (alike[0], alike[1]) = (0x30, 62);
    // DER's first byte, and a length that does not span the rest.
    let mut unlike = der.clone();
    unlike[1] ^= 1;
    // A length byte that spans the rest, after another first byte.
    let mut untagged = der.clone();
    untagged[0] = 0x31;
    let small = keys::der(&[&[0; 31][..], &[1], &[0; 31], &[1]].concat());
    [
        no("der", "a valid signature as DER", "DER", &der, "der"),
        no("der-small", "the shortest DER", "DER", &small, "der"),
        no("der-looks-raw", "64 bytes that begin as DER does", "SIGNATURE", &alike, "invalid"),
        no("der-wrong-length", "a sequence whose length does not span the rest", "LENGTH", &unlike, "length"),
        no("der-other-tag", "a length that spans the rest, and no sequence", "LENGTH", &untagged, "length"),
        no("nothing", "no bytes", "LENGTH", &[], "length"),
        no("one-byte", "one byte, DER's first", "LENGTH", &[0x30], "length"),
        no("half", "r alone", "LENGTH", &raw[..32], "length"),
        no("short", "the last byte is missing", "LENGTH", &raw[..63], "length"),
        no("long-by-one", "a byte too many", "LENGTH", &[&raw[..], &[0]].concat(), "length"),
        no("padded", "r and s as 34 bytes each", "LENGTH", &padded, "length"),
        no("twice", "two signatures in a row", "LENGTH", &[&raw[..], &raw[..]].concat(), "length"),
        no("as-wide-as-p-384", "96 bytes, the width of the other curve", "CURVE", &keys.large.sign(MESSAGE), "length"),
    ]
    .into_iter()
}

#[rustfmt::skip]
fn mathematics(keys: &TestKeys) -> impl Iterator<Item = Case> {
    let key = &keys.platform;
    let raw = key.sign(MESSAGE);
    let (r, s) = raw.split_at(32);
    let no = |id: &str, comment: &str, flag: &str, signature: &[u8]| {
        invalid(id, comment, input(key, MESSAGE, signature)).expect(json!({ "code": "invalid" })).flags(&[flag])
    };
    let changed = |at: usize| {
        let mut raw = raw.clone();
        raw[at] ^= 1;
        raw
    };
    let order: Vec<u8> = (0..32).filter_map(|at| u8::from_str_radix(&ORDER[2 * at..2 * at + 2], 16).ok()).collect();
    let other = |id: &str, comment: &str, flag: &str, key: &TestKey, message: &[u8]| {
        invalid(id, comment, input(key, message, &raw)).expect(json!({ "code": "invalid" })).flags(&[flag])
    };
    [
        no("r-first-bit", "one bit of the first byte of r", "SIGNATURE", &changed(0)),
        no("r-last-bit", "one bit of the last byte of r", "SIGNATURE", &changed(31)),
        no("s-first-bit", "one bit of the first byte of s", "SIGNATURE", &changed(32)),
        no("s-last-bit", "one bit of the last byte of s", "SIGNATURE", &changed(63)),
        no("exchanged", "s before r", "SIGNATURE", &[s, r].concat()),
        no("little-endian", "r and s in the other byte order", "SIGNATURE", &[r, s].iter().flat_map(|half| half.iter().rev().copied()).collect::<Vec<_>>()),
        no("of-the-digest", "the digest signed in place of the message", "SIGNATURE", &key.sign(&<sha2::Sha256 as sha2::Digest>::digest(MESSAGE))),
        no("zero", "r and s are zero", "RANGE", &[0; 64]),
        no("r-zero", "r is zero", "RANGE", &[&[0; 32], s].concat()),
        no("s-zero", "s is zero", "RANGE", &[r, &[0; 32]].concat()),
        no("r-order", "r is the order of the group", "RANGE", &[&order, s].concat()),
        no("s-order", "s is the order of the group", "RANGE", &[r, &order].concat()),
        no("all-ones", "r and s beyond the order", "RANGE", &[0xff; 64]),
        other("message-bit", "one bit of the message", "MESSAGE", key, b"the bytes that are signee"),
        other("message-longer", "a line feed at its end", "MESSAGE", key, b"the bytes that are signed\n"),
        other("message-empty", "no message", "MESSAGE", key, b""),
        other("another-key", "the signer's other key", "KEY", &keys.second, MESSAGE),
        other("same-name", "another key of the same name", "KEY", &keys.thief, MESSAGE),
    ]
    .into_iter()
}

fn signers(keys: &TestKeys) -> impl Iterator<Item = Case> {
    let sign = |key: &TestKey, message: &[u8]| json!({ "op": "sign", "message_base64": STANDARD.encode(message), "key": key.signer() });
    let restore =
        json!({ "op": "restore", "message_base64": STANDARD.encode(MESSAGE), "key": keys.platform.signer() });
    let made = |alg: &str, length: usize| json!({ "alg": alg, "length": length, "accepted": true });
    [
        valid("sign", "64 bytes that verify", sign(&keys.platform, MESSAGE)).expect(made("ES256", 64)),
        valid("sign-empty", "an empty message", sign(&keys.business, b"")).expect(made("ES256", 64)),
        valid("restore", "a key that was written out and read in again signs as before", restore)
            .expect(json!({ "accepted": true })),
        open("sign-p-384", "the optional curve", "OPT-ES384", sign(&keys.large, MESSAGE))
            .expect(made("ES384", 96)),
    ]
    .into_iter()
    .map(|case| case.flags(&["SIGN"]))
}
