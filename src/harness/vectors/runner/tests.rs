//! Runners that behave, and runners that do not. They are shell scripts of a few lines.
#![cfg(unix)]

use std::path::PathBuf;

use rstest::rstest;

use super::*;
use crate::harness::vectors::run::{Selection, select};
use crate::harness::vectors::store::{Source, embedded};

const HELLO: &str = r#"read -r hello; echo '{"hello":{"protocol":1,"name":"shell","window":4}}'"#;

/// A script that greets, then handles each line by `body` with `$id` set.
fn script(folder: &tempfile::TempDir, hello: &str, body: &str) -> RunnerSettings {
    let path: PathBuf = folder.path().join("runner.sh");
    let text = format!(
        "{hello}\nwhile read -r line; do\nid=$(printf '%s' \"$line\" | sed 's/.*\"id\":\"\\([^\"]*\\)\".*/\\1/')\n{body}\ndone\n"
    );
    std::fs::write(&path, text).unwrap();
    RunnerSettings { command: format!("sh {}", path.display()), timeout: Duration::from_secs(20) }
}

fn sources() -> Vec<Source> {
    let mut sources = embedded().unwrap();
    sources.retain(|source| source.file.family == crate::harness::vectors::Family::Base64url);
    for source in &mut sources {
        source.file.tests.truncate(12);
    }
    sources
}

fn asked(settings: &RunnerSettings) -> Asked {
    ask(settings, &select(&sources(), &Selection::default())).unwrap()
}

const SAY: &str = r#"printf '{"id":"%s","result":"valid","output":{"text":"%s"}}\n' "$id" "$id""#;

#[test]
fn answers_find_their_cases() {
    let folder = tempfile::tempdir().unwrap();
    let asked = asked(&script(&folder, HELLO, SAY));
    assert_eq!((asked.hello.title().as_str(), asked.restarts), ("shell", 0));
    let sources = sources();
    for (item, answer) in select(&sources, &Selection::default()).iter().zip(&asked.answers) {
        assert_eq!(*answer, Answer::Valid(serde_json::json!({ "text": item.name() })));
    }
}

#[rstest]
#[case::dies("exit 3", "exit status: 3")]
#[case::talks_nonsense("echo nonsense", "not an answer")]
#[case::answers_another("printf '{\"id\":\"other\",\"result\":\"valid\"}\\n'", "not asked")]
#[case::complains("echo 'no such curve' >&2; exit 1", "no such curve")]
fn one_bad_case_costs_no_other(#[case] act: &str, #[case] told: &str) {
    let folder = tempfile::tempdir().unwrap();
    let body = format!("case $id in */encode-foo) {act};; *) {SAY};; esac");
    let asked = asked(&script(&folder, HELLO, &body));
    let broken: Vec<_> = asked.answers.iter().filter(|answer| matches!(answer, Answer::Broken(_))).collect();
    assert_eq!(broken.len(), 1, "{:?}", asked.answers);
    assert!(matches!(broken[0], Answer::Broken(reason) if reason.contains(told)), "{broken:?}");
    assert_eq!(asked.answers.iter().filter(|answer| matches!(answer, Answer::Valid(_))).count(), 11);
    assert!(asked.restarts >= 1);
}

#[test]
fn a_case_that_hangs_is_waited_for_once() {
    let folder = tempfile::tempdir().unwrap();
    let body = format!("case $id in */encode-foo) read -r never </dev/zero & wait;; *) {SAY};; esac");
    let mut settings = script(&folder, HELLO, &body);
    settings.timeout = Duration::from_millis(1500);
    let asked = asked(&settings);
    let silent =
        |answer: &&Answer| matches!(answer, Answer::Broken(reason) if reason.contains("no answer within"));
    assert_eq!(asked.answers.iter().filter(silent).count(), 1, "{:?}", asked.answers);
}

#[test]
fn a_runner_that_always_dies_is_given_up() {
    let folder = tempfile::tempdir().unwrap();
    let asked = asked(&script(&folder, HELLO, "exit 1"));
    let count = |wanted: fn(&Answer) -> bool| asked.answers.iter().filter(|answer| wanted(answer)).count();
    assert!(count(|answer| matches!(answer, Answer::Broken(_))) >= 1);
    assert!(count(|answer| matches!(answer, Answer::NotAsked(_))) >= 1);
    assert!(asked.restarts <= 3 * PATIENCE, "{}", asked.restarts);
}

#[test]
fn what_is_not_claimed_is_not_asked() {
    let folder = tempfile::tempdir().unwrap();
    let hello = HELLO.replace("\"window\":4", "\"families\":[\"jcs\"]");
    let asked = asked(&script(&folder, &hello, "exit 1"));
    assert!(asked.answers.iter().all(|answer| *answer == Answer::Unsupported));
}

#[rstest]
#[case::another_protocol(r#"echo '{"hello":{"protocol":2,"name":"x"}}'"#, "speaks protocol 2")]
#[case::nonsense("echo hi", "expected {\"hello\"")]
#[case::gone("exit 7", "exit status: 7")]
fn a_greeting_that_fails_is_told(#[case] hello: &str, #[case] told: &str) {
    let folder = tempfile::tempdir().unwrap();
    let settings = script(&folder, hello, "exit 0");
    let error = ask(&settings, &select(&sources(), &Selection::default())).unwrap_err();
    assert!(error.to_string().contains(told), "{error}");
}
