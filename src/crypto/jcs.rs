//! JSON canonicalisation (RFC 8785), used for durable artefacts only, never for HTTP signatures.

use serde_json::Value;

/// The value cannot be canonicalised.
#[derive(Debug, thiserror::Error)]
#[error("cannot canonicalise: {0}")]
pub struct JcsError(#[from] serde_json::Error);

/// The text is not a document that RFC 8785 gives a canonical form.
#[derive(Debug, thiserror::Error)]
pub enum JcsTextError {
    /// Not one I-JSON document (RFC 7493): duplicate names, lone surrogates, a number no IEEE 754
    /// double can hold, bytes that are not UTF-8, trailing data, or nesting beyond the bound.
    #[error("not an I-JSON document: {0}")]
    NotIJson(String),
    /// Read, but not writable.
    #[error(transparent)]
    Canonical(#[from] JcsError),
}

/// Deepest nesting that [`canonicalize_text`] reads.
pub const MAX_DEPTH: usize = 64;

/// The canonical bytes of a JSON value.
///
/// # Errors
/// [`JcsError`] for a number that an IEEE 754 double cannot hold.
pub fn canonicalize(value: &Value) -> Result<Vec<u8>, JcsError> {
    serde_json_canonicalizer::to_vec(value).map_err(JcsError)
}

/// The canonical bytes of a JSON text. What only the text can show is checked as well: a parsed
/// value no longer knows that a name stood there twice.
///
/// # Errors
/// [`JcsTextError`].
pub fn canonicalize_text(text: &[u8]) -> Result<Vec<u8>, JcsTextError> {
    let value = crate::protocol::json::parse(text, MAX_DEPTH).map_err(JcsTextError::NotIJson)?;
    Ok(canonicalize(&value)?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case::order(r#"{"b":1,"a":{"z":[3, 2],"y":null}}"#, r#"{"a":{"y":null,"z":[3,2]},"b":1}"#)]
    // UTF-16 code units decide (RFC 8785 §3.2.3): U+1F600 (D83D …) sorts before U+FB33.
    #[case::utf_16_order("{\"\u{fb33}\":1,\"\u{1f600}\":2}", "{\"\u{1f600}\":2,\"\u{fb33}\":1}")]
    #[case::numbers(
        "[333333333.33333329,1E30,4.50,2e-3,0.000000000000000000000000001]",
        "[333333333.3333333,1e+30,4.5,0.002,1e-27]"
    )]
    #[case::negative_zero("[-0.0, 0]", "[0,0]")]
    #[case::integers("[9007199254740991,-9007199254740991]", "[9007199254740991,-9007199254740991]")]
    #[case::escapes(
        r#""\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/""#,
        "\"\u{20ac}$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\""
    )]
    #[case::literals("[null, true, false]", "[null,true,false]")]
    fn known_answers(#[case] input: &str, #[case] expected: &str) {
        let value: Value = serde_json::from_str(input).unwrap();
        assert_eq!(String::from_utf8(canonicalize(&value).unwrap()).unwrap(), expected);
        assert_eq!(String::from_utf8(canonicalize_text(input.as_bytes()).unwrap()).unwrap(), expected);
    }

    #[rstest]
    #[case::duplicate_name(br#"{"a":1,"a":1}"#)]
    #[case::duplicate_after_unescaping(br#"{"a":1,"\u0061":1}"#)]
    #[case::lone_surrogate(br#""\ud83d""#)]
    #[case::not_a_number(b"[NaN]")]
    #[case::beyond_a_double(b"[1e400]")]
    #[case::not_utf_8(b"\"\xff\"")]
    #[case::trailing(b"{} {}")]
    fn texts_without_a_canonical_form(#[case] text: &[u8]) {
        assert!(matches!(canonicalize_text(text), Err(JcsTextError::NotIJson(_))));
    }

    /// RFC 8785 §3.2.2.3: every number is an IEEE 754 double first.
    #[rstest]
    #[case("9007199254740993", "9007199254740992")]
    #[case("18446744073709551615", "18446744073709552000")]
    #[case("-9223372036854775808", "-9223372036854776000")]
    #[case("123456789012345678901", "123456789012345680000")]
    fn integers_beyond_the_exact_range_are_doubles(#[case] input: &str, #[case] expected: &str) {
        assert_eq!(String::from_utf8(canonicalize_text(input.as_bytes()).unwrap()).unwrap(), expected);
    }
}
