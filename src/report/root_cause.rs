//! Grouping by cause: thirty scenarios that trip over one broken operation are one defect and
//! twenty-nine consequences, not thirty accusations.
//!
//! Two rules, in this order:
//! 1. **Broken operation.** When some scenario sent a request the target had to accept, and it
//!    answered with an error (or not at all), every scenario that met the same answer from the
//!    same operation belongs to it. What a target answers where it does not get what all the other
//!    requests give it for its sake says nothing about those.
//! 2. **Same finding.** Scenarios that failed at the same step definition, over the same clauses,
//!    seeing the same thing (numbers and identifiers aside), belong together.

use super::document::FindingKind;
use super::requirement::{Level, Requirement};
use super::scenario::{Failure, Phase, ScenarioRecord, Symptom};
use super::verdict::{Verdict, VerdictKind};
use std::collections::{BTreeMap, BTreeSet};

/// A scenario with its verdict after grading and grouping.
#[derive(Clone, Debug)]
pub(super) struct Graded<'a> {
    /// As the harness recorded it.
    pub record: &'a ScenarioRecord,
    /// The verdict that counts.
    pub verdict: Verdict,
    /// The finding it shows or suffers from.
    pub finding: Option<String>,
}

impl<'a> Graded<'a> {
    /// The clauses its failure is about.
    pub(super) fn clauses(&self) -> Vec<&'a str> {
        let named = self.record.failure.as_ref().map_or(&[][..], |failure| &failure.requirements);
        let clauses = if named.is_empty() { &self.record.scenario.requirements[..] } else { named };
        clauses.iter().map(String::as_str).collect()
    }

    fn phase(&self) -> Option<Phase> {
        self.record.failure.as_ref().map(|failure| failure.phase)
    }
}

/// Scenarios that share a cause, as positions in the graded list.
#[derive(Debug)]
pub(super) struct Group {
    /// `D1`, `B1` …
    pub id: String,
    /// What kind of finding it is.
    pub kind: FindingKind,
    /// The cause in one line.
    pub cause: String,
    /// The scenario whose evidence is shown.
    pub primary: usize,
    /// The others, in order.
    pub consequences: Vec<usize>,
}

/// How many findings of each kind have a name already: names are unique within a report, and a
/// cause is named once per version of the protocol.
#[derive(Debug, Default)]
pub(super) struct Names(BTreeMap<FindingKind, usize>);

/// What makes two failures the same.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Key {
    Operation {
        operation: String,
        status: Option<u16>,
        code: Option<String>,
        without: Option<String>,
    },
    Finding {
        kind: FindingKind,
        definition: String,
        clauses: Vec<String>,
        actual: String,
        without: Option<String>,
    },
}

/// Grades every scenario by the strength of the clauses it accuses: a SHOULD is a warning.
pub(super) fn grade<'a>(records: &'a [ScenarioRecord], rows: &[Requirement]) -> Vec<Graded<'a>> {
    let levels: BTreeMap<&str, Level> = rows.iter().map(|row| (row.id.as_str(), row.level)).collect();
    records
        .iter()
        .map(|record| {
            let mut graded = Graded { record, verdict: record.verdict.clone(), finding: None };
            let clauses = graded.clauses();
            let advisory = clauses.iter().all(|id| levels.get(id).is_some_and(|level| !level.is_binding()));
            if graded.verdict == Verdict::Fail && advisory && !clauses.is_empty() {
                graded.verdict = Verdict::Warn;
            }
            graded
        })
        .collect()
}

/// Groups what did not pass by cause, names the findings, and turns all but one scenario of each
/// group into consequences.
pub(super) fn group(graded: &mut [Graded<'_>], names: &mut Names) -> Vec<Group> {
    let broken = broken_operations(graded);
    let mut members: BTreeMap<Key, Vec<usize>> = BTreeMap::new();
    for (index, scenario) in graded.iter().enumerate() {
        if let Some(kind) = finding_kind(&scenario.verdict) {
            members.entry(key(scenario, kind, &broken)).or_default().push(index);
        }
    }
    let mut groups: Vec<Group> = members.into_iter().map(|(key, all)| assemble(graded, &key, all)).collect();
    groups.sort_by_key(|group| (group.kind, std::cmp::Reverse(group.consequences.len()), group.primary));
    name(&mut groups, names);
    for group in &groups {
        mark(graded, group);
    }
    groups
}

const fn finding_kind(verdict: &Verdict) -> Option<FindingKind> {
    match verdict {
        Verdict::Fail => Some(FindingKind::Defect),
        Verdict::Warn => Some(FindingKind::Warning),
        Verdict::Inconclusive { .. } => Some(FindingKind::Obstacle),
        Verdict::HarnessError { .. } => Some(FindingKind::HarnessFault),
        Verdict::Pass | Verdict::NotApplicable { .. } | Verdict::NotTested { .. } => None,
    }
}

/// The part of a symptom that tells broken operations apart.
type Answer<'a> = (&'a str, Option<u16>, Option<&'a str>, Option<&'a str>);

fn answer(symptom: &Symptom) -> Answer<'_> {
    (&symptom.operation, symptom.status, symptom.code.as_deref(), symptom.without.as_deref())
}

fn symptom<'a>(scenario: &Graded<'a>) -> Option<&'a Symptom> {
    match scenario.verdict {
        Verdict::Fail | Verdict::Warn | Verdict::Inconclusive { .. } => {
            scenario.record.failure.as_ref().and_then(|failure| failure.symptom.as_ref())
        }
        Verdict::Pass
        | Verdict::NotApplicable { .. }
        | Verdict::NotTested { .. }
        | Verdict::HarnessError { .. } => None,
    }
}

