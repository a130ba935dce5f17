//! A workshop of invented faults and scenarios that react as told.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use ucp_assay::harness::kill::{
    Bench, Cell, CleanCase, CleanRun, Faults, KillError, KillOptions, Mutant, Outcome, Policy, Standing,
    Trial, Workshop,
};
use ucp_assay::harness::lane::Lane;
use ucp_assay::report::Place;

/// The invented version.
pub(crate) const VERSION: &str = "2000-01-01";

/// What a scenario does under a fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reaction {
    Fails,
    FailsUnfired,
    Warns,
    Passes,
    Hangs,
}

/// What the benches were asked to do.
#[derive(Debug, Default)]
struct Log {
    cleaned: usize,
    tried: Vec<(String, BTreeSet<String>)>,
}

/// The workshop; clones share their log.
#[derive(Clone, Debug)]
pub(crate) struct Invented {
    mutants: Vec<Mutant>,
    cases: Vec<CleanCase>,
    reactions: BTreeMap<(String, String), Reaction>,
    breaks_at: Option<String>,
    log: Arc<Mutex<Log>>,
}

/// A fault that violates these clauses.
pub(crate) fn mutant(id: &str, violates: &[&str]) -> Mutant {
    Mutant {
        id: id.to_owned(),
        about: format!("breaks {id}"),
        stage: "render".to_owned(),
        violates: violates.iter().map(|&clause| clause.to_owned()).collect(),
        binding: true,
    }
}

pub(crate) fn options(folder: &Path) -> KillOptions {
    KillOptions {
        lane: Lane::Merchant,
        faults: Vec::new(),
        tags: None,
        versions: Vec::new(),
        world: "electronics".to_owned(),
        features: None,
        jobs: 3,
        seed: 1,
        policy: Policy::default(),
        limit: Duration::from_secs(5),
        resume: false,
        report: Place::Folder(folder.to_owned()),
        quiet: true,
        command: "kill".to_owned(),
    }
}

impl Invented {
    /// Faults that violate clauses of nobody, and scenarios that carry clauses of nobody.
    pub(crate) fn new(faults: &[&str], scenarios: &[&str]) -> Self {
        let mut new = Self {
            mutants: faults.iter().map(|id| mutant(id, &[&format!("X-{id}")])).collect(),
            cases: Vec::new(),
            reactions: BTreeMap::new(),
            breaks_at: None,
            log: Arc::default(),
        };
        for id in scenarios {
            new = new.scenario(id, &[&format!("Y-{id}")]);
        }
        new
    }

    pub(crate) fn fault(mut self, mutant: Mutant) -> Self {
        self.mutants.push(mutant);
        self
    }

    pub(crate) fn scenario(mut self, id: &str, requirements: &[&str]) -> Self {
        self.cases.push(CleanCase {
            id: id.to_owned(),
            name: format!("Scenario {id}"),
            standing: Standing::Passed,
            requirements: requirements.iter().map(|&clause| clause.to_owned()).collect(),
            binding: true,
            operations: BTreeSet::from(["create_checkout".to_owned()]),
            stages: BTreeSet::new(),
            spoilable_by: BTreeSet::new(),
        });
        self
    }

    pub(crate) fn recommendation(self, id: &str, requirements: &[&str]) -> Self {
        let mut with = self.scenario(id, requirements);
        if let Some(case) = with.cases.last_mut() {
            case.binding = false;
        }
        with
    }

    /// A scenario's reaction to a fault; the fault finds something to spoil in it.
    pub(crate) fn reacts(mut self, fault: &str, scenario: &str, reaction: Reaction) -> Self {
        self.reactions.insert((fault.to_owned(), scenario.to_owned()), reaction);
        let case = self.cases.iter_mut().find(|case| case.id == scenario);
        case.expect("a scenario").spoilable_by.insert(fault.to_owned());
        self
    }

