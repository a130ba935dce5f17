//! Words for validation errors: what was expected, what was seen, how to mend it.

use super::mask;
use jsonschema::ValidationError;
use jsonschema::error::{TypeKind, ValidationErrorKind as Kind};
use jsonschema::paths::LocationSegment;
use serde_json::Value;

/// A message, and whether the value seen was left out of it.
pub(super) struct Told {
    pub(super) message: String,
    pub(super) masked: bool,
}

/// How to mend a value of which no more is to be said.
const MEND: &str = "send such a value";

/// Patterns of the protocol in words.
const PATTERNS: [(&str, &str); 5] = [
    (
        r"^[a-z][a-z0-9]*(?:\.[a-z][a-z0-9_]*)+$",
        "a reverse-domain name such as com.example.loyalty (lower case, no hyphens)",
    ),
    (r"^\d{4}-\d{2}-\d{2}$", "a version date, YYYY-MM-DD"),
    (r"^[A-Z]{3}$", "a currency of three capital letters, such as USD"),
    (
        r"^[a-z][a-z0-9]*(?:\.[a-z][a-z0-9_]*)+:[a-z][a-z0-9_]*$",
        "a scope such as dev.ucp.shopping.order:read",
    ),
    (r"^[A-Za-z0-9_-]+\.\.[A-Za-z0-9_-]+$", "a detached JWS, header..signature"),
];

/// Formats in words.
const FORMATS: [(&str, &str); 2] = [
    ("uri", "an absolute address such as https://shop.example/order/1"),
    ("date-time", "a time such as 2030-01-31T12:00:00Z"),
];

/// Tells one error at a place.
pub(super) fn tell(error: &ValidationError<'_>, pointer: &str) -> Told {
    let instance: &Value = error.instance().as_ref();
    if let Some(message) = structural(error.kind(), pointer) {
        return Told { message, masked: false };
    }
    let (expected, mend) = expectation(error.kind(), instance);
    found(&expected, subject(error.kind(), instance), &mend, pointer)
}

/// What was expected, what was found instead, and how to mend it.
fn found(expected: &str, found: &Value, mend: &str, pointer: &str) -> Told {
    let seen = mask::seen(pointer, found);
    let masked = seen.is_none();
    let seen = seen.unwrap_or_else(|| format!("{} (not shown)", kind_of(found)));
    Told { message: format!("expected {expected}, found {seen}; {mend}"), masked }
}

/// What an error is about: the value, or the name of one of its members.
fn subject<'v>(kind: &'v Kind, instance: &'v Value) -> &'v Value {
    match kind {
        Kind::PropertyNames { error } => error.instance().as_ref(),
        _ => instance,
    }
}

/// A value that several alternatives each want to be another one.
pub(super) fn no_choice<'v>(
    values: impl Iterator<Item = &'v Value>,
    pointer: &str,
    instance: &Value,
) -> Told {
    found(&format!("one of {}", listed(values)), instance, MEND, pointer)
}

/// An object whose member does not have any of the values by which one of the alternatives is chosen.
pub(super) fn no_chooser<'v>(
    member: Option<LocationSegment<'_>>,
    values: impl Iterator<Item = &'v Value>,
) -> Told {
    let member = member.map_or_else(String::new, |segment| segment.to_string());
    let values = listed(values);
    let message = format!("expected {member} to be one of {values}; it chooses which fields belong here");
    Told { message, masked: false }
}

/// A value that fits no alternative, where nothing tells them apart.
pub(super) fn no_alternative(count: usize) -> Told {
    Told { message: format!("expected one of {count} alternatives, and it fits none"), masked: false }
}

