//! `kill.json`: the matrix as programs read it.

use super::clean::{CleanRun, Standing};
use super::matrix::{Judged, Matrix, Mutant, MutantVerdict};
use super::options::KillOptions;
use crate::exit_code::Exit;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// `kill.json`. What CI looks at stands first.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Document {
    /// Faults tried.
    pub faults: usize,
    /// Faults killed at every version they fired at.
    pub killed: usize,
    /// Faults that fired at some version and were not killed there, or that never fired at all, by name.
    pub survivors: Vec<String>,
    /// Scenarios that failed for no fault at some version they pass at, by name.
    pub idle_scenarios: Vec<String>,
    /// Scenarios that are rows of the matrix; rows of outlines and ambient checks count one each.
    pub scenarios: usize,
    /// `killed` divided by `faults`, 0 to 1; 0 when there is no fault.
    pub kill_rate: f64,
    /// Faults that never fired at any version, by name; they are survivors too. Those that find nothing to
    /// spoil at one version and are killed at another stand in that version's list only.
    pub not_fired: Vec<String>,
    /// Scenarios that failed in the session of a fault that did not fire.
    pub strays: Vec<Stray>,
    /// Exit code of the process.
    pub exit_code: u8,
    /// What it amounts to, for people: of a selection, only what was asked for is judged.
    pub claim: String,
    /// Why, for people.
    pub reasons: Vec<String>,
    /// What was selected of all there is; absent when everything ran.
    pub selection: Option<String>,
    /// Seed of samples and draws.
    pub seed: u64,
    /// Faults tried at once.
    pub jobs: usize,
    /// Wall time in milliseconds, writing aside; of the last part only, when the run was resumed.
    pub elapsed_millis: u64,
    /// The command as typed.
    pub command: String,
    /// Version of the tool.
    pub tool_version: String,
    /// One matrix per protocol version, oldest first.
    pub versions: Vec<VersionMatrix>,
}

/// A failure that no fault explains.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Stray {
    /// Protocol version (a date).
    pub version: String,
    /// The fault that was armed and did not fire.
    pub fault: String,
    /// The scenario that failed.
    pub scenario: String,
}

/// A scenario that is no row, or should not be one, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Finding {
    /// The scenario.
    pub scenario: String,
    /// Why.
    pub reason: String,
}

/// One row of a matrix.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Row {
    /// The scenario.
    pub scenario: String,
    /// Its title.
    pub name: String,
    /// Clauses it carries.
    pub requirements: BTreeSet<String>,
    /// Operations it calls.
    pub operations: BTreeSet<String>,
    /// Stages at which some fault would find something to spoil.
    pub stages: BTreeSet<String>,
    /// Faults it failed for.
    pub kills: Vec<String>,
}

/// One version.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VersionMatrix {
    /// Protocol version (a date).
    pub version: String,
    /// Faults tried.
    pub faults: usize,
    /// Faults killed.
    pub killed: usize,
    /// Faults that fired and were not killed.
    pub survivors: Vec<String>,
    /// Faults that never fired: this version gave them nothing to spoil.
    pub not_fired: Vec<String>,
    /// Of the survivors, the ones no scenario could decide about.
    pub undecided: Vec<String>,
    /// Of the survivors, the ones that scenarios only warned of, and not by their clause.
    pub noticed: Vec<String>,
    /// Scenarios that failed for no fault.
    pub idle_scenarios: Vec<String>,
    /// Faults whose clauses this version does not have.
    pub not_applicable: Vec<String>,
    /// Killed faults of which no killer names a clause that the fault violates.
    pub killed_elsewhere: Vec<String>,
    /// Clauses that rows carry and no fault was killed by.
    pub clauses_never_broken: Vec<String>,
    /// Scenarios that are not for this version or merchant.
    pub set_aside: Vec<Finding>,
    /// Scenarios that do not pass without any fault; with one, nothing else was tried.
    pub not_clean: Vec<Finding>,
    /// Wall time of the clean run in milliseconds.
    pub clean_millis: u64,
    /// The faults with their cells.
    pub matrix: Vec<Judged>,
    /// The scenarios.
    pub rows: Vec<Row>,
    /// Clause to the faults killed by it.
    pub requirements: BTreeMap<String, BTreeSet<String>>,
    /// How the clean run ended, worst first.
    #[serde(skip)]
    pub(super) clean_exit: Option<Exit>,
}

