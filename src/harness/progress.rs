//! The run on the screen while it happens: how many scenarios of how many, which one now, failures
//! at once. A terminal gets one line that rewrites itself, anything else gets plain lines.

use super::suite::Case;
use crate::protocol::version::ProtocolVersion;
use crate::report::{ScenarioRecord, VerdictKind};
use std::io::{self, IsTerminal as _, Write};
use std::sync::{Mutex, PoisonError};

/// How much is shown, and how.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// One line that rewrites itself, failures above it.
    Live,
    /// One line per scenario.
    Plain,
    /// Nothing.
    Quiet,
}

impl Style {
    /// What fits standard error.
    #[must_use]
    pub fn detect(quiet: bool) -> Self {
        match (quiet, io::stderr().is_terminal()) {
            (true, _) => Self::Quiet,
            (false, true) => Self::Live,
            (false, false) => Self::Plain,
        }
    }
}

/// The run on the screen.
#[derive(Debug)]
pub struct Progress {
    style: Style,
    version: ProtocolVersion,
    total: usize,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    done: usize,
    failed: usize,
    current: Vec<String>,
}

/// Erases the line and goes back to its start.
const ERASE: &str = "\r\x1b[2K";
/// Longest live line, so that it never wraps.
const WIDTH: usize = 100;

impl Progress {
    /// Progress of that many scenarios at one protocol version.
    #[must_use]
    pub fn new(style: Style, version: ProtocolVersion, total: usize) -> Self {
        Self { style, version, total, state: Mutex::default() }
    }

    /// A scenario started.
    pub fn started(&self, case: &Case) {
        let mut state = self.lock();
        state.current.push(case.id.clone());
        if self.style == Style::Live {
            show(&format!("{ERASE}{}", self.line(&state)));
        }
    }

    /// A scenario ended.
    pub fn finished(&self, record: &ScenarioRecord) {
        let mut state = self.lock();
        state.done += 1;
        state.failed += usize::from(record.verdict.kind() == VerdictKind::Fail);
        state.current.retain(|id| *id != record.scenario.id);
        match self.style {
            Style::Quiet => {}
            Style::Plain => {
                show(&format!("{} [{}/{}] {}\n", self.version, state.done, self.total, outcome(record)));
            }
            Style::Live => {
                let above = if is_news(record) { format!("{}\n", outcome(record)) } else { String::new() };
                show(&format!("{ERASE}{above}{}", self.line(&state)));
            }
        }
    }

    /// The last scenario ended: the live line goes away.
    pub fn end(&self) {
        if self.style == Style::Live {
            show(ERASE);
        }
    }

    fn line(&self, state: &State) -> String {
        let current = state.current.first().map_or("", String::as_str);
        let failed = if state.failed > 0 { format!(", {} failed", state.failed) } else { String::new() };
        let line = format!("{}: {} of {} scenarios{failed}: {current}", self.version, state.done, self.total);
        line.chars().take(WIDTH).collect()
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Whether a verdict deserves a line of its own while others scroll by.
fn is_news(record: &ScenarioRecord) -> bool {
    match record.verdict.kind() {
        VerdictKind::Fail | VerdictKind::HarnessError | VerdictKind::Inconclusive | VerdictKind::Warn => true,
        VerdictKind::Pass | VerdictKind::NotTested | VerdictKind::NotApplicable => false,
    }
}

/// One line about a scenario that ended.
fn outcome(record: &ScenarioRecord) -> String {
    let kind = record.verdict.kind();
    let place = format!("{}:{}", record.scenario.file, record.scenario.line);
    let detail = record
        .failure
        .as_ref()
        .map(|failure| {
            format!("{}: expected {}, got {}", failure.title, failure.expected.join(" or "), failure.actual)
        })
        .or_else(|| record.verdict.reason().map(str::to_owned));
    let detail = detail.map(|text| format!("\n    {text}")).unwrap_or_default();
    format!("{} {} {} ({place}){detail}", kind.sign(), record.scenario.id, record.scenario.name)
}

/// Progress is a courtesy: a closed standard error must not end a run.
fn show(text: &str) {
    let mut out = io::stderr().lock();
    let _courtesy = out.write_all(text.as_bytes()).and_then(|()| out.flush());
}
