//! What changed between two reports: verdicts of scenarios and of clauses.

use super::claim::Claim;
use super::document::Report;
use super::verdict::VerdictKind;
use serde::Serialize;
use std::collections::BTreeMap;

/// The differences between an earlier report and a later one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// Claim of the earlier one.
    pub claim_before: Claim,
    /// Claim of the later one.
    pub claim_after: Claim,
    /// Whether both used the same contract data.
    pub same_contract: bool,
    /// Scenarios whose verdict changed, by identifier.
    pub scenarios: Vec<Change>,
    /// Clauses whose verdict changed, by identifier.
    pub requirements: Vec<Change>,
}

/// One change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Change {
    /// Scenario or clause.
    pub id: String,
    /// Verdict in the earlier report; absent when it was not there.
    pub before: Option<VerdictKind>,
    /// Verdict in the later report; absent when it is not there.
    pub after: Option<VerdictKind>,
}

impl Change {
    /// Whether the later verdict is worse news than the earlier: a new failure, a pass that is no
    /// longer one, or a pass that disappeared.
    #[must_use]
    pub fn is_regression(&self) -> bool {
        let was_good = self.before == Some(VerdictKind::Pass);
        let is_bad = match self.after {
            Some(VerdictKind::Fail) => true,
            Some(
                VerdictKind::HarnessError
                | VerdictKind::Inconclusive
                | VerdictKind::Warn
                | VerdictKind::NotTested
                | VerdictKind::NotApplicable,
            )
            | None => was_good,
            Some(VerdictKind::Pass) => false,
        };
        is_bad && self.before != self.after
    }
}

impl std::fmt::Display for Change {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let word = |kind: Option<VerdictKind>| kind.map_or("absent", VerdictKind::label);
        write!(f, "{}: {} → {}", self.id, word(self.before), word(self.after))
    }
}

impl Difference {
    /// Compares two reports.
    #[must_use]
    pub fn between(before: &Report, after: &Report) -> Self {
        Self {
            claim_before: before.claim,
            claim_after: after.claim,
            same_contract: contracts(before) == contracts(after),
            scenarios: changes(scenario_kinds(before), scenario_kinds(after)),
            requirements: changes(requirement_kinds(before), requirement_kinds(after)),
        }
    }

    /// Whether any change is a regression.
    #[must_use]
    pub fn has_regression(&self) -> bool {
        self.scenarios.iter().chain(&self.requirements).any(Change::is_regression)
    }
}

type Kinds = BTreeMap<String, VerdictKind>;

/// The contracts a report judged by, by version.
fn contracts(report: &Report) -> Vec<(&str, &str)> {
    let tested = report.header.versions.iter();
    tested.map(|tested| (tested.version.as_str(), tested.contract_digest.as_str())).collect()
}

/// Scenarios and clauses exist once per version of the protocol.
fn name(version: &str, id: &str) -> String {
    format!("{id} ({version})")
}

fn scenario_kinds(report: &Report) -> Kinds {
    report.scenarios.iter().map(|it| (name(&it.version, &it.id), it.verdict.kind())).collect()
}

fn requirement_kinds(report: &Report) -> Kinds {
    report
        .requirements
        .iter()
        .map(|it| (name(&it.requirement.version, &it.requirement.id), it.verdict.kind()))
        .collect()
}

fn changes(before: Kinds, mut after: Kinds) -> Vec<Change> {
    let mut changes = Vec::new();
    for (id, kind) in before {
        let now = after.remove(&id);
        if now != Some(kind) {
            changes.push(Change { id, before: Some(kind), after: now });
        }
    }
    changes.extend(after.into_iter().map(|(id, kind)| Change { id, before: None, after: Some(kind) }));
    changes.sort_by(|a, b| a.id.cmp(&b.id));
    changes
}
