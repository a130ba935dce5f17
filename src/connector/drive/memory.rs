//! What a driver remembers for connectors that remember nothing: the content last sent, the total last
//! seen, the key of a call that failed.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use serde_json::{Map, Value, json};
use uuid::Uuid;

use crate::connector::driver::{Action, Outcome};

/// What is remembered.
#[derive(Debug, Default)]
pub(super) struct Memory {
    inner: Mutex<Inner>,
}

#[derive(Debug, Default)]
struct Inner {
    /// Checkout to its content, in the newest layout.
    contents: HashMap<String, Value>,
    /// Checkout to the resource last answered.
    resources: HashMap<String, Value>,
    /// Fingerprint of an action that failed to the key it had.
    keys: HashMap<String, String>,
}

impl Memory {
    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The whole content of a checkout once these members change.
    pub(super) fn merged(&self, id: &str, changes: &Value) -> Value {
        let inner = self.lock();
        let mut content = inner.contents.get(id).cloned().unwrap_or_else(|| json!({}));
        if let (Value::Object(content), Value::Object(changes)) = (&mut content, changes) {
            content.extend(changes.iter().map(|(name, value)| (name.clone(), value.clone())));
        }
        if let Some(resource) = inner.resources.get(id) {
            name_lines(&mut content, resource);
        }
        content
    }

    /// The total last seen of a checkout, in minor units.
    pub(super) fn total(&self, id: &str) -> Option<i64> {
        let inner = self.lock();
        let totals = inner.resources.get(id)?.get("totals")?.as_array()?;
        let grand = totals.iter().find(|total| total.get("type").and_then(Value::as_str) == Some("total"))?;
        grand.get("amount")?.as_i64()
    }

    /// The key for an action: that of its last attempt when it failed, else a new one.
    pub(super) fn key(&self, action: &Action) -> String {
        let mut inner = self.lock();
        inner.keys.entry(fingerprint(action)).or_insert_with(|| Uuid::new_v4().to_string()).clone()
    }

    /// Takes in what came of an action.
    pub(super) fn learn(&self, action: &Action, sent: Option<&Value>, outcome: &Outcome) {
        let mut inner = self.lock();
        if outcome.is_success() || is_decided(outcome) {
            inner.keys.remove(&fingerprint(action));
        }
        let id = match action {
            Action::Get { id }
            | Action::Update { id, .. }
            | Action::Complete { id, .. }
            | Action::Cancel { id } => Some(id.clone()),
            Action::Create { .. } => outcome.id.clone(),
            Action::Discover | Action::GetOrder { .. } | Action::WebhookSeen | Action::Flow { .. } => None,
        };
        let Some(id) = id else { return };
        if let (Some(sent), true) = (sent, outcome.is_success()) {
            inner.contents.insert(id.clone(), sent.clone());
        }
        if let Some(resource) = &outcome.resource {
            inner.resources.insert(id, resource.clone());
        }
    }
}

/// Whether a failure is the business's last word on the request, so that asking again is another request:
/// a status of the 400s, told as `http_402`, but for those that ask to come back.
fn is_decided(outcome: &Outcome) -> bool {
    const COME_BACK: [&str; 4] = ["http_408", "http_409", "http_425", "http_429"];
    let code = outcome.error_code.as_deref().unwrap_or_default();
    code.starts_with("http_4") && !COME_BACK.contains(&code) && !outcome.retryable
}

/// What tells an action from others.
fn fingerprint(action: &Action) -> String {
    serde_json::to_string(action).unwrap_or_default()
}

/// Gives the lines of a content the identifiers that the business gave them.
fn name_lines(content: &mut Value, resource: &Value) {
    let given = resource.get("line_items").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let lines = content.get_mut("line_items").and_then(Value::as_array_mut);
    for line in lines.into_iter().flatten().filter_map(Value::as_object_mut) {
        let same = |other: &&Value| other.pointer("/item/id") == item(line);
        if let Some(id) = given.iter().find(same).and_then(|found| found.get("id")).cloned() {
            line.entry("id").or_insert(id);
        }
    }
}

fn item(line: &Map<String, Value>) -> Option<&Value> {
    line.get("item")?.get("id")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answered(id: &str) -> Outcome {
        let line = json!({"id": "li_1", "item": {"id": "roses"}, "quantity": 1});
        let totals = json!([{"type": "subtotal", "amount": 5}, {"type": "total", "amount": 7}]);
        let resource = json!({"id": id, "line_items": [line], "totals": totals});
        Outcome { id: Some(id.to_owned()), resource: Some(resource), ..Outcome::default() }
    }

    #[test]
    fn an_update_is_the_whole_content_with_the_identifiers_given() {
        let memory = Memory::default();
        let content = json!({"line_items": [{"item": {"id": "roses"}, "quantity": 1}], "buyer": {"email": "a@b.example"}});
        let create = Action::Create { checkout: content.clone() };
        memory.learn(&create, Some(&content), &answered("c1"));
        let merged = memory.merged("c1", &json!({"discounts": {"codes": ["10OFF"]}}));
        assert_eq!(merged["line_items"][0]["id"], "li_1");
        assert_eq!(
            (&merged["buyer"]["email"], &merged["discounts"]["codes"][0]),
            (&json!("a@b.example"), &json!("10OFF"))
        );
        assert_eq!(memory.merged("unknown", &json!({"a": 1})), json!({"a": 1}));
        assert_eq!((memory.total("c1"), memory.total("c2")), (Some(7), None));
    }

    #[test]
    fn a_failed_call_keeps_its_key_until_it_succeeds() {
        let memory = Memory::default();
        let cancel = Action::Cancel { id: "c1".to_owned() };
        let first = memory.key(&cancel);
        memory.learn(&cancel, None, &Outcome { error_code: Some("x".to_owned()), ..Outcome::default() });
        assert_eq!(memory.key(&cancel), first);
        memory.learn(
            &cancel,
            None,
            &Outcome { error_code: Some("http_503".to_owned()), ..Outcome::default() },
        );
        assert_eq!(memory.key(&cancel), first);
        memory.learn(&cancel, None, &Outcome::default());
        assert_ne!(memory.key(&cancel), first);
        assert_ne!(memory.key(&Action::Cancel { id: "c2".to_owned() }), first);
        let second = memory.key(&cancel);
        memory.learn(
            &cancel,
            None,
            &Outcome { error_code: Some("http_402".to_owned()), ..Outcome::default() },
        );
        assert_ne!(memory.key(&cancel), second);
    }
}
