//! A run over vectors as a report: the same bundle as a certification, and `vectors.json` beside it.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::run::{Counts, Item, count, count_by_file};
use super::{Family, Judgement};
use crate::clock::{Clock, Instant};
use crate::protocol::contract::{Contract, Requirement as Clause};
use crate::protocol::version::ProtocolVersion;
use crate::report::bundle::{self, VECTORS};
use crate::report::{
    Applicability, Completion, FORMAT, Failure, Header, Phase, Place, Recorder, Relaxation, ReportError,
    Requirement, ScenarioRecord, ScenarioStart, StepRecord, StepStatus, Summary, Target, TargetKind, Verdict,
    VersionUnderTest,
};

/// Where an implementation is reached: its standard input and output.
const STDIO: &str = "stdio:";

/// What a report says about the run as a whole.
#[derive(Clone, Debug)]
pub struct About {
    /// Name and version of the implementation.
    pub name: String,
    /// What was asked for, as typed.
    pub command: String,
    /// The selection in words; `None` for everything.
    pub selection: Option<String>,
    /// When the run began.
    pub started: Instant,
    /// Time the answers took, in milliseconds.
    pub elapsed_millis: u64,
    /// SHA-256 over the vector files, lower-case hex.
    pub digest: String,
}

/// `vectors.json`.
#[derive(Serialize)]
struct Document<'a> {
    total: usize,
    passed: usize,
    unsupported: usize,
    failed: usize,
    undecided: usize,
    readings: usize,
    implementation: &'a str,
    elapsed_millis: u64,
    vectors_digest: &'a str,
    families: Vec<FamilyRow>,
    failures: Vec<FailureRow<'a>>,
    open_questions: Vec<Reading<'a>>,
}

#[derive(Serialize)]
struct FamilyRow {
    family: Family,
    file: String,
    counts: Counts,
}

#[derive(Serialize)]
struct FailureRow<'a> {
    id: String,
    comment: &'a str,
    flags: &'a [String],
    location: String,
    expected: &'a [String],
    actual: &'a str,
}

#[derive(Serialize)]
struct Reading<'a> {
    id: String,
    ambiguity: &'a str,
    taken: &'static str,
}

fn location(item: &Item<'_>) -> String {
    format!("{}:{}", item.path, item.line)
}

/// The text of `vectors.json`.
///
/// # Errors
/// Only if a value cannot be written as JSON.
pub fn document(
    about: &About,
    items: &[Item<'_>],
    judgements: &[Judgement],
) -> Result<String, serde_json::Error> {
    let counts = count(judgements);
    let pairs = || items.iter().zip(judgements);
    let document = Document {
        total: counts.total,
        passed: counts.passed,
        unsupported: counts.unsupported,
        failed: counts.failed,
        undecided: counts.undecided,
        readings: counts.readings,
        implementation: &about.name,
        elapsed_millis: about.elapsed_millis,
        vectors_digest: &about.digest,
        families: count_by_file(items, judgements)
            .into_iter()
            .map(|((family, file), counts)| FamilyRow { family, file, counts })
            .collect(),
        failures: pairs().filter_map(|(item, judgement)| failure_row(item, judgement)).collect(),
        open_questions: pairs().filter_map(|(item, judgement)| reading(item, judgement)).collect(),
    };
    serde_json::to_string_pretty(&document).map(|text| text + "\n")
}

fn failure_row<'a>(item: &Item<'a>, judgement: &'a Judgement) -> Option<FailureRow<'a>> {
    let Judgement::Failed { expected, actual } = judgement else { return None };
    Some(FailureRow {
        id: item.name(),
        comment: &item.vector.comment,
        flags: &item.vector.flags,
        location: location(item),
        expected,
        actual,
    })
}

fn reading<'a>(item: &Item<'a>, judgement: &Judgement) -> Option<Reading<'a>> {
    let Judgement::Reading(reading) = judgement else { return None };
    Some(Reading {
        id: item.name(),
        ambiguity: item.vector.ambiguity.as_deref().unwrap_or_default(),
        taken: reading,
    })
}

