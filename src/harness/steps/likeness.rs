//! Whether two checkouts are the same but for what no two checkouts share.

use super::checkout_state;
use super::snapshot;
use crate::harness::check;
use crate::harness::interrupt::StepResult;
use crate::transport::view::View;
use serde_json::Value;
use std::collections::BTreeMap;

/// Members that differ between any two checkouts, that other checks look at, or that only repeat
/// what the platform sent.
const OWN: [&str; 5] = ["ucp", "continue_url", "expires_at", "order", "attribution"];
/// What the names of members that hold moments end in.
const MOMENTS: [&str; 3] = ["_at", "_time", "_on"];

/// Fails unless both answers are checkouts that differ in nothing but identifiers and moments.
///
/// # Errors
/// [`crate::harness::interrupt::Interrupt::Fail`].
pub(super) fn alike(first: &View, second: &View) -> StepResult {
    checkout_state::checkout(first)?;
    checkout_state::checkout(second)?;
    check::holds(
        first.id() != second.id(),
        "there is only one checkout",
        "two checkouts",
        "the same id twice",
    )?;
    let differences = snapshot::differences(&neutral(first.value()), &neutral(second.value()), &OWN);
    check::holds(differences.is_empty(), "the two checkouts differ", "no difference", &differences.join("; "))
}

/// The document with identifiers numbered in their order and moments left out. An identifier keeps
/// its number wherever it is referred to; product identifiers stay.
fn neutral(document: &Value) -> Value {
    let mut known = BTreeMap::new();
    collect(document, &mut known);
    replace(document, &known)
}

fn collect(value: &Value, known: &mut BTreeMap<String, String>) {
    match value {
        Value::Object(members) => {
            for (name, value) in members.iter().filter(|(name, _)| name.as_str() != "item") {
                if let (true, Some(id)) = (name == "id", value.as_str()) {
                    let number = format!("#{}", known.len() + 1);
                    known.entry(id.to_owned()).or_insert(number);
                }
                collect(value, known);
            }
        }
        Value::Array(elements) => elements.iter().for_each(|element| collect(element, known)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

fn replace(value: &Value, known: &BTreeMap<String, String>) -> Value {
    match value {
        Value::Object(members) => {
            let lasting = members.iter().filter(|(name, _)| !MOMENTS.iter().any(|end| name.ends_with(end)));
            Value::Object(lasting.map(|(name, value)| (name.clone(), replace(value, known))).collect())
        }
        Value::Array(elements) => elements.iter().map(|element| replace(element, known)).collect(),
        Value::String(text) => Value::String(known.get(text).unwrap_or(text).clone()),
        Value::Null | Value::Bool(_) | Value::Number(_) => value.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn view(change: impl FnOnce(&mut Value), id: &str, line: &str) -> View {
        let mut body = json!({ "ucp": { "version": "v" }, "id": id, "status": "incomplete", "currency": "USD",
            "line_items": [{ "id": line, "item": { "id": "rose" }, "quantity": 2 }], "totals": [{ "amount": 5 }],
            "fulfillment": { "methods": [{ "id": format!("{line}-m"), "line_item_ids": [line],
                "groups": [{ "options": [{ "earliest_fulfillment_time": id }] }] }] },
            "continue_url": id });
        change(&mut body);
        View::new("x1".into(), 201, Vec::new(), body.to_string().into_bytes())
    }

    #[test]
    fn identifiers_and_moments_make_no_difference() {
        assert_eq!(alike(&view(|_| {}, "c1", "l1"), &view(|_| {}, "c2", "l2")), Ok(()));
    }

    #[test]
    fn anything_else_does() {
        let plain = view(|_| {}, "c1", "l1");
        let changes: [fn(&mut Value); 5] = [
            |body| body["totals"][0]["amount"] = json!(6),
            |body| body["line_items"][0]["item"]["id"] = json!("tulip"),
            |body| body["fulfillment"]["methods"][0]["line_item_ids"] = json!(["other"]),
            |body| body["messages"] = json!([{ "code": "x" }]),
            |body| body["status"] = json!("canceled"),
        ];
        for change in changes {
            assert!(alike(&plain, &view(change, "c2", "l2")).is_err());
        }
        assert!(alike(&plain, &plain).is_err(), "one checkout is not two");
    }
}
