//! Which scenarios a fault is tried on.

use super::clean::{CleanCase, CleanRun};
use super::matrix::Mutant;
use super::options::Policy;
use crate::seed::Seed;
use std::collections::BTreeSet;

/// The scenarios a fault is tried on: those that carry one of its clauses, those that give it something
/// to spoil (as many as the policy allows) and a sample of the others. The same seed chooses the same.
/// Ambient checks are no choice: they look at whatever runs.
#[must_use]
pub fn select(mutant: &Mutant, clean: &CleanRun, seed: &Seed, policy: Policy) -> BTreeSet<String> {
    let rows: Vec<&CleanCase> = clean.rows().filter(|case| !case.is_ambient()).collect();
    if policy.all {
        return rows.into_iter().map(|case| case.id.clone()).collect();
    }
    let (carrying, rest): (Vec<&CleanCase>, Vec<&CleanCase>) =
        rows.into_iter().partition(|case| case.shares_clause(mutant));
    let (spoilable, others): (Vec<&CleanCase>, Vec<&CleanCase>) =
        rest.into_iter().partition(|case| case.is_spoilable_by(mutant));
    let carrying = carrying.into_iter().map(|case| case.id.clone());
    let spoilable = sample(spoilable, policy.depth, seed, &mutant.id);
    let others = sample(others, policy.others, seed, &mutant.id);
    carrying.chain(spoilable).chain(others).collect()
}

/// Some of the scenarios, drawn by hashing.
fn sample(cases: Vec<&CleanCase>, most: usize, seed: &Seed, fault: &str) -> Vec<String> {
    let mut drawn: Vec<(u64, &str)> =
        cases.into_iter().map(|case| (seed.draw(&["kill", fault, &case.id]), case.id.as_str())).collect();
    drawn.sort_unstable();
    drawn.into_iter().take(most).map(|(_, id)| id.to_owned()).collect()
}

/// Scenarios of a set that give the fault something to spoil and were not tried on it yet.
#[must_use]
pub(super) fn untried(
    mutant: &Mutant,
    clean: &CleanRun,
    among: &BTreeSet<String>,
    tried: &BTreeSet<String>,
) -> BTreeSet<String> {
    let rows = clean.rows().filter(|case| !case.is_ambient() && case.is_spoilable_by(mutant));
    let fresh = rows.filter(|case| among.contains(&case.id) && !tried.contains(&case.id));
    fresh.map(|case| case.id.clone()).collect()
}
