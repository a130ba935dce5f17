use std::time::Duration;

use bytes::Bytes;
use rstest::rstest;

use crate::crypto::http_signature::{SignOptions, sign_request, sign_response};
use crate::crypto::key::{Curve, SigningKey};
use crate::exchange::{ExchangeKind, ResponseRecord};
use crate::platform::authority::{TestAuthority, TlsVersions};
use crate::platform::host::{AgentHost, HostSettings};
use crate::platform::outbound::{Client, ClientSettings, Policy, Request};

use super::*;

const NOW: Instant = Instant::from_millis(1_800_000_000_000);

fn key() -> SigningKey {
    SigningKey::from_seed(Curve::P256, "shop-1", b"shop").unwrap()
}

fn keys() -> KeySet {
    KeySet::from_jwks(&[key().public_jwk()])
}

fn pairs(headers: &[(&str, &str)]) -> Vec<(String, String)> {
    headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

/// A webhook as a business sends it, signed for the URL.
fn webhook_to(url: &str) -> Request {
    let mut headers = pairs(&[
        ("content-type", "application/json"),
        ("ucp-agent", "profile=\"https://s.example/.well-known/ucp\""),
        ("webhook-id", "evt-1"),
        ("webhook-timestamp", "1800000000"),
    ]);
    let record = RequestRecord {
        method: "POST".to_owned(),
        url: url.to_owned(),
        headers: headers.clone(),
        body: b"{}".to_vec(),
    };
    let lines = header_pairs(&record.headers);
    let signed = sign_request(&key(), &request_parts(&record, &lines), &SignOptions::default()).unwrap();
    headers.extend(signed.into_pairs().map(|(name, value)| (name.to_owned(), value)));
    Request::post(url, headers, Bytes::from_static(b"{}"))
}

/// The delivery as the inbox records it.
async fn delivered(change: impl Fn(&mut Request)) -> Exchange {
    let authority = TestAuthority::generate().unwrap();
    let tls = authority.server_config(TlsVersions::Only13).unwrap();
    let host = AgentHost::start(HostSettings::local(tls)).unwrap();
    let client = Client::new(ClientSettings::new(Policy::LOOPBACK_TLS, authority.roots().unwrap())).unwrap();
    let agent = host.open("alice");
    let mut request = webhook_to(&agent.urls().webhook);
    change(&mut request);
    client.send(request).await.unwrap();
    let received = agent.inbox().wait_count(1, Duration::from_secs(5)).await.unwrap();
    Exchange::clone(&received[0])
}

#[tokio::test]
async fn a_webhook_verifies_as_the_inbox_recorded_it() {
    let kept = delivered(|_| {}).await;
    let verified = webhook(&kept, &keys(), NOW).unwrap();
    assert_eq!(verified.keyid, "shop-1");
    assert!(verified.covered.contains(&"\"webhook-id\"".to_owned()), "{:?}", verified.covered);
}

#[rstest]
#[case::identifier(|request: &mut Request| request.headers[2].1 = "evt-2".to_owned(), "signature_invalid")]
#[case::body(|request: &mut Request| request.body = Bytes::from_static(b"[]"), "digest_mismatch")]
#[case::address(|request: &mut Request| request.url.push_str("?x=1"), "signature_invalid")]
#[tokio::test]
async fn a_changed_webhook_does_not_verify(#[case] change: fn(&mut Request), #[case] code: &str) {
    let refused = webhook(&delivered(change).await, &keys(), NOW).unwrap_err();
    assert_eq!(refused.code().as_str(), code, "{refused}");
}

fn answered(signed: bool) -> Exchange {
    let mut headers = pairs(&[("content-type", "application/json")]);
    let body = b"{\"id\":\"c1\"}".to_vec();
    if signed {
        let lines = header_pairs(&headers);
        let parts = ResponseParts { status: 201, headers: &lines, body: &body };
        let added = sign_response(&key(), &parts, &SignOptions::default()).unwrap();
        headers.extend(added.into_pairs().map(|(name, value)| (name.to_owned(), value)));
    }
    Exchange {
        id: String::new(),
        at: NOW,
        kind: ExchangeKind::Call,
        operation: None,
        request: RequestRecord {
            method: "POST".to_owned(),
            url: "https://s.example/checkout-sessions".to_owned(),
            headers: Vec::new(),
            body: Vec::new(),
        },
        response: Some(ResponseRecord { status: 201, headers, body }),
        elapsed_micros: 0,
        notes: Vec::new(),
    }
}

#[test]
fn responses_verify_or_say_why_not() {
    let code =
        |exchange: &Exchange| response(exchange, &keys(), NOW).unwrap().map_err(|why| why.code().as_str());
    let good = answered(true);
    assert_eq!(code(&good).unwrap().keyid, "shop-1");
    assert_eq!(code(&answered(false)).unwrap_err(), "signature_missing");

    let mut changed = good.clone();
    changed.response.as_mut().unwrap().status = 200;
    assert_eq!(code(&changed).unwrap_err(), "signature_invalid");
    changed.response = good.response.clone();
    changed.response.as_mut().unwrap().body.push(b' ');
    assert_eq!(code(&changed).unwrap_err(), "digest_mismatch");
    assert_eq!(
        response(&good, &KeySet::default(), NOW).unwrap().unwrap_err().code().as_str(),
        "key_not_found"
    );
    changed.response = None;
    assert!(response(&changed, &keys(), NOW).is_none());
}

#[rstest]
#[case("https://s.example", "s.example", "", None)]
#[case("https://s.example/", "s.example", "/", None)]
#[case("https://s.example:8443/a%2Fb?q=/%20", "s.example:8443", "/a%2Fb", Some("q=/%20"))]
#[case("http://[::1]:80/a?", "[::1]:80", "/a", Some(""))]
#[case("https://s.example?x=/y", "s.example", "", Some("x=/y"))]
fn urls_are_split_as_they_are(
    #[case] url: &str,
    #[case] authority: &str,
    #[case] path: &str,
    #[case] query: Option<&str>,
) {
    let record = RequestRecord {
        method: "GET".to_owned(),
        url: url.to_owned(),
        headers: Vec::new(),
        body: Vec::new(),
    };
    let parts = request_parts(&record, &[]);
    assert_eq!((parts.authority, parts.path, parts.query), (authority, path, query));
    assert_eq!(parts.scheme == Scheme::Http, url.starts_with("http:"));
}
