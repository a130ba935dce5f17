//! Who is refused, on every route there is: a new one cannot be forgotten, because the routes are enumerated.

use crate::shop::raw;
use crate::support::{Stage, Told, limits, listed_with_paths, route};
use bytes::Bytes;
use rstest::rstest;
use serde_json::{Value, json};
use std::time::Duration;
use ucp_assay::clock::{Clock, Instant};
use ucp_assay::simulator::control::{Access, ControlServer, Listed, Scope, Settings, StartError, Token};

/// Sends a request of a route with these headers and no body worth mentioning.
async fn attempt(stage: &Stage, route: &Listed, path: &[(&str, &str)], headers: &[(&str, &str)]) -> Told {
    let url = stage.url(route, path, "");
    let owned = headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    stage.send(route, url, owned, Bytes::new()).await
}

/// What a refused request must not have changed.
async fn unchanged(stage: &Stage) -> Value {
    let mut sessions = stage.ok("listSessions", &[], None).await;
    for session in sessions["sessions"].as_array_mut().expect("sessions") {
        session["clock"]["now"] = Value::Null;
        session["clock"]["millis"] = Value::Null;
    }
    let tokens = stage.ok("listTokens", &[], None).await;
    json!([sessions, tokens, stage.ok("listProducts", &[], None).await])
}

#[tokio::test]
async fn every_route_refuses_a_request_without_and_with_a_wrong_token() {
    let stage = Stage::open_with(|settings| limits(settings, |limits| limits.failures = u32::MAX)).await;
    let before = unchanged(&stage).await;
    let full = stage.token.reveal().to_owned();
    let nearly = format!("Bearer {}x", &full[..full.len() - 1]);
    let (longer, lower, basic) =
        (format!("Bearer {full}x"), format!("Bearer {}", full.to_lowercase()), format!("Basic {full}"));
    let wrong = ["Bearer", "Bearer ", "Bearer wrong", &nearly, &longer, &lower, &basic, &full];
    for (route, path) in listed_with_paths() {
        attempt(&stage, &route, &path, &[]).await.refused(401, "unauthorized");
        for value in wrong {
            let told = attempt(&stage, &route, &path, &[("authorization", value)]).await;
            told.refused(401, "unauthorized");
            assert!(told.raw.header("www-authenticate").is_some());
            assert!(!told.body.to_string().contains(&full), "the token is never repeated");
        }
        let twice = format!("Bearer {full}");
        let told =
            attempt(&stage, &route, &path, &[("authorization", &twice), ("authorization", &twice)]).await;
        told.refused(401, "unauthorized");
    }
    assert_eq!(unchanged(&stage).await, before);
}

#[tokio::test]
async fn every_route_refuses_an_expired_and_an_ended_token() {
    let clock = Clock::frozen(Instant::from_millis(1_800_000_000_000));
    let stage = Stage::open_with(|settings| {
        settings.clock = clock.clone();
        limits(settings, |limits| limits.failures = u32::MAX);
    })
    .await;
    let expiring = stage.minted(&["full"]).await;
    assert_eq!(stage.call_as(&expiring, "getToken", &[], "", None).await.status, 200);
    stage.clock.advance(Duration::from_mins(1));
    let before = unchanged(&stage).await;
    let wish = json!({"scopes": ["full"]});
    let ended = stage.ok("mintToken", &[], Some(wish)).await;
    stage.ok("revokeToken", &[("token", ended["id"].as_str().expect("an id"))], None).await;
    let ended = format!("Bearer {}", ended["token"].as_str().expect("a token"));
    let expired = format!("Bearer {expiring}");
    for (route, path) in listed_with_paths() {
        attempt(&stage, &route, &path, &[("authorization", &expired)]).await.refused(401, "token_expired");
        attempt(&stage, &route, &path, &[("authorization", &ended)]).await.refused(401, "unauthorized");
    }
    assert_eq!(unchanged(&stage).await, before);
}

