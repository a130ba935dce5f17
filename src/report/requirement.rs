//! Clauses of the protocol as a run sees them: who they bind, how strongly, and whether they
//! concern the target at all.

pub use crate::protocol::contract::{Actor, Level};
use serde::{Deserialize, Serialize};

/// Whether a clause concerns the target, decided before the run from register, profile and plan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Applicability {
    /// It does, and the run is expected to test it.
    Applicable,
    /// It does, but no test can be asked for.
    Exempt {
        /// The written reason.
        reason: String,
    },
    /// It does not.
    NotApplicable {
        /// The written reason.
        reason: String,
    },
}

/// One row of the clause register as it applies to this run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Requirement {
    /// Permanent name, `CHK-012`.
    pub id: String,
    /// Protocol version (date) whose register this row comes from.
    pub version: String,
    /// How strongly it binds.
    pub level: Level,
    /// Whom it binds.
    pub actor: Actor,
    /// Document of the specification.
    pub document: String,
    /// Line in that document.
    pub line: u32,
    /// Heading of the section.
    pub section: String,
    /// What it demands, in this project's words.
    pub summary: String,
    /// Whether it concerns the target.
    pub applicability: Applicability,
}

impl Requirement {
    /// The area: the letters before the dash, `CHK`.
    #[must_use]
    pub fn area(&self) -> &str {
        self.id.split('-').next().unwrap_or(&self.id)
    }

    /// Where the clause stands: `docs/specification/checkout.md:120`.
    #[must_use]
    pub fn source(&self) -> String {
        format!("{}:{}", self.document, self.line)
    }
}
