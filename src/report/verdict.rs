//! What a scenario, or a clause of the protocol, was found to be.

use serde::{Deserialize, Serialize};

/// The outcome of one scenario or one clause. Closed: every reader matches all of it, so that a
/// verdict nobody knows can never be shown as a good one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Verdict {
    /// The positive evidence asked for was seen.
    Pass,
    /// The target did what the protocol forbids, or did not do what it demands.
    Fail,
    /// A recommendation (SHOULD) was not followed, or the specification contradicts itself here.
    Warn,
    /// The clause does not concern this target.
    NotApplicable {
        /// Why, for people.
        reason: String,
    },
    /// The clause concerns the target, but this run had no means to test it.
    NotTested {
        /// Why, for people.
        reason: String,
    },
    /// The run could not decide.
    Inconclusive {
        /// Why, for people.
        reason: String,
        /// The defect or obstacle that stood in the way (`D1`), or the scenario or precondition
        /// the harness names before defects are grouped.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        blocked_by: Option<String>,
    },
    /// The harness itself broke; nothing is said about the target.
    HarnessError {
        /// What broke.
        reason: String,
    },
}

/// A verdict without its reasons: for counting, filtering and colouring.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum VerdictKind {
    /// See [`Verdict::Fail`].
    Fail,
    /// See [`Verdict::HarnessError`].
    HarnessError,
    /// See [`Verdict::Inconclusive`].
    Inconclusive,
    /// See [`Verdict::Warn`].
    Warn,
    /// See [`Verdict::NotTested`].
    NotTested,
    /// See [`Verdict::Pass`].
    Pass,
    /// See [`Verdict::NotApplicable`].
    NotApplicable,
}

impl Verdict {
    /// The verdict without its reasons.
    #[must_use]
    pub const fn kind(&self) -> VerdictKind {
        match self {
            Self::Pass => VerdictKind::Pass,
            Self::Fail => VerdictKind::Fail,
            Self::Warn => VerdictKind::Warn,
            Self::NotApplicable { .. } => VerdictKind::NotApplicable,
            Self::NotTested { .. } => VerdictKind::NotTested,
            Self::Inconclusive { .. } => VerdictKind::Inconclusive,
            Self::HarnessError { .. } => VerdictKind::HarnessError,
        }
    }

    /// The reason, for the verdicts that carry one.
    #[must_use]
    pub fn reason(&self) -> Option<&str> {
        match self {
            Self::Pass | Self::Fail | Self::Warn => None,
            Self::NotApplicable { reason }
            | Self::NotTested { reason }
            | Self::Inconclusive { reason, .. }
            | Self::HarnessError { reason } => Some(reason),
        }
    }

    /// What stood in the way, when the verdict names it.
    #[must_use]
    pub fn blocked_by(&self) -> Option<&str> {
        match self {
            Self::Inconclusive { blocked_by, .. } => blocked_by.as_deref(),
            Self::Pass
            | Self::Fail
            | Self::Warn
            | Self::NotApplicable { .. }
            | Self::NotTested { .. }
            | Self::HarnessError { .. } => None,
        }
    }
}

impl VerdictKind {
    /// Every kind, worst first.
    pub const ALL: [Self; 7] = [
        Self::Fail,
        Self::HarnessError,
        Self::Inconclusive,
        Self::Warn,
        Self::NotTested,
        Self::Pass,
        Self::NotApplicable,
    ];

    /// The name in files: `not_applicable`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Fail => "fail",
            Self::HarnessError => "harness_error",
            Self::Inconclusive => "inconclusive",
            Self::Warn => "warn",
            Self::NotTested => "not_tested",
            Self::Pass => "pass",
            Self::NotApplicable => "not_applicable",
        }
    }

    /// The name for people: `not applicable`.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Fail => "failed",
            Self::HarnessError => "harness error",
            Self::Inconclusive => "inconclusive",
            Self::Warn => "warning",
            Self::NotTested => "not tested",
            Self::Pass => "passed",
            Self::NotApplicable => "not applicable",
        }
    }

    /// A sign that tells the kinds apart without colour.
    #[must_use]
    pub const fn sign(self) -> &'static str {
        match self {
            Self::Fail => "✕",
            Self::HarnessError => "‼",
            Self::Inconclusive => "?",
            Self::Warn => "!",
            Self::NotTested => "○",
            Self::Pass => "✓",
            Self::NotApplicable => "–",
        }
    }
}
