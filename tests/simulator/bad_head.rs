//! Requests whose head is wrong: paths, methods, identifiers, headers, and what is not HTTP at all.

use crate::support::{Answer, raw, roses, world, world_with};
use rstest::rstest;
use std::time::Duration;
use ucp_assay::platform::outbound::Request;
use ucp_assay::simulator::SessionOptions;
use ucp_assay::simulator::conditions::{Condition, ConditionKind};

#[rstest]
#[case("GET", "/nothing")]
#[case("POST", "/carts")]
#[case("GET", "/checkout-sessions/a/b")]
#[case("GET", "/checkout-sessions/../../etc/passwd")]
#[case("GET", "/checkout-sessions/..%2f../etc/passwd")]
#[case("GET", "/checkout-sessions/%2e%2e/%2e%2e/etc/passwd")]
#[case("GET", "/orders/")]
#[case("GET", "/schemas/../Cargo.toml")]
#[tokio::test]
async fn unknown_paths_are_not_found(#[case] method: &str, #[case] path: &str) {
    let world = world().await;
    let raw = raw(
        world.application.port(),
        &format!("{method} {path} HTTP/1.1\r\nhost: s1.shop.localhost\r\n\r\n"),
    )
    .await;
    assert_eq!((raw.0, raw.2["code"].as_str()), (404, Some("not_found")), "{path}: {}", raw.2);
}

#[rstest]
#[case("DELETE", "/checkout-sessions", "POST")]
#[case("POST", "/checkout-sessions/x", "GET, PUT")]
#[case("PATCH", "/checkout-sessions/x", "GET, PUT")]
#[case("GET", "/checkout-sessions/x/complete", "POST")]
#[case("PUT", "/orders/x", "GET")]
#[case("POST", "/.well-known/ucp", "GET, HEAD")]
#[tokio::test]
async fn other_methods_are_refused_with_those_allowed(
    #[case] method: &'static str,
    #[case] path: &str,
    #[case] allow: &str,
) {
    let world = world().await;
    let answer = world.send(world.call(method, path, None)).await;
    answer.refused(405, "method_not_allowed");
    assert_eq!(answer.raw.header("allow"), Some(allow));
}

#[rstest]
#[case::unknown("chk_none")]
#[case::traversal("..%2F..%2Fetc%2Fpasswd")]
#[case::nul("%00")]
#[case::not_text("%ff%fe")]
#[case::half_an_escape("%2")]
#[case::sql("1'%20OR%20'1'='1")]
#[case::long(&"x".repeat(4000))]
#[tokio::test]
async fn identifiers_that_name_nothing_are_an_outcome(#[case] id: &str) {
    let world = world().await;
    let path = format!("/checkout-sessions/{id}");
    world.send(world.call("GET", &path, None)).await.outcome("not_found");
    world.send(world.call("PUT", &path, Some(roses(1)))).await.outcome("not_found");
    world.send(world.call("POST", format!("{path}/cancel"), None)).await.outcome("not_found");
    world
        .send(world.call("GET", path.replace("checkout-sessions", "orders"), None))
        .await
        .outcome("not_found");
}

#[tokio::test]
async fn large_heads_are_refused() {
    let world = world().await;
    let call = world.call("GET", "/checkout-sessions/x", None).with("x-large", &"x".repeat(40_000));
    world.send(call).await.refused(431, "headers_too_large");
    let call = world.call("GET", format!("/checkout-sessions/{}", "x".repeat(9_000)), None);
    world.send(call).await.refused(400, "invalid_request");
}

#[rstest]
#[case::no_http("GARBAGE\r\n\r\n", 400, "invalid_request")]
#[case::bad_version("GET / HTTP/9.9\r\n\r\n", 400, "invalid_request")]
#[case::bad_header("GET / HTTP/1.1\r\nhost: x\r\nno colon\r\n\r\n", 400, "invalid_request")]
#[case::two_lengths(
    "POST /checkout-sessions HTTP/1.1\r\nhost: x\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nab",
    400,
    "invalid_request"
)]
#[case::length_in_words(
    "POST /checkout-sessions HTTP/1.1\r\nhost: x\r\ncontent-length: many\r\n\r\n",
    400,
    "invalid_request"
)]
#[tokio::test]
async fn what_is_no_http_is_answered_in_json(#[case] request: &str, #[case] status: u16, #[case] code: &str) {
    let world = world().await;
    let (seen, head, body) = raw(world.application.port(), request).await;
    assert_eq!((seen, body["code"].as_str()), (status, Some(code)), "{head}");
    assert!(head.contains("content-type: application/json"), "{head}");
    assert_eq!(world.create().await.status, 201);
}

