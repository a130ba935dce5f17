//! Who may call: every code of signature verification, and key rotation on both sides.

use crate::support::{Answer, roses, world, world_with};
use rstest::rstest;
use std::time::Duration;
use ucp_assay::crypto::http_signature::{
    RequestPolicy, ResponseParts, ResponsePolicy, header_pairs, verify_response,
};
use ucp_assay::crypto::jwk::Jwk;
use ucp_assay::crypto::key::{Curve, KeySet, SigningKey};
use ucp_assay::platform::outbound::Request;
use ucp_assay::simulator::SessionOptions;
use ucp_assay::simulator::settings::Authentication;

fn set(request: &mut Request, name: &str, value: &str) {
    for (held, text) in &mut request.headers {
        if held == name {
            value.clone_into(text);
        }
    }
}

fn drop_header(request: &mut Request, name: &str) {
    request.headers.retain(|(held, _)| held != name);
}

#[rstest]
#[case::no_signature_input(|r: &mut Request| drop_header(r, "signature-input"), 401, "signature_missing")]
#[case::no_signature(|r: &mut Request| drop_header(r, "signature"), 401, "signature_missing")]
#[case::no_digest(|r: &mut Request| drop_header(r, "content-digest"), 401, "signature_missing")]
#[case::other_body(|r: &mut Request| r.body = roses(2).to_string().into(), 400, "digest_mismatch")]
#[case::other_key(|r: &mut Request| set(r, "idempotency-key", "11111111-2222-4333-8444-555555555555"), 401, "signature_invalid")]
#[case::other_type(|r: &mut Request| set(r, "content-type", "application/json; charset=utf-8"), 401, "signature_invalid")]
#[case::query_added(|r: &mut Request| r.url.push_str("?a=b"), 401, "signature_invalid")]
#[case::garbage(|r: &mut Request| set(r, "signature", "sig1=:AAAA:"), 401, "signature_invalid")]
#[case::not_a_field(|r: &mut Request| set(r, "signature-input", "((("), 401, "signature_invalid")]
#[tokio::test]
async fn a_signature_that_does_not_fit_is_refused(
    #[case] tamper: fn(&mut Request),
    #[case] status: u16,
    #[case] code: &str,
) {
    let world = world().await;
    let call = world.call("POST", "/checkout-sessions", Some(roses(1))).tampered(tamper);
    world.send(call).await.refused(status, code);
}

#[tokio::test]
async fn reading_needs_a_signature_too() {
    let world = world().await;
    world
        .send(world.call("GET", "/checkout-sessions/x", None).unsigned())
        .await
        .refused(401, "signature_missing");
    world.send(world.call("GET", "/orders/x", None).unsigned()).await.refused(401, "signature_missing");
}

#[tokio::test]
async fn a_component_that_must_be_covered_is_demanded() {
    let world = world().await;
    let mut call = world.call("POST", "/checkout-sessions", Some(roses(1)));
    call.components =
        Some(vec!["@method", "@authority", "@path", "ucp-agent", "content-digest", "content-type"]);
    world.send(call).await.refused(401, "signature_invalid");
}

#[tokio::test]
async fn an_unknown_key_forces_one_refresh_per_minute() {
    let mut world = world().await;
    assert_eq!(world.create().await.status, 201);
    assert_eq!(world.agent.profile().count(), 1);
    let mut call = world.call("POST", "/checkout-sessions", Some(roses(1)));
    call.keyid = Some("nobody".to_owned());
    world.send(call).await.refused(401, "key_not_found");
    assert_eq!(world.agent.profile().count(), 2, "one forced refresh");
    let mut call = world.call("POST", "/checkout-sessions", Some(roses(1)));
    call.keyid = Some("nobody".to_owned());
    world.send(call).await.refused(401, "key_not_found");
    assert_eq!(world.agent.profile().count(), 2, "none within the floor");
    // After the floor a key published meanwhile is found by another forced refresh.
    world.session.advance(Duration::from_mins(1));
    let fresh = SigningKey::generate(Curve::P384, "fresh").expect("a key");
    world.identity.add_key(fresh);
    assert!(world.identity.sign_with("fresh"));
    world.identity.publish(&world.agent).expect("published");
    assert_eq!(world.create().await.status, 201);
}

