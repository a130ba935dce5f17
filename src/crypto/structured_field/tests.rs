//! Tests of structured fields.

use proptest::prelude::*;
use rstest::rstest;
use sfv::FieldType as _;

use super::*;

const URL: &str = "https://agent.example/profiles/a.json";

#[rstest]
#[case::plain(r#"profile="@""#)]
#[case::other_members(r#"v=1, profile="@";q=0.5, name="x""#)]
#[case::flag(r#"dev, profile="@""#)]
#[case::whitespace(r#"  a=1 ,	profile="@" "#)]
#[case::the_last_of_two(r#"profile="https://other.example/", profile="@""#)]
fn names_a_profile(#[case] header: &str) {
    let agent = UcpAgent::parse(header.replace('@', URL).as_bytes()).unwrap();
    assert_eq!(agent.profile(), URL);
    assert_eq!(agent.url().host_str(), Some("agent.example"));
}

#[rstest]
#[case::empty("", UcpAgentError::NoProfile)]
#[case::other_member(r#"name="x""#, UcpAgentError::NoProfile)]
#[case::case_of_the_member(r#"Profile="https://a.example/""#, UcpAgentError::NotADictionary)]
#[case::unquoted("profile=https://a.example/", UcpAgentError::ProfileNotAString)]
#[case::flag("profile", UcpAgentError::ProfileNotAString)]
#[case::list(r#"profile=("https://a.example/")"#, UcpAgentError::ProfileNotAString)]
#[case::single_quotes("profile='https://a.example/'", UcpAgentError::NotADictionary)]
#[case::bare_url("https://a.example/", UcpAgentError::NotADictionary)]
#[case::unclosed(r#"profile="https://a.example/"#, UcpAgentError::NotADictionary)]
#[case::display_string_of_rfc_9651(r#"profile=%"https://a.example/""#, UcpAgentError::NotADictionary)]
#[case::spaced_equals(r#"profile = "https://a.example/""#, UcpAgentError::NotADictionary)]
#[case::not_a_url(r#"profile="a.example""#, UcpAgentError::NotAUrl("a.example".to_owned()))]
#[case::empty_url(r#"profile="""#, UcpAgentError::NotAUrl(String::new()))]
#[case::no_host(r#"profile="https://""#, UcpAgentError::NotAUrl("https://".to_owned()))]
#[case::http(r#"profile="http://a.example/""#, UcpAgentError::NotHttps("http".to_owned()))]
#[case::file(r#"profile="file:///etc/passwd""#, UcpAgentError::NotHttps("file".to_owned()))]
#[case::user(r#"profile="https://u:p@a.example/""#, UcpAgentError::Credentials)]
fn names_no_profile(#[case] header: &str, #[case] expected: UcpAgentError) {
    assert_eq!(UcpAgent::parse(header.as_bytes()), Err(expected));
}

#[rstest]
#[case("http://127.0.0.1:1/p", true)]
#[case("http://[::1]:1/p", true)]
#[case("http://a.localhost:1/p", true)]
#[case("http://a.example/p", false)]
#[case("http://127.0.0.1.example/p", false)]
#[case("ftp://127.0.0.1/p", false)]
#[case("https://a.example/p", true)]
fn plain_http_is_for_loopback_when_allowed(#[case] url: &str, #[case] expected: bool) {
    let header = UcpAgent::header(url).unwrap();
    assert_eq!(UcpAgent::parse_allowing_loopback_http(header.as_bytes()).is_ok(), expected);
    assert_eq!(UcpAgent::parse(header.as_bytes()).is_ok(), url.starts_with("https"));
}

#[rstest]
#[case("https://shop.example/.well-known/ucp", true)]
#[case("https://shop.example/eu/.well-known/ucp", true)]
#[case("https://shop.example/.well-known/ucp/", false)]
#[case("https://shop.example/.well-known/ucp.json", false)]
#[case("https://shop.example/?/.well-known/ucp", false)]
fn a_business_lives_at_the_well_known_path(#[case] url: &str, #[case] expected: bool) {
    let parsed = UcpAgent::parse_business(UcpAgent::header(url).unwrap().as_bytes());
    assert_eq!(parsed.err(), (!expected).then_some(UcpAgentError::NotWellKnown));
}

#[test]
fn a_profile_that_no_string_can_hold_is_not_written() {
    assert!(UcpAgent::header("https://a.example/\u{e9}").is_err());
}

proptest! {
    #[test]
    fn headers_round_trip(path in "[ -~]{0,30}") {
        let url = format!("https://a.example/{path}");
        let agent = UcpAgent::parse(UcpAgent::header(&url).unwrap().as_bytes()).unwrap();
        prop_assert_eq!(agent.profile(), url);
    }

    /// Parsing and serialising again keeps order, types and escapes.
    #[test]
    fn dictionaries_round_trip(keys in proptest::collection::vec("[a-z*][a-z0-9_.*-]{0,8}", 1..5), text in "[ -~]{0,20}") {
        let escaped = text.replace('\\', "\\\\").replace('"', "\\\"");
        let mut seen = Vec::new();
        for key in keys {
            if !seen.contains(&key) {
                seen.push(key);
            }
        }
        let member = |key: &String| format!(r#"{key}=("@method" "{escaped}";sf);keyid="{escaped}";created=1"#);
        let header = seen.iter().map(member).collect::<Vec<_>>().join(", ");
        prop_assert_eq!(dictionary(header.as_bytes()).unwrap().serialize(), Some(header));
    }

    #[test]
    fn nothing_makes_the_parser_panic(bytes: Vec<u8>) {
        let _ = UcpAgent::parse(&bytes);
        let _ = dictionary(&bytes);
    }
}
