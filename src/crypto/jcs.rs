//! JSON canonicalisation (RFC 8785), used for durable artefacts only, never for HTTP signatures.

use serde_json::Value;

/// The value cannot be canonicalised.
#[derive(Debug, thiserror::Error)]
#[error("cannot canonicalise: {0}")]
pub struct JcsError(#[from] serde_json::Error);

/// The canonical bytes of a JSON value.
///
/// # Errors
/// [`JcsError`] for a number that an IEEE 754 double cannot hold.
pub fn canonicalize(value: &Value) -> Result<Vec<u8>, JcsError> {
    serde_json_canonicalizer::to_vec(value).map_err(JcsError)
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
    }
}
