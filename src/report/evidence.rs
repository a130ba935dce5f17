//! One exchange as a report keeps it: redacted, decoded to text, of bounded size.

use serde::{Deserialize, Serialize};

/// Longest body kept in a report, in bytes; the rest is cut off with a note.
pub const BODY_LIMIT: usize = 32 * 1024;

/// A request and its answer (or a delivery, or a profile fetch), fit to be shown to anybody.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Evidence {
    /// Identifier within the run.
    pub id: String,
    /// What it was, for people: "create_checkout", "order webhook", "profile fetch".
    pub label: String,
    /// Request method.
    pub method: String,
    /// Full URL.
    pub url: String,
    /// The request.
    pub request: EvidenceMessage,
    /// Status of the answer; absent when none came.
    pub status: Option<u16>,
    /// The answer; absent when none came.
    pub response: Option<EvidenceMessage>,
    /// Time from sending to the end of the answer, in microseconds.
    pub elapsed_micros: u64,
    /// Remarks made while it was recorded ("connection reset after 12 bytes").
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
    /// A shell line that sends the same request again; credentials are placeholders.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub curl: Option<String>,
}

/// Headers and body of one direction.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EvidenceMessage {
    /// Headers in order, redacted.
    pub headers: Vec<EvidenceHeader>,
    /// The body, redacted and cut at [`BODY_LIMIT`].
    pub body: String,
    /// Length of the body on the wire, in bytes.
    pub body_length: u64,
    /// Whether the body was cut.
    pub truncated: bool,
}

/// One header line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EvidenceHeader {
    /// Name as sent.
    pub name: String,
    /// Value, redacted.
    pub value: String,
}

impl EvidenceMessage {
    /// A message from redacted parts. `body` may be anything: bytes that are not UTF-8 are shown
    /// as replacement characters, and what exceeds [`BODY_LIMIT`] is cut.
    #[must_use]
    pub fn new(headers: Vec<EvidenceHeader>, body: &[u8], body_length: u64) -> Self {
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
