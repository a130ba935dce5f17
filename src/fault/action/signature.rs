//! Signatures and digests, of answers and of webhooks.

use crate::fault::params::Params;
use crate::fault::subject::{Digest, KeyChoice, Parcel, Signing, Wire};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};

/// Order of the P-256 group, big-endian.
const ORDER: [u8; 32] = [
    0xff, 0xff, 0xff, 0xff, 0x00, 0x00, 0x00, 0x00, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xbc,
    0xe6, 0xfa, 0xad, 0xa7, 0x17, 0x9e, 0x84, 0xf3, 0xb9, 0xca, 0xc2, 0xfc, 0x63, 0x25, 0x51,
];

pub(in crate::fault) fn missing(signing: &mut Signing, _: &Params) -> bool {
    signing.unsigned = true;
    true
}

pub(in crate::fault) fn unknown_kid(signing: &mut Signing, params: &Params) -> bool {
    signing.keyid = Some(params.text("kid").to_owned());
    true
}

pub(in crate::fault) fn retired_key(signing: &mut Signing, _: &Params) -> bool {
    signing.key = KeyChoice::Retired;
    true
}

pub(in crate::fault) fn older_key(signing: &mut Signing, _: &Params) -> bool {
    signing.key = KeyChoice::Oldest;
    true
}

pub(in crate::fault) fn stranger_key(signing: &mut Signing, _: &Params) -> bool {
    signing.key = KeyChoice::Stranger;
    true
}

pub(in crate::fault) fn alg_parameter(signing: &mut Signing, params: &Params) -> bool {
    signing.extra.push(("alg".to_owned(), params.text("alg").to_owned()));
    true
}

pub(in crate::fault) fn component_omitted(signing: &mut Signing, params: &Params) -> bool {
    signing.omit.push(params.text("component").to_owned());
    true
}

pub(in crate::fault) fn created_shifted(signing: &mut Signing, params: &Params) -> bool {
    signing.created_shift = params.int("seconds");
    true
}

pub(in crate::fault) fn expired(signing: &mut Signing, _: &Params) -> bool {
    (signing.created_shift, signing.expires_in) = (-600, Some(60));
    true
}

pub(in crate::fault) fn encoded_payload(signing: &mut Signing, _: &Params) -> bool {
    signing.encoded_payload = signing.detached;
    signing.detached
}

pub(in crate::fault) fn digest_missing(signing: &mut Signing, _: &Params) -> bool {
    signing.digest = Digest::Absent;
    true
}

pub(in crate::fault) fn digest_sha512(signing: &mut Signing, _: &Params) -> bool {
    signing.digest = Digest::Sha512;
    true
}

pub(in crate::fault) fn digest_of_other(signing: &mut Signing, _: &Params) -> bool {
    signing.digest = Digest::OfOther;
    true
}

type Headers = Vec<(String, String)>;

/// Changes the raw signature in the header: of HTTP message signatures, or of a detached JWS.
fn edit(headers: &mut Headers, change: impl FnOnce(Vec<u8>) -> Option<Vec<u8>>) -> bool {
    const DETACHED: [&str; 2] = ["x-detached-jwt", "request-signature"];
    let carries = |name: &str| name == "signature" || DETACHED.contains(&name);
    let Some((name, value)) = headers.iter_mut().find(|(name, _)| carries(name)) else { return false };
    let changed = if name == "signature" { of_message(value, change) } else { of_jws(value, change) };
    changed.map(|changed| *value = changed).is_some()
}

fn of_message(value: &str, change: impl FnOnce(Vec<u8>) -> Option<Vec<u8>>) -> Option<String> {
    let (label, rest) = value.split_once("=:")?;
    let raw = STANDARD.decode(rest.strip_suffix(':')?).ok()?;
    Some(format!("{label}=:{}:", STANDARD.encode(change(raw)?)))
}

fn of_jws(value: &str, change: impl FnOnce(Vec<u8>) -> Option<Vec<u8>>) -> Option<String> {
    let (header, signature) = value.split_once("..")?;
    let raw = URL_SAFE_NO_PAD.decode(signature).ok()?;
    Some(format!("{header}..{}", URL_SAFE_NO_PAD.encode(change(raw)?)))
}

