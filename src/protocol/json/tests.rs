use super::*;
use rstest::rstest;
use serde_json::json;

const DEPTH: usize = 64;

#[test]
fn values_are_what_they_say() {
    let text = r#"{"a":[1,-2,3.5,null,true,"ü\n"],"b":{"c":{}},"big":9007199254740993}"#;
    let expected =
        json!({"a": [1, -2, 3.5, null, true, "ü\n"], "b": {"c": {}}, "big": 9_007_199_254_740_993_i64});
    assert_eq!(parse(text.as_bytes(), DEPTH), Ok(expected));
}

#[rstest]
#[case::empty(b"", "EOF")]
#[case::cut_off(br#"{"a":"#, "EOF")]
#[case::trailing_comma(br#"{"a":1,}"#, "trailing comma")]
#[case::single_quotes(b"{'a':1}", "key must be a string")]
#[case::duplicate(br#"{"a":1,"b":2,"a":1}"#, "duplicate key \"a\"")]
#[case::duplicate_by_escape(br#"{"a":1,"\u0061":1}"#, "duplicate key \"a\"")]
#[case::duplicate_within(br#"{"x":[{"k":1,"k":2}]}"#, "duplicate key \"k\"")]
#[case::trailing_data(br"{} {}", "more data follows")]
#[case::invalid_utf8(b"{\"a\":\"\xff\"}", "offset 6")]
#[case::overlong_utf8(b"\"\xc0\xaf\"", "not UTF-8")]
#[case::lone_surrogate(br#""\ud800""#, "hex escape")]
#[case::control_character(b"\"\n\"", "control character")]
#[case::not_a_number(b"NaN", "expected value")]
#[case::huge_number(b"1e999", "number out of range")]
#[case::leading_zero(b"01", "invalid number")]
#[case::byte_order_mark(b"\xef\xbb\xbf{}", "expected value")]
fn refused(#[case] bytes: &[u8], #[case] reason: &str) {
    let error = parse(bytes, DEPTH).expect_err("refused");
    assert!(error.contains(reason), "{error}");
}

#[rstest]
#[case::at_the_bound(64, true)]
#[case::beyond(65, false)]
#[case::far_beyond(100_000, false)]
fn nesting(#[case] levels: usize, #[case] accepted: bool) {
    let arrays = "[".repeat(levels) + &"]".repeat(levels);
    assert_eq!(parse(arrays.as_bytes(), DEPTH).is_ok(), accepted);
    let objects = "{\"a\":".repeat(levels - 1) + "{}" + &"}".repeat(levels - 1);
    assert_eq!(parse(objects.as_bytes(), DEPTH).is_ok(), accepted);
}
