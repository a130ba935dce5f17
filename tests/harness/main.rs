//! The harness judged from outside: features that pass, fail, hang and are undefined; merchants that
//! refuse everything, say nothing or are not there. Nothing may pass because nothing happened.
#![expect(clippy::expect_used, clippy::panic, reason = "a test that cannot go on may panic")]

mod connectors;
mod hostile;
mod refusals;
mod versions;

use serde_json::Value;
use std::path::Path;
use tempfile::TempDir;
use ucp_assay::exit_code::Exit;
use ucp_assay::harness::certify::{CertifyError, CertifyOptions, Destination, Ending, TargetChoice, certify};
use ucp_assay::harness::plan::Plan;
use ucp_assay::harness::target::Conceded;
use ucp_assay::protocol::version::ProtocolVersion;
use ucp_assay::report::{Claim, Place, Summary};

const BUY: &str = "    When the platform creates a checkout for 1 of \"an available product\"\n";

/// One feature with these scenarios.
fn feature(scenarios: &str) -> String {
    format!("Feature: Self-test\n\n{scenarios}")
}

/// A scenario that buys, and then judges.
fn scenario(id: &str, requirement: &str, judgement: &str) -> String {
    format!("  @id:{id} @req:{requirement}\n  Scenario: {id}\n{BUY}    Then {judgement}\n\n")
}

fn options(target: TargetChoice, features: &Path, report: &Path) -> CertifyOptions {
    CertifyOptions {
        target,
        conceded: Conceded::default(),
        plan: None,
        versions: vec![ProtocolVersion::LATEST],
        features: Some(features.to_path_buf()),
        contracts: None,
        tags: None,
        name: None,
        jobs: 4,
        fail_fast: false,
        dry_run: false,
        smoke: false,
        quiet: true,
        report: Destination(Place::Folder(report.to_path_buf())),
        seed: 1,
        command: "self-test".to_owned(),
        export_authority: None,
        faults: Vec::new(),
        platform_listener: None,
    }
}

fn builtin() -> TargetChoice {
    TargetChoice::Builtin { world: "flower-shop".to_owned() }
}

/// A folder with one feature, and an empty one for the report.
fn folders(text: &str) -> (TempDir, TempDir) {
    let features = tempfile::tempdir().expect("a folder");
    std::fs::write(features.path().join("self.feature"), text).expect("a feature");
    (features, tempfile::tempdir().expect("a folder"))
}

/// Runs and returns the summary with `report.json`.
async fn run(text: &str, target: TargetChoice, change: impl FnOnce(&mut CertifyOptions)) -> (Summary, Value) {
    let (features, report) = folders(text);
    let folder = report.path().join("out");
    let mut options = options(target, features.path(), &folder);
    change(&mut options);
    let ending = certify(options).await.unwrap_or_else(|error| panic!("no run: {error}"));
    let Ending::Certified(certified) = ending else { panic!("a run was asked for") };
    let text = std::fs::read_to_string(folder.join("report.json")).expect("report.json is there");
    (certified.summary, serde_json::from_str(&text).expect("report.json is JSON"))
}

/// The verdict of a scenario in `report.json`.
fn verdict(report: &Value, id: &str) -> String {
    let scenarios = report["scenarios"].as_array().expect("scenarios");
    let found = scenarios.iter().find(|one| one["record"]["scenario"]["id"] == id || one["id"] == id);
    let found = found.unwrap_or_else(|| panic!("no scenario {id} in {report:#}"));
    found["verdict"]["kind"].as_str().expect("a verdict").to_owned()
}

