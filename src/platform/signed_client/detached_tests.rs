//! Detached signatures, well and badly made, judged as a business would.

use rstest::rstest;
use serde_json::json;

use crate::clock::Instant;
use crate::crypto::detached_jws::{JwsError, PayloadEncoding, Verified};
use crate::crypto::key::{Curve, KeySet, SigningKey};
use crate::exchange::RequestRecord;
use crate::platform::authority::TrustedRoots;
use crate::platform::host::AgentUrls;
use crate::platform::outbound::{ClientSettings, Policy};
use crate::platform::signature_check;
use crate::protocol::operation::Operation;
use crate::protocol::version::ProtocolVersion;
use crate::transport::neutral::RequestForm;

use super::*;

fn key(kid: &str) -> SigningKey {
    SigningKey::from_seed(Curve::P256, kid, kid.as_bytes()).unwrap()
}

fn identity() -> PlatformIdentity {
    let urls = AgentUrls {
        profile: "https://alice.agent.localhost:1/profiles/alice.json".to_owned(),
        webhook: "https://alice.agent.localhost:1/webhooks/alice".to_owned(),
    };
    PlatformIdentity::new("alice", urls, ProtocolVersion::January2026, key("alice-1"))
}

fn compose(draft: &Draft, tampers: &[Tamper]) -> Result<SignedRequest, ComposeError> {
    let settings = ClientSettings::new(Policy::DEVELOPMENT, TrustedRoots::none());
    let client = SignedClient::new(Client::new(settings).unwrap(), "https://shop.localhost:8443");
    client.compose(&identity(), draft, tampers)
}

fn update() -> Draft {
    let form =
        RequestForm::new(ProtocolVersion::January2026.edition()).about(Some("c1")).in_currency(Some("EUR"));
    Draft::new(Operation::UpdateCheckout, "PUT", "/checkout-sessions/{id}", Some("c1"))
        .with_form(form)
        .with_json(&json!({"line_items": []}))
}

fn read() -> Draft {
    Draft::new(Operation::GetCheckout, "GET", "/checkout-sessions/{id}", Some("c1"))
}

fn record(request: &SignedRequest) -> RequestRecord {
    request_record(request)
}

fn judge(draft: &Draft, tampers: &[Tamper]) -> Result<Verified, JwsError> {
    let request = compose(draft, tampers).unwrap();
    signature_check::detached(&record(&request), &KeySet::from_jwks(&identity().profile().signing_keys))
}

#[rstest]
#[case::with_a_body(update())]
#[case::without(read())]
fn every_request_is_signed_over_its_body(#[case] draft: Draft) {
    let verified = judge(&draft, &[]).unwrap();
    assert_eq!(verified.kid.as_deref(), Some("alice-1"));
    assert_eq!(verified.encoding, PayloadEncoding::Unencoded);
    let request = compose(&draft, &[]).unwrap();
    for name in ["signature", "signature-input", "content-digest"] {
        assert_eq!(request.header(name), None);
    }
    let id = request.header("request-id").unwrap();
    assert!(uuid::Uuid::parse_str(id).is_ok(), "{id}");
}

#[test]
fn the_body_is_that_of_the_version() {
    let request = compose(&update(), &[]).unwrap();
    let body: serde_json::Value = serde_json::from_slice(&request.request.body).unwrap();
    assert_eq!(body, json!({"line_items": [], "id": "c1", "currency": "EUR", "payment": {}}));
}

#[test]
fn both_constructions_can_be_sent() {
    let encoded = Tamper::Signing(SigningTamper::Encoding(PayloadEncoding::Base64Url));
    assert_eq!(judge(&update(), &[encoded]).unwrap().encoding, PayloadEncoding::Base64Url);
}

fn header(member: HeaderMember) -> SigningTamper {
    SigningTamper::Header(member)
}

fn set(name: &str, value: serde_json::Value) -> SigningTamper {
    header(HeaderMember::Set(name.to_owned(), value))
}

fn without(name: &str) -> SigningTamper {
    header(HeaderMember::Without(name.to_owned()))
}

