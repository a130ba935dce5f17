use rstest::rstest;
use serde_json::{Value, json};

use crate::platform::authority::{TestAuthority, TlsVersions};
use crate::platform::host::{AgentHost, HostSettings};
use crate::platform::outbound::{Client, ClientSettings, Policy, Request};
use crate::protocol::contract::{Contract, DocumentKind};
use crate::protocol::profile::Handler;
use crate::transport::dialect::dialect;

use super::*;

fn profile() -> ProfileDraft {
    ProfileDraft::shopping(ProtocolVersion::LATEST, "https://a.example/webhooks/a")
}

#[test]
fn every_capability_has_its_own_row() {
    let names: Vec<String> = ShoppingCapability::all().map(ShoppingCapability::name).collect();
    let last = ["checkout", "order", "discount", "fulfillment", "buyer_consent"];
    let expected: Vec<String> = last.iter().map(|name| format!("dev.ucp.shopping.{name}")).collect();
    assert_eq!(names, expected);
}

#[test]
fn the_document_has_the_shape_of_the_version() {
    let document = profile().document().unwrap();
    let version = ProtocolVersion::LATEST.date();
    assert_eq!(document["ucp"]["version"], version);
    assert_eq!(document["ucp"]["services"]["dev.ucp.shopping"][0]["transport"], "rest");
    let order = &document["ucp"]["capabilities"]["dev.ucp.shopping.order"][0];
    assert_eq!(order["config"], json!({"webhook_url": "https://a.example/webhooks/a"}));
    assert_eq!(order.get("extends"), None);
    let discount = &document["ucp"]["capabilities"]["dev.ucp.shopping.discount"][0];
    assert_eq!(discount["extends"], "dev.ucp.shopping.checkout");
    assert_eq!(document["ucp"]["payment_handlers"], json!({}));
    assert_eq!(document["signing_keys"], json!([]));
}

#[test]
fn parts_can_be_changed() {
    let mut profile = profile();
    profile.keep_only(&[ShoppingCapability::Checkout, ShoppingCapability::Fulfillment]);
    profile.configure(ShoppingCapability::Fulfillment, "supports_multi_group", true);
    profile.configure(ShoppingCapability::Order, "webhook_url", "nowhere: not declared any more");
    let older = Handler {
        name: "com.example.pay".to_owned(),
        id: "pay".to_owned(),
        version: "2024-01-01".to_owned(),
        declaration: json!({"id": "pay", "version": "2024-01-01"}),
    };
    let newer = Handler { declaration: json!({"id": "pay", "version": "2025-01-01"}), ..older.clone() };
    profile.payment_handlers.extend([older, newer]);
    let document = profile.document().unwrap();
    let capabilities = document["ucp"]["capabilities"].as_object().unwrap();
    assert_eq!(capabilities.len(), 2);
    let fulfillment = &capabilities["dev.ucp.shopping.fulfillment"][0];
    assert_eq!(fulfillment["config"], json!({"supports_multi_group": true}));
    assert_eq!(document["ucp"]["payment_handlers"]["com.example.pay"].as_array().unwrap().len(), 2);
}

#[rstest]
#[case(DocumentEdit::set("/a/b", 2), json!({"a": {"b": 2, "c~/": [1, 2]}}))]
#[case(DocumentEdit::set("/a/new", "x"), json!({"a": {"b": 1, "c~/": [1, 2], "new": "x"}}))]
#[case(DocumentEdit::set("/a/c~0~1/0", 9), json!({"a": {"b": 1, "c~/": [9, 2]}}))]
#[case(DocumentEdit::set("/a/c~0~1/-", 3), json!({"a": {"b": 1, "c~/": [1, 2, 3]}}))]
#[case(DocumentEdit::set("", Value::Null), Value::Null)]
#[case(DocumentEdit::remove("/a/b"), json!({"a": {"c~/": [1, 2]}}))]
#[case(DocumentEdit::remove("/a/c~0~1/0"), json!({"a": {"b": 1, "c~/": [2]}}))]
fn edits_change_one_place(#[case] edit: DocumentEdit, #[case] expected: Value) {
    let mut document = json!({"a": {"b": 1, "c~/": [1, 2]}});
    edit.apply(&mut document).unwrap();
    assert_eq!(document, expected);
}

#[rstest]
#[case(DocumentEdit::set("/nowhere/x", 1))]
#[case(DocumentEdit::set("/a/2", 1))]
#[case(DocumentEdit::set("/b/x", 1))]
#[case(DocumentEdit::remove("/c"))]
#[case(DocumentEdit::remove("/a/7"))]
#[case(DocumentEdit::remove(""))]
fn edits_of_nothing_are_errors(#[case] edit: DocumentEdit) {
    let mut document = json!({"a": [1, 2], "b": "text"});
    assert!(edit.apply(&mut document).is_err());
    assert_eq!(document, json!({"a": [1, 2], "b": "text"}));
}

#[test]
fn an_edit_of_the_profile_reaches_the_document_or_fails() {
    let mut profile = profile();
    profile.edits.push(DocumentEdit::remove("/ucp/version"));
    assert_eq!(profile.document().unwrap()["ucp"].get("version"), None);
    profile.edits.push(DocumentEdit::remove("/ucp/version"));
    assert_eq!(profile.document().unwrap_err(), EditError("/ucp/version".to_owned()));
}

#[tokio::test]
async fn a_published_identity_is_what_others_fetch() {
    let authority = TestAuthority::generate().unwrap();
    let host =
        AgentHost::start(HostSettings::local(authority.server_config(TlsVersions::Only13).unwrap())).unwrap();
    let client = Client::new(ClientSettings::new(Policy::LOOPBACK_TLS, authority.roots().unwrap())).unwrap();
    let agent = host.open("alice");
    let mut identity = PlatformIdentity::generate(&agent, ProtocolVersion::LATEST).unwrap();
    let fetch = async || {
        let answer = client.fetch(Request::get(agent.urls().profile.as_str())).await.unwrap();
        serde_json::from_slice::<Value>(&answer.body).unwrap()
    };
    identity.publish(&agent).unwrap();
    let first = fetch().await;
    assert_eq!(first["signing_keys"][0]["kid"], "alice-1");
    assert_eq!(first["signing_keys"][0].get("d"), None, "no private member");

    identity.add_key(SigningKey::generate(Curve::P384, "alice-2").unwrap());
    assert_eq!(fetch().await, first, "nothing changes before it is published");
    identity.publish(&agent).unwrap();
    assert_eq!(fetch().await["signing_keys"][1]["crv"], "P-384");
    let expected = format!("profile=\"{}\"", agent.urls().profile);
    assert_eq!(identity.agent_header().unwrap(), expected);
}

#[test]
fn the_document_is_a_profile_for_those_who_read_it() {
    let identity = PlatformIdentity::new(
        "alice",
        AgentUrls {
            profile: "https://a.example/profiles/a.json".to_owned(),
            webhook: "https://a.example/webhooks/a".to_owned(),
        },
        ProtocolVersion::LATEST,
        SigningKey::from_seed(Curve::P256, "alice-1", b"alice").unwrap(),
    );
    let document = identity.profile().document().unwrap();
    let schema = Contract::embedded(ProtocolVersion::LATEST).document(DocumentKind::PlatformProfile).unwrap();
    let verdict = schema.check(&document);
    assert!(verdict.is_valid(), "{verdict:?}");

    let read = dialect(ProtocolVersion::LATEST.edition()).platform_profile(&document).unwrap();
    assert_eq!(read.capabilities.len(), ShoppingCapability::all().count());
}