/// Errors about which fields or elements there are; no value is involved.
fn structural(kind: &Kind, pointer: &str) -> Option<String> {
    Some(match kind {
        Kind::Required { property } => {
            format!("the field {} is missing; add it", property.as_str().unwrap_or_default())
        }
        Kind::AdditionalProperties { unexpected } | Kind::UnevaluatedProperties { unexpected } => {
            format!("no such field here: {}; remove it", mask::names(unexpected))
        }
        Kind::Contains if pointer.ends_with("/totals") => {
            "expected exactly one entry of type subtotal and exactly one of type total; add or merge entries"
                .to_owned()
        }
        Kind::Contains => "a required element is missing, or there are too many of it".to_owned(),
        Kind::OneOfMultipleValid { context } => {
            format!("it fits more than one of {} alternatives; make it fit one", context.len())
        }
        Kind::MinItems { limit } => format!("expected at least {limit} elements; add some"),
        Kind::MaxItems { limit } => format!("expected at most {limit} elements; remove some"),
        Kind::MinProperties { limit } => format!("expected at least {limit} fields; add some"),
        Kind::MaxProperties { limit } => format!("expected at most {limit} fields; remove some"),
        Kind::UniqueItems => "every element may appear once; remove the repetition".to_owned(),
        Kind::FalseSchema => "nothing is allowed here; remove it".to_owned(),
        _ => return None,
    })
}

/// What was expected of a value, and how to mend it.
fn expectation(kind: &Kind, instance: &Value) -> (String, String) {
    let send = |what: String| (what, MEND.to_owned());
    match kind {
        Kind::Type { kind } => type_expectation(kind, instance),
        Kind::Enum { options } => {
            send(format!("one of {}", listed(options.as_array().into_iter().flatten())))
        }
        Kind::Constant { expected_value } => send(expected_value.to_string()),
        Kind::Pattern { pattern } => send(known(&PATTERNS, pattern, "text that matches")),
        Kind::Format { format } => send(known(&FORMATS, format, "text in the format")),
        Kind::Minimum { limit } => send(format!("{limit} or more")),
        Kind::Maximum { limit } => send(format!("{limit} or less")),
        Kind::ExclusiveMinimum { limit } => send(format!("more than {limit}")),
        Kind::ExclusiveMaximum { limit } => send(format!("less than {limit}")),
        Kind::MinLength { limit } => send(format!("at least {limit} characters")),
        Kind::MaxLength { limit } => send(format!("at most {limit} characters")),
        Kind::PropertyNames { error } => {
            let (expected, _) = expectation(error.kind(), error.instance().as_ref());
            (format!("every field name to be {expected}"), "rename or remove it".to_owned())
        }
        other => (format!("what {} asks for", other.keyword()), "see the schema".to_owned()),
    }
}

fn type_expectation(kind: &TypeKind, instance: &Value) -> (String, String) {
    let names: Vec<String> = match kind {
        TypeKind::Single(single) => vec![single.to_string()],
        TypeKind::Multiple(several) => several.iter().map(|each| each.to_string()).collect(),
    };
    let expected = names.iter().map(|name| article(name)).collect::<Vec<_>>().join(" or ");
    let numeric = names.iter().any(|name| name == "integer" || name == "number");
    let mend = match instance {
        Value::String(text) if numeric && is_number(text) => "send it without quotes",
        Value::Number(_) if numeric => "send a whole number (money is in minor units)",
        Value::Null => "leave the field out, or give it a value",
        Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_) | Value::Object(_) => MEND,
    };
    (expected, mend.to_owned())
}

/// Whether a text is a number of JSON (`inf` and `1e999` are none).
fn is_number(text: &str) -> bool {
    serde_json::from_str::<serde_json::Number>(text).is_ok()
}

fn article(kind: &str) -> String {
    match kind {
        "integer" => "a whole number".to_owned(),
        "array" | "object" => format!("an {kind}"),
        "null" => "null".to_owned(),
        other => format!("a {other}"),
    }
}

fn known(table: &[(&str, &str)], key: &str, otherwise: &str) -> String {
    let found = table.iter().find(|(name, _)| *name == key);
    found.map_or_else(|| format!("{otherwise} {key}"), |(_, words)| (*words).to_owned())
}

/// Values of a choice, at most twelve of them.
fn listed<'v>(values: impl Iterator<Item = &'v Value>) -> String {
    let mut words: Vec<String> =
        values.map(|value| value.as_str().map_or_else(|| value.to_string(), str::to_owned)).collect();
    if words.len() > 12 {
        words.truncate(12);
        words.push("...".to_owned());
    }
    words.join(", ")
}

/// The JSON type of a value, with an article.
fn kind_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "an array",
        Value::Object(_) => "an object",
    }
}
