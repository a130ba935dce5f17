//! Ambient checks as pseudo-scenarios of the report.

use crate::clock::Clock;
use crate::harness::ambient::{AmbientCheck, Examined};
use crate::harness::run::Run;
use crate::report::{
    Evidence, Failure, Phase, ScenarioRecord, ScenarioStart, StepRecord, StepStatus, Verdict,
};

/// One record per ambient check. As long as the target never gave a resource, what it answered
/// proves nothing: a check that "held" in refusals only is not tested.
pub(super) fn records(run: &Run) -> Vec<ScenarioRecord> {
    let worked = run.ledger.resources() > 0;
    let register = run.contract.register();
    let concerned = run.ledger.results().into_iter().filter(|(check, _)| check.concerns(register));
    concerned.map(|(check, found)| record(run, check, &found, worked)).collect()
}

fn record(run: &Run, check: &AmbientCheck, found: &Examined, worked: bool) -> ScenarioRecord {
    let verdict = verdict(found, worked);
    let status = match verdict {
        Verdict::Pass => StepStatus::Passed,
        Verdict::Fail => StepStatus::Failed,
        _ => StepStatus::Skipped,
    };
    let text = format!("it held in each of {} answers", found.examined);
    ScenarioRecord {
        scenario: ScenarioStart {
            id: format!("ambient.{}", check.name),
            version: run.version.date().to_owned(),
            name: format!("Ambient: {}", check.title),
            feature: "Ambient checks".to_owned(),
            area: "ambient".to_owned(),
            file: "ambient".to_owned(),
            line: 1,
            requirements: check.clauses(run.contract.register()),
            at: Clock::system().now(),
        },
        elapsed_millis: 0,
        steps: vec![StepRecord { keyword: "Then".to_owned(), text, line: 1, status, elapsed_millis: 0 }],
        exchanges: found.findings.iter().map(|(case, _, exchange)| evidence(case, exchange)).collect(),
        failure: failure(check, found),
        notes: vec![format!("{} answers examined, {} broke it", found.examined, found.broken)],
        expected_failure: None,
        verdict,
    }
}

fn verdict(found: &Examined, worked: bool) -> Verdict {
    match (found.examined, found.broken) {
        (_, 1..) => Verdict::Fail,
        (0, 0) => Verdict::NotTested { reason: "no answer of this run was of that kind".to_owned() },
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

fn failure(check: &AmbientCheck, found: &Examined) -> Option<Failure> {
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
            "{} (first seen in {case}; {} of {} answers)",
            detail.actual, found.broken, found.examined
        ),
        how_to_fix: Some(check.how_to_fix.to_owned()),
        exchange: Some(format!("{case}/{}", exchange.id)),
        symptom: None,
    })
}
