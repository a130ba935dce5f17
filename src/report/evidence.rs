//! One exchange as a report keeps it: redacted, decoded to text, of bounded size.

use crate::exchange::{Exchange, ExchangeKind};
use serde::{Deserialize, Serialize};

/// Longest body kept in a report, in bytes; the rest is cut off with a note.
pub const BODY_LIMIT: usize = 32 * 1024;

/// A request and its answer (or a delivery, or a profile fetch), fit to be shown to anybody. Can
/// only be made from an [`Exchange`], which redacts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Evidence {
    /// Identifier within the run.
    pub(super) id: String,
    /// What it was, for people: "`create_checkout`", "order webhook", "profile fetch".
    pub(super) label: String,
    /// Request method.
    pub(super) method: String,
    /// Full URL.
    pub(super) url: String,
    /// The request.
    pub(super) request: EvidenceMessage,
    /// Status of the answer; absent when none came.
    pub(super) status: Option<u16>,
    /// The answer; absent when none came.
    pub(super) response: Option<EvidenceMessage>,
    /// Time from sending to the end of the answer, in microseconds.
    pub(super) elapsed_micros: u64,
    /// Remarks made while it was recorded ("connection reset after 12 bytes").
    pub(super) notes: Vec<String>,
    /// A shell line that sends the same request again; credentials are placeholders.
    pub(super) curl: Option<String>,
}

/// Headers and body of one direction.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct EvidenceMessage {
    /// Headers in order, redacted.
    pub(super) headers: Vec<EvidenceHeader>,
    /// The body, redacted and cut at [`BODY_LIMIT`].
    pub(super) body: String,
    /// Length of the body on the wire, in bytes.
    pub(super) body_length: u64,
    /// Whether the body was cut.
    pub(super) truncated: bool,
}

/// One header line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct EvidenceHeader {
    /// Name as sent.
    pub(super) name: String,
    /// Value, redacted.
    pub(super) value: String,
}

impl EvidenceMessage {
    /// A message from redacted parts. `body` may be anything: bytes that are not UTF-8 are shown
    /// as replacement characters, and what exceeds [`BODY_LIMIT`] is cut.
    fn new(headers: Vec<EvidenceHeader>, body: &[u8], body_length: u64) -> Self {
        let kept = &body[..body.len().min(BODY_LIMIT)];
        let truncated = kept.len() < body.len();
        let mut text = String::from_utf8_lossy(kept).into_owned();
        if truncated {
            // A character cut in half is an artefact of the cut, not of the target.
            text.truncate(text.trim_end_matches('\u{fffd}').len());
        }
        Self { headers, body: text, body_length, truncated }
    }
}

impl From<&Exchange> for Evidence {
    fn from(exchange: &Exchange) -> Self {
        let redacted = exchange.redacted();
        let curl = redacted.curl_line();
        let request_length = exchange.request.body.len();
        let response_length = exchange.response.as_ref().map_or(0, |response| response.body.len());
        Self {
            id: redacted.id,
            label: label(exchange.kind, redacted.operation.as_deref()),
            method: redacted.request.method,
            url: redacted.request.url,
            request: message(redacted.request.headers, &redacted.request.body, request_length),
            status: redacted.response.as_ref().map(|response| response.status),
            response: redacted
                .response
                .map(|response| message(response.headers, &response.body, response_length)),
            elapsed_micros: redacted.elapsed_micros,
            notes: redacted.notes,
            curl: (curl.len() <= BODY_LIMIT).then_some(curl),
        }
    }
}

fn label(kind: ExchangeKind, operation: Option<&str>) -> String {
    match kind {
        ExchangeKind::Call => operation.unwrap_or("call").to_owned(),
        ExchangeKind::Webhook => "order webhook".to_owned(),
        ExchangeKind::ProfileFetch => "profile fetch".to_owned(),
    }
}

fn message(headers: Vec<(String, String)>, body: &str, length: usize) -> EvidenceMessage {
    let headers = headers.into_iter().map(|(name, value)| EvidenceHeader { name, value }).collect();
    EvidenceMessage::new(headers, body.as_bytes(), u64::try_from(length).unwrap_or(u64::MAX))
}