impl VersionMatrix {
    /// The matrix of one version.
    #[must_use]
    pub fn new(version: &str, clean: &CleanRun, matrix: Matrix, not_applicable: Vec<String>) -> Self {
        let requirements = matrix.requirements();
        let carried: BTreeSet<&String> = clean.rows().flat_map(|case| &case.requirements).collect();
        let never = carried.into_iter().filter(|clause| !requirements.contains_key(*clause));
        let elsewhere = matrix
            .faults
            .iter()
            .filter(|fault| fault.verdict == MutantVerdict::Killed && !fault.by_its_clause);
        Self {
            version: version.to_owned(),
            faults: matrix.faults.len(),
            killed: matrix.with(MutantVerdict::Killed).len(),
            survivors: matrix.survivors(),
            not_fired: matrix.with(MutantVerdict::NotFired),
            undecided: matrix.with(MutantVerdict::Undecided),
            noticed: matrix.with(MutantVerdict::Noticed),
            clauses_never_broken: never.cloned().collect(),
            killed_elsewhere: elsewhere.map(|fault| fault.fault.id.clone()).collect(),
            set_aside: set_aside(clean),
            not_clean: not_clean(clean),
            clean_millis: clean.elapsed_millis,
            rows: rows(clean, &matrix),
            clean_exit: clean_exit(clean),
            not_applicable,
            requirements,
            idle_scenarios: matrix.idle,
            matrix: matrix.faults,
        }
    }

    fn strays(&self) -> Vec<Stray> {
        let matrix = Matrix { faults: self.matrix.clone(), idle: Vec::new() };
        let stray = |(fault, scenario)| Stray { version: self.version.clone(), fault, scenario };
        matrix.strays().into_iter().map(stray).collect()
    }
}

fn set_aside(clean: &CleanRun) -> Vec<Finding> {
    let aside = clean.cases.iter().filter_map(|case| match &case.standing {
        Standing::Aside { reason } => Some(Finding { scenario: case.id.clone(), reason: reason.clone() }),
        Standing::Passed | Standing::Failed { .. } | Standing::Undecided { .. } | Standing::Broken { .. } => {
            None
        }
    });
    aside.collect()
}

fn not_clean(clean: &CleanRun) -> Vec<Finding> {
    let found = |(case, reason): (&super::CleanCase, &str)| Finding {
        scenario: case.id.clone(),
        reason: reason.to_owned(),
    };
    clean.troubled().map(found).collect()
}

/// What a clean run that is not clean amounts to, as a certification would say.
fn clean_exit(clean: &CleanRun) -> Option<Exit> {
    let has = |wanted: fn(&Standing) -> bool| clean.cases.iter().any(|case| wanted(&case.standing));
    if has(|standing| matches!(standing, Standing::Failed { .. })) {
        Some(Exit::NonConformant)
    } else if has(|standing| matches!(standing, Standing::Broken { .. })) {
        Some(Exit::HarnessError)
    } else if has(|standing| matches!(standing, Standing::Undecided { .. })) {
        Some(Exit::Inconclusive)
    } else {
        None
    }
}

fn rows(clean: &CleanRun, matrix: &Matrix) -> Vec<Row> {
    let kills = |id: &str| {
        let killed = matrix.faults.iter().filter(|fault| fault.killed_by.iter().any(|one| one == id));
        killed.map(|fault| fault.fault.id.clone()).collect()
    };
    let row = |case: &super::CleanCase| Row {
        scenario: case.id.clone(),
        name: case.name.clone(),
        requirements: case.requirements.clone(),
        operations: case.operations.clone(),
        stages: case.stages.clone(),
        kills: kills(&case.id),
    };
    clean.rows().map(row).collect()
}

impl Document {
    /// The document of a run; `mutants` are all faults of all versions.
    #[must_use]
    pub fn new(options: &KillOptions, elapsed_millis: u64, versions: Vec<VersionMatrix>) -> Self {
        let union = |of: fn(&VersionMatrix) -> &Vec<String>| -> Vec<String> {
            let all: BTreeSet<&String> = versions.iter().flat_map(of).collect();
            all.into_iter().cloned().collect()
        };
        let tried: BTreeSet<&str> = versions.iter().flat_map(|one| &one.matrix).map(id).collect();
        let rows: BTreeSet<&str> =
            versions.iter().flat_map(|one| &one.rows).map(|row| row.scenario.as_str()).collect();
        let killed_somewhere: BTreeSet<&str> = versions
            .iter()
            .flat_map(|one| &one.matrix)
            .filter(|fault| fault.verdict == MutantVerdict::Killed)
            .map(id)
            .collect();
        let left = union(|one| &one.survivors);
        let mut not_fired = union(|one| &one.not_fired);
        not_fired.retain(|fault| !killed_somewhere.contains(fault.as_str()) && !left.contains(fault));
        let survivors: BTreeSet<String> = left.into_iter().chain(not_fired.iter().cloned()).collect();
        let survivors: Vec<String> = survivors.into_iter().collect();
        let (faults, killed) = (tried.len(), tried.len() - survivors.len());
        let scenarios = rows.len();
        let mut document = Self {
            faults,
            killed,
            idle_scenarios: union(|one| &one.idle_scenarios),
            not_fired,
            survivors,
            scenarios,
            kill_rate: rate(killed, faults),
            strays: versions.iter().flat_map(VersionMatrix::strays).collect(),
            exit_code: 0,
            claim: String::new(),
            reasons: Vec::new(),
            selection: options.selection(),
            seed: options.seed,
            jobs: options.jobs,
            elapsed_millis,
            command: options.command.clone(),
            tool_version: env!("CARGO_PKG_VERSION").to_owned(),
            versions,
        };
        let (exit, reasons) = document.decide(options);
        document.exit_code = exit.code();
        claim(exit, options).clone_into(&mut document.claim);
        document.reasons = reasons;
        document
    }

