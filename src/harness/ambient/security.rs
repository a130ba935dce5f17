//! What must not be in an answer, and what a signature on it must prove.

use super::{Observation, Remark};
use crate::clock::Clock;
use crate::crypto::http_signature::{ResponseParts, ResponsePolicy, header_pairs, verify_response};
use serde_json::Value;

/// The member of an instrument that holds its secret.
const CREDENTIAL: &str = "credential";
/// Shorter strings occur by chance.
const SHORTEST_SECRET: usize = 6;

pub(super) fn no_credential_echo(observation: &Observation<'_>) -> Remark {
    let mut secrets = Vec::new();
    if let Some(sent) = observation.draft.json() {
        collect_secrets(&sent, false, &mut secrets);
    }
    secrets.retain(|secret| secret.len() >= SHORTEST_SECRET);
    if secrets.is_empty() {
        return Remark::NotConcerned;
    }
    let body = String::from_utf8_lossy(&observation.view.body);
    let echoed = secrets.iter().any(|secret| body.contains(secret.as_str()));
    Remark::of(
        !echoed,
        "A payment credential comes back in the answer",
        "no credential",
        "the credential sent",
    )
}

/// The strings below every `credential` member.
fn collect_secrets(value: &Value, inside: bool, secrets: &mut Vec<String>) {
    match value {
        Value::Object(map) => {
            // `type` names the kind of credential and is no secret.
            for (key, member) in map.iter().filter(|(key, _)| *key != "type") {
                collect_secrets(member, inside || key == CREDENTIAL, secrets);
            }
        }
        Value::Array(list) => list.iter().for_each(|member| collect_secrets(member, inside, secrets)),
        Value::String(text) if inside => secrets.push(text.clone()),
        Value::String(_) | Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

pub(super) fn no_credential_member(observation: &Observation<'_>) -> Remark {
    let instruments = observation.view.list("/payment/instruments");
    if instruments.is_empty() {
        return Remark::NotConcerned;
    }
    Remark::of(
        instruments.iter().all(|instrument| instrument.get(CREDENTIAL).is_none()),
        "An instrument in the answer has a credential",
        "instruments without `credential`",
        "a `credential` member",
    )
}

pub(super) fn signature(observation: &Observation<'_>) -> Remark {
    let view = observation.view;
    if view.header("signature").is_none() && view.header("signature-input").is_none() {
        return Remark::NotConcerned;
    }
    let headers = header_pairs(&view.headers);
    let parts = ResponseParts { status: view.status, headers: &headers, body: &view.body };
    let policy = ResponsePolicy { now: Clock::system().now() };
    let keys = &observation.business.keys;
    match verify_response(&parts, None, &policy, |kid: &str| keys.lookup(kid)) {
        Ok(_) => Remark::Holds,
        Err(error) => Remark::of(
            false,
            "The signature of an answer does not verify",
            "a signature by a published key over @status, content-digest and content-type",
            error.to_string(),
        ),
    }
}

pub(super) fn digest(observation: &Observation<'_>) -> Remark {
    let view = observation.view;
    if view.header("signature-input").is_none() || view.body.is_empty() {
        return Remark::NotConcerned;
    }
    Remark::of(
        view.header("content-digest").is_some() && view.header("signature").is_some(),
        "A signed answer lacks Content-Digest or Signature",
        "Signature-Input, Signature and, with a body, Content-Digest",
        format!("Content-Digest: {}", view.header("content-digest").unwrap_or("absent")),
    )
}
