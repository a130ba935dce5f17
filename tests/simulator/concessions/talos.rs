//! `--profile-overlay talos`. The envelope is written here by hand, so that the program's own code is
//! not its own witness.

use super::{noted, used};
use crate::january::forged;
use crate::support::{Answer, Call, World, roses, world_with};
use serde_json::{Value, json};
use std::time::Duration;
use ucp_assay::crypto::base64url;
use ucp_assay::crypto::jwk::Jwk;
use ucp_assay::crypto::key::{Curve, SigningKey};
use ucp_assay::protocol::contract::{Contract, DocumentKind};
use ucp_assay::protocol::version::ProtocolVersion;
use ucp_assay::simulator::journal::FindingKind;
use ucp_assay::simulator::overlay::{Deviation, TalosSettings};
use ucp_assay::simulator::{SessionOptions, Settings};
use uuid::Uuid;

fn key() -> SigningKey {
    SigningKey::from_seed(Curve::P256, "connector-1", b"talos overlay tests").expect("a key")
}

fn pem(jwk: &Jwk) -> String {
    let der = jwk.to_spki_base64().expect("DER");
    let lines = der.as_bytes().chunks(64).map(|line| std::str::from_utf8(line).expect("ASCII"));
    format!(
        "-----BEGIN PUBLIC KEY-----\n{}\n-----END PUBLIC KEY-----\n",
        lines.collect::<Vec<_>>().join("\n")
    )
}

async fn overlaid(version: ProtocolVersion) -> World {
    let pem = pem(&key().public_jwk());
    let overlay =
        TalosSettings::new([("connector-1", pem.as_str())], Duration::from_mins(5)).expect("settings");
    let adjust = move |settings: &mut Settings| {
        settings.version = version;
        settings.overlay = Some(overlay);
    };
    world_with(adjust, SessionOptions::default()).await
}

/// What a connector signs, and what it then does.
struct Wish<'a> {
    method: &'static str,
    /// Path below the endpoint.
    path: &'a str,
    query: &'a str,
    /// Body as signed.
    body: &'a str,
    /// Seconds from now.
    dated: i64,
}

fn wish<'a>(method: &'static str, path: &'a str, body: &'a str) -> Wish<'a> {
    Wish { method, path, query: "", body, dated: 0 }
}

/// The signed call of a wish; `sent` is the body that really travels.
fn call(world: &World, signer: &SigningKey, wish: &Wish<'_>, sent: Option<Value>) -> Call {
    let iat = world.session.clock().now().seconds() + wish.dated;
    let (jti, idempotency) = (Uuid::new_v4(), Uuid::new_v4());
    let meta = format!("iat={iat},jti=\\\"{jti}\\\"");
    let key =
        if wish.method == "GET" { String::new() } else { format!("\"idempotency-key\":\"{idempotency}\",") };
    let envelope = format!(
        "{{\"body\":{},\"headers\":{{\"content-type\":\"application/json\",{key}\"talos-signature-meta\":\"{meta}\",\"ucp-agent\":\"profile=\\\"agent-gateway\\\"\"}},\"meta\":{{\"iat\":{iat},\"jti\":\"{jti}\"}},\"method\":\"{}\",\"path\":\"{}\",\"query\":\"{}\"}}",
        wish.body, wish.method, wish.path, wish.query,
    );
    let header = json!({"alg": "ES256", "kid": signer.kid(), "typ": "JOSE"});
    let jws = forged(signer, &header, base64url::encode(envelope).as_bytes());
    let query = if wish.query.is_empty() { String::new() } else { format!("?{}", wish.query) };
    let call = world
        .call(wish.method, format!("{}{query}", wish.path), sent)
        .unsigned()
        .with("ucp-agent", "profile=\"agent-gateway\"")
        .with("content-type", "application/json")
        .with("talos-signature-meta", &format!("iat={iat},jti=\"{jti}\""))
        .with("request-signature", &jws);
    if wish.method == "GET" { call } else { call.with("idempotency-key", &idempotency.to_string()) }
}

const CREATE: &str =
    r#"{"currency":"USD","line_items":[{"item":{"id":"bouquet_roses"},"quantity":1}],"mode":"payment"}"#;

fn parsed(body: &str) -> Value {
    serde_json::from_str(body).expect("JSON")
}

async fn create(world: &World) -> Answer {
    world.send(call(world, &key(), &wish("POST", "/checkout-sessions", CREATE), Some(parsed(CREATE)))).await
}

