use super::super::document::FindingKind;
use super::super::event::Event;
use super::super::scenario::{Failure, Phase, ScenarioRecord, Symptom};
use super::super::verdict::Verdict;
use super::super::{Claim, Completion, Report};
use super::{report_of, sample};
use crate::protocol::operation::Operation;

fn run(records: Vec<ScenarioRecord>) -> Report {
    let mut events = vec![Event::Header(sample::header())];
    events.extend(records.into_iter().map(Event::ScenarioFinished));
    report_of(events, Completion::Complete)
}

fn waiting() -> Verdict {
    Verdict::Inconclusive { reason: "the precondition could not be met".into(), blocked_by: None }
}

fn broken_create(phase: Phase) -> Failure {
    Failure {
        phase,
        symptom: Some(Symptom {
            operation: "create_checkout".into(),
            status: Some(500),
            code: None,
            success_expected: true,
            without: None,
        }),
        ..sample::failure("Creating fails", "Then the answer has status 201", &["201"], "status 500")
    }
}

fn record(number: u32, verdict: Verdict, failure: Failure) -> ScenarioRecord {
    let base = sample::passed(
        &format!("s{number:02}"),
        "A scenario",
        "checkout",
        number * 10,
        &[&format!("CHK-{number:03}")],
    );
    sample::failed(base, verdict, failure, &sample::exchange("x1", Operation::CreateCheckout, 500, ""))
}

#[test]
fn a_broken_create_is_one_defect_not_thirty() {
    let mut records: Vec<ScenarioRecord> =
        (1..30).map(|number| record(number, waiting(), broken_create(Phase::Arrange))).collect();
    // Other scenarios accuse create as well, each at a step of its own.
    records.extend((30..36).map(|number| {
        let definition = format!("step {number}");
        record(number, Verdict::Fail, Failure { definition, ..broken_create(Phase::Check) })
    }));
    let report = run(records);
    assert_eq!(report.findings.len(), 1);
    let defect = &report.findings[0];
    assert_eq!((defect.id.as_str(), defect.kind), ("D1", FindingKind::Defect));
    assert_eq!(defect.cause, "create_checkout answers 500");
    assert_eq!(defect.consequences.len(), 34);
    assert_eq!((report.scenario_counts.fail, report.scenario_counts.inconclusive), (1, 34));
    let blocked = report.scenarios.iter().find(|it| it.id == "s01").unwrap();
    assert_eq!(blocked.verdict.blocked_by(), Some("D1"));
    assert!(blocked.verdict.reason().unwrap().contains("create_checkout answers 500"));
    assert_eq!(report.claim, Claim::NonConformant);
}

#[test]
fn what_goes_without_a_favour_is_no_cause_of_what_is_done_a_favour() {
    let bare = |failure: Failure| {
        let symptom =
            failure.symptom.map(|symptom| Symptom { without: Some("item_title".into()), ..symptom });
        Failure { symptom, ..failure }
    };
    let at_once = Failure {
        symptom: broken_create(Phase::Check).symptom.map(|it| Symptom { success_expected: false, ..it }),
        ..sample::failure("Equal creates", "Then the answers are all the same", &["one"], "201, 500, 500")
    };
    let report = run(vec![
        record(1, Verdict::Fail, bare(broken_create(Phase::Check))),
        record(2, Verdict::Fail, at_once),
    ]);
    assert_eq!(report.findings.len(), 2, "two defects");
    assert_eq!(report.findings[0].cause, "create_checkout without item_title answers 500");
    assert_eq!(report.scenario_counts.fail, 2);
}

#[test]
fn what_goes_without_different_favours_are_different_defects() {
    let refused = |number: u32, status: u16, what: &str| {
        let symptom = Symptom {
            operation: "complete_checkout".into(),
            status: Some(status),
            code: None,
            success_expected: false,
            without: Some(what.into()),
        };
        let failure = sample::failure("HTTP status", "Then 200", &["200"], &status.to_string());
        let requirements = vec!["CHK-060".into()];
        record(number, Verdict::Fail, Failure { symptom: Some(symptom), requirements, ..failure })
    };
    let report = run(vec![refused(1, 422, "risk_signals"), refused(2, 400, "unasked_delivery")]);
    assert_eq!(report.findings.len(), 2);
}

