//! One self-contained page: no external resource, and a content policy that forbids any.

use super::super::areas;
use super::super::coverage::{CoverageRow, CoverageState};
use super::super::document::{
    Finding, FindingKind, Report, RequirementResult, ScenarioResult, VersionResult,
};
use super::super::requirement::Requirement;
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
    dates: String,
    complete: bool,
    versions: Vec<Version<'a>>,
    binding: Binding,
    clause_kinds: Vec<Kind>,
    scenario_kinds: Vec<Kind>,
    findings: Vec<Card<'a>>,
    areas: Vec<Area<'a>>,
    scenario_areas: Vec<ScenarioArea<'a>>,
    style: &'static str,
    style_digest: String,
    script: &'static str,
    script_digest: String,
}

/// One protocol version: what may be said of the target there.
#[derive(Serialize)]
struct Version<'a> {
    result: &'a VersionResult,
    claim: &'static str,
    headline: &'static str,
    binding: Binding,
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
    count: usize,
}

/// A clause without a verdict because it is exempt is shown as that, not as a gap.
const EXEMPT: (&str, &str, &str) = ("exempt", "exempt", "◇");

#[derive(Serialize)]
struct Card<'a> {
    label: &'static str,
    kind: &'static str,
    finding: &'a Finding,
}

#[derive(Serialize)]
struct Area<'a> {
    version: &'a str,
    code: &'a str,
    title: &'static str,
    cells: Vec<Kind>,
    total: usize,
    rows: Vec<Row<'a>>,
}

#[derive(Serialize)]
struct Row<'a> {
    result: &'a RequirementResult,
    source: String,
    kind: &'static str,
    label: &'static str,
    sign: &'static str,
    reason: Option<&'a str>,
    finding: Option<&'a str>,
}

#[derive(Serialize)]
struct ScenarioArea<'a> {
    version: &'a str,
    name: &'a str,
    cells: Vec<Kind>,
    rows: Vec<ScenarioRow<'a>>,
}

#[derive(Serialize)]
struct ScenarioRow<'a> {
    scenario: &'a ScenarioResult,
    kind: &'static str,
    label: &'static str,
    sign: &'static str,
    reason: Option<&'a str>,
}

