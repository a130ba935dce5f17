//! What a connector answered to one call, and the outcome it is by the pointers of its driver file.

use serde_json::Value;

use super::file::{DriverFile, Results};
use super::text::shortened;
use crate::connector::driver::{Note, Outcome};

/// Longest text of an error, in characters.
const LONGEST_ERROR: usize = 1_000;
/// Most messages passed on.
const MOST_MESSAGES: usize = 100;

/// What a connector answered to one call.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Reply {
    /// The answer as JSON; null when it is not.
    pub(super) value: Value,
    /// The answer as text.
    pub(super) text: String,
    /// Whether the way it is driven marks it as a failure.
    pub(super) failed: bool,
    /// The code of the failure, when the way it is driven has one.
    pub(super) code: Option<String>,
    /// Where the buyer goes on, when that was left elsewhere.
    pub(super) continue_url: Option<String>,
}

impl Reply {
    /// The outcome it is.
    pub(super) fn outcome(&self, file: &DriverFile, clean: impl Fn(&str) -> String) -> Outcome {
        let results = &file.results;
        let marked = file.error_when.iter().any(|condition| {
            let found = self.value.pointer(&condition.pointer);
            match &condition.equals {
                Some(wanted) => found == Some(wanted),
                None => found.is_some_and(|value| !matches!(value, Value::Null | Value::Bool(false))),
            }
        });
        let mut outcome = self.told(results);
        if self.failed || marked {
            let code = text_at(&self.value, &results.error_code).or_else(|| self.code.clone());
            outcome.error_code = Some(code.unwrap_or_else(|| "connector_error".to_owned()));
            let error = text_at(&self.value, &results.error).unwrap_or_else(|| self.text.clone());
            outcome.error = Some(clean(&shortened(&error, LONGEST_ERROR)));
            outcome.retryable = first(&self.value, &results.retryable) == Some(&Value::Bool(true));
        }
        outcome
    }

    fn told(&self, results: &Results) -> Outcome {
        let messages = first(&self.value, &results.messages).and_then(Value::as_array);
        let resource = first(&self.value, &results.resource).filter(|value| value.is_object());
        Outcome {
            id: text_at(&self.value, &results.id),
            status: text_at(&self.value, &results.status),
            continue_url: text_at(&self.value, &results.continue_url).or_else(|| self.continue_url.clone()),
            messages: messages.into_iter().flatten().take(MOST_MESSAGES).map(note).collect(),
            order_id: text_at(&self.value, &results.order_id),
            resource: resource.cloned(),
            ..Outcome::default()
        }
    }
}

/// What the first pointer leads to that leads anywhere.
fn first<'v>(value: &'v Value, pointers: &[String]) -> Option<&'v Value> {
    let found = pointers.iter().filter_map(|pointer| value.pointer(pointer));
    found.into_iter().find(|value| !value.is_null())
}

fn text_at(value: &Value, pointers: &[String]) -> Option<String> {
    let texts = pointers.iter().filter_map(|pointer| match value.pointer(pointer)? {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
    });
    texts.into_iter().next()
}

/// A message as it was passed on, complete or not.
fn note(message: &Value) -> Note {
    let text = |name: &str| message.get(name).and_then(Value::as_str).map(str::to_owned);
    Note {
        kind: text("type").unwrap_or_default(),
        code: text("code").unwrap_or_default(),
        severity: text("severity"),
        path: text("path"),
        content: text("content").or_else(|| message.as_str().map(str::to_owned)).unwrap_or_default(),
    }
}
