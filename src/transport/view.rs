//! Reading an answer: status, headers and the JSON of a checkout, an order or an error, with the
//! questions that checks ask of them. The bytes stay as they came; the questions are asked of the
//! neutral reading, so that they need not know the version.

use super::neutral;
use crate::protocol::version::{Edition, OutcomeRule, ProtocolVersion};
use serde_json::Value;
use std::sync::Arc;

/// One answer of a business, as it came.
#[derive(Clone, Debug)]
pub struct View {
    /// Identifier of the recorded exchange.
    pub exchange: String,
    /// HTTP status.
    pub status: u16,
    /// Headers in the order received, names as received.
    pub headers: Vec<(String, String)>,
    /// The body's bytes.
    pub body: Vec<u8>,
    /// The body as JSON, as it came; `None` when it is empty or not JSON.
    pub json: Option<Arc<Value>>,
    reading: Option<Arc<Value>>,
    edition: &'static Edition,
}

/// One entry of a `messages` array.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MessageView {
    /// `error`, `warning` or `info`.
    pub kind: String,
    /// The code; empty when absent.
    pub code: String,
    /// The severity, of errors.
    pub severity: Option<String>,
    /// The JSON path of the component meant.
    pub path: Option<String>,
    /// What is told to people.
    pub content: String,
}

impl View {
    /// Reads an answer of the newest version.
    #[must_use]
    pub fn new(exchange: String, status: u16, headers: Vec<(String, String)>, body: Vec<u8>) -> Self {
        Self::read(ProtocolVersion::LATEST.edition(), exchange, status, headers, body)
    }

    /// Reads an answer of an edition; JSON is parsed once.
    #[must_use]
    pub fn read(
        edition: &'static Edition,
        exchange: String,
        status: u16,
        headers: Vec<(String, String)>,
        body: Vec<u8>,
    ) -> Self {
        let json = serde_json::from_slice(&body).ok().map(Arc::new);
        let reading = json.as_deref().map(|document| Arc::new(neutral::read(edition, status, document)));
        Self { exchange, status, headers, body, json, reading, edition }
    }

