//! Bodies, media types and status codes.

use super::{Observation, Remark};
use crate::protocol::operation::Operation;

/// Whether HTTP has the status: those of its registry, as the protocol asks for standard ones and names
/// examples. Which of them belongs to which situation is asked where the situation is.
const fn is_standard(status: u16) -> bool {
    matches!(
        status,
        100..=103 | 200..=208 | 226 | 300..=305 | 307 | 308 | 400..=417 | 421..=426 | 428 | 429 | 431 | 451
            | 500..=508 | 510 | 511
    )
}

/// Whether the answer comes from the business's protocol layer rather than from a proxy or the
/// HTTP server in front of it.
fn protocol_answer(observation: &Observation<'_>) -> bool {
    !matches!(observation.view.status, 404..=406 | 413 | 414 | 431 | 501 | 502 | 504)
}

pub(super) fn json_body(observation: &Observation<'_>) -> Remark {
    if !protocol_answer(observation) {
        return Remark::NotConcerned;
    }
    let view = observation.view;
    let start: String = String::from_utf8_lossy(&view.body).chars().take(60).collect();
    Remark::of(view.json.is_some(), "The body is not JSON", "a JSON document", format!("`{start}`"))
}

pub(super) fn order_json_body(observation: &Observation<'_>) -> Remark {
    match observation.draft.operation {
        Operation::GetOrder => json_body(observation),
        _ => Remark::NotConcerned,
    }
}

pub(super) fn content_type(observation: &Observation<'_>) -> Remark {
    if !protocol_answer(observation) {
        return Remark::NotConcerned;
    }
    let actual = observation.view.header("content-type").unwrap_or("absent");
    let media_type = actual.split(';').next().unwrap_or_default().trim();
    Remark::of(
        media_type.eq_ignore_ascii_case("application/json"),
        "The answer is not declared as JSON",
        "Content-Type: application/json",
        format!("Content-Type: {actual}"),
    )
}

pub(super) fn status_code(observation: &Observation<'_>) -> Remark {
    let status = observation.view.status;
    Remark::of(
        is_standard(status),
        "The status code is none that HTTP has",
        "a status code of HTTP's registry",
        status.to_string(),
    )
}

pub(super) fn retry_after(observation: &Observation<'_>) -> Remark {
    match observation.view.status {
        429 | 503 => Remark::of(
            observation.view.header("retry-after").is_some(),
            "Retry-After is missing",
            "a Retry-After header beside 429 and 503",
            "absent",
        ),
        _ => Remark::NotConcerned,
    }
}
