//! The same merchant at the release of January 2026. Signatures are made and judged here by hand, so that
//! the program's own codec is not its own witness.

mod content;
mod idempotency;
mod lifecycle;
mod negotiation;
mod program;
mod requests;
mod signatures;
mod webhooks;

use crate::support::{Answer, World, world_with};
use serde_json::{Value, json};
use ucp_assay::crypto::base64url;
use ucp_assay::crypto::jwk::Jwk;
use ucp_assay::crypto::key::{KeyLookup, KeySet, SigningKey};
use ucp_assay::protocol::contract::{CapabilitySet, CodeKind, Contract, DocumentKind};
use ucp_assay::protocol::operation::Operation;
use ucp_assay::protocol::version::ProtocolVersion;
use ucp_assay::simulator::SessionOptions;

const VERSION: ProtocolVersion = ProtocolVersion::January2026;

/// A merchant and a platform of January.
pub(crate) async fn january() -> World {
    world_with(|settings| settings.version = VERSION, SessionOptions::default()).await
}

/// A detached JWS under a header, over `input` after the header and a dot.
pub(crate) fn forged(key: &SigningKey, header: &Value, input: &[u8]) -> String {
    let header = base64url::encode(header.to_string());
    let signed = [header.as_bytes(), b".", input].concat();
    format!("{header}..{}", base64url::encode(key.sign(&signed).expect("signed")))
}

/// The header of RFC 7797.
pub(crate) fn unencoded(key: &SigningKey) -> Value {
    json!({"alg": "ES256", "kid": key.kid(), "b64": false, "crit": ["b64"]})
}

/// A detached JWS over raw bytes.
pub(crate) fn jws(key: &SigningKey, body: &[u8]) -> String {
    forged(key, &unencoded(key), body)
}

/// A completion paid with a test token.
pub(crate) fn payment(token: &str) -> Value {
    json!({"payment_data": {
        "id": "pay_1", "handler_id": "mock_payment_handler", "type": "card", "brand": "visa", "last_digits": "4242",
        "credential": {"type": "token", "token": token}
    }})
}

/// Whether a detached JWS of RFC 7797 verifies over a body with a published key.
pub(crate) fn verifies(profile: &Value, jws: &str, body: &[u8]) -> bool {
    let keys = profile["signing_keys"].as_array().expect("keys").iter();
    let keys = KeySet::from_jwks(&keys.map(|key| Jwk::parse(key).expect("a key")).collect::<Vec<_>>());
    let (encoded, signature) = jws.split_once("..").expect("header..signature");
    let header: Value =
        serde_json::from_slice(&base64url::decode(encoded).expect("base64url")).expect("JSON");
    assert_eq!(
        (&header["alg"], &header["b64"], &header["crit"]),
        (&json!("ES256"), &json!(false), &json!(["b64"]))
    );
    let KeyLookup::Found(key) = keys.lookup(header["kid"].as_str().expect("a kid")) else { return false };
    let signed = [encoded.as_bytes(), b".", body].concat();
    key.verify(&signed, &base64url::decode(signature).expect("base64url")).is_ok()
}

/// Asserts that a body keeps to the schema of an operation's response, or of the event pushed.
#[track_caller]
pub(crate) fn valid(operation: Operation, body: &Value) {
    let contract = Contract::embedded(VERSION);
    let active = body["ucp"]["capabilities"].as_array().expect("a list of capabilities");
    let names = active.iter().map(|one| one["name"].as_str().expect("a name"));
    let set = CapabilitySet::of_version(VERSION.date(), names);
    let direction = match operation {
        Operation::OrderEvent => ucp_assay::protocol::contract::Direction::Request,
        _ => ucp_assay::protocol::contract::Direction::Response,
    };
    let verdict = contract.validator(&set, operation, direction).expect("a schema").check(body);
    assert!(verdict.is_valid(), "{:#?}\n{body}", verdict.violations);
    assert_eq!(verdict.unknown, Vec::<String>::new(), "{body}");
}

impl Answer {
    /// Asserts the error body of January: status, code, one error message, and nothing else but a page.
    #[track_caller]
    pub(crate) fn rejected(&self, status: u16, code: &str) {
        assert_eq!(
            (self.status, self.body["messages"][0]["code"].as_str()),
            (status, Some(code)),
            "{}",
            self.body
        );
        let contract = Contract::embedded(VERSION);
        let schema = contract.document(DocumentKind::ErrorResponse).expect("a schema");
        let verdict = schema.check(&self.body);
        assert!(verdict.is_valid() && verdict.unknown.is_empty(), "{verdict:#?}\n{}", self.body);
        assert_eq!(self.raw.header("content-type"), Some("application/json"));
        let rows = [CodeKind::Transport, CodeKind::Outcome].map(|kind| contract.codes().of_kind(kind, code));
        assert!(rows.iter().flatten().any(|row| row.status == status), "{code} with {status} is in no table");
    }
}
