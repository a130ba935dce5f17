//! The last look before anything is written: free text may quote what was on the wire.
//! Exchanges are redacted where they become [`super::Evidence`]; this covers the words around
//! them.

use super::event::{Completion, Event, PreflightCheck};
use super::scenario::{Failure, ScenarioRecord};
use super::verdict::Verdict;
use crate::exchange::redact_text;

impl Event {
    /// The event with its free text redacted.
    pub(super) fn scrubbed(mut self) -> Self {
        match &mut self {
            Self::Header(header) => {
                scrub(&mut header.command);
                scrub(&mut header.target.url);
                header.versions.iter_mut().for_each(|tested| scrub(&mut tested.url));
            }
            Self::Preflight(check) => preflight(check),
            // The register is the program's own text.
            Self::Requirement(_) | Self::ScenarioStarted(_) => {}
            Self::ScenarioFinished(record) => scenario(record),
            Self::Footer(footer) => match &mut footer.completion {
                Completion::Complete => {}
                Completion::Interrupted { reason } => scrub(reason),
            },
        }
        self
    }
}

impl ScenarioRecord {
    /// The record with its free text redacted, for whoever keeps it outside a report.
    #[must_use]
    pub fn scrubbed(mut self) -> Self {
        scenario(&mut self);
        self
    }
}

fn scrub(text: &mut String) {
    *text = redact_text(text);
}

fn preflight(check: &mut PreflightCheck) {
    scrub(&mut check.detail);
    check.how_to_fix.iter_mut().for_each(scrub);
}

fn scenario(record: &mut ScenarioRecord) {
    verdict(&mut record.verdict);
    record.steps.iter_mut().for_each(|step| scrub(&mut step.text));
    record.notes.iter_mut().for_each(scrub);
    record.failure.iter_mut().for_each(failure);
}

fn verdict(verdict: &mut Verdict) {
    match verdict {
        Verdict::Pass | Verdict::Fail | Verdict::Warn => {}
        Verdict::NotApplicable { reason }
        | Verdict::NotTested { reason }
        | Verdict::Inconclusive { reason, .. }
        | Verdict::HarnessError { reason } => scrub(reason),
    }
}

fn failure(failure: &mut Failure) {
    scrub(&mut failure.title);
    scrub(&mut failure.step);
    scrub(&mut failure.definition);
    scrub(&mut failure.actual);
    failure.expected.iter_mut().for_each(scrub);
    failure.how_to_fix.iter_mut().for_each(scrub);
}
