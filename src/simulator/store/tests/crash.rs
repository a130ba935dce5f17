//! A crash leaves a prefix of the commits: never half of one, never a later one without an earlier.
//!
//! What a killed process leaves behind is what the kernel holds: the file and its log. Copying both
//! from under a running store gives exactly that, and cutting the copied log short gives what a
//! write cut off in the middle leaves.

use super::{NOON, open, state_file, write};
use crate::simulator::store::{Change, Commit, Kind, SqliteStore, Store};
use futures::executor::block_on;
use proptest::prelude::*;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use tempfile::TempDir;

type Model = BTreeMap<(Kind, String), Vec<u8>>;

fn kinds() -> impl Strategy<Value = Kind> {
    prop_oneof![Just(Kind::Checkout), Just(Kind::Order), Just(Kind::Idempotency), Just(Kind::Webhook)]
}

fn change() -> impl Strategy<Value = Change> {
    let id = || "[a-d]";
    prop_oneof![
        4 => (kinds(), id(), prop::collection::vec(any::<u8>(), 0..3000))
            .prop_map(|(kind, id, value)| Change::Put { kind, id, value, expires: None }),
        1 => (kinds(), id()).prop_map(|(kind, id)| Change::Erase { kind, id }),
    ]
}

fn commits() -> impl Strategy<Value = Vec<Vec<Change>>> {
    prop::collection::vec(prop::collection::vec(change(), 1..4), 1..12)
}

fn commit(changes: &[Change]) -> Commit {
    let mut commit = Commit::new("session", NOON);
    for change in changes {
        commit.change(change.clone());
    }
    commit
}

/// The states after each prefix of the commits, the empty one first.
fn prefixes(history: &[Vec<Change>]) -> Vec<Model> {
    let mut states = vec![Model::new()];
    for changes in history {
        let mut state = states.last().cloned().unwrap_or_default();
        for change in changes.iter().cloned() {
            match change {
                Change::Put { kind, id, value, .. } => drop(state.insert((kind, id), value)),
                Change::Erase { kind, id } => drop(state.remove(&(kind, id))),
            }
        }
        states.push(state);
    }
    states
}

fn stored(store: &SqliteStore) -> Model {
    let snapshot = block_on(store.load("session")).unwrap();
    let pair =
        |record: &crate::simulator::store::Record| ((record.kind, record.id.clone()), record.value.clone());
    snapshot.records().iter().map(pair).collect()
}

/// What the next process finds if this one dies now, its log cut to `keep` of 1000.
fn after_crash(path: &Path, keep: u64) -> Model {
    let folder = TempDir::new().unwrap();
    let copy = state_file(&folder);
    fs::copy(path, &copy).unwrap();
    let log = |path: &Path| path.with_extension("db-wal");
    fs::copy(log(path), log(&copy)).unwrap();
    let file = fs::OpenOptions::new().write(true).open(log(&copy)).unwrap();
    let length = file.metadata().unwrap().len();
    file.set_len(length * keep / 1000).unwrap();
    drop(file);
    stored(&open(&copy))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn everything_acknowledged_survives_at_every_kill_point(history in commits()) {
        let folder = TempDir::new().unwrap();
        let path = state_file(&folder);
        let store = open(&path);
        let states = prefixes(&history);
        for (number, changes) in history.iter().enumerate() {
            block_on(write(&store, commit(changes))).unwrap();
            prop_assert_eq!(&after_crash(&path, 1000), &states[number + 1]);
        }
        prop_assert_eq!(&stored(&store), states.last().unwrap());
    }

    #[test]
    fn a_write_cut_off_anywhere_leaves_a_prefix(history in commits(), keep in 0_u64..1000) {
        let folder = TempDir::new().unwrap();
        let path = state_file(&folder);
        let store = open(&path);
        for changes in &history {
            drop(write(&store, commit(changes)));
        }
        block_on(write(&store, Commit::new("session", NOON))).unwrap();
        let found = after_crash(&path, keep);
        prop_assert!(prefixes(&history).contains(&found), "no prefix of the commits: {found:?}");
    }
}
