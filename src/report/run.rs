//! A stored run, read back from its stream of events.

use super::error::ReportError;
use super::event::{Completion, Event, FORMAT, Footer, Header, PreflightCheck};
use super::requirement::Requirement;
use super::scenario::{ScenarioRecord, ScenarioStart};
use std::collections::BTreeSet;
use std::path::Path;

/// Everything a stream of events says, sorted by kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RunRecord {
    /// The first line.
    pub header: Header,
    /// Checks made before the scenarios.
    pub preflight: Vec<PreflightCheck>,
    /// The register as it applies to this run.
    pub requirements: Vec<Requirement>,
    /// Scenarios that ended, by feature file and line, whatever order they ended in.
    pub scenarios: Vec<ScenarioRecord>,
    /// Scenarios that started and never ended.
    pub unfinished: Vec<ScenarioStart>,
    /// The last line, when the stream has one.
    pub footer: Option<Footer>,
}

impl RunRecord {
    /// Reads `events.jsonl`. A last line cut in half (power loss, `kill -9`) is dropped: the
    /// stream then has no footer and says so itself.
    ///
    /// # Errors
    /// The file cannot be read, a line is no event, or the header is missing or of another format.
    pub fn read(path: &Path) -> Result<Self, ReportError> {
        let bytes = std::fs::read(path).map_err(|source| ReportError::io("read", path, source))?;
        let text = String::from_utf8_lossy(&bytes);
        let whole = text.rfind('\n').map_or("", |end| &text[..end]);
        let wrong = |reason: String| ReportError::Stream { path: path.to_path_buf(), line: 1, reason };
        known_format(whole.lines().next().unwrap_or_default()).map_err(wrong)?;
        let mut events = Vec::new();
        for (index, line) in whole.lines().enumerate() {
            let event = serde_json::from_str::<Event>(line).map_err(|error| ReportError::Stream {
                path: path.to_path_buf(),
                line: index + 1,
                reason: error.to_string(),
            })?;
            events.push(event);
        }
        Self::from_events(events).map_err(|reason| ReportError::Stream {
            path: path.to_path_buf(),
            line: 1,
            reason,
        })
    }

    /// Sorts events by kind.
    ///
    /// # Errors
    /// The first event is not a header of this format.
    pub fn from_events(events: Vec<Event>) -> Result<Self, String> {
        let mut events = events.into_iter();
        let Some(Event::Header(header)) = events.next() else {
            return Err("the stream does not begin with a header".to_owned());
        };
        if header.format != FORMAT {
            return Err(other_format(header.format.into()));
        }
        let mut run = Self {
            header,
            preflight: Vec::new(),
            requirements: Vec::new(),
            scenarios: Vec::new(),
            unfinished: Vec::new(),
            footer: None,
        };
        events.for_each(|event| run.take(event));
        run.settle();
        Ok(run)
    }

    /// How the run ended; a stream without a footer was cut off.
    #[must_use]
    pub fn completion(&self) -> Completion {
        self.footer.as_ref().map_or_else(
            || Completion::Interrupted {
                reason: "the stream of events has no footer: the run was cut off".to_owned(),
            },
            |footer| footer.completion.clone(),
        )
    }

    fn take(&mut self, event: Event) {
        match event {
            Event::Header(header) => self.header = header,
            Event::Preflight(check) => self.preflight.push(check),
            Event::Requirement(row) => self.requirements.push(row),
            Event::ScenarioStarted(start) => self.unfinished.push(start),
            Event::ScenarioFinished(record) => self.scenarios.push(record),
            Event::Footer(footer) => self.footer = Some(footer),
        }
    }

    /// Parallel scenarios end in any order; a report must not depend on it.
    fn settle(&mut self) {
        let name = |start: &ScenarioStart| (start.version.clone(), start.id.clone());
        let ended: BTreeSet<_> = self.scenarios.iter().map(|record| name(&record.scenario)).collect();
        self.unfinished.retain(|start| !ended.contains(&name(start)));
        self.unfinished.sort_by(|a, b| order(a).cmp(&order(b)));
        self.scenarios.sort_by(|a, b| order(&a.scenario).cmp(&order(&b.scenario)));
        self.requirements.sort_by(|a, b| (&a.version, &a.id).cmp(&(&b.version, &b.id)));
    }
}

/// Fails when the first line is of another format: its members may be others, too.
fn known_format(line: &str) -> Result<(), String> {
    let header: serde_json::Value = serde_json::from_str(line).unwrap_or_default();
    match header.get("format").and_then(serde_json::Value::as_u64) {
        Some(format) if format != u64::from(FORMAT) => Err(other_format(format)),
        Some(_) | None => Ok(()),
    }
}

fn other_format(format: u64) -> String {
    format!("format {format} is not the one this version reads ({FORMAT})")
}

/// The order of scenarios in reports: version by version, as the features have them.
pub(super) fn order(start: &ScenarioStart) -> (&str, &str, u32, &str) {
    (&start.version, &start.file, start.line, &start.id)
}
