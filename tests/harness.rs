//! The harness judged from outside: features that pass, fail, hang and are undefined; merchants that
//! refuse everything, say nothing or are not there. Nothing may pass because nothing happened.
#![expect(clippy::expect_used, clippy::panic, reason = "a test that cannot go on may panic")]

use serde_json::{Value, json};
use std::path::Path;
use std::time::{Duration, Instant};
use tempfile::TempDir;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;
use ucp_assay::exit_code::Exit;
use ucp_assay::harness::certify::{CertifyError, CertifyOptions, Destination, Ending, TargetChoice, certify};
use ucp_assay::harness::plan::Plan;
use ucp_assay::protocol::version::{ProtocolVersion, Shape};
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
        plan: None,
        versions: vec![ProtocolVersion::LATEST],
        features: Some(features.to_path_buf()),
        contracts: None,
        tags: None,
        name: None,
        jobs: 4,
        fail_fast: false,
        dry_run: false,
        quiet: true,
        report: Destination(Place::Folder(report.to_path_buf())),
        seed: 1,
        faults: Vec::new(),
        command: "self-test".to_owned(),
        export_authority: None,
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

/// What a hostile merchant does with everything but discovery.
#[derive(Clone, Copy)]
enum Hostility {
    /// Answers with this status and a JSON body.
    Always(u16),
    /// Reads and never answers.
    Silent,
}

/// A merchant with a good profile and nothing else. Returns its base URL.
async fn hostile(hostility: Hostility, discovery: bool, version: ProtocolVersion) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let base = format!("http://{}", listener.local_addr().expect("an address"));
    let url = base.clone();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let base = base.clone();
            tokio::spawn(async move {
                let mut head = Vec::new();
                let mut buffer = [0_u8; 4096];
                while !head.windows(4).any(|window| window == b"\r\n\r\n") {
                    match stream.read(&mut buffer).await {
                        Ok(read) if read > 0 => head.extend_from_slice(&buffer[..read]),
                        _ => return,
                    }
                }
                let asks_profile = discovery && head.starts_with(b"GET /.well-known/ucp ");
                let (status, body) = match hostility {
                    _ if asks_profile => (200, profile(&base, version)),
                    Hostility::Always(status) => (status, json!({"code": "no", "content": "never"})),
                    Hostility::Silent => {
                        // Holds the connection until the client gives up.
                        while matches!(stream.read(&mut buffer).await, Ok(read) if read > 0) {}
                        return;
                    }
                };
                let body = body.to_string();
                let length = body.len();
                let answer = format!(
                    "HTTP/1.1 {status} X\r\ncontent-type: application/json\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{body}"
                );
                let _ = stream.write_all(answer.as_bytes()).await;
            });
        }
    });
    url
}

fn profile(base: &str, version: ProtocolVersion) -> Value {
    match version.edition().shape {
        Shape::Registry => registries(base, version.date()),
        Shape::Listing => lists(base, version.date()),
    }
}

fn lists(base: &str, version: &str) -> Value {
    let capability = |last: &str| {
        json!({"name": format!("dev.ucp.shopping.{last}"), "version": version,
               "spec": format!("https://ucp.dev/{last}"), "schema": format!("https://ucp.dev/{last}.json")})
    };
    json!({"ucp": {
        "version": version,
        "services": {"dev.ucp.shopping": {"version": version, "spec": "https://ucp.dev/specification/overview",
            "rest": {"schema": "https://ucp.dev/rest.json", "endpoint": base}}},
        "capabilities": [capability("checkout"), capability("order")]},
        "payment": {"handlers": [{"id": "pay", "name": "com.example.pay", "version": version}]},
        "signing_keys": []})
}

fn registries(base: &str, version: &str) -> Value {
    let capability = |name: &str| {
        let last = name.rsplit('.').next().unwrap_or_default();
        json!([{"version": version, "spec": format!("https://ucp.dev/{last}"), "schema": format!("https://ucp.dev/{last}.json")}])
    };
    json!({"ucp": {
        "version": version,
        "services": {"dev.ucp.shopping": [{"version": version, "transport": "rest", "endpoint": base}]},
        "capabilities": {
            "dev.ucp.shopping.checkout": capability("dev.ucp.shopping.checkout"),
            "dev.ucp.shopping.order": capability("dev.ucp.shopping.order")},
        "payment_handlers": {"com.example.pay": [{"id": "pay", "version": version}]}},
        "signing_keys": []})
}

