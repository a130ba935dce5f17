//! Several protocol versions in one run, and which ones a run is about.

use crate::hostile::{Hostility, hostile};
use crate::refusals::impatient;
use crate::{builtin, feature, folders, options, run, scenario};
use serde_json::json;
use std::path::Path;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;
use ucp_assay::exit_code::Exit;
use ucp_assay::harness::certify::{TargetChoice, certify};
use ucp_assay::protocol::version::ProtocolVersion;
use ucp_assay::report::Claim;

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
