mod card;
mod claim;
mod formats;
mod golden;
mod grouping;
mod sample;
mod storage;
mod versions;

use super::aggregate::aggregate;
use super::document::Report;
use super::event::{Completion, Event, Footer};
use super::run::RunRecord;
use super::{Claim, VerdictCounts};
use std::time::Duration;

/// The report of a stream that ended like this.
fn report_of(mut events: Vec<Event>, completion: Completion) -> Report {
    events.push(Event::Footer(Footer {
        completion,
        scenarios: VerdictCounts::default(),
        claim: Claim::Inconclusive,
        exit_code: 0,
        finished: sample::STARTED.plus(Duration::from_millis(8_214)),
        elapsed_millis: 8_214,
    }));
    aggregate(&RunRecord::from_events(events).unwrap()).0
}
