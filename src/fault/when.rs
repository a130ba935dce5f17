//! Which occasions a rule concerns: the written form, and the checked form that is asked.

use super::occasion::Occasion;
use crate::clock::Instant;
use crate::protocol::operation::Operation;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;
use std::time::Duration;

/// Conditions; all that are given must hold.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct When {
    /// Operations by their protocol name (`complete_checkout`); empty means any occasion.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub operation: Vec<String>,
    /// Transport the request came by (`rest`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub transport: Option<String>,
    /// Only the nth concerned occasion, from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nth: Option<u64>,
    /// Only every so manyth concerned occasion.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub every: Option<u64>,
    /// Only the first so many concerned occasions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first: Option<u64>,
    /// Only after so many concerned occasions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<u64>,
    /// Path of the request, `*` standing for any text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// Header name to value, `*` standing for any text.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub header: BTreeMap<String, String>,
    /// JSON pointer into the request's body to the value there; in texts `*` stands for any text.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub body: BTreeMap<String, Value>,
    /// Status of the checkout before the operation; any of these.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub status: Vec<String>,
    /// Not before this time of the session's clock (RFC 3339).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// Not from this time of the session's clock on (RFC 3339).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<String>,
    /// Not before so many seconds of the session's clock after arming.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from_seconds: Option<u64>,
    /// Not from so many seconds of the session's clock after arming on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until_seconds: Option<u64>,
}

impl When {
    /// These operations.
    #[must_use]
    pub fn operation(operation: Operation) -> Self {
        Self { operation: vec![operation.name().to_owned()], ..Self::default() }
    }

    /// Whether there is no condition.
    #[must_use]
    pub fn is_always(&self) -> bool {
        *self == Self::default()
    }
}

/// Checked conditions.
#[derive(Clone, Debug, Default)]
pub(super) struct Matcher {
    written: When,
    operations: Vec<Operation>,
    from: Option<Instant>,
    until: Option<Instant>,
}

impl Matcher {
    /// Checks conditions; `armed` is the session's time now.
    ///
    /// # Errors
    /// Which condition cannot be meant, and what was expected.
    pub(super) fn new(written: &When, armed: Instant) -> Result<Self, String> {
        let operations = written.operation.iter().map(|name| operation(name)).collect::<Result<_, _>>()?;
        for (name, value) in [("nth", written.nth), ("every", written.every), ("first", written.first)] {
            if value == Some(0) {
                return Err(format!("`when.{name}` is 0; occasions are counted from 1"));
            }
        }
        for pointer in written.body.keys() {
            if !pointer.is_empty() && !pointer.starts_with('/') {
                return Err(format!(
                    "`when.body` names `{pointer}`, which is no JSON pointer; write /line_items/0/quantity"
                ));
            }
        }
        let from = bound("from", written.from.as_deref(), written.from_seconds, armed)?;
        let until = bound("until", written.until.as_deref(), written.until_seconds, armed)?;
        Ok(Self { written: written.clone(), operations, from, until })
    }

    /// Whether an occasion is concerned, ordinals aside.
    pub(super) fn concerns(&self, occasion: &Occasion<'_>) -> bool {
        let when = &self.written;
        let facts = occasion.facts;
        (self.operations.is_empty()
            || occasion.operation.is_some_and(|operation| self.operations.contains(&operation)))
            && when.transport.as_deref().is_none_or(|transport| transport == occasion.transport)
            && self.from.is_none_or(|from| occasion.at >= from)
            && self.until.is_none_or(|until| occasion.at < until)
            && when.path.as_deref().is_none_or(|path| wild(path, occasion.path))
            && when
                .header
                .iter()
                .all(|(name, value)| facts.header(name).is_some_and(|found| wild(value, &found)))
            && when.body.iter().all(|(pointer, value)| {
                facts.body().and_then(|body| body.pointer(pointer)).is_some_and(|found| same(value, found))
            })
            && (when.status.is_empty() || facts.status().is_some_and(|status| when.status.contains(&status)))
    }

