//! The first look at a connector, in words.

use crate::stage::{Stage, loaded, roses, script, shipped};
use rstest::rstest;
use ucp_assay::connector::Defects;
use ucp_assay::connector::drive::{DriverFleet, Fleet, ReferenceFleet, smoke};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_works_is_told() {
    let stage = Stage::open().await;
    let fleets: [Box<dyn Fleet>; 2] = [
        Box::new(ReferenceFleet::new(Defects::none())),
        Box::new(DriverFleet::new(loaded(&shipped("reference-mcp")))),
    ];
    for fleet in fleets {
        let smoke = smoke(&*fleet, stage.place.surroundings(), roses(1)).await;
        let text = smoke.to_string();
        assert!(smoke.is_usable(), "{text}");
        assert!(text.contains("  discover  done") && text.contains("  create    done: "), "{text}");
    }
}

#[rstest]
#[case::crash("echo CERTIFICATE_VERIFY_FAILED >&2; exit 2", &["create    failed: connector_ended", "exit code 2", "the process ended", "it ended by itself"])]
#[case::stray("while read -r q; do echo hi; echo '{\"ok\": {}}'; done", &["create    done", "2 stray lines", "\"hi\""])]
#[case::trust("while read -r q; do echo '{\"err\": \"tls\", \"msg\": \"certificate verify failed\"}'; done", &["failed: tls", "does not trust ${ca}"])]
#[tokio::test]
async fn what_is_missing_is_told(#[case] child: &str, #[case] told: &[&str]) {
    let stage = Stage::open().await;
    let fleet = DriverFleet::new(loaded(&script(child)));
    let text = smoke(&fleet, stage.place.surroundings(), roses(1)).await.to_string();
    for part in told {
        assert!(text.contains(part), "{part:?} is missing in:\n{text}");
    }
}

#[tokio::test]
async fn one_that_does_not_start_is_told_why() {
    let stage = Stage::open().await;
    let absent =
        "driver: 1\nname: x\nkind: shim\nargv: [no-such-program-anywhere]\noperations: {create: {}}\n";
    let smoke = smoke(&DriverFleet::new(loaded(absent)), stage.place.surroundings(), roses(1)).await;
    assert!(
        !smoke.is_usable() && smoke.to_string().contains("start     failed: `no-such-program-anywhere`"),
        "{smoke}"
    );
}
