//! The report: a stream of events while a run happens, one claim at the end, and every format
//! rendered from the same stored stream.
//!
//! ```text
//! Recorder ──► events.jsonl ──► RunRecord ──► aggregate ──► Report ──► json · junit · html · md …
//! ```

pub mod aggregate;
pub mod areas;
pub mod bundle;
pub mod card;
pub mod claim;
mod counts;
pub mod coverage;
mod decision;
pub mod diff;
pub mod document;
pub mod error;
pub mod event;
pub mod evidence;
mod finding;
pub mod format;
pub mod manifest;
pub mod recorder;
pub mod requirement;
mod root_cause;
pub mod run;
pub mod scenario;
mod scrub;
pub mod verdict;
mod versions;

pub use aggregate::aggregate;
pub use card::{Card, CardLine};
pub use claim::Claim;
pub use counts::VerdictCounts;
pub use coverage::{CoverageRow, CoverageState};
pub use document::{Finding, FindingKind, Report, VersionResult};
pub use error::ReportError;
pub use event::{
    Completion, Event, FORMAT, Footer, Header, PreflightCheck, PreflightOutcome, Relaxation, Target,
    TargetKind, VersionUnderTest,
};
pub use evidence::Evidence;
pub use format::Format;
pub use recorder::{Place, Recorder, Summary};
pub use requirement::{Actor, Applicability, Level, Requirement};
pub use run::RunRecord;
pub use scenario::{Failure, Phase, ScenarioRecord, ScenarioStart, StepRecord, StepStatus, Symptom};
pub use verdict::{Verdict, VerdictKind};

#[cfg(test)]
mod tests;
