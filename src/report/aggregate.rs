//! From single findings to one report with one claim.

use super::card::{self, Card};
use super::counts::VerdictCounts;
use super::coverage::{self, CoverageRow};
use super::decision::{self, Decision};
use super::document::{ExchangeLine, Finding, Report, RequirementResult, ScenarioResult, VersionResult};
use super::event::{Completion, PreflightCheck, TargetKind};
use super::finding;
use super::requirement::Requirement;
use super::root_cause::{self, Graded, Names};
use super::run::{RunRecord, order};
use super::scenario::{ScenarioRecord, ScenarioStart};
use super::verdict::Verdict;
use super::versions;
use crate::exit_code::Exit;
use std::collections::BTreeSet;

/// Makes the report of a run, and the exit code it stands for. Pure: the same run gives the same report, in whatever order its
/// scenarios ended.
#[must_use]
pub fn aggregate(run: &RunRecord) -> (Report, Exit) {
    let completion = run.completion();
    let mut names = Names::default();
    let parts: Vec<Part> = dates(run).iter().map(|date| part(run, date, &completion, &mut names)).collect();
    let decisions: Vec<(String, Decision)> =
        parts.iter().map(|part| (part.version.clone(), part.decision.clone())).collect();
    let decision = versions::together(&decisions);
    let report = assemble(run, completion, decision.clone(), parts);
    (report, decision.exit)
}

/// What one version of the protocol amounts to. Nothing of one version counts for another.
struct Part {
    version: String,
    decision: Decision,
    coverage: Vec<CoverageRow>,
    findings: Vec<Finding>,
    requirements: Vec<RequirementResult>,
    scenarios: Vec<ScenarioResult>,
    card: Option<Card>,
}

/// The versions of a run, oldest first: those announced, and any that something was recorded for.
fn dates(run: &RunRecord) -> BTreeSet<String> {
    let announced = run.header.versions.iter().map(|tested| &tested.version);
    let recorded = run.scenarios.iter().map(|record| &record.scenario.version);
    let unfinished = run.unfinished.iter().map(|start| &start.version);
    let rows = run.requirements.iter().map(|row| &row.version);
    announced.chain(recorded).chain(unfinished).chain(rows).cloned().collect()
}

fn part(run: &RunRecord, version: &str, completion: &Completion, names: &mut Names) -> Part {
    let records = records(run, version);
    let rows: Vec<Requirement> =
        run.requirements.iter().filter(|row| row.version == version).cloned().collect();
    let preflight: Vec<PreflightCheck> =
        run.preflight.iter().filter(|check| check.version == version).cloned().collect();
    let mut graded = root_cause::grade(&records, &rows);
    let groups = root_cause::group(&mut graded, names);
    let requirements = coverage::requirement_results(&rows, &graded);
    let findings = finding::findings(&graded, &groups, &requirements);
    let decision = decision::decide(&decision::Facts {
        completion,
        preflight: &preflight,
        scenarios: &graded,
        requirements: &requirements,
        selection: run.header.selection.as_deref(),
    });
    Part {
        version: version.to_owned(),
        decision,
        coverage: coverage::coverage_rows(&requirements),
        findings,
        requirements,
        scenarios: graded.iter().map(scenario_result).collect(),
        card: (run.header.target.kind == TargetKind::Connector).then(|| card::card(version, &records)),
    }
}

fn assemble(run: &RunRecord, completion: Completion, decision: Decision, parts: Vec<Part>) -> Report {
    let versions: Vec<VersionResult> = parts.iter().map(version_result).collect();
    let mut report = Report {
        claim: decision.claim,
        coverage: Vec::new(),
        exit_code: decision.exit.code(),
        completion,
        versions,
        cards: Vec::new(),
        reasons: decision.reasons,
        header: run.header.clone(),
        finished: run.footer.as_ref().map(|footer| footer.finished),
        elapsed_millis: run.footer.as_ref().map(|footer| footer.elapsed_millis),
        scenario_counts: VerdictCounts::default(),
        requirement_counts: VerdictCounts::default(),
        exchange_count: run.scenarios.iter().map(|record| record.exchanges.len() as u64).sum(),
        preflight: run.preflight.clone(),
        findings: Vec::new(),
        requirements: Vec::new(),
        scenarios: Vec::new(),
    };
    for part in parts {
        report.cards.extend(part.card);
        report.coverage.extend(part.coverage);
        report.findings.extend(part.findings);
        report.requirements.extend(part.requirements);
        report.scenarios.extend(part.scenarios);
    }
    // Worst first over all versions; within a kind, version by version.
    report.findings.sort_by_key(|finding| finding.kind);
    report.scenario_counts = scenario_counts(&report.scenarios);
    report.requirement_counts = requirement_counts(&report.requirements);
    report
}

fn version_result(part: &Part) -> VersionResult {
    VersionResult {
        version: part.version.clone(),
        claim: part.decision.claim,
        exit_code: part.decision.exit.code(),
        reasons: part.decision.reasons.clone(),
        scenario_counts: scenario_counts(&part.scenarios),
        requirement_counts: requirement_counts(&part.requirements),
    }
}

fn scenario_counts(scenarios: &[ScenarioResult]) -> VerdictCounts {
    VerdictCounts::of(scenarios.iter().map(|scenario| scenario.verdict.kind()))
}

fn requirement_counts(requirements: &[RequirementResult]) -> VerdictCounts {
    VerdictCounts::of(requirements.iter().map(|row| row.verdict.kind()))
}

/// Scenarios of a version that ended, and those the end of the run cut off, as inconclusive.
fn records(run: &RunRecord, version: &str) -> Vec<ScenarioRecord> {
    let cut_off = run.unfinished.iter().map(unfinished);
    let all = run.scenarios.iter().cloned().chain(cut_off);
    let mut records: Vec<ScenarioRecord> = all.filter(|record| record.scenario.version == version).collect();
    records.sort_by(|a, b| order(&a.scenario).cmp(&order(&b.scenario)));
    records
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
        version: start.version.clone(),
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
