use std::time::{Duration, Instant};

use bytes::Bytes;
use rstest::rstest;
use serde_json::json;

use crate::exchange::ExchangeKind;
use crate::platform::authority::{TestAuthority, TlsVersions};
use crate::platform::outbound::{Client, ClientSettings, Limits, OutboundError, Phase, Policy, Request};

use super::*;

const SOON: Duration = Duration::from_secs(5);

struct Stage {
    host: AgentHost,
    client: Client,
}

/// A caller with time for a busy machine.
fn stage() -> Stage {
    stage_with(Limits::OPERATION)
}

fn stage_with(limits: Limits) -> Stage {
    let authority = TestAuthority::generate().unwrap();
    let tls = authority.server_config(TlsVersions::Only13).unwrap();
    let settings = ClientSettings::new(Policy::LOOPBACK_TLS, authority.roots().unwrap()).with_limits(limits);
    Stage {
        host: AgentHost::start(HostSettings::local(tls)).unwrap(),
        client: Client::new(settings).unwrap(),
    }
}

fn delivery(agent: &Agent, body: &'static str) -> Request {
    let headers = vec![("webhook-id".to_owned(), "evt-1".to_owned()), ("x-twice".to_owned(), "a".to_owned())];
    let mut request = Request::post(&agent.urls().webhook, headers, Bytes::from_static(body.as_bytes()));
    request.headers.push(("x-twice".to_owned(), "b".to_owned()));
    request
}