fn flip(mut raw: Vec<u8>) -> Option<Vec<u8>> {
    *raw.last_mut()? ^= 1;
    Some(raw)
}

pub(in crate::fault) fn corrupt(wire: &mut Wire<'_>, _: &Params) -> bool {
    edit(&mut wire.headers, flip)
}

pub(in crate::fault) fn der(wire: &mut Wire<'_>, _: &Params) -> bool {
    edit(&mut wire.headers, |raw| {
        let (r, s) = raw.split_at_checked(raw.len() / 2)?;
        let content = [integer(r), integer(s)].concat();
        Some([&[0x30, u8::try_from(content.len()).ok()?], &*content].concat())
    })
}

/// An integer in DER: no leading zeros, but one where the first bit would read as a sign.
fn integer(bytes: &[u8]) -> Vec<u8> {
    let start = bytes.iter().position(|byte| *byte != 0).unwrap_or(bytes.len());
    let digits = bytes.get(start..).unwrap_or_default();
    let zero: &[u8] = if digits.first().is_none_or(|byte| *byte >= 0x80) { &[0] } else { &[] };
    let length = u8::try_from(zero.len() + digits.len()).unwrap_or(u8::MAX);
    [&[0x02, length], zero, digits].concat()
}

pub(in crate::fault) fn high_s(wire: &mut Wire<'_>, _: &Params) -> bool {
    edit(&mut wire.headers, |raw| {
        let (r, s) = raw.split_at_checked(raw.len() / 2)?;
        let s: [u8; 32] = s.try_into().ok()?;
        let negated = minus(&ORDER, &s);
        Some([r, if negated > s { &negated } else { &s }].concat())
    })
}

/// Difference of two big-endian numbers, the first not smaller.
fn minus(from: &[u8; 32], what: &[u8; 32]) -> [u8; 32] {
    let mut difference = [0; 32];
    let mut borrow = 0;
    for ((place, left), right) in difference.iter_mut().zip(from).zip(what).rev() {
        let (rest, first) = left.overflowing_sub(*right);
        let (rest, second) = rest.overflowing_sub(borrow);
        *place = rest;
        borrow = u8::from(first || second);
    }
    difference
}

pub(in crate::fault) fn over_request(wire: &mut Wire<'_>, _: &Params) -> bool {
    let of = |name: &str| wire.request.header(name);
    let (Some(input), Some(signature)) = (of("signature-input"), of("signature")) else { return false };
    set(&mut wire.headers, "signature-input", input) && set(&mut wire.headers, "signature", signature)
}

/// Replaces a header that is there.
fn set(headers: &mut Headers, name: &str, value: String) -> bool {
    let header = headers.iter_mut().find(|(known, _)| known == name);
    header.map(|(_, known)| *known = value).is_some()
}

pub(in crate::fault) fn label(wire: &mut Wire<'_>, _: &Params) -> bool {
    let value = wire.headers.iter().find(|(name, _)| name == "signature").map(|(_, value)| value.clone());
    value.is_some_and(|value| {
        let renamed = value.split_once('=').map(|(_, rest)| format!("another={rest}"));
        renamed.is_some_and(|renamed| set(&mut wire.headers, "signature", renamed))
    })
}

pub(in crate::fault) fn edited_after(wire: &mut Wire<'_>, _: &Params) -> bool {
    let json = wire.body.first() == Some(&b'{');
    if json {
        wire.body.push(b' ');
    }
    json
}

pub(in crate::fault) fn edited_with_digest(wire: &mut Wire<'_>, params: &Params) -> bool {
    edited_after(wire, params)
        && set(&mut wire.headers, "content-digest", crate::crypto::digest::content_digest(&wire.body))
}

pub(in crate::fault) fn parcel_corrupt(parcel: &mut Parcel, _: &Params) -> bool {
    edit(&mut parcel.headers, flip)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_negative_of_one_is_the_order_less_one() {
        let mut one = [0; 32];
        one[31] = 1;
        let negated = minus(&ORDER, &one);
        assert_eq!(negated[31], 0x50);
        assert_eq!(minus(&ORDER, &negated), one);
        assert_eq!(minus(&ORDER, &ORDER), [0; 32]);
    }
}