    /// Whether the occasion of this ordinal (from 1) is chosen.
    pub(super) fn chooses(&self, ordinal: u64) -> bool {
        let when = &self.written;
        when.nth.is_none_or(|nth| ordinal == nth)
            && when.every.is_none_or(|every| ordinal.is_multiple_of(every))
            && when.first.is_none_or(|first| ordinal <= first)
            && when.after.is_none_or(|after| ordinal > after)
    }
}

fn operation(name: &str) -> Result<Operation, String> {
    Operation::parse(name).ok_or_else(|| {
        let known: Vec<&str> = Operation::all().map(Operation::name).collect();
        format!("`when.operation` names `{name}`; operations are {}", known.join(", "))
    })
}

fn bound(
    name: &str,
    text: Option<&str>,
    seconds: Option<u64>,
    armed: Instant,
) -> Result<Option<Instant>, String> {
    match (text, seconds) {
        (Some(_), Some(_)) => Err(format!("`when.{name}` and `when.{name}_seconds` exclude each other")),
        (None, seconds) => Ok(seconds.map(|seconds| armed.plus(Duration::from_secs(seconds)))),
        (Some(text), None) => {
            let at: jiff::Timestamp = text.parse().map_err(|_| {
                format!("`when.{name}` is `{text}`; write a time of RFC 3339 such as 2030-01-31T09:00:00Z")
            })?;
            Ok(Some(Instant::from_millis(at.as_millisecond())))
        }
    }
}

/// Whether a text is as the pattern says, `*` standing for any text.
fn wild(pattern: &str, text: &str) -> bool {
    let mut parts = pattern.split('*');
    let Some(first) = parts.next() else { return text.is_empty() };
    let Some(mut rest) = text.strip_prefix(first) else { return false };
    let mut parts: Vec<&str> = parts.collect();
    let Some(last) = parts.pop() else { return rest.is_empty() };
    for part in parts {
        match rest.find(part) {
            Some(at) => rest = rest.get(at + part.len()..).unwrap_or_default(),
            None => return false,
        }
    }
    rest.len() >= last.len() && rest.ends_with(last)
}

/// Whether a value is as written; texts may have `*`.
fn same(written: &Value, found: &Value) -> bool {
    match (written, found) {
        (Value::String(pattern), Value::String(text)) => wild(pattern, text),
        (written, found) => written == found,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stars_stand_for_any_text() {
        for (pattern, text, expected) in [
            ("", "", true),
            ("a", "a", true),
            ("a", "ab", false),
            ("*", "", true),
            ("/checkout-sessions/*/complete", "/checkout-sessions/c1/complete", true),
            ("/checkout-sessions/*/complete", "/checkout-sessions/c1", false),
            ("a*a", "a", false),
            ("*b*", "abc", true),
        ] {
            assert_eq!(wild(pattern, text), expected, "{pattern} {text}");
        }
    }

    #[test]
    fn impossible_conditions_are_refused_with_advice() {
        let armed = Instant::from_millis(0);
        let refused = |when: When| Matcher::new(&when, armed).map(drop).expect_err("refused");
        assert!(
            refused(When { operation: vec!["buy".into()], ..When::default() }).contains("create_checkout")
        );
        assert!(refused(When { nth: Some(0), ..When::default() }).contains("from 1"));
        assert!(refused(When { from: Some("noon".into()), ..When::default() }).contains("RFC 3339"));
        let both =
            When { until: Some("2030-01-01T00:00:00Z".into()), until_seconds: Some(1), ..When::default() };
        assert!(refused(both).contains("exclude"));
        let pointer = When { body: BTreeMap::from([("id".to_owned(), Value::Null)]), ..When::default() };
        assert!(refused(pointer).contains("JSON pointer"));
    }
}
