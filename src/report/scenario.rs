//! What is recorded about one scenario: its steps, its evidence and, when it did not pass, why.

use super::evidence::Evidence;
use super::verdict::Verdict;
use crate::clock::Instant;
use serde::{Deserialize, Serialize};

/// A scenario, as it is announced when it starts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScenarioStart {
    /// Permanent name (`@id:`); unique within a version of the run.
    pub id: String,
    /// Protocol version (date) it runs at.
    pub version: String,
    /// Title.
    pub name: String,
    /// Title of the feature.
    pub feature: String,
    /// Folder of the feature below `features/merchant` or `features/connector`.
    pub area: String,
    /// Feature file, relative to the features' root.
    pub file: String,
    /// Line of the scenario (or example row) in that file.
    pub line: u32,
    /// Clauses the scenario carries (`@req:`).
    pub requirements: Vec<String>,
    /// When it started.
    pub at: Instant,
}

/// A scenario that ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScenarioRecord {
    /// What was announced.
    pub scenario: ScenarioStart,
    /// How it ended, before failures are grouped by cause.
    pub verdict: Verdict,
    /// Wall time in milliseconds.
    pub elapsed_millis: u64,
    /// Steps in order, including those never reached.
    pub steps: Vec<StepRecord>,
    /// Requests, deliveries and fetches in order, redacted.
    pub exchanges: Vec<Evidence>,
    /// Why it did not pass.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failure: Option<Failure>,
    /// Remarks that change no verdict (unknown fields seen, ambiguities of the specification).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
    /// The written reason why a failure was expected (known-failure baseline of the plan).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expected_failure: Option<String>,
}

/// How one step ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StepStatus {
    /// It did what it says.
    Passed,
    /// It found something else than it says.
    Failed,
    /// It ended the scenario with another verdict than a failure.
    Stopped,
    /// Never reached.
    Skipped,
    /// No definition matches its text.
    Undefined,
}

impl StepStatus {
    /// The name in files.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Passed => "passed",
            Self::Failed => "failed",
            Self::Stopped => "stopped",
            Self::Skipped => "skipped",
            Self::Undefined => "undefined",
        }
    }
}

/// One step.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StepRecord {
    /// `Given`, `When`, `Then`, `And`, `But` as written.
    pub keyword: String,
    /// Text after the keyword.
    pub text: String,
    /// Line in the feature file.
    pub line: u32,
    /// How it ended.
    pub status: StepStatus,
    /// Wall time in milliseconds; 0 when never reached.
    pub elapsed_millis: u64,
}

/// In which part of a scenario it went wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// A Given: what the scenario wanted to find out was never reached, so it accuses nobody.
    Arrange,
    /// A When or Then: this is the scenario's own finding.
    Check,
}

/// Why a scenario did not pass. Everything a person needs to act on it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Failure {
    /// Short title: "Total does not add up".
    pub title: String,
    /// In which part of the scenario.
    pub phase: Phase,
    /// Text of the step, with its keyword.
    pub step: String,
    /// Phrase of the step definition ("the total is {int}"); equal for all uses of the step.
    pub definition: String,
    /// Line of the step in the feature file.
    pub line: u32,
    /// Clauses broken; empty means all the scenario carries.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub requirements: Vec<String>,
    /// Every outcome the specification permits here.
    pub expected: Vec<String>,
    /// What was seen instead.
    pub actual: String,
    /// What to do about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub how_to_fix: Option<String>,
    /// Identifier of the exchange that shows it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exchange: Option<String>,
    /// What the target did on the wire, when the failure comes from one answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub symptom: Option<Symptom>,
}

/// The answer behind a failure, in terms that can be compared between scenarios.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Symptom {
    /// Name of the operation asked for (`create_checkout`).
    pub operation: String,
    /// Status of the answer; absent when none came.
    pub status: Option<u16>,
    /// Code of the error body, when there is one.
    pub code: Option<String>,
    /// Whether the scenario sent a request the target had to accept.
    pub success_expected: bool,
    /// What the request went without, although the other requests of the run were sent with it for the
    /// target's sake: such an answer says nothing about theirs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub without: Option<String>,
}
