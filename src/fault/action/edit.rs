//! Small edits of JSON that say whether they changed anything.

use crate::fault::subject::Draft;
use serde_json::{Value, json};

/// Puts a value at a pointer whose parent is there.
pub(super) fn set(body: &mut Value, pointer: &str, value: impl Into<Value>) -> bool {
    let value = value.into();
    let Some((parent, name)) = pointer.rsplit_once('/') else { return false };
    match body.pointer_mut(parent) {
        Some(Value::Object(map)) if map.get(name) != Some(&value) => {
            map.insert(name.to_owned(), value);
            true
        }
        Some(
            Value::Object(_)
            | Value::Array(_)
            | Value::Null
            | Value::Bool(_)
            | Value::Number(_)
            | Value::String(_),
        )
        | None => false,
    }
}

/// Replaces a value that is there.
pub(super) fn replace(body: &mut Value, pointer: &str, value: impl Into<Value>) -> bool {
    let value = value.into();
    match body.pointer_mut(pointer) {
        Some(found) if *found != value => {
            *found = value;
            true
        }
        Some(_) | None => false,
    }
}

/// Takes a member away.
pub(super) fn remove(body: &mut Value, pointer: &str) -> bool {
    let Some((parent, name)) = pointer.rsplit_once('/') else { return false };
    let parent = body.pointer_mut(parent).and_then(Value::as_object_mut);
    parent.is_some_and(|map| map.shift_remove(name).is_some())
}

/// Changes every entry of a list; true when any was changed.
pub(super) fn each(body: &mut Value, pointer: &str, mut change: impl FnMut(&mut Value) -> bool) -> bool {
    let list = body.pointer_mut(pointer).and_then(Value::as_array_mut);
    every(list.into_iter().flatten(), &mut change)
}

/// Changes every entry, to the last one; true when any was changed.
pub(super) fn every<T>(entries: impl Iterator<Item = T>, mut change: impl FnMut(T) -> bool) -> bool {
    let mut changed = false;
    for entry in entries {
        changed |= change(entry);
    }
    changed
}

/// Changes a list as a whole.
pub(super) fn list(body: &mut Value, pointer: &str, change: impl FnOnce(&mut Vec<Value>) -> bool) -> bool {
    body.pointer_mut(pointer).and_then(Value::as_array_mut).is_some_and(change)
}

/// Keeps the entries of a list that pass.
pub(super) fn retain(body: &mut Value, pointer: &str, keep: impl Fn(&Value) -> bool) -> bool {
    list(body, pointer, |entries| {
        let before = entries.len();
        entries.retain(keep);
        entries.len() != before
    })
}

/// Adds to the whole number under `name`.
pub(super) fn add(entry: &mut Value, name: &str, by: i64) -> bool {
    let Some(amount) = entry.get(name).and_then(Value::as_i64).filter(|_| by != 0) else { return false };
    entry[name] = amount.saturating_add(by).into();
    true
}

/// Changes the totals entries of one type.
pub(super) fn totals(body: &mut Value, kind: &str, mut change: impl FnMut(&mut Value) -> bool) -> bool {
    each(body, "/totals", |entry| entry["type"] == kind && change(entry))
}

/// Whether the answer shows a checkout.
pub(super) fn is_checkout(body: &Value) -> bool {
    body["line_items"].is_array() && body["status"].is_string() && body["id"].is_string()
}

/// Whether the answer shows an order.
pub(super) fn is_order(body: &Value) -> bool {
    body["line_items"].is_array() && body["checkout_id"].is_string()
}

/// Whether the answer is a protocol error.
pub(super) fn is_error(draft: &Draft<'_>) -> bool {
    error_code(draft).is_some()
}

/// The code of a protocol error: at the top, or of its first message, as the version has it.
pub(super) fn error_code<'d>(draft: &'d Draft<'_>) -> Option<&'d str> {
    let body = Some(&draft.body).filter(|_| draft.status >= 400)?;
    body["code"].as_str().or_else(|| body["messages"][0]["code"].as_str())
}

/// Changes a protocol error where its code and content stand: at the top, or in its messages.
pub(super) fn each_error(body: &mut Value, mut change: impl FnMut(&mut Value) -> bool) -> bool {
    if body["code"].is_string() { change(body) } else { each(body, "/messages", change) }
}

/// Whether a message of that code is among the answer's.
pub(super) fn has_message(body: &Value, code: &str) -> bool {
    let messages = body["messages"].as_array();
    messages.is_some_and(|messages| messages.iter().any(|message| message["code"] == code))
}

/// An answer as one that was too generous would give: a checkout that looks fine.
pub(super) fn generous(draft: &mut Draft<'_>, status: u16) -> bool {
    draft.status = status;
    draft.headers.clear();
    let id = draft.id.unwrap_or("chk_generous");
    draft.body = json!({
        "ucp": {"version": "", "capabilities": {}}, "id": id, "status": "incomplete", "currency": "USD",
        "line_items": [], "totals": [], "links": [],
    });
    true
}
