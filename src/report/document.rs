//! The finished report: what `report.json` holds and every other format is rendered from.

use super::card::Card;
use super::claim::Claim;
use super::counts::VerdictCounts;
use super::coverage::{CoverageRow, CoverageState};
use super::event::{Completion, Header, PreflightCheck};
use super::evidence::Evidence;
use super::requirement::Requirement;
use super::scenario::StepRecord;
use super::verdict::Verdict;
use crate::clock::Instant;
use serde::{Deserialize, Serialize};

/// A whole report. Field order is the order in `report.json`: the claim first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Report {
    /// What may be said of the target.
    pub claim: Claim,
    /// Coverage of the register by version, actor and level.
    pub coverage: Vec<CoverageRow>,
    /// Exit code of the process.
    pub exit_code: u8,
    /// How the run ended.
    pub completion: Completion,
    /// What each protocol version amounts to; the claim above needs all of them.
    pub versions: Vec<VersionResult>,
    /// What the connector is able to do and how it behaves, per version; only when a connector was certified.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub cards: Vec<Card>,
    /// Why the claim is what it is, for people, most important first.
    pub reasons: Vec<String>,
    /// What ran against what.
    pub header: Header,
    /// When the run ended; absent when the stream was cut off.
    pub finished: Option<Instant>,
    /// Wall time in milliseconds; absent when the stream was cut off.
    pub elapsed_millis: Option<u64>,
    /// Scenarios by verdict, after grouping by cause.
    pub scenario_counts: VerdictCounts,
    /// Clauses by verdict.
    pub requirement_counts: VerdictCounts,
    /// Requests, deliveries and fetches recorded.
    pub exchange_count: u64,
    /// Checks made before the scenarios.
    pub preflight: Vec<PreflightCheck>,
    /// Defects, obstacles, harness faults and warnings, each once, worst first.
    pub findings: Vec<Finding>,
    /// Clause by clause.
    pub requirements: Vec<RequirementResult>,
    /// Scenario by scenario.
    pub scenarios: Vec<ScenarioResult>,
}

/// What one protocol version of the run amounts to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VersionResult {
    /// The version, a date.
    pub version: String,
    /// What may be said of the target at this version.
    pub claim: Claim,
    /// The exit code that this version alone stands for.
    pub exit_code: u8,
    /// Why, for people, most important first.
    pub reasons: Vec<String>,
    /// Its scenarios by verdict.
    pub scenario_counts: VerdictCounts,
    /// Its clauses by verdict.
    pub requirement_counts: VerdictCounts,
}

/// What kind of thing was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FindingKind {
    /// The target breaks a MUST.
    Defect,
    /// Something stood in the way; nobody is accused.
    Obstacle,
    /// The harness broke.
    HarnessFault,
    /// A recommendation was not followed.
    Warning,
}

impl FindingKind {
    /// Every kind, worst first.
    pub const ALL: [Self; 4] = [Self::Defect, Self::Obstacle, Self::HarnessFault, Self::Warning];

    /// First letter of the identifiers of this kind.
    #[must_use]
    pub const fn letter(self) -> char {
        match self {
            Self::Defect => 'D',
            Self::Obstacle => 'B',
            Self::HarnessFault => 'H',
            Self::Warning => 'W',
        }
    }

    /// The word for people.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Defect => "defect",
            Self::Obstacle => "obstacle",
            Self::HarnessFault => "harness fault",
            Self::Warning => "warning",
        }
    }
}

/// One cause, however many scenarios ran into it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Finding {
    /// `D1`, `B1`, `H1`, `W1`: unique within the report.
    pub id: String,
    /// Protocol version (date) it was found at.
    pub version: String,
    /// What kind of thing it is.
    pub kind: FindingKind,
    /// Short title.
    pub title: String,
    /// The cause in one line: "`create_checkout` answers 500".
    pub cause: String,
    /// Clauses broken, or, for an obstacle, left undecided.
    pub requirements: Vec<ClauseRef>,
    /// The scenario whose evidence is shown.
    pub scenario: ScenarioRef,
    /// The step, with its keyword; absent when the scenario names none.
    pub step: Option<String>,
    /// Every outcome the specification permits.
    pub expected: Vec<String>,
    /// What was seen.
    pub actual: String,
    /// What to do about it.
    pub how_to_fix: Option<String>,
    /// The exchange that shows it.
    pub exchange: Option<Evidence>,
    /// Scenarios that could not be decided, or failed alike, because of it.
    pub consequences: Vec<ScenarioRef>,
    /// The written reason why this failure was expected, when it was.
    pub expected_failure: Option<String>,
}

/// A clause, named so that it can be looked up.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClauseRef {
    /// Permanent name.
    pub id: String,
    /// `document:line`; empty when the register has no such row.
    pub source: String,
    /// `MUST` … ; empty when the register has no such row.
    pub level: String,
    /// What it demands.
    pub summary: String,
}

/// A scenario, named so that it can be found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScenarioRef {
    /// Permanent name.
    pub id: String,
    /// Title.
    pub name: String,
    /// `file:line`, of the failing step where there is one.
    pub location: String,
}

/// One clause and what the run says about it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RequirementResult {
    /// The row of the register.
    pub requirement: Requirement,
    /// What was found.
    pub verdict: Verdict,
    /// How the row counts in the coverage.
    pub coverage: CoverageState,
    /// Scenarios of its version that carry the clause, with what each contributes.
    pub evidence: Vec<Contribution>,
}

/// What one scenario says about one clause.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Contribution {
    /// The scenario.
    pub scenario: String,
    /// What it says.
    pub verdict: Verdict,
}

/// One scenario and what it amounts to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScenarioResult {
    /// Permanent name.
    pub id: String,
    /// Protocol version (date) it ran at.
    pub version: String,
    /// Title.
    pub name: String,
    /// Title of the feature.
    pub feature: String,
    /// Area (folder).
    pub area: String,
    /// Feature file.
    pub file: String,
    /// Line of the scenario.
    pub line: u32,
    /// Clauses carried.
    pub requirements: Vec<String>,
    /// The verdict after grouping by cause.
    pub verdict: Verdict,
    /// The verdict as the harness gave it.
    pub observed: Verdict,
    /// The finding it shows or suffers from.
    pub finding: Option<String>,
    /// Wall time in milliseconds.
    pub elapsed_millis: u64,
    /// Steps in order.
    pub steps: Vec<StepRecord>,
    /// Exchanges in order, without their bodies (those are in `events.jsonl`).
    pub exchanges: Vec<ExchangeLine>,
    /// Remarks that change no verdict.
    pub notes: Vec<String>,
    /// The written reason why a failure was expected, when one was.
    pub expected_failure: Option<String>,
}

/// One exchange in one line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExchangeLine {
    /// Identifier within the run.
    pub id: String,
    /// What it was.
    pub label: String,
    /// Request method.
    pub method: String,
    /// Full URL.
    pub url: String,
    /// Status of the answer; absent when none came.
    pub status: Option<u16>,
    /// Time in microseconds.
    pub elapsed_micros: u64,
}

impl From<&Evidence> for ExchangeLine {
    fn from(evidence: &Evidence) -> Self {
        Self {
            id: evidence.id.clone(),
            label: evidence.label.clone(),
            method: evidence.method.clone(),
            url: evidence.url.clone(),
            status: evidence.status,
            elapsed_micros: evidence.elapsed_micros,
        }
    }
}
