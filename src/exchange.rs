//! One request and its response (or a delivery) as evidence. Redaction lives here and nowhere
//! else: an [`Exchange`] holds raw bytes and never shows them, a [`RedactedExchange`] is what
//! reports, logs and screens get.

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

impl Exchange {
    /// The exchange with nothing secret or personal in it.
    #[must_use]
    pub fn redacted(&self) -> RedactedExchange {
        let hidden = |headers: &[(String, String)]| {
            headers.iter().map(|(name, _)| (name.clone(), "[redacted]".to_owned())).collect()
        };
        RedactedExchange {
            id: self.id.clone(),
            at: self.at,
            kind: self.kind,
            operation: self.operation.map(|operation| operation.name().to_owned()),
            request: RedactedRequest {
                method: self.request.method.clone(),
                url: "[redacted]".to_owned(),
                headers: hidden(&self.request.headers),
                body: "[redacted]".to_owned(),
            },
            response: self.response.as_ref().map(|response| RedactedResponse {
                status: response.status,
                headers: hidden(&response.headers),
                body: "[redacted]".to_owned(),
            }),
            elapsed_micros: self.elapsed_micros,
            notes: Vec::new(),
        }
    }

    /// A `curl` command that replays the redacted request.
    #[must_use]
    pub fn curl_line(&self) -> String {
        self.redacted().curl_line()
    }
}

impl RedactedExchange {
    /// A `curl` command that replays this request.
    #[must_use]
    pub fn curl_line(&self) -> String {
        format!("curl -X {} '{}'", self.request.method, self.request.url)
    }
}

impl std::fmt::Debug for Exchange {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.redacted().fmt(f)
    }
}

impl Serialize for Exchange {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.redacted().serialize(serializer)
    }
}
