//! `reports/golden/` is the bundle the sample run of two protocol versions must leave, byte for byte. After a change that
//! is meant, `UCP_ASSAY_UPDATE_GOLDEN=1 cargo test --lib report::` writes it anew.

use super::super::{Event, Place, Recorder, manifest};
use super::storage::record_all;
use super::{report_of, sample};
use crate::clock::Clock;
use std::fs;
use std::path::PathBuf;
use std::time::Duration;

fn golden() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("reports/golden")
}

#[test]
fn the_sample_run_leaves_the_golden_bundle() {
    let scratch = tempfile::tempdir().unwrap();
    let clock = Clock::frozen(sample::STARTED);
    let place = Place::Folder(scratch.path().to_path_buf());
    let events = sample::both();
    let Some(Event::Header(header)) = events.first().cloned() else {
        panic!("the sample begins with its header")
    };
    let recorder = Recorder::start(&place, header, clock.clone()).unwrap();
    record_all(&recorder, events);
    clock.advance(Duration::from_millis(8_214));
    recorder.finish(sample::COMPLETION).unwrap();
    let update = std::env::var_os("UCP_ASSAY_UPDATE_GOLDEN").is_some();
    let listed = manifest::verify(scratch.path()).unwrap().0.files;
    for name in listed.iter().map(|entry| entry.name.as_str()).chain([manifest::FILE]) {
        let actual = fs::read_to_string(scratch.path().join(name)).unwrap();
        if update {
            fs::write(golden().join(name), &actual).unwrap();
        }
        let expected = fs::read_to_string(golden().join(name)).unwrap_or_default();
        let line = expected.lines().zip(actual.lines()).position(|(old, new)| old != new);
        let line = line.map_or(0, |line| line + 1);
        assert!(expected == actual, "{name} differs at line {line}; see the top of this file");
    }
}

#[test]
fn the_golden_stream_reads_back_as_the_sample() {
    let run = super::RunRecord::read(&golden().join(super::super::bundle::EVENTS)).unwrap();
    let scrubbed = sample::both().into_iter().map(Event::scrubbed).collect();
    assert!(super::aggregate(&run).0 == report_of(scrubbed, sample::COMPLETION), "the two reports differ");
}
