//! Why a scenario stopped before its end, as a closed type. Steps return it as an error; the
//! dispatcher grades it by the kind of step and carries it through cucumber unchanged.

use serde_json::Value;
use std::fmt;

/// What a step returns: nothing, or the reason to stop the scenario.
pub type StepResult<T = ()> = Result<T, Interrupt>;

/// The reason to stop a scenario.
#[derive(Clone, Debug, PartialEq)]
pub enum Interrupt {
    /// The target broke the requirement.
    Fail(Box<FailureDetail>),
    /// The target broke a recommendation (SHOULD).
    Warn(Box<FailureDetail>),
    /// The plan or the target offers no way to test this; the reason names what is missing.
    NotTested(String),
    /// The requirement does not concern this target.
    NotApplicable(String),
    /// Nothing can be said: a precondition was not met, or evidence is missing.
    Inconclusive {
        /// What happened, for people.
        reason: String,
        /// The one defect this is a consequence of; equal causes are grouped in the report.
        cause: Cause,
    },
    /// The harness itself broke.
    Harness(String),
}

/// A root cause, as a stable key: equal keys are one defect.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Cause(String);

impl Cause {
    /// The target did not answer (time-out, reset, refused connection).
    #[must_use]
    pub fn no_answer() -> Self {
        Self("target did not answer".to_owned())
    }

    /// The run was stopped (circuit breaker, fail-fast, interruption).
    #[must_use]
    pub fn run_stopped() -> Self {
        Self("run stopped".to_owned())
    }

    /// An operation that every later step needs was refused.
    #[must_use]
    pub fn refused(operation: &str, outcome: &str) -> Self {
        Self(format!("{operation} answered {outcome}"))
    }

    /// Any other cause.
    #[must_use]
    pub fn other(key: impl Into<String>) -> Self {
        Self(key.into())
    }

    /// The key.
    #[must_use]
    pub fn key(&self) -> &str {
        &self.0
    }
}

/// What failed, in the terms a partner needs to repair it.
#[derive(Clone, Debug, PartialEq)]
pub struct FailureDetail {
    /// One line naming the defect.
    pub title: String,
    /// The register row (`CHK-060`), when the check belongs to one other than the scenario's own.
    pub clause: Option<String>,
    /// Every outcome the protocol permits here.
    pub expected: Vec<String>,
    /// What was observed.
    pub actual: String,
    /// Identifier of the exchange that shows it.
    pub exchange: Option<String>,
    /// What to change in the target.
    pub how_to_fix: Option<String>,
}

impl FailureDetail {
    /// A failure with one permitted outcome.
    #[must_use]
    pub fn new(title: impl Into<String>, expected: impl Into<String>, actual: impl Into<String>) -> Self {
        Self {
            title: title.into(),
            clause: None,
            expected: vec![expected.into()],
            actual: actual.into(),
            exchange: None,
            how_to_fix: None,
        }
    }
}

impl Interrupt {
    /// A failure of the requirement.
    #[must_use]
    pub fn fail(detail: FailureDetail) -> Self {
        Self::Fail(Box::new(detail))
    }

    /// The plan lacks this entry, so nothing can be tested.
    #[must_use]
    pub fn plan_lacks(key: &str) -> Self {
        Self::NotTested(format!("the plan has no entry `{key}`"))
    }

    /// A precondition was not met.
    #[must_use]
    pub fn blocked(reason: impl Into<String>, cause: Cause) -> Self {
        Self::Inconclusive { reason: reason.into(), cause }
    }

    /// The same reason, seen from a step that only prepares: what fails there is a precondition,
    /// so the scenario proves nothing and names the cause instead of accusing.
    #[must_use]
    pub fn as_precondition(self) -> Self {
        match self {
            Self::Fail(detail) | Self::Warn(detail) => Self::Inconclusive {
                reason: format!("blocked: {} ({})", detail.title, detail.actual),
                cause: Cause::other(detail.title.clone()),
            },
            other @ (Self::NotTested(_)
            | Self::NotApplicable(_)
            | Self::Inconclusive { .. }
            | Self::Harness(_)) => other,
        }
    }
}

impl fmt::Display for Interrupt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Fail(detail) => write!(f, "fail: {detail}"),
            Self::Warn(detail) => write!(f, "warn: {detail}"),
            Self::NotTested(reason) => write!(f, "not tested: {reason}"),
            Self::NotApplicable(reason) => write!(f, "not applicable: {reason}"),
            Self::Inconclusive { reason, .. } => write!(f, "inconclusive: {reason}"),
            Self::Harness(reason) => write!(f, "harness error: {reason}"),
        }
    }
}

impl fmt::Display for FailureDetail {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: expected {}, got {}", self.title, self.expected.join(" or "), self.actual)
    }
}

/// A JSON value short enough for one line of a report.
#[must_use]
pub fn brief(value: &Value) -> String {
    const LIMIT: usize = 200;
    let text = value.to_string();
    if text.chars().count() <= LIMIT {
        return text;
    }
    let mut short: String = text.chars().take(LIMIT).collect();
    short.push('…');
    short
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failing_precondition_blocks_and_names_its_cause() {
        let failed = Interrupt::fail(FailureDetail::new("create refused", "201", "400"));
        let Interrupt::Inconclusive { reason, cause } = failed.as_precondition() else {
            unreachable!("a failed precondition is inconclusive")
        };
        assert!(reason.starts_with("blocked: create refused"));
        assert_eq!(cause, Cause::other("create refused"));
    }

    #[test]
    fn other_reasons_survive_a_precondition_unchanged() {
        let missing = Interrupt::plan_lacks("products.second");
        assert_eq!(missing.clone().as_precondition(), missing);
    }

    #[test]
    fn long_values_are_cut() {
        let long = Value::String("x".repeat(500));
        assert!(brief(&long).chars().count() <= 201);
    }
}
