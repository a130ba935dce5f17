//! Several protocol versions in one report: nothing of one counts for another.

use super::super::event::Event;
use super::super::verdict::Verdict;
use super::super::{Claim, Completion, Report};
use super::{report_of, sample};
use crate::exit_code::Exit;
use rstest::rstest;

/// Both versions, passing scenarios only, and only the clauses they carry.
fn good() -> Vec<Event> {
    let mut events = sample::both();
    let carried: Vec<(String, String)> = events
        .iter()
        .filter_map(|event| match event {
            Event::ScenarioFinished(record) if record.verdict == Verdict::Pass => Some(&record.scenario),
            _ => None,
        })
        .flat_map(|start| start.requirements.iter().map(|id| (start.version.clone(), id.clone())))
        .collect();
    events.retain(|event| match event {
        Event::Header(_) | Event::Preflight(_) | Event::Footer(_) => true,
        Event::Requirement(row) => carried.contains(&(row.version.clone(), row.id.clone())),
        Event::ScenarioStarted(_) => false,
        Event::ScenarioFinished(record) => record.verdict == Verdict::Pass,
    });
    events
}

fn decide(events: &mut [Event], version: &str, verdict: &Verdict) {
    let found = events.iter_mut().find_map(|event| match event {
        Event::ScenarioFinished(record) if record.scenario.version == version => Some(record),
        _ => None,
    });
    found.expect("a scenario of the version").verdict = verdict.clone();
}

fn claims(report: &Report) -> Vec<(&str, Claim, u8)> {
    report.versions.iter().map(|one| (one.version.as_str(), one.claim, one.exit_code)).collect()
}

#[test]
fn the_claim_needs_every_version() {
    let report = report_of(good(), Completion::Complete);
    assert_eq!((report.claim, report.exit_code), (Claim::Conformant, 0));
    assert_eq!(
        claims(&report),
        [(sample::OLDER, Claim::Conformant, 0), (sample::VERSION, Claim::Conformant, 0)]
    );
    assert!(
        report.reasons[0].starts_with("2026-01-11: all 2 binding clauses tested held"),
        "{:?}",
        report.reasons
    );
}

#[rstest]
#[case(Verdict::Fail, Claim::NonConformant, Exit::NonConformant)]
#[case(Verdict::NotTested { reason: "no means".into() }, Claim::Partial, Exit::Incomplete)]
#[case(Verdict::Inconclusive { reason: "never fired".into(), blocked_by: None }, Claim::Inconclusive, Exit::Inconclusive)]
#[case(Verdict::HarnessError { reason: "panic".into() }, Claim::Inconclusive, Exit::HarnessError)]
fn one_version_decides_for_all(#[case] verdict: Verdict, #[case] claim: Claim, #[case] exit: Exit) {
    for (spoilt, sound) in [(sample::OLDER, sample::VERSION), (sample::VERSION, sample::OLDER)] {
        let mut events = good();
        decide(&mut events, spoilt, &verdict);
        let report = report_of(events, Completion::Complete);
        assert_eq!((report.claim, report.exit_code), (claim, exit.code()));
        let of = |version: &str| report.versions.iter().find(|one| one.version == version).unwrap();
        assert_eq!((of(spoilt).claim, of(sound).claim), (claim, Claim::Conformant));
    }
}

/// Worse than one version's trouble is another's defect, whichever comes first.
#[test]
fn the_exit_code_is_that_of_the_worst_version() {
    let undecided = Verdict::Inconclusive { reason: "never fired".into(), blocked_by: None };
    for (broken, open) in [(sample::OLDER, sample::VERSION), (sample::VERSION, sample::OLDER)] {
        let mut events = good();
        decide(&mut events, broken, &Verdict::Fail);
        decide(&mut events, open, &undecided);
        let report = report_of(events, Completion::Complete);
        assert_eq!((report.claim, report.exit_code), (Claim::NonConformant, Exit::NonConformant.code()));
    }
}

#[test]
fn a_version_of_which_nothing_ran_is_not_covered_by_the_other() {
    let mut events = good();
    events.retain(
        |event| !matches!(event, Event::ScenarioFinished(it) if it.scenario.version == sample::OLDER),
    );
    let report = report_of(events, Completion::Complete);
    assert_eq!((report.claim, report.exit_code), (Claim::Inconclusive, Exit::NothingRan.code()));
}

#[test]
fn a_clause_is_tested_once_per_version() {
    let mut events = good();
    events.retain(|event| {
        !matches!(event, Event::ScenarioFinished(it)
            if it.scenario.version == sample::OLDER && it.scenario.id == "merchant.profile.served")
    });
    let report = report_of(events, Completion::Complete);
    let open: u32 =
        report.coverage.iter().filter(|row| row.version == sample::OLDER).map(|row| row.open).sum();
    let newer: u32 =
        report.coverage.iter().filter(|row| row.version == sample::VERSION).map(|row| row.open).sum();
    assert_eq!((open, newer), (1, 0));
    assert_eq!(report.claim, Claim::Partial);
}

#[test]
fn findings_have_names_of_their_own_and_say_their_version() {
    let report = report_of(sample::both(), Completion::Complete);
    let mut ids: Vec<&str> = report.findings.iter().map(|finding| finding.id.as_str()).collect();
    let count = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), count);
    let older: Vec<&str> = report
        .findings
        .iter()
        .filter(|finding| finding.version == sample::OLDER)
        .map(|finding| finding.title.as_str())
        .collect();
    assert_eq!(older, ["A discount is below zero"]);
}

#[test]
fn a_version_that_was_not_announced_is_counted_all_the_same() {
    let mut events = sample::events();
    events.extend(sample::older());
    let report = report_of(events, Completion::Complete);
    assert_eq!(report.versions.len(), 2);
    assert_eq!(report.scenarios.iter().filter(|it| it.version == sample::OLDER).count(), 3);
}
