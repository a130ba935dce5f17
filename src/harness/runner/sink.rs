//! Where scenarios go when they start and end: into the report and onto the screen.

use super::record;
use crate::clock::{Clock, Instant};
use crate::harness::progress::Progress;
use crate::harness::suite::Case;
use crate::protocol::version::ProtocolVersion;
use crate::report::{Recorder, ScenarioRecord, ScenarioStart, Verdict, VerdictCounts, VerdictKind};
use std::collections::{HashMap, HashSet};
use std::sync::{Mutex, PoisonError};

/// Takes scenarios as they start and end. Callable from any thread.
#[derive(Debug)]
pub struct Sink {
    version: ProtocolVersion,
    outlet: Outlet,
    progress: Progress,
    inner: Mutex<Inner>,
}

/// Where records go.
#[derive(Debug)]
enum Outlet {
    /// Into a report.
    Report(Recorder),
    /// Nowhere: they are kept here.
    Kept(Mutex<Vec<ScenarioRecord>>),
}

#[derive(Debug, Default)]
struct Inner {
    started: HashMap<String, Instant>,
    ended: HashSet<String>,
    tally: Tally,
}

/// What came in so far.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Verdicts, before failures are grouped by cause.
    pub kinds: Vec<VerdictKind>,
}

impl Tally {
    /// How many of each verdict.
    #[must_use]
    pub fn counts(&self) -> VerdictCounts {
        VerdictCounts::of(self.kinds.iter().copied())
    }
}

impl Sink {
    /// A sink of the scenarios of one version into this report, shown by this progress.
    #[must_use]
    pub fn new(version: ProtocolVersion, recorder: Recorder, progress: Progress) -> Self {
        Self { version, outlet: Outlet::Report(recorder), progress, inner: Mutex::default() }
    }

    /// A sink that keeps the records itself; what they say is redacted as in a report.
    #[must_use]
    pub fn keeping(version: ProtocolVersion, progress: Progress) -> Self {
        Self { version, outlet: Outlet::Kept(Mutex::default()), progress, inner: Mutex::default() }
    }

    /// The records kept so far; none when they went into a report.
    #[must_use]
    pub fn kept(&self) -> Vec<ScenarioRecord> {
        match &self.outlet {
            Outlet::Report(_) => Vec::new(),
            Outlet::Kept(records) => records.lock().unwrap_or_else(PoisonError::into_inner).clone(),
        }
    }

    /// A scenario starts.
    pub fn started(&self, case: &Case) {
        let now = Clock::system().now();
        self.lock().started.insert(case.id.clone(), now);
        self.progress.started(case);
        self.begin(record::start(case, self.version, now));
    }

    /// When a scenario started.
    #[must_use]
    pub fn started_at(&self, case: &Case) -> Instant {
        self.lock().started.get(&case.id).copied().unwrap_or_else(|| Clock::system().now())
    }

    /// A scenario ended. Returns whether it failed.
    pub fn finished(&self, record: ScenarioRecord) -> bool {
        let failed = record.verdict == Verdict::Fail && record.expected_failure.is_none();
        self.progress.finished(&record);
        {
            let mut inner = self.lock();
            inner.tally.kinds.push(record.verdict.kind());
            inner.ended.insert(record.scenario.id.clone());
        }
        match &self.outlet {
            Outlet::Report(recorder) => recorder.scenario_finished(record),
            Outlet::Kept(records) => {
                records.lock().unwrap_or_else(PoisonError::into_inner).push(record.scrubbed());
            }
        }
        failed
    }

    fn begin(&self, start: ScenarioStart) {
        if let Outlet::Report(recorder) = &self.outlet {
            recorder.scenario_started(start);
        }
    }

    /// Records a scenario that was decided without running.
    pub fn decided(&self, case: &Case, verdict: Verdict) {
        let now = Clock::system().now();
        let start = record::start(case, self.version, now);
        self.begin(start.clone());
        self.finished(record::decided(start, verdict));
    }

    /// Whether a scenario has ended.
    #[must_use]
    pub fn has_ended(&self, id: &str) -> bool {
        self.lock().ended.contains(id)
    }

    /// The last scenario has ended.
    pub fn end(&self) {
        self.progress.end();
    }

    /// What came in so far.
    #[must_use]
    pub fn tally(&self) -> Tally {
        self.lock().tally.clone()
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
