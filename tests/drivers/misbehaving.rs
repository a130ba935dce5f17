//! Children that print, crash, hang and flood; and what they leave behind.

use crate::stage::{Stage, WAIT, roses, script};
use rstest::rstest;
use std::time::{Duration, Instant};
use ucp_assay::connector::drive::{DriverFleet, Fleet};
use ucp_assay::connector::driver::{Action, Outcome};
use ucp_assay::connector::hygiene::Hygiene;

/// Asks a scripted shim once and lets it end.
async fn once(text: &str) -> (Outcome, Hygiene) {
    let stage = Stage::open().await;
    let driver = stage.start(text).await;
    let outcome = stage.ask(&*driver, Action::Create { checkout: roses(1) }).await;
    driver.close().await;
    (outcome, driver.hygiene().await)
}

#[tokio::test]
async fn stray_lines_are_skipped() {
    let talk = r#"read -r q; echo "[AUDIT] asked"; echo '{"log": 1}'; echo; echo '{"ok": {"id": "c1", "status": "incomplete"}}'"#;
    let (outcome, hygiene) = once(&script(&format!("{talk}; read -r end"))).await;
    assert_eq!((outcome.id.as_deref(), outcome.status.as_deref()), (Some("c1"), Some("incomplete")));
    assert_eq!((hygiene.stray_lines, hygiene.exit), (2, None));
    assert_eq!(hygiene.stray_samples, ["[AUDIT] asked", "{\"log\": 1}"]);
}

#[tokio::test]
async fn a_crash_is_told_with_its_last_words() {
    let (outcome, hygiene) =
        once(&script("read -r q; echo 'no such merchant: ada@example.com' >&2; exit 7")).await;
    assert_eq!(outcome.error_code.as_deref(), Some("connector_ended"));
    let told = outcome.error.expect("a text");
    assert!(told.contains("exit code 7") && told.contains("no such merchant"), "{told}");
    assert!(!told.contains("ada@example.com"), "{told}");
    assert_eq!(hygiene.exit_during, Some("create"));
    assert!(hygiene.exit.expect("an exit").contains("exit code 7"));
}

#[tokio::test]
async fn an_action_after_a_crash_is_answered_at_once() {
    let stage = Stage::open().await;
    let driver = stage.start(&script("read -r q; exit 1")).await;
    for _ in 0..2 {
        let outcome = stage.ask(&*driver, Action::Create { checkout: roses(1) }).await;
        assert_eq!(outcome.error_code.as_deref(), Some("connector_ended"));
    }
}

#[tokio::test]
async fn silence_ends_with_the_time_allowed_and_a_late_answer_is_nobody_elses() {
    let stage = Stage::open().await;
    let late = r#"read -r q; read -r q; echo '{"ok": {"id": "late"}}'; echo '{"ok": {"id": "second"}}'; read -r end"#;
    let text = script(late).replace("call: 20000", "call: 1500");
    let driver = stage.start(&text).await;
    let begun = Instant::now();
    let first = stage.ask(&*driver, Action::Create { checkout: roses(1) }).await;
    assert_eq!(first.error_code.as_deref(), Some("connector_silent"));
    assert!(begun.elapsed() < WAIT);
    let second = stage.ask(&*driver, Action::Get { id: "c".to_owned() }).await;
    assert_eq!(second.id.as_deref(), Some("second"));
    assert_eq!(driver.hygiene().await.silent_calls, 1);
}

#[rstest]
#[case::line("read -r q; head -c 5000000 /dev/zero | tr '\\0' a; read -r end", "connector_too_much")]
#[case::closed("read -r q; exec >&-; sleep 1000", "connector_ended")]
#[tokio::test]
async fn what_cannot_be_read_is_an_outcome(#[case] child: &str, #[case] code: &str) {
    let (outcome, hygiene) = once(&script(child)).await;
    assert_eq!(outcome.error_code.as_deref(), Some(code), "{outcome:?}");
    assert!(hygiene.exit.is_some());
}

#[tokio::test]
async fn an_answer_nobody_asked_for_is_counted() {
    let twice = r#"read -r q; echo '{"ok": {"id": "a"}}'; echo '{"ok": {"id": "b"}}'; read -r end"#;
    let (outcome, hygiene) = once(&script(twice)).await;
    assert_eq!((outcome.id.as_deref(), hygiene.unasked_answers), (Some("a"), 1));
}

