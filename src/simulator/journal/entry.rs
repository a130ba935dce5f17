//! One entry: compact as recorded, an [`Exchange`] when read.

use crate::clock::Instant;
use crate::exchange::{Exchange, ExchangeKind, RequestRecord, ResponseRecord};
use crate::protocol::operation::Operation;
use bytes::Bytes;

/// What was noticed about a request that is tolerated nevertheless.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FindingKind {
    /// A member that no schema names.
    UnknownField,
    /// A member the schema asks to leave out, which was ignored.
    OmittedFieldSent,
    /// A member the schema requires but the version's text leaves out.
    RequiredFieldMissing,
    /// A header the version lists as required but its text only advises.
    AdvisedHeaderMissing,
}

/// One thing noticed about a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// What kind of thing.
    pub kind: FindingKind,
    /// JSON pointer of the member, or name of the header.
    pub pointer: String,
}

impl Finding {
    /// For people.
    #[must_use]
    pub fn describe(&self) -> String {
        match self.kind {
            FindingKind::UnknownField => format!("{} is not named by any schema", self.pointer),
            FindingKind::OmittedFieldSent => {
                format!("{} is to be left out of this request; it was ignored", self.pointer)
            }
            FindingKind::RequiredFieldMissing => {
                format!("{} is required by the schema and missing; the business decided", self.pointer)
            }
            FindingKind::AdvisedHeaderMissing => {
                format!("the header {} is listed as required and missing", self.pointer)
            }
        }
    }
}

/// A call of an operation as it is recorded on the hot path: few allocations, bodies shared.
#[derive(Clone)]
pub struct RawCall {
    /// When it was received.
    pub at: Instant,
    /// The operation, when one was recognised.
    pub operation: Option<Operation>,
    /// Method.
    pub method: String,
    /// Absolute URL.
    pub url: String,
    /// Header lines of the request, `name: value`, each ended by a line feed.
    pub request_headers: String,
    /// Body of the request.
    pub request_body: Bytes,
    /// Status of the response; 0 when there was none.
    pub status: u16,
    /// Header lines of the response, like those of the request.
    pub response_headers: String,
    /// Body of the response.
    pub response_body: Bytes,
    /// From request to response, microseconds.
    pub elapsed_micros: u64,
    /// What was noticed.
    pub findings: Vec<Finding>,
    /// Further remarks, such as faults that fired.
    pub notes: Vec<String>,
}

/// One entry of the journal.
#[derive(Clone)]
pub enum Entry {
    /// A call this business received.
    Call(Box<RawCall>),
    /// Anything else, such as a delivery or the fetch of a profile.
    Other(Box<Exchange>),
}

impl Entry {
    /// Bytes the entry holds.
    pub(super) fn weight(&self) -> usize {
        const FIXED: usize = 400;
        match self {
            Self::Call(call) => {
                FIXED
                    + call.url.len()
                    + call.request_headers.len()
                    + call.request_body.len()
                    + call.response_headers.len()
                    + call.response_body.len()
            }
            Self::Other(exchange) => {
                let headers = |list: &[(String, String)]| -> usize {
                    list.iter().map(|(name, value)| name.len() + value.len() + 48).sum()
                };
                let response = exchange.response.as_ref();
                FIXED
                    + headers(&exchange.request.headers)
                    + exchange.request.body.len()
                    + response.map_or(0, |one| headers(&one.headers) + one.body.len())
            }
        }
    }

    /// The raw exchange; `number` becomes its identifier when it has none.
    pub(super) fn exchange(&self, number: u64) -> Exchange {
        match self {
            Self::Other(exchange) => (**exchange).clone(),
            Self::Call(call) => Exchange {
                id: number.to_string(),
                at: call.at,
                kind: ExchangeKind::Call,
                operation: call.operation,
                request: RequestRecord {
                    method: call.method.clone(),
                    url: call.url.clone(),
                    headers: lines(&call.request_headers),
                    body: call.request_body.to_vec(),
                },
                response: (call.status != 0).then(|| ResponseRecord {
                    status: call.status,
                    headers: lines(&call.response_headers),
                    body: call.response_body.to_vec(),
                }),
                elapsed_micros: call.elapsed_micros,
                notes: call
                    .findings
                    .iter()
                    .map(Finding::describe)
                    .chain(call.notes.iter().cloned())
                    .collect(),
            },
        }
    }

    /// What was noticed.
    pub(super) fn findings(&self) -> &[Finding] {
        match self {
            Self::Call(call) => &call.findings,
            Self::Other(_) => &[],
        }
    }
}

fn lines(text: &str) -> Vec<(String, String)> {
    text.lines()
        .filter_map(|line| line.split_once(": "))
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect()
}
