//! The pen: takes events as they happen and leaves a finished report behind.

use super::aggregate::aggregate;
use super::bundle::{self, EVENTS};
use super::claim::Claim;
use super::counts::VerdictCounts;
use super::document::{Finding, Report, VersionResult};
use super::error::ReportError;
use super::event::{Completion, Event, Footer, Header, PreflightCheck};
use super::format::jsonl;
use super::requirement::Requirement;
use super::run::RunRecord;
use super::scenario::{ScenarioRecord, ScenarioStart};
use crate::clock::{Clock, Instant};
use crate::exit_code::Exit;
use std::fs::File;
use std::io::Write;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

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
    /// Why the claim is what it is, for people.
    pub reasons: Vec<String>,
    /// What each protocol version amounts to, oldest first.
    pub versions: Vec<VersionResult>,
    /// Lines for people, one per finding: "D1 `create_checkout` answers 500 (+31 scenarios)".
    pub findings: Vec<String>,
    /// The folder of the report.
    pub folder: PathBuf,
}

/// Takes the events of a run and writes them down at once. Cheap to clone, callable from any
/// thread. A write that fails is remembered and reported by [`Recorder::finish`], so that a full
/// disk never looks like a finding about the target.
///
/// A recorder that is dropped without [`Recorder::finish`] still leaves a whole report, which says
/// that the run was cut off.
#[derive(Clone, Debug)]
pub struct Recorder {
    inner: Arc<Mutex<Inner>>,
}

#[derive(Debug)]
struct Inner {
    folder: PathBuf,
    stream: File,
    events: Vec<Event>,
    started: Instant,
    clock: Clock,
    first_error: Option<ReportError>,
    finished: bool,
}

impl Recorder {
    /// Starts a report: makes the folder and writes the header.
    ///
    /// # Errors
    /// The folder cannot be made, is not a report's, or cannot be written to.
    pub fn start(place: &Place, header: Header, clock: Clock) -> Result<Self, ReportError> {
        let folder = bundle::prepare(place, header.started)?;
        let path = folder.join(EVENTS);
        let stream = File::create(&path).map_err(|source| ReportError::io("create", path, source))?;
        let mut inner = Inner {
            folder,
            stream,
            events: Vec::new(),
            started: header.started,
            clock,
            first_error: None,
            finished: false,
        };
        inner.record(Event::Header(header));
        match inner.first_error.take() {
            None => Ok(Self { inner: Arc::new(Mutex::new(inner)) }),
            Some(error) => {
                inner.finished = true;
                Err(error)
            }
        }
    }

    /// Records one preflight check.
    pub fn preflight(&self, check: PreflightCheck) {
        self.lock().record(Event::Preflight(check));
    }

    /// Records the register of this run, one row per clause.
    pub fn applicability(&self, rows: impl IntoIterator<Item = Requirement>) {
        let mut inner = self.lock();
        for row in rows {
            inner.record(Event::Requirement(row));
        }
    }

    /// Records that a scenario started.
    pub fn scenario_started(&self, scenario: ScenarioStart) {
        self.lock().record(Event::ScenarioStarted(scenario));
    }

    /// Records that a scenario ended.
    pub fn scenario_finished(&self, record: ScenarioRecord) {
        self.lock().record(Event::ScenarioFinished(record));
    }

    /// Ends the report: decides the claim, writes the footer and renders every format. Events
    /// that arrive later are dropped.
    ///
    /// # Errors
    /// Anything of the report could not be written; what could be is there.
    pub fn finish(&self, completion: Completion) -> Result<Summary, ReportError> {
        self.lock().finish(completion)
    }

    /// The folder the report is written to.
    #[must_use]
    pub fn folder(&self) -> PathBuf {
        self.lock().folder.clone()
    }

    /// A panic elsewhere must not cost the report: the events taken so far are whole.
    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Inner {
    fn record(&mut self, event: Event) {
        if self.finished {
            return;
        }
        let event = event.scrubbed();
        let path = || self.folder.join(EVENTS);
        let written = jsonl::line(&event)
            .map_err(|error| ReportError::Render { format: "jsonl", reason: error.to_string() })
            .and_then(|line| {
                self.stream.write_all(&line).map_err(|source| ReportError::io("write", path(), source))
            });
        if let Err(error) = written {
            self.first_error.get_or_insert(error);
        }
        self.events.push(event);
    }

    fn finish(&mut self, completion: Completion) -> Result<Summary, ReportError> {
        let finished = self.clock.now();
        let elapsed = finished.since(self.started).as_millis();
        let mut run = RunRecord::from_events(std::mem::take(&mut self.events))
            .map_err(|reason| ReportError::Render { format: "jsonl", reason })?;
        let mut footer = Footer {
            completion,
            scenarios: VerdictCounts::default(),
            claim: Claim::Inconclusive,
            exit_code: 0,
            finished,
            elapsed_millis: u64::try_from(elapsed).unwrap_or(u64::MAX),
        };
        // The footer says what the run amounts to, and how it was completed is part of that.
        run.footer = Some(footer.clone());
        let (report, exit) = aggregate(&run);
        footer.scenarios = report.scenario_counts;
        footer.claim = report.claim;
        footer.exit_code = report.exit_code;
        self.record(Event::Footer(footer));
        self.finished = true;
        let written = bundle::write(&self.folder, &report);
        if let Some(error) = self.first_error.take() {
            return Err(error);
        }
        written?;
        Ok(summary(&report, exit, self.folder.clone()))
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        if !self.finished {
            let reason = "the harness ended before it finished the report".to_owned();
            // Nobody is left to hear of a failure to write.
            let _unheard = self.finish(Completion::Interrupted { reason });
        }
    }
}

fn summary(report: &Report, exit: Exit, folder: PathBuf) -> Summary {
    Summary {
        claim: report.claim,
        exit,
        scenarios: report.scenario_counts,
        reasons: report.reasons.clone(),
        versions: report.versions.clone(),
        findings: report.findings.iter().map(line).collect(),
        folder,
    }
}

fn line(finding: &Finding) -> String {
    let others = match finding.consequences.len() {
        0 => String::new(),
        count => format!(" (+{count} scenarios)"),
    };
    let clauses: Vec<&str> = finding.requirements.iter().map(|clause| clause.id.as_str()).collect();
    let Finding { id, version, title, actual, .. } = finding;
    format!("{id} {version} {title}: {actual} [{}]{others}", clauses.join(" "))
}
