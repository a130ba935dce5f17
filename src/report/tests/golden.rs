//! `reports/golden/` is what the sample run must give, byte for byte. After a change that is
//! meant, `UCP_ASSAY_UPDATE_GOLDEN=1 cargo test --lib report::` writes it anew.

use super::super::event::Event;
use super::super::format::{Format, jsonl};
use super::super::run::RunRecord;
use super::{report_of, sample};
use std::fs;
use std::path::PathBuf;

fn golden() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("reports/golden")
}

fn compare(name: &str, actual: &str) {
    let path = golden().join(name);
    if std::env::var_os("UCP_ASSAY_UPDATE_GOLDEN").is_some() {
        fs::create_dir_all(golden()).unwrap();
        fs::write(&path, actual).unwrap();
    }
    let expected = fs::read_to_string(&path).unwrap_or_default();
    let at = expected.lines().zip(actual.lines()).position(|(old, new)| old != new);
    assert!(
        expected == actual,
        "{} differs from line {}; see the top of this file",
        path.display(),
        at.map_or(0, |line| line + 1)
    );
}

#[test]
fn every_format_is_what_it_was() {
    let report = report_of(sample::events(), sample::COMPLETION);
    for format in Format::ALL {
        compare(format.file_name(), &format.render(&report).unwrap());
    }
}

#[test]
fn the_stream_is_what_it_was_and_reads_back() {
    let lines = sample::events().into_iter().map(|event| jsonl::line(&event.scrubbed()).unwrap());
    let stream = String::from_utf8(lines.flatten().collect()).unwrap();
    compare("events.jsonl", &stream);
    let events: Vec<Event> = stream.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let scrubbed = sample::events().into_iter().map(Event::scrubbed).collect();
    assert_eq!(RunRecord::from_events(events), RunRecord::from_events(scrubbed));
}