fn broken_operations<'a>(graded: &[Graded<'a>]) -> BTreeSet<Answer<'a>> {
    graded
        .iter()
        .filter_map(symptom)
        .filter(|symptom| symptom.success_expected && symptom.status.is_none_or(|status| status >= 400))
        .map(answer)
        .collect()
}

fn key(scenario: &Graded<'_>, kind: FindingKind, broken: &BTreeSet<Answer<'_>>) -> Key {
    if let Some(symptom) = symptom(scenario).filter(|symptom| broken.contains(&answer(symptom))) {
        return Key::Operation {
            operation: symptom.operation.clone(),
            status: symptom.status,
            code: symptom.code.clone(),
            without: symptom.without.clone(),
        };
    }
    let failure = scenario.record.failure.as_ref();
    let seen = failure.map(|failure| failure.actual.as_str()).or(scenario.verdict.reason());
    // An obstacle accuses nobody, so the clauses behind it do not tell it apart.
    let clauses = match kind {
        FindingKind::Obstacle | FindingKind::HarnessFault => Vec::new(),
        FindingKind::Defect | FindingKind::Warning => {
            scenario.clauses().into_iter().map(str::to_owned).collect()
        }
    };
    Key::Finding {
        kind,
        definition: failure.map(|failure| place(kind, failure).to_owned()).unwrap_or_default(),
        clauses,
        actual: normalise(seen.unwrap_or_default()),
        without: symptom(scenario).and_then(|symptom| symptom.without.clone()),
    }
}

/// Where a failure was met. What stands in the way of several scenarios is one obstacle, whatever each
/// of them was about to do.
fn place(kind: FindingKind, failure: &Failure) -> &str {
    match kind {
        FindingKind::Obstacle => &failure.title,
        FindingKind::Defect | FindingKind::Warning | FindingKind::HarnessFault => &failure.definition,
    }
}

/// The same observation with other numbers and identifiers reads the same.
fn normalise(text: &str) -> String {
    let mut out = String::new();
    for word in text.split(|c: char| c.is_whitespace() || "\"'`/,;()[]{}".contains(c)) {
        let identifier = word.chars().any(|c| c.is_ascii_digit());
        out.push_str(if identifier { "#" } else { word });
        out.push(' ');
        if out.len() > 300 {
            break;
        }
    }
    out.to_lowercase()
}

fn assemble(graded: &[Graded<'_>], key: &Key, all: Vec<usize>) -> Group {
    let primary = all.iter().copied().min_by_key(|index| rank(&graded[*index], *index)).unwrap_or_default();
    let scenario = &graded[primary];
    let cause = match key {
        Key::Operation { operation, status, code, without } => {
            let code = code.as_deref().map(|code| format!(" {code}")).unwrap_or_default();
            let without = without.as_deref().map(|what| format!(" without {what}")).unwrap_or_default();
            match status {
                Some(status) => format!("{operation}{without} answers {status}{code}"),
                None => format!("{operation}{without} does not answer"),
            }
        }
        Key::Finding { .. } => scenario
            .record
            .failure
            .as_ref()
            .map(|failure| failure.title.clone())
            .or_else(|| scenario.verdict.reason().map(str::to_owned))
            .unwrap_or_else(|| scenario.record.scenario.name.clone()),
    };
    Group {
        id: String::new(),
        kind: finding_kind(&scenario.verdict).unwrap_or(FindingKind::Obstacle),
        cause,
        primary,
        consequences: all.into_iter().filter(|index| *index != primary).collect(),
    }
}

/// The best witness: one whose own finding it is, that asked for something plain, with the fewest
/// steps before it; the order of the feature files decides between equals.
fn rank(scenario: &Graded<'_>, index: usize) -> (FindingKind, bool, bool, usize, usize) {
    let kind = finding_kind(&scenario.verdict).unwrap_or(FindingKind::Warning);
    let arranged = scenario.phase() != Some(Phase::Check);
    let refusal_wanted = !symptom(scenario).is_some_and(|symptom| symptom.success_expected);
    (kind, arranged, refusal_wanted, scenario.record.steps.len(), index)
}

fn name(groups: &mut [Group], names: &mut Names) {
    for group in groups {
        let used = names.0.entry(group.kind).or_default();
        *used += 1;
        group.id = format!("{}{used}", group.kind.letter());
    }
}

/// Writes the finding into its scenarios; consequences of a defect accuse nobody themselves.
fn mark(graded: &mut [Graded<'_>], group: &Group) {
    for index in std::iter::once(&group.primary).chain(&group.consequences) {
        let is_primary = *index == group.primary;
        let scenario = &mut graded[*index];
        scenario.finding = Some(group.id.clone());
        let suffers = match group.kind {
            FindingKind::Defect => !is_primary,
            FindingKind::Obstacle => true,
            FindingKind::HarnessFault | FindingKind::Warning => {
                scenario.verdict.kind() == VerdictKind::Inconclusive
            }
        };
        if suffers {
            scenario.verdict = blocked(scenario, group, is_primary);
        }
    }
}

fn blocked(scenario: &Graded<'_>, group: &Group, is_primary: bool) -> Verdict {
    let reason = match (scenario.verdict.reason(), scenario.phase()) {
        (Some(reason), _) if is_primary => reason.to_owned(),
        (_, Some(Phase::Check)) => format!("same cause as {}: {}", group.id, group.cause),
        (_, Some(Phase::Arrange) | None) => format!("blocked by {}: {}", group.id, group.cause),
    };
    Verdict::Inconclusive { reason, blocked_by: Some(group.id.clone()) }
}

#[cfg(test)]
mod tests;
