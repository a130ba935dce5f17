//! From what happened in a scenario to its record in the report.

use crate::clock::{Clock, Instant};
use crate::exchange::Exchange;
use crate::harness::connector::grade;
use crate::harness::interrupt::{FailureDetail, Interrupt};
use crate::harness::run::Run;
use crate::harness::step::StepKind;
use crate::harness::steps::answer::STATUS_OF_SUCCESS;
use crate::harness::suite::{Case, CaseStep};
use crate::harness::world::{AssayWorld, Stop, TakenStep};
use crate::protocol::version::ProtocolVersion;
use crate::report::{
    Evidence, Failure, Phase, ScenarioRecord, ScenarioStart, StepRecord, StepStatus, Symptom, Verdict,
};
use cucumber::event::ScenarioFinished;
use std::time::Duration;

/// What is announced of a case.
pub(super) fn start(case: &Case, version: ProtocolVersion, at: Instant) -> ScenarioStart {
    ScenarioStart {
        id: case.id.clone(),
        version: version.date().to_owned(),
        name: case.name.clone(),
        feature: case.feature.clone(),
        area: case.area.clone(),
        file: case.file.clone(),
        line: number(case.line),
        requirements: case.requirements(version),
        at,
    }
}

/// The record of a scenario that ended.
pub(super) fn record(
    run: &Run,
    case: &Case,
    event: &ScenarioFinished,
    world: Option<&AssayWorld>,
    started: Instant,
) -> ScenarioRecord {
    let stop = world.and_then(AssayWorld::stopped);
    let taken = world.map_or(&[][..], AssayWorld::taken);
    let (verdict, failure) = match stop {
        Some(stop) => (verdict(stop), failure(stop, world)),
        None => unstopped(run, case, event, world),
    };
    ScenarioRecord {
        scenario: start(case, run.version, started),
        elapsed_millis: millis(Clock::system().now().since(started)),
        steps: steps(run, case, taken, stop),
        exchanges: world
            .map_or_else(Vec::new, |world| world.exchanges().iter().map(Evidence::from).collect()),
        expected_failure: expected_failure(run, case),
        notes: world.map_or_else(Vec::new, |world| world.notes().to_vec()),
        verdict,
        failure,
    }
}

/// The record of a scenario that was decided without running.
pub(super) fn decided(scenario: ScenarioStart, verdict: Verdict) -> ScenarioRecord {
    ScenarioRecord {
        scenario,
        verdict,
        elapsed_millis: 0,
        steps: Vec::new(),
        exchanges: Vec::new(),
        failure: None,
        notes: Vec::new(),
        expected_failure: None,
    }
}

/// A scenario that no step of ours stopped has passed, unless cucumber itself could not run it, or
/// all it saw were refusals of a target that refuses everything.
fn unstopped(
    run: &Run,
    case: &Case,
    event: &ScenarioFinished,
    world: Option<&AssayWorld>,
) -> (Verdict, Option<Failure>) {
    let reason = match event {
        ScenarioFinished::StepPassed => {
            if let Some(verdict) = world.and_then(unmet) {
                return (verdict, None);
            }
            return match run.refusal.get().filter(|_| !world.is_some_and(has_positive_evidence)) {
                Some(refusal) => proves_nothing(case, refusal),
                None => (Verdict::Pass, None),
            };
        }
        ScenarioFinished::StepSkipped => undefined(run, case),
        ScenarioFinished::StepFailed(_, _, error) => error.to_string(),
        ScenarioFinished::BeforeHookFailed(_) => "the scenario could not be prepared".to_owned(),
    };
    (Verdict::HarnessError { reason }, None)
}

/// What was prepared for a connector and never met it proves nothing.
fn unmet(world: &AssayWorld) -> Option<Verdict> {
    let unfired = world.unfired();
    match grade::unmet(&unfired) {
        Interrupt::Inconclusive { reason, cause } if !unfired.is_empty() => {
            Some(Verdict::Inconclusive { reason, blocked_by: Some(cause.key().to_owned()) })
        }
        _ => None,
    }
}

/// Whether the target did something right in this scenario: an operation succeeded or, when the
/// scenario called none, anything did. Of a connector, what it told is asked: one that tells of errors whatever
/// happens passes for careful.
fn has_positive_evidence(world: &AssayWorld) -> bool {
    if let Ok(seat) = world.seat() {
        return seat.acts().iter().any(|act| act.outcome.is_success());
    }
    let succeeded = |exchange: &Exchange| {
        exchange.response.as_ref().is_some_and(|response| (200..300).contains(&response.status))
    };
    let mut calls = world.exchanges().iter().filter(|exchange| exchange.operation.is_some()).peekable();
    match calls.peek() {
        Some(_) => calls.any(succeeded),
        None => world.exchanges().iter().any(succeeded),
    }
}

/// The verdict of a scenario that only saw what this target does to everybody.
fn proves_nothing(case: &Case, refusal: &Symptom) -> (Verdict, Option<Failure>) {
    let answer = refusal.status.map_or_else(|| "nothing".to_owned(), |status| status.to_string());
    let title = format!("{} answered {answer}", refusal.operation);
    let reason =
        format!("proves nothing: the target also refuses a plain {} (answer: {answer})", refusal.operation);
    let failure = Failure {
        title: title.clone(),
        phase: Phase::Arrange,
        step: case.name.clone(),
        definition: String::new(),
        line: number(case.line),
        requirements: Vec::new(),
        expected: vec!["a resource".to_owned()],
        actual: answer,
        how_to_fix: None,
        exchange: None,
        symptom: Some(refusal.clone()),
    };
    (Verdict::Inconclusive { reason, blocked_by: Some(title) }, Some(failure))
}

