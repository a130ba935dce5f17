//! Faults of the merchant's lane are noticed by scenarios about the clauses they violate: here one of each
//! family, so that the test command stays short; `ucp-assay kill` tries all of them at every version, in CI too.

use std::collections::{BTreeMap, BTreeSet};
use ucp_assay::fault::{Fault, Lane, catalogue};
use ucp_assay::harness::certify::{CertifyOptions, Destination, Ending, TargetChoice, certify};
use ucp_assay::harness::suite::{self, Case, Suite};
use ucp_assay::protocol::contract::Contract;
use ucp_assay::protocol::version::ProtocolVersion;
use ucp_assay::report::{Place, Report, VerdictKind};

fn suite() -> Suite {
    Suite::parse(&suite::embedded()).expect("features")
}

/// Scenarios about what a fault violates.
fn concerned(suite: &Suite, fault: &Fault) -> BTreeSet<String> {
    // A tag may say since or until which version it holds: `TOT-006:since:…`.
    let clause = |tag: &str| tag.split(':').next().is_some_and(|id| fault.violates.contains(&id));
    let about = |case: &&Case| case.tag_values("req").into_iter().any(clause);
    let base = |case: &Case| case.id.split('.').next().unwrap_or(&case.id).to_owned();
    suite.cases().iter().filter(about).map(base).collect()
}

/// Runs scenarios against the built-in merchant with this fault in it.
async fn certified(fault: &Fault, scenarios: &BTreeSet<String>) -> Report {
    let folder = tempfile::tempdir().expect("a folder");
    let report = folder.path().join("report");
    let options = CertifyOptions {
        conceded: ucp_assay::harness::target::Conceded::default(),
        target: TargetChoice::Builtin { world: "electronics".to_owned() },
        plan: None,
        versions: vec![ProtocolVersion::LATEST],
        features: None,
        contracts: None,
        // A fault that only ambient checks are about is asked of every scenario.
        tags: (!scenarios.is_empty())
            .then(|| scenarios.iter().map(|id| format!("@id:{id}")).collect::<Vec<_>>().join(" or ")),
        name: None,
        jobs: 8,
        fail_fast: false,
        dry_run: false,
        smoke: false,
        quiet: true,
        report: Destination(Place::Folder(report.clone())),
        seed: 1,
        faults: vec![catalogue::trial(fault)],
        command: "faults".to_owned(),
        export_authority: None,
        platform_listener: None,
    };
    let ending = certify(options).await;
    let Ok(Ending::Certified(_)) = ending else { panic!("a run was asked for: {} {ending:?}", fault.id) };
    let text = std::fs::read_to_string(report.join("report.json")).expect("report.json is there");
    serde_json::from_str(&text).expect("a report")
}

/// Who noticed.
fn killers(report: &Report) -> Vec<String> {
    let noticed = |kind| matches!(kind, VerdictKind::Fail | VerdictKind::Warn);
    let seen = report.scenarios.iter().filter(|scenario| noticed(scenario.observed.kind()));
    seen.map(|scenario| scenario.id.clone()).collect()
}

async fn survivors(of: impl Fn(&Fault) -> bool) -> Vec<&'static str> {
    let suite = suite();
    let register = Contract::embedded(ProtocolVersion::LATEST).register();
    // Faults about what earlier versions alone demand are the kill matrix's.
    let newest = |fault: &&Fault| fault.violates.iter().any(|clause| register.get(clause).is_some());
    let mut alive = Vec::new();
    for fault in catalogue::all().filter(|fault| fault.lane == Lane::Merchant && of(fault)).filter(newest) {
        let scenarios = concerned(&suite, fault);
        let report = certified(fault, &scenarios).await;
        let killed = killers(&report);
        println!("{:32} {} of {}: {}", fault.id, killed.len(), report.scenarios.len(), killed.join(" "));
        if killed.is_empty() {
            alive.push(fault.id);
        }
    }
    alive
}

/// The part of an identifier before its dot.
fn family(id: &str) -> &str {
    id.split('.').next().unwrap_or(id)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_fault_of_every_family_is_noticed() {
    let only = std::env::var("UCP_ASSAY_FAULT").unwrap_or_default();
    let merchants = catalogue::all().filter(|fault| fault.lane == Lane::Merchant);
    let mut first: BTreeMap<&str, &str> = BTreeMap::new();
    for fault in merchants {
        first.entry(family(fault.id)).or_insert(fault.id);
    }
    let chosen = |id: &str| {
        if only.is_empty() {
            first.get(family(id)) == Some(&id)
        } else {
            only.split(',').any(|start| id.starts_with(start))
        }
    };
    let alive = survivors(|fault| chosen(fault.id)).await;
    assert_eq!(alive, Vec::<&str>::new());
}