#[tokio::test]
async fn every_route_refuses_a_token_of_another_scope() {
    let stage = Stage::open().await;
    let all = [Scope::ReadJournal, Scope::ArmFaults, Scope::MoveClock, Scope::ChangeWorld];
    let mut tokens = Vec::new();
    for lacking in all {
        let others: Vec<&str> = all.iter().filter(|one| **one != lacking).map(|one| one.name()).collect();
        tokens.push((lacking, stage.minted(&others).await));
    }
    let nothing_full = stage.minted(&all.map(Scope::name)).await;
    let mut refusals = 0;
    let before = unchanged(&stage).await;
    for (route, path) in listed_with_paths() {
        let token = match route.access {
            Access::Any => continue,
            Access::Needs(Scope::Full) => &nothing_full,
            Access::Needs(scope) => &tokens.iter().find(|(lacking, _)| *lacking == scope).expect("a token").1,
        };
        let value = format!("Bearer {token}");
        attempt(&stage, &route, &path, &[("authorization", &value)]).await.refused(403, "insufficient_scope");
        refusals += 1;
    }
    assert!(refusals > 40, "only {refusals} routes ask for a scope");
    assert_eq!(unchanged(&stage).await, before);
}

#[rstest]
#[case::foreign(&[("origin", "https://evil.example")])]
#[case::opaque(&[("origin", "null")])]
#[case::other_port(&[("origin", "http://127.0.0.1:1")])]
#[case::other_scheme(&[("origin", "https://OWN")])]
#[case::other_name_of_this_machine(&[("origin", "http://localhost:PORT")])]
#[case::twice(&[("origin", "http://OWN"), ("origin", "https://evil.example")])]
#[case::no_origin_but_cross_site(&[("sec-fetch-site", "cross-site")])]
#[case::same_site(&[("sec-fetch-site", "same-site")])]
#[tokio::test]
async fn every_route_refuses_a_page_of_another_origin(#[case] headers: &[(&str, &str)]) {
    let stage = Stage::open().await;
    let before = unchanged(&stage).await;
    let port = stage.control.address().port().to_string();
    let own = format!("127.0.0.1:{port}");
    let token = format!("Bearer {}", stage.token.reveal());
    for (route, path) in listed_with_paths() {
        let filled: Vec<(&str, String)> = headers
            .iter()
            .map(|(name, value)| (*name, value.replace("OWN", &own).replace("PORT", &port)))
            .collect();
        let mut sent: Vec<(&str, &str)> =
            filled.iter().map(|(name, value)| (*name, value.as_str())).collect();
        sent.push(("authorization", &token));
        let told = attempt(&stage, &route, &path, &sent).await;
        told.refused(403, "foreign_origin");
        assert!(told.raw.headers.iter().all(|(name, _)| !name.starts_with("access-control-")));
    }
    assert_eq!(unchanged(&stage).await, before);
}

#[tokio::test]
async fn the_dashboards_own_origin_is_served() {
    let stage = Stage::open().await;
    let token = format!("Bearer {}", stage.token.reveal());
    let own = format!("http://127.0.0.1:{}", stage.control.address().port());
    let headers = [("authorization", &*token), ("origin", &own), ("sec-fetch-site", "same-origin")];
    assert_eq!(attempt(&stage, &route("getSession"), &[], &headers).await.status, 200);
}

/// The status and code of raw bytes.
async fn bytes(stage: &Stage, request: &str) -> (u16, Value) {
    let request = request.replace("TOKEN", stage.token.reveal());
    let request = request.replace("PORT", &stage.control.address().port().to_string());
    let (status, head, body) = raw(stage.control.address().port(), &request).await;
    assert!(!head.contains("injected"), "{head}");
    (status, body["code"].clone())
}

