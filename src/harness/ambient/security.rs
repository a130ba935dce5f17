//! What must not be in an answer, and what a signature on it must prove.

use super::{Observation, Remark};
use crate::clock::Clock;
use crate::crypto::detached_jws;
use crate::crypto::http_signature::{ResponseParts, ResponsePolicy, header_pairs, verify_response};
use crate::harness::interrupt::brief;
use crate::harness::secrets::{self, CREDENTIAL};
use serde_json::Value;

pub(super) fn no_credential_echo(observation: &Observation<'_>) -> Remark {
    if observation.secrets.is_empty() {
        return Remark::NotConcerned;
    }
    let echoed = secrets::found_in(&observation.view.body, observation.secrets);
    Remark::of(!echoed, "A payment credential comes back", "no credential", "the credential sent")
}

pub(super) fn no_credential_member(observation: &Observation<'_>) -> Remark {
    let instruments = observation.view.list("/payment/instruments");
    if instruments.is_empty() {
        return Remark::NotConcerned;
    }
    Remark::of(
        instruments.iter().all(|instrument| instrument.get(CREDENTIAL).is_none()),
        "An instrument shown has a credential",
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

/// Members of a payment handler where the business lists whole declarations.
const HANDLER: [&str; 7] = ["id", "name", "version", "spec", "config_schema", "instrument_schemas", "config"];

pub(super) fn handlers_listed(observation: &Observation<'_>) -> Remark {
    let view = observation.view;
    if !view.is_resource() || view.at("/line_items").is_none() {
        return Remark::NotConcerned;
    }
    let listed = view.raw().pointer("/payment/handlers").and_then(Value::as_array);
    let whole = |handler: &Value| HANDLER.iter().all(|member| handler.get(member).is_some());
    Remark::of(
        listed.is_some_and(|handlers| handlers.iter().all(whole)),
        "A checkout does not list its payment handlers",
        &format!("payment.handlers, each with {}", HANDLER.join(", ")),
        view.raw().get("payment").map_or_else(|| "no payment".to_owned(), brief),
    )
}

/// Responses may be signed; a signature that is there has to be right.
pub(super) fn detached(observation: &Observation<'_>) -> Remark {
    let view = observation.view;
    let Some(jws) = view.header("x-detached-jwt") else { return Remark::NotConcerned };
    let keys = &observation.business.keys;
    match detached_jws::verify(jws, &view.body, |kid: &str| keys.lookup(kid)) {
        Ok(_) => Remark::Holds,
        Err(error) => Remark::of(
            false,
            "X-Detached-JWT of an answer does not verify",
            "a detached JWS by a published key over the raw body",
            error.to_string(),
        ),
    }
}