    /// A scenario that does not pass without any fault.
    pub(crate) fn unclean(mut self, scenario: &str, reaction: Reaction) -> Self {
        let reason = "as told".to_owned();
        let case = self.cases.iter_mut().find(|case| case.id == scenario).expect("a scenario");
        case.standing = match reaction {
            Reaction::Fails | Reaction::FailsUnfired | Reaction::Warns => Standing::Failed { reason },
            Reaction::Hangs => Standing::Undecided { reason },
            Reaction::Passes => Standing::Passed,
        };
        self
    }

    /// The bench breaks when it comes to this fault.
    pub(crate) fn breaks_at(mut self, fault: &str) -> Self {
        self.breaks_at = Some(fault.to_owned());
        self
    }

    pub(crate) fn faults(&self) -> Vec<Faults> {
        vec![Faults {
            version: VERSION.to_owned(),
            mutants: self.mutants.clone(),
            not_applicable: Vec::new(),
        }]
    }

    /// Scenarios a fault was tried on.
    pub(crate) fn tried(&self, fault: &str) -> BTreeSet<String> {
        let log = self.log.lock().expect("no panic");
        log.tried.iter().filter(|(id, _)| id == fault).flat_map(|(_, all)| all.clone()).collect()
    }

    /// Scenarios a fault was tried on first.
    pub(crate) fn first_tried(&self, fault: &str) -> BTreeSet<String> {
        let log = self.log.lock().expect("no panic");
        log.tried.iter().find(|(id, _)| id == fault).map(|(_, all)| all.clone()).unwrap_or_default()
    }

    pub(crate) fn cleaned(&self) -> usize {
        self.log.lock().expect("no panic").cleaned
    }
}

impl Workshop for Invented {
    type Bench = Self;

    fn open(&self, version: &str) -> Result<Self, KillError> {
        assert_eq!(version, VERSION);
        Ok(self.clone())
    }
}

impl Bench for Invented {
    fn clean(&mut self, _mutants: &[Mutant]) -> Result<CleanRun, KillError> {
        self.log.lock().expect("no panic").cleaned += 1;
        Ok(CleanRun { cases: self.cases.clone(), elapsed_millis: 0 })
    }

    fn trial(
        &mut self,
        mutant: &Mutant,
        _clean: &CleanRun,
        scenarios: &BTreeSet<String>,
    ) -> Result<Trial, KillError> {
        if self.breaks_at.as_ref() == Some(&mutant.id) {
            return Err(KillError::Broken("as told".to_owned()));
        }
        self.log.lock().expect("no panic").tried.push((mutant.id.clone(), scenarios.clone()));
        let mut trial = Trial::default();
        for id in scenarios {
            trial.cells.insert(id.clone(), self.cell(mutant, id));
        }
        Ok(trial)
    }
}

impl Invented {
    fn cell(&self, mutant: &Mutant, scenario: &str) -> Cell {
        let case = self.cases.iter().find(|case| case.id == scenario).expect("a scenario");
        let reaction = self.reactions.get(&(mutant.id.clone(), scenario.to_owned()));
        let (outcome, fired) = match reaction {
            None => (Outcome::NotFired, 0),
            Some(Reaction::FailsUnfired) => (Outcome::Stray, 0),
            Some(Reaction::Warns) if case.binding => (Outcome::Noticed, 1),
            Some(Reaction::Fails | Reaction::Warns) => (Outcome::Killed, 1),
            Some(Reaction::Passes) => (Outcome::Survived, 1),
            Some(Reaction::Hangs) => (Outcome::Undecided, 1),
        };
        let clauses = match outcome {
            Outcome::Killed => mutant.violates.clone(),
            Outcome::Noticed
            | Outcome::Survived
            | Outcome::NotFired
            | Outcome::Undecided
            | Outcome::Stray => Vec::new(),
        };
        Cell { outcome, fired, clauses, saw: None }
    }
}
