//! A certification of a merchant behind the proxy, from start to report.

use crate::defect::Defect;
use crate::proxy::Proxy;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::sync::Arc;
use ucp_assay::exit_code::Exit;
use ucp_assay::harness::certify::{CertifyOptions, Destination, Ending, TargetChoice, certify};
use ucp_assay::harness::plan::Plan;
use ucp_assay::harness::target::Conceded;
use ucp_assay::platform::authority::TestAuthority;
use ucp_assay::report::{Claim, Place, Report, Verdict, VerdictKind};
use ucp_assay::simulator::Application;
use ucp_assay::simulator::settings::{Settings, WorldSource};

/// The world the merchant lives in.
const WORLD: &str = "electronics";

/// Certifies a merchant with this defect by these scenarios, as `certify merchant --url` does.
pub(crate) async fn certified(defect: Defect, scenarios: &[&str]) -> Report {
    let authority = TestAuthority::generate().expect("an authority");
    let (proxy, platform) = (bind(), bind());
    let (public, behind) = (address(&proxy), address(&platform));
    let url = format!("https://localhost:{}", public.port());
    let merchant = merchant(&url, &authority, defect).await;
    let inside = SocketAddr::from((Ipv4Addr::LOCALHOST, merchant.port()));
    let _proxy = Proxy::start(proxy, &authority, inside, behind, defect);
    let files = tempfile::tempdir().expect("a folder");
    let root = files.path().join("root.pem");
    authority.write_certificate(&root).expect("a file");
    let mut plan = Plan::builtin(WORLD).expect("a plan");
    plan.tls.roots.push(root.display().to_string());
    plan.platform.public_url = Some(url.clone());
    plan.timeouts.webhook = 5_000;
    let folder = files.path().join("report");
    let options = CertifyOptions {
        target: TargetChoice::Merchant { url },
        conceded: Conceded::default(),
        plan: Some(plan),
        versions: vec![defect.version],
        features: None,
        contracts: None,
        tags: Some(scenarios.iter().map(|id| format!("@id:{id}")).collect::<Vec<_>>().join(" or ")),
        name: None,
        jobs: 8,
        fail_fast: false,
        dry_run: false,
        smoke: false,
        quiet: true,
        report: Destination(Place::Folder(folder.clone())),
        seed: 1,
        faults: Vec::new(),
        command: "defects".to_owned(),
        export_authority: None,
        platform_listener: Some(Arc::new(platform)),
    };
    let Ok(Ending::Certified(_)) = certify(options).await else { panic!("a run was asked for") };
    let text = std::fs::read_to_string(folder.join("report.json")).expect("report.json is there");
    serde_json::from_str(&text).expect("a report")
}

/// Runs what must notice a defect and checks that it did, by name.
pub(crate) async fn catch(defect: &Defect) {
    let report = certified(*defect, &defect.scenarios()).await;
    for (scenario, id) in defect.caught {
        assert_eq!(observed(&report, scenario), VerdictKind::Fail, "{scenario}: {}", seen(&report));
        assert_eq!(clause(&report, id), VerdictKind::Fail, "{id}: {}", seen(&report));
    }
    assert_eq!(report.claim, Claim::NonConformant, "{}", seen(&report));
    assert_eq!(report.exit_code, Exit::NonConformant.code());
}

/// What became of a scenario; which of several with one cause stands for it is not looked at.
pub(crate) fn observed(report: &Report, id: &str) -> VerdictKind {
    let found = report.scenarios.iter().find(|scenario| scenario.id == id);
    found.unwrap_or_else(|| panic!("no scenario {id}: {}", seen(report))).observed.kind()
}

/// What became of a clause.
pub(crate) fn clause(report: &Report, id: &str) -> VerdictKind {
    let found = report.requirements.iter().find(|result| result.requirement.id == id);
    found.unwrap_or_else(|| panic!("no clause {id}")).verdict.kind()
}

/// The report in a few lines, for the message of a failed test.
pub(crate) fn seen(report: &Report) -> String {
    let mut lines = vec![format!("claim {:?}, exit {}", report.claim, report.exit_code)];
    let checks = report.preflight.iter();
    lines.extend(
        checks.map(|check| format!("preflight {:?}: {} ({})", check.outcome, check.name, check.detail)),
    );
    for scenario in &report.scenarios {
        let reason = scenario.verdict.reason().unwrap_or_default();
        lines.push(format!("{} {:?} {reason}", scenario.id, scenario.verdict.kind()));
    }
    let findings = report.findings.iter();
    lines.extend(
        findings.map(|one| format!("{}: {} | {:?} | {}", one.cause, one.title, one.expected, one.actual)),
    );
    lines.join("\n  ")
}

/// Scenarios that did not pass, in words.
pub(crate) fn not_passed(report: &Report) -> Vec<String> {
    let bad = report.scenarios.iter().filter(|scenario| scenario.verdict != Verdict::Pass);
    bad.map(|scenario| format!("{}: {:?}", scenario.id, scenario.verdict)).collect()
}

fn bind() -> TcpListener {
    TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port")
}

fn address(listener: &TcpListener) -> SocketAddr {
    listener.local_addr().expect("an address")
}

async fn merchant(url: &str, authority: &TestAuthority, defect: Defect) -> Application {
    let settings = Settings {
        public_url: Some(url.to_owned()),
        allow_loopback: true,
        trusted_roots: vec![authority.certificate_pem()],
        workers: 1,
        world: WorldSource::Builtin(WORLD.to_owned()),
        response_signing: defect.signing,
        version: defect.version,
        ..Settings::default()
    };
    Application::build(settings).await.expect("a merchant")
}
