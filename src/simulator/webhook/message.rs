//! The HTTP request of a webhook, signed as the version signs.

use crate::clock::Instant;
use crate::crypto::http_signature::{RequestParts, Scheme, SignOptions, header_pairs, sign_request};
use crate::crypto::key::SigningKey;
use crate::crypto::structured_field::UcpAgent;
use crate::exchange::{RequestRecord, ResponseRecord};
use crate::fault::subject::Signing;
use crate::protocol::version::{Edition, SignatureSuite, WebhookForm};
use crate::simulator::detached;
use crate::simulator::keys::KeyRing;
use crate::simulator::misbehave::sign_webhook;
use crate::simulator::webhook::{Attempt, Delivery};
use std::time::Duration;
use url::{Position, Url};

/// What the signature covers: the webhook rules of the protocol, and beyond them the two headers
/// that identify and date the event, which would otherwise be anybody's to change.
const COVERED: [&str; 8] = [
    "@method",
    "@authority",
    "@path",
    "ucp-agent",
    "content-digest",
    "content-type",
    "webhook-id",
    "webhook-timestamp",
];

/// Builds and signs the request of one attempt.
pub(super) fn build(
    delivery: &Delivery,
    edition: &Edition,
    profile_url: &str,
    key: &SigningKey,
    otherwise: Option<(&KeyRing, &Signing)>,
) -> Result<RequestRecord, String> {
    let url = Url::parse(&delivery.webhook_url).map_err(|cause| format!("webhook_url: {cause}"))?;
    let mut headers = headers(delivery, edition.webhooks, profile_url)?;
    let signed = match (otherwise, edition.signatures) {
        (Some((keys, how)), suite) => {
            let usual = covered(&url);
            with_request(delivery, &url, &headers, |parts| sign_webhook(keys, how, suite, parts, &usual))
        }
        (None, SignatureSuite::HttpMessageSignatures) => components(delivery, &url, key, &headers),
        (None, SignatureSuite::DetachedJws) => detached::sign(key, delivery.body.as_bytes())
            .map(|jws| vec![(detached::REQUEST.to_owned(), jws)])
            .map_err(|cause| cause.to_string()),
    };
    headers.extend(signed.map_err(|cause| format!("signing failed: {cause}"))?);
    let body = delivery.body.as_bytes().to_vec();
    Ok(RequestRecord { method: "POST".to_owned(), url: url.into(), headers, body })
}

/// The components a webhook's signature covers.
fn covered(url: &Url) -> Vec<&'static str> {
    COVERED.into_iter().chain(url.query().map(|_| "@query")).collect()
}

/// Borrows a webhook as it is signed.
fn with_request<T>(
    delivery: &Delivery,
    url: &Url,
    headers: &[(String, String)],
    run: impl FnOnce(&RequestParts<'_>) -> T,
) -> T {
    let pairs = header_pairs(headers);
    run(&RequestParts {
        method: "POST",
        scheme: if url.scheme() == "http" { Scheme::Http } else { Scheme::Https },
        authority: &url[Position::BeforeHost..Position::AfterPort],
        path: url.path(),
        query: url.query(),
        headers: &pairs,
        body: delivery.body.as_bytes(),
    })
}

/// Digest and signature over the components covered.
fn components(
    delivery: &Delivery,
    url: &Url,
    key: &SigningKey,
    headers: &[(String, String)],
) -> Result<Vec<(String, String)>, String> {
    let components = covered(url);
    let options = SignOptions { components: Some(&components), ..SignOptions::default() };
    let signed = with_request(delivery, url, headers, |parts| sign_request(key, parts, &options));
    let signed = signed.map_err(|cause| cause.to_string())?;
    Ok(signed.into_pairs().map(|(name, value)| (name.to_owned(), value)).collect())
}
/// Who sends what. Where a webhook's identity travels in its body, the sender alone is named here.
fn headers(
    delivery: &Delivery,
    webhooks: WebhookForm,
    profile_url: &str,
) -> Result<Vec<(String, String)>, String> {
    let agent = UcpAgent::header(profile_url).map_err(|cause| format!("profile URL: {cause}"))?;
    let mut pairs = vec![("ucp-agent", agent), ("content-type", "application/json".to_owned())];
    match webhooks {
        WebhookForm::Headers => {
            pairs.push(("webhook-id", delivery.id.to_string()));
            pairs.push(("webhook-timestamp", delivery.occurred_at.seconds().to_string()));
        }
        WebhookForm::Body => {}
    }
    Ok(pairs.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
}

/// What an answer means: any 2xx acknowledges, everything else fails the attempt.
pub(super) fn judge(answer: &Result<ResponseRecord, String>, now: Instant) -> Attempt {
    let response = match answer {
        Ok(response) => response,
        Err(reason) => return Attempt::Failed { reason: reason.clone(), retry_after: None },
    };
    match response.status {
        200..=299 => Attempt::Acknowledged,
        300..=399 => Attempt::Failed {
            reason: format!("answered {}; redirects are not followed", response.status),
            retry_after: None,
        },
        status => {
            Attempt::Failed { reason: format!("answered {status}"), retry_after: retry_after(response, now) }
        }
    }
}

/// `Retry-After` in either form (RFC 9110 §10.2.3): seconds, or a date by the session's clock.
fn retry_after(response: &ResponseRecord, now: Instant) -> Option<Duration> {
    let named = |(name, _): &&(String, String)| name.eq_ignore_ascii_case("retry-after");
    let value = response.headers.iter().find(named)?.1.trim();
    if let Ok(seconds) = value.parse() {
        return Some(Duration::from_secs(seconds));
    }
    let date = jiff::fmt::rfc2822::parse(value).ok()?;
    Some(Instant::from_millis(date.timestamp().as_millisecond()).since(now))
}
