//! Who may call: both constructions of a detached JWS are accepted, and nothing that only looks like one.

use super::{forged, january, jws, unencoded, verifies};
use crate::support::{Answer, World, roses, world_with};
use rstest::rstest;
use serde_json::{Value, json};
use std::time::Duration;
use ucp_assay::crypto::base64url;
use ucp_assay::crypto::key::{Curve, SigningKey};
use ucp_assay::simulator::SessionOptions;
use ucp_assay::simulator::settings::Authentication;

/// What a case signs with, and over.
struct Signer<'a> {
    key: &'a SigningKey,
    body: &'a [u8],
}

impl Signer<'_> {
    fn under(&self, header: &Value, input: &[u8]) -> String {
        forged(self.key, header, input)
    }

    fn kid(&self) -> &str {
        self.key.kid()
    }

    fn ordinary(&self) -> Value {
        json!({"alg": "ES256", "kid": self.kid()})
    }

    fn encoded(&self) -> Vec<u8> {
        base64url::encode(self.body).into_bytes()
    }
}

/// A create and a read, each with a signature a case makes.
async fn both(world: &World, sign: fn(&Signer<'_>) -> String) -> [Answer; 2] {
    let key = world.identity.signing_key().clone();
    let id = world.create().await.text("/id").to_owned();
    let create = world.call("POST", "/checkout-sessions", Some(world.checkout(roses(1))));
    let read = world.call("GET", format!("/checkout-sessions/{id}"), None);
    let signed = |call: crate::support::Call| {
        let value = sign(&Signer { key: &key, body: &call.body });
        call.unsigned().with("request-signature", &value)
    };
    [world.send(signed(create)).await, world.send(signed(read)).await]
}

#[rstest]
#[case::rfc_7797(|s: &Signer<'_>| s.under(&unencoded(s.key), s.body))]
#[case::appendix_f(|s: &Signer<'_>| s.under(&s.ordinary(), &s.encoded()))]
#[case::appendix_f_said_aloud(|s: &Signer<'_>| s.under(&json!({"alg": "ES256", "kid": s.kid(), "b64": true, "crit": ["b64"]}), &s.encoded()))]
#[case::further_members(|s: &Signer<'_>| s.under(&json!({"alg": "ES256", "kid": s.kid(), "typ": "JWT", "b64": false, "crit": ["b64"]}), s.body))]
#[tokio::test]
async fn either_construction_is_accepted_of_every_operation(#[case] sign: fn(&Signer<'_>) -> String) {
    let world = january().await;
    let [created, read] = both(&world, sign).await;
    assert_eq!((created.status, read.status), (201, 200), "{} {}", created.body, read.body);
}

#[rstest]
#[case::over_another_body(|s: &Signer<'_>| s.under(&unencoded(s.key), b"{}"), 401, "signature_invalid")]
#[case::raw_where_encoding_is_said(|s: &Signer<'_>| s.under(&s.ordinary(), &[s.body, b"."].concat()), 401, "signature_invalid")]
#[case::encoded_where_raw_is_said(|s: &Signer<'_>| s.under(&unencoded(s.key), &[&s.encoded()[..], b"x"].concat()), 401, "signature_invalid")]
#[case::b64_without_crit(|s: &Signer<'_>| s.under(&json!({"alg": "ES256", "kid": s.kid(), "b64": false}), s.body), 401, "signature_invalid")]
#[case::crit_without_b64(|s: &Signer<'_>| s.under(&json!({"alg": "ES256", "kid": s.kid(), "crit": ["b64"]}), s.body), 401, "signature_invalid")]
#[case::crit_of_something_else(|s: &Signer<'_>| s.under(&json!({"alg": "ES256", "kid": s.kid(), "exp": 1, "crit": ["exp"]}), &s.encoded()), 401, "signature_invalid")]
#[case::empty_crit(|s: &Signer<'_>| s.under(&json!({"alg": "ES256", "kid": s.kid(), "crit": []}), &s.encoded()), 401, "signature_invalid")]
#[case::b64_not_a_boolean(|s: &Signer<'_>| s.under(&json!({"alg": "ES256", "kid": s.kid(), "b64": "false", "crit": ["b64"]}), s.body), 401, "signature_invalid")]
#[case::no_kid(|s: &Signer<'_>| s.under(&json!({"alg": "ES256", "b64": false, "crit": ["b64"]}), s.body), 401, "signature_invalid")]
#[case::unknown_kid(|s: &Signer<'_>| s.under(&json!({"alg": "ES256", "kid": "nobody", "b64": false, "crit": ["b64"]}), s.body), 401, "key_not_found")]
#[case::alg_none(|s: &Signer<'_>| s.under(&json!({"alg": "none", "kid": s.kid(), "b64": false, "crit": ["b64"]}), s.body), 400, "algorithm_unsupported")]
#[case::alg_hmac(|s: &Signer<'_>| s.under(&json!({"alg": "HS256", "kid": s.kid(), "b64": false, "crit": ["b64"]}), s.body), 400, "algorithm_unsupported")]
#[case::alg_of_another_curve(|s: &Signer<'_>| s.under(&json!({"alg": "ES384", "kid": s.kid(), "b64": false, "crit": ["b64"]}), s.body), 401, "signature_invalid")]
#[case::no_alg(|s: &Signer<'_>| s.under(&json!({"kid": s.kid(), "b64": false, "crit": ["b64"]}), s.body), 401, "signature_invalid")]
#[case::empty_signature(|s: &Signer<'_>| format!("{}..", base64url::encode(unencoded(s.key).to_string())), 401, "signature_invalid")]
#[case::unsigned_none(|s: &Signer<'_>| format!("{}..AA", base64url::encode(json!({"alg": "none", "kid": s.kid()}).to_string())), 400, "algorithm_unsupported")]
#[case::header_not_json(|s: &Signer<'_>| jws(s.key, s.body).replacen("ey", "AA", 1), 401, "signature_invalid")]
#[case::padded(|s: &Signer<'_>| format!("{}=", jws(s.key, s.body)), 401, "signature_invalid")]
#[case::cut_short(|s: &Signer<'_>| jws(s.key, s.body)[..60].to_owned(), 401, "signature_invalid")]
#[case::attached(|s: &Signer<'_>| jws(s.key, s.body).replace("..", &format!(".{}.", base64url::encode("{}"))), 401, "signature_invalid")]
#[case::twice(|s: &Signer<'_>| format!("{0}, {0}", jws(s.key, s.body)), 401, "signature_invalid")]
#[case::the_suites_placeholder(|_: &Signer<'_>| "test".to_owned(), 401, "signature_invalid")]
#[case::empty(|_: &Signer<'_>| String::new(), 401, "signature_invalid")]
#[case::der(|s: &Signer<'_>| der(&jws(s.key, s.body)), 401, "signature_invalid")]
#[tokio::test]
async fn what_only_looks_like_a_signature_is_refused(
    #[case] sign: fn(&Signer<'_>) -> String,
    #[case] status: u16,
    #[case] code: &str,
) {
    let world = january().await;
    for answer in both(&world, sign).await {
        answer.rejected(status, code);
    }
}

/// The same signature as ASN.1, which JWS does not use.
fn der(jws: &str) -> String {
    let (header, signature) = jws.split_once("..").expect("header..signature");
    let raw = base64url::decode(signature).expect("base64url");
    let integer = |half: &[u8]| {
        let mut bytes = vec![0_u8];
        bytes.extend_from_slice(half);
        [&[2_u8, u8::try_from(bytes.len()).expect("short")][..], &bytes].concat()
    };
    let inner = [integer(&raw[..32]), integer(&raw[32..])].concat();
    let sequence = [&[0x30_u8, u8::try_from(inner.len()).expect("short")][..], &inner].concat();
    format!("{header}..{}", base64url::encode(sequence))
}

#[tokio::test]
async fn another_key_under_the_published_name_is_refused() {
    let world = january().await;
    let stranger = SigningKey::generate(Curve::P256, world.identity.signing_key().kid()).expect("a key");
    let mut call = world.call("POST", "/checkout-sessions", Some(world.checkout(roses(1))));
    call.key = Some(stranger);
    world.send(call).await.rejected(401, "signature_invalid");
}

#[tokio::test]
async fn every_operation_needs_a_signature_and_one_of_the_later_kind_is_none() {
    let world = january().await;
    let id = world.ready().await;
    let path = format!("/checkout-sessions/{id}");
    let calls = [
        world.call("POST", "/checkout-sessions", Some(world.checkout(roses(1)))),
        world.call("GET", &path, None),
        world.call("PUT", &path, Some(world.checkout(roses(1)))),
        world.call("POST", format!("{path}/complete"), Some(super::payment("success_token"))),
        world.call("POST", format!("{path}/cancel"), Some(json!({}))),
    ];
    for call in calls {
        let later =
            call.unsigned().with("signature-input", "sig1=();keyid=\"k\"").with("signature", "sig1=:AAAA:");
        world.send(later).await.rejected(401, "signature_missing");
    }
    let read = world.send(world.call("GET", &path, None)).await;
    assert_eq!(read.text("/status"), "ready_for_complete", "nothing happened");
}

#[tokio::test]
async fn an_empty_object_is_not_signed_by_the_signature_of_nothing() {
    let world = january().await;
    let id = world.create().await.text("/id").to_owned();
    let nothing = jws(world.identity.signing_key(), b"");
    let cancel = world.call("POST", format!("/checkout-sessions/{id}/cancel"), Some(json!({})));
    world
        .send(cancel.unsigned().with("request-signature", &nothing))
        .await
        .rejected(401, "signature_invalid");
}

#[tokio::test]
async fn a_key_published_meanwhile_is_found_by_one_refresh() {
    let mut world = january().await;
    assert_eq!(world.create().await.status, 201);
    world.identity.add_key(SigningKey::generate(Curve::P256, "fresh").expect("a key"));
    assert!(world.identity.sign_with("fresh"));
    world.identity.publish(&world.agent).expect("published");
    assert_eq!(world.create().await.status, 201);
    assert_eq!(world.agent.profile().count(), 2);
}

#[tokio::test]
async fn without_required_authentication_a_signature_that_is_present_must_be_valid() {
    let options =
        SessionOptions { authentication: Some(Authentication::Optional), ..SessionOptions::default() };
    let world = world_with(|settings| settings.version = super::VERSION, options).await;
    let call = || world.call("POST", "/checkout-sessions", Some(world.checkout(roses(1)))).unsigned();
    assert_eq!(world.send(call()).await.status, 201);
    world.send(call().with("request-signature", "test")).await.rejected(401, "signature_invalid");
}

#[tokio::test]
async fn every_answer_is_signed_with_a_published_key_also_across_a_rotation() {
    let world = january().await;
    let signed = |answer: &Answer, profile: &Value| {
        let jws = answer.raw.header("x-detached-jwt").expect("a signature").to_owned();
        assert!(answer.raw.header("signature").is_none() && answer.raw.header("content-digest").is_none());
        verifies(profile, &jws, &answer.raw.body)
    };
    let first = world.session.business_profile();
    let answer = world.create().await;
    assert!(signed(&answer, &first));
    let refused = world.send(world.call("GET", "/checkout-sessions/x", None).unsigned()).await;
    assert!(signed(&refused, &first), "refusals are signed as well");
    let unknown = world.send(world.call("GET", "/nowhere", None)).await;
    assert!(signed(&unknown, &first));
    world.session.rotate_key().await.expect("rotated");
    let both = world.session.business_profile();
    let answer = world.create().await;
    assert!(signed(&answer, &both) && !signed(&answer, &first));
    world.session.retire_key().await.expect("retired");
    world.session.advance(Duration::from_secs(1));
    assert!(signed(&world.create().await, &world.session.business_profile()));
}
