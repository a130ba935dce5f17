//! What the store promises, on real files.

mod crash;
mod files;
mod limits;

use crate::clock::Instant;
use crate::simulator::store::{Commit, Kind, Pending, Record, SqliteOptions, SqliteStore, Store, StoreError};
use futures::executor::block_on;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use tempfile::TempDir;

const NOON: Instant = Instant::from_millis(1_775_649_600_000);

fn state_file(folder: &TempDir) -> PathBuf {
    folder.path().join("state.db")
}

fn open(path: &Path) -> SqliteStore {
    SqliteStore::open(path, &SqliteOptions::default()).unwrap()
}

fn write(store: &SqliteStore, commit: Commit) -> Pending<()> {
    store.commit(store.reserve().unwrap(), commit)
}

fn put(session: &str, kind: Kind, id: &str, value: &str) -> Commit {
    let mut commit = Commit::new(session, NOON);
    commit.put(kind, id, &value).unwrap();
    commit
}

fn rows(store: &SqliteStore, session: &str) -> Vec<(Kind, String, String)> {
    let text = |record: &Record| {
        (record.kind, record.id.clone(), serde_json::from_slice::<String>(&record.value).unwrap())
    };
    block_on(store.load(session)).unwrap().records().iter().map(text).collect()
}

fn row(kind: Kind, id: &str, value: &str) -> (Kind, String, String) {
    (kind, id.to_owned(), value.to_owned())
}

#[test]
fn what_was_committed_is_there_after_a_restart_in_order_of_last_write() {
    let folder = TempDir::new().unwrap();
    let store = open(&state_file(&folder));
    block_on(write(&store, put("a", Kind::Checkout, "1", "first"))).unwrap();
    block_on(write(&store, put("a", Kind::Checkout, "2", "second"))).unwrap();
    block_on(write(&store, put("a", Kind::Order, "1", "an order"))).unwrap();
    block_on(write(&store, put("b", Kind::Checkout, "1", "another session's"))).unwrap();
    let mut last = put("a", Kind::Checkout, "1", "first, changed");
    last.erase(Kind::Checkout, "2");
    block_on(write(&store, last)).unwrap();
    block_on(store.close()).unwrap();

    let store = open(&state_file(&folder));
    assert_eq!(block_on(store.sessions()).unwrap(), ["a", "b"]);
    let order_then_checkout = [row(Kind::Order, "1", "an order"), row(Kind::Checkout, "1", "first, changed")];
    assert_eq!(rows(&store, "a"), order_then_checkout);
    assert!(block_on(store.load("unknown")).unwrap().is_empty());
}

#[test]
fn a_removed_session_leaves_nothing_behind() {
    let folder = TempDir::new().unwrap();
    let store = open(&state_file(&folder));
    block_on(write(&store, put("a", Kind::Stock, "rose", "5"))).unwrap();
    block_on(write(&store, put("b", Kind::Stock, "rose", "7"))).unwrap();
    block_on(store.remove("a")).unwrap();
    assert_eq!(block_on(store.sessions()).unwrap(), ["b"]);
    assert_eq!(rows(&store, "b"), [row(Kind::Stock, "rose", "7")]);
}

#[test]
fn commits_are_written_in_the_order_they_were_queued_even_when_nobody_awaits_them() {
    let folder = TempDir::new().unwrap();
    let store = open(&state_file(&folder));
    for number in 0..1000 {
        drop(write(&store, put("a", Kind::Stock, "rose", &number.to_string())));
    }
    block_on(write(&store, Commit::new("a", NOON))).unwrap();
    assert_eq!(rows(&store, "a"), [row(Kind::Stock, "rose", "999")]);
}

#[test]
fn what_comes_after_a_write_runs_once_per_commit_and_before_its_answer() {
    let folder = TempDir::new().unwrap();
    let store = open(&state_file(&folder));
    let ran = Arc::new(AtomicUsize::new(0));
    for expected in 1..=10 {
        let mut commit = put("a", Kind::Stock, "rose", "1");
        let counter = Arc::clone(&ran);
        commit.after_write(move || {
            counter.fetch_add(1, Ordering::SeqCst);
        });
        block_on(write(&store, commit)).unwrap();
        assert_eq!(ran.load(Ordering::SeqCst), expected);
    }
}

#[test]
fn a_stored_value_of_another_shape_is_an_error_that_names_it() {
    let folder = TempDir::new().unwrap();
    let store = open(&state_file(&folder));
    block_on(write(&store, put("a", Kind::Order, "ord_1", "text"))).unwrap();
    let stored = block_on(store.load("a")).unwrap();
    let error = stored.read::<u64>(Kind::Order).unwrap_err();
    assert!(matches!(&error, StoreError::Value { kind: Kind::Order, id, .. } if id == "ord_1"), "{error}");
    assert_eq!(stored.one::<String>(Kind::Order, "ord_1").unwrap().as_deref(), Some("text"));
}
