//! An answer before it is signed.

use super::{Act, Subject};
use crate::clock::Instant;
use crate::fault::params::Params;
use crate::protocol::operation::Operation;
use serde_json::Value;
use std::fmt;

/// An answer given before.
#[derive(Clone, Debug, PartialEq)]
pub struct Answered {
    /// Its HTTP status.
    pub status: u16,
    /// Its body.
    pub body: Value,
}

/// What was answered before in the same session, newest first.
pub trait Past {
    /// The first answer of a checkout or order that differs from `now`.
    fn earlier(&self, id: &str, now: &Value) -> Option<Answered>;
    /// The newest answer of the same operation about another checkout or order.
    fn other(&self, operation: Operation, id: &str) -> Option<Answered>;
}

/// An answer that can still be changed; its signature will be valid for the change.
#[derive(Clone)]
pub struct Draft<'a> {
    /// The operation answered.
    pub operation: Operation,
    /// The request's body, when it was JSON.
    pub request: Option<&'a Value>,
    /// Identifier in the request's path.
    pub id: Option<&'a str>,
    /// Whether the request was seen before, under the same idempotency key.
    pub repeated: bool,
    /// Whether the request was signed.
    pub signed: bool,
    /// Time by the session's clock.
    pub now: Instant,
    /// Scheme and authority of the business, without trailing slash.
    pub base_url: &'a str,
    /// Capabilities the business declares: name and version.
    pub declared: &'a [(String, String)],
    /// What was answered before.
    pub past: &'a dyn Past,
    /// HTTP status.
    pub status: u16,
    /// The answer's own headers (`retry-after`); those every answer has are not among them.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Value,
    /// These bytes leave in the place of the body: for what is no JSON value.
    pub raw: Option<Vec<u8>>,
}

impl fmt::Debug for Draft<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Draft")
            .field("operation", &self.operation)
            .field("status", &self.status)
            .finish_non_exhaustive()
    }
}

impl Subject for Draft<'_> {
    fn apply(&mut self, act: &Act, params: &Params) -> Option<bool> {
        if let Act::Render(edit) = act { Some(edit(self, params)) } else { None }
    }
}
