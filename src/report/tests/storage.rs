use super::super::bundle::{self, EVENTS};
use super::super::diff::Difference;
use super::super::format::Format;
use super::super::manifest::{self, Discrepancy};
use super::super::run::RunRecord;
use super::super::verdict::Verdict;
use super::super::{Claim, Completion, Event, Place, Recorder, ReportError};
use super::{report_of, sample};
use crate::clock::Clock;
use crate::exit_code::Exit;
use std::fs;
use std::path::Path;

fn start(place: &Place) -> Recorder {
    Recorder::start(place, sample::header(), Clock::frozen(sample::STARTED)).unwrap()
}

pub(super) fn record(recorder: &Recorder) {
    record_all(recorder, sample::events());
}

pub(super) fn record_all(recorder: &Recorder, events: Vec<Event>) {
    for event in events {
        match event {
            Event::Header(_) | Event::Footer(_) => {}
            Event::Preflight(check) => recorder.preflight(check),
            Event::Requirement(row) => recorder.applicability([row]),
            Event::ScenarioStarted(start) => recorder.scenario_started(start),
            Event::ScenarioFinished(record) => recorder.scenario_finished(record),
        }
    }
}

fn whole_run(folder: &Path) {
    let recorder = start(&Place::Folder(folder.to_path_buf()));
    record(&recorder);
    recorder.finish(Completion::Complete).unwrap();
}

