//! Clauses of the protocol as a run sees them: who they bind, how strongly, and whether they
//! concern the target at all.

use serde::{Deserialize, Serialize};

/// How strongly a clause binds (RFC 2119 words).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Level {
    /// Demanded.
    #[serde(rename = "MUST")]
    Must,
    /// Forbidden.
    #[serde(rename = "MUST NOT")]
    MustNot,
    /// Recommended.
    #[serde(rename = "SHOULD")]
    Should,
    /// Discouraged.
    #[serde(rename = "SHOULD NOT")]
    ShouldNot,
    /// Permitted.
    #[serde(rename = "MAY")]
    May,
}

impl Level {
    /// Every level, strongest first.
    pub const ALL: [Self; 5] = [Self::Must, Self::MustNot, Self::Should, Self::ShouldNot, Self::May];

    /// The words of the specification.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Must => "MUST",
            Self::MustNot => "MUST NOT",
            Self::Should => "SHOULD",
            Self::ShouldNot => "SHOULD NOT",
            Self::May => "MAY",
        }
    }

    /// The level of that name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|level| level.name() == name)
    }

    /// Whether breaking the clause makes a target non-conformant.
    #[must_use]
    pub const fn is_binding(self) -> bool {
        match self {
            Self::Must | Self::MustNot => true,
            Self::Should | Self::ShouldNot | Self::May => false,
        }
    }
}

/// Whom a clause binds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Actor {
    /// The merchant.
    Business,
    /// The agent side.
    Platform,
    /// Business and platform alike.
    Both,
    /// Anybody else (payment handler authors, identity providers …).
    Other,
}

impl Actor {
    /// Every actor.
    pub const ALL: [Self; 4] = [Self::Business, Self::Platform, Self::Both, Self::Other];

    /// The register's word.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Business => "business",
            Self::Platform => "platform",
            Self::Both => "both",
            Self::Other => "other",
        }
    }

    /// The actor of that name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|actor| actor.name() == name)
    }
}

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
