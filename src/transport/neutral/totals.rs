//! Totals: reductions are below zero in the neutral form, whatever their sign on the wire.

use serde_json::{Value, json};

/// Types of entry that reduce what is to be paid.
const REDUCTIONS: [&str; 2] = ["discount", "items_discount"];

/// Turns the sign of every reduction in every `totals` array, those of lines and options included.
pub(super) fn turn(value: &mut Value) {
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                match member {
                    Value::Array(entries) if name == "totals" => entries.iter_mut().for_each(turn_entry),
                    other => turn(other),
                }
            }
        }
        Value::Array(list) => list.iter_mut().for_each(turn),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

fn turn_entry(entry: &mut Value) {
    let reduces = entry["type"].as_str().is_some_and(|kind| REDUCTIONS.contains(&kind));
    let turned = entry["amount"].as_i64().and_then(i64::checked_neg);
    if let (true, Some(turned)) = (reduces, turned) {
        entry["amount"] = json!(turned);
    }
}
