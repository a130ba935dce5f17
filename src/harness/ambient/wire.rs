//! Bodies, media types and status codes.

use super::{Observation, Remark};
use crate::protocol::operation::Operation;

/// Statuses the REST bindings name, and those that come from HTTP itself.
const STATUSES: [u16; 19] =
    [200, 201, 400, 401, 403, 404, 405, 406, 409, 413, 414, 415, 422, 424, 429, 431, 500, 501, 503];

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
        STATUSES.contains(&status),
        "The status code is none the protocol uses",
        "a status code the REST binding or HTTP defines for the situation",
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
