//! The seam between the version-neutral merchant and the wire shape of one protocol version: decodes
//! requests to commands, renders replies and profiles to bytes.

use crate::clock::Instant;
use crate::merchant::view::OrderView;
use crate::merchant::{Command, Reply};
use crate::protocol::contract::Violation;
use crate::protocol::operation::Operation;
use crate::protocol::profile::{BusinessProfile, PlatformProfile};
use crate::protocol::version::{Edition, Shape};
use crate::transport::failure::Failure;
use crate::transport::listing::Listing;
use crate::transport::registry::Registry;
use serde_json::Value;
use std::sync::Arc;
use uuid::Uuid;

/// One capability that both parties speak, with the version chosen.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Active {
    /// Reverse-domain name.
    pub name: String,
    /// The version both declare.
    pub version: String,
}

/// What every response says about the negotiation.
#[derive(Clone, Copy, Debug)]
pub struct Envelope<'a> {
    /// The protocol version used.
    pub version: &'a str,
    /// Active capabilities that concern the operation.
    pub capabilities: &'a [Active],
    /// Scheme and authority of the business, under which it publishes what it names itself.
    pub base_url: &'a str,
}

/// What tells an order event from every other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EventMark {
    /// The event; the same at every attempt to deliver it.
    pub id: Uuid,
    /// When it occurred.
    pub occurred_at: Instant,
}

/// Why a platform's profile is not one (`profile_malformed`).
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{pointer}: {reason}")]
pub struct ProfileDefect {
    /// JSON pointer of what is wrong.
    pub pointer: String,
    /// What is wrong.
    pub reason: String,
}

/// Bytes and values of one wire shape. Implementations are stateless.
pub trait Dialect: Send + Sync + std::fmt::Debug {
    /// The typed differences this dialect was chosen by.
    fn edition(&self) -> &'static Edition;

    /// Whether a violation of the request's schema is one that the version's own text allows; it is then
    /// noted and does not count.
    fn tolerates(&self, _operation: Operation, _violation: &Violation) -> bool {
        false
    }

    /// The command a valid request means. `id` is the decoded identifier of the path.
    ///
    /// # Errors
    /// [`Failure`] when the body holds a value the merchant cannot represent, or the operation is
    /// not one of this dialect.
    fn decode(
        &self,
        operation: Operation,
        id: Option<Arc<str>>,
        body: Option<Value>,
    ) -> Result<Command, Failure>;

    /// The body of an answer; `None` for a reply that shows nothing.
    fn render(&self, reply: &Reply, envelope: &Envelope<'_>) -> Option<Vec<u8>>;

    /// The body of an order event as it is pushed.
    fn order_event(&self, order: &OrderView, event: &EventMark, envelope: &Envelope<'_>) -> Vec<u8>;

    /// The body of an outcome without a resource that came about before the merchant was asked.
    fn refusal(&self, code: &str, content: &str, continue_url: &str, envelope: &Envelope<'_>) -> Vec<u8>;

    /// The body of a protocol error.
    fn failure_body(&self, failure: &Failure) -> Vec<u8>;

    /// The business profile as published.
    fn business_profile(&self, profile: &BusinessProfile) -> Vec<u8>;

    /// Reads a platform's profile.
    ///
    /// # Errors
    /// [`ProfileDefect`] names the first thing that is wrong.
    fn platform_profile(&self, document: &Value) -> Result<PlatformProfile, ProfileDefect>;
}

/// The dialect of an edition.
#[must_use]
pub fn dialect(edition: &'static Edition) -> Box<dyn Dialect> {
    match edition.shape {
        Shape::Registry => Box::new(Registry::new(edition)),
        Shape::Listing => Box::new(Listing::new(edition)),
    }
}
