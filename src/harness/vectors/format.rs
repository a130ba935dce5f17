//! The files under `vectors/`: one family, one set of protocol versions, many cases.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::Family;

/// Number of the file format; raised when a reader of the old one would misread the new one.
pub const FORMAT: u32 = 1;

/// What an implementation has to say about an input.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Expectation {
    /// It must accept.
    Valid,
    /// It must refuse.
    Invalid,
    /// The specification leaves it open; either is right, and the case names the ambiguity.
    Acceptable,
}

impl Expectation {
    /// The word of the files.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Valid => "valid",
            Self::Invalid => "invalid",
            Self::Acceptable => "acceptable",
        }
    }
}

/// One case. Everything it needs is in it: keys, times, versions.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Vector {
    /// Permanent name, unique in the family.
    pub id: String,
    /// What it is about, in one sentence.
    pub comment: String,
    /// Names of the traps it sets; the file explains each.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub flags: Vec<String>,
    /// Clauses of the register it decides.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub clauses: Vec<String>,
    /// The entry of `vectors/ambiguities.json`, for acceptable cases.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ambiguity: Option<String>,
    /// What is given.
    pub input: Value,
    /// What has to be said about it.
    pub result: Expectation,
    /// Members the output must have; absent when the result says it all. For acceptable cases: the
    /// output of an implementation that accepts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expected: Option<Value>,
    /// Other outputs that are as right as [`Vector::expected`].
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub also: Vec<Value>,
}

/// One file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VectorFile {
    /// [`FORMAT`].
    pub format: u32,
    /// The family.
    pub family: Family,
    /// Protocol versions (dates) it holds for; empty: every version.
    pub versions: Vec<String>,
    /// What is computed or decided.
    pub algorithm: String,
    /// JSON Schema of this file, beside it.
    pub schema: String,
    /// What each flag means.
    pub flags: BTreeMap<String, String>,
    /// Number of tests.
    pub count: usize,
    /// The cases.
    pub tests: Vec<Vector>,
}

impl VectorFile {
    /// Reads a file.
    ///
    /// # Errors
    /// A sentence that says what is wrong.
    pub fn parse(bytes: &[u8]) -> Result<Self, String> {
        let file: Self = serde_json::from_slice(bytes).map_err(|error| error.to_string())?;
        if file.format != FORMAT {
            return Err(format!("format {} is not the one this version reads ({FORMAT})", file.format));
        }
        if file.count != file.tests.len() {
            return Err(format!("says it has {} tests and has {}", file.count, file.tests.len()));
        }
        Ok(file)
    }

    /// The bytes of the file: a readable head, then one case per line, so that a case has a line
    /// number and a change shows as one line.
    ///
    /// # Errors
    /// Only if a value cannot be written as JSON.
    pub fn to_text(&self) -> Result<String, serde_json::Error> {
        let head = Self { tests: Vec::new(), ..self.clone() };
        let head = serde_json::to_string_pretty(&head)?;
        let mut text = head.strip_suffix("[]\n}").unwrap_or(&head).to_owned();
        text.push_str("[\n");
        for (index, test) in self.tests.iter().enumerate() {
            text.push_str(&serde_json::to_string(test)?);
            text.push_str(if index + 1 == self.tests.len() { "\n" } else { ",\n" });
        }
        text.push_str("]\n}\n");
        Ok(text)
    }
}
