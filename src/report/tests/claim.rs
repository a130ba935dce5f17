use super::super::event::{Event, PreflightCheck, PreflightOutcome};
use super::super::requirement::Applicability;
use super::super::verdict::Verdict;
use super::super::{Claim, Completion};
use super::{report_of, sample};
use crate::exit_code::Exit;
use rstest::rstest;

/// A stream with only passing scenarios, and only the clauses they carry.
fn good() -> Vec<Event> {
    let good = |id: &str| {
        ["PRO-001", "SIG-009", "IDM-002", "CHK-001", "DSC-005", "GEN-001", "AP2-001"].contains(&id)
    };
    let mut events = sample::events();
    events.retain(|event| match event {
        Event::Header(_) | Event::Preflight(_) | Event::Footer(_) => true,
        Event::Requirement(row) => good(&row.id),
        Event::ScenarioStarted(_) => false,
        Event::ScenarioFinished(record) => record.verdict == Verdict::Pass,
    });
    events
}

fn edit_first_scenario(events: &mut [Event], verdict: Verdict) {
    for event in events {
        if let Event::ScenarioFinished(record) = event {
            record.verdict = verdict;
            return;
        }
    }
}

#[test]
fn all_held_is_conformant() {
    let report = report_of(good(), Completion::Complete);
    assert_eq!((report.claim, report.exit_code), (Claim::Conformant, 0));
    let business = report.coverage.iter().find(|row| row.level.is_binding()).unwrap();
    assert_eq!((business.applicable, business.tested, business.exempt, business.open), (5, 4, 1, 0));
    for row in &report.coverage {
        assert_eq!(row.applicable, row.tested + row.exempt + row.open);
        assert_eq!(row.tested, row.passed + row.warned + row.failed);
    }
}

#[rstest]
#[case(Verdict::Fail, Claim::NonConformant, Exit::NonConformant)]
#[case(Verdict::NotTested { reason: "no means".into() }, Claim::Partial, Exit::Incomplete)]
#[case(Verdict::Inconclusive { reason: "the fault never fired".into(), blocked_by: None }, Claim::Inconclusive, Exit::Inconclusive)]
#[case(Verdict::HarnessError { reason: "panic".into() }, Claim::Inconclusive, Exit::HarnessError)]
fn one_scenario_decides(#[case] verdict: Verdict, #[case] claim: Claim, #[case] exit: Exit) {
    let mut events = good();
    edit_first_scenario(&mut events, verdict);
    let report = report_of(events, Completion::Complete);
    assert_eq!((report.claim, report.exit_code), (claim, exit.code()));
    assert_ne!(report.requirement_counts.pass, 5);
}

#[test]
fn an_applicable_must_that_nobody_carries_is_open() {
    let mut events = good();
    events.retain(
        |event| !matches!(event, Event::ScenarioFinished(it) if it.scenario.id == "merchant.profile.served"),
    );
    let report = report_of(events, Completion::Complete);
    assert_eq!((report.claim, report.exit_code), (Claim::Partial, Exit::Incomplete.code()));
    assert_eq!(report.coverage.iter().map(|row| row.open).sum::<u32>(), 1);
}

#[test]
fn a_should_that_fails_is_a_warning_and_stays_conformant() {
    let mut events = good();
    for event in &mut events {
        if let Event::Requirement(row) = event
            && row.id == "PRO-001"
        {
            row.level = super::super::Level::Should;
        }
    }
    for event in &mut events {
        if let Event::ScenarioFinished(record) = event
            && record.scenario.id == "merchant.profile.served"
        {
            record.verdict = Verdict::Fail;
        }
    }
    let report = report_of(events, Completion::Complete);
    assert_eq!(report.claim, Claim::Conformant);
    assert_eq!(report.scenario_counts.warn, 1);
    assert_eq!(report.requirement_counts.warn, 1);
    assert_eq!(report.findings[0].id, "W1");
}

#[test]
fn nothing_that_ran_is_nothing_proven() {
    let mut events = good();
    events.retain(|event| !matches!(event, Event::ScenarioFinished(_)));
    let report = report_of(events, Completion::Complete);
    assert_eq!((report.claim, report.exit_code), (Claim::Inconclusive, Exit::NothingRan.code()));
}

#[test]
fn passing_without_any_register_is_not_conformant() {
    let mut events = good();
    events.retain(|event| !matches!(event, Event::Requirement(_)));
    let report = report_of(events, Completion::Complete);
    assert_eq!((report.claim, report.exit_code), (Claim::Partial, Exit::Incomplete.code()));
}

#[test]
fn only_exempt_clauses_prove_nothing() {
    let mut events = good();
    for event in &mut events {
        if let Event::Requirement(row) = event {
            row.applicability = Applicability::NotApplicable { reason: "not declared".into() };
        }
    }
    assert_eq!(report_of(events, Completion::Complete).claim, Claim::Partial);
}

#[test]
fn a_blocked_preflight_has_its_own_exit_code() {
    let mut events = good();
    events.retain(|event| !matches!(event, Event::ScenarioFinished(_)));
    events.push(Event::Preflight(PreflightCheck {
        version: sample::VERSION.into(),
        name: "reachable".into(),
        outcome: PreflightOutcome::Blocked,
        detail: "connection refused".into(),
        how_to_fix: None,
    }));
    let report = report_of(events, Completion::Complete);
    assert_eq!((report.claim, report.exit_code), (Claim::Inconclusive, Exit::Preflight.code()));
    assert!(report.reasons[0].contains("connection refused"));
}

#[test]
fn a_run_cut_short_never_passes() {
    let reason = "20 exchanges in a row had no answer".to_owned();
    let report = report_of(good(), Completion::Interrupted { reason: reason.clone() });
    assert_eq!((report.claim, report.exit_code), (Claim::Inconclusive, Exit::Inconclusive.code()));
    assert!(report.reasons[0].contains(&reason));
}

#[test]
fn a_scenario_that_never_ended_is_inconclusive() {
    let mut events = good();
    let record = sample::passed("merchant.profile.served", "Served", "profile", 8, &["PRO-001"]);
    events.retain(
        |event| !matches!(event, Event::ScenarioFinished(it) if it.scenario.id == record.scenario.id),
    );
    events.push(Event::ScenarioStarted(record.scenario.clone()));
    let report = report_of(events, Completion::Interrupted { reason: "signal".into() });
    let result = report.scenarios.iter().find(|it| it.id == record.scenario.id).unwrap();
    assert_eq!(result.verdict.kind().name(), "inconclusive");
}

#[test]
fn an_expected_failure_that_did_not_happen_is_news() {
    let mut events = good();
    for event in &mut events {
        if let Event::ScenarioFinished(record) = event {
            record.expected_failure = Some("known since March".into());
            break;
        }
    }
    let report = report_of(events, Completion::Complete);
    assert_eq!((report.claim, report.exit_code), (Claim::Conformant, Exit::ExpectedFailureMissing.code()));
}

#[test]
fn the_order_in_which_scenarios_end_changes_nothing() {
    let mut backwards = sample::events();
    backwards[1..].reverse();
    let forwards = report_of(sample::events(), Completion::Complete);
    let mut reversed = report_of(backwards, Completion::Complete);
    reversed.preflight.reverse();
    assert_eq!(forwards, reversed);
}
