//! From an answer, a webhook or an error body to its neutral reading.

use super::{payment, totals};
use crate::protocol::version::{Edition, OutcomeRule, PaymentForm, Shape, TotalsRule};
use serde_json::{Map, Value, json};

/// The neutral reading of a JSON document that came with this HTTP status.
#[must_use]
pub fn read(edition: &Edition, status: u16, document: &Value) -> Value {
    let mut reading = document.clone();
    match edition.shape {
        Shape::Registry => {}
        Shape::Listing => registries(&mut reading),
    }
    match edition.payment {
        PaymentForm::Instruments => {}
        PaymentForm::PaymentData => {
            if let Some(found) = reading.get_mut("payment") {
                payment::read(found);
            }
        }
    }
    match edition.totals {
        TotalsRule::Signed => {}
        TotalsRule::Unsigned => totals::turn(&mut reading),
    }
    match edition.outcomes {
        OutcomeRule::MessagesBody if status >= 400 => error(&mut reading),
        OutcomeRule::MessagesBody | OutcomeRule::Envelope => {}
    }
    reading
}

/// Lists of named entries become objects keyed by name; payment handlers move into the envelope.
fn registries(reading: &mut Value) {
    let handlers = reading.pointer("/payment/handlers").and_then(keyed);
    let Some(Value::Object(ucp)) = reading.get_mut("ucp") else { return };
    if let Some(capabilities) = ucp.get("capabilities").and_then(keyed) {
        ucp.insert("capabilities".to_owned(), capabilities);
    }
    if let Some(handlers) = handlers {
        ucp.insert("payment_handlers".to_owned(), handlers);
    }
}

/// A list of named entries as an object of arrays; `None` for anything else.
fn keyed(list: &Value) -> Option<Value> {
    let mut names: Map<String, Value> = Map::new();
    for entry in list.as_array()? {
        let Some(name) = entry.get("name").and_then(Value::as_str) else { continue };
        let mut entry = entry.clone();
        if let Value::Object(members) = &mut entry {
            members.shift_remove("name");
        }
        match names.entry(name.to_owned()).or_insert_with(|| json!([])) {
            Value::Array(entries) => entries.push(entry),
            other => *other = json!([entry]),
        }
    }
    Some(Value::Object(names))
}

/// An error body of a status and messages is read like one of code and content: those of its first
/// message. Its status is no checkout's.
fn error(reading: &mut Value) {
    let Value::Object(body) = reading else { return };
    let Some(first) = body.get("messages").and_then(Value::as_array).and_then(|list| list.first()) else {
        return;
    };
    let code = first.get("code").cloned();
    // The text's own examples write `message`.
    let content = first.get("content").or_else(|| first.get("message")).cloned();
    body.shift_remove("status");
    for (name, value) in [("code", code), ("content", content)] {
        if let Some(value) = value {
            body.entry(name).or_insert(value);
        }
    }
}
