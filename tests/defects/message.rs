//! Requests and answers as they pass the proxy, in a form that is easy to change.

use serde_json::Value;
use ucp_assay::protocol::contract::{Contract, Route};
use ucp_assay::protocol::operation::Operation;
use ucp_assay::protocol::version::ProtocolVersion;

/// Header names and values in order.
pub(crate) type Headers = Vec<(String, String)>;

/// A request on its way.
#[derive(Clone, Debug)]
pub(crate) struct Request {
    pub(crate) method: String,
    /// Path and query.
    pub(crate) target: String,
    pub(crate) headers: Headers,
    pub(crate) body: Vec<u8>,
    /// Whether its idempotency key (of a webhook: its `Webhook-Id` or `event_id`) came by before.
    pub(crate) repeated: bool,
    /// The version that the merchant serves.
    pub(crate) version: ProtocolVersion,
}

impl Request {
    /// The operation asked for, if it is one.
    pub(crate) fn operation(&self) -> Option<Operation> {
        let path = self.target.split('?').next().unwrap_or_default();
        match Contract::embedded(self.version).route(&self.method, path) {
            Route::Match { operation, .. } => Some(operation),
            Route::MethodNotAllowed(_) | Route::NotFound => None,
        }
    }

    pub(crate) fn is(&self, operation: Operation) -> bool {
        self.operation() == Some(operation)
    }

    /// Whether it asks for the business profile.
    pub(crate) fn is_discovery(&self) -> bool {
        self.target == "/.well-known/ucp"
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        find(&self.headers, name)
    }

    /// The body, `null` when it is not JSON.
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_default()
    }

    /// Takes headers away.
    pub(crate) fn drop(&mut self, name: &str) {
        self.headers.retain(|(known, _)| !known.eq_ignore_ascii_case(name));
    }

    /// Changes the body.
    pub(crate) fn edit(&mut self, change: impl FnOnce(&mut Value)) {
        edit(&mut self.body, change);
    }
}

/// An answer on its way back.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: Headers,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    /// An answer of the proxy's own.
    pub(crate) fn own(status: u16, body: &Value) -> Self {
        let headers = vec![("content-type".to_owned(), "application/json".to_owned())];
        Self { status, headers, body: body.to_string().into_bytes() }
    }

    /// The body, `null` when it is not JSON.
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_default()
    }

    /// The code of an error body, in the form of either version.
    pub(crate) fn is_error(&self, code: &str) -> bool {
        self.json()["code"] == code || (self.status >= 400 && self.has_message(code))
    }

    /// Whether a message with the code is in it.
    pub(crate) fn has_message(&self, code: &str) -> bool {
        let body = self.json();
        body["messages"].as_array().is_some_and(|all| all.iter().any(|message| message["code"] == code))
    }

    /// Sets a header, in the place of those of that name.
    pub(crate) fn set(&mut self, name: &str, value: &str) {
        self.drop(name);
        self.headers.push((name.to_owned(), value.to_owned()));
    }

    /// Takes headers away.
    pub(crate) fn drop(&mut self, name: &str) {
        self.headers.retain(|(known, _)| !known.eq_ignore_ascii_case(name));
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        find(&self.headers, name)
    }

    /// Changes the body.
    pub(crate) fn edit(&mut self, change: impl FnOnce(&mut Value)) {
        edit(&mut self.body, change);
    }

    /// Changes every entry of a list in the body.
    pub(crate) fn edit_each(&mut self, pointer: &str, change: impl FnMut(&mut Value)) {
        self.edit(|body| each(body, pointer, change));
    }
}

/// Changes every entry of a list; without the list, nothing.
pub(crate) fn each(body: &mut Value, pointer: &str, change: impl FnMut(&mut Value)) {
    if let Some(list) = body.pointer_mut(pointer).and_then(Value::as_array_mut) {
        list.iter_mut().for_each(change);
    }
}

/// The list at a place of the body; without it, an empty one that is thrown away.
pub(crate) fn with_list(body: &mut Value, pointer: &str, change: impl FnOnce(&mut Vec<Value>)) {
    if let Some(list) = body.pointer_mut(pointer).and_then(Value::as_array_mut) {
        change(list);
    }
}

/// Adds to an amount.
pub(crate) fn add(entry: &mut Value, more: i64) {
    if let Some(amount) = entry["amount"].as_i64() {
        entry["amount"] = (amount + more).into();
    }
}

fn edit(body: &mut Vec<u8>, change: impl FnOnce(&mut Value)) {
    if let Ok(mut value) = serde_json::from_slice::<Value>(body) {
        change(&mut value);
        *body = value.to_string().into_bytes();
    }
}

fn find<'a>(headers: &'a Headers, name: &str) -> Option<&'a str> {
    headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
}
