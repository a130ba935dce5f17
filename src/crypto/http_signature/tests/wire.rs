//! What may change between signer and verifier without changing the message, and what may not.

use rstest::rstest;

use super::fixture::{Sent, key};
use crate::crypto::http_signature::SignOptions;
use crate::crypto::key::Curve;
use crate::crypto::message::Scheme;

/// Signs `Sent::post()`, applies a change, verifies.
fn survives(change: impl Fn(Sent) -> Sent) -> bool {
    let key = key(Curve::P256);
    change(Sent::post().signed(&key, &SignOptions::default())).verify(&key).is_ok()
}

#[rstest]
#[case::same("shop.example", true)]
#[case::upper_case("SHOP.Example", true)]
#[case::default_port("shop.example:443", true)]
#[case::empty_port("shop.example:", true)]
#[case::other_port("shop.example:8443", false)]
#[case::default_port_of_http("shop.example:80", false)]
#[case::other_host("shop.example.net", false)]
fn the_authority(#[case] authority: &str, #[case] expected: bool) {
    assert_eq!(survives(|sent| Sent { authority: authority.to_owned(), ..sent }), expected);
}

#[test]
fn the_default_port_depends_on_the_scheme() {
    let key = key(Curve::P256);
    let plain =
        |authority: &str| Sent { scheme: Scheme::Http, authority: authority.to_owned(), ..Sent::post() };
    let signed = plain("127.0.0.1:80").signed(&key, &SignOptions::default());
    assert!(Sent { authority: "127.0.0.1".to_owned(), ..signed.clone() }.verify(&key).is_ok());
    assert!(Sent { authority: "127.0.0.1:443".to_owned(), ..signed }.verify(&key).is_err());
}

#[rstest]
#[case::same("/checkout-sessions", true)]
#[case::trailing_slash("/checkout-sessions/", false)]
#[case::case("/Checkout-Sessions", false)]
#[case::percent_encoded("/checkout%2Dsessions", false)]
#[case::dot_segments("/./checkout-sessions", false)]
fn the_path(#[case] path: &str, #[case] expected: bool) {
    assert_eq!(survives(|sent| Sent { path: path.to_owned(), ..sent }), expected);
}

#[test]
fn an_empty_path_is_a_slash() {
    let key = key(Curve::P256);
    let signed = Sent { path: String::new(), ..Sent::get() }.signed(&key, &SignOptions::default());
    assert!(Sent { path: "/".to_owned(), ..signed }.verify(&key).is_ok());
}

#[rstest]
#[case::same(Some("a=1&b=%20"), true)]
#[case::plus(Some("a=1&b=+"), false)]
#[case::order(Some("b=%20&a=1"), false)]
#[case::less(Some("a=1"), false)]
#[case::empty(Some(""), false)]
#[case::absent(None, false)]
fn the_query(#[case] query: Option<&str>, #[case] expected: bool) {
    assert_eq!(survives(|sent| Sent { query: query.map(str::to_owned), ..sent }), expected);
}

/// RFC 9421 gives an empty query and none the same value, `?`; so neither needs to be covered.
#[rstest]
fn an_empty_query_is_like_none(
    #[values(None, Some(""))] signed: Option<&str>,
    #[values(None, Some(""))] sent: Option<&str>,
    #[values(true, false)] covered: bool,
) {
    let key = key(Curve::P256);
    let components = ["@method", "@authority", "@path", "ucp-agent", "@query"];
    let components = if covered { &components[..] } else { &components[..4] };
    let options = SignOptions { components: Some(components), ..SignOptions::default() };
    let request = Sent { query: signed.map(str::to_owned), ..Sent::get() }.signed(&key, &options);
    assert!(Sent { query: sent.map(str::to_owned), ..request }.verify(&key).is_ok());
}

#[test]
fn a_query_added_on_the_way_is_refused() {
    let key = key(Curve::P256);
    let signed = Sent::get().signed(&key, &SignOptions::default());
    assert!(Sent { query: Some("admin=1".to_owned()), ..signed }.verify(&key).is_err());
}

#[rstest]
#[case::case_of_the_name("CONTENT-TYPE", "application/json", true)]
#[case::whitespace_around("content-type", " \tapplication/json\t ", true)]
#[case::case_of_the_value("content-type", "Application/JSON", false)]
#[case::a_parameter("content-type", "application/json; charset=utf-8", false)]
#[case::another_method_key("idempotency-key", "another", false)]
#[case::another_agent("ucp-agent", r#"profile="https://evil.example/p.json""#, false)]
#[case::another_spelling("ucp-agent", r#"profile= "https://agent.example/p.json""#, false)]
fn a_header(#[case] name: &str, #[case] value: &str, #[case] expected: bool) {
    assert_eq!(survives(|sent| sent.replacing(name, value)), expected);
}

#[test]
fn a_second_line_of_a_covered_header_is_refused() {
    assert!(!survives(|sent| sent.with("Idempotency-Key", "another")));
    assert!(!survives(|sent| sent.with("UCP-Agent", r#"profile="https://evil.example/p.json""#)));
}

#[test]
fn lines_of_a_header_may_be_joined_on_the_way() {
    let key = key(Curve::P256);
    let two_lines = Sent::get().with("UCP-Agent", "v=1").signed(&key, &SignOptions::default());
    let joined = r#"profile="https://agent.example/p.json", v=1"#;
    assert!(two_lines.replacing("ucp-agent", joined).verify(&key).is_ok());
}

#[test]
fn a_header_nobody_covered_may_change() {
    assert!(survives(|sent| sent.with("Via", "1.1 proxy")));
}

#[test]
fn a_line_break_in_a_header_cannot_forge_a_line_of_the_base() {
    let key = key(Curve::P256);
    let options = SignOptions { components: Some(&["x-a"]), ..SignOptions::default() };
    let forged = Sent::get().with("x-a", "1\n\"@path\": /other");
    assert!(forged.try_signed(&key, &options).is_err());
}

#[test]
fn an_idempotency_key_added_on_the_way_is_refused() {
    let key = key(Curve::P256);
    let sent = Sent::post().without("idempotency-key").signed(&key, &SignOptions::default());
    assert!(sent.verify(&key).is_ok());
    assert!(sent.with("Idempotency-Key", "planted").verify(&key).is_err());
}

#[test]
fn a_body_added_on_the_way_is_refused() {
    let key = key(Curve::P256);
    let sent = Sent::get().signed(&key, &SignOptions::default());
    assert!(Sent { body: b"{}".to_vec(), ..sent }.verify(&key).is_err());
}

#[test]
fn a_body_without_a_content_type_cannot_be_signed() {
    let sent = Sent::post().without("content-type");
    assert!(sent.try_signed(&key(Curve::P256), &SignOptions::default()).is_err());
}

#[test]
fn a_digest_that_is_there_is_kept() {
    let key = key(Curve::P256);
    let both = format!("sha-512=:AAAA:, {}", crate::crypto::digest::content_digest(&Sent::post().body));
    let sent = Sent::post().with("Content-Digest", &both).signed(&key, &SignOptions::default());
    assert_eq!(
        sent.headers.iter().filter(|(name, _)| name.eq_ignore_ascii_case("content-digest")).count(),
        1
    );
    assert!(sent.verify(&key).is_ok());
}
