//! The command, from its arguments to its exit code.

use std::process::{Command, Output};

fn kill(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_ucp-assay")).arg("kill").args(arguments).output().expect("it runs")
}

#[test]
fn an_unknown_fault_is_a_misunderstanding() {
    let output = kill(&["--fault", "no.such"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("faults list"));
}

#[test]
fn impossible_tags_and_versions_are_misunderstandings() {
    let folder = tempfile::tempdir().expect("a folder");
    let report = folder.path().join("report").display().to_string();
    assert_eq!(kill(&["--tags", "and and", "--report", &report]).status.code(), Some(2));
    assert_eq!(kill(&["--version", "1999-01-01"]).status.code(), Some(2));
    assert_eq!(kill(&["--resume", "a", "--report", "b"]).status.code(), Some(2));
}

/// No scenario, nothing ran: that is no success.
#[test]
fn a_selection_of_nothing_runs_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let report = folder.path().join("report").display().to_string();
    let output = kill(&["--tags", "@id:nobody", "--version", "2026-04-08", "--report", &report]);
    assert_eq!(output.status.code(), Some(4), "{}", String::from_utf8_lossy(&output.stderr));
}
