//! Parameters of faults: declared with the fault, checked when a rule is armed, read when it fires.

use crate::seed::Seed;
use serde_json::{Map, Value, json};
use std::time::Duration;

/// What a parameter can be.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Kind {
    /// A whole number within these bounds.
    Integer(i64, i64),
    /// A number within these bounds.
    Number(f64, f64),
    /// A text of at most 8192 bytes.
    Text,
    /// Yes or no.
    Flag,
    /// One of these words.
    OneOf(&'static [&'static str]),
    /// Any JSON value.
    Json,
}

/// Longest text of a parameter, in bytes.
const TEXT: usize = 8192;

impl Kind {
    fn schema(self) -> Value {
        match self {
            Self::Integer(least, most) => json!({"type": "integer", "minimum": least, "maximum": most}),
            Self::Number(least, most) => json!({"type": "number", "minimum": least, "maximum": most}),
            Self::Text => json!({"type": "string", "maxLength": TEXT}),
            Self::Flag => json!({"type": "boolean"}),
            Self::OneOf(words) => json!({"enum": words}),
            Self::Json => json!({}),
        }
    }

    fn admits(self, value: &Value) -> bool {
        match self {
            Self::Integer(least, most) => value.as_i64().is_some_and(|n| (least..=most).contains(&n)),
            Self::Number(least, most) => value.as_f64().is_some_and(|n| (least..=most).contains(&n)),
            Self::Text => value.as_str().is_some_and(|text| text.len() <= TEXT),
            Self::Flag => value.is_boolean(),
            Self::OneOf(words) => value.as_str().is_some_and(|word| words.contains(&word)),
            Self::Json => true,
        }
    }

    fn describe(self) -> String {
        match self {
            Self::Integer(least, most) => format!("a whole number from {least} to {most}"),
            Self::Number(least, most) => format!("a number from {least} to {most}"),
            Self::Text => format!("a text of at most {TEXT} bytes"),
            Self::Flag => "true or false".to_owned(),
            Self::OneOf(words) => format!("one of {}", words.join(", ")),
            Self::Json => "any JSON value".to_owned(),
        }
    }
}

/// A declared parameter.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Param {
    /// Its name.
    pub name: &'static str,
    /// What it can be.
    pub kind: Kind,
    /// Its default, as JSON text.
    pub default: &'static str,
    /// What it does, unit included.
    pub about: &'static str,
}

impl Param {
    /// The default as a value.
    #[must_use]
    pub fn default_value(&self) -> Value {
        serde_json::from_str(self.default).unwrap_or(Value::Null)
    }
}

/// The JSON Schema of a fault's parameters.
#[must_use]
pub(super) fn schema(declared: &[Param]) -> Value {
    let properties: Map<String, Value> = declared
        .iter()
        .map(|param| {
            let mut part = param.kind.schema();
            part["description"] = param.about.into();
            part["default"] = param.default_value();
            (param.name.to_owned(), part)
        })
        .collect();
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "type": "object", "additionalProperties": false, "properties": properties,
    })
}

/// Checks what a rule gives and fills in the defaults.
///
/// # Errors
/// What is wrong, and what was expected.
pub(super) fn complete(declared: &[Param], given: &Map<String, Value>) -> Result<Map<String, Value>, String> {
    for (name, value) in given {
        let Some(param) = declared.iter().find(|param| param.name == name) else {
            let known: Vec<&str> = declared.iter().map(|param| param.name).collect();
            let known = if known.is_empty() { "it takes none".to_owned() } else { known.join(", ") };
            return Err(format!("`params.{name}` is unknown to this fault; parameters: {known}"));
        };
        if !param.kind.admits(value) {
            return Err(format!("`params.{name}` is {value}; expected {}", param.kind.describe()));
        }
    }
    let value = |param: &Param| given.get(param.name).cloned().unwrap_or_else(|| param.default_value());
    Ok(declared.iter().map(|param| (param.name.to_owned(), value(param))).collect())
}

/// The parameters of one firing, and its draws.
#[derive(Clone, Debug)]
pub struct Params {
    values: Map<String, Value>,
    seed: Seed,
    labels: [String; 4],
}

impl Params {
    pub(super) fn new(values: &Map<String, Value>, seed: &Seed, labels: [String; 4]) -> Self {
        Self { values: values.clone(), seed: seed.clone(), labels }
    }

    /// A value of any kind.
    #[must_use]
    pub fn json(&self, name: &str) -> Value {
        self.values.get(name).cloned().unwrap_or(Value::Null)
    }

    /// A whole number; 0 when it is none.
    #[must_use]
    pub fn int(&self, name: &str) -> i64 {
        self.values.get(name).and_then(Value::as_i64).unwrap_or(0)
    }

    /// A whole number as a size.
    #[must_use]
    pub fn size(&self, name: &str) -> usize {
        usize::try_from(self.int(name)).unwrap_or(0)
    }

    /// A number; 0 when it is none.
    #[must_use]
    pub fn number(&self, name: &str) -> f64 {
        self.values.get(name).and_then(Value::as_f64).unwrap_or(0.0)
    }

    /// A text; empty when it is none.
    #[must_use]
    pub fn text(&self, name: &str) -> &str {
        self.values.get(name).and_then(Value::as_str).unwrap_or_default()
    }

    /// Yes or no; no when it is neither.
    #[must_use]
    pub fn flag(&self, name: &str) -> bool {
        self.values.get(name).and_then(Value::as_bool).unwrap_or(false)
    }

    /// Milliseconds as a duration.
    #[must_use]
    pub fn millis(&self, name: &str) -> Duration {
        Duration::from_millis(u64::try_from(self.int(name)).unwrap_or(0))
    }

    /// A number from 0 (included) to 1 (excluded) that depends on the run's seed, the rule, the session, the
    /// operation, the ordinal and the label, and on nothing else.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "53 bits are drawn, which f64 holds exactly")]
    pub fn unit(&self, label: &str) -> f64 {
        let [a, b, c, d] = &self.labels;
        (self.seed.draw(&[a, b, c, d, label]) >> 11) as f64 / (1_u64 << 53) as f64
    }
}
