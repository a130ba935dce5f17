//! Where scenarios go when they start and end: into the report and onto the screen.

use super::record;
use crate::clock::{Clock, Instant};
use crate::harness::progress::Progress;
use crate::harness::suite::Case;
use crate::protocol::version::ProtocolVersion;
use crate::report::{Recorder, ScenarioRecord, Verdict, VerdictCounts, VerdictKind};
use std::collections::{HashMap, HashSet};
use std::sync::{Mutex, PoisonError};

/// Takes scenarios as they start and end. Callable from any thread.
#[derive(Debug)]
pub struct Sink {
    version: ProtocolVersion,
    recorder: Recorder,
    progress: Progress,
    inner: Mutex<Inner>,
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
        Self { version, recorder, progress, inner: Mutex::default() }
    }

    /// A scenario starts.
    pub fn started(&self, case: &Case) {
        let now = Clock::system().now();
        self.lock().started.insert(case.id.clone(), now);
        self.progress.started(case);
        self.recorder.scenario_started(record::start(case, self.version, now));
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
        self.recorder.scenario_finished(record);
        failed
    }

    /// Records a scenario that was decided without running.
    pub fn decided(&self, case: &Case, verdict: Verdict) {
        let now = Clock::system().now();
        let start = record::start(case, self.version, now);
        self.recorder.scenario_started(start.clone());
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

    /// The report.
    #[must_use]
    pub const fn recorder(&self) -> &Recorder {
        &self.recorder
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