/// A plan with short limits for targets on this machine.
fn impatient() -> Plan {
    let mut plan = Plan::builtin("flower-shop").expect("a plan");
    plan.payment_handler = None;
    plan.timeouts.connect = 1_000;
    plan.timeouts.answer = 1_000;
    plan.timeouts.step = 5_000;
    plan.timeouts.webhook = 500;
    plan
}

/// Runs every shipped feature against a merchant.
async fn shipped(url: String, version: ProtocolVersion) -> (Summary, Value, Duration) {
    let features = Path::new(env!("CARGO_MANIFEST_DIR")).join("features");
    let report = tempfile::tempdir().expect("a folder");
    let folder = report.path().join("out");
    let mut options = options(TargetChoice::Merchant { url }, &features, &folder);
    options.plan = Some(impatient());
    options.versions = vec![version];
    let started = Instant::now();
    let Ok(Ending::Certified(certified)) = certify(options).await else { panic!("a run was asked for") };
    let text = std::fs::read_to_string(folder.join("report.json")).expect("report.json is there");
    (certified.summary, serde_json::from_str(&text).expect("JSON"), started.elapsed())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_passes_against_a_merchant_that_refuses_everything() {
    for version in ProtocolVersion::ALL {
        for status in [200, 400, 401, 404, 500] {
            let merchant = hostile(Hostility::Always(status), true, version).await;
            let (summary, report, _) = shipped(merchant, version).await;
            let operations: Vec<String> =
                passed(&report).into_iter().filter(|id| !judges_discovery_alone(id)).collect();
            let context = format!("passed against a merchant of {version} that answers {status}");
            assert_eq!(operations, Vec::<String>::new(), "{context}");
            assert_ne!(summary.exit, Exit::Success);
            assert_ne!(summary.claim, Claim::Conformant);
        }
    }
}

/// Discovery works at these merchants, so what is asked of the profile alone may pass.
fn judges_discovery_alone(id: &str) -> bool {
    id.trim_matches('"').starts_with("profile-")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_merchant_that_takes_requests_and_never_answers_ends_the_run() {
    for version in ProtocolVersion::ALL {
        let merchant = hostile(Hostility::Silent, true, version).await;
        let (summary, report, elapsed) = shipped(merchant, version).await;
        assert!(elapsed < Duration::from_mins(1), "{elapsed:?}");
        assert_eq!(summary.claim, Claim::Inconclusive);
        assert_eq!(summary.exit, Exit::Inconclusive);
        assert!(passed(&report).iter().all(|id| judges_discovery_alone(id)), "{:?}", passed(&report));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_merchant_silent_from_the_start_leaves_the_run_undecided() {
    let version = ProtocolVersion::LATEST;
    let (summary, _, elapsed) = shipped(hostile(Hostility::Silent, false, version).await, version).await;
    assert!(elapsed < Duration::from_mins(1), "{elapsed:?}");
    assert_eq!(summary.exit, Exit::Inconclusive);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_step_that_hangs_is_cut_off() {
    let text = feature(&scenario("self-hang", "CHK-060", "the answer has HTTP status 201"));
    let url = hostile(Hostility::Silent, true, ProtocolVersion::LATEST).await;
    let started = Instant::now();
    let (summary, report) = run(&text, TargetChoice::Merchant { url }, |options| {
        let mut plan = impatient();
        // The preflight's own request ends by the client's limit, the step by its own.
        plan.timeouts.answer = 2_000;
        plan.timeouts.step = 200;
        options.plan = Some(plan);
    })
    .await;
    assert_eq!(verdict(&report, "self-hang"), "inconclusive");
    assert!(report.to_string().contains("did not end within 200 ms"));
    assert_eq!(summary.exit, Exit::Inconclusive);
    assert!(started.elapsed() < Duration::from_secs(30));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_listening_is_found_by_the_preflight() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    drop(listener);
    let (summary, report, _) = shipped(format!("http://{address}"), ProtocolVersion::LATEST).await;
    assert_eq!(summary.exit, Exit::Preflight);
    assert!(report.to_string().contains("nobody listens there"), "{report:#}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_wrong_product_is_the_plans_mistake() {
    let text = feature(&scenario("self-pass", "CHK-060", "the answer has HTTP status 201"));
    let (summary, report) = run(&text, builtin(), |options| {
        let mut plan = Plan::builtin("flower-shop").expect("a plan");
        if let Some(product) = plan.products.get_mut("available") {
            product.id = "no_such_product".to_owned();
        }
        options.plan = Some(plan);
    })
    .await;
    assert_eq!(summary.exit, Exit::Preflight, "{report:#}");
}

/// One report of both versions: a scenario that fails at one of them makes the whole run fail, and
/// the other version keeps its own claim.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_version_is_run_and_told_apart() {
    let text = feature(
        &[
            scenario("self-both", "CHK-060", "the answer has HTTP status 201"),
            scenario("self-january", "CHK-037", "the answer has HTTP status 418")
                .replace("@id:", "@until:2026-01-23 @id:"),
        ]
        .concat(),
    );
    let (summary, report) = run(&text, builtin(), |options| options.versions.clear()).await;
    let of = |version: ProtocolVersion| {
        let all = report["scenarios"].as_array().expect("scenarios").iter();
        let mine = all.filter(|one| one["version"] == version.date());
        mine.map(|one| (one["id"].as_str().expect("an id"), one["verdict"]["kind"].as_str().expect("a kind")))
            .filter(|(id, _)| id.starts_with("self-"))
            .collect::<Vec<_>>()
    };
    let passed = ("self-both", "pass");
    assert_eq!(of(ProtocolVersion::January2026), [passed, ("self-january", "fail")]);
    assert_eq!(of(ProtocolVersion::April2026), [passed, ("self-january", "not_applicable")]);
    let claims: Vec<Claim> = summary.versions.iter().map(|version| version.claim).collect();
    assert_eq!(claims, [Claim::NonConformant, Claim::Partial]);
    assert_eq!((summary.claim, summary.exit), (Claim::NonConformant, Exit::NonConformant));
    assert_eq!(report["header"]["versions"][0]["version"], ProtocolVersion::January2026.date());
    assert_ne!(report["header"]["versions"][0]["url"], report["header"]["versions"][1]["url"]);
}

/// Without being told, a merchant is certified against the version that its profile declares.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_merchants_own_version_is_chosen() {
    let text = feature(&scenario("self-pass", "CHK-060", "the answer has HTTP status 201"));
    for version in ProtocolVersion::ALL {
        let url = hostile(Hostility::Always(500), true, version).await;
        let (summary, _) = run(&text, TargetChoice::Merchant { url }, |options| {
            options.versions.clear();
            options.plan = Some(impatient());
        })
        .await;
        let versions: Vec<&str> = summary.versions.iter().map(|one| one.version.as_str()).collect();
        assert_eq!(versions, [version.date()]);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_version_that_nobody_here_speaks_is_named() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    let body = json!({"ucp": {"version": "2031-01-01"}}).to_string();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut buffer = [0_u8; 4096];
            let _ = stream.read(&mut buffer).await;
            let head =
                format!("HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: {}\r\n\r\n", body.len());
            let _ = stream.write_all(format!("{head}{body}").as_bytes()).await;
        }
    });
    let (features, report) =
        folders(&feature(&scenario("self-pass", "CHK-060", "the answer has HTTP status 201")));
    let mut options = options(TargetChoice::Merchant { url }, features.path(), report.path());
    options.versions.clear();
    let error = certify(options).await.expect_err("no version in common");
    assert_eq!(error.exit(), Exit::Preflight);
    let text = error.to_string();
    for word in ["2031-01-01", ProtocolVersion::January2026.date(), ProtocolVersion::April2026.date()] {
        assert!(text.contains(word), "{word} not in {text}");
    }
}

/// A contract folder is of one version; several cannot be judged by it.
#[tokio::test]
async fn a_contract_folder_is_of_one_version() {
    let (features, report) =
        folders(&feature(&scenario("self-pass", "CHK-060", "the answer has HTTP status 201")));
    let mut options = options(builtin(), features.path(), report.path());
    options.versions = ProtocolVersion::ALL.to_vec();
    options.contracts = Some(Path::new(env!("CARGO_MANIFEST_DIR")).join("contracts/2026-04-08"));
    let error = certify(options).await.expect_err("two versions, one contract");
    assert_eq!(error.exit(), Exit::Usage);
}
