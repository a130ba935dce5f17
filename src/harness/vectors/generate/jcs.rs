//! Canonical JSON. Numbers are stated as ECMAScript writes them (`Number::toString`), names as
//! UTF-16 sorts them.

use serde_json::json;

use super::Batch;
use super::case::{Case, invalid, open, valid};
use super::message::base64;
use crate::harness::vectors::Family;

const FLAGS: &[(&str, &str)] = &[
    (
        "NUMBER",
        "Numbers are IEEE 754 doubles and written as ECMAScript writes them: shortest digits, exponent from 1e21 up and below 1e-6.",
    ),
    (
        "INTEGER_RANGE",
        "Integers beyond 2^53 lose digits: a serialiser that keeps 64-bit integers apart is wrong.",
    ),
    ("NEGATIVE_ZERO", "-0 is written 0."),
    ("NOT_A_NUMBER", "NaN and the infinities are not JSON."),
    ("KEY_ORDER", "Names are sorted by UTF-16 code units, not by code points, bytes or locale."),
    (
        "ESCAPE",
        "Only the quotation mark, the reverse solidus and control characters are escaped, the latter by their short form where there is one, else by lower-case \\u.",
    ),
    ("NO_NORMALISATION", "Strings are kept as they are: no Unicode normalisation."),
    ("SURROGATE", "A surrogate without its partner is no character: I-JSON (RFC 7493) refuses it."),
    ("DUPLICATE_NAME", "I-JSON forbids the same name twice in one object, whatever the spelling."),
    ("SYNTAX", "Not JSON at all, though some parsers take it."),
    ("UTF_8", "The text is UTF-8, without a byte order mark."),
];

/// A double by its bits, its text, and what it shows.
const NUMBERS: &[(&str, &str, &str)] = &[
    ("0000000000000000", "0", "zero"),
    ("8000000000000000", "0", "negative zero"),
    ("0000000000000001", "5e-324", "the smallest"),
    ("8000000000000001", "-5e-324", "the smallest below zero"),
    ("7fefffffffffffff", "1.7976931348623157e+308", "the largest"),
    ("ffefffffffffffff", "-1.7976931348623157e+308", "the largest below zero"),
    ("0010000000000000", "2.2250738585072014e-308", "the smallest normal number"),
    ("000fffffffffffff", "2.225073858507201e-308", "the largest subnormal number"),
    ("3ff0000000000000", "1", "one"),
    ("bff0000000000000", "-1", "minus one"),
    ("3ff0000000000001", "1.0000000000000002", "the number after one"),
    ("3fefffffffffffff", "0.9999999999999999", "the number before one"),
    ("3fb999999999999a", "0.1", "a tenth"),
    ("3fd3333333333334", "0.30000000000000004", "a tenth and two tenths"),
    ("4024000000000000", "10", "no fraction, no exponent"),
    ("4340000000000000", "9007199254740992", "2^53"),
    ("433fffffffffffff", "9007199254740991", "2^53 - 1"),
    ("4340000000000001", "9007199254740994", "the number after 2^53"),
    ("c340000000000000", "-9007199254740992", "-2^53"),
    ("4430000000000000", "295147905179352830000", "2^68: digits, then zeros"),
    ("444b1ae4d6e2ef4f", "999999999999999900000", "the last one without an exponent"),
    ("444b1ae4d6e2ef50", "1e+21", "the first one with an exponent"),
    ("3eb0c6f7a0b5ed8d", "0.000001", "the smallest without an exponent"),
    ("3eb0c6f7a0b5ed8c", "9.999999999999997e-7", "just below: an exponent"),
    ("3e7ad7f29abcaf48", "1e-7", "a negative exponent"),
    ("41b3de4355555555", "333333333.3333333", "seventeen digits are one too many"),
    ("41b3de4355555556", "333333333.3333334", "its neighbour"),
    ("41b3de4355555554", "333333333.33333325", "its other neighbour needs all digits"),
    ("44b52d02c7e14af5", "9.999999999999997e+22", "below 1e23"),
    ("44b52d02c7e14af6", "1e+23", "1e23 rounds down"),
    ("44b52d02c7e14af7", "1.0000000000000001e+23", "above 1e23"),
    ("becbf647612f3696", "-0.0000033333333333333333", "no exponent down to 1e-6"),
    ("43143ff3c1cb0959", "1424953923781206.2", "a fraction at the edge of the precision"),
    ("7ff0000000000000", "", "infinity"),
    ("fff0000000000000", "", "minus infinity"),
    ("7ff8000000000000", "", "not a number"),
    ("7fffffffffffffff", "", "not a number, with a payload"),
];

