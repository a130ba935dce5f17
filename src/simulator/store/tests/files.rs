//! Files that are not ours, not whole, or not free.

use super::{open, put, state_file, write};
use crate::simulator::store::{Kind, SqliteOptions, SqliteStore, Store};
use futures::executor::block_on;
use rusqlite::Connection;
use std::fs;
use std::path::Path;
use tempfile::TempDir;

fn refusal(path: &Path) -> String {
    SqliteStore::open(path, &SqliteOptions::default()).unwrap_err().to_string()
}

#[test]
fn a_file_that_is_no_database_is_refused_and_left_alone() {
    let folder = TempDir::new().unwrap();
    let path = state_file(&folder);
    fs::write(&path, "dear diary").unwrap();
    let refusal = refusal(&path);
    assert!(refusal.contains("state.db") && refusal.contains("not a SQLite database"), "{refusal}");
    assert_eq!(fs::read_to_string(&path).unwrap(), "dear diary");
}

#[test]
fn another_programs_database_is_refused_and_left_alone() {
    let folder = TempDir::new().unwrap();
    let path = state_file(&folder);
    Connection::open(&path).unwrap().execute_batch("CREATE TABLE diary (entry TEXT)").unwrap();
    let before = fs::read(&path).unwrap();
    let refusal = refusal(&path);
    assert!(refusal.contains("another program's"), "{refusal}");
    assert!(fs::read(&path).unwrap() == before, "the file was changed");
}

#[test]
fn a_file_of_a_newer_layout_is_refused() {
    let folder = TempDir::new().unwrap();
    let path = state_file(&folder);
    block_on(open(&path).close()).unwrap();
    Connection::open(&path).unwrap().pragma_update(None, "user_version", 99).unwrap();
    let refusal = refusal(&path);
    assert!(refusal.contains("layout 99") && refusal.contains("newer version"), "{refusal}");
}

#[test]
fn a_damaged_file_is_refused() {
    let folder = TempDir::new().unwrap();
    let path = state_file(&folder);
    let store = open(&path);
    for number in 0..200 {
        let value = "x".repeat(1000);
        block_on(write(&store, put("a", Kind::Order, &number.to_string(), &value))).unwrap();
    }
    block_on(store.close()).unwrap();
    let mut bytes = fs::read(&path).unwrap();
    let middle = bytes.len() / 2;
    bytes[4096..middle].fill(0xA5);
    fs::write(&path, bytes).unwrap();
    let refusal = refusal(&path);
    assert!(refusal.contains("damaged"), "{refusal}");
}

#[test]
fn a_file_in_use_is_refused_and_free_again_once_closed() {
    let folder = TempDir::new().unwrap();
    let path = state_file(&folder);
    let first = open(&path);
    let refusal = refusal(&path);
    assert!(refusal.contains("in use by another process"), "{refusal}");
    block_on(first.close()).unwrap();
    block_on(open(&path).close()).unwrap();
}

#[test]
fn a_missing_folder_is_named() {
    let folder = TempDir::new().unwrap();
    let refusal = refusal(&folder.path().join("nowhere/state.db"));
    assert!(refusal.contains("nowhere/state.db"), "{refusal}");
}

#[cfg(unix)]
#[test]
fn the_file_is_for_its_owner_only() {
    use std::os::unix::fs::PermissionsExt;
    let folder = TempDir::new().unwrap();
    let path = state_file(&folder);
    let store = open(&path);
    block_on(write(&store, put("a", Kind::Session, "keys", "secret"))).unwrap();
    for file in fs::read_dir(folder.path()).unwrap() {
        let file = file.unwrap();
        let mode = file.metadata().unwrap().permissions().mode() & 0o777;
        assert_eq!(mode, 0o600, "{}", file.path().display());
    }
}
