//! One version: the clean run, the faults in parallel, and a closer look at whoever is left.

use super::cell::Trial;
use super::clean::CleanRun;
use super::error::KillError;
use super::journal::Journal;
use super::matrix::{Matrix, Mutant, MutantVerdict};
use super::options::Policy;
use super::select::{select, untried};
use super::workshop::{Bench as _, Workshop};
use crate::seed::Seed;
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

/// Where progress is told.
pub(super) type Say<'a> = &'a (dyn Fn(String) + Sync);

/// One version of a kill matrix.
pub(super) struct Study<'a, W> {
    pub workshop: &'a W,
    pub version: &'a str,
    pub mutants: &'a [Mutant],
    pub seed: &'a Seed,
    pub policy: Policy,
    pub jobs: usize,
    pub journal: &'a Journal,
    pub say: Say<'a>,
}

/// Scenarios to try a fault on.
type Wanted<'a> = (&'a Mutant, BTreeSet<String>);

impl<W: Workshop> Study<'_, W> {
    /// The clean run, and the matrix when the clean run was clean.
    pub(super) fn run(&self) -> Result<(CleanRun, Matrix), KillError> {
        let clean = self.clean()?;
        if clean.troubled().next().is_some() || clean.rows().next().is_none() {
            return Ok((clean, Matrix::default()));
        }
        let mut trials = BTreeMap::new();
        let first =
            self.mutants.iter().map(|mutant| (mutant, select(mutant, &clean, self.seed, self.policy)));
        self.pass("selected", first.collect(), &clean, &mut trials)?;
        let second = self.closer(&clean, &trials);
        self.pass("closer", second, &clean, &mut trials)?;
        let matrix = Matrix::judge(self.mutants, &clean, trials);
        Ok((clean, matrix))
    }

    fn clean(&self) -> Result<CleanRun, KillError> {
        if let Some(known) = self.journal.clean(self.version) {
            return Ok(known);
        }
        let began = Instant::now();
        let mut clean = self.workshop.open(self.version)?.clean(self.mutants)?;
        clean.elapsed_millis = millis(began);
        self.journal.cleaned(self.version, &clean)?;
        (self.say)(format!("{}: clean run, {} scenarios pass", self.version, clean.rows().count()));
        Ok(clean)
    }

    /// What is tried beside the selection: scenarios that killed nothing so far on every fault that finds
    /// something to spoil in them, and faults that are not killed so far on every such scenario.
    fn closer(&self, clean: &CleanRun, trials: &BTreeMap<String, Trial>) -> Vec<Wanted<'_>> {
        let so_far = Matrix::judge(self.mutants, clean, trials.clone());
        let idle: BTreeSet<String> = so_far.idle.iter().cloned().collect();
        let every: BTreeSet<String> = clean.rows().map(|case| case.id.clone()).collect();
        let wanted = self.mutants.iter().zip(&so_far.faults).map(|(mutant, judged)| {
            // An ambient check sees a fault anywhere: it may only have been looked for in the wrong place.
            let ambient = clean.rows().filter(|case| case.is_ambient() && idle.contains(&case.id));
            let sought = judged.verdict != MutantVerdict::Killed
                || ambient.into_iter().any(|case| case.shares_clause(mutant));
            let among = if sought { &every } else { &idle };
            (mutant, untried(mutant, clean, among, &judged.cells.keys().cloned().collect()))
        });
        wanted.filter(|(_, scenarios)| !scenarios.is_empty()).collect()
    }

    /// Tries every fault on its scenarios, several faults at once.
    fn pass(
        &self,
        name: &str,
        wanted: Vec<Wanted<'_>>,
        clean: &CleanRun,
        trials: &mut BTreeMap<String, Trial>,
    ) -> Result<(), KillError> {
        let total = wanted.len();
        let (known, open): (Vec<Wanted<'_>>, Vec<Wanted<'_>>) = wanted
            .into_iter()
            .partition(|(mutant, _)| self.journal.trial(self.version, name, &mutant.id).is_some());
        for (mutant, _) in &known {
            if let Some(trial) = self.journal.trial(self.version, name, &mutant.id) {
                trials.entry(mutant.id.clone()).or_default().absorb(trial);
            }
        }
        let threads = self.jobs.clamp(1, open.len().max(1));
        let line = Line {
            queue: Mutex::new(open.into()),
            done: Mutex::new(Vec::new()),
            broken: Mutex::new(None),
            first: known.len(),
            total,
        };
        std::thread::scope(|scope| {
            for _ in 0..threads {
                scope.spawn(|| self.work(name, clean, &line));
            }
        });
        if let Some(error) = line.broken.into_inner().unwrap_or_else(PoisonError::into_inner) {
            return Err(error);
        }
        for (fault, trial) in line.done.into_inner().unwrap_or_else(PoisonError::into_inner) {
            trials.entry(fault).or_default().absorb(trial);
        }
        Ok(())
    }

    /// One thread: opens a bench and tries faults on it until none is left or something broke.
    fn work(&self, pass: &str, clean: &CleanRun, line: &Line<'_>) {
        if lock(&line.queue).is_empty() {
            return;
        }
        let worked = self.workshop.open(self.version).and_then(|mut bench| {
            while let Some((mutant, scenarios)) = line.next() {
                let began = Instant::now();
                let mut trial = bench.trial(mutant, clean, &scenarios)?;
                trial.elapsed_millis = millis(began);
                self.journal.tried(self.version, pass, &mutant.id, &trial)?;
                self.tell(mutant, &trial, line);
                lock(&line.done).push((mutant.id.clone(), trial));
            }
            Ok(())
        });
        if let Err(error) = worked {
            lock(&line.queue).clear();
            lock(&line.broken).get_or_insert(error);
        }
    }

    fn tell(&self, mutant: &Mutant, trial: &Trial, line: &Line<'_>) {
        let number = line.first + lock(&line.done).len() + 1;
        let killers = trial.cells.values().filter(|cell| cell.outcome == super::Outcome::Killed).count();
        (self.say)(format!(
            "[{number}/{}] {} {}: {killers} of {} scenarios failed ({} ms)",
            line.total,
            self.version,
            mutant.id,
            trial.cells.len(),
            trial.elapsed_millis
        ));
    }
}

/// What the threads of one pass share.
struct Line<'a> {
    queue: Mutex<VecDeque<Wanted<'a>>>,
    done: Mutex<Vec<(String, Trial)>>,
    broken: Mutex<Option<KillError>>,
    first: usize,
    total: usize,
}

impl<'a> Line<'a> {
    fn next(&self) -> Option<Wanted<'a>> {
        lock(&self.queue).pop_front()
    }
}

/// A panic elsewhere must not cost what was done.
fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn millis(began: Instant) -> u64 {
    u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX)
}
