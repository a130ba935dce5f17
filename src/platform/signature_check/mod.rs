//! Checks the signatures in recorded exchanges: of responses, of webhooks, of requests.

#[cfg(test)]
mod tests;

use crate::clock::Instant;
use crate::crypto::detached_jws::{self, JwsError};
use crate::crypto::http_signature::{
    Header, RequestParts, RequestPolicy, ResponseParts, ResponsePolicy, Scheme, SignatureError, Verified,
    header_pairs, verify_request, verify_response,
};
use crate::crypto::key::KeySet;
use crate::exchange::{Exchange, RequestRecord};
use crate::protocol::version::{Edition, SignatureSuite};

/// Checks the signature of the response with the keys of a business. `None` when no response came.
///
/// # Errors
/// Why the signature is refused; a missing one is [`SignatureError::HeaderMissing`].
#[must_use]
pub fn response(
    exchange: &Exchange,
    keys: &KeySet,
    now: Instant,
) -> Option<Result<Verified, SignatureError>> {
    let answer = exchange.response.as_ref()?;
    let request_headers = header_pairs(&exchange.request.headers);
    let request = request_parts(&exchange.request, &request_headers);
    let headers = header_pairs(&answer.headers);
    let parts = ResponseParts { status: answer.status, headers: &headers, body: &answer.body };
    let lookup = |keyid: &str| keys.lookup(keyid);
    Some(verify_response(&parts, Some(&request), &ResponsePolicy { now }, lookup))
}

/// Checks the signature of a webhook with the keys of a business.
///
/// # Errors
/// Why the signature is refused.
pub fn webhook(exchange: &Exchange, keys: &KeySet, now: Instant) -> Result<Verified, SignatureError> {
    request_under(exchange, keys, &RequestPolicy::webhook(now))
}

/// Who signed a webhook, and which components of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signed {
    /// The key.
    pub kid: String,
    /// The components covered; none where a signature covers the body and nothing else.
    pub covered: Vec<String>,
}

/// The header of requests and webhooks that carries a detached JWS.
pub const DETACHED: &str = "request-signature";

/// Checks the signature of a webhook as the edition signs, with the keys of a business.
///
/// # Errors
/// Why the signature is refused, for people.
pub fn webhook_of(
    edition: &Edition,
    exchange: &Exchange,
    keys: &KeySet,
    now: Instant,
) -> Result<Signed, String> {
    match edition.signatures {
        SignatureSuite::HttpMessageSignatures => webhook(exchange, keys, now)
            .map(|verified| Signed { kid: verified.keyid, covered: verified.covered })
            .map_err(|error| error.to_string()),
        SignatureSuite::DetachedJws => detached(&exchange.request, keys)
            .map(|verified| Signed { kid: verified.kid.unwrap_or_default(), covered: Vec::new() })
            .map_err(|error| error.to_string()),
    }
}

/// Checks `Request-Signature` of a request or webhook: a detached JWS over the raw body, in either
/// construction.
///
/// # Errors
/// Why it is refused; a missing one is [`JwsError::NotDetached`].
pub fn detached(record: &RequestRecord, keys: &KeySet) -> Result<detached_jws::Verified, JwsError> {
    let header = record.headers.iter().find(|(name, _)| name.eq_ignore_ascii_case(DETACHED));
    let jws = header.map_or("", |(_, value)| value.trim());
    detached_jws::verify(jws, &record.body, |kid| keys.lookup(kid))
}

/// Checks the signature of a platform's request with the keys of the platform.
///
/// # Errors
/// Why the signature is refused.
pub fn request(exchange: &Exchange, keys: &KeySet, now: Instant) -> Result<Verified, SignatureError> {
    request_under(exchange, keys, &RequestPolicy::request(now))
}

fn request_under(
    exchange: &Exchange,
    keys: &KeySet,
    policy: &RequestPolicy,
) -> Result<Verified, SignatureError> {
    let headers = header_pairs(&exchange.request.headers);
    verify_request(&request_parts(&exchange.request, &headers), policy, |keyid| keys.lookup(keyid))
}

/// The request as a signature sees it. The URL is split as text: a parser would normalise what was
/// signed.
fn request_parts<'a>(record: &'a RequestRecord, headers: &'a [Header<'a>]) -> RequestParts<'a> {
    let (scheme, rest) = record.url.split_once("://").unwrap_or(("https", &record.url));
    let (before, query) = rest.split_once('?').map_or((rest, None), |(before, query)| (before, Some(query)));
    let slash = before.find('/').unwrap_or(before.len());
    let (authority, path) = before.split_at(slash);
    RequestParts {
        method: &record.method,
        scheme: if scheme == "http" { Scheme::Http } else { Scheme::Https },
        authority,
        path,
        query,
        headers,
        body: &record.body,
    }
}