#[actix_web::test]
async fn nothing_of_it_is_there_without_the_switch() {
    let world =
        world_with(|settings| settings.version = ProtocolVersion::January2026, SessionOptions::default())
            .await;
    assert!(create(&world).await.status >= 400);
    for (method, path) in [
        ("GET", "/orders"),
        ("GET", "/orders/o"),
        ("POST", "/identity/link"),
        ("POST", "/api/shopping/v1/checkout-sessions"),
    ] {
        assert_eq!(world.send(world.call(method, path, None)).await.status, 404, "{method} {path}");
    }
    assert!(world.session.business_profile().get("services").is_none());
}

#[actix_web::test]
async fn a_signed_create_is_served_and_every_deviation_noted() {
    let world = overlaid(ProtocolVersion::January2026).await;
    let answer = create(&world).await;
    assert_eq!(answer.status, 201, "{}", answer.body);
    let expected = [
        "agent-not-url",
        "configured-key",
        "foreign-member",
        "payment-missing",
        "place-not-signed",
        "request-id-not-signed",
    ];
    assert_eq!(used(&world), expected);
}

#[actix_web::test]
async fn a_signature_counts_once_and_only_while_it_is_fresh() {
    let world = overlaid(ProtocolVersion::January2026).await;
    let request = || wish("GET", "/checkout-sessions/none", "null");
    let first = world.prepare(call(&world, &key(), &request(), None));
    let answers = [world.client.send(first.clone()).await, world.client.send(first).await];
    let statuses = answers.map(|answer| answer.expect("an answer").status);
    assert_eq!(statuses, [404, 401], "the second is a replay");
    for (dated, status) in [(-300, 404), (-302, 401), (298, 404), (302, 401)] {
        let dated = Wish { dated, ..request() };
        assert_eq!(world.send(call(&world, &key(), &dated, None)).await.status, status, "{}", dated.dated);
    }
}

#[actix_web::test]
async fn tampering_and_strangers_are_refused() {
    let world = overlaid(ProtocolVersion::January2026).await;
    let wanted = wish("POST", "/checkout-sessions", CREATE);
    let other = json!({"currency": "USD", "line_items": [{"item": {"id": "bouquet_roses"}, "quantity": 9}]});
    assert_eq!(world.send(call(&world, &key(), &wanted, Some(other))).await.status, 401);
    let stranger = SigningKey::from_seed(Curve::P256, "connector-2", b"another").expect("a key");
    assert_eq!(world.send(call(&world, &stranger, &wanted, Some(parsed(CREATE)))).await.status, 401);
    let impostor = SigningKey::from_seed(Curve::P256, "connector-1", b"another").expect("a key");
    assert_eq!(world.send(call(&world, &impostor, &wanted, Some(parsed(CREATE)))).await.status, 401);
    let undated = call(&world, &key(), &wanted, Some(parsed(CREATE))).without("talos-signature-meta");
    assert_eq!(world.send(undated).await.status, 401);
    let elsewhere = wish("POST", "/checkout-sessions/x/cancel", CREATE);
    let mut moved = call(&world, &key(), &elsewhere, Some(parsed(CREATE)));
    "/checkout-sessions".clone_into(&mut moved.path);
    assert_eq!(world.send(moved).await.status, 401);
    // Those who speak the protocol are served by its rules.
    assert_eq!(world.create().await.status, 201);
}

#[actix_web::test]
async fn the_raw_body_form_is_served_and_its_weakness_noted() {
    let world = overlaid(ProtocolVersion::January2026).await;
    let body = CREATE.to_owned();
    let jws = forged(
        &key(),
        &json!({"alg": "ES256", "kid": "connector-1", "b64": false, "crit": ["b64"]}),
        body.as_bytes(),
    );
    let sent = world.call("POST", "/checkout-sessions", None).unsigned().with_body(body);
    let sent = sent.with("content-type", "application/json").with("request-signature", &jws);
    let answer = world.send(sent).await;
    assert_eq!(answer.status, 201, "{}", answer.body);
    assert!(noted(&world, FindingKind::Overlay(Deviation::BodyOnlySigned)));
}

