//! Near misses of a document: one thing changed at a time, everywhere.

use serde_json::{Value, json};
use std::collections::BTreeSet;

/// One change to a document.
enum Change {
    Replace(Value),
    AddField,
    DropField(String),
    RepeatFirst,
}

/// Near misses of `document`: every structural one, and at most `limit` changed values, spread
/// evenly over all there are from the one numbered `first` on, so that documents alike are changed
/// in different ways; `words` are texts that mean something to its schema.
pub(crate) fn mutations(
    document: &Value,
    words: &BTreeSet<String>,
    limit: usize,
    first: usize,
) -> Vec<Value> {
    let mut places = vec![String::new()];
    collect(document, "", &mut places);
    let mut changes = Vec::new();
    for place in &places {
        let Some(at) = document.pointer(place) else { continue };
        changes.extend(replacements(at, words).into_iter().map(|other| (place, Change::Replace(other))));
        match at {
            Value::Object(map) => {
                changes.push((place, Change::AddField));
                changes.extend(map.keys().map(|name| (place, Change::DropField(name.clone()))));
            }
            Value::Array(list) if !list.is_empty() => changes.push((place, Change::RepeatFirst)),
            _ => {}
        }
    }
    let (values, structure): (Vec<_>, Vec<_>) =
        changes.into_iter().partition(|(_, change)| matches!(change, Change::Replace(_)));
    let step = values.len().div_ceil(limit).max(1);
    let kept = structure.into_iter().chain(values.into_iter().skip(first % step).step_by(step));
    kept.map(|(place, change)| changed(document, place, change)).collect()
}

fn changed(document: &Value, place: &str, change: Change) -> Value {
    let mut copy = document.clone();
    let Some(value) = copy.pointer_mut(place) else { return copy };
    match (change, value) {
        (Change::Replace(other), value) => *value = other,
        (Change::AddField, value) => value["x_unheard_of"] = json!({ "deep": 1 }),
        (Change::DropField(name), Value::Object(map)) => drop(map.remove(&name)),
        (Change::RepeatFirst, Value::Array(list)) => list.push(list[0].clone()),
        (Change::DropField(_) | Change::RepeatFirst, _) => {}
    }
    copy
}

/// Every text a schema names in `const` and `enum`, and a few it does not.
pub(crate) fn words(schema: &Value, into: &mut BTreeSet<String>) {
    match schema {
        Value::Object(map) => {
            for (keyword, value) in map {
                match (keyword.as_str(), value) {
                    ("const", Value::String(word)) => drop(into.insert(word.clone())),
                    ("enum", Value::Array(list)) => {
                        into.extend(list.iter().filter_map(Value::as_str).map(str::to_owned));
                    }
                    (_, value) => words(value, into),
                }
            }
        }
        Value::Array(list) => list.iter().for_each(|value| words(value, into)),
        _ => {}
    }
}

fn replacements(value: &Value, words: &BTreeSet<String>) -> Vec<Value> {
    let mut others = vec![
        json!(null),
        json!(true),
        json!(0),
        json!(-1),
        json!(1.5),
        json!(10_000_000_000_i64),
        json!(""),
        json!("not valid!"),
        json!([]),
        json!({}),
        json!([null]),
    ];
    if let Value::String(text) = value {
        let near = [
            format!("{text}A"),
            format!("{text}."),
            format!(" {text}"),
            text.to_uppercase(),
            text.replacen('.', "-", 1),
        ];
        others.extend(near.map(Value::String));
        others.extend(words.iter().map(|word| json!(word)));
        others.extend(["aGVhZA.cGF5.c2ln~", "aGVhZA.cGF5.c2ln~ZGlz~a2I.cGF5.c2ln"].map(|text| json!(text)));
    }
    others.retain(|other| other != value);
    others
}

fn collect(value: &Value, here: &str, into: &mut Vec<String>) {
    match value {
        Value::Object(map) => {
            for (name, value) in map {
                let place = format!("{here}/{}", name.replace('~', "~0").replace('/', "~1"));
                collect(value, &place, into);
                into.push(place);
            }
        }
        Value::Array(list) => {
            for (index, value) in list.iter().enumerate() {
                let place = format!("{here}/{index}");
                collect(value, &place, into);
                into.push(place);
            }
        }
        _ => {}
    }
}
