//! Clause by clause: what the scenarios that carry it say together, and how it counts.

use super::document::{Contribution, RequirementResult};
use super::requirement::{Actor, Applicability, Level, Requirement};
use super::root_cause::Graded;
use super::verdict::{Verdict, VerdictKind};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// How one clause counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CoverageState {
    /// The run has evidence for or against it.
    Tested,
    /// Concerns the target, cannot be tested, for a written reason.
    Exempt,
    /// Concerns the target and is undecided.
    Open,
    /// Does not concern the target.
    NotApplicable,
}

impl CoverageState {
    /// The word for people.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Tested => "tested",
            Self::Exempt => "exempt",
            Self::Open => "open",
            Self::NotApplicable => "not applicable",
        }
    }
}

/// Coverage of one version, actor and level. `applicable = tested + exempt + open` and
/// `tested = passed + warned + failed`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CoverageRow {
    /// Protocol version (date).
    pub version: String,
    /// Whom the clauses bind.
    pub actor: Actor,
    /// How strongly.
    pub level: Level,
    /// Clauses that concern the target.
    pub applicable: u32,
    /// Those with evidence for or against.
    pub tested: u32,
    /// Those exempt for a written reason.
    pub exempt: u32,
    /// Those undecided.
    pub open: u32,
    /// Tested and held.
    pub passed: u32,
    /// Tested, with a warning.
    pub warned: u32,
    /// Tested and broken.
    pub failed: u32,
}

/// One result per row of the register.
pub(super) fn requirement_results(rows: &[Requirement], scenarios: &[Graded<'_>]) -> Vec<RequirementResult> {
    let mut carried: BTreeMap<&str, Vec<Contribution>> = BTreeMap::new();
    for graded in scenarios {
        for clause in clauses_touched(graded) {
            carried.entry(clause).or_default().push(Contribution {
                scenario: graded.record.scenario.id.clone(),
                verdict: contribution(graded, clause),
            });
        }
    }
    rows.iter()
        .map(|row| {
            let evidence = carried.get(row.id.as_str()).cloned().unwrap_or_default();
            let verdict = combine(row, &evidence);
            let coverage = state(row, &verdict);
            RequirementResult { requirement: row.clone(), verdict, coverage, evidence }
        })
        .collect()
}

/// Counts results by version, actor and level; combinations without applicable rows are left out.
pub(super) fn coverage_rows(results: &[RequirementResult]) -> Vec<CoverageRow> {
    let mut rows: BTreeMap<(&str, Actor, Level), CoverageRow> = BTreeMap::new();
    for result in results.iter().filter(|result| result.coverage != CoverageState::NotApplicable) {
        let requirement = &result.requirement;
        let key = (requirement.version.as_str(), requirement.actor, requirement.level);
        count(rows.entry(key).or_insert_with(|| empty_row(requirement)), result);
    }
    rows.into_values().collect()
}

fn empty_row(requirement: &Requirement) -> CoverageRow {
    CoverageRow {
        version: requirement.version.clone(),
        actor: requirement.actor,
        level: requirement.level,
        applicable: 0,
        tested: 0,
        exempt: 0,
        open: 0,
        passed: 0,
        warned: 0,
        failed: 0,
    }
}

fn count(row: &mut CoverageRow, result: &RequirementResult) {
    row.applicable += 1;
    match result.coverage {
        CoverageState::Tested => row.tested += 1,
        CoverageState::Exempt => row.exempt += 1,
        CoverageState::Open | CoverageState::NotApplicable => row.open += 1,
    }
    match result.verdict.kind() {
        VerdictKind::Pass => row.passed += 1,
        VerdictKind::Warn => row.warned += 1,
        VerdictKind::Fail => row.failed += 1,
        VerdictKind::NotApplicable
        | VerdictKind::NotTested
        | VerdictKind::Inconclusive
        | VerdictKind::HarnessError => {}
    }
}

/// The clauses a scenario says something about: those it carries and those its failure names.
fn clauses_touched<'a>(graded: &Graded<'a>) -> Vec<&'a str> {
    let mut clauses: Vec<&str> = graded.record.scenario.requirements.iter().map(String::as_str).collect();
    let named = graded.record.failure.iter().flat_map(|failure| failure.requirements.iter());
    clauses.extend(named.map(String::as_str));
    clauses.sort_unstable();
    clauses.dedup();
    clauses
}

/// A scenario that failed over one clause never got round to its others: those are undecided.
fn contribution(graded: &Graded<'_>, clause: &str) -> Verdict {
    let accuses = matches!(graded.verdict.kind(), VerdictKind::Fail | VerdictKind::Warn);
    if !accuses || graded.clauses().contains(&clause) {
        return graded.verdict.clone();
    }
    Verdict::Inconclusive {
        reason: "the scenario ended at another clause before it was decided".to_owned(),
        blocked_by: graded.finding.clone(),
    }
}

fn combine(row: &Requirement, evidence: &[Contribution]) -> Verdict {
    let find = |kind: VerdictKind| evidence.iter().map(|item| &item.verdict).find(|it| it.kind() == kind);
    let untested = match &row.applicability {
        Applicability::NotApplicable { reason } => {
            return Verdict::NotApplicable { reason: reason.clone() };
        }
        Applicability::Exempt { reason } => Verdict::NotTested { reason: reason.clone() },
        Applicability::Applicable => find(VerdictKind::NotTested).cloned().unwrap_or_else(nothing_ran),
    };
    if find(VerdictKind::Fail).is_some() {
        return if row.level.is_binding() { Verdict::Fail } else { Verdict::Warn };
    }
    [VerdictKind::Warn, VerdictKind::Pass, VerdictKind::HarnessError, VerdictKind::Inconclusive]
        .into_iter()
        .find_map(find)
        .cloned()
        .unwrap_or(untested)
}

fn nothing_ran() -> Verdict {
    Verdict::NotTested { reason: "no scenario of this run carries the clause".to_owned() }
}

fn state(row: &Requirement, verdict: &Verdict) -> CoverageState {
    match verdict.kind() {
        VerdictKind::Pass | VerdictKind::Warn | VerdictKind::Fail => CoverageState::Tested,
        VerdictKind::NotApplicable => CoverageState::NotApplicable,
        VerdictKind::NotTested | VerdictKind::Inconclusive | VerdictKind::HarnessError => {
            match row.applicability {
                Applicability::Exempt { .. } => CoverageState::Exempt,
                Applicability::Applicable | Applicability::NotApplicable { .. } => CoverageState::Open,
            }
        }
    }
}
