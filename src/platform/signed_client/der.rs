//! ECDSA signatures in DER, which the protocol does not use and many libraries produce.

/// `SEQUENCE { INTEGER r, INTEGER s }` of a raw `r‖s` of up to 96 bytes.
pub(super) fn from_raw(raw: &[u8]) -> Vec<u8> {
    let (r, s) = raw.split_at(raw.len() / 2);
    let content = [integer(r), integer(s)].concat();
    tagged(0x30, &content)
}

/// Without leading zeros, but with one when the first bit would read as a sign.
fn integer(bytes: &[u8]) -> Vec<u8> {
    let start = bytes.iter().position(|byte| *byte != 0).unwrap_or(bytes.len());
    let magnitude = bytes.get(start..).unwrap_or_default();
    let sign = magnitude.first().is_none_or(|byte| *byte >= 0x80);
    let content = [if sign { [0].as_slice() } else { &[] }, magnitude].concat();
    tagged(0x02, &content)
}

/// Both integers of a P-384 signature fit into 104 bytes, so one byte tells every length.
fn tagged(tag: u8, content: &[u8]) -> Vec<u8> {
    let length = u8::try_from(content.len()).unwrap_or(u8::MAX);
    [[tag, length].as_slice(), content].concat()
}