#[tokio::test]
async fn a_retired_key_is_refused_once_the_profile_is_read_again() {
    let mut world = world().await;
    let old = world.identity.signing_key().kid().to_owned();
    assert_eq!(world.create().await.status, 201);
    world.identity.add_key(SigningKey::generate(Curve::P256, "second").expect("a key"));
    world.identity.publish(&world.agent).expect("published");
    world.session.advance(Duration::from_secs(61));
    assert_eq!(world.create().await.status, 201, "old and new key are both published");
    assert!(world.identity.sign_with("second"));
    assert_eq!(world.create().await.status, 201);
    assert!(world.identity.retire_key(&old));
    world.identity.publish(&world.agent).expect("published");
    world.session.advance(Duration::from_secs(61));
    assert!(world.identity.sign_with(&old));
    world.create().await.refused(401, "key_not_found");
}

#[tokio::test]
async fn a_key_of_another_algorithm_is_reported_as_such() {
    let mut world = world().await;
    let kid = world.identity.signing_key().kid().to_owned();
    let jwk = |kty: &str| Jwk {
        kid: kid.clone(),
        kty: kty.to_owned(),
        crv: None,
        x: None,
        y: None,
        key_use: None,
        alg: Some("RS256".to_owned()),
    };
    world.identity.profile_mut().signing_keys = vec![jwk("RSA")];
    world.identity.publish(&world.agent).expect("published");
    world.create().await.refused(400, "algorithm_unsupported");
}

#[tokio::test]
async fn without_required_authentication_only_orders_need_it() {
    let options =
        SessionOptions { authentication: Some(Authentication::Optional), ..SessionOptions::default() };
    let world = world_with(|_| {}, options).await;
    let open = world.send(world.call("POST", "/checkout-sessions", Some(roses(1))).unsigned()).await;
    assert_eq!(open.status, 201, "{}", open.body);
    world.send(world.call("GET", "/orders/x", None).unsigned()).await.refused(401, "unauthorized");
    let call = world.call("POST", "/checkout-sessions", Some(roses(1)));
    world.send(call.tampered(|r| set(r, "signature", "sig1=:AAAA:"))).await.refused(401, "signature_invalid");
}

fn verified_by(answer: &Answer, keys: &KeySet) -> bool {
    let pairs = header_pairs(&answer.raw.headers);
    let parts = ResponseParts { status: answer.status, headers: &pairs, body: &answer.raw.body };
    let policy = ResponsePolicy { now: RequestPolicy::request(ucp_assay::clock::Clock::system().now()).now };
    verify_response(&parts, None, &policy, |kid| keys.lookup(kid)).is_ok()
}

#[tokio::test]
async fn every_answer_is_signed_with_a_published_key_also_across_a_rotation() {
    let world = world().await;
    let published = |profile: &Answer| {
        let list = profile.body["signing_keys"].as_array().expect("keys").clone();
        KeySet::from_jwks(&list.iter().map(|one| Jwk::parse(one).expect("a key")).collect::<Vec<_>>())
    };
    let url = format!("{}/.well-known/ucp", world.session.base_url());
    let profile = || async { Answer::of(world.client.send(Request::get(&url)).await.expect("an answer")) };
    let first = published(&profile().await);
    let answer = world.create().await;
    assert!(verified_by(&answer, &first), "{:?}", answer.raw.headers);
    let refused = world.send(world.call("GET", "/checkout-sessions/x", None).unsigned()).await;
    assert!(verified_by(&refused, &first), "refusals are signed as well");
    world.session.rotate_key().await.expect("rotated");
    let both = published(&profile().await);
    assert_eq!(both.usable().count(), 2);
    let answer = world.create().await;
    assert!(verified_by(&answer, &both) && !verified_by(&answer, &first));
    world.session.retire_key().await.expect("retired");
    let second = published(&profile().await);
    assert_eq!(second.usable().count(), 1);
    assert!(verified_by(&world.create().await, &second));
}
