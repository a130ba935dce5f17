//! One request and its response (or a delivery) as evidence. Redaction lives here and nowhere
//! else: an [`Exchange`] holds raw bytes and never shows them, a [`RedactedExchange`] is what
//! reports, logs and screens get. What was taken out leaves a typed marker (`[redacted:email]`).

mod curl;
mod redaction;
mod scan;
mod vocabulary;

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::clock::Instant;
use crate::protocol::operation::Operation;

/// What kind of conversation an exchange was.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ExchangeKind {
    /// A platform called a business.
    Call,
    /// A business pushed to a platform.
    Webhook,
    /// Somebody fetched a profile.
    ProfileFetch,
}

impl ExchangeKind {
    /// The kind's name, as it is serialised.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Call => "call",
            Self::Webhook => "webhook",
            Self::ProfileFetch => "profile_fetch",
        }
    }
}

/// A request as sent or received, raw.
#[derive(Clone, PartialEq, Eq)]
pub struct RequestRecord {
    /// Method, upper case.
    pub method: String,
    /// Absolute URL.
    pub url: String,
    /// Header lines in order.
    pub headers: Vec<(String, String)>,
    /// Raw body; empty means none.
    pub body: Vec<u8>,
}

/// A response as sent or received, raw.
#[derive(Clone, PartialEq, Eq)]
pub struct ResponseRecord {
    /// Status code.
    pub status: u16,
    /// Header lines in order.
    pub headers: Vec<(String, String)>,
    /// Raw body; empty means none.
    pub body: Vec<u8>,
}

/// One exchange, raw. `Debug` and `Serialize` show the redacted form.
#[derive(Clone, PartialEq, Eq)]
pub struct Exchange {
    /// Identifier, unique in its journal or run.
    pub id: String,
    /// When the request was sent or received.
    pub at: Instant,
    /// What kind of conversation.
    pub kind: ExchangeKind,
    /// Which operation, when one was recognised.
    pub operation: Option<Operation>,
    /// The request.
    pub request: RequestRecord,
    /// The response; `None` when none came.
    pub response: Option<ResponseRecord>,
    /// From request to response, microseconds.
    pub elapsed_micros: u64,
    /// Remarks of whoever recorded it.
    pub notes: Vec<String>,
}

/// A request with nothing secret or personal in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RedactedRequest {
    /// Method.
    pub method: String,
    /// URL, query values redacted where needed.
    pub url: String,
    /// Header lines in order.
    pub headers: Vec<(String, String)>,
    /// Body as text.
    pub body: String,
}

/// A response with nothing secret or personal in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RedactedResponse {
    /// Status code.
    pub status: u16,
    /// Header lines in order.
    pub headers: Vec<(String, String)>,
    /// Body as text.
    pub body: String,
}

/// An exchange fit for reports: what [`Exchange::redacted`] leaves.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RedactedExchange {
    /// Identifier.
    pub id: String,
    /// When.
    pub at: Instant,
    /// What kind of conversation.
    pub kind: ExchangeKind,
    /// Name of the operation, when one was recognised.
    pub operation: Option<String>,
    /// The request.
    pub request: RedactedRequest,
    /// The response; `None` when none came.
    pub response: Option<RedactedResponse>,
    /// From request to response, microseconds.
    pub elapsed_micros: u64,
    /// Remarks.
    pub notes: Vec<String>,
}

/// A text with nothing secret or personal in it: error messages, remarks and step texts may quote
/// what was on the wire. JSON, URLs and plain text are each redacted by the rules of exchanges.
#[must_use]
pub fn redact_text(text: &str) -> String {
    redaction::any(text)
}

/// The same for a text in which these secrets, known by their values, may stand too.
#[must_use]
pub fn redact_known(text: &str, secrets: &[String]) -> String {
    // Shorter values occur by chance.
    let known = secrets.iter().filter(|secret| secret.len() >= 4);
    redact_text(
        &known.fold(text.to_owned(), |text, secret| text.replace(secret.as_str(), "[redacted:secret]")),
    )
}

impl Exchange {
    /// The exchange with nothing secret or personal in it.
    #[must_use]
    pub fn redacted(&self) -> RedactedExchange {
        RedactedExchange {
            id: self.id.clone(),
            at: self.at,
            kind: self.kind,
            operation: self.operation.map(|operation| operation.name().to_owned()),
            request: self.request.redacted(),
            response: self.response.as_ref().map(ResponseRecord::redacted),
            elapsed_micros: self.elapsed_micros,
            notes: self.notes.iter().map(|note| redact_text(note)).collect(),
        }
    }

    /// A `curl` command that replays the redacted request: complete but for the secrets.
    #[must_use]
    pub fn curl_line(&self) -> String {
        curl::line(&self.request.redacted())
    }
}

impl RequestRecord {
    /// The request with nothing secret or personal in it.
    #[must_use]
    pub fn redacted(&self) -> RedactedRequest {
        RedactedRequest {
            method: scan::redact(&self.method).into_owned(),
            url: redaction::url(&self.url),
            headers: redaction::headers(&self.headers),
            body: redaction::body(&self.headers, &self.body),
        }
    }
}

impl ResponseRecord {
    /// The response with nothing secret or personal in it.
    #[must_use]
    pub fn redacted(&self) -> RedactedResponse {
        RedactedResponse {
            status: self.status,
            headers: redaction::headers(&self.headers),
            body: redaction::body(&self.headers, &self.body),
        }
    }
}

impl RedactedExchange {
    /// A `curl` command that replays the redacted request: complete but for the secrets.
    #[must_use]
    pub fn curl_line(&self) -> String {
        curl::line(&self.request)
    }
}

impl fmt::Debug for Exchange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.redacted().fmt(f)
    }
}

impl fmt::Debug for RequestRecord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.redacted().fmt(f)
    }
}

impl fmt::Debug for ResponseRecord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.redacted().fmt(f)
    }
}

impl Serialize for Exchange {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.redacted().serialize(serializer)
    }
}

#[cfg(test)]
mod tests;