#[test]
fn a_finished_run_leaves_every_file_and_nothing_else() {
    let scratch = tempfile::tempdir().unwrap();
    let recorder = start(&Place::Folder(scratch.path().join("r")));
    record(&recorder);
    let summary = recorder.finish(Completion::Complete).unwrap();
    assert_eq!((summary.claim, summary.exit), (Claim::NonConformant, Exit::NonConformant));
    assert_eq!(summary.findings.len(), 5);
    let mut names: Vec<String> = fs::read_dir(&summary.folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    let mut expected: Vec<&str> = Format::ALL.map(Format::file_name).into();
    expected.extend([EVENTS, manifest::FILE]);
    expected.sort_unstable();
    assert_eq!(names, expected);
    assert_eq!(manifest::verify(&summary.folder).unwrap().1, []);
}

#[test]
fn events_are_on_disk_before_the_run_ends() {
    let scratch = tempfile::tempdir().unwrap();
    let recorder = start(&Place::Folder(scratch.path().to_path_buf()));
    record(&recorder);
    let run = RunRecord::read(&scratch.path().join(EVENTS)).unwrap();
    assert_eq!(run.scenarios.len(), 14);
    assert!(run.footer.is_none());
    assert!(!run.completion().is_complete());
}

#[test]
fn a_recorder_dropped_early_leaves_a_report_that_says_so() {
    let scratch = tempfile::tempdir().unwrap();
    let recorder = start(&Place::Folder(scratch.path().to_path_buf()));
    recorder.clone().scenario_started(sample::passed("cut", "Cut", "checkout", 1, &[]).scenario);
    drop(recorder);
    let json = fs::read_to_string(scratch.path().join("report.json")).unwrap();
    assert!(json.contains("\"claim\": \"inconclusive\""));
    assert!(json.contains("ended before it finished the report"));
}

#[test]
fn a_stream_cut_inside_a_line_is_still_read() {
    let scratch = tempfile::tempdir().unwrap();
    whole_run(scratch.path());
    let path = scratch.path().join(EVENTS);
    let bytes = fs::read(&path).unwrap();
    fs::write(&path, &bytes[..bytes.len() - 40]).unwrap();
    let run = RunRecord::read(&path).unwrap();
    assert_eq!((run.scenarios.len(), run.footer.is_none()), (14, true));
}

#[test]
fn a_stream_of_another_format_is_refused() {
    let scratch = tempfile::tempdir().unwrap();
    whole_run(scratch.path());
    let path = scratch.path().join(EVENTS);
    let text = fs::read_to_string(&path).unwrap().replacen("\"format\":2", "\"format\":1", 1);
    // An older header has other members too; what is wrong is its format.
    fs::write(&path, text.replacen("\"versions\"", "\"protocol_versions\"", 1)).unwrap();
    assert!(RunRecord::read(&path).unwrap_err().to_string().contains("format 1"));
}

#[test]
fn new_runs_get_folders_of_their_own_and_latest_points_to_the_last() {
    let scratch = tempfile::tempdir().unwrap();
    let runs = scratch.path().join("runs");
    let first = start(&Place::NewRun(runs.clone())).folder();
    let second = start(&Place::NewRun(runs.clone())).folder();
    assert_ne!(first, second);
    #[cfg(unix)]
    assert_eq!(fs::canonicalize(runs.join(bundle::LATEST)).unwrap(), fs::canonicalize(second).unwrap());
}

#[test]
fn a_folder_with_other_things_in_it_is_left_alone() {
    let scratch = tempfile::tempdir().unwrap();
    fs::write(scratch.path().join("index.html"), "mine").unwrap();
    let refused = Recorder::start(
        &Place::Folder(scratch.path().to_path_buf()),
        sample::header(),
        Clock::frozen(sample::STARTED),
    );
    assert!(matches!(refused, Err(ReportError::Place { .. })));
    assert_eq!(fs::read_to_string(scratch.path().join("index.html")).unwrap(), "mine");
}

#[test]
fn an_earlier_report_in_the_folder_is_replaced() {
    let scratch = tempfile::tempdir().unwrap();
    whole_run(scratch.path());
    let recorder = start(&Place::Folder(scratch.path().to_path_buf()));
    assert!(!scratch.path().join("report.json").exists(), "no stale claim while a new run is under way");
    recorder.finish(Completion::Complete).unwrap();
    assert_eq!(manifest::verify(scratch.path()).unwrap().1, []);
}

#[test]
fn verification_sees_every_kind_of_tampering() {
    let scratch = tempfile::tempdir().unwrap();
    whole_run(scratch.path());
    let path = |name: &str| scratch.path().join(name);
    fs::write(path("report.md"), "# Conformant").unwrap();
    fs::remove_file(path("badge.svg")).unwrap();
    assert_eq!(
        manifest::verify(scratch.path()).unwrap().1,
        [Discrepancy::Missing("badge.svg".into()), Discrepancy::Changed("report.md".into())]
    );
}

#[test]
fn a_claim_the_events_do_not_carry_is_seen_through() {
    let scratch = tempfile::tempdir().unwrap();
    whole_run(scratch.path());
    let run = RunRecord::read(&scratch.path().join(EVENTS)).unwrap();
    let derived = super::aggregate(&run).0;
    assert_eq!(manifest::check_claim(scratch.path(), &derived).unwrap(), None);
    let json = fs::read_to_string(scratch.path().join("report.json")).unwrap();
    fs::write(scratch.path().join("report.json"), json.replacen("non_conformant", "conformant", 1)).unwrap();
    assert_eq!(
        manifest::check_claim(scratch.path(), &derived).unwrap(),
        Some(Discrepancy::Unfounded("the claim".into()))
    );
}

#[test]
fn a_manifest_cannot_name_files_elsewhere() {
    let scratch = tempfile::tempdir().unwrap();
    whole_run(scratch.path());
    let path = scratch.path().join(manifest::FILE);
    let text = fs::read_to_string(&path).unwrap().replacen("badge.json", "../../etc/passwd", 1);
    fs::write(&path, text).unwrap();
    let found = manifest::verify(scratch.path()).unwrap().1;
    assert!(found.contains(&Discrepancy::Missing("../../etc/passwd".into())), "{found:?}");
}

#[test]
fn a_diff_names_what_got_worse() {
    let before = report_of(sample::events(), Completion::Complete);
    let mut events = sample::events();
    for event in &mut events {
        match event {
            Event::ScenarioFinished(record) if record.scenario.id == "merchant.checkout.create" => {
                record.verdict = Verdict::Fail;
            }
            Event::ScenarioFinished(record) if record.scenario.id == "merchant.totals.sum" => {
                record.verdict = Verdict::Pass;
                record.failure = None;
            }
            Event::Header(_)
            | Event::Preflight(_)
            | Event::Requirement(_)
            | Event::ScenarioStarted(_)
            | Event::ScenarioFinished(_)
            | Event::Footer(_) => {}
        }
    }
    let after = report_of(events, Completion::Complete);
    let difference = Difference::between(&before, &after);
    let shown: Vec<String> = difference.scenarios.iter().map(ToString::to_string).collect();
    assert_eq!(
        shown,
        [
            "merchant.checkout.create (2026-04-08): passed → failed",
            "merchant.totals.sum (2026-04-08): failed → passed"
        ]
    );
    assert!(difference.scenarios[0].is_regression() && !difference.scenarios[1].is_regression());
    assert!(difference.has_regression() && !Difference::between(&before, &before).has_regression());
}
