//! A rule: which fault, when, how often. It is what scenario files, the control API, headers and the Rust
//! API write down.

use super::when::When;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::fmt;
use std::sync::Arc;

/// Names a rule within its session.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct RuleId(Arc<str>);

impl RuleId {
    /// An identifier from its text.
    #[must_use]
    pub fn new(text: &str) -> Self {
        Self(text.into())
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for RuleId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// One rule, as written. [`super::Engine::arm`] checks it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// Its name; the engine gives one when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<RuleId>,
    /// The fault's identifier in the catalogue, `price.drift`.
    pub fault: String,
    /// Which occasions it concerns; without conditions every one.
    #[serde(default, skip_serializing_if = "When::is_always")]
    pub when: When,
    /// Chance that a concerned occasion is spoilt, 0 to 1. It is drawn by hashing, so that the same run decides
    /// alike at any concurrency.
    #[serde(default = "certain", skip_serializing_if = "is_certain")]
    pub chance: f64,
    /// Most firings; without it there is no bound.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub budget: Option<u64>,
    /// The fault's own parameters; those left out have their defaults.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub params: Map<String, Value>,
    /// For people: why the rule is there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

const fn certain() -> f64 {
    1.0
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde's signature")]
fn is_certain(chance: &f64) -> bool {
    *chance >= 1.0
}

impl Rule {
    /// The fault at every occasion, with default parameters.
    #[must_use]
    pub fn of(fault: &str) -> Self {
        Self {
            id: None,
            fault: fault.to_owned(),
            when: When::default(),
            chance: certain(),
            budget: None,
            params: Map::new(),
            note: None,
        }
    }

    /// A fault and its parameters in one line: `wire.latency; millis=50`. A value that is JSON is taken as such,
    /// any other as text.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        let mut pieces = text.split(';').map(str::trim);
        let rule = Self::of(pieces.next().unwrap_or_default());
        pieces.filter_map(|piece| piece.split_once('=')).fold(rule, |rule, (name, value)| {
            let value = value.trim();
            let parsed = serde_json::from_str(value).unwrap_or_else(|_| Value::from(value));
            rule.param(name.trim(), parsed)
        })
    }

    /// The same under a name.
    #[must_use]
    pub fn named(mut self, id: &str) -> Self {
        self.id = Some(RuleId::new(id));
        self
    }

    /// The same under conditions.
    #[must_use]
    pub fn when(mut self, when: When) -> Self {
        self.when = when;
        self
    }

    /// The same with a chance, 0 to 1.
    #[must_use]
    pub fn chance(mut self, chance: f64) -> Self {
        self.chance = chance;
        self
    }

    /// The same, at most so many times.
    #[must_use]
    pub fn budget(mut self, budget: u64) -> Self {
        self.budget = Some(budget);
        self
    }

    /// The same with a parameter set.
    #[must_use]
    pub fn param(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.params.insert(name.to_owned(), value.into());
        self
    }
}