    /// The exit code, and everything that speaks for it.
    fn decide(&self, options: &KillOptions) -> (Exit, Vec<String>) {
        let mut found: Vec<(Exit, String)> = Vec::new();
        for one in &self.versions {
            if let Some(exit) = one.clean_exit {
                let names: Vec<&str> = one.not_clean.iter().map(|it| it.scenario.as_str()).collect();
                found.push((
                    exit,
                    format!("{}: not clean without any fault: {}", one.version, names.join(", ")),
                ));
            }
        }
        if found.is_empty() && (self.faults == 0 || self.scenarios == 0) {
            found.push((Exit::NothingRan, "no fault or no scenario was selected".to_owned()));
        }
        if options.judges_faults() && !self.survivors.is_empty() {
            found.push((Exit::NonConformant, format!("survivors: {}", self.survivors.join(", "))));
        }
        if options.judges_scenarios() && !self.idle_scenarios.is_empty() && self.faults > 0 {
            found.push((Exit::NonConformant, format!("idle scenarios: {}", self.idle_scenarios.join(", "))));
        }
        if !self.strays.is_empty() {
            let names = self.strays.iter().map(|one| format!("{} ({})", one.scenario, one.fault));
            let names: Vec<String> = names.collect();
            found.push((Exit::Inconclusive, format!("failed without the fault: {}", names.join(", "))));
        }
        let exit = found.first().map_or(Exit::Success, |(exit, _)| *exit);
        (exit, found.into_iter().map(|(_, reason)| reason).collect())
    }

    /// The exit code.
    #[must_use]
    pub fn exit(&self) -> Exit {
        Exit::ALL.into_iter().find(|exit| exit.code() == self.exit_code).unwrap_or(Exit::HarnessError)
    }

    /// A few lines for people.
    #[must_use]
    pub fn summary(&self) -> String {
        let mut lines = Vec::new();
        for one in &self.versions {
            lines.push(format!(
                "{}: {} of {} faults killed by {} scenarios; {} survivors, {} not fired, {} idle scenarios, {} faults about other versions",
                one.version,
                one.killed,
                one.faults,
                one.rows.len(),
                one.survivors.len(),
                one.not_fired.len(),
                one.idle_scenarios.len(),
                one.not_applicable.len()
            ));
        }
        for one in self.versions.iter().filter(|one| !one.not_fired.is_empty()) {
            lines.push(format!("  not fired at {}: {}", one.version, one.not_fired.join(", ")));
        }
        lines.extend(self.reasons.iter().map(|reason| format!("  {reason}")));
        lines.push(format!(
            "kill rate {:.1} % ({} of {} faults), {} scenarios, {} idle, {:.1} s, seed {}",
            self.kill_rate * 100.0,
            self.killed,
            self.faults,
            self.scenarios,
            self.idle_scenarios.len(),
            seconds(self.elapsed_millis),
            self.seed
        ));
        lines.join("\n")
    }

    /// The JSON text.
    ///
    /// # Errors
    /// Never for what this program made.
    pub fn to_json(&self) -> Result<String, serde_json::Error> {
        serde_json::to_string_pretty(self)
    }
}

fn id(judged: &Judged) -> &str {
    let Mutant { id, .. } = &judged.fault;
    id
}

#[expect(clippy::cast_precision_loss, reason = "counts of faults are small")]
fn rate(killed: usize, faults: usize) -> f64 {
    if faults == 0 { 0.0 } else { killed as f64 / faults as f64 }
}

#[expect(clippy::cast_precision_loss, reason = "milliseconds of a run fit")]
fn seconds(millis: u64) -> f64 {
    millis as f64 / 1000.0
}

/// What an exit amounts to when this was asked for.
fn claim(exit: Exit, options: &KillOptions) -> &'static str {
    match exit {
        Exit::Success => match (options.judges_faults(), options.judges_scenarios()) {
            (true, true) => "every fault was killed, and every scenario killed one",
            (true, false) => "every fault asked for was killed; idle scenarios were not judged",
            (false, _) => "every scenario asked for killed a fault; survivors were not judged",
        },
        Exit::NonConformant => {
            "a fault survived, a scenario is idle, or there is a failure without any fault"
        }
        Exit::Usage
        | Exit::Preflight
        | Exit::NothingRan
        | Exit::Incomplete
        | Exit::ExpectedFailureMissing
        | Exit::Inconclusive
        | Exit::HarnessError
        | Exit::ReportNotWritten => exit.meaning(),
    }
}