#[rstest]
#[case::rebound("evil.example")]
#[case::rebound_with_port("evil.example:PORT")]
#[case::prefix("localhost.evil.example")]
#[case::address_of_another("192.0.2.7:PORT")]
#[case::user("localhost@evil.example")]
#[case::empty("")]
#[tokio::test]
async fn every_route_refuses_another_host(#[case] host: &str) {
    let stage = Stage::open().await;
    let before = unchanged(&stage).await;
    for (route, path) in listed_with_paths() {
        let url = stage.url(&route, &path, "");
        let target = url.splitn(4, '/').nth(3).expect("a path");
        let request = format!(
            "{} /{target} HTTP/1.1\r\nHost: {host}\r\nAuthorization: Bearer TOKEN\r\nContent-Length: 0\r\n\r\n",
            route.method
        );
        assert_eq!(bytes(&stage, &request).await, (421, json!("wrong_host")), "{request}");
    }
    assert_eq!(unchanged(&stage).await, before);
}

const SOUND: &str = "Host: 127.0.0.1:PORT\r\nAuthorization: Bearer TOKEN\r\n";

#[rstest]
#[case::two_hosts("GET /v1/sessions HTTP/1.1\r\nHost: evil.example\r\nHOST", &[400, 421])]
#[case::absolute_target("GET http://evil.example/v1/sessions HTTP/1.1\r\nHOST", &[421])]
#[case::encoded_line_break("GET /v1/sessions/s1%0d%0ainjected:1 HTTP/1.1\r\nHOST", &[400])]
#[case::raw_line_break("GET /v1/sessions/s1\r\ninjected: 1 HTTP/1.1\r\nHOST", &[400])]
#[case::encoded_slash("GET /v1/sessions/s1%2fjournal HTTP/1.1\r\nHOST", &[400])]
#[case::encoded_dots("GET /v1/sessions/%2e%2e/health HTTP/1.1\r\nHOST", &[404])]
#[case::dots("GET /v1/sessions/../health HTTP/1.1\r\nHOST", &[404])]
#[case::dots_beyond_the_root("GET /../../etc/passwd HTTP/1.1\r\nHOST", &[404])]
#[case::encoded_nothing("DELETE /v1/sessions/s1%00 HTTP/1.1\r\nHOST", &[400])]
#[case::not_utf8("GET /v1/sessions/%ff HTTP/1.1\r\nHOST", &[404])]
#[case::parameters_of_a_segment("GET /v1/sessions;x=1 HTTP/1.1\r\nHOST", &[404])]
#[case::empty_segment("GET /v1//sessions HTTP/1.1\r\nHOST", &[404])]
#[case::other_letter_case("GET /V1/SESSIONS HTTP/1.1\r\nHOST", &[404])]
#[case::method_override("GET /v1/sessions/s1 HTTP/1.1\r\nX-HTTP-Method-Override: DELETE\r\nHOST", &[200])]
#[case::forwarded_host("GET /v1/token HTTP/1.1\r\nX-Forwarded-Host: evil.example\r\nHOST", &[200])]
#[case::unknown_query("GET /v1/sessions?access_token=x HTTP/1.1\r\nHOST", &[400])]
#[case::line_break_in_a_header("GET /v1/token HTTP/1.1\r\nX: a\n\tinjected: b\r\nHOST", &[200, 400])]
#[case::lone_return_in_a_header("GET /v1/token HTTP/1.1\r\nX: a\rinjected: b\r\nHOST", &[400])]
#[case::two_lengths("POST /v1/tokens HTTP/1.1\r\nContent-Length: 2\r\nContent-Length: 3\r\nHOST", &[400])]
#[case::length_and_chunks("POST /v1/tokens HTTP/1.1\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\nHOST", &[400])]
#[tokio::test]
async fn paths_and_headers_mean_what_they_say(#[case] request: &str, #[case] statuses: &[u16]) {
    let stage = Stage::open().await;
    let request = format!("{}\r\n", request.replace("HOST", SOUND));
    let (status, code) = bytes(&stage, &request).await;
    assert!(statuses.contains(&status), "{request} {status} {code}");
    assert_eq!(stage.ok("listSessions", &[], None).await["sessions"].as_array().expect("a list").len(), 2);
}

