//! What a verifier insists on beyond the mathematics, and what a signer therefore covers.

use crate::clock::Instant;
use crate::crypto::message::{RequestParts, ResponseParts, has_field};

/// When a header must be among the covered components.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Coverage {
    /// Whenever the message carries the header.
    WhenPresent,
    /// Always: a message without the header is refused.
    Always,
}

impl Coverage {
    const fn demanded(self, present: bool) -> bool {
        match self {
            Self::WhenPresent => present,
            Self::Always => true,
        }
    }
}

/// What a signed request must cover.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RequestPolicy {
    /// `idempotency-key`, of methods that change state; others may leave it uncovered.
    pub idempotency_key: Coverage,
    /// `webhook-id` and `webhook-timestamp`; `None` when the request is not a webhook.
    pub webhook: Option<Coverage>,
    /// The verifier's time, against which `expires` is held.
    pub now: Instant,
}

impl RequestPolicy {
    /// For a platform's request: every header the protocol names is covered whenever it is present.
    /// That a state-changing operation *needs* an idempotency key is the operation's rule and has
    /// its own error code; the signature only has to cover the key that is there.
    #[must_use]
    pub const fn request(now: Instant) -> Self {
        Self { idempotency_key: Coverage::WhenPresent, webhook: None, now }
    }

    /// For a business's webhook: `Webhook-Id` and `Webhook-Timestamp` are covered when present.
    #[must_use]
    pub const fn webhook(now: Instant) -> Self {
        Self { idempotency_key: Coverage::WhenPresent, webhook: Some(Coverage::WhenPresent), now }
    }
}

/// The components a request must cover, in the order a signer of ours covers them.
pub(super) fn required_of_request(
    request: &RequestParts<'_>,
    idempotency_key: Option<Coverage>,
    webhook: Option<Coverage>,
) -> impl Iterator<Item = &'static str> {
    let has = |name| has_field(request.headers, name);
    let of_webhook = |name| webhook.is_some_and(|coverage| coverage.demanded(has(name)));
    let has_body = !request.body.is_empty();
    demanded([
        ("@method", true),
        ("@authority", true),
        ("@path", true),
        ("@query", request.query.is_some_and(|query| !query.is_empty())),
        ("ucp-agent", has("ucp-agent")),
        (
            "idempotency-key",
            idempotency_key.is_some_and(|coverage| coverage.demanded(has("idempotency-key"))),
        ),
        ("webhook-id", of_webhook("webhook-id")),
        ("webhook-timestamp", of_webhook("webhook-timestamp")),
        ("content-digest", has_body),
        ("content-type", has_body),
    ])
}

/// The methods whose idempotency key must be covered, as the protocol's table lists them.
pub(super) fn changes_state(method: &str) -> bool {
    matches!(method, "POST" | "PUT" | "DELETE" | "PATCH")
}

/// What a signed response must cover (`@status`, and digest and type of a body) and when it expires.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ResponsePolicy {
    /// The verifier's time, against which `expires` is held.
    pub now: Instant,
}

impl ResponsePolicy {
    /// The protocol's rules, at the verifier's time.
    #[must_use]
    pub const fn new(now: Instant) -> Self {
        Self { now }
    }
}

/// The components a response must cover, in the order a signer of ours covers them.
pub(super) fn required_of_response(response: &ResponseParts<'_>) -> impl Iterator<Item = &'static str> {
    let has_body = !response.body.is_empty();
    demanded([("@status", true), ("content-digest", has_body), ("content-type", has_body)])
}

fn demanded<const N: usize>(rules: [(&'static str, bool); N]) -> impl Iterator<Item = &'static str> {
    rules.into_iter().filter(|(_, demanded)| *demanded).map(|(component, _)| component)
}
