//! The implementation under test when no runner is named: this program's own protocol and crypto.

mod amounts;
mod applicability;
mod codes;
mod composition;
mod contract;
mod encoding;
mod jose;
mod money;
mod negotiation;
mod order;
mod payment;
mod profile;
mod profile_url;
mod routes;
mod schema;
mod sequence;
mod signature;
mod signing;
mod talos;
mod violations;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{Answer, Family};
use crate::crypto::jwk::Jwk;
use crate::crypto::key::KeySet;
use crate::protocol::version::ProtocolVersion;

/// Accepted or refused, with the output that goes with it.
type Decision = Result<Value, Value>;

/// The input is not one of the family's: a mistake in the vector, not in the implementation.
#[derive(Debug)]
struct BadInput(String);

type Evaluated = Result<Decision, BadInput>;

/// Answers one case.
#[must_use]
pub fn answer(family: Family, version: ProtocolVersion, input: &Value) -> Answer {
    let evaluated = match family {
        Family::Base64url => encoding::base64url(input),
        Family::Jcs => encoding::jcs(input),
        Family::ContentDigest => encoding::content_digest(input),
        Family::StructuredField => encoding::structured_field(input),
        Family::Jwk => jose::jwk(input),
        Family::HttpSignatureRequest => signature::request(input),
        Family::HttpSignatureResponse => signature::response(input),
        Family::HttpSignatureWebhook => signature::webhook(input),
        Family::DetachedJws => jose::detached_jws(input),
        Family::TalosEnvelope => talos::envelope(input),
        Family::Ap2 => jose::ap2(input),
        Family::ProfileUrl => profile_url::decide(input),
        Family::Profile => profile::decide(version, input),
        Family::Negotiation => negotiation::decide(version, input),
        Family::Schema => schema::decide(version, input),
        Family::Violations => violations::told(version, input),
        Family::Totals => money::totals(version, input),
        Family::Idempotency => sequence::idempotency(version, input),
        Family::MessageSeverity => sequence::message_severity(input),
        Family::Cursor => sequence::cursor(input),
        Family::OrderStatus => order::status(input),
        Family::PaymentHandlers => payment::handlers(input),
        Family::Routes => routes::decide(version, input),
        Family::Composition => composition::decide(input),
        Family::Ecdsa => jose::ecdsa(input),
        Family::Contract => contract::decide(version, input),
        Family::Amounts => amounts::decide(input),
        Family::Codes => codes::decide(version, input),
        Family::Applicability => applicability::decide(version, input),
    };
    match evaluated {
        Ok(Ok(output)) => Answer::Valid(output),
        Ok(Err(output)) => Answer::Invalid(output),
        Err(BadInput(reason)) => Answer::Broken(format!("not an input of {family}: {reason}")),
    }
}

fn read<'a, T: Deserialize<'a>>(input: &'a Value) -> Result<T, BadInput> {
    T::deserialize(input).map_err(|error| BadInput(error.to_string()))
}

/// Accepted, nothing to add.
#[expect(clippy::unnecessary_wraps, reason = "a decision is what every caller answers with")]
fn accepted() -> Decision {
    Ok(json!({}))
}

/// Refused under a code.
fn refused(code: &str) -> Decision {
    Err(json!({ "code": code }))
}

/// Refused, nothing to add.
fn refused_plainly() -> Decision {
    Err(json!({}))
}

fn bytes(base64: &str) -> Result<Vec<u8>, BadInput> {
    STANDARD.decode(base64).map_err(|error| BadInput(format!("not base64: {error}")))
}

fn hex(text: &str) -> Result<Vec<u8>, BadInput> {
    let digit = |at: usize| text.get(at..at + 2).and_then(|pair| u8::from_str_radix(pair, 16).ok());
    let decoded = (0..text.len()).step_by(2).map(digit).collect::<Option<Vec<u8>>>();
    decoded.ok_or_else(|| BadInput(format!("not hexadecimal: {text}")))
}

fn to_hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::new(), |mut text, byte| {
        // Writing to a String cannot fail.
        let _infallible = write!(text, "{byte:02x}");
        text
    })
}

/// The keys of a case, as a profile publishes them.
fn key_set(keys: &[Value]) -> Result<KeySet, BadInput> {
    let keys: Result<Vec<Jwk>, _> = keys.iter().map(Jwk::parse).collect();
    keys.map(|keys| KeySet::from_jwks(&keys)).map_err(|error| BadInput(error.to_string()))
}
