//! Merchants that refuse everything, say nothing or are not there: nothing may pass because nothing
//! happened.

use crate::hostile::{Hostility, hostile};
use crate::{builtin, feature, options, passed, run, scenario, verdict};
use serde_json::Value;
use std::path::Path;
use std::time::{Duration, Instant};
use tokio::net::TcpListener;
use ucp_assay::exit_code::Exit;
use ucp_assay::harness::certify::{Ending, TargetChoice, certify};
use ucp_assay::harness::plan::Plan;
use ucp_assay::protocol::version::ProtocolVersion;
use ucp_assay::report::{Claim, Summary};

/// A plan with short limits for targets on this machine.
pub(crate) fn impatient() -> Plan {
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
