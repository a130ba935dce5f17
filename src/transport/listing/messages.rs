//! Messages, and the one body of everything that has no resource.

use crate::merchant;
use crate::transport::body::bytes;
use serde_json::{Map, Value, json};

/// Severity of an error that leaves nothing to work with: this layout has no value of its own for it.
const NOTHING_LEFT: &str = "requires_buyer_input";

/// Members of warnings that this layout does not have.
const NOT_HERE: [&str; 3] = ["presentation", "image_url", "url"];

/// Translates the messages of a resource. On a resource nobody can act on, an error asks for nothing:
/// it is at most the platform's to understand.
pub(super) fn translate(resource: &mut Map<String, Value>) {
    let instruments = resource.get("payment").and_then(|payment| payment.get("instruments"));
    let shown = instruments.and_then(Value::as_array).map_or(0, Vec::len);
    let messages = resource.get_mut("messages").and_then(Value::as_array_mut);
    for message in messages.into_iter().flatten() {
        plain(message, "recoverable");
        if let Some(Value::String(path)) = message.get_mut("path") {
            *path = translated(path, shown);
        }
    }
}

/// A message in the members and severities of this layout.
fn plain(message: &mut Value, instead_of_unrecoverable: &str) {
    let Value::Object(members) = message else { return };
    for member in NOT_HERE {
        members.shift_remove(member);
    }
    if members.get("severity").is_some_and(|severity| severity == "unrecoverable") {
        members.insert("severity".to_owned(), Value::from(instead_of_unrecoverable));
    }
}

/// A path in this layout's names. An instrument that the resource does not show is the one of the request.
fn translated(path: &str, shown: usize) -> String {
    if let Some(rest) = path.strip_prefix("$.signals") {
        return format!("$.risk_signals{rest}");
    }
    let Some(rest) = path.strip_prefix("$.payment.instruments") else { return path.to_owned() };
    let rest = rest.replace(".display.", ".");
    let at = rest.strip_prefix('[').and_then(|rest| rest.split_once(']'));
    match at.map(|(at, member)| (at.parse::<usize>(), member)) {
        Some((Ok(at), _)) if at < shown => format!("$.payment.instruments{rest}"),
        Some((_, member)) => format!("$.payment_data{member}"),
        None => "$.payment_data".to_owned(),
    }
}

/// The body of an outcome without a resource.
pub(super) fn outcome(failure: &merchant::Failure) -> Vec<u8> {
    let mut messages = json!(failure.messages);
    for message in messages.as_array_mut().into_iter().flatten() {
        plain(message, NOTHING_LEFT);
    }
    bytes(&body(messages, failure.continue_url.as_deref()))
}

/// The body of a refused request.
pub(super) fn refusal(code: &str, content: &str, continue_url: Option<&str>) -> Vec<u8> {
    let message = json!({"type": "error", "code": code, "content": content, "severity": NOTHING_LEFT});
    bytes(&body(json!([message]), continue_url))
}

fn body(messages: Value, continue_url: Option<&str>) -> Map<String, Value> {
    let mut body = Map::new();
    body.insert("status".to_owned(), Value::from("requires_escalation"));
    body.insert("messages".to_owned(), messages);
    body.extend(continue_url.map(|url| ("continue_url".to_owned(), Value::from(url))));
    body
}
