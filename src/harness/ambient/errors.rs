//! Error bodies of both layers, and messages.

use super::{Observation, Remark};
use crate::harness::interrupt::brief;

pub(super) fn transport_error(observation: &Observation<'_>) -> Remark {
    let view = observation.view;
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
        "error" => message.code.is_empty() || message.severity.is_none(),
        "warning" => message.code.is_empty(),
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