#[rstest]
#[case::unsigned("not a detached JWS", SigningTamper::Unsigned)]
#[case::other_payload("does not verify", SigningTamper::Payload(b"{}".to_vec()))]
#[case::stranger("no key \"stranger\"", SigningTamper::Key(key("stranger")))]
#[case::borrowed_name("does not verify", SigningTamper::Key(SigningKey::from_seed(Curve::P256, "alice-1", b"x").unwrap()))]
#[case::wrong_name("no key \"nobody\"", SigningTamper::KeyId("nobody".to_owned()))]
#[case::no_name("has no \"kid\"", SigningTamper::KeyId(String::new()))]
#[case::der("", SigningTamper::Der)]
#[case::flipped("does not verify", SigningTamper::FlippedBit)]
#[case::attached("not a detached JWS", SigningTamper::Attached)]
#[case::algorithm_none("\"none\" is not supported", set("alg", json!("none")))]
#[case::algorithm_hmac("\"HS256\" is not supported", set("alg", json!("HS256")))]
#[case::other_curve("says ES384", set("alg", json!("ES384")))]
#[case::no_crit("no \"crit\"", without("crit"))]
#[case::no_b64("demands \"b64\"", without("b64"))]
#[case::b64_true("does not verify", set("b64", json!(true)))]
#[case::b64_text("not true or false", set("b64", json!("false")))]
#[case::unknown_crit("demands \"assay\"", set("crit", json!(["b64", "assay"])))]
#[case::parameter("\"none\" is not supported", SigningTamper::Parameter { name: "alg".to_owned(), value: "none".to_owned() })]
fn every_deviation_is_refused(#[case] expected: &str, #[case] how: SigningTamper) {
    let refused = judge(&update(), &[Tamper::Signing(how)]).unwrap_err().to_string();
    assert!(refused.contains(expected), "{refused}");
}

#[test]
fn a_body_that_changes_on_the_way_is_noticed() {
    let changed = Tamper::AfterSigning(Edit::Body(b"{\"line_items\":[1]}".to_vec()));
    assert!(judge(&update(), &[changed]).is_err());
    let before = Tamper::BeforeSigning(Edit::Body(b"not json".to_vec()));
    assert!(judge(&update(), &[before]).is_ok(), "what is signed as sent verifies");
}

#[rstest]
#[case(SigningTamper::OmitComponent("@path".to_owned()))]
#[case(SigningTamper::Components(Vec::new()))]
#[case(SigningTamper::Created(None))]
#[case(SigningTamper::Expires(1))]
#[case(SigningTamper::Label("mine".to_owned()))]
#[case(SigningTamper::Digest(DigestTamper::Sha512))]
fn what_this_kind_does_not_have_cannot_be_spoilt(#[case] how: SigningTamper) {
    let refused = compose(&update(), &[Tamper::Signing(how)]).unwrap_err();
    assert!(matches!(refused, ComposeError::Meaningless(_)), "{refused}");
}

#[test]
fn a_webhook_is_checked_as_its_edition_signs() {
    let january = ProtocolVersion::January2026.edition();
    let request = compose(&update(), &[]).unwrap();
    let exchange = Exchange {
        id: String::new(),
        at: Instant::from_millis(0),
        kind: ExchangeKind::Webhook,
        operation: None,
        request: record(&request),
        response: None,
        elapsed_micros: 0,
        notes: Vec::new(),
    };
    let keys = KeySet::from_jwks(&identity().profile().signing_keys);
    let now = Instant::from_millis(0);
    let signed = signature_check::webhook_of(january, &exchange, &keys, now).unwrap();
    assert_eq!((signed.kid.as_str(), signed.covered.len()), ("alice-1", 0));
    let april = ProtocolVersion::April2026.edition();
    assert!(signature_check::webhook_of(april, &exchange, &keys, now).is_err());
    let mut spoilt = exchange;
    spoilt.request.body.push(b' ');
    assert!(signature_check::webhook_of(january, &spoilt, &keys, now).is_err());
}