    /// The edition it is read by.
    #[must_use]
    pub const fn edition(&self) -> &'static Edition {
        self.edition
    }

    /// The first header of that name.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(known, _)| known.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
    }

    /// The neutral reading of the body, `null` when it is no JSON.
    #[must_use]
    pub fn value(&self) -> &Value {
        self.reading.as_deref().unwrap_or(&Value::Null)
    }

    /// The body as JSON as it came, `null` when it is none.
    #[must_use]
    pub fn raw(&self) -> &Value {
        self.json.as_deref().unwrap_or(&Value::Null)
    }

    /// Whether the answer says that there is no such resource, in the way of the version.
    #[must_use]
    pub fn is_missing(&self) -> bool {
        match self.edition.outcomes {
            OutcomeRule::Envelope => self.message("error", "not_found").is_some(),
            OutcomeRule::MessagesBody => self.status == 404,
        }
    }

    /// What stands at a JSON pointer (RFC 6901) of the neutral reading.
    #[must_use]
    pub fn at(&self, pointer: &str) -> Option<&Value> {
        self.value().pointer(pointer)
    }

    /// The string at a JSON pointer.
    #[must_use]
    pub fn text(&self, pointer: &str) -> Option<&str> {
        self.at(pointer).and_then(Value::as_str)
    }

    /// The elements of the array at a JSON pointer; empty when there is none.
    #[must_use]
    pub fn list(&self, pointer: &str) -> &[Value] {
        self.at(pointer).and_then(Value::as_array).map_or(&[], Vec::as_slice)
    }

    /// The identifier of the resource.
    #[must_use]
    pub fn id(&self) -> Option<&str> {
        self.text("/id")
    }

    /// The status of the checkout.
    #[must_use]
    pub fn checkout_status(&self) -> Option<&str> {
        self.text("/status")
    }

    /// `ucp.status`; `success` when absent from a resource.
    #[must_use]
    pub fn ucp_status(&self) -> Option<&str> {
        self.at("/ucp").map(|ucp| ucp.get("status").and_then(Value::as_str).unwrap_or("success"))
    }

    /// Whether this is an answer with a resource: a 2xx whose `ucp.status` is not `error` and that
    /// carries an `id`.
    #[must_use]
    pub fn is_resource(&self) -> bool {
        (200..300).contains(&self.status) && self.ucp_status() == Some("success") && self.id().is_some()
    }

    /// The amounts, in minor units, of every entry of `totals` of that type.
    #[must_use]
    pub fn totals(&self, kind: &str) -> Vec<i64> {
        amounts(self.list("/totals"), kind)
    }

    /// The amount of `totals[type=total]`, when there is exactly one.
    #[must_use]
    pub fn total(&self) -> Option<i64> {
        match self.totals("total")[..] {
            [amount] => Some(amount),
            _ => None,
        }
    }

    /// The `messages` of the answer.
    #[must_use]
    pub fn messages(&self) -> Vec<MessageView> {
        self.list("/messages").iter().map(MessageView::read).collect()
    }

    /// The first message of that type and code.
    #[must_use]
    pub fn message(&self, kind: &str, code: &str) -> Option<MessageView> {
        self.messages().into_iter().find(|message| message.kind == kind && message.code == code)
    }

    /// The code of a transport error body (`{"code", "content"}`).
    #[must_use]
    pub fn error_code(&self) -> Option<&str> {
        self.text("/code")
    }

    /// Names of the capabilities listed in `ucp.capabilities`.
    #[must_use]
    pub fn capabilities(&self) -> Vec<String> {
        match self.at("/ucp/capabilities") {
            Some(Value::Object(map)) => map.keys().cloned().collect(),
            Some(Value::Array(list)) => list
                .iter()
                .filter_map(|entry| entry.get("name"))
                .filter_map(Value::as_str)
                .map(str::to_owned)
                .collect(),
            _ => Vec::new(),
        }
    }
}

impl MessageView {
    fn read(value: &Value) -> Self {
        let text = |key: &str| value.get(key).and_then(Value::as_str).map(str::to_owned);
        Self {
            kind: text("type").unwrap_or_default(),
            code: text("code").unwrap_or_default(),
            severity: text("severity"),
            path: text("path"),
            content: text("content").unwrap_or_default(),
        }
    }
}

/// The amounts of the entries of one type in a `totals` array.
#[must_use]
pub fn amounts(totals: &[Value], kind: &str) -> Vec<i64> {
    totals
        .iter()
        .filter(|entry| entry.get("type").and_then(Value::as_str) == Some(kind))
        .filter_map(|entry| entry.get("amount").and_then(Value::as_i64))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn view(body: &str) -> View {
        View::new("e1".into(), 200, vec![("Content-Type".into(), "application/json".into())], body.into())
    }

    #[test]
    fn a_resource_is_told_from_an_error_envelope() {
        assert!(view(r#"{"ucp":{"version":"x"},"id":"chk_1"}"#).is_resource());
        assert!(!view(r#"{"ucp":{"version":"x","status":"error"},"messages":[]}"#).is_resource());
        assert!(!view("not json").is_resource());
    }

    #[test]
    fn a_total_is_known_only_when_it_is_single() {
        assert_eq!(view(r#"{"totals":[{"type":"total","amount":5}]}"#).total(), Some(5));
        assert_eq!(
            view(r#"{"totals":[{"type":"total","amount":5},{"type":"total","amount":6}]}"#).total(),
            None
        );
    }

    #[test]
    fn messages_and_headers_are_found_whatever_their_case() {
        let answer = view(r#"{"messages":[{"type":"error","code":"out_of_stock","content":"x"}]}"#);
        assert!(answer.message("error", "out_of_stock").is_some());
        assert_eq!(answer.header("content-type"), Some("application/json"));
    }
}
