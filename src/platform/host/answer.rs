//! What an endpoint says, or does instead of saying something.

use std::time::Duration;

use bytes::Bytes;
use serde_json::Value;

/// What happens to one request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// An answer, well formed as HTTP.
    Reply(Reply),
    /// Nothing for so long, then the connection is closed without an answer.
    Hang(Duration),
    /// The connection is closed at once, without an answer.
    Drop,
}

/// A status, headers exactly as listed, and a body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply {
    /// The status, 200 to 599.
    pub status: u16,
    /// The headers; `Content-Length` and `Date` are added by the server.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Bytes,
    /// How long to wait before answering.
    pub delay: Duration,
}

impl Reply {
    /// A status without headers or body.
    #[must_use]
    pub const fn status(status: u16) -> Self {
        Self { status, headers: Vec::new(), body: Bytes::new(), delay: Duration::ZERO }
    }

    /// A body of the given media type.
    #[must_use]
    pub fn bytes(status: u16, media_type: &str, body: impl Into<Bytes>) -> Self {
        Self { body: body.into(), ..Self::status(status) }.with_header("content-type", media_type)
    }

    /// A JSON document.
    #[must_use]
    pub fn json(status: u16, document: &Value) -> Self {
        Self::bytes(status, "application/json", document.to_string())
    }

    /// The same with one more header; a name may repeat.
    #[must_use]
    pub fn with_header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// The same without any header of that name.
    #[must_use]
    pub fn without_header(mut self, name: &str) -> Self {
        self.headers.retain(|(held, _)| !held.eq_ignore_ascii_case(name));
        self
    }

    /// The same after a delay.
    #[must_use]
    pub const fn after(mut self, delay: Duration) -> Self {
        self.delay = delay;
        self
    }
}

impl Answer {
    /// A status without headers or body.
    #[must_use]
    pub const fn status(status: u16) -> Self {
        Self::Reply(Reply::status(status))
    }

    /// A JSON document.
    #[must_use]
    pub fn json(status: u16, document: &Value) -> Self {
        Self::Reply(Reply::json(status, document))
    }

    /// A profile as it should be served: JSON that caches may keep for a minute.
    #[must_use]
    pub fn profile(document: impl Into<Bytes>) -> Self {
        Self::Reply(
            Reply::bytes(200, "application/json", document)
                .with_header("cache-control", "public, max-age=60"),
        )
    }

    /// A redirect.
    #[must_use]
    pub fn redirect(status: u16, location: &str) -> Self {
        Self::Reply(Reply::status(status).with_header("location", location))
    }
}

impl From<Reply> for Answer {
    fn from(reply: Reply) -> Self {
        Self::Reply(reply)
    }
}
