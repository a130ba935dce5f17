//! A group of scenarios with one cause, written out for people.

use super::document::{ClauseRef, Finding, RequirementResult, ScenarioRef};
use super::evidence::Evidence;
use super::requirement::Requirement;
use super::root_cause::{Graded, Group};
use super::scenario::{Failure, ScenarioRecord};
use std::collections::BTreeMap;

/// The findings of a report, in the order of the groups.
pub(super) fn findings(
    graded: &[Graded<'_>],
    groups: &[Group],
    requirements: &[RequirementResult],
) -> Vec<Finding> {
    let rows: BTreeMap<&str, &RequirementResult> =
        requirements.iter().map(|row| (row.requirement.id.as_str(), row)).collect();
    groups
        .iter()
        .filter_map(|group| graded.get(group.primary).map(|primary| finding(group, primary, graded, &rows)))
        .collect()
}

fn finding(
    group: &Group,
    primary: &Graded<'_>,
    graded: &[Graded<'_>],
    rows: &BTreeMap<&str, &RequirementResult>,
) -> Finding {
    let record = primary.record;
    let failure = record.failure.as_ref();
    let consequences = group.consequences.iter().filter_map(|index| graded.get(*index));
    Finding {
        id: group.id.clone(),
        version: record.scenario.version.clone(),
        kind: group.kind,
        title: failure.map_or_else(|| group.cause.clone(), |failure| failure.title.clone()),
        cause: group.cause.clone(),
        requirements: primary.clauses().into_iter().map(|id| clause(id, rows)).collect(),
        scenario: scenario_ref(record),
        step: failure.map(|failure| failure.step.clone()),
        expected: failure.map(|failure| failure.expected.clone()).unwrap_or_default(),
        actual: actual(primary),
        how_to_fix: failure.and_then(|failure| failure.how_to_fix.clone()),
        exchange: failure.and_then(|failure| shown(record, failure)).cloned(),
        consequences: consequences.map(|scenario| scenario_ref(scenario.record)).collect(),
        expected_failure: record.expected_failure.clone(),
    }
}

fn actual(primary: &Graded<'_>) -> String {
    let seen = primary.record.failure.as_ref().map(|failure| failure.actual.clone());
    seen.or_else(|| primary.record.verdict.reason().map(str::to_owned)).unwrap_or_default()
}

/// The exchange the failure names, or the last one before it.
fn shown<'a>(record: &'a ScenarioRecord, failure: &Failure) -> Option<&'a Evidence> {
    let named = failure.exchange.as_ref();
    named
        .and_then(|id| record.exchanges.iter().find(|exchange| exchange.id == *id))
        .or_else(|| record.exchanges.last())
}

fn clause(id: &str, rows: &BTreeMap<&str, &RequirementResult>) -> ClauseRef {
    let row = rows.get(id).map(|row| &row.requirement);
    ClauseRef {
        id: id.to_owned(),
        source: row.map(Requirement::source).unwrap_or_default(),
        level: row.map(|row| row.level.name().to_owned()).unwrap_or_default(),
        summary: row.map(|row| row.summary.clone()).unwrap_or_default(),
    }
}

fn scenario_ref(record: &ScenarioRecord) -> ScenarioRef {
    let start = &record.scenario;
    let line = record.failure.as_ref().map_or(start.line, |failure| failure.line);
    ScenarioRef { id: start.id.clone(), name: start.name.clone(), location: format!("{}:{line}", start.file) }
}
