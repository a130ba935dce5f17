//! Own vectors: keys generated from a seed, messages made here.

use rstest::rstest;
use serde_json::json;

use super::*;
use crate::crypto::http_signature::Header;
use crate::crypto::key::{Curve, SigningKey, VerifyingKey};

const IAT: i64 = 1_768_100_000;

fn key() -> SigningKey {
    SigningKey::from_seed(Curve::P256, "agent-1", b"envelope tests").unwrap()
}

fn lookup<'k>(key: &'k SigningKey) -> impl Fn(&str) -> Option<&'k VerifyingKey> {
    move |kid| (kid == key.kid()).then(|| key.verifying_key())
}

/// A request, editable part by part.
#[derive(Clone)]
struct Sent {
    method: &'static str,
    path: String,
    query: Option<String>,
    headers: Vec<(&'static str, String)>,
    body: Option<Value>,
}

impl Sent {
    fn create() -> Self {
        Self {
            method: "POST",
            path: "/checkout-sessions".to_owned(),
            query: None,
            headers: vec![
                ("UCP-Agent", "profile=\"agent-gateway\"".to_owned()),
                ("Content-Type", "application/json".to_owned()),
                ("Talos-Signature-Meta", format!("iat={IAT},jti=\"6f1c\"")),
                ("Idempotency-Key", "k-1".to_owned()),
                ("Request-Id", "r-1".to_owned()),
            ],
            body: Some(
                json!({"line_items": [{"item": {"id": "bouquet_roses"}, "quantity": 1}], "currency": "USD"}),
            ),
        }
    }

    fn set(mut self, name: &'static str, value: &str) -> Self {
        self.headers.retain(|(known, _)| *known != name);
        self.headers.push((name, value.to_owned()));
        self
    }

    /// The canonical envelope, written by hand and not by the code under test.
    fn payload(&self, body: &str) -> String {
        let header = |name: &str| {
            let found = self.headers.iter().find(|(known, _)| *known == name);
            found.map(|(_, value)| serde_json::to_string(value).unwrap())
        };
        let names = ["Content-Type", "Idempotency-Key", "Talos-Signature-Meta", "UCP-Agent"];
        let headers: Vec<String> = names
            .into_iter()
            .filter_map(|name| Some(format!("\"{}\":{}", name.to_lowercase(), header(name)?)))
            .collect();
        format!(
            "{{\"body\":{body},\"headers\":{{{}}},\"meta\":{{\"iat\":{IAT},\"jti\":\"6f1c\"}},\"method\":\"{}\",\"path\":\"{}\",\"query\":\"{}\"}}",
            headers.join(","),
            self.method,
            self.path,
            self.query.as_deref().unwrap_or_default(),
        )
    }

    fn sign(&self, key: &SigningKey, body: &str) -> String {
        let header = format!("{{\"alg\":\"ES256\",\"kid\":\"{}\",\"typ\":\"JOSE\"}}", key.kid());
        let payload = self.payload(body);
        detached_jws::sign_with_header(key, &header, PayloadEncoding::Base64Url, payload.as_bytes()).unwrap()
    }

