//! Connectors under test: the reference passes, one with a defect is found out, a merchant that anybody may shop at
//! judges whoever did.

use crate::options;
use serde_json::{Value, json};
use std::path::Path;
use std::sync::Arc;
use ucp_assay::connector::driver::Action;
use ucp_assay::connector::reference::{Reference, Settings};
use ucp_assay::connector::{Defect, Defects, Trace};
use ucp_assay::exit_code::Exit;
use ucp_assay::harness::certify::{CertifyOptions, Ending, TargetChoice, certify};
use ucp_assay::harness::connector::{Contender, Served};
use ucp_assay::platform::authority::{TestAuthority, TlsVersions, TrustedRoots};
use ucp_assay::platform::host::{AgentHost, HostSettings};
use ucp_assay::platform::outbound::Policy;
use ucp_assay::report::Summary;

/// What tests of whole runs shop with: enough to see each kind of verdict.
const FEW: &str = "^connector-(buys|creates|retry-unavailable|retry-bounded)$";

fn connector(contender: Contender, name: Option<&str>, report: &Path) -> CertifyOptions {
    let target = TargetChoice::Connector { contender, world: "flower-shop".to_owned() };
    CertifyOptions { features: None, name: name.map(str::to_owned), ..options(target, report, report) }
}

async fn certified(options: CertifyOptions) -> Summary {
    match certify(options).await.expect("a run") {
        Ending::Certified(certified) => certified.summary,
        other => panic!("{other:?}"),
    }
}

fn report(folder: &Path) -> Value {
    let text = std::fs::read_to_string(folder.join("report.json")).expect("a report");
    serde_json::from_str(&text).expect("JSON")
}

fn verdict<'a>(report: &'a Value, id: &str) -> &'a Value {
    let scenarios = report["scenarios"].as_array().expect("scenarios");
    let found = scenarios.iter().find(|one| one["id"] == id);
    &found.unwrap_or_else(|| panic!("no scenario {id}"))["observed"]["kind"]
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_reference_connector_passes_and_has_a_card() {
    let folder = tempfile::tempdir().expect("a folder");
    let contender = Contender::Reference(Defects::none());
    let summary = certified(connector(contender, Some(FEW), folder.path())).await;
    assert_eq!(summary.exit, Exit::Incomplete, "a selection is never the whole: {:?}", summary.findings);
    assert_eq!(summary.scenarios.pass, 4, "{:?}", summary.findings);
    let report = report(folder.path());
    assert_eq!(report["header"]["target"]["kind"], "connector");
    let lines = report["cards"][0]["lines"].as_array().expect("a card");
    let line = |topic: &str| lines.iter().find(|line| line["topic"] == topic).expect("a line");
    assert_eq!(line("End of repetitions")["answer"], "yes");
    assert_eq!(line("Webhooks")["answer"], "unknown");
    assert!(line("Operations")["says"].as_str().is_some_and(|text| text.contains("complete_checkout")));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_broken_duty_fails_and_a_protection_given_away_warns() {
    let folder = tempfile::tempdir().expect("a folder");
    let defects = Defects::from_iter([Defect::NoAgent, Defect::NewKeyOnRetry]);
    let summary = certified(connector(Contender::Reference(defects), Some(FEW), folder.path())).await;
    assert_eq!(summary.exit, Exit::NonConformant);
    let report = report(folder.path());
    assert_eq!(*verdict(&report, "ambient.agent-present"), json!("fail"));

    let folder = tempfile::tempdir().expect("a folder");
    let contender = Contender::Reference(Defects::only(Defect::NewKeyOnRetry));
    let summary = certified(connector(contender, Some(FEW), folder.path())).await;
    let report = self::report(folder.path());
    assert_eq!(*verdict(&report, "connector-retry-unavailable"), json!("warn"), "{:?}", summary.findings);
    let named = report["findings"].as_array().expect("findings");
    assert!(named.iter().all(|finding| finding["exchange"].is_object()), "a finding without an exchange");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_first_look_says_what_it_found() {
    let folder = tempfile::tempdir().expect("a folder");
    let options = connector(Contender::Reference(Defects::none()), None, folder.path());
    let ending = certify(CertifyOptions { smoke: true, ..options }).await.expect("a look");
    let Ending::Looked(looked) = ending else { panic!("{ending:?}") };
    assert_eq!(looked.exit(), Exit::Success);
    assert!(looked.text().contains("a checkout was opened"), "{}", looked.text());
}

/// Somebody who shops at a merchant that is watched.
fn shopper(certificate: &Path, authority: &TestAuthority) -> Reference {
    let tls = authority.server_config(TlsVersions::From12).expect("TLS");
    let host = AgentHost::start(HostSettings::local(tls)).expect("a listener");
    let roots = TrustedRoots::none().with_pem_file(certificate).expect("the merchant's authority");
    let settings = Settings { policy: Policy::LOOPBACK_TLS, ..Settings::new("visitor", roots) };
    let trace = Trace::new(settings.clock.clone());
    Reference::open(settings, Arc::new(host), trace).expect("a connector")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_shops_at_a_watched_merchant_is_judged() {
    let folder = tempfile::tempdir().expect("a folder");
    let certificate = folder.path().join("ca.pem");
    let authority = TestAuthority::generate().expect("an authority");
    let (told, mut lines) = tokio::sync::mpsc::unbounded_channel();
    let served = Served {
        port: 0,
        trusted_roots: vec![authority.certificate_pem()],
        certificate: Some(certificate.clone()),
        time: None,
        checkouts: Some(1),
        announce: Arc::new(move |line: &str| told.send(line.to_owned()).expect("somebody listens")),
    };
    let report_folder = folder.path().join("report");
    let watching = certified(connector(Contender::Anybody(served), None, &report_folder));
    let shopping = async {
        let origin = loop {
            let line = lines.recv().await.expect("an announcement");
            if let Some(url) = line.strip_prefix("merchant ") {
                break url.trim_end_matches("/.well-known/ucp").to_owned();
            }
        };
        let checkout = json!({"line_items": [{"item": {"id": "bouquet_roses"}, "quantity": 1}]});
        let outcome = shopper(&certificate, &authority).act(&origin, &Action::Create { checkout }).await;
        assert!(outcome.is_success(), "{outcome:?}");
    };
    let (summary, ()) = tokio::join!(watching, shopping);
    assert_eq!(summary.exit, Exit::Incomplete, "partial by construction: {:?}", summary.findings);
    let report = report(&report_folder);
    assert_eq!(*verdict(&report, "ambient.signature"), json!("pass"));
    assert_eq!(*verdict(&report, "watch"), json!("pass"));
}
