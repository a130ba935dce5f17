//! Contract vectors as pseudo-scenarios of the report of the built-in merchant: what it signs, compares and negotiates
//! with is this program's own code, so what the vectors say of that code counts for it. Of a foreign
//! target they say nothing.

use crate::clock::{Clock, Instant};
use crate::harness::run::Run;
use crate::harness::target::Target;
use crate::harness::vectors::Judgement;
use crate::harness::vectors::report::record;
use crate::harness::vectors::run::{Item, Selection, builtin, judge_all, select};
use crate::harness::vectors::store;
use crate::report::{ScenarioRecord, Verdict};

/// One record per file of vectors that holds for the run's version.
pub(super) fn records(run: &Run) -> Vec<ScenarioRecord> {
    match (&run.target, &run.contender) {
        (Target::Builtin(_), None) => of_this_program(run),
        // A connector is judged by what it sends.
        (Target::Builtin(_), Some(_)) | (Target::Foreign(_), _) => Vec::new(),
    }
}

fn of_this_program(run: &Run) -> Vec<ScenarioRecord> {
    // The shipped files are read by a test; without them no clause is claimed.
    let Ok(sources) = store::embedded() else { return Vec::new() };
    let at = Clock::system().now();
    let selection = Selection { families: Vec::new(), version: Some(run.version) };
    let items = select(&sources, &selection);
    items.chunk_by(|one, other| one.path == other.path).filter_map(|file| together(file, at)).collect()
}

/// The cases of one file as one scenario: the first that fails stands for all.
fn together(items: &[Item<'_>], at: Instant) -> Option<ScenarioRecord> {
    let judgements = judge_all(items, &builtin(items));
    let failed = judgements.iter().position(|one| matches!(one, Judgement::Failed { .. }));
    let shown = failed.unwrap_or(0);
    let mut whole = record(items.get(shown)?, judgements.get(shown)?, at);
    let of_file = items.iter().zip(&judgements).map(|(item, judgement)| record(item, judgement, at));
    let mut clauses: Vec<String> = of_file.flat_map(|one| one.scenario.requirements).collect();
    clauses.sort_unstable();
    clauses.dedup();
    let path = items.first()?.path.trim_end_matches(".json").replace('/', ".");
    whole.scenario.id = path;
    whole.scenario.name = format!("Vectors: {} cases", items.len());
    whole.scenario.requirements = clauses;
    whole.notes = vec![format!("{} cases, {} open questions", items.len(), readings(&judgements))];
    if failed.is_none() {
        whole.verdict = Verdict::Pass;
    }
    Some(whole)
}

fn readings(judgements: &[Judgement]) -> usize {
    judgements.iter().filter(|one| matches!(one, Judgement::Reading(_))).count()
}
