//! A run over selected vectors.

use std::collections::BTreeMap;
use std::num::NonZeroUsize;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::{iter, panic, thread};

use super::store::Source;
use super::{Answer, Family, Judgement, Vector, evaluate, judge};
use crate::protocol::version::ProtocolVersion;

/// What is asked for; empty asks for everything.
#[derive(Clone, Debug, Default)]
pub struct Selection {
    /// Only these families.
    pub families: Vec<Family>,
    /// Only what holds for this version.
    pub version: Option<ProtocolVersion>,
}

impl Selection {
    /// The selection in words; `None` for everything.
    #[must_use]
    pub fn words(&self) -> Option<String> {
        let families: Vec<&str> = self.families.iter().map(|family| family.name()).collect();
        let families = (!families.is_empty()).then(|| format!("families {}", families.join(", ")));
        let version = self.version.map(|version| format!("version {version}"));
        let words: Vec<String> = families.into_iter().chain(version).collect();
        (!words.is_empty()).then(|| words.join("; "))
    }
}

/// One case to ask, with where it stands.
#[derive(Clone, Copy, Debug)]
pub struct Item<'a> {
    /// The family.
    pub family: Family,
    /// The version it is asked at.
    pub version: ProtocolVersion,
    /// The file, for people.
    pub path: &'a str,
    /// The line in the file.
    pub line: usize,
    /// The case.
    pub vector: &'a Vector,
}

impl Item<'_> {
    /// A name that is unique among all vectors: family, file and case.
    #[must_use]
    pub fn name(&self) -> String {
        let file = self.path.rsplit('/').next().unwrap_or_default();
        format!("{}/{}/{}", self.family, file.trim_end_matches(".json"), self.vector.id)
    }
}

/// The cases of a selection, in the order of files.
#[must_use]
pub fn select<'a>(sources: &'a [Source], selection: &Selection) -> Vec<Item<'a>> {
    let wanted =
        |source: &&Source| selection.families.is_empty() || selection.families.contains(&source.file.family);
    sources.iter().filter(wanted).flat_map(|source| items(source, selection.version)).collect()
}

/// The cases of one file; none when it does not hold for the version.
fn items(source: &Source, wanted: Option<ProtocolVersion>) -> Vec<Item<'_>> {
    let dates = &source.file.versions;
    let holds =
        |version: ProtocolVersion| dates.is_empty() || dates.iter().any(|date| date == version.date());
    let version = match wanted {
        Some(version) => Some(version).filter(|version| holds(*version)),
        None => ProtocolVersion::ALL.into_iter().rev().find(|version| holds(*version)),
    };
    let Some(version) = version else { return Vec::new() };
    let tests = source.file.tests.iter().enumerate();
    let item = |(index, vector)| Item {
        family: source.file.family,
        version,
        path: &source.path,
        line: source.first_line + index,
        vector,
    };
    tests.map(item).collect()
}

/// Cases that a worker takes at once.
const BATCH: usize = 16;

/// Answers by this program itself, in the order of the items; every core takes part.
#[must_use]
pub fn builtin(items: &[Item<'_>]) -> Vec<Answer> {
    let batches: Vec<&[Item<'_>]> = items.chunks(BATCH).collect();
    let cores = thread::available_parallelism().map_or(1, NonZeroUsize::get);
    let helpers = cores.min(batches.len()).saturating_sub(1);
    let next = AtomicUsize::new(0);
    let take = || {
        let at = from_both_ends(next.fetch_add(1, Ordering::Relaxed), batches.len())?;
        batches.get(at).map(|batch| (at, answers(batch)))
    };
    let work = || iter::from_fn(take).collect::<Vec<_>>();
    let mut done = thread::scope(|scope| {
        let others: Vec<_> = (0..helpers).map(|_| scope.spawn(work)).collect();
        let mut done = work();
        for other in others {
            // Whoever called this meets the panic as if it had been alone.
            done.extend(other.join().unwrap_or_else(|payload| panic::resume_unwind(payload)));
        }
        done
    });
    done.sort_unstable_by_key(|(at, _)| *at);
    done.into_iter().flat_map(|(_, answers)| answers).collect()
}

/// First, last, second, last but one …: neighbours need the same schemas, and a worker should not have to wait for
/// what another one is compiling.
pub(super) fn from_both_ends(turn: usize, count: usize) -> Option<usize> {
    let inwards = turn / 2;
    (turn < count).then(|| if turn.is_multiple_of(2) { inwards } else { count - 1 - inwards })
}

fn answers(items: &[Item<'_>]) -> Vec<Answer> {
    items.iter().map(|item| evaluate::answer(item.family, item.version, &item.vector.input)).collect()
}

/// Judges answers, one per item.
#[must_use]
pub fn judge_all(items: &[Item<'_>], answers: &[Answer]) -> Vec<Judgement> {
    items.iter().zip(answers).map(|(item, answer)| judge(item.vector, answer)).collect()
}

/// Numbers of cases by what they amount to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Counts {
    /// Cases selected.
    pub total: usize,
    /// Right, open questions included.
    pub passed: usize,
    /// Wrong, or no answer.
    pub failed: usize,
    /// Not done, and said so.
    pub unsupported: usize,
    /// Never asked.
    pub undecided: usize,
    /// Of those passed: open questions, where two readings are right.
    pub readings: usize,
}

impl Counts {
    /// Counts one more.
    pub fn add(&mut self, judgement: &Judgement) {
        self.total += 1;
        match judgement {
            Judgement::Passed => self.passed += 1,
            Judgement::Reading(_) => {
                self.passed += 1;
                self.readings += 1;
            }
            Judgement::Failed { .. } => self.failed += 1,
            Judgement::Unsupported => self.unsupported += 1,
            Judgement::Undecided(_) => self.undecided += 1,
        }
    }
}

/// Counts of everything.
#[must_use]
pub fn count(judgements: &[Judgement]) -> Counts {
    let mut counts = Counts::default();
    for judgement in judgements {
        counts.add(judgement);
    }
    counts
}

/// Counts by family and file.
#[must_use]
pub fn count_by_file(items: &[Item<'_>], judgements: &[Judgement]) -> BTreeMap<(Family, String), Counts> {
    let mut table: BTreeMap<(Family, String), Counts> = BTreeMap::new();
    for (item, judgement) in items.iter().zip(judgements) {
        let file = item.path.rsplit('/').next().unwrap_or_default().trim_end_matches(".json");
        table.entry((item.family, file.to_owned())).or_default().add(judgement);
    }
    table
}
