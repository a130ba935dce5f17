//! Checks the signatures in recorded exchanges: of responses, of webhooks, of requests.

#[cfg(test)]
mod tests;

use crate::clock::Instant;
use crate::crypto::http_signature::{
    Header, RequestParts, RequestPolicy, ResponseParts, ResponsePolicy, Scheme, SignatureError, Verified,
    header_pairs, verify_request, verify_response,
};
use crate::crypto::key::KeySet;
use crate::exchange::{Exchange, RequestRecord};

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
