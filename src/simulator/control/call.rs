//! One authorised call and its reply, as the handlers see them.

use super::control::Control;
use super::problem::{Code, Problem};
use super::token::Grant;
use crate::simulator::session::SessionHandle;
use bytes::Bytes;
use futures::future::LocalBoxFuture;
use futures::stream::LocalBoxStream;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use std::sync::Arc;

/// A call that passed every check.
pub(super) struct Call {
    pub(super) control: Arc<Control>,
    pub(super) grant: Grant,
    /// Parameters of the path, decoded.
    pub(super) path: BTreeMap<&'static str, String>,
    /// Parameters of the query, typed as the document says.
    pub(super) query: Map<String, Value>,
    /// The body, valid by the document; null when there is none.
    pub(super) body: Value,
}

impl Call {
    /// A parameter of the path; the document and the table guarantee that it is there.
    pub(super) fn path(&self, name: &str) -> &str {
        self.path.get(name).map_or("", String::as_str)
    }

    /// The session named in the path.
    pub(super) fn session(&self) -> Result<SessionHandle, Problem> {
        let name = self.path("session");
        let found = self.control.sessions.get(name);
        found.ok_or_else(|| Problem::missing("session", name, "GET /v1/sessions"))
    }

    /// The body as a typed value.
    pub(super) fn typed<T: DeserializeOwned>(&mut self) -> Result<T, Problem> {
        let body = std::mem::take(&mut self.body);
        serde_json::from_value(body).map_err(|error| {
            Problem::new(Code::InvalidBody, error.to_string())
                .at("the body")
                .expected("the request body GET /v1/openapi.json describes")
                .mend("mend what the reason names")
        })
    }
}

/// What a call is answered with.
pub(super) enum Reply {
    /// JSON with this status.
    Json(u16, Value),
    /// Text of this media type.
    Text(&'static str, String),
    /// A text that is part of the program.
    Static(&'static str, &'static str),
    /// Done, nothing to say.
    Nothing,
    /// Events, until somebody hangs up.
    Events(LocalBoxStream<'static, Bytes>),
}

impl Reply {
    pub(super) const fn ok(value: Value) -> Self {
        Self::Json(200, value)
    }
}

/// The future of a reply.
pub(super) type Answering = LocalBoxFuture<'static, Result<Reply, Problem>>;
