//! What a checkout must carry so that the buyer can go on.

use super::{Observation, Remark};
use crate::harness::interrupt::brief;
use crate::transport::view::View;
use serde_json::Value;

/// The status, when the answer is a checkout.
fn status_of(view: &View) -> Option<&str> {
    view.checkout_status().filter(|_| view.is_resource() && view.at("/line_items").is_some())
}

pub(super) fn escalation_url(observation: &Observation<'_>) -> Remark {
    match status_of(observation.view) {
        Some("requires_escalation") => Remark::of(
            observation.view.text("/continue_url").is_some(),
            "A checkout that requires escalation has no continue_url",
            "continue_url, where the buyer goes on",
            "absent",
        ),
        Some(_) | None => Remark::NotConcerned,
    }
}

pub(super) fn escalation_message(observation: &Observation<'_>) -> Remark {
    if status_of(observation.view) != Some("requires_escalation") {
        return Remark::NotConcerned;
    }
    let wanted = ["requires_buyer_input", "requires_buyer_review"];
    let messages = observation.view.messages();
    let severities: Vec<String> = messages.into_iter().filter_map(|message| message.severity).collect();
    Remark::of(
        severities.iter().any(|severity| wanted.contains(&severity.as_str())),
        "A checkout that requires escalation does not say why",
        "a message of severity requires_buyer_input or requires_buyer_review",
        format!("severities {severities:?}"),
    )
}

pub(super) fn url_absolute(observation: &Observation<'_>) -> Remark {
    let Some(url) = observation.view.at("/continue_url").filter(|url| !url.is_null()) else {
        return Remark::NotConcerned;
    };
    let is_https = |text: &str| url::Url::parse(text).is_ok_and(|url| url.scheme() == "https");
    let absolute = url.as_str().is_some_and(is_https);
    Remark::of(absolute, "continue_url is not an absolute https URL", "https://…", brief(url))
}

pub(super) fn url_while_open(observation: &Observation<'_>) -> Remark {
    match status_of(observation.view) {
        Some(status @ ("incomplete" | "ready_for_complete" | "complete_in_progress")) => Remark::of(
            observation.view.text("/continue_url").is_some(),
            "An open checkout has no continue_url",
            "continue_url in every non-terminal status",
            format!("absent while {status}"),
        ),
        Some(_) | None => Remark::NotConcerned,
    }
}

pub(super) fn url_once_closed(observation: &Observation<'_>) -> Remark {
    match status_of(observation.view) {
        Some(status @ ("completed" | "canceled")) => Remark::of(
            observation.view.at("/continue_url").is_none_or(Value::is_null),
            "A finished checkout still has a continue_url",
            "no continue_url once completed or canceled",
            format!("present while {status}"),
        ),
        Some(_) | None => Remark::NotConcerned,
    }
}
