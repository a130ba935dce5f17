//! Error bodies of both layers, and messages.

use super::{Observation, Remark};
use crate::harness::interrupt::brief;
use crate::protocol::version::OutcomeRule;
use crate::transport::view::View;
use serde_json::Value;

/// Severities of a version without a severity for what leaves nothing to work on.
const SEVERITIES: [&str; 3] = ["recoverable", "requires_buyer_input", "requires_buyer_review"];

pub(super) fn transport_error(observation: &Observation<'_>) -> Remark {
    match observation.edition().outcomes {
        OutcomeRule::Envelope => code_and_content(observation.view),
        OutcomeRule::MessagesBody => status_and_messages(observation),
    }
}

fn code_and_content(view: &View) -> Remark {
    if !matches!(view.status, 401 | 403 | 409 | 422 | 424 | 429 | 503) {
        return Remark::NotConcerned;
    }
    let filled = |key: &str| view.text(key).is_some_and(|text| !text.is_empty());
    Remark::of(
        filled("/code") && filled("/content"),
        "The error body lacks code or content",
        "a JSON object with the strings `code` and `content`",
        brief(view.value()),
    )
}

fn status_and_messages(observation: &Observation<'_>) -> Remark {
    let view = observation.view;
    if !(400..=599).contains(&view.status) || !is_of_the_operation(observation) {
        return Remark::NotConcerned;
    }
    let messages = view.raw().get("messages").and_then(Value::as_array);
    let good = view.raw()["status"] == "requires_escalation"
        && view.raw().get("code").is_none()
        && view.raw().pointer("/ucp/status").is_none()
        && messages.is_some_and(|list| !list.is_empty() && list.iter().all(is_error));
    Remark::of(
        good,
        "The error body is not a status with messages",
        "{\"status\": \"requires_escalation\", \"messages\": [errors with code, content and severity]}, without code, content or ucp.status beside them",
        brief(view.raw()),
    )
}

/// The examples of the text write `message` where the schema has `content`.
fn is_error(message: &Value) -> bool {
    let filled = |key: &str| message[key].as_str().is_some_and(|text| !text.is_empty());
    message["type"] == "error" && filled("code") && (filled("content") || filled("message"))
}

/// Whether the answer is that of an operation, not that of a server to a path or method nobody has.
fn is_of_the_operation(observation: &Observation<'_>) -> bool {
    let spec = observation.contract.operation(observation.draft.operation);
    let method = spec.is_some_and(|spec| spec.method.eq_ignore_ascii_case(&observation.draft.method));
    method && !matches!(observation.view.status, 405 | 406 | 413..=415 | 431 | 501 | 502 | 504)
}

pub(super) fn no_envelope(observation: &Observation<'_>) -> Remark {
    let view = observation.view;
    if !(200..300).contains(&view.status) {
        return Remark::NotConcerned;
    }
    let status = view.raw().pointer("/ucp/status");
    Remark::of(
        status.is_none() && view.id().is_some(),
        "A success shows no resource, or a status of its own",
        "a resource with an id, and no `ucp.status`",
        brief(view.raw()),
    )
}

pub(super) fn error_envelope(observation: &Observation<'_>) -> Remark {
    let view = observation.view;
    if !(200..300).contains(&view.status) || view.ucp_status() != Some("error") {
        return Remark::NotConcerned;
    }
    let known = ["ucp", "messages", "continue_url"];
    let members = view.value().as_object().into_iter().flat_map(|map| map.keys());
    let extra: Vec<&String> = members.filter(|key| !known.contains(&key.as_str())).collect();
    Remark::of(
        extra.is_empty() && !view.list("/messages").is_empty(),
        "The error envelope is not closed",
        "`ucp`, at least one of `messages`, optionally `continue_url`, and nothing else",
        format!("other members: {extra:?}, messages: {}", view.list("/messages").len()),
    )
}

pub(super) fn outcome_status(observation: &Observation<'_>) -> Remark {
    let view = observation.view;
    if view.at("/messages").is_none() || view.at("/ucp").is_none() {
        return Remark::NotConcerned;
    }
    Remark::of(
        matches!(view.status, 200 | 201),
        "A business outcome does not come with a success status",
        "HTTP 200 (201 for a created resource) with the UCP envelope and messages",
        view.status.to_string(),
    )
}

pub(super) fn messages(observation: &Observation<'_>) -> Remark {
    let view = observation.view;
    if view.list("/messages").is_empty() {
        return Remark::NotConcerned;
    }
    let bad = view.messages().into_iter().find(|message| match message.kind.as_str() {
        "error" => message.code.is_empty() || message.content.is_empty() || message.severity.is_none(),
        "warning" => message.code.is_empty() || message.content.is_empty(),
        "info" => message.content.is_empty(),
        _ => true,
    });
    Remark::of(
        bad.is_none(),
        "A message lacks a required member",
        "error: code, content, severity; warning: code, content; info: content",
        format!("{bad:?}"),
    )
}

pub(super) fn severities(observation: &Observation<'_>) -> Remark {
    let messages = observation.view.messages();
    let given: Vec<String> = messages.into_iter().filter_map(|message| message.severity).collect();
    if given.is_empty() {
        return Remark::NotConcerned;
    }
    let unknown = given.iter().find(|severity| !SEVERITIES.contains(&severity.as_str()));
    Remark::of(
        unknown.is_none(),
        "A severity is none of the version",
        &SEVERITIES.join(", "),
        unknown.cloned().unwrap_or_default(),
    )
}
