use super::*;
use rstest::rstest;

fn view(status: u16, body: &str) -> View {
    View::new(
        "x1".into(),
        status,
        vec![("content-type".into(), "application/json; charset=utf-8".into())],
        body.into(),
    )
}

const ENVELOPE: &str = r#"{"ucp":{"version":"v","status":"error"},"messages":[
    {"type":"error","code":"not_found","content":"gone","severity":"unrecoverable"}]}"#;
const RESOURCE: &str = r#"{"ucp":{"version":"v"},"id":"c","messages":[
    {"type":"error","code":"x","content":"y","severity":"recoverable"}]}"#;

#[rstest]
#[case(200, ENVELOPE, true)]
#[case(404, ENVELOPE, false)]
#[case(200, RESOURCE, false)]
#[case(200, r#"{"ucp":{"version":"v","status":"error"},"messages":[]}"#, false)]
#[case(
    200,
    r#"{"ucp":{"status":"error"},"messages":[{"type":"error","code":"a","content":"b"}],"id":"c"}"#,
    false
)]
#[case(200, "", false)]
fn an_error_envelope_is_told_from_anything_else(#[case] status: u16, #[case] body: &str, #[case] good: bool) {
    assert_eq!(error_envelope(&view(status, body)).is_ok(), good);
}

#[rstest]
#[case(401, r#"{"code":"signature_missing","content":"sign it"}"#, true)]
#[case(401, r#"{"code":"other","content":"sign it"}"#, false)]
#[case(200, r#"{"code":"signature_missing","content":"sign it"}"#, false)]
#[case(401, r#"{"code":"signature_missing"}"#, false)]
#[case(401, "Unauthorized", false)]
fn an_error_code_needs_a_refusal_a_code_and_a_content(
    #[case] status: u16,
    #[case] body: &str,
    #[case] good: bool,
) {
    assert_eq!(error_code(&view(status, body), &["signature_missing"]).is_ok(), good);
}

#[rstest]
#[case(409, r#"{"code":"x","content":"y"}"#, true)]
#[case(200, ENVELOPE, true)]
#[case(200, RESOURCE, true)]
#[case(200, r#"{"ucp":{"version":"v"},"id":"c","messages":[]}"#, false)]
#[case(500, r#"{"code":"x","content":"y"}"#, false)]
#[case(404, "", true)]
fn a_visible_error_has_one_of_three_shapes(#[case] status: u16, #[case] body: &str, #[case] good: bool) {
    assert_eq!(visible_error(&view(status, body)).is_ok(), good);
}

#[rstest]
#[case(ENVELOPE, true)]
#[case(RESOURCE, false)]
#[case("{}", false)]
fn unrecoverable_needs_a_message(#[case] body: &str, #[case] good: bool) {
    assert_eq!(unrecoverable(&view(200, body)).is_ok(), good);
}

#[rstest]
#[case("30", true)]
#[case("Fri, 20 Nov 2026 12:00:00 GMT", true)]
#[case("soon", false)]
#[case("-1", false)]
fn retry_after_is_seconds_or_a_date(#[case] value: &str, #[case] good: bool) {
    assert_eq!(retry_after(value).is_ok(), good);
}

#[rstest]
#[case("https://shop.example/checkout/1", true)]
#[case("http://shop.example/", false)]
#[case("/checkout/1", false)]
#[case("https://", false)]
fn urls_are_absolute_and_https(#[case] url: &str, #[case] good: bool) {
    assert_eq!(absolute_https(url).is_ok(), good);
}

#[test]
fn a_media_type_is_compared_without_its_parameters() {
    assert!(media_type(&view(200, "{}"), "application/json").is_ok());
    assert!(media_type(&view(200, "{}"), "text/html").is_err());
    assert!(media_type(&View::new("x".into(), 200, vec![], vec![]), "application/json").is_err());
}