#[tokio::test]
async fn every_route_that_takes_a_body_refuses_one_too_large_or_of_another_kind() {
    let stage = Stage::open_with(|settings| limits(settings, |limits| limits.body_bytes = 10_000)).await;
    let before = unchanged(&stage).await;
    let token = format!("Bearer {}", stage.token.reveal());
    for (route, path) in listed_with_paths() {
        let url = stage.url(&route, &path, "");
        let headers = |kind: &str| {
            vec![("authorization".to_owned(), token.clone()), ("content-type".to_owned(), kind.to_owned())]
        };
        if crate::support::described(&route).get("requestBody").is_none() {
            let told = stage.send(&route, url, headers("application/json"), Bytes::from("{}")).await;
            told.refused(400, "invalid_body");
            continue;
        }
        let send = |kind: &'static str, body: Bytes| stage.send(&route, url.clone(), headers(kind), body);
        let large = Bytes::from(format!("{{\"id\": \"{}\"}}", "x".repeat(10_000)));
        send("application/json", large).await.refused(413, "body_too_large");
        for kind in ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data"] {
            send(kind, Bytes::from("{}")).await.refused(415, "unsupported_media_type");
        }
        let deep = Bytes::from(format!("{}1{}", "[".repeat(200), "]".repeat(200)));
        for broken in
            [Bytes::from("{"), Bytes::from("{\"a\":1,\"a\":2}"), Bytes::from_static(b"\"\xff\""), deep]
        {
            send("application/json", broken).await.refused(400, "malformed_json");
        }
        send("application/json", Bytes::from("{\"surely_unknown\": 1}")).await.refused(400, "invalid_body");
    }
    assert_eq!(unchanged(&stage).await, before);
}

#[tokio::test]
async fn failures_are_limited_per_minute_and_a_valid_token_is_never_locked_out() {
    let clock = Clock::frozen(Instant::from_millis(1_800_000_000_000));
    let stage = Stage::open_with(|settings| {
        settings.clock = clock.clone();
        limits(settings, |limits| limits.failures = 3);
    })
    .await;
    let route = route("getHealth");
    for _ in 0..3 {
        attempt(&stage, &route, &[], &[("authorization", "Bearer x")]).await.refused(401, "unauthorized");
    }
    let told = attempt(&stage, &route, &[], &[("authorization", "Bearer x")]).await;
    told.refused(429, "too_many_failures");
    assert_eq!(told.raw.header("retry-after"), Some("61"));
    assert_eq!(stage.call("getHealth", &[], "", None).await.status, 200);
    stage.clock.advance(Duration::from_mins(1));
    attempt(&stage, &route, &[], &[]).await.refused(401, "unauthorized");
}

#[tokio::test]
async fn nothing_of_it_is_on_the_merchants_port() {
    let stage = Stage::open().await;
    for (route, path) in listed_with_paths() {
        let url = stage.url(&route, &path, "");
        let target = url.splitn(4, '/').nth(3).expect("a path");
        let request = format!(
            "{} /{target} HTTP/1.1\r\nHost: s1.shop.localhost\r\nAuthorization: Bearer {}\r\nContent-Length: 0\r\n\r\n",
            route.method,
            stage.token.reveal()
        );
        let (status, _, _) = raw(stage.shop.application.port(), &request).await;
        assert!(matches!(status, 404 | 405), "{request} {status}");
    }
}

#[tokio::test]
async fn a_listener_others_can_reach_needs_tls() {
    let stage = Stage::open().await;
    let mut settings = Settings::local(Token::generate().expect("a token"));
    settings.listen = std::net::SocketAddr::from(([0, 0, 0, 0], 0));
    let refused = ControlServer::start(settings, stage.shop.application.sessions().clone());
    assert!(matches!(refused, Err(StartError::Exposed(_))));
}

#[tokio::test]
async fn every_answer_says_that_it_must_not_be_kept_framed_or_guessed_at() {
    let stage = Stage::open().await;
    let told = stage.call("getToken", &[], "", None).await;
    for (name, value) in [
        ("cache-control", "no-store"),
        ("x-content-type-options", "nosniff"),
        ("x-frame-options", "DENY"),
        ("referrer-policy", "no-referrer"),
        ("cross-origin-resource-policy", "same-origin"),
    ] {
        assert_eq!(told.raw.header(name), Some(value));
    }
}
