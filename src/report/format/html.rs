//! One self-contained page: no external resource, and a content policy that forbids any.

use super::super::areas;
use super::super::coverage::CoverageState;
use super::super::document::{Finding, FindingKind, Report, RequirementResult, ScenarioResult};
use super::super::verdict::VerdictKind;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Serialize;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

const STYLE: &str = include_str!("../assets/style.css");
const SCRIPT: &str = include_str!("../assets/script.js");

#[derive(Serialize)]
struct View<'a> {
    report: &'a Report,
    claim: &'static str,
    headline: &'static str,
    proves: &'static str,
    does_not_prove: &'static str,
    target_kind: &'static str,
    started: String,
    complete: bool,
    binding: Binding,
    kinds: Vec<Kind>,
    findings: Vec<Card<'a>>,
    areas: Vec<Area<'a>>,
    scenario_areas: Vec<ScenarioArea<'a>>,
    style: &'static str,
    style_digest: String,
    script: &'static str,
    script_digest: String,
}

/// Counts over all binding clauses (MUST and MUST NOT).
#[derive(Serialize, Default)]
struct Binding {
    applicable: u32,
    held: u32,
    exempt: u32,
    open: u32,
    failed: u32,
}

#[derive(Serialize, Clone, Copy)]
struct Kind {
    name: &'static str,
    label: &'static str,
    sign: &'static str,
    scenarios: u32,
    clauses: u32,
}

#[derive(Serialize)]
struct Card<'a> {
    label: &'static str,
    kind: &'static str,
    finding: &'a Finding,
}

#[derive(Serialize)]
struct Area<'a> {
    code: &'a str,
    title: &'static str,
    cells: Vec<Cell>,
    total: usize,
    rows: Vec<Row<'a>>,
}

#[derive(Serialize)]
struct Cell {
    kind: &'static str,
    count: usize,
}

#[derive(Serialize)]
struct Row<'a> {
    result: &'a RequirementResult,
    source: String,
    kind: &'static str,
    label: &'static str,
    sign: &'static str,
    coverage: &'static str,
    reason: Option<&'a str>,
    blocked_by: Option<&'a str>,
}

#[derive(Serialize)]
struct ScenarioArea<'a> {
    name: &'a str,
    cells: Vec<Cell>,
    rows: Vec<ScenarioRow<'a>>,
}

#[derive(Serialize)]
struct ScenarioRow<'a> {
    scenario: &'a ScenarioResult,
    kind: &'static str,
    label: &'static str,
    sign: &'static str,
    reason: Option<&'a str>,
    blocked_by: Option<&'a str>,
}

pub(super) fn render(report: &Report) -> Result<String, String> {
    let claim = report.claim;
    let view = View {
        report,
        claim: claim.name(),
        headline: claim.headline(),
        proves: claim.proves(),
        does_not_prove: claim.does_not_prove(),
        target_kind: report.header.target.kind.label(),
        started: report.header.started.rfc3339(),
        complete: report.completion.is_complete(),
        binding: binding(report),
        kinds: VerdictKind::ALL.map(|kind| kind_view(report, kind)).into(),
        findings: report.findings.iter().map(card).collect(),
        areas: clause_areas(report),
        scenario_areas: scenario_areas(report),
        style: STYLE,
        style_digest: digest(STYLE),
        script: SCRIPT,
        script_digest: digest(SCRIPT),
    };
    super::template::render("index.html", &view)
}

/// The digest a content policy names an inline block by.
fn digest(block: &str) -> String {
    format!("sha256-{}", STANDARD.encode(Sha256::digest(block.as_bytes())))
}

fn kind_view(report: &Report, kind: VerdictKind) -> Kind {
    Kind {
        name: kind.name(),
        label: kind.label(),
        sign: kind.sign(),
        scenarios: report.scenario_counts.get(kind),
        clauses: report.requirement_counts.get(kind),
    }
}

fn binding(report: &Report) -> Binding {
    let mut sum = Binding::default();
    for row in report.coverage.iter().filter(|row| row.level.is_binding()) {
        sum.applicable += row.applicable;
        sum.held += row.tested - row.failed;
        sum.exempt += row.exempt;
        sum.open += row.open;
        sum.failed += row.failed;
    }
    sum
}

fn card(finding: &Finding) -> Card<'_> {
    let kind = match finding.kind {
        FindingKind::Defect => VerdictKind::Fail,
        FindingKind::Obstacle => VerdictKind::Inconclusive,
        FindingKind::HarnessFault => VerdictKind::HarnessError,
        FindingKind::Warning => VerdictKind::Warn,
    };
    Card { label: finding.kind.label(), kind: kind.name(), finding }
}

fn clause_areas(report: &Report) -> Vec<Area<'_>> {
    let mut by_area: BTreeMap<&str, Vec<&RequirementResult>> = BTreeMap::new();
    for result in &report.requirements {
        by_area.entry(result.requirement.area()).or_default().push(result);
    }
    let mut areas: Vec<Area<'_>> = by_area.into_iter().map(|(code, rows)| area(code, &rows)).collect();
    areas.sort_by_key(|area| (areas::position(area.code), area.code));
    areas
}

fn area<'a>(code: &'a str, rows: &[&'a RequirementResult]) -> Area<'a> {
    let cells = cells(rows.iter().map(|row| row.verdict.kind()));
    let mut rows: Vec<Row<'_>> = rows.iter().map(|result| row(result)).collect();
    // What does not concern the target goes last; otherwise the order of the register.
    rows.sort_by_key(|row| row.result.coverage == CoverageState::NotApplicable);
    Area { code, title: areas::title(code), cells, total: rows.len(), rows }
}

fn row(result: &RequirementResult) -> Row<'_> {
    let kind = result.verdict.kind();
    Row {
        source: result.requirement.source(),
        kind: kind.name(),
        label: if result.coverage == CoverageState::Exempt { "exempt" } else { kind.label() },
        sign: kind.sign(),
        coverage: result.coverage.label(),
        reason: result.verdict.reason(),
        blocked_by: result.verdict.blocked_by(),
        result,
    }
}

fn scenario_areas(report: &Report) -> Vec<ScenarioArea<'_>> {
    let mut by_area: BTreeMap<&str, Vec<&ScenarioResult>> = BTreeMap::new();
    for scenario in &report.scenarios {
        by_area.entry(&scenario.area).or_default().push(scenario);
    }
    by_area
        .into_iter()
        .map(|(name, rows)| ScenarioArea {
            name,
            cells: cells(rows.iter().map(|row| row.verdict.kind())),
            rows: rows.into_iter().map(scenario_row).collect(),
        })
        .collect()
}

fn scenario_row(scenario: &ScenarioResult) -> ScenarioRow<'_> {
    let kind = scenario.verdict.kind();
    ScenarioRow {
        scenario,
        kind: kind.name(),
        label: kind.label(),
        sign: kind.sign(),
        reason: scenario.verdict.reason(),
        blocked_by: scenario.verdict.blocked_by(),
    }
}

fn cells(kinds: impl Iterator<Item = VerdictKind> + Clone) -> Vec<Cell> {
    VerdictKind::ALL
        .map(|kind| Cell { kind: kind.name(), count: kinds.clone().filter(|it| *it == kind).count() })
        .into()
}