pub(super) fn render(report: &Report) -> Result<String, String> {
    let claim = report.claim;
    let clauses_seen: Vec<Look> = report.requirements.iter().map(clause_look).collect();
    let clause_looks = present(every_clause_look(), &clauses_seen);
    let scenarios_seen: Vec<Look> = report.scenarios.iter().map(|it| look(it.verdict.kind())).collect();
    let scenario_looks = present(VerdictKind::ALL.map(look).into(), &scenarios_seen);
    let view = View {
        report,
        claim: claim.name(),
        headline: claim.headline(),
        proves: claim.proves(),
        does_not_prove: claim.does_not_prove(),
        target_kind: report.header.target.kind.label(),
        started: report.header.started.rfc3339(),
        dates: report.header.dates().join(", "),
        versions: report.versions.iter().map(|result| version(report, result)).collect(),
        complete: report.completion.is_complete(),
        binding: binding(report, None),
        clause_kinds: count_looks(&clause_looks, &clauses_seen),
        scenario_kinds: count_looks(&scenario_looks, &scenarios_seen),
        findings: report.findings.iter().map(card).collect(),
        areas: clause_areas(report, &clause_looks),
        scenario_areas: scenario_areas(report, &scenario_looks),
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

type Look = (&'static str, &'static str, &'static str);

const fn look(kind: VerdictKind) -> Look {
    (kind.name(), kind.label(), kind.sign())
}

fn clause_look(result: &RequirementResult) -> Look {
    match result.coverage {
        CoverageState::Exempt => EXEMPT,
        CoverageState::Tested | CoverageState::Open | CoverageState::NotApplicable => {
            look(result.verdict.kind())
        }
    }
}

/// Every way a clause can look, in the order of the columns.
fn every_clause_look() -> Vec<Look> {
    let mut looks: Vec<Look> = VerdictKind::ALL.map(look).into();
    looks.insert(looks.len() - 1, EXEMPT);
    looks
}

/// The looks a whole report has: a column nobody fills says nothing.
fn present(all: Vec<Look>, seen: &[Look]) -> Vec<Look> {
    all.into_iter().filter(|look| seen.contains(look)).collect()
}

fn count_looks(all: &[Look], seen: &[Look]) -> Vec<Kind> {
    all.iter()
        .map(|it| Kind {
            name: it.0,
            label: it.1,
            sign: it.2,
            count: seen.iter().filter(|other| *other == it).count(),
        })
        .collect()
}

fn version<'a>(report: &Report, result: &'a VersionResult) -> Version<'a> {
    Version {
        claim: result.claim.name(),
        headline: result.claim.headline(),
        binding: binding(report, Some(&result.version)),
        result,
    }
}

/// Of one version, or of all together.
fn binding(report: &Report, version: Option<&str>) -> Binding {
    let mut sum = Binding::default();
    let of_version = |row: &&CoverageRow| version.is_none_or(|version| row.version == version);
    for row in report.coverage.iter().filter(|row| row.level.is_binding()).filter(of_version) {
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

fn clause_areas<'a>(report: &'a Report, looks: &[Look]) -> Vec<Area<'a>> {
    let mut by_area: BTreeMap<(&str, &str), Vec<&RequirementResult>> = BTreeMap::new();
    for result in &report.requirements {
        let key = (result.requirement.version.as_str(), result.requirement.area());
        by_area.entry(key).or_default().push(result);
    }
    let mut areas: Vec<Area<'_>> = by_area
        .into_iter()
        .map(|(key, rows)| {
            let seen: Vec<Look> = rows.iter().map(|row| clause_look(row)).collect();
            area(key, count_looks(looks, &seen), &rows, &report.findings)
        })
        .collect();
    areas.sort_by_key(|area| (area.version, areas::position(area.code), area.code));
    areas
}

fn area<'a>(
    (version, code): (&'a str, &'a str),
    cells: Vec<Kind>,
    rows: &[&'a RequirementResult],
    findings: &'a [Finding],
) -> Area<'a> {
    let mut rows: Vec<Row<'_>> = rows.iter().map(|result| row(result, findings)).collect();
    // What does not concern the target goes last; otherwise the order of the register.
    rows.sort_by_key(|row| row.result.coverage == CoverageState::NotApplicable);
    Area { version, code, title: areas::title(code), cells, total: rows.len(), rows }
}

fn row<'a>(result: &'a RequirementResult, findings: &'a [Finding]) -> Row<'a> {
    let (kind, label, sign) = clause_look(result);
    let accused = match result.verdict.kind() {
        VerdictKind::Fail | VerdictKind::Warn => accusing(&result.requirement, findings),
        VerdictKind::HarnessError
        | VerdictKind::Inconclusive
        | VerdictKind::NotTested
        | VerdictKind::Pass
        | VerdictKind::NotApplicable => None,
    };
    Row {
        source: result.requirement.source(),
        kind,
        label,
        sign,
        reason: result.verdict.reason(),
        finding: result.verdict.blocked_by().or(accused),
        result,
    }
}

/// The finding that says this clause is broken.
fn accusing<'a>(clause: &Requirement, findings: &'a [Finding]) -> Option<&'a str> {
    let names = |finding: &&Finding| {
        finding.version == clause.version && finding.requirements.iter().any(|it| it.id == clause.id)
    };
    findings.iter().find(names).map(|finding| finding.id.as_str())
}

fn scenario_areas<'a>(report: &'a Report, looks: &[Look]) -> Vec<ScenarioArea<'a>> {
    let mut by_area: BTreeMap<(&str, &str), Vec<&ScenarioResult>> = BTreeMap::new();
    for scenario in &report.scenarios {
        by_area.entry((&scenario.version, &scenario.area)).or_default().push(scenario);
    }
    by_area
        .into_iter()
        .map(|((version, name), rows)| ScenarioArea {
            version,
            name,
            cells: scenario_cells(looks, &rows),
            rows: rows.into_iter().map(scenario_row).collect(),
        })
        .collect()
}

fn scenario_row(scenario: &ScenarioResult) -> ScenarioRow<'_> {
    let (kind, label, sign) = look(scenario.verdict.kind());
    ScenarioRow { scenario, kind, label, sign, reason: scenario.verdict.reason() }
}

fn scenario_cells(looks: &[Look], rows: &[&ScenarioResult]) -> Vec<Kind> {
    let seen: Vec<Look> = rows.iter().map(|row| look(row.verdict.kind())).collect();
    count_looks(looks, &seen)
}
