//! Checks a document against a JSON Schema and turns violations into advice.

use jsonschema::{ValidationError, Validator};
use serde_json::Value;

use super::{Document, Problem};

/// A JSON Schema whose descriptions say what is expected.
#[derive(Debug)]
pub struct Schema {
    value: Value,
    validator: Validator,
}

impl Schema {
    /// A schema from its text.
    ///
    /// # Errors
    /// When it is no JSON or no schema.
    pub fn parse(text: &str) -> Result<Self, String> {
        let value: Value = serde_json::from_str(text).map_err(|error| error.to_string())?;
        let validator = jsonschema::validator_for(&value).map_err(|error| error.to_string())?;
        Ok(Self { value, validator })
    }

    /// Every violation, as advice.
    #[must_use]
    pub fn check(&self, document: &Document) -> Vec<Problem> {
        let errors = self.validator.iter_errors(&document.value);
        errors.flat_map(|error| advise(document, &self.value, &error)).collect()
    }
}

fn advise(document: &Document, schema: &Value, error: &ValidationError<'_>) -> Vec<Problem> {
    let pointer = error.instance_path().to_string();
    let part = enclosing(schema, &error.evaluation_path().to_string());
    match error.kind().keyword() {
        "additionalProperties" => unknown_keys(document, part, &pointer, error.instance()),
        "required" => vec![missing_key(document, schema, part, &pointer, error.instance())],
        _ => {
            let expected = part.map_or_else(|| "another value".to_owned(), |part| expectation(schema, part));
            let found = shorten(error.instance());
            vec![document.problem(&pointer, found, expected, "Change the value.".to_owned())]
        }
    }
}

fn unknown_keys(document: &Document, part: Option<&Value>, pointer: &str, instance: &Value) -> Vec<Problem> {
    let known = keys(part.and_then(|part| part.get("properties")));
    let unknown = keys(Some(instance)).into_iter().filter(|key| !known.contains(key));
    unknown
        .map(|key| {
            let fix = match closest(key, &known) {
                Some(near) => format!("Did you mean `{near}`?"),
                None => "Remove it.".to_owned(),
            };
            let at = format!("{pointer}/{}", key.replace('~', "~0").replace('/', "~1"));
            document.problem(
                &at,
                format!("unknown key `{key}`"),
                format!("one of: {}", known.join(", ")),
                fix,
            )
        })
        .collect()
}

fn missing_key(
    document: &Document,
    schema: &Value,
    part: Option<&Value>,
    pointer: &str,
    instance: &Value,
) -> Problem {
    let required = part.and_then(|part| part.get("required")).and_then(Value::as_array);
    let missing = required.into_iter().flatten().filter_map(Value::as_str);
    let missing: Vec<&str> = missing.filter(|key| instance.get(key).is_none()).collect();
    let names = missing.join("`, `");
    let described = missing.first().and_then(|key| part?.get("properties")?.get(key));
    let described = described.map(|part| expectation(schema, part));
    let fix = match described {
        Some(described) => format!("Add `{names}`: {described}."),
        None => format!("Add `{names}`."),
    };
    document.problem(pointer, format!("no `{names}`"), format!("a mapping with `{names}`"), fix)
}

fn keys(value: Option<&Value>) -> Vec<&str> {
    value.and_then(Value::as_object).map(|map| map.keys().map(String::as_str).collect()).unwrap_or_default()
}

/// The subschema that holds the violated keyword, references followed.
fn enclosing<'s>(schema: &'s Value, path: &str) -> Option<&'s Value> {
    let steps: Vec<String> =
        path.split('/').skip(1).map(|s| s.replace("~1", "/").replace("~0", "~")).collect();
    let holder = steps.get(..steps.len().saturating_sub(1))?;
    holder.iter().try_fold(schema, |part, step| match (step.as_str(), part.get("$ref")) {
        ("$ref", Some(Value::String(target))) => schema.pointer(target.trim_start_matches('#')),
        (step, _) => match part {
            Value::Array(items) => items.get(step.parse::<usize>().ok()?),
            Value::Object(_) | Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {
                part.get(step)
            }
        },
    })
}

/// What a subschema asks for, in words.
fn expectation(schema: &Value, part: &Value) -> String {
    let target = part.get("$ref").and_then(Value::as_str).map(|target| target.trim_start_matches('#'));
    if let Some(target) = target {
        let part = schema.pointer(target);
        return part.map_or_else(|| "a value".to_owned(), |part| expectation(schema, part));
    }
    let text = |key: &str| part.get(key).and_then(Value::as_str);
    let described = text("description").or_else(|| text("pattern")).unwrap_or("a value");
    let limits: Vec<String> =
        [("type", "type"), ("minimum", "at least"), ("maximum", "at most"), ("enum", "one of")]
            .iter()
            .filter_map(|(key, word)| part.get(*key).map(|limit| format!("{word} {}", shorten(limit))))
            .collect();
    format!("{described} ({})", limits.join(", "))
}

fn shorten(value: &Value) -> String {
    let text = match value {
        Value::String(text) => text.clone(),
        Value::Null => "nothing".to_owned(),
        Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => value.to_string(),
    };
    if text.chars().count() > 60 { text.chars().take(57).chain("...".chars()).collect() } else { text }
}

/// The known word closest to a mistyped one, if any is close.
#[must_use]
pub fn closest<'w>(word: &str, known: &[&'w str]) -> Option<&'w str> {
    let limit = word.chars().count().div_ceil(3).max(2);
    let near = known.iter().map(|candidate| (distance(word, candidate), *candidate)).min();
    near.filter(|(distance, _)| *distance <= limit).map(|(_, candidate)| candidate)
}

/// Levenshtein's edit distance.
fn distance(left: &str, right: &str) -> usize {
    let right: Vec<char> = right.chars().collect();
    let mut row: Vec<usize> = (0..=right.len()).collect();
    for (at, from) in left.chars().enumerate() {
        let mut next = vec![at + 1];
        for (column, to) in right.iter().enumerate() {
            let replace = row.get(column).copied().unwrap_or(usize::MAX - 1) + usize::from(from != *to);
            let delete = row.get(column + 1).copied().unwrap_or(usize::MAX - 1) + 1;
            let insert = next.last().copied().unwrap_or(usize::MAX - 1) + 1;
            next.push(replace.min(delete).min(insert));
        }
        row = next;
    }
    row.last().copied().unwrap_or(usize::MAX)
}