/// Texts with their canonical form: name, flag, text, canonical.
const TEXTS: &[(&str, &str, &str, &str)] = &[
    ("key-order", "KEY_ORDER", r#"{"b":1,"a":2,"B":3,"A":4}"#, r#"{"A":4,"B":3,"a":2,"b":1}"#),
    ("key-order-prefix", "KEY_ORDER", r#"{"ab":1,"a":2,"":3}"#, r#"{"":3,"a":2,"ab":1}"#),
    ("key-order-digits", "KEY_ORDER", r#"{"10":1,"9":2,"1":3}"#, r#"{"1":3,"10":1,"9":2}"#),
    (
        "key-order-nested",
        "KEY_ORDER",
        r#"{"z":{"y":1,"x":[{"b":1,"a":2}]},"a":0}"#,
        r#"{"a":0,"z":{"x":[{"a":2,"b":1}],"y":1}}"#,
    ),
    ("key-order-utf-16", "KEY_ORDER", "{\"\u{fb33}\":1,\"\u{1f600}\":2}", "{\"\u{1f600}\":2,\"\u{fb33}\":1}"),
    (
        "key-order-private-use",
        "KEY_ORDER",
        "{\"\u{e000}\":1,\"\u{10000}\":2,\"\u{ffff}\":3}",
        "{\"\u{10000}\":2,\"\u{e000}\":1,\"\u{ffff}\":3}",
    ),
    (
        "key-order-control",
        "KEY_ORDER",
        "{\"\\u0080\":1,\"\\r\":2,\"1\":3,\"\u{f6}\":4}",
        "{\"\\r\":2,\"1\":3,\"\u{80}\":1,\"\u{f6}\":4}",
    ),
    ("key-escaped", "ESCAPE", r#"{"\u0062":1,"a":2}"#, r#"{"a":2,"b":1}"#),
    ("array-order", "KEY_ORDER", "[3, 1, 2]", "[3,1,2]"),
    ("whitespace", "ESCAPE", " { \"a\" :\t[ 1 ,\n2 ] } \r\n", r#"{"a":[1,2]}"#),
    ("empty-object", "ESCAPE", "{ }", "{}"),
    ("empty-array", "ESCAPE", "[ ]", "[]"),
    ("literals", "ESCAPE", "[true, false, null]", "[true,false,null]"),
    ("scalar", "ESCAPE", " \"x\" ", "\"x\""),
    ("escape-short", "ESCAPE", r#""\b\t\n\f\r""#, r#""\b\t\n\f\r""#),
    ("escape-short-from-hex", "ESCAPE", r#""\u0008\u0009\u000A\u000C\u000D""#, r#""\b\t\n\f\r""#),
    ("escape-hex", "ESCAPE", r#""\u000F\u001f\u0000""#, r#""\u000f\u001f\u0000""#),
    ("escape-solidus", "ESCAPE", r#""\/""#, r#""/""#),
    ("escape-quotes", "ESCAPE", r#""\u0022\u005c'""#, r#""\"\\'""#),
    ("escape-ascii", "ESCAPE", r#""\u0041\u007a""#, r#""Az""#),
    ("escape-html", "ESCAPE", r#""<\u003e&\u0026""#, r#""<>&&""#),
    ("escape-delete", "ESCAPE", "\"\\u007f\"", "\"\u{7f}\""),
    ("escape-line-separators", "ESCAPE", r#""\u2028\u2029""#, "\"\u{2028}\u{2029}\""),
    ("escape-euro", "ESCAPE", r#""\u20ac""#, "\"€\""),
    ("surrogate-pair", "SURROGATE", r#""\ud83d\ude00""#, "\"\u{1f600}\""),
    ("no-normalisation-composed", "NO_NORMALISATION", "\"\u{c5}\"", "\"\u{c5}\""),
    ("no-normalisation-decomposed", "NO_NORMALISATION", "\"A\u{30a}\"", "\"A\u{30a}\""),
    (
        "no-normalisation-keys",
        "NO_NORMALISATION",
        "{\"\u{c5}\":1,\"A\u{30a}\":2}",
        "{\"A\u{30a}\":2,\"\u{c5}\":1}",
    ),
    ("number-forms", "NUMBER", "[1.0, 1e0, 10e-1, 0.1E1]", "[1,1,1,1]"),
    (
        "number-exponents",
        "NUMBER",
        "[1E30, 4.50, 2e-3, 0.000000000000000000000000001]",
        "[1e+30,4.5,0.002,1e-27]",
    ),
    ("number-long-fraction", "NUMBER", "[333333333.33333329]", "[333333333.3333333]"),
    ("number-negative-zero", "NEGATIVE_ZERO", "[-0, -0.0, -0e10, -1e-400]", "[0,0,0,0]"),
    ("number-underflow", "NUMBER", "[1e-400]", "[0]"),
    ("integer-i64", "INTEGER_RANGE", "[-9223372036854775808]", "[-9223372036854776000]"),
    ("integer-21", "INTEGER_RANGE", "[1000000000000000000000]", "[1e+21]"),
    ("integer-money", "INTEGER_RANGE", r#"{"amount":-9007199254740991}"#, r#"{"amount":-9007199254740991}"#),
];

/// Integers that no double holds exactly: rounded as ECMAScript does, or refused.
const INEXACT: &[(&str, &str, &str, &str)] = &[
    ("integer-53", "INTEGER_RANGE", "[9007199254740993]", "[9007199254740992]"),
    ("integer-u64", "INTEGER_RANGE", "[18446744073709551615]", "[18446744073709552000]"),
    ("integer-beyond-64", "INTEGER_RANGE", "[123456789012345678901]", "[123456789012345680000]"),
];

/// Texts without a canonical form.
const WRONG: &[(&str, &str, &str)] = &[
    ("duplicate-name", "DUPLICATE_NAME", r#"{"a":1,"a":1}"#),
    ("duplicate-name-values", "DUPLICATE_NAME", r#"{"a":1,"b":2,"a":3}"#),
    ("duplicate-name-escaped", "DUPLICATE_NAME", r#"{"a":1,"\u0061":1}"#),
    ("duplicate-name-nested", "DUPLICATE_NAME", r#"[{"x":{"y":1,"y":2}}]"#),
    ("high-surrogate", "SURROGATE", r#""\ud83d""#),
    ("low-surrogate", "SURROGATE", r#""\ude00""#),
    ("swapped-surrogates", "SURROGATE", r#""\ude00\ud83d""#),
    ("high-surrogate-then-letter", "SURROGATE", r#""\ud83dx""#),
    ("surrogate-name", "SURROGATE", r#"{"\ud800":1}"#),
    ("overflow", "NOT_A_NUMBER", "[1e400]"),
    ("overflow-negative", "NOT_A_NUMBER", "[-1e309]"),
    ("nan", "NOT_A_NUMBER", "[NaN]"),
    ("infinity", "NOT_A_NUMBER", "[Infinity]"),
    ("empty", "SYNTAX", ""),
    ("two-documents", "SYNTAX", "{} {}"),
    ("trailing-comma", "SYNTAX", "[1,]"),
    ("comment", "SYNTAX", "[1 /* one */]"),
    ("single-quotes", "SYNTAX", "{'a':1}"),
    ("bare-name", "SYNTAX", "{a:1}"),
    ("leading-zero", "SYNTAX", "[01]"),
    ("plus-sign", "SYNTAX", "[+1]"),
    ("bare-fraction", "SYNTAX", "[.5]"),
    ("hexadecimal", "SYNTAX", "[0x10]"),
    ("raw-control", "SYNTAX", "\"a\tb\""),
    ("upper-literal", "SYNTAX", "[True]"),
    ("vertical-tab", "SYNTAX", "\u{b}[1]"),
    ("no-break-space", "SYNTAX", "\u{a0}[1]"),
    ("byte-order-mark", "UTF_8", "\u{feff}{}"),
];

/// Bytes that are not UTF-8.
const BYTES: &[(&str, &[u8])] = &[
    ("latin-1", b"\"\xe9\""),
    ("overlong", b"\"\xc0\xaf\""),
    ("encoded-surrogate", b"\"\xed\xa0\x80\""),
    ("truncated", b"\"\xe2\x82\""),
    ("utf-16", b"\xff\xfe{\0}\0"),
    ("beyond-unicode", b"\"\xf4\x90\x80\x80\""),
];

pub(super) fn batch() -> Batch {
    let cases = numbers().chain(texts()).chain(wrong());
    Batch {
        family: Family::Jcs,
        versions: Vec::new(),
        algorithm: "JSON Canonicalization Scheme (RFC 8785) over I-JSON (RFC 7493)",
        flags: FLAGS,
        cases: cases.map(|case| case.clauses(&["AP2-016"])).collect(),
    }
}

fn numbers() -> impl Iterator<Item = Case> {
    NUMBERS.iter().map(|(bits, text, comment)| {
        let id = format!("number-{bits}");
        let input = json!({ "op": "number", "ieee754": bits });
        if text.is_empty() {
            invalid(&id, comment, input).flags(&["NOT_A_NUMBER"])
        } else {
            valid(&id, comment, input).expect(json!({ "canonical": text })).flags(&["NUMBER"])
        }
    })
}

fn texts() -> impl Iterator<Item = Case> {
    let inexact = INEXACT.iter().map(|(id, flag, text, canonical)| {
        let input = json!({ "op": "text", "json": text });
        open(&format!("text-{id}"), "an integer that no double holds exactly", "AMB-JCS-INTEGER", input)
            .expect(json!({ "canonical": canonical }))
            .flags(&[flag])
    });
    let exact = TEXTS.iter().map(|(id, flag, text, canonical)| {
        let input = json!({ "op": "text", "json": text });
        valid(&format!("text-{id}"), "a text and its one canonical form", input)
            .expect(json!({ "canonical": canonical }))
            .flags(&[flag])
    });
    exact.chain(inexact)
}

fn wrong() -> impl Iterator<Item = Case> {
    let texts = WRONG.iter().map(|(id, flag, text)| {
        let input = json!({ "op": "text", "json": text });
        invalid(&format!("refuse-{id}"), "a text without a canonical form", input).flags(&[flag])
    });
    let bytes = BYTES.iter().map(|(id, bytes)| {
        let input = json!({ "op": "bytes", "json_base64": base64(bytes) });
        invalid(&format!("refuse-{id}"), "bytes that are not UTF-8", input).flags(&["UTF_8"])
    });
    texts.chain(bytes)
}