fn passed(report: &Value) -> Vec<String> {
    let scenarios = report["scenarios"].as_array().expect("scenarios");
    let passed = scenarios.iter().filter(|one| one["verdict"]["kind"] == "pass");
    passed.map(|one| one["id"].to_string()).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn right_answers_pass_and_wrong_ones_fail() {
    let text = feature(
        &[
            scenario("self-pass", "CHK-060", "the answer has HTTP status 201"),
            scenario("self-fail", "CHK-061", "the answer has HTTP status 418"),
        ]
        .concat(),
    );
    let (summary, report) = run(&text, builtin(), |_| ()).await;
    assert_eq!(verdict(&report, "self-pass"), "pass");
    assert_eq!(verdict(&report, "self-fail"), "fail");
    assert_eq!((summary.exit, summary.claim), (Exit::NonConformant, Claim::NonConformant));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_broken_recommendation_is_a_warning() {
    let text = feature(&scenario("self-should", "CHK-035", "the answer has HTTP status 418"));
    let (summary, report) = run(&text, builtin(), |_| ()).await;
    assert_eq!(verdict(&report, "self-should"), "warn");
    assert_eq!(summary.exit, Exit::Incomplete);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_undefined_step_fails_the_run() {
    let text = feature(&scenario("self-undefined", "CHK-060", "the moon is made of cheese"));
    let (summary, report) = run(&text, builtin(), |_| ()).await;
    assert_eq!(verdict(&report, "self-undefined"), "harness_error");
    assert_eq!(summary.exit, Exit::HarnessError);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_name_the_plan_lacks_is_not_tested() {
    let text = "Feature: F\n  @id:self-plan @req:CHK-060\n  Scenario: S\n    \
        When the platform creates a checkout for 1 of \"a flying carpet\"\n    Then the answer has HTTP status 201\n";
    let (summary, report) = run(text, builtin(), |_| ()).await;
    assert_eq!(verdict(&report, "self-plan"), "not_tested");
    assert_eq!(summary.exit, Exit::Incomplete);
    assert!(report.to_string().contains("products.a flying carpet"), "the plan's key is named");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_expected_failure_that_does_not_happen_is_told() {
    let text = feature(&scenario("self-known", "CHK-060", "the answer has HTTP status 201"));
    let (summary, _) = run(&text, builtin(), |options| {
        let mut plan = Plan::builtin("flower-shop").expect("a plan");
        plan.expected_failures.push(ucp_assay::harness::plan::ExpectedFailure {
            scenario: "self-known".to_owned(),
            reason: "was broken once".to_owned(),
        });
        options.plan = Some(plan);
    })
    .await;
    assert_eq!(summary.exit, Exit::ExpectedFailureMissing);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_filter_that_keeps_nothing_runs_nothing() {
    let text = feature(&scenario("self-pass", "CHK-060", "the answer has HTTP status 201"));
    let (summary, _) = run(&text, builtin(), |options| options.tags = Some("@nothing".to_owned())).await;
    assert_eq!(summary.exit, Exit::NothingRan);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn fail_fast_ends_the_run_at_the_first_failure() {
    let scenarios: String = (1..=6)
        .map(|number| scenario(&format!("self-{number}"), "CHK-060", "the answer has HTTP status 418"))
        .collect();
    let (summary, report) = run(&feature(&scenarios), builtin(), |options| {
        options.jobs = 1;
        options.fail_fast = true;
    })
    .await;
    assert_eq!(verdict(&report, "self-1"), "fail");
    assert_eq!(verdict(&report, "self-6"), "inconclusive");
    assert_eq!(summary.exit, Exit::NonConformant);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_dry_run_prints_what_applies_and_writes_no_report() {
    let text = feature(
        &[
            scenario("self-pass", "CHK-060", "the answer has HTTP status 201"),
            scenario("self-foreign", "CRT-001", "the answer has HTTP status 201")
                .replace("@req:CRT-001", "@cap:dev.ucp.shopping.cart"),
        ]
        .concat(),
    );
    let (features, report) = folders(&text);
    let folder = report.path().join("out");
    let mut options = options(builtin(), features.path(), &folder);
    options.dry_run = true;
    let Ok(Ending::DryRun(dry_run)) = certify(options).await else { panic!("a dry run was asked for") };
    assert_eq!(dry_run.exit(), Exit::Success);
    assert!(dry_run.text().lines().any(|line| line.starts_with("self-pass") && line.contains("run")));
    assert!(dry_run.text().contains("the profile does not declare dev.ucp.shopping.cart"));
    assert!(!folder.exists(), "a dry run leaves no report");
}

#[tokio::test]
async fn features_that_mislead_do_not_run() {
    for (text, complaint) in [
        ("Feature: F\n  Scenario: S\n    Given x\n  nonsense here\n", "self.feature:"),
        (
            "Feature: F\n  @id:a @req:NOPE-9\n  Scenario: S\n    Then the answer has HTTP status 200\n",
            "NOPE-9",
        ),
        ("Feature: F\n  @id:a\n  Scenario: S\n    When the platform reads the checkout\n", "no Then"),
    ] {
        let (features, report) = folders(text);
        let error =
            certify(options(builtin(), features.path(), report.path())).await.expect_err("misleading");
        assert_eq!(error.exit(), Exit::Preflight, "{error}");
        assert!(error.to_string().contains(complaint), "{error}");
    }
}

#[tokio::test]
async fn a_wrong_filter_is_a_usage_error() {
    let (features, report) =
        folders(&feature(&scenario("self-pass", "CHK-060", "the answer has HTTP status 201")));
    let mut options = options(builtin(), features.path(), report.path());
    options.name = Some("(".to_owned());
    let error = certify(options).await.expect_err("no regular expression");
    assert!(matches!(error, CertifyError::Filter(_)));
    assert_eq!(error.exit(), Exit::Usage);
}
