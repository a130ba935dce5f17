//! From single findings to one report with one claim.

use super::counts::VerdictCounts;
use super::coverage;
use super::decision;
use super::document::{ExchangeLine, Report, ScenarioResult};
use super::finding;
use super::root_cause::{self, Graded};
use super::run::RunRecord;
use super::scenario::{ScenarioRecord, ScenarioStart};
use super::verdict::Verdict;
use crate::exit_code::Exit;

/// Makes the report of a run, and the exit code it stands for. Pure: the same run gives the same report, in whatever order its
/// scenarios ended.
#[must_use]
pub fn aggregate(run: &RunRecord) -> (Report, Exit) {
    let records = all_records(run);
    let mut graded = root_cause::grade(&records, &run.requirements);
    let groups = root_cause::group(&mut graded);
    let requirements = coverage::requirement_results(&run.requirements, &graded);
    let findings = finding::findings(&graded, &groups, &requirements);
    let completion = run.completion();
    let decision = decision::decide(&decision::Facts {
        completion: &completion,
        preflight: &run.preflight,
        scenarios: &graded,
        requirements: &requirements,
        selection: run.header.selection.as_deref(),
    });
    let report = Report {
        claim: decision.claim,
        coverage: coverage::coverage_rows(&requirements),
        exit_code: decision.exit.code(),
        completion,
        reasons: decision.reasons,
        header: run.header.clone(),
        finished: run.footer.as_ref().map(|footer| footer.finished),
        elapsed_millis: run.footer.as_ref().map(|footer| footer.elapsed_millis),
        scenario_counts: VerdictCounts::of(graded.iter().map(|scenario| scenario.verdict.kind())),
        requirement_counts: VerdictCounts::of(requirements.iter().map(|row| row.verdict.kind())),
        exchange_count: records.iter().map(|record| record.exchanges.len() as u64).sum(),
        preflight: run.preflight.clone(),
        findings,
        requirements,
        scenarios: graded.iter().map(scenario_result).collect(),
    };
    (report, decision.exit)
}

/// Scenarios that ended, and those the end of the run cut off, as inconclusive.
fn all_records(run: &RunRecord) -> Vec<ScenarioRecord> {
    let cut_off = run.unfinished.iter().map(unfinished);
    let mut records: Vec<ScenarioRecord> = run.scenarios.iter().cloned().chain(cut_off).collect();
    records.sort_by(|a, b| order(&a.scenario).cmp(&order(&b.scenario)));
    records
}

fn order(start: &ScenarioStart) -> (&str, u32, &str) {
    (&start.file, start.line, &start.id)
}

fn unfinished(start: &ScenarioStart) -> ScenarioRecord {
    ScenarioRecord {
        scenario: start.clone(),
        verdict: Verdict::Inconclusive {
            reason: "the run ended while the scenario was under way".to_owned(),
            blocked_by: None,
        },
        elapsed_millis: 0,
        steps: Vec::new(),
        exchanges: Vec::new(),
        failure: None,
        notes: Vec::new(),
        expected_failure: None,
    }
}

fn scenario_result(graded: &Graded<'_>) -> ScenarioResult {
    let record = graded.record;
    let start = &record.scenario;
    ScenarioResult {
        id: start.id.clone(),
        name: start.name.clone(),
        feature: start.feature.clone(),
        area: start.area.clone(),
        file: start.file.clone(),
        line: start.line,
        requirements: start.requirements.clone(),
        verdict: graded.verdict.clone(),
        observed: record.verdict.clone(),
        finding: graded.finding.clone(),
        elapsed_millis: record.elapsed_millis,
        steps: record.steps.clone(),
        exchanges: record.exchanges.iter().map(ExchangeLine::from).collect(),
        notes: record.notes.clone(),
        expected_failure: record.expected_failure.clone(),
    }
}