#[actix_web::test]
async fn a_connector_shops_to_the_end() {
    let world = overlaid(ProtocolVersion::January2026).await;
    let made = create(&world).await;
    let path = format!("/checkout-sessions/{}", made.text("/id"));
    let update = json!({"currency": "USD", "fulfillment": {"methods": [{"destinations": [{"address_country": "US", "id": "d1"}],
        "groups": [{"selected_option_id": "std-ship"}], "selected_destination_id": "d1", "type": "shipping"}]},
        "line_items": [{"item": {"id": "bouquet_roses"}, "quantity": 2}]});
    // Members are in canonical order already, so the text is its own canonical form.
    let answer = world
        .send(call(&world, &key(), &wish("PUT", &path, &update.to_string()), Some(update.clone())))
        .await;
    assert_eq!(answer.text("/status"), "ready_for_complete", "{}", answer.body);
    let paid = r#"{"payment_data":{"currency":"USD","token":"tok_sandbox","type":"sandbox_token"}}"#;
    let complete = format!("{path}/complete");
    let answer = world.send(call(&world, &key(), &wish("POST", &complete, paid), Some(parsed(paid)))).await;
    assert_eq!(answer.text("/status"), "completed", "{}", answer.body);
    let order = answer.text("/order/id").to_owned();

    let listed = Wish { query: "limit=5", ..wish("GET", "/orders", "null") };
    let listed = world.send(call(&world, &key(), &listed, None)).await;
    assert_eq!((listed.status, listed.text("/items/0/id")), (200, order.as_str()));
    let one = format!("/orders/{order}");
    assert_eq!(world.send(call(&world, &key(), &wish("GET", &one, "null"), None)).await.text("/id"), order);
    assert_eq!(world.send(world.call("GET", one, None)).await.status, 404, "not for those who hold no key");

    let second = create(&world).await;
    let cancel = format!("/checkout-sessions/{}/cancel", second.text("/id"));
    let canceled = world.send(call(&world, &key(), &wish("POST", &cancel, "null"), Some(json!({})))).await;
    assert_eq!(canceled.text("/status"), "canceled");
    let names = used(&world);
    for name in ["body-differs", "foreign-route", "id-missing", "invalid-instrument"] {
        assert!(names.contains(&name), "{name} in {names:?}");
    }
}

#[actix_web::test]
async fn identities_are_linked_once() {
    let world = overlaid(ProtocolVersion::January2026).await;
    for (buyer, status) in [("b-1", 200), ("b-1", 200), ("b-2", 409)] {
        let body = format!("{{\"principal_id\":\"p-1\",\"ucp_buyer_id\":\"{buyer}\"}}");
        let answer = world
            .send(call(&world, &key(), &wish("POST", "/identity/link", &body), Some(parsed(&body))))
            .await;
        assert_eq!(answer.status, status, "{}", answer.body);
    }
    let broken = r#"{"principal_id":"p-1"}"#;
    let answer =
        world.send(call(&world, &key(), &wish("POST", "/identity/link", broken), Some(parsed(broken)))).await;
    assert_eq!(answer.status, 400);
}

#[actix_web::test]
async fn the_fallback_endpoint_is_served_by_the_path_below_it() {
    let world = overlaid(ProtocolVersion::January2026).await;
    let mut sent = call(&world, &key(), &wish("POST", "/checkout-sessions", CREATE), Some(parsed(CREATE)));
    "/api/shopping/v1/checkout-sessions".clone_into(&mut sent.path);
    assert_eq!(world.send(sent).await.status, 201);
    assert!(noted(&world, FindingKind::Overlay(Deviation::FallbackEndpoint)));
}

#[actix_web::test]
async fn one_document_is_both_profiles() {
    let world = overlaid(ProtocolVersion::January2026).await;
    let profile = world.session.business_profile();
    let schema = Contract::embedded(ProtocolVersion::January2026)
        .document(DocumentKind::BusinessProfile)
        .expect("a schema");
    assert!(schema.check(&profile).is_valid(), "{profile}");
    assert_eq!(profile["version"], "2026-01-11");
    let service = &profile["services"]["dev.ucp.shopping"];
    assert_eq!(service["rest"]["endpoint"], world.session.base_url());
    assert_eq!((&service["id"], &service["type"]), (&json!("dev.ucp.shopping"), &json!("dev.ucp.shopping")));
    for key in profile["signing_keys"].as_array().expect("keys") {
        assert_eq!((&key["id"], &key["algorithm"]), (&key["kid"], &json!("ES256")));
        assert!(key["public_key"].is_string());
    }
}

#[actix_web::test]
async fn at_the_newer_version_the_header_itself_is_a_deviation() {
    let world = overlaid(ProtocolVersion::April2026).await;
    let body = r#"{"line_items":[{"item":{"id":"bouquet_roses"},"quantity":1}]}"#;
    let answer =
        world.send(call(&world, &key(), &wish("POST", "/checkout-sessions", body), Some(parsed(body)))).await;
    assert_eq!(answer.status, 201, "{}", answer.body);
    assert!(noted(&world, FindingKind::Overlay(Deviation::SignatureNotDefined)));
    let ours = world.send(world.call("POST", "/checkout-sessions", Some(roses(1)))).await;
    assert_eq!(ours.status, 201);
}
