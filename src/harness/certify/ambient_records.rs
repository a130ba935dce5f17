//! Ambient checks as pseudo-scenarios of the report: of merchants, or of connectors.

use crate::clock::Clock;
use crate::harness::ambient::{AmbientCheck, Examined};
use crate::harness::connector::grade;
use crate::harness::run::Run;
use crate::report::{
    Evidence, Failure, Phase, ScenarioRecord, ScenarioStart, StepRecord, StepStatus, Verdict,
};

/// What a check is called and what it says.
struct About {
    name: &'static str,
    title: &'static str,
    clauses: Vec<String>,
    /// What was examined.
    what: &'static str,
    how_to_fix: &'static str,
}

/// The records of the run's lane.
pub(super) fn all(run: &Run) -> Vec<ScenarioRecord> {
    match run.contender {
        None => of_merchants(run),
        Some(_) => of_connectors(run),
    }
}

/// One record per ambient check. As long as the target never gave a resource, what it answered
/// proves nothing: a check that "held" in refusals only is not tested.
fn of_merchants(run: &Run) -> Vec<ScenarioRecord> {
    let worked = run.ledger.resources() > 0;
    let register = run.contract.register();
    let concerned = run.ledger.results().into_iter().filter(|(check, _)| check.concerns(register));
    let about = |check: &AmbientCheck| About {
        name: check.name,
        title: check.title,
        clauses: check.clauses(register),
        what: "answers",
        how_to_fix: check.how_to_fix,
    };
    concerned.map(|(check, found)| record(run, &about(check), &found, verdict(&found, worked))).collect()
}

/// One record per ambient check of connectors, graded by the level of its clauses.
fn of_connectors(run: &Run) -> Vec<ScenarioRecord> {
    let register = run.contract.register();
    let concerned = run.watchbook.results().into_iter().filter(|(check, _)| check.concerns(register));
    let records = concerned.map(|(check, found)| {
        let about = About {
            name: check.name,
            title: check.title,
            clauses: check.clauses(register),
            what: "requests",
            how_to_fix: check.how_to_fix,
        };
        let verdict = match verdict(&found, true) {
            Verdict::Fail if !grade::binds_platforms(register, &about.clauses) => Verdict::Warn,
            other => other,
        };
        record(run, &about, &found, verdict)
    });
    records.collect()
}

fn record(run: &Run, check: &About, found: &Examined, verdict: Verdict) -> ScenarioRecord {
    let status = match verdict {
        Verdict::Pass => StepStatus::Passed,
        Verdict::Fail | Verdict::Warn => StepStatus::Failed,
        _ => StepStatus::Skipped,
    };
    let text = format!("it held in each of {} {}", found.examined, check.what);
    ScenarioRecord {
        scenario: ScenarioStart {
            id: format!("ambient.{}", check.name),
            version: run.version.date().to_owned(),
            name: format!("Ambient: {}", check.title),
            feature: "Ambient checks".to_owned(),
            area: "ambient".to_owned(),
            file: "ambient".to_owned(),
            line: 1,
            requirements: check.clauses.clone(),
            at: Clock::system().now(),
        },
        elapsed_millis: 0,
        steps: vec![StepRecord { keyword: "Then".to_owned(), text, line: 1, status, elapsed_millis: 0 }],
        exchanges: found.findings.iter().map(|(case, _, exchange)| evidence(case, exchange)).collect(),
        failure: failure(check, found),
        notes: vec![format!("{} {} examined, {} broke it", found.examined, check.what, found.broken)],
        expected_failure: None,
        verdict,
    }
}

fn verdict(found: &Examined, worked: bool) -> Verdict {
    match (found.examined, found.broken) {
        (_, 1..) => Verdict::Fail,
        (0, 0) => Verdict::NotTested { reason: "nothing in this run was of that kind".to_owned() },
        (_, 0) if !worked => Verdict::NotTested {
            reason: "no operation succeeded, so there is nothing to judge by".to_owned(),
        },
        (_, 0) => Verdict::Pass,
    }
}

/// Exchanges are numbered within their scenario; here they come from several.
fn evidence(case: &str, exchange: &crate::exchange::Exchange) -> Evidence {
    let mut exchange = exchange.clone();
    exchange.id = format!("{case}/{}", exchange.id);
    Evidence::from(&exchange)
}

fn failure(check: &About, found: &Examined) -> Option<Failure> {
    let (case, detail, exchange) = found.findings.first()?;
    Some(Failure {
        title: detail.title.clone(),
        phase: Phase::Check,
        step: format!("Then {}", check.title),
        definition: check.title.to_owned(),
        line: 1,
        requirements: Vec::new(),
        expected: detail.expected.clone(),
        actual: format!(
            "{} (first seen in {case}; {} of {} {})",
            detail.actual, found.broken, found.examined, check.what
        ),
        how_to_fix: Some(check.how_to_fix.to_owned()),
        exchange: Some(format!("{case}/{}", exchange.id)),
        symptom: None,
    })
}
