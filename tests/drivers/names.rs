//! Names of the outside world lead to the session that has them, with a certificate that covers them.

use crate::stage::{FOREIGN, Stage, lenient};
use reqwest::{Certificate, Client, Proxy};
use serde_json::Value;
use ucp_assay::simulator::{SessionOptions, Settings};

/// A client as a connector has one: it trusts the authority's file and uses the proxy.
fn client(stage: &Stage) -> Client {
    let around = stage.place.surroundings();
    let pem = std::fs::read(&around.ca).expect("a file");
    let proxy = Proxy::https(around.proxy.as_deref().expect("a proxy")).expect("a URL");
    Client::builder()
        .tls_certs_only([Certificate::from_pem(&pem).expect("a certificate")])
        .proxy(proxy)
        .build()
        .expect("a client")
}

async fn endpoint(client: &Client, url: &str) -> String {
    let profile = client.get(url).send().await.expect("an answer").bytes().await.expect("a body");
    let profile: Value = serde_json::from_slice(&profile).expect("JSON");
    let text = profile.to_string();
    assert!(text.contains("dev.ucp.shopping"), "{text}");
    text
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_foreign_name_is_served_by_its_session() {
    let stage = Stage::open_with(Settings::default(), Some(FOREIGN)).await;
    assert_eq!(stage.session.base_url(), format!("https://{FOREIGN}"));
    let client = client(&stage);
    let profile = endpoint(&client, &format!("https://{FOREIGN}/.well-known/ucp")).await;
    assert!(profile.contains(&format!("https://{FOREIGN}")), "{profile}");
    let asked = stage.premises.asked();
    assert!(asked.iter().any(|asked| asked.host == FOREIGN && asked.port == 443 && asked.led), "{asked:?}");
    // Names below localhost go the same way, whether the resolver knows them or not.
    let other = stage.application.sessions().open("s2", SessionOptions::default()).await.expect("a session");
    let profile = endpoint(&client, &format!("{}/.well-known/ucp", other.base_url())).await;
    assert!(profile.contains("s2.shop.localhost"), "{profile}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_internet_is_out_of_reach_and_certificates_end_at_their_names() {
    let stage = Stage::open_with(Settings::default(), Some(FOREIGN)).await;
    let client = client(&stage);
    assert!(client.get("https://elsewhere.example.org/").send().await.is_err());
    let asked = stage.premises.asked();
    assert!(asked.iter().any(|asked| asked.host == "elsewhere.example.org" && !asked.led), "{asked:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_business_finds_a_profile_at_a_fixed_url() {
    let url = url::Url::parse("https://connector.example/profile").expect("a URL");
    let stage = Stage::open_for(lenient(), None, Some(url)).await;
    assert_eq!(stage.place.surroundings().identity.profile_url, "https://connector.example/profile");
    let body =
        r#"{"line_items":[{"item":{"id":"bouquet_roses"},"quantity":1}],"currency":"USD","payment":{}}"#;
    let asked = client(&stage)
        .post(format!("{}/checkout-sessions", stage.session.base_url()))
        .header("ucp-agent", r#"profile="https://connector.example/profile""#)
        .header("request-signature", "test")
        .header("request-id", "r-1")
        .header("idempotency-key", "2f0b0c8e-6d0e-4a34-9d4b-0d1f5b6f7a01")
        .header("content-type", "application/json")
        .body(body);
    let answer = asked.send().await.expect("an answer");
    assert_eq!(answer.status(), 201, "{:?}", answer.bytes().await);
    assert_eq!(stage.place.agent().profile().count(), 1);
}

#[tokio::test]
async fn a_name_belongs_to_one_session_at_a_time() {
    let stage = Stage::open_with(Settings::default(), Some(FOREIGN)).await;
    let sessions = stage.application.sessions();
    let taken = |name: &str| SessionOptions { host_name: Some(name.to_owned()), ..SessionOptions::default() };
    let refused = sessions.open("s2", taken("Merchant.Example.com")).await.expect_err("refused");
    assert!(refused.to_string().contains("\"s1\" answers to"), "{refused}");
    let refused = sessions.open("s2", taken("no host:443")).await.expect_err("refused");
    assert!(refused.to_string().contains("not a host name"), "{refused}");
    sessions.close("s1");
    assert!(sessions.open("s2", taken(FOREIGN)).await.is_ok());
}
