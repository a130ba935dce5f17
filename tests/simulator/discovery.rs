//! What a business publishes.

use crate::support::{Answer, world};
use ucp_assay::platform::outbound::Request;
use ucp_assay::protocol::contract::{Contract, DocumentKind};
use ucp_assay::protocol::version::ProtocolVersion;

#[tokio::test]
async fn the_profile_is_public_cacheable_and_valid() {
    let world = world().await;
    let url = format!("{}/.well-known/ucp", world.session.base_url());
    let answer = Answer::of(world.client.send(Request::get(&url)).await.expect("an answer"));
    assert_eq!(answer.status, 200);
    assert_eq!(answer.raw.header("cache-control"), Some("public, max-age=60"));
    assert_eq!(answer.raw.header("content-type"), Some("application/json"));
    let contract = Contract::embedded(ProtocolVersion::LATEST);
    let verdict = contract.document(DocumentKind::BusinessProfile).expect("a schema").check(&answer.body);
    assert!(verdict.violations.is_empty(), "{:?}", verdict.violations);
    assert_eq!(answer.text("/ucp/services/dev.ucp.shopping/0/endpoint"), world.session.base_url());
    assert!(answer.body["ucp"].get("supported_versions").is_none());
    let etag = answer.raw.header("etag").expect("a tag").to_owned();
    let mut again = Request::get(&url);
    again.headers.push(("if-none-match".to_owned(), etag));
    assert_eq!(world.client.send(again).await.expect("an answer").status, 304);
}

#[tokio::test]
async fn documents_named_under_the_own_authority_are_served() {
    let world = world().await;
    let url = format!("{}/.well-known/ucp", world.session.base_url());
    let profile = Answer::of(world.client.send(Request::get(&url)).await.expect("an answer")).body;
    let handlers = profile["ucp"]["payment_handlers"].as_object().expect("handlers");
    assert!(!handlers.is_empty());
    for entry in handlers.values().flat_map(|list| list.as_array().expect("a list")) {
        for member in ["spec", "schema"] {
            let url = entry[member].as_str().expect("a URL");
            let answer = world.client.send(Request::get(url)).await.expect("an answer");
            assert_eq!(answer.status, 200, "{url}");
        }
    }
    for path in ["/healthz", "/readyz", "/schemas/shopping/checkout.json"] {
        let url = format!("{}{path}", world.session.base_url());
        assert_eq!(world.client.send(Request::get(&url)).await.expect("an answer").status, 200, "{path}");
    }
}

#[tokio::test]
async fn a_checkout_is_created_and_read() {
    let world = world().await;
    let created = world.create().await;
    assert_eq!(created.status, 201, "{}", created.body);
    let path = format!("/checkout-sessions/{}", created.text("/id"));
    let read = world.send(world.call("GET", path, None)).await;
    assert_eq!(read.status, 200);
    assert_eq!(read.body["id"], created.body["id"]);
}