    fn verify(&self, jws: &str, key: &SigningKey) -> Result<VerifiedEnvelope, EnvelopeError> {
        let raw = self.body.as_ref().map(|body| body.to_string().into_bytes()).unwrap_or_default();
        let headers: Vec<Header<'_>> =
            self.headers.iter().map(|(name, value)| (*name, value.as_bytes())).collect();
        let parts = EnvelopeParts {
            method: self.method,
            path: &self.path,
            query: self.query.as_deref(),
            headers: &headers,
            body: self.body.as_ref(),
            raw_body: &raw,
        };
        verify(jws, &parts, lookup(key))
    }
}

const BODY: &str = r#"{"currency":"USD","line_items":[{"item":{"id":"bouquet_roses"},"quantity":1}]}"#;

fn covered(body: SignedBody) -> VerifiedEnvelope {
    let meta = SignatureMeta { iat: IAT, jti: "6f1c".to_owned() };
    VerifiedEnvelope { kid: "agent-1".to_owned(), covered: Covered::Envelope { meta, body } }
}

#[test]
fn a_signed_create_verifies_whatever_the_members_order() {
    let (key, sent) = (key(), Sent::create());
    let jws = sent.sign(&key, BODY);
    assert_eq!(sent.verify(&jws, &key).unwrap(), covered(SignedBody::AsSent));
}

#[test]
fn a_get_signs_a_null_body_and_its_query() {
    let key = key();
    let mut sent = Sent::create();
    sent.headers.retain(|(name, _)| *name != "Idempotency-Key");
    let sent = Sent {
        method: "GET",
        path: "/orders".to_owned(),
        query: Some("limit=100".to_owned()),
        body: None,
        ..sent
    };
    let jws = sent.sign(&key, "null");
    assert_eq!(sent.verify(&jws, &key).unwrap(), covered(SignedBody::AsSent));
}

#[test]
fn an_empty_object_may_have_been_signed_as_null_and_is_told_apart() {
    let key = key();
    let sent =
        Sent { path: "/checkout-sessions/c1/cancel".to_owned(), body: Some(json!({})), ..Sent::create() };
    assert_eq!(sent.verify(&sent.sign(&key, "null"), &key).unwrap(), covered(SignedBody::NullForEmpty));
    assert_eq!(sent.verify(&sent.sign(&key, "{}"), &key).unwrap(), covered(SignedBody::AsSent));
    // Only an empty object: no other body may be swapped for a signed null.
    let other = Sent { body: Some(json!({"reason": "none"})), ..sent.clone() };
    assert!(matches!(
        other.verify(&sent.sign(&key, "null"), &key),
        Err(EnvelopeError::Jws(JwsError::Invalid(_)))
    ));
}

#[test]
fn the_agent_is_signed_as_the_dictionary_it_is() {
    let key = key();
    let plain = Sent::create();
    let jws = plain.sign(&key, BODY);
    let spaced = plain.clone().set("UCP-Agent", "profile=\"agent-gateway\"  ");
    assert!(spaced.verify(&jws, &key).is_ok());
}

#[rstest]
#[case::method(|sent: Sent| Sent { method: "PUT", ..sent })]
#[case::path(|sent: Sent| Sent { path: "/checkout-sessions/other".to_owned(), ..sent })]
#[case::query(|sent: Sent| Sent { query: Some("a=b".to_owned()), ..sent })]
#[case::body(|sent: Sent| Sent { body: Some(json!({"currency": "EUR"})), ..sent })]
#[case::no_body(|sent: Sent| Sent { body: None, ..sent })]
#[case::agent(|sent: Sent| sent.set("UCP-Agent", "profile=\"other\""))]
#[case::content_type(|sent: Sent| sent.set("Content-Type", "application/json; charset=utf-8"))]
#[case::key(|sent: Sent| sent.set("Idempotency-Key", "k-2"))]
#[case::time(|sent: Sent| sent.set("Talos-Signature-Meta", "iat=1768100001,jti=\"6f1c\""))]
#[case::identifier(|sent: Sent| sent.set("Talos-Signature-Meta", "iat=1768100000,jti=\"6f1d\""))]
#[case::meta_respelled(|sent: Sent| sent.set("Talos-Signature-Meta", "iat=1768100000, jti=\"6f1c\""))]
fn what_is_covered_cannot_be_changed(#[case] tamper: fn(Sent) -> Sent) {
    let (key, sent) = (key(), Sent::create());
    let jws = sent.sign(&key, BODY);
    let refused = tamper(sent).verify(&jws, &key);
    assert!(matches!(refused, Err(EnvelopeError::Jws(JwsError::Invalid(_)))), "{refused:?}");
}

#[test]
fn what_is_not_covered_can_be_changed_unnoticed() {
    let (key, sent) = (key(), Sent::create());
    let jws = sent.sign(&key, BODY);
    assert!(sent.set("Request-Id", "another").verify(&jws, &key).is_ok());
}

#[rstest]
#[case::missing(None, MetaError::Missing)]
#[case::not_a_dictionary(Some("iat=="), MetaError::NotADictionary)]
#[case::no_time(Some("jti=\"a\""), MetaError::NoTime)]
#[case::time_as_text(Some("iat=\"1\",jti=\"a\""), MetaError::NoTime)]
#[case::no_identifier(Some("iat=1"), MetaError::NoIdentifier)]
#[case::identifier_as_token(Some("iat=1,jti=a"), MetaError::NoIdentifier)]
#[case::empty_identifier(Some("iat=1,jti=\"\""), MetaError::NoIdentifier)]
fn a_broken_meta_header_is_refused(#[case] value: Option<&str>, #[case] expected: MetaError) {
    assert_eq!(SignatureMeta::parse(value.map(str::as_bytes)), Err(expected));
}

#[test]
fn an_identifier_beyond_the_bound_is_refused() {
    let value = |length: usize| format!("iat=1,jti=\"{}\"", "a".repeat(length));
    assert!(SignatureMeta::parse(Some(value(128).as_bytes())).is_ok());
    assert_eq!(SignatureMeta::parse(Some(value(129).as_bytes())), Err(MetaError::NoIdentifier));
}

#[test]
fn the_form_over_the_raw_body_is_accepted_and_told_apart() {
    let (key, sent) = (key(), Sent::create());
    let raw = sent.body.as_ref().unwrap().to_string();
    let jws = detached_jws::sign(&key, raw.as_bytes(), PayloadEncoding::Unencoded).unwrap();
    let verified = sent.verify(&jws, &key).unwrap();
    assert_eq!(verified, VerifiedEnvelope { kid: "agent-1".to_owned(), covered: Covered::Body });
    let other = Sent { body: Some(json!({})), ..sent };
    assert!(matches!(other.verify(&jws, &key), Err(EnvelopeError::Jws(JwsError::Invalid(_)))));
}

#[test]
fn a_key_that_is_not_configured_is_named() {
    let other = SigningKey::from_seed(Curve::P256, "stranger", b"another").unwrap();
    let sent = Sent::create();
    let refused = sent.verify(&sent.sign(&other, BODY), &key());
    assert!(matches!(refused, Err(EnvelopeError::Jws(JwsError::KeyNotFound(kid))) if kid == "stranger"));
}