#[test]
fn one_obstacle_stands_in_the_way_of_different_steps_once() {
    let blocked = |number: u32, definition: &str| {
        let failure = sample::failure("no order", "When …", &["an order"], "the webhook is no order");
        let failure =
            Failure { definition: definition.into(), phase: Phase::Arrange, symptom: None, ..failure };
        record(number, waiting(), failure)
    };
    let report = run(vec![blocked(1, "the order is shipped"), blocked(2, "the order is canceled")]);
    assert_eq!(report.findings.len(), 1);
    assert_eq!(report.findings[0].consequences.len(), 1);
}

#[test]
fn preconditions_alone_accuse_nobody() {
    let report = run((1..5).map(|number| record(number, waiting(), broken_create(Phase::Arrange))).collect());
    assert_eq!(report.findings.len(), 1);
    assert_eq!((report.findings[0].id.as_str(), report.findings[0].kind), ("B1", FindingKind::Obstacle));
    assert_eq!(report.scenario_counts.fail, 0);
    assert_eq!(report.claim, Claim::Inconclusive);
}

#[test]
fn different_things_wrongly_accepted_stay_different_defects() {
    let accepted = |number: u32, what: &str| {
        let symptom = Symptom {
            operation: "create_checkout".into(),
            status: Some(201),
            code: None,
            success_expected: false,
            without: None,
        };
        let failure = sample::failure(what, "Then the answer has status 401", &["401"], "status 201");
        record(number, Verdict::Fail, Failure { symptom: Some(symptom), ..failure })
    };
    let report =
        run(vec![accepted(1, "A forged signature"), accepted(2, "A foreign key"), accepted(3, "No digest")]);
    assert_eq!(report.findings.len(), 3);
    assert_eq!(report.scenario_counts.fail, 3);
}

#[test]
fn a_wrong_refusal_is_not_a_broken_operation() {
    // 400 instead of 401, twice, over different clauses, while plain requests succeed.
    let refused = |number: u32| {
        let symptom = Symptom {
            operation: "create_checkout".into(),
            status: Some(400),
            code: None,
            success_expected: false,
            without: None,
        };
        record(
            number,
            Verdict::Fail,
            Failure {
                symptom: Some(symptom),
                ..sample::failure("Refused wrongly", "Then 401", &["401"], "status 400")
            },
        )
    };
    assert_eq!(run(vec![refused(1), refused(2)]).findings.len(), 2);
}

#[test]
fn the_same_clause_broken_the_same_way_is_one_defect() {
    let wrong = |number: u32, total: u32| {
        let failure = sample::failure(
            "The total does not add up",
            "Then the totals add up",
            &["5485"],
            &format!("total is {total}"),
        );
        record(number, Verdict::Fail, Failure { requirements: vec!["TOT-003".into()], ..failure })
    };
    let report = run(vec![wrong(1, 5980), wrong(2, 17)]);
    assert_eq!(report.findings.len(), 1);
    assert_eq!(report.findings[0].consequences.len(), 1);
    assert_eq!(report.findings[0].requirements[0].id, "TOT-003");
}

#[test]
fn clauses_behind_another_failure_are_undecided_not_broken() {
    let report = report_of(sample::events(), Completion::Complete);
    let blocked = report.requirements.iter().find(|it| it.requirement.id == "ORD-008").unwrap();
    assert_eq!(blocked.verdict.blocked_by(), Some("D1"));
    let broken: Vec<&str> = report
        .requirements
        .iter()
        .filter(|it| it.verdict == Verdict::Fail)
        .map(|it| it.requirement.id.as_str())
        .collect();
    assert_eq!(broken, ["CHK-014", "SIG-003", "TOT-003"]);
}

#[test]
fn a_failure_without_details_still_counts() {
    let mut bare = record(1, Verdict::Fail, broken_create(Phase::Check));
    bare.failure = None;
    let report = run(vec![bare]);
    assert_eq!((report.scenario_counts.fail, report.findings.len()), (1, 1));
    assert_eq!(report.claim, Claim::NonConformant);
}

#[test]
fn a_harness_fault_is_never_the_targets() {
    let fault = record(
        1,
        Verdict::HarnessError { reason: "index out of bounds".into() },
        broken_create(Phase::Check),
    );
    let report = run(vec![fault]);
    assert_eq!((report.findings[0].id.as_str(), report.claim), ("H1", Claim::Inconclusive));
}
