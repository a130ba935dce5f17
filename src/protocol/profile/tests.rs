use super::*;
use rstest::rstest;
use serde_json::json;

#[rstest]
#[case("2026-04-08", true)]
#[case("2024-02-29", true)]
#[case("2026-02-29", false)]
#[case("2026-13-01", false)]
#[case("2026-4-8", false)]
#[case("20260408", false)]
#[case("draft", false)]
#[case("2026-04-08-draft", false)]
#[case("", false)]
fn dated_versions(#[case] text: &str, #[case] expected: bool) {
    assert_eq!(is_dated_version(text), expected);
}

#[test]
fn requirements_are_read_from_a_schema() {
    let schema = json!({"requires": {
        "protocol": {"min": "2026-04-08", "max": "2026-12-31"},
        "capabilities": {"dev.ucp.shopping.checkout": {"min": "2026-06-01"}, "broken": {}}
    }});
    let requires = Requires::of_schema(&schema);
    let protocol = requires.protocol.expect("a range");
    assert!(
        protocol.contains("2026-04-08")
            && protocol.contains("2026-12-31")
            && !protocol.contains("2027-01-01")
    );
    assert_eq!(requires.capabilities.len(), 1);
    assert!(requires.capabilities[0].1.contains("2099-01-01"));
    assert_eq!(Requires::of_schema(&json!({})), Requires::default());
}