/// Writes the bundle.
///
/// # Errors
/// [`ReportError`]: the folder is not usable, or a file cannot be written.
pub fn write(
    place: &Place,
    about: &About,
    items: &[Item<'_>],
    judgements: &[Judgement],
) -> Result<Summary, ReportError> {
    let recorder = Recorder::start(place, header(about, items), Clock::system())?;
    recorder.applicability(rows(items, judgements));
    for (item, judgement) in items.iter().zip(judgements) {
        recorder.scenario_finished(record(item, judgement, about.started));
    }
    let text = document(about, items, judgements)
        .map_err(|error| ReportError::Render { format: "vectors.json", reason: error.to_string() })?;
    bundle::write_file(&recorder.folder().join(VECTORS), text.as_bytes())?;
    recorder.finish(Completion::Complete)
}

/// The versions of a run, newest last.
fn versions(items: &[Item<'_>]) -> BTreeSet<ProtocolVersion> {
    items.iter().map(|item| item.version).collect()
}

fn header(about: &About, items: &[Item<'_>]) -> Header {
    let versions = versions(items).into_iter().map(|version| VersionUnderTest {
        version: version.date().to_owned(),
        url: STDIO.to_owned(),
        contract_digest: format!("sha-256:{}", Contract::embedded(version).digest()),
        capabilities: Vec::new(),
    });
    Header {
        format: FORMAT,
        run: uuid::Uuid::now_v7().to_string(),
        tool: env!("CARGO_PKG_NAME").to_owned(),
        tool_version: env!("CARGO_PKG_VERSION").to_owned(),
        command: about.command.clone(),
        target: Target { kind: TargetKind::Implementation, name: about.name.clone(), url: STDIO.to_owned() },
        versions: versions.collect(),
        plan_digest: "sha-256:none".to_owned(),
        features_digest: format!("sha-256:{}", about.digest),
        seed: 0,
        relaxations: vec![Relaxation {
            name: "vectors-only".to_owned(),
            effect:
                "only algorithms and decisions were tested, case by case; nothing was exchanged with anybody"
                    .to_owned(),
        }],
        selection: about.selection.clone(),
        started: about.started,
    }
}

/// The register as it concerns vectors: what some case decides, what is declared unsupported, and
/// the rest, which vectors do not decide.
fn rows(items: &[Item<'_>], judgements: &[Judgement]) -> Vec<Requirement> {
    let mut asked: BTreeMap<(ProtocolVersion, &str), bool> = BTreeMap::new();
    for (item, judgement) in items.iter().zip(judgements) {
        for clause in &item.vector.clauses {
            let done = *judgement != Judgement::Unsupported;
            *asked.entry((item.version, clause)).or_default() |= done;
        }
    }
    let row = |version: ProtocolVersion, clause: &Clause| {
        let applicability = match asked.get(&(version, clause.id.as_str())) {
            Some(true) => Applicability::Applicable,
            Some(false) => Applicability::Exempt {
                reason: "the implementation says that it does not do this family".to_owned(),
            },
            None => Applicability::NotApplicable { reason: "no contract vector decides it".to_owned() },
        };
        requirement(version, clause, applicability)
    };
    let versions = versions(items).into_iter();
    versions
        .flat_map(|version| {
            Contract::embedded(version).register().rows().iter().map(move |clause| (version, clause))
        })
        .map(|(version, clause)| row(version, clause))
        .collect()
}

fn requirement(version: ProtocolVersion, clause: &Clause, applicability: Applicability) -> Requirement {
    Requirement {
        id: clause.id.clone(),
        version: version.date().to_owned(),
        level: clause.level,
        actor: clause.actor,
        document: clause.doc.clone(),
        line: clause.line,
        section: clause.section.clone(),
        summary: clause.summary.clone(),
        applicability,
    }
}

/// One case as a scenario of one step.
#[must_use]
pub fn record(item: &Item<'_>, judgement: &Judgement, at: Instant) -> ScenarioRecord {
    let (verdict, status) = match judgement {
        Judgement::Passed | Judgement::Reading(_) => (Verdict::Pass, StepStatus::Passed),
        Judgement::Failed { .. } => (Verdict::Fail, StepStatus::Failed),
        Judgement::Unsupported => {
            let reason = format!("the implementation does not do {}", item.family);
            (Verdict::NotTested { reason }, StepStatus::Skipped)
        }
        Judgement::Undecided(reason) => {
            (Verdict::Inconclusive { reason: reason.clone(), blocked_by: None }, StepStatus::Stopped)
        }
    };
    let line = u32::try_from(item.line).unwrap_or(u32::MAX);
    let text = format!("it is {}", item.vector.result.name());
    ScenarioRecord {
        scenario: ScenarioStart {
            id: format!("vector.{}", item.name()),
            version: item.version.date().to_owned(),
            name: item.vector.comment.clone(),
            feature: item.family.title().to_owned(),
            area: "vectors".to_owned(),
            file: item.path.to_owned(),
            line,
            requirements: known_clauses(item),
            at,
        },
        verdict,
        elapsed_millis: 0,
        steps: vec![StepRecord { keyword: "Then".to_owned(), text, line, status, elapsed_millis: 0 }],
        exchanges: Vec::new(),
        failure: failure(item, judgement, line),
        notes: notes(item, judgement),
        expected_failure: None,
    }
}

/// The clauses that the register of the item's version has.
fn known_clauses(item: &Item<'_>) -> Vec<String> {
    let register = Contract::embedded(item.version).register();
    item.vector.clauses.iter().filter(|clause| register.get(clause).is_some()).cloned().collect()
}

fn notes(item: &Item<'_>, judgement: &Judgement) -> Vec<String> {
    match judgement {
        Judgement::Reading(reading) => {
            let ambiguity = item.vector.ambiguity.as_deref().unwrap_or_default();
            vec![format!("{ambiguity}: the specification leaves it open; the implementation {reading}")]
        }
        Judgement::Passed | Judgement::Failed { .. } | Judgement::Unsupported | Judgement::Undecided(_) => {
            Vec::new()
        }
    }
}

fn failure(item: &Item<'_>, judgement: &Judgement, line: u32) -> Option<Failure> {
    let Judgement::Failed { expected, actual } = judgement else { return None };
    Some(Failure {
        title: format!("{}: {}", item.name(), item.vector.comment),
        phase: Phase::Check,
        step: format!("Then it is {}", item.vector.result.name()),
        definition: format!("vector {}", item.name()),
        line,
        requirements: Vec::new(),
        expected: expected.clone(),
        actual: actual.clone(),
        how_to_fix: Some(format!(
            "See the flags {} in the head of {}.",
            item.vector.flags.join(", "),
            item.path
        )),
        exchange: None,
        symptom: None,
    })
}