#[tokio::test]
async fn a_head_without_end_is_too_large_and_a_head_without_haste_too_slow() {
    let quick = |settings: &mut ucp_assay::simulator::Settings| {
        settings.limits.head_timeout = Duration::from_millis(200);
    };
    let world = world_with(quick, SessionOptions::default()).await;
    let many = "x: y\r\n".repeat(200);
    let (status, _, body) = raw(world.application.port(), &format!("GET / HTTP/1.1\r\n{many}\r\n")).await;
    assert_eq!((status, body["code"].as_str()), (431, Some("headers_too_large")));
    let (status, _, body) = raw(world.application.port(), "GET / HTTP/1.1\r\nhost: x\r\n").await;
    assert_eq!((status, body["code"].as_str()), (408, Some("request_timeout")));
}

#[tokio::test]
async fn conditions_bring_about_the_rarer_answers() {
    let world = world().await;
    world.session.condition(Condition::RateLimit { requests: 2, window: Duration::from_mins(1) });
    assert_eq!(world.create().await.status, 201);
    assert_eq!(world.create().await.status, 201);
    let limited = world.create().await;
    limited.refused(429, "rate_limited");
    assert!(limited.raw.header("retry-after").is_some_and(|after| after.parse::<u64>().is_ok()));
    world.session.advance(Duration::from_mins(1));
    assert_eq!(world.create().await.status, 201);
    world.session.lift(ConditionKind::RateLimit);
    for (condition, status, code) in [
        (Condition::InternalFailure, 500, "internal_error"),
        (Condition::Unavailable, 503, "service_unavailable"),
    ] {
        let kind = condition.kind();
        world.session.condition(condition);
        let answer = world.create().await;
        answer.refused(status, code);
        assert_eq!(answer.raw.header("retry-after").is_some(), status == 503);
        world.session.lift(kind);
    }
    assert_eq!(world.create().await.status, 201);
}

#[tokio::test]
async fn sessions_are_isolated_by_host() {
    let world = world().await;
    let created = world.create().await;
    let id = created.text("/id");
    let other = world.application.sessions().open("s2", SessionOptions::default()).await.expect("a session");
    let mut moved = Request::get(format!("{}/.well-known/ucp", other.base_url()));
    moved.headers.push(("accept".to_owned(), "application/json".to_owned()));
    let profile = Answer::of(world.client.send(moved).await.expect("an answer"));
    assert_ne!(profile.body["signing_keys"], world.session.business_profile()["signing_keys"]);
    assert!(world.application.sessions().open("s2", SessionOptions::default()).await.is_err(), "taken");
    assert!(world.application.sessions().open("Not a label", SessionOptions::default()).await.is_err());
    let mut elsewhere = world;
    elsewhere.session = other;
    elsewhere
        .send(elsewhere.call("GET", format!("/checkout-sessions/{id}"), None))
        .await
        .outcome("not_found");
}

#[tokio::test]
async fn a_request_identifier_is_echoed_when_it_is_safe() {
    let world = world().await;
    let call = world
        .call("GET", "/checkout-sessions/x", None)
        .with("request-id", "7d9b0c3e-1f6a-4a0b-9a57-0c7a6c3c9a11");
    let answer = world.send(call).await;
    assert_eq!(answer.raw.header("request-id"), Some("7d9b0c3e-1f6a-4a0b-9a57-0c7a6c3c9a11"));
    let call = world.call("GET", "/checkout-sessions/x", None).with("request-id", "<script>");
    assert_eq!(world.send(call).await.raw.header("request-id"), None);
    let bare = Request::get(format!("{}/checkout-sessions/x", world.session.base_url()));
    assert_eq!(Answer::of(world.client.send(bare).await.expect("an answer")).status, 400);
}
