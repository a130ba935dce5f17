//! The proof that a merchant with a defect fails. A proxy stands before the built-in merchant and
//! makes it wrong in one way at a time; certified as anybody's endpoint, it must be found
//! non-conformant, by the scenario that is about the defect and with the clause that it breaks.
#![expect(clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

mod catalogue;
mod defect;
mod message;
mod proxy;
mod stage;

use defect::{Defect, JANUARY, NONE};
use message::{Answer, Request};
use std::collections::BTreeSet;
use ucp_assay::exit_code::Exit;
use ucp_assay::protocol::operation::Operation;
use ucp_assay::report::{Claim, VerdictKind};
use ucp_assay::simulator::settings::ResponseSigning;

/// Without a defect, what catches the defects passes: it is not the proxy that is caught.
#[rstest::rstest]
#[case::unsigned(NONE)]
#[case::signed(Defect { signing: ResponseSigning::All, ..NONE })]
#[case::january(JANUARY)]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_proxy_itself_is_not_what_is_caught(#[case] none: Defect) {
    let alike = |defect: &&Defect| defect.signing == none.signing && defect.version == none.version;
    let scenarios: BTreeSet<&str> = catalogue::all().filter(alike).flat_map(Defect::scenarios).collect();
    let scenarios: Vec<&str> = scenarios.into_iter().collect();
    let report = stage::certified(none, &scenarios).await;
    assert_eq!(stage::not_passed(&report), Vec::<String>::new(), "{}", stage::seen(&report));
    assert!(report.scenarios.len() >= scenarios.len());
}

/// A profile that redirects is no profile: the run ends before it begins, and says so.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_redirecting_profile_is_stopped_by_the_preflight() {
    let redirect = |request: &mut Request| {
        let mut answer = Answer::own(302, &serde_json::Value::Null);
        answer.set("location", "/profile.json");
        request.is_discovery().then_some(answer)
    };
    let report = stage::certified(Defect { request: redirect, ..NONE }, &["profile-no-redirect"]).await;
    assert_eq!(report.exit_code, Exit::Preflight.code(), "{}", stage::seen(&report));
    assert_ne!(report.claim, Claim::Conformant);
    let mut advice = report.preflight.iter().filter_map(|check| check.how_to_fix.as_deref());
    assert!(advice.any(|advice| advice.contains("no redirect")), "{}", stage::seen(&report));
}

/// The protocol does not say when a webhook is repeated. Without a hand on the merchant's clock its
/// absence proves nothing, but leaves the clause open: such a merchant is never called conformant.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_webhook_never_repeated_leaves_the_clause_open() {
    let swallow = |answer: &mut Answer| answer.status = 200;
    let report = stage::certified(Defect { receipt: swallow, ..NONE }, &["webhook-retry"]).await;
    let open = VerdictKind::Inconclusive;
    assert_eq!(stage::observed(&report, "webhook-retry"), open, "{}", stage::seen(&report));
    assert_eq!(stage::clause(&report, "WHK-013"), open);
    assert_eq!(report.claim, Claim::Inconclusive);
}

/// Whoever fails inside is accused of just that: what the scenario wanted to find out stays open.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_failing_update_is_a_finding_of_its_own() {
    let broken = |request: &Request, answer: &mut Answer| {
        if request.is(Operation::UpdateCheckout) {
            *answer = Answer::own(500, &serde_json::Value::Null);
        }
    };
    for none in [NONE, JANUARY] {
        let scenarios = ["fulfillment-options", "fulfillment-titles"];
        let report = stage::certified(Defect { answer: broken, ..none }, &scenarios).await;
        assert_eq!(stage::clause(&report, "CHK-060"), VerdictKind::Fail, "{}", stage::seen(&report));
        for clause in ["FUL-003", "FUL-001"] {
            assert_eq!(stage::clause(&report, clause), VerdictKind::Inconclusive, "{}", stage::seen(&report));
        }
        let causes: Vec<&str> = report.findings.iter().map(|finding| finding.cause.as_str()).collect();
        assert!(causes.contains(&"update_checkout answers 500"), "{causes:?}");
    }
}

/// Orders that come wrapped in something else accuse nobody of what is in the order.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_order_in_a_wrapper_is_not_judged_line_by_line() {
    let wrap = |request: &mut Request| {
        request.edit(|body| *body = serde_json::json!({"event_type": "order_placed", "order": body.take()}));
        None
    };
    let scenarios = ["webhook-placed", "webhook-event", "order-status-new"];
    let report = stage::certified(Defect { webhook: wrap, ..JANUARY }, &scenarios).await;
    assert_eq!(stage::clause(&report, "WHK-508"), VerdictKind::Fail, "{}", stage::seen(&report));
    assert_eq!(stage::clause(&report, "ORD-502"), VerdictKind::Inconclusive, "{}", stage::seen(&report));
    assert_ne!(stage::clause(&report, "WHK-011"), VerdictKind::Fail, "{}", stage::seen(&report));
    let reasons = report.scenarios.iter().filter_map(|scenario| scenario.verdict.reason());
    assert!(reasons.into_iter().all(|reason| !reason.contains("get_order")), "{}", stage::seen(&report));
}

/// The proof is as wide as the protocol: defects of every area are caught.
#[test]
fn every_area_has_a_defect() {
    let clauses: BTreeSet<&str> =
        catalogue::all().flat_map(|defect| defect.caught).map(|(_, clause)| &clause[..3]).collect();
    let areas = [
        "AUT", "CHK", "CON", "CTX", "DSC", "ERR", "FUL", "IDM", "NEG", "ORD", "PAY", "PRO", "SIG", "TLS",
        "TOT", "VER", "WHK",
    ];
    let missing: Vec<&str> = areas.into_iter().filter(|area| !clauses.contains(area)).collect();
    assert_eq!(missing, Vec::<&str>::new());
    for none in [NONE, JANUARY] {
        let count = catalogue::all().filter(|defect| defect.version == none.version).count();
        assert!(count >= 20, "{count} defects at {}", none.version);
    }
}
