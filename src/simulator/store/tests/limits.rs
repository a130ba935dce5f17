//! Bounds, and what happens at them: refused, never lost.

use super::{NOON, open, put, row, rows, state_file, write};
use crate::clock::Instant;
use crate::simulator::store::{Commit, Health, Kind, SqliteOptions, SqliteStore, Store, StoreError};
use futures::executor::block_on;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tempfile::TempDir;

#[test]
fn a_full_queue_refuses_before_anything_is_applied() {
    let folder = TempDir::new().unwrap();
    let options = SqliteOptions { queue: 1, ..SqliteOptions::default() };
    let store = SqliteStore::open(&state_file(&folder), &options).unwrap();
    let slot = store.reserve().unwrap();
    assert_eq!(store.reserve().unwrap_err(), StoreError::Overloaded);
    block_on(store.commit(slot, put("a", Kind::Stock, "rose", "1"))).unwrap();
    block_on(store.commit(store.reserve().unwrap(), put("a", Kind::Stock, "rose", "2"))).unwrap();
    assert_eq!(rows(&store, "a"), [row(Kind::Stock, "rose", "2")]);
}

#[test]
fn after_a_failed_write_everything_is_refused_and_a_restart_continues_from_what_was_written() {
    let folder = TempDir::new().unwrap();
    let options = SqliteOptions { largest: 64 << 10, ..SqliteOptions::default() };
    let store = SqliteStore::open(&state_file(&folder), &options).unwrap();
    block_on(write(&store, put("a", Kind::Order, "small", "kept"))).unwrap();
    let ran = Arc::new(AtomicBool::new(false));
    let mut large = put("a", Kind::Order, "large", &"x".repeat(1 << 20));
    let flag = Arc::clone(&ran);
    large.after_write(move || flag.store(true, Ordering::SeqCst));
    let failure = block_on(write(&store, large)).unwrap_err();
    assert!(matches!(failure, StoreError::Failed(_)), "{failure}");
    assert!(!ran.load(Ordering::SeqCst), "what follows a write ran though nothing was written");
    assert!(matches!(store.health(), Health::Failed(_)));
    assert!(matches!(store.reserve().unwrap_err(), StoreError::Failed(_)));
    block_on(store.close()).unwrap();

    assert_eq!(rows(&open(&state_file(&folder)), "a"), [row(Kind::Order, "small", "kept")]);
}

#[test]
fn a_closed_store_refuses() {
    let folder = TempDir::new().unwrap();
    let store = open(&state_file(&folder));
    let late = store.reserve().unwrap();
    block_on(store.close()).unwrap();
    assert_eq!(store.reserve().unwrap_err(), StoreError::Closed);
    assert_eq!(block_on(store.commit(late, put("a", Kind::Order, "1", "late"))), Err(StoreError::Closed));
    assert_eq!(store.health(), Health::Closed);
    assert!(rows(&open(&state_file(&folder)), "a").is_empty());
}

#[test]
fn closing_writes_what_is_queued() {
    let folder = TempDir::new().unwrap();
    let store = open(&state_file(&folder));
    for number in 0..500 {
        drop(write(&store, put("a", Kind::Order, &number.to_string(), "queued")));
    }
    block_on(store.close()).unwrap();
    assert_eq!(rows(&open(&state_file(&folder)), "a").len(), 500);
}

#[test]
fn expired_records_leave_the_file_by_the_sessions_clock() {
    let folder = TempDir::new().unwrap();
    let store = open(&state_file(&folder));
    let day = Duration::from_hours(24);
    let until = |id: &str, now: Instant| {
        let mut commit = Commit::new("a", now);
        commit.put_until(Kind::Idempotency, id, &"answer", Some(now.plus(day))).unwrap();
        commit
    };
    block_on(write(&store, until("early", NOON))).unwrap();
    block_on(write(&store, until("late", NOON.plus(day / 2)))).unwrap();
    let stored = block_on(store.load("a")).unwrap();
    assert_eq!(stored.clone().without_expired(NOON.plus(day)).records().len(), 1);
    assert_eq!(stored.records().len(), 2);
    block_on(write(&store, put("b", Kind::Stock, "rose", "another session's time"))).unwrap();
    block_on(write(&store, Commit::new("a", NOON.plus(day)))).unwrap();
    assert_eq!(rows(&store, "a"), [row(Kind::Idempotency, "late", "answer")]);
}
