//! How a certification ends.

use super::selection::FilterError;
use super::start::{Prepared, Stage};
use crate::exit_code::Exit;
use crate::harness::applicability::Applicable;
use crate::harness::plan::PlanError;
use crate::harness::registry::PhraseError;
use crate::harness::suite::{Finding, SourceError, SyntaxError};
use crate::harness::target::BuiltinError;
use crate::protocol::version::ProtocolVersion;
use crate::report::{
    Applicability, Completion, PreflightCheck, PreflightOutcome, Recorder, ReportError, Summary,
};
use std::fmt::Write as _;

/// Why there was no run at all.
#[derive(Debug, thiserror::Error)]
pub enum CertifyError {
    /// The plan.
    #[error(transparent)]
    Plan(#[from] PlanError),
    /// The features folder.
    #[error(transparent)]
    Source(#[from] SourceError),
    /// Feature files that are no Gherkin.
    #[error("{}", lines(.0))]
    Syntax(Vec<SyntaxError>),
    /// Features that contradict themselves.
    #[error("{}", lines(.0))]
    Features(Vec<Finding>),
    /// `features/exempt.yaml`.
    #[error("exempt.yaml: {0}")]
    Exemptions(String),
    /// `--tags` or `--name`.
    #[error(transparent)]
    Filter(#[from] FilterError),
    /// A step of ours.
    #[error(transparent)]
    Phrase(#[from] PhraseError),
    /// A contract folder.
    #[error("{0}")]
    Contract(String),
    /// The target speaks no version that this program speaks.
    #[error("{0}")]
    NoCommonVersion(String),
    /// Options that exclude each other.
    #[error("{0}")]
    Usage(String),
    /// Our own merchant.
    #[error(transparent)]
    Builtin(#[from] BuiltinError),
    /// The listener for platform profiles and webhooks, certificates, the client.
    #[error("{0}")]
    Setup(String),
    /// The report.
    #[error("failed to {0}")]
    Report(#[from] ReportError),
}

impl CertifyError {
    /// The exit code that fits.
    #[must_use]
    pub const fn exit(&self) -> Exit {
        match self {
            Self::Plan(_)
            | Self::Source(_)
            | Self::Syntax(_)
            | Self::Features(_)
            | Self::Exemptions(_)
            | Self::NoCommonVersion(_)
            | Self::Contract(_) => Exit::Preflight,
            Self::Filter(_) | Self::Usage(_) => Exit::Usage,
            Self::Phrase(_) | Self::Builtin(_) | Self::Setup(_) => Exit::HarnessError,
            Self::Report(_) => Exit::ReportNotWritten,
        }
    }
}

fn lines<T: std::fmt::Display>(errors: &[T]) -> String {
    errors.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

/// How a certification ended.
#[derive(Debug)]
pub enum Ending {
    /// With a report.
    Certified(Box<Certified>),
    /// With a list of what would have run.
    DryRun(DryRun),
    /// With what the preflight found.
    Looked(Looked),
}

/// What the preflight found, when nothing else was asked for.
#[derive(Debug)]
pub struct Looked {
    checks: Vec<PreflightCheck>,
}

impl Looked {
    pub(super) const fn new(checks: Vec<PreflightCheck>) -> Self {
        Self { checks }
    }

    /// One line per check, with what to do where it was not good.
    #[must_use]
    pub fn text(&self) -> String {
        let mut text = String::new();
        for check in &self.checks {
            let sign = match check.outcome {
                PreflightOutcome::Ok => "ok",
                PreflightOutcome::Remark => "remark",
                PreflightOutcome::Blocked => "blocked",
            };
            // Writing to a string cannot fail.
            let _infallible = writeln!(text, "{} {sign:8} {}: {}", check.version, check.name, check.detail);
            if let Some(advice) = &check.how_to_fix {
                let _infallible = writeln!(text, "                    {advice}");
            }
        }
        text
    }

    /// The exit code that fits: only a check that blocks is a reason not to run.
    #[must_use]
    pub fn exit(&self) -> Exit {
        let blocked = self.checks.iter().any(|check| check.outcome == PreflightOutcome::Blocked);
        if blocked { Exit::Preflight } else { Exit::Success }
    }
}

/// A run with its report.
#[derive(Debug)]
pub struct Certified {
    /// What the run amounts to.
    pub summary: Summary,
}

pub(super) fn finish(recorder: &Recorder, completion: Completion) -> Result<Certified, ReportError> {
    Ok(Certified { summary: recorder.finish(completion)? })
}

/// One line per chosen scenario.
fn cases(text: &mut String, prepared: &Prepared, version: ProtocolVersion, applicable: &Applicable) {
    for case in &prepared.chosen {
        let decision = applicable.verdict(case).and_then(|verdict| verdict.reason().map(str::to_owned));
        let decision =
            decision.map_or_else(|| "run".to_owned(), |reason| format!("not applicable: {reason}"));
        let clauses = case.requirements(version).join(" ");
        let _infallible = writeln!(text, "{:40} {decision}  [{clauses}]", case.id);
    }
}

/// One line per binding clause.
fn clauses(text: &mut String, applicable: &Applicable) {
    for row in applicable.rows().iter().filter(|row| row.level.is_binding()) {
        let decision = match &row.applicability {
            Applicability::Applicable => "applicable".to_owned(),
            Applicability::Exempt { reason } => format!("exempt: {reason}"),
            Applicability::NotApplicable { reason } => format!("not applicable: {reason}"),
        };
        let _infallible = writeln!(text, "{:12} {:9} {decision}", row.id, row.level.name());
    }
}

/// What would run.
#[derive(Debug)]
pub struct DryRun {
    text: String,
    selected: usize,
}

impl DryRun {
    pub(super) fn new(prepared: &Prepared, decided: &[(&Stage, Applicable)]) -> Self {
        let mut text = String::new();
        for (stage, applicable) in decided {
            // Writing to a string cannot fail.
            let _infallible = writeln!(text, "protocol version {}", stage.run.version);
            cases(&mut text, prepared, stage.run.version, applicable);
            clauses(&mut text, applicable);
        }
        Self { text, selected: prepared.chosen.len() }
    }

    /// What would run, for people.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The exit code that fits.
    #[must_use]
    pub const fn exit(&self) -> Exit {
        if self.selected == 0 { Exit::NothingRan } else { Exit::Success }
    }
}
