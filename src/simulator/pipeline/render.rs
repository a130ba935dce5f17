//! Stage 8: what left the pipeline, an answer or a failure, as status, headers and body.

use super::context::Answer;
use crate::protocol::contract::CodeKind;
use crate::simulator::session::Session;
use crate::transport::Failure;
use bytes::Bytes;
use std::time::Duration;

/// Longest `Request-Id` that is echoed.
const ECHOED: usize = 128;

/// The answer to a refused request.
pub(in crate::simulator) fn refuse(session: &Session, failure: &Failure) -> Answer {
    // Some codes name an outcome as well (`not_found`); here it is the protocol error that is meant.
    let known = session.contract().codes().of_kind(CodeKind::Transport, failure.code);
    let status = known.map_or(500, |spec| spec.status);
    let mut headers = Vec::new();
    if let Some(after) = failure.retry_after {
        headers.push(("retry-after".to_owned(), whole_seconds(after).to_string()));
    }
    if !failure.allow.is_empty() {
        headers.push(("allow".to_owned(), failure.allow.join(", ")));
    }
    Answer { status, headers, body: Bytes::from(session.dialect().failure_body(failure)) }
}

/// The status of an outcome without a resource, by its code.
pub(super) fn outcome_status(session: &Session, code: &str) -> u16 {
    session.contract().codes().of_kind(CodeKind::Outcome, code).map_or(400, |spec| spec.status)
}

/// Seconds, rounded up, at least one.
fn whole_seconds(duration: Duration) -> u64 {
    duration.as_secs() + u64::from(duration.subsec_nanos() > 0 || duration.is_zero())
}

/// The headers of an answer: its own, and those made for every response.
pub(super) fn headers(answer: &Answer, request_id: Option<&[u8]>) -> Vec<(String, String)> {
    let mut headers = Vec::with_capacity(answer.headers.len() + 6);
    headers.push(("content-type".to_owned(), "application/json".to_owned()));
    headers.push(("cache-control".to_owned(), "no-store".to_owned()));
    headers.extend(answer.headers.iter().cloned());
    if let Some(id) = request_id.and_then(echo) {
        headers.push(("request-id".to_owned(), id.to_owned()));
    }
    headers
}

/// A `Request-Id` that is safe to repeat.
fn echo(id: &[u8]) -> Option<&str> {
    let text = std::str::from_utf8(id).ok()?;
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.:".contains(&byte);
    (!text.is_empty() && text.len() <= ECHOED && text.bytes().all(plain)).then_some(text)
}
