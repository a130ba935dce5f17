//! How strongly a clause binds, and whom.

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

    /// Whether a clause of this actor binds that party: both parties share some.
    #[must_use]
    pub fn includes(self, party: Self) -> bool {
        self == party || (self == Self::Both && party != Self::Other)
    }
}
