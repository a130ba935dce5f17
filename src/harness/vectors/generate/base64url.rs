//! base64url: one value has one spelling.

use serde_json::json;

use super::Batch;
use super::case::{Case, invalid, valid};
use crate::harness::vectors::Family;

const FLAGS: &[(&str, &str)] = &[
    ("ALPHABET", "Characters of another base64 alphabet, or of none."),
    ("PADDING", "JOSE base64url has no padding (RFC 7515 §2): '=' is a foreign character."),
    ("WHITESPACE", "Line breaks and spaces are foreign characters, however often decoders skip them."),
    (
        "TRAILING_BITS",
        "The unused bits of the last character are zero: two texts for one value break equality checks.",
    ),
    ("LENGTH", "No byte string encodes to a length of 1 modulo 4."),
];

/// Bytes and their text, by hand from RFC 4648 §10 and the table of §5.
const KNOWN: &[(&str, &str, &str)] = &[
    ("empty", "", ""),
    ("f", "66", "Zg"),
    ("fo", "666f", "Zm8"),
    ("foo", "666f6f", "Zm9v"),
    ("foob", "666f6f62", "Zm9vYg"),
    ("fooba", "666f6f6261", "Zm9vYmE"),
    ("foobar", "666f6f626172", "Zm9vYmFy"),
    ("char-62", "f8", "-A"),
    ("char-63", "fc", "_A"),
    ("both-url-chars", "fbff", "-_8"),
    ("all-63", "ffffff", "____"),
    ("all-62", "fbefbe", "----"),
    ("zero", "00", "AA"),
    ("zeros", "000000", "AAAA"),
    ("utf-8", "e282ac", "4oKs"),
];

/// Texts nobody may accept.
const WRONG: &[(&str, &str, &str, &str)] = &[
    ("padded-2", "Zg==", "PADDING", "two characters of padding"),
    ("padded-1", "Zm8=", "PADDING", "one character of padding"),
    ("padding-only", "=", "PADDING", "nothing but padding"),
    ("padding-inside", "Zg==Zg==", "PADDING", "padding in the middle"),
    ("padded-whole", "Zm9v=", "PADDING", "padding where none would be needed"),
    ("plus", "-+8", "ALPHABET", "'+' of the standard alphabet"),
    ("slash", "-/8", "ALPHABET", "'/' of the standard alphabet"),
    ("standard", "+/8", "ALPHABET", "the standard alphabet's spelling of fbff"),
    ("dot", "Zm9v.", "ALPHABET", "the separator of a JWS"),
    ("tilde", "Zm9~", "ALPHABET", "a character of other URL-safe alphabets"),
    ("non-ascii", "Zm9é", "ALPHABET", "a letter beyond ASCII"),
    ("fullwidth", "Ｚm9v", "ALPHABET", "a full-width letter that normalises to Z"),
    ("nul", "Zm9v\u{0}", "ALPHABET", "a NUL at the end"),
    ("percent", "Zg%3D%3D", "ALPHABET", "padding, percent-encoded"),
    ("space", "Zm 9v", "WHITESPACE", "a space inside"),
    ("leading-space", " Zm9v", "WHITESPACE", "a space in front"),
    ("newline", "Zm9v\n", "WHITESPACE", "a line break at the end"),
    ("crlf", "Zm9v\r\nZm9v", "WHITESPACE", "MIME line breaks"),
    ("tab", "Zm\t9v", "WHITESPACE", "a tab inside"),
    ("bits-2", "Zh", "TRAILING_BITS", "low bits of the second character set"),
    ("bits-3", "Zm9", "TRAILING_BITS", "low bits of the third character set"),
    ("bits-all", "Z_", "TRAILING_BITS", "every unused bit set"),
    ("bits-long", "Zm9vYmF", "TRAILING_BITS", "unused bits set at the end of a longer text"),
    ("one", "Z", "LENGTH", "one character"),
    ("five", "Zm9vY", "LENGTH", "five characters"),
];

pub(super) fn batch() -> Batch {
    Batch {
        family: Family::Base64url,
        versions: Vec::new(),
        algorithm: "base64url without padding (RFC 4648 §5 as RFC 7515 §2 uses it), decoded strictly",
        flags: FLAGS,
        cases: known().chain(wrong()).collect(),
    }
}

fn known() -> impl Iterator<Item = Case> {
    KNOWN.iter().flat_map(|(id, hex, text)| {
        let encode = json!({ "op": "encode", "hex": hex });
        let decode = json!({ "op": "decode", "text": text });
        [
            valid(&format!("encode-{id}"), "bytes to text", encode).expect(json!({ "text": text })),
            valid(&format!("decode-{id}"), "text to bytes", decode).expect(json!({ "hex": hex })),
        ]
    })
}

fn wrong() -> impl Iterator<Item = Case> {
    WRONG.iter().map(|(id, text, flag, comment)| {
        invalid(&format!("refuse-{id}"), comment, json!({ "op": "decode", "text": text })).flags(&[flag])
    })
}
