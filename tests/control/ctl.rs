//! `ucp-assay ctl` as a program: what it prints, what it asks for, and how it ends.

use crate::support::{Stage, WAIT};
use serde_json::Value;
use std::io::{BufRead, BufReader};
use std::process::{Command, Output, Stdio};

/// The program with these words, against the stage's listener.
fn program(stage: &Stage, words: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_ucp-assay"));
    command
        .arg("ctl")
        .args(words.split_whitespace())
        .env("UCP_ASSAY_CONTROL_URL", format!("http://127.0.0.1:{}", stage.control.address().port()))
        .env("UCP_ASSAY_CONTROL_TOKEN", stage.token.reveal());
    command
}

async fn output(mut command: Command) -> Output {
    let run = tokio::task::spawn_blocking(move || command.output().expect("the program runs"));
    tokio::time::timeout(WAIT, run).await.expect("in time").expect("joined")
}

/// Exit code, standard output and standard error.
async fn told(stage: &Stage, words: &str) -> (i32, String, String) {
    let Output { status, stdout, stderr } = output(program(stage, words)).await;
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
    (status.code().expect("an exit code"), text(stdout), text(stderr))
}

#[tokio::test(flavor = "multi_thread")]
async fn it_prints_for_people_and_for_programs() {
    let stage = Stage::open().await;
    let (code, table, _) = told(&stage, "session list").await;
    assert_eq!(code, 0);
    assert!(table.starts_with("ID") && table.contains("\ndefault") && table.contains("\ns1"), "{table}");
    let (code, json, _) = told(&stage, "session show --session s1 --json").await;
    let shown: Value = serde_json::from_str(&json).expect("JSON");
    assert_eq!((code, &shown["id"]), (0, &Value::from("s1")));
    assert_eq!(told(&stage, "webhook hold -s s1").await.1, "done\n");
    let (_, metrics, _) = told(&stage, "metrics").await;
    assert!(metrics.starts_with("# HELP "));
    let (code, frozen, _) = told(&stage, "clock freeze -s s1").await;
    assert!(code == 0 && frozen.contains("frozen        true"), "{frozen}");
    assert!(stage.shop.session.clock().is_frozen());
}

#[tokio::test(flavor = "multi_thread")]
async fn lists_are_followed_to_their_end() {
    let stage = Stage::open().await;
    let (_, json, _) = told(&stage, "fault catalogue --json").await;
    let all: Value = serde_json::from_str(&json).expect("JSON");
    assert_eq!(all["catalogue"].as_array().map(Vec::len), Some(ucp_assay::fault::catalogue::all().count()));
    for _ in 0..55 {
        stage.shop.create().await;
    }
    let (_, json, _) = told(&stage, "journal list -s s1 --operation create_checkout --json").await;
    let all: Value = serde_json::from_str(&json).expect("JSON");
    assert_eq!(all["exchanges"].as_array().map(Vec::len), Some(55), "more than a page");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_exit_code_says_how_it_ended() {
    let stage = Stage::open().await;
    for (words, code, about) in [
        ("clock advance 5", 2, "90s"),
        ("no-such-command", 2, "no-such-command"),
        ("session create UPPER", 2, "invalid_body"),
        ("fault arm no.such", 2, "no.such"),
        ("--url http://control.example health", 2, "plain http"),
        ("session show -s none", 3, "no session"),
        ("key retire -s s1", 3, "rotate first"),
        ("--url http://127.0.0.1:1 health", 3, "127.0.0.1:1"),
        ("--token-file /nowhere/at/all health", 3, "/nowhere/at/all"),
        ("journal wait -s s1 --count 3 --timeout 1ms", 12, "0 of 3"),
    ] {
        let (ended, _, complaint) = told(&stage, words).await;
        assert_eq!(ended, code, "{words}: {complaint}");
        assert!(complaint.contains(about), "{words}: {complaint}");
    }
    let (code, json, _) = told(&stage, "session show -s none --json").await;
    let problem: Value = serde_json::from_str(&json).expect("JSON");
    assert_eq!((code, &problem["code"]), (3, &Value::from("not_found")));
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_token_or_with_a_wrong_one_nothing_is_done() {
    let stage = Stage::open().await;
    let mut without = program(&stage, "session reset -s s1");
    without.env_remove("UCP_ASSAY_CONTROL_TOKEN");
    assert_eq!(output(without).await.status.code(), Some(3));
    let mut wrong = program(&stage, "session reset -s s1");
    wrong.env("UCP_ASSAY_CONTROL_TOKEN", "x".repeat(40));
    let refused = output(wrong).await;
    assert_eq!(refused.status.code(), Some(3));
    assert!(String::from_utf8_lossy(&refused.stderr).contains("unauthorized"));
    assert!(!stage.shop.session.checkpoint().expect("a checkpoint").digest().is_empty());
    let minted = stage.minted(&["read-journal"]).await;
    let mut narrow = program(&stage, "session reset -s s1");
    narrow.env("UCP_ASSAY_CONTROL_TOKEN", minted);
    assert!(String::from_utf8_lossy(&output(narrow).await.stderr).contains("insufficient_scope"));
}

#[tokio::test(flavor = "multi_thread")]
async fn events_are_told_while_they_happen() {
    let stage = Stage::open().await;
    let mut child = program(&stage, "events -s s1").stdout(Stdio::piped()).spawn().expect("the program runs");
    let mut lines = BufReader::new(child.stdout.take().expect("piped")).lines();
    let first = tokio::task::spawn_blocking(move || (lines.next(), lines));
    let (first, mut lines) = tokio::time::timeout(WAIT, first).await.expect("in time").expect("joined");
    assert!(first.expect("a line").expect("text").starts_with("state "));
    stage.shop.create().await;
    let found = tokio::task::spawn_blocking(move || {
        lines.any(|line| line.expect("text").contains("create_checkout"))
    });
    assert!(tokio::time::timeout(WAIT, found).await.expect("in time").expect("joined"));
    child.kill().expect("killed");
    child.wait().expect("ended");
}
