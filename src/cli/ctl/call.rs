//! What a command comes to: an operation of the control document with its parameters.

use super::client::Failure;
use crate::simulator::control::{Listed, listed};
use serde_json::{Map, Value};

/// One call.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Call {
    pub(super) operation: &'static str,
    path: Vec<(&'static str, String)>,
    pub(super) query: Vec<(&'static str, String)>,
    pub(super) body: Option<Value>,
}

impl Call {
    pub(super) const fn to(operation: &'static str) -> Self {
        Self { operation, path: Vec::new(), query: Vec::new(), body: None }
    }

    /// With a parameter of the path.
    pub(super) fn path(mut self, name: &'static str, value: &str) -> Self {
        self.path.push((name, value.to_owned()));
        self
    }

    /// With a parameter of the query, when there is one.
    pub(super) fn query(mut self, name: &'static str, value: Option<impl ToString>) -> Self {
        self.query.extend(value.map(|value| (name, value.to_string())));
        self
    }

    /// With a body of the members that are not null.
    pub(super) fn body(mut self, body: Value) -> Self {
        self.body = Some(without_nulls(body));
        self
    }

    /// Method and target of the call.
    pub(super) fn target(&self) -> Result<(&'static str, String), Failure> {
        let found = listed().find(|route| route.operation == self.operation);
        let Some(Listed { method, path, .. }) = found else {
            return Err(Failure::Local(format!("this program has no operation {}", self.operation)));
        };
        let filled = self.path.iter().fold(path.to_owned(), |text, (name, value)| {
            text.replace(&format!("{{{name}}}"), &segment(value))
        });
        if self.query.is_empty() {
            return Ok((method, filled));
        }
        let query = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(&self.query).finish();
        Ok((method, format!("{filled}?{query}")))
    }
}

/// A segment of a path: everything that could end it is encoded.
fn segment(value: &str) -> String {
    percent_encoding::utf8_percent_encode(value, percent_encoding::NON_ALPHANUMERIC).to_string()
}

/// An object without the members that are null.
fn without_nulls(body: Value) -> Value {
    match body {
        Value::Object(members) => {
            let kept: Map<String, Value> =
                members.into_iter().filter(|(_, value)| !value.is_null()).collect();
            Value::Object(kept)
        }
        other => other,
    }
}