/// Whether a process runs; one that ended and was not buried yet does not.
fn runs(id: &str) -> bool {
    let status = std::fs::read_to_string(format!("/proc/{id}/stat"));
    status.is_ok_and(|stat| !stat.rsplit(") ").next().unwrap_or_default().starts_with('Z'))
}

#[rstest]
#[case::closed(true)]
#[case::dropped(false)]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn everything_it_started_ends_with_it(#[case] politely: bool) {
    let stage = Stage::open().await;
    let parent =
        r#"sleep 1000 </dev/null >/dev/null 2>&1 & read -r q; echo "{\"ok\": {\"id\": \"$!\"}}"; sleep 1000"#;
    let text = script(parent).replace("call: 20000", "call: 20000, close: 200");
    let driver = stage.start(&text).await;
    let id = stage.ask(&*driver, Action::Create { checkout: roses(1) }).await.id.expect("a process");
    assert!(runs(&id));
    if politely {
        driver.close().await;
    }
    drop(driver);
    let until = Instant::now() + WAIT;
    while runs(&id) {
        assert!(Instant::now() < until, "process {id} goes on");
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn what_does_not_start_is_no_word_about_the_connector() {
    let stage = Stage::open().await;
    let absent =
        "driver: 1\nname: x\nkind: shim\nargv: [no-such-program-anywhere]\noperations: {create: {}}\n";
    let reason = stage.start_fails(absent).await;
    assert!(reason.contains("no-such-program-anywhere") && reason.contains("PATH"), "{reason}");
    let dumb = "driver: 1\nname: x\nkind: mcp-stdio\nargv: [sh, -c, \"echo broken >&2; exit 3\"]\noperations: {create: {tool: t}}\n";
    let reason = stage.start_fails(dumb).await;
    assert!(reason.contains("exit code 3") && reason.contains("broken"), "{reason}");
    let mute = "driver: 1\nname: x\nkind: mcp-stdio\nargv: [sleep, \"1000\"]\ntimeouts: {start: 300}\noperations: {create: {tool: t}}\n";
    let reason = stage.start_fails(mute).await;
    assert!(reason.contains("300 ms"), "{reason}");
    let unset = "driver: 1\nname: x\nkind: shim\nargv: [sh]\nenv: {A: \"${env:NO_SUCH_VARIABLE_HERE}\"}\noperations: {create: {}}\n";
    let reason = stage.start_fails(unset).await;
    assert!(reason.contains("NO_SUCH_VARIABLE_HERE is not set"), "{reason}");
    let refused = script(r#"read -r q; echo '{"err": "no", "msg": "never"}'"#)
        .replace("operations:", "setup: [{op: connect}]\noperations:");
    let reason = stage.start_fails(&refused).await;
    assert!(reason.contains("setup call 1 fails") && reason.contains("never"), "{reason}");
}

/// Tells the process that answers.
const ITS_NUMBER: &str = r#"while read -r q; do echo "{\"ok\": {\"id\": \"$$\"}}"; done"#;

#[rstest]
#[case("per-test", false)]
#[case("per-run", true)]
#[tokio::test]
async fn a_connector_begins_anew_when_its_file_says_so(#[case] restart: &str, #[case] same: bool) {
    let stage = Stage::open().await;
    let text = script(ITS_NUMBER).replace("kind: shim", &format!("kind: shim\nrestart: {restart}"));
    let fleet = DriverFleet::new(crate::stage::loaded(&text));
    let mut numbers = Vec::new();
    for _ in 0..2 {
        let driver = fleet.start(stage.place.surroundings()).await.expect("it starts");
        numbers.push(stage.ask(&*driver, Action::Create { checkout: roses(1) }).await.id.expect("a number"));
        driver.close().await;
    }
    assert_eq!(numbers[0] == numbers[1], same, "{numbers:?}");
}

#[tokio::test]
async fn starting_can_be_the_discovery() {
    let stage = Stage::open().await;
    let text = script(ITS_NUMBER).replace("discover: {}", "discover: {spawn: true}");
    let driver = stage.start(&text).await;
    let mut numbers = Vec::new();
    for _ in 0..2 {
        assert!(stage.ask(&*driver, Action::Discover).await.is_success());
        numbers.push(stage.ask(&*driver, Action::Create { checkout: roses(1) }).await.id.expect("a number"));
    }
    assert_ne!(numbers[0], numbers[1]);
    let broken = "driver: 1\nname: x\nkind: mcp-stdio\nargv: [sh, -c, \"exit 3\"]\noperations: {discover: {spawn: true}, create: {tool: t}}\n";
    let driver = stage.start(broken).await;
    let outcome = stage.ask(&*driver, Action::Discover).await;
    assert_eq!(outcome.error_code.as_deref(), Some("connector_not_started"), "{outcome:?}");
}

#[tokio::test]
async fn a_child_sees_only_what_it_is_told() {
    let stage = Stage::open().await;
    let show = r#"read -r q; env | sort > all; echo "{\"ok\": {\"id\": \"$SSL_CERT_FILE $HTTPS_PROXY $MINE $PWD\"}}""#;
    let text = script(show)
        .replace("timeouts:", "env: {MINE: \"${merchant.host}\", NODE_USE_ENV_PROXY: null}\ntimeouts:");
    let driver = stage.start(&text).await;
    let told = stage.ask(&*driver, Action::Create { checkout: roses(1) }).await.id.expect("what it sees");
    let around = stage.place.surroundings();
    let proxy = around.proxy.clone().expect("a proxy");
    let folder = std::fs::canonicalize(stage.folder()).expect("a folder");
    for part in [around.ca.display().to_string(), proxy, around.host.clone(), folder.display().to_string()] {
        assert!(told.contains(&part), "{part} is missing in {told}");
    }
    let all = std::fs::read_to_string(stage.folder().join("all")).expect("what it saw");
    assert!(!all.contains("CARGO") && !all.contains("NODE_USE_ENV_PROXY"), "{all}");
}

#[tokio::test]
async fn secrets_reach_the_child_and_no_report() {
    let stage = Stage::open().await;
    // PATH is a variable that is there in every run; here it plays the secret.
    let text = script("read -r q; echo \"$KEY\" >&2; echo \"$KEY\"; exit 1")
        .replace("timeouts:", "env: {KEY: \"${secret:PATH}\"}\ntimeouts:");
    let driver = stage.start(&text).await;
    let outcome = stage.ask(&*driver, Action::Create { checkout: roses(1) }).await;
    let path = std::env::var("PATH").expect("a path");
    let shown = format!("{outcome:?} {:?}", driver.hygiene().await);
    assert!(shown.contains("[redacted:secret]") && !shown.contains(&path), "{shown}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_ping_is_answered_while_an_action_hangs_or_it_is_not() {
    use ucp_assay::connector::hygiene::Ping;
    let server = |call: &str| {
        let cases = format!(
            "id() {{ echo \"$1\" | sed 's/.*\"id\":\\([0-9]*\\).*/\\1/'; }}\n\
             say() {{ echo \"{{\\\"jsonrpc\\\":\\\"2.0\\\",\\\"id\\\":$1,\\\"result\\\":$2}}\"; }}\n\
             while read -r q; do case \"$q\" in\n\
             *initialize\\\"*) say \"$(id \"$q\")\" '{{}}';;\n\
             *tools/list*) say \"$(id \"$q\")\" '{{\"tools\":[{{\"name\":\"t\"}}]}}';;\n\
             *tools/call*) {call};;\n\
             *ping*) say \"$(id \"$q\")\" '{{}}';;\n\
             esac; done"
        );
        let argv = serde_json::json!(["sh", "-c", cases.replace("${", "$${")]);
        format!(
            "driver: 1\nname: x\nkind: mcp-stdio\nargv: {argv}\ntimeouts: {{call: 3000}}\noperations: {{create: {{tool: t}}}}\n"
        )
    };
    for (call, answered) in [(":", true), ("sleep 1000", false)] {
        let stage = Stage::open().await;
        let driver = stage.start(&server(call)).await;
        let asking = stage.ask(&*driver, Action::Create { checkout: roses(1) });
        let (outcome, ping) = tokio::join!(asking, driver.ping());
        assert_eq!(outcome.error_code.as_deref(), Some("connector_silent"));
        match ping.expect("asked") {
            Ping::Answered(after) => assert!(answered && after < Duration::from_secs(5)),
            Ping::Silent(_) => assert!(!answered, "no answer though nothing keeps it"),
            Ping::Unsupported => panic!("it can be asked"),
        }
    }
}
