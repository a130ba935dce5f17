//! What the stages of one request share.

use crate::clock::Instant;
use crate::protocol::contract::OperationSpec;
use crate::simulator::idempotency::{Permit, StoredAnswer};
use crate::simulator::journal::Finding;
use crate::simulator::misbehave::Misbehaviour;
use crate::simulator::negotiated::Negotiated;
use crate::simulator::profile_cache::KnownPlatform;
use crate::simulator::session::Session;
use crate::transport::Failure;
use actix_web::HttpRequest;
use bytes::Bytes;
use serde_json::Value;
use std::sync::Arc;

/// An answer before it is signed. It is also what a replay repeats.
pub type Answer = StoredAnswer;

/// One request on its way through the stages.
pub struct Context<'r> {
    /// The session addressed.
    pub session: &'r Arc<Session>,
    /// The request's head.
    pub request: &'r HttpRequest,
    /// The operation, as the contract describes it.
    pub spec: &'r OperationSpec,
    /// Identifier in the path, decoded.
    pub id: Option<Arc<str>>,
    /// When the request was received, by the session's clock.
    pub at: Instant,
    /// The raw body; empty means none.
    pub body: Bytes,
    /// The parsed body, until the merchant takes it.
    pub document: Option<Value>,
    /// The platform that calls.
    pub platform: Option<Arc<KnownPlatform>>,
    /// What was negotiated with it.
    pub negotiated: Option<Arc<Negotiated>>,
    /// The right to execute, when the operation takes an idempotency key.
    pub permit: Option<Permit>,
    /// What was noticed and tolerated.
    pub findings: Vec<Finding>,
    /// What goes wrong with it; nothing, when no fault is armed.
    pub misbehaviour: Option<Box<Misbehaviour>>,
}

/// How a stage ends the pipeline early.
#[derive(Debug)]
pub enum Stop {
    /// With a protocol error.
    Refuse(Failure),
    /// With an answer: a replay, or an outcome before the merchant was asked.
    Answer(Answer),
}

/// The result of a stage: go on, or stop.
pub type Step = Result<(), Stop>;

impl From<Failure> for Stop {
    fn from(failure: Failure) -> Self {
        Self::Refuse(failure)
    }
}

impl Context<'_> {
    /// The value of a request header; several lines are joined as HTTP prescribes.
    pub fn header(&self, name: &str) -> Option<Vec<u8>> {
        let mut lines =
            self.request.headers().get_all(name).map(actix_web::http::header::HeaderValue::as_bytes);
        let first = lines.next()?.to_vec();
        Some(lines.fold(first, |mut joined, line| {
            joined.extend_from_slice(b", ");
            joined.extend_from_slice(line);
            joined
        }))
    }

    /// Whether a refusal is overlooked because a fault says so.
    pub fn forgives(&self, failure: &Failure) -> bool {
        let this = self.misbehaviour.as_ref();
        this.is_some_and(|this| this.handling().forgive.contains(&failure.code))
    }

    /// `Ok` for a check that was passed, or failed and is to be overlooked.
    pub(super) fn unless_forgiven(&self, check: Result<(), Failure>) -> Result<(), Failure> {
        check.or_else(|failure| if self.forgives(&failure) { Ok(()) } else { Err(failure) })
    }

    /// The page a person can go on at when the request leads nowhere: the checkout's when there may be
    /// one, else the storefront.
    pub fn page(&self) -> String {
        match &self.id {
            Some(id) if self.spec.capability.ends_with(".checkout") && is_plain(id) => {
                format!("{}/checkout/{id}", self.session.base_url())
            }
            Some(_) | None => format!("{}/", self.session.base_url()),
        }
    }
}

/// Whether an identifier can stand in a URL as it is.
fn is_plain(id: &str) -> bool {
    id.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_')
}