fn undefined(run: &Run, case: &Case) -> String {
    let error = case.steps.iter().find_map(|step| run.registry.find(step.kind, &step.text).err());
    error.map_or_else(|| "a step has no definition".to_owned(), |error| error.to_string())
}

const fn phase(kind: StepKind) -> Phase {
    match kind {
        StepKind::Given => Phase::Arrange,
        StepKind::When | StepKind::Then => Phase::Check,
    }
}

/// A precondition that was not met accuses nobody.
fn verdict(stop: &Stop) -> Verdict {
    let interrupt = match phase(stop.kind) {
        Phase::Arrange => stop.interrupt.clone().as_precondition(),
        Phase::Check => stop.interrupt.clone(),
    };
    match interrupt {
        Interrupt::Fail(_) => Verdict::Fail,
        Interrupt::Warn(_) => Verdict::Warn,
        Interrupt::NotTested(reason) => Verdict::NotTested { reason },
        Interrupt::NotApplicable(reason) => Verdict::NotApplicable { reason },
        Interrupt::Inconclusive { reason, cause } => {
            Verdict::Inconclusive { reason, blocked_by: Some(cause.key().to_owned()) }
        }
        Interrupt::Harness(reason) => Verdict::HarnessError { reason },
    }
}

fn failure(stop: &Stop, world: Option<&AssayWorld>) -> Option<Failure> {
    let (detail, phase) = match &stop.interrupt {
        Interrupt::Fail(detail) | Interrupt::Warn(detail) => ((**detail).clone(), phase(stop.kind)),
        Interrupt::Inconclusive { reason, cause } => {
            (FailureDetail::new(cause.key(), "an answer to go on with", reason.clone()), Phase::Arrange)
        }
        Interrupt::NotTested(_) | Interrupt::NotApplicable(_) | Interrupt::Harness(_) => return None,
    };
    let last = world.and_then(|world| world.exchanges().last()).map(|exchange| exchange.id.clone());
    let symptom = world.and_then(AssayWorld::symptom);
    let detail = match symptom.as_ref().filter(|symptom| phase == Phase::Check && broke_down(symptom)) {
        Some(symptom) => breakdown(symptom, detail),
        None => detail,
    };
    Some(Failure {
        title: detail.title,
        phase,
        step: stop.step.clone(),
        definition: stop.definition.clone(),
        line: number(stop.line),
        requirements: detail.clause.into_iter().collect(),
        expected: detail.expected,
        actual: detail.actual,
        how_to_fix: detail.how_to_fix,
        exchange: detail.exchange.or(last),
        symptom,
    })
}

/// Whether the target failed inside, over a request about a checkout that it had to accept.
fn broke_down(symptom: &Symptom) -> bool {
    let of_checkouts = symptom.operation.ends_with("_checkout");
    of_checkouts && symptom.success_expected && symptom.status.is_some_and(|status| status >= 500)
}

/// What broke then is the operation, whatever the scenario wanted to find out.
fn breakdown(symptom: &Symptom, found: FailureDetail) -> FailureDetail {
    let status = symptom.status.map_or_else(String::new, |status| status.to_string());
    FailureDetail {
        title: format!("{} fails with {status}", symptom.operation),
        clause: Some(STATUS_OF_SUCCESS.to_owned()),
        expected: vec!["201 for a create, 200 for every other operation".to_owned()],
        actual: format!("{status}, so that nothing else could be found out ({})", found.title),
        exchange: found.exchange,
        how_to_fix: Some("The business failed inside; its own log says where".to_owned()),
    }
}

/// Every step of the case in order, with what became of it.
fn steps(run: &Run, case: &Case, taken: &[TakenStep], stop: Option<&Stop>) -> Vec<StepRecord> {
    let record = |(index, step): (usize, &CaseStep)| StepRecord {
        keyword: step.keyword.clone(),
        text: step.text.clone(),
        line: number(step.line),
        status: match taken.get(index) {
            Some(done) => status(done, stop),
            // The first step never taken, although nothing stopped the scenario before it.
            None if index == taken.len() && stop.is_none() && is_undefined(run, step) => {
                StepStatus::Undefined
            }
            None => StepStatus::Skipped,
        },
        elapsed_millis: taken.get(index).map_or(0, |done| millis(done.elapsed)),
    };
    case.steps.iter().enumerate().map(record).collect()
}

fn is_undefined(run: &Run, step: &CaseStep) -> bool {
    run.registry.find(step.kind, &step.text).is_err()
}

fn status(done: &TakenStep, stop: Option<&Stop>) -> StepStatus {
    match stop.map(|reason| &reason.interrupt) {
        _ if done.passed => StepStatus::Passed,
        Some(Interrupt::Fail(_)) => StepStatus::Failed,
        Some(_) | None => StepStatus::Stopped,
    }
}

fn expected_failure(run: &Run, case: &Case) -> Option<String> {
    let known = run.plan.expected_failures.iter();
    let mut matching = known.filter(|one| one.scenario == case.id || one.scenario == case.base_id());
    matching.next().map(|known| known.reason.clone())
}

fn number(value: usize) -> u32 {
    u32::try_from(value).unwrap_or(u32::MAX)
}

fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}