#[tokio::test]
async fn a_profile_is_served_as_published() {
    let stage = stage();
    let agent = stage.host.open("alice");
    assert!(agent.urls().profile.starts_with("https://alice.agent.localhost:"));
    let asked = || stage.client.send(Request::get(&agent.urls().profile));
    assert_eq!(asked().await.unwrap().status, 404);
    agent.profile().answer_with(Answer::profile(r#"{"ucp":{}}"#));
    let answer = asked().await.unwrap();
    assert_eq!((answer.status, answer.body.as_ref()), (200, br#"{"ucp":{}}"#.as_slice()));
    assert_eq!(answer.header("content-type"), Some("application/json"));
    assert_eq!(answer.header("cache-control"), Some("public, max-age=60"));
    assert_eq!(agent.profile().count(), 2);
    assert_eq!(agent.profile().received()[0].kind, ExchangeKind::ProfileFetch);
    assert_eq!(agent.inbox().count(), 0);
}

#[tokio::test]
async fn agents_do_not_see_each_other() {
    let stage = stage();
    let (alice, bob) = (stage.host.open("alice"), stage.host.open("bob"));
    stage.client.send(delivery(&alice, "{}")).await.unwrap();
    assert_eq!((alice.inbox().count(), bob.inbox().count()), (1, 0));
    let url = bob.urls().webhook.clone();
    drop(bob);
    let answer = stage.client.send(Request::post(url, Vec::new(), Bytes::from_static(b"{}"))).await.unwrap();
    assert_eq!(answer.status, 404);
}

#[tokio::test]
async fn an_identifier_taken_over_stays_with_the_newcomer() {
    let stage = stage();
    let first = stage.host.open("alice");
    let second = stage.host.open("alice");
    drop(first);
    stage.client.send(delivery(&second, "{}")).await.unwrap();
    assert_eq!(second.inbox().count(), 1);
}

#[tokio::test]
async fn deliveries_are_kept_raw() {
    let stage = stage();
    let agent = stage.host.open("alice");
    stage.client.send(delivery(&agent, "{ \"spaced\" : 1 }")).await.unwrap();
    let kept = &agent.inbox().received()[0];
    assert_eq!(kept.request.body, b"{ \"spaced\" : 1 }");
    assert_eq!(kept.request.url, agent.urls().webhook);
    assert_eq!(kept.request.method, "POST");
    let twice: Vec<_> =
        kept.request.headers.iter().filter(|(name, _)| name == "x-twice").map(|(_, value)| value).collect();
    assert_eq!(twice, ["a", "b"]);
    assert_eq!(kept.response.as_ref().unwrap().status, 200);
}

#[tokio::test]
async fn queued_answers_come_first_and_once() {
    let stage = stage();
    let agent = stage.host.open("alice");
    agent.inbox().answer_with(Answer::json(200, &json!({"ok": true})));
    agent.inbox().queue([Answer::status(500), Answer::redirect(307, "https://elsewhere.example/")]);
    let mut statuses = Vec::new();
    for _ in 0..4 {
        statuses.push(stage.client.send(delivery(&agent, "{}")).await.unwrap().status);
    }
    assert_eq!(statuses, [500, 307, 200, 200]);
    assert_eq!(agent.inbox().queued(), 0);
}

#[rstest]
#[case::hang(Answer::Hang(Duration::from_secs(2)), OutboundError::Timeout(Phase::Answer))]
#[case::late(
    Answer::Reply(Reply::status(200).after(Duration::from_secs(2))),
    OutboundError::Timeout(Phase::Answer)
)]
#[tokio::test]
async fn silence_is_noticed_by_the_caller(#[case] answer: Answer, #[case] expected: OutboundError) {
    let stage = stage_with(Limits { read: Duration::from_millis(200), ..Limits::OPERATION });
    let agent = stage.host.open("alice");
    agent.inbox().queue([answer]);
    assert_eq!(stage.client.send(delivery(&agent, "{}")).await.unwrap_err(), expected);
    assert_eq!(agent.inbox().count(), 1, "recorded on receipt, not on answer");
}

#[tokio::test]
async fn a_dropped_connection_breaks_the_exchange() {
    let stage = stage();
    let agent = stage.host.open("alice");
    agent.inbox().queue([Answer::Drop]);
    let failed = stage.client.send(delivery(&agent, "{}")).await.unwrap_err();
    assert!(matches!(failed, OutboundError::Broken(_)), "{failed:?}");
    let kept = &agent.inbox().received()[0];
    assert!(kept.response.is_none());
    assert_eq!(kept.notes.len(), 1);
}

#[tokio::test]
async fn a_wait_ends_with_the_request_it_waits_for() {
    let stage = stage();
    let agent = stage.host.open("alice");
    let waiting = {
        let agent = agent.clone();
        tokio::spawn(async move { agent.inbox().wait_count(2, SOON).await })
    };
    for body in ["1", "2"] {
        stage.client.send(delivery(&agent, body)).await.unwrap();
    }
    let received = waiting.await.unwrap().unwrap();
    assert_eq!(received.len(), 2);
    let second = agent.inbox().wait_for(SOON, |all| all.iter().find(|one| one.request.body == b"2").cloned());
    assert_eq!(second.await.unwrap().request.body, b"2");
}

#[tokio::test]
async fn a_wait_for_nothing_ends_in_time() {
    let stage = stage();
    let agent = stage.host.open("alice");
    stage.client.send(delivery(&agent, "1")).await.unwrap();
    let started = Instant::now();
    let waited = Duration::from_millis(20);
    let failed = agent.inbox().wait_count(2, waited).await.unwrap_err();
    assert_eq!(failed, WaitTimeout { seen: 1, waited });
    assert!(started.elapsed() < SOON);
    agent.inbox().clear();
    assert_eq!((agent.inbox().count(), agent.inbox().received().len()), (0, 0));
}

#[test]
fn memory_is_bounded() {
    let endpoint = Endpoint::new(ExchangeKind::Webhook, Answer::status(200));
    let large = || endpoint_exchange(1024 * 1024);
    for _ in 0..20 {
        endpoint.record(large());
    }
    assert_eq!((endpoint.count(), endpoint.received().len()), (20, 16));
    endpoint.clear();
    for _ in 0..2_100 {
        endpoint.record(endpoint_exchange(0));
    }
    assert_eq!((endpoint.count(), endpoint.received().len()), (2_100, 2_000));
}

fn endpoint_exchange(bytes: usize) -> crate::exchange::Exchange {
    crate::exchange::Exchange {
        id: String::new(),
        at: crate::clock::Instant::from_millis(0),
        kind: ExchangeKind::Webhook,
        operation: None,
        request: crate::exchange::RequestRecord {
            method: "POST".to_owned(),
            url: String::new(),
            headers: Vec::new(),
            body: vec![0; bytes],
        },
        response: None,
        elapsed_micros: 0,
        notes: Vec::new(),
    }
}

#[tokio::test]
async fn headers_are_sent_as_told() {
    let stage = stage();
    let agent = stage.host.open("alice");
    let reply = Reply::bytes(200, "text/plain", "hi")
        .without_header("Content-Type")
        .with_header("set-cookie", "a=1")
        .with_header("set-cookie", "b=2");
    agent.profile().answer_with(reply);
    let answer = stage.client.send(Request::get(&agent.urls().profile)).await.unwrap();
    assert_eq!(answer.header("content-type"), None);
    assert_eq!(answer.headers.iter().filter(|(name, _)| name == "set-cookie").count(), 2);
}

#[tokio::test]
async fn behind_a_public_base_urls_and_evidence_use_it() {
    let base = PublicBase::Url("https://tunnel.example/assay/".parse().unwrap());
    let listen = "127.0.0.1:0".parse().unwrap();
    let host = AgentHost::start(HostSettings { listen, tls: None, base }).unwrap();
    let agent = host.open("alice");
    assert_eq!(agent.urls().profile, "https://tunnel.example/assay/profiles/alice.json");
    let client = Client::new(ClientSettings::new(
        Policy::DEVELOPMENT,
        crate::platform::authority::TrustedRoots::none(),
    ));
    let client = client.unwrap();
    // The way in may keep the prefix or strip it, and rewrite `Host`; the evidence is the same.
    for path in ["/assay/profiles/alice.json?x=1", "/profiles/alice.json?x=1"] {
        client.send(Request::get(format!("http://{}{path}", host.address()))).await.unwrap();
    }
    let urls: Vec<_> = agent.profile().received().iter().map(|kept| kept.request.url.clone()).collect();
    assert_eq!(urls, ["https://tunnel.example/assay/profiles/alice.json?x=1"; 2]);
}

#[tokio::test]
async fn a_stopped_listener_frees_its_port() {
    let stage = stage();
    let address = stage.host.address();
    stage.host.stop().await;
    assert!(std::net::TcpListener::bind(address).is_ok());
}

#[tokio::test]
async fn a_taken_address_is_an_error_that_names_it() {
    let stage = stage();
    let taken = HostSettings { listen: stage.host.address(), tls: None, base: PublicBase::PerAgentHost };
    let error = AgentHost::start(taken).unwrap_err();
    assert!(error.to_string().contains(&stage.host.address().to_string()));
}
