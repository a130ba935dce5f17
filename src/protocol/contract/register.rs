//! The clause register: every requirement of the version, one row each.

use super::{Actor, ContractError, Level, files};
use serde::Deserialize;

/// One clause.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Requirement {
    /// Stable identifier, `CHK-012`.
    pub id: String,
    /// The prefix of the identifier.
    pub area: String,
    /// How binding it is.
    pub level: Level,
    /// Whom it binds.
    pub actor: Actor,
    /// The document of the specification.
    pub doc: String,
    /// The line in that document.
    pub line: u32,
    /// The section in that document.
    pub section: String,
    /// What it demands, in this project's words.
    pub summary: String,
    /// Where it can be observed: `rest`, `mcp`, `profile`, `webhook`, `not-observable` ...
    pub observable: String,
    /// How it is checked.
    pub how: String,
    /// The capability whose absence makes the row not applicable; a name that others extend by
    /// further labels (`dev.ucp.shopping.catalog`) is met by any of them.
    #[serde(default)]
    pub capability: Option<String>,
    /// A further condition for the row to apply.
    #[serde(default)]
    pub condition: Option<Condition>,
}

/// What has to be true of a business, besides its capabilities, for a row to apply.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Condition {
    /// It serves older versions: `supported_versions` is not empty.
    OlderVersions,
    /// It is reached over MCP.
    Mcp,
    /// It is reached over A2A.
    A2a,
    /// It serves embedded pages.
    Embedded,
}

impl Condition {
    /// The spelling of the register.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::OlderVersions => "older_versions",
            Self::Mcp => "mcp",
            Self::A2a => "a2a",
            Self::Embedded => "embedded",
        }
    }
}

/// What a business would need for a row to apply to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unmet<'r> {
    /// The condition of the row.
    Condition(Condition),
    /// The capability of the row, or a member of it.
    Capability(&'r str),
}

impl Requirement {
    /// Why the row does not apply where a business that declares these capabilities, and of which
    /// these conditions hold, takes part; `None` when it does. The condition is asked first.
    pub fn unmet<'a>(
        &self,
        declared: impl IntoIterator<Item = &'a str>,
        holds: impl Fn(Condition) -> bool,
    ) -> Option<Unmet<'_>> {
        if let Some(condition) = self.condition.filter(|condition| !holds(*condition)) {
            return Some(Unmet::Condition(condition));
        }
        let needed = self.capability.as_deref()?;
        let met = declared.into_iter().any(|name| {
            name.strip_prefix(needed).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        });
        (!met).then_some(Unmet::Capability(needed))
    }
}

/// A row that was found to disagree with the text of the specification, and mended.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Correction {
    /// The row.
    pub id: String,
    /// The field of the row.
    pub field: String,
    /// What it said before.
    pub was: String,
    /// What it says now.
    pub is: String,
    /// Why.
    pub why: String,
}

/// Every clause of a version.
#[derive(Clone, Debug)]
pub struct Register {
    rows: Vec<Requirement>,
    corrections: Vec<Correction>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RegisterFile {
    corrections: Vec<Correction>,
    requirements: Vec<Requirement>,
}

impl Register {
    /// Reads `requirements.json`.
    ///
    /// # Errors
    /// [`ContractError::Data`] when the file is not a register.
    pub(super) fn parse(file: &str, bytes: &[u8]) -> Result<Self, ContractError> {
        let parsed: RegisterFile = files::parse_data(file, bytes)?;
        let mut rows = parsed.requirements;
        rows.sort_by(|a, b| a.id.cmp(&b.id));
        Ok(Self { rows, corrections: parsed.corrections })
    }

    /// Every row, in order of identifier.
    #[must_use]
    pub fn rows(&self) -> &[Requirement] {
        &self.rows
    }

    /// Rows that were mended, and how.
    #[must_use]
    pub fn corrections(&self) -> &[Correction] {
        &self.corrections
    }

    /// The row of that identifier.
    #[must_use]
    pub fn get(&self, id: &str) -> Option<&Requirement> {
        self.rows.binary_search_by(|row| row.id.as_str().cmp(id)).ok().and_then(|at| self.rows.get(at))
    }
}
