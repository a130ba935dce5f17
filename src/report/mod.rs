//! The report: a stream of events while a run happens, one claim at the end, and every format
//! rendered from the same stored stream.
//!
//! ```text
//! Recorder ──► events.jsonl ──► RunRecord ──► aggregate ──► Report ──► json · junit · html · md …
//! ```

pub mod aggregate;
pub mod claim;
pub mod error;
pub mod event;
pub mod evidence;
pub mod recorder;
pub mod requirement;
pub mod scenario;
pub mod verdict;

pub use aggregate::VerdictCounts;
pub use claim::Claim;
pub use error::ReportError;
pub use event::{
    Completion, Event, FORMAT, Footer, Header, PreflightCheck, PreflightOutcome, Relaxation, Target,
    TargetKind,
};
pub use evidence::{Evidence, EvidenceHeader, EvidenceMessage};
pub use recorder::{Place, Recorder, Summary};
pub use requirement::{Actor, Applicability, Level, Requirement};
pub use scenario::{Failure, Phase, ScenarioRecord, ScenarioStart, StepRecord, StepStatus, Symptom};
pub use verdict::{Verdict, VerdictKind};
