use rstest::rstest;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use crate::crypto::key::{Curve, SigningKey};
use crate::platform::authority::TrustedRoots;
use crate::platform::host::{AgentHost, Answer, HostSettings, PublicBase};
use crate::platform::outbound::{ClientSettings, Policy};

use super::*;

fn version() -> &'static str {
    ProtocolVersion::LATEST.date()
}

fn document() -> Value {
    let key = SigningKey::from_seed(Curve::P256, "shop-1", b"shop").unwrap();
    json!({
        "ucp": {
            "version": version(),
            "services": {
                "dev.ucp.shopping": [
                    {"version": "2020-01-01", "transport": "rest", "endpoint": "https://s.example/old"},
                    {"version": version(), "transport": "rest", "endpoint": "https://s.example/ucp/"},
                    {"version": "2999-01-01", "transport": "rest", "endpoint": "https://s.example/new"},
                    {"version": version(), "transport": "mcp", "endpoint": "https://s.example/mcp"},
                    {"transport": "rest", "endpoint": "https://s.example/nameless"},
                    {"version": version(), "transport": "embedded"}
                ],
                "broken": "not a list"
            },
            "capabilities": {
                "dev.ucp.shopping.checkout": [{"version": version(), "config": {"a": 1}}],
                "dev.ucp.shopping.discount": [{
                    "version": version(),
                    "extends": ["dev.ucp.shopping.checkout", "dev.ucp.shopping.cart"]
                }]
            },
            "payment_handlers": {"com.example.pay": [{"id": "pay", "version": version(), "x": true}, {"id": "?"}]}
        },
        "signing_keys": [key.public_jwk(), {"kid": "junk"}]
    })
}

fn read(document: &Value) -> Business {
    read::business("https://s.example/.well-known/ucp", document.to_string().as_bytes()).unwrap()
}

#[test]
fn what_can_be_understood_is_read() {
    let business = read(&document());
    assert_eq!(business.version, version());
    assert_eq!(business.services.len(), 5);
    assert!(business.declares("dev.ucp.shopping.checkout"));
    assert!(!business.declares("dev.ucp.shopping.order"));
    assert_eq!(business.capabilities[1].extends.len(), 2);
    assert_eq!(business.payment_handlers.len(), 1);
    assert_eq!(business.payment_handlers[0].declaration["x"], true);
    assert_eq!(business.keys().usable().map(|key| key.kid().to_owned()).collect::<Vec<_>>(), ["shop-1"]);
}

#[rstest]
#[case("dev.ucp.shopping", "rest", Some("https://s.example/ucp"))]
#[case("dev.ucp.shopping", "mcp", Some("https://s.example/mcp"))]
#[case("dev.ucp.shopping", "embedded", None)]
#[case("dev.ucp.shopping", "a2a", None)]
#[case("com.example.other", "rest", None)]
fn the_endpoint_is_of_the_right_version(
    #[case] service: &str,
    #[case] transport: &str,
    #[case] expected: Option<&str>,
) {
    assert_eq!(read(&document()).endpoint(service, transport), expected);
}

#[test]
fn without_the_own_version_the_newest_endpoint_is_chosen() {
    let mut document = document();
    document["ucp"]["version"] = json!("2000-01-01");
    assert_eq!(read(&document).endpoint("dev.ucp.shopping", "rest"), Some("https://s.example/new"));
}

struct Shop {
    host: AgentHost,
    client: Client,
}

/// A listener that stands in for a business: its "agents" serve whatever they are told.
fn shop() -> Shop {
    let listen = "127.0.0.1:0".parse().unwrap();
    let host = AgentHost::start(HostSettings { listen, tls: None, base: PublicBase::PerAgentHost }).unwrap();
    let client = Client::new(ClientSettings::new(Policy::DEVELOPMENT, TrustedRoots::none())).unwrap();
    Shop { host, client }
}

#[rstest]
#[case::not_found(Answer::status(404), "status 404")]
#[case::redirect(Answer::redirect(301, "https://s.example/"), "redirects are not followed")]
#[case::html(Answer::profile("<html>"), "is not JSON")]
#[case::other_json(Answer::profile("[]"), "/ucp/version is missing")]
#[case::nothing(Answer::Drop, "broke off")]
#[tokio::test]
async fn what_is_no_profile_is_told(#[case] answer: Answer, #[case] expected: &str) {
    let shop = shop();
    let agent = shop.host.open("shop");
    agent.profile().answer_with(answer);
    let found = fetch(&shop.client, &agent.urls().profile).await;
    let error = found.business.unwrap_err().to_string();
    assert!(error.contains(expected), "{error}");
    assert_eq!(found.exchange.notes, [error]);
    assert_eq!(found.exchange.kind, ExchangeKind::ProfileFetch);
}

#[tokio::test]
async fn the_profile_is_looked_for_at_the_well_known_place() {
    let shop = shop();
    let origin = format!("http://localhost:{}/", shop.host.address().port());
    let found = discover(&shop.client, &origin).await;
    assert_eq!(found.exchange.request.url, format!("{origin}.well-known/ucp"));
    assert_eq!(found.exchange.response.unwrap().status, 404);
}

#[tokio::test]
async fn evidence_is_kept_of_a_good_profile_too() {
    let shop = shop();
    let agent = shop.host.open("shop");
    agent.profile().answer_with(Answer::profile(document().to_string()));
    let found = fetch(&shop.client, &agent.urls().profile).await;
    assert_eq!(found.business.unwrap().document, document());
    let response = found.exchange.response.unwrap();
    assert_eq!((response.status, response.body), (200, document().to_string().into_bytes()));
    assert!(found.exchange.notes.is_empty());
}

/// Answers its connections with one JSON document each, in order.
async fn documents(listener: tokio::net::TcpListener, documents: Vec<Value>) {
    for document in documents {
        let (mut stream, _) = listener.accept().await.unwrap();
        assert!(stream.read(&mut [0; 4096]).await.unwrap() > 0);
        let body = document.to_string();
        let head = format!("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: {}\r\n\r\n", body.len());
        stream.write_all(format!("{head}{body}").as_bytes()).await.unwrap();
    }
}

#[rstest]
#[case::listed(true, 2)]
#[case::not_listed(false, 1)]
#[tokio::test]
async fn a_version_listed_elsewhere_is_fetched_there(#[case] listed: bool, #[case] fetches: usize) {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let origin = format!("http://localhost:{}", listener.local_addr().unwrap().port());
    let mut newer = document();
    newer["ucp"]["version"] = json!("2999-01-01");
    if listed {
        newer["ucp"]["supported_versions"] = json!({version(): format!("{origin}/older.json")});
    }
    let serving = tokio::spawn(documents(listener, vec![newer, document()]));
    let client = shop().client;
    let found = discover_version(&client, &origin, ProtocolVersion::LATEST).await;
    serving.abort();
    assert_eq!(found.len(), fetches);
    let last = found.last().unwrap();
    let expected = if listed { version() } else { "2999-01-01" };
    assert_eq!(last.business.as_ref().unwrap().version, expected);
    let url = if listed { format!("{origin}/older.json") } else { format!("{origin}/.well-known/ucp") };
    assert_eq!(last.exchange.request.url, url);
}
