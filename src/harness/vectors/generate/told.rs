//! What must be told of a document, as recipes write it: what is left out is empty or false.

use serde::Deserialize;
use serde_json::{Value, json};

use super::case::Case;

/// Everything that is told of one document.
#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Told {
    /// In order of place, keyword and missing member.
    pub violations: Vec<ToldViolation>,
    pub unknown: Vec<String>,
    pub omitted: Vec<String>,
}

/// One way in which the document breaks the schema.
#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct ToldViolation {
    pub at: String,
    pub keyword: String,
    pub missing: Option<String>,
    pub masked: bool,
    pub says: Vec<String>,
}

impl Told {
    /// The case, with this as what its output must be, or one of the others.
    pub(super) fn demand(&self, case: Case, others: &[Self], private: bool) -> Case {
        let case = case.expect(self.output()).clauses(self.clauses(private));
        others.iter().fold(case, |case, other| case.also(other.output()))
    }

    /// Errors are accurate, and nothing personal or secret stands in them.
    fn clauses(&self, private: bool) -> &'static [&'static str] {
        match (self.violations.is_empty(), private) {
            (true, _) => &[],
            (false, true) => &["ERR-021", "PAY-006"],
            (false, false) => &["ERR-021"],
        }
    }

    fn output(&self) -> Value {
        let violations: Vec<Value> = self.violations.iter().map(ToldViolation::output).collect();
        json!({ "violations": violations, "unknown": self.unknown, "omitted": self.omitted })
    }
}

impl ToldViolation {
    fn output(&self) -> Value {
        let mut told = json!({
            "at": self.at, "keyword": self.keyword, "masked": self.masked, "says": self.says,
        });
        if let Some(missing) = &self.missing {
            told["missing"] = json!(missing);
        }
        told
    }
}
