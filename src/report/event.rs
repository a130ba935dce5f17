//! The stream a run writes while it happens: one JSON object per line, a header first and a
//! footer last. Every format of the report is made from this stream and nothing else.

use super::claim::Claim;
use super::counts::VerdictCounts;
use super::requirement::Requirement;
use super::scenario::{ScenarioRecord, ScenarioStart};
use crate::clock::Instant;
use serde::{Deserialize, Serialize};

/// Number of the stream's format. Raised when a reader of the old one would misread the new one.
pub const FORMAT: u32 = 2;

/// One line of `events.jsonl`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
#[expect(clippy::large_enum_variant, reason = "most events are the large one, and each is moved twice")]
pub enum Event {
    /// First line: what ran against what.
    Header(Header),
    /// One check made before any scenario.
    Preflight(PreflightCheck),
    /// One row of the register and whether it concerns the target.
    Requirement(Requirement),
    /// A scenario started.
    ScenarioStarted(ScenarioStart),
    /// A scenario ended.
    ScenarioFinished(ScenarioRecord),
    /// Last line; a stream without it was cut off.
    Footer(Footer),
}

/// What ran, against what, under which conditions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Header {
    /// Format of the stream, [`FORMAT`].
    pub format: u32,
    /// Identifier of the run.
    pub run: String,
    /// Name of the tool.
    pub tool: String,
    /// Version of the tool.
    pub tool_version: String,
    /// What was asked for, as typed ("certify builtin").
    pub command: String,
    /// The target.
    pub target: Target,
    /// The protocol versions tested, oldest first.
    pub versions: Vec<VersionUnderTest>,
    /// SHA-256 of the resolved plan.
    pub plan_digest: String,
    /// SHA-256 over the feature files.
    pub features_digest: String,
    /// Seed of the run.
    pub seed: u64,
    /// Relaxations and development switches in force; each weakens the claim and is shown.
    pub relaxations: Vec<Relaxation>,
    /// What was selected of all there is (tags, names); absent when everything ran.
    pub selection: Option<String>,
    /// When the run started.
    pub started: Instant,
}

impl Header {
    /// The dates of the versions tested, for people.
    #[must_use]
    pub fn dates(&self) -> Vec<&str> {
        self.versions.iter().map(|tested| tested.version.as_str()).collect()
    }
}

/// What is under test.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Target {
    /// What it is.
    pub kind: TargetKind,
    /// Name for people.
    pub name: String,
    /// Where it was reached; with several versions, where the oldest one is served.
    pub url: String,
}

/// One protocol version of the run: where the target serves it, and by which contract it is judged.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VersionUnderTest {
    /// The version, a date.
    pub version: String,
    /// Where the target serves it.
    pub url: String,
    /// SHA-256 of the contract data, `sha-256:<hex>`.
    pub contract_digest: String,
    /// Capabilities the target declares there, `name@version`.
    pub capabilities: Vec<String>,
}

/// What kind of thing is under test.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TargetKind {
    /// The merchant of this program.
    BuiltinMerchant,
    /// A merchant reached by URL.
    Merchant,
    /// A connector: the agent side.
    Connector,
}

impl TargetKind {
    /// Words for people.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::BuiltinMerchant => "built-in merchant",
            Self::Merchant => "merchant",
            Self::Connector => "connector",
        }
    }
}

/// A rule of the protocol, or of this tool, that was switched off or softened for the run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Relaxation {
    /// Name of the switch.
    pub name: String,
    /// What it means for the result.
    pub effect: String,
}

/// How a preflight check ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PreflightOutcome {
    /// Fine.
    Ok,
    /// Usable, with a remark.
    Remark,
    /// The target cannot be tested like this.
    Blocked,
}

impl PreflightOutcome {
    /// The name in files.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Remark => "remark",
            Self::Blocked => "blocked",
        }
    }
}

/// One check of plan and target before any scenario: a mistake here is never non-conformance.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PreflightCheck {
    /// Protocol version (date) the check was made for.
    pub version: String,
    /// What was checked.
    pub name: String,
    /// How it ended.
    pub outcome: PreflightOutcome,
    /// What was seen.
    pub detail: String,
    /// What to do about it.
    pub how_to_fix: Option<String>,
}

/// How a run ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Completion {
    /// Everything selected was run.
    Complete,
    /// The run ended early.
    Interrupted {
        /// Why (circuit breaker, `--fail-fast`, a signal …).
        reason: String,
    },
}

impl Completion {
    /// Whether everything selected was run.
    #[must_use]
    pub const fn is_complete(&self) -> bool {
        match self {
            Self::Complete => true,
            Self::Interrupted { .. } => false,
        }
    }
}

/// The last line: how the run ended and what it amounts to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Footer {
    /// Whether everything selected was run.
    pub completion: Completion,
    /// Scenarios by verdict, after grouping by cause.
    pub scenarios: VerdictCounts,
    /// What may be said of the target.
    pub claim: Claim,
    /// Exit code of the process.
    pub exit_code: u8,
    /// When the run ended.
    pub finished: Instant,
    /// Wall time in milliseconds, without the writing of reports.
    pub elapsed_millis: u64,
}
