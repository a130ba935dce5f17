//! The reference connector as a child process, driven by the files that come with the program.

use crate::stage::{Stage, bought, january, payment, roses, shipped};
use rstest::rstest;
use serde_json::{Value, json};
use ucp_assay::connector::driver::{Action, Driver, Outcome};
use ucp_assay::connector::hygiene::Ping;
use ucp_assay::simulator::Settings;

/// The choices left open by an answer, made.
fn chosen(outcome: &Outcome) -> Value {
    let resource = outcome.resource.as_ref().expect("a resource");
    let mut method = resource["fulfillment"]["methods"][0].clone();
    method["selected_destination_id"] = method["destinations"][0]["id"].clone();
    if let Some(group) = method["groups"].get(0).cloned() {
        method["groups"] = json!([{"id": group["id"], "selected_option_id": group["options"][0]["id"]}]);
    }
    json!({"fulfillment": {"methods": [method]}})
}

async fn shop(stage: &Stage, driver: &dyn Driver) -> String {
    let created = stage.ask(driver, Action::Create { checkout: bought() }).await;
    assert!(created.is_success(), "{created:?}");
    let id = created.id.clone().expect("an id");
    let mut last = created;
    for _ in 0..2 {
        last = stage.ask(driver, Action::Update { id: id.clone(), checkout: chosen(&last) }).await;
        assert!(last.is_success(), "{last:?}");
    }
    assert_eq!(last.status.as_deref(), Some("ready_for_complete"), "{last:?}");
    let paid =
        stage.ask(driver, Action::Complete { id: id.clone(), payment: payment(), consent: None }).await;
    assert_eq!(paid.status.as_deref(), Some("completed"), "{paid:?}");
    paid.order_id.expect("an order")
}

#[rstest]
#[case::mcp("reference-mcp", Settings::default())]
#[case::shim("reference-shim", Settings::default())]
#[case::mcp_in_january("reference-mcp", january())]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_child_process_shops_over_tls(#[case] name: &str, #[case] settings: Settings) {
    let stage = Stage::open_with(settings, None).await;
    let driver = stage.start(&shipped(name)).await;
    let found = stage.ask(&*driver, Action::Discover).await;
    assert!(found.is_success(), "{found:?}");
    let order = shop(&stage, &*driver).await;
    assert_eq!(stage.orders(), 1);
    assert!(!order.is_empty());
    let pinged = driver.ping().await.expect("asked");
    assert_eq!(matches!(pinged, Ping::Answered(_)), name.ends_with("mcp"), "{pinged:?}");
    driver.close().await;
    let hygiene = driver.hygiene().await;
    assert!(hygiene.is_clean(), "{hygiene:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_fails_has_code_and_text() {
    let stage = Stage::open().await;
    let driver = stage.start(&shipped("reference-shim")).await;
    let missing = stage.ask(&*driver, Action::Get { id: "nobody".to_owned() }).await;
    assert!(!missing.is_success() && missing.error_code.is_some() && missing.error.is_some(), "{missing:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn stray_output_is_counted_and_shown() {
    let stage = Stage::open().await;
    let noisy = shipped("reference-mcp")
        .replace("  - --allow-loopback", "  - --allow-loopback\n  - --defect\n  - stdout-noise");
    let driver = stage.start(&noisy).await;
    let created = stage.ask(&*driver, Action::Create { checkout: roses(1) }).await;
    assert!(created.is_success(), "{created:?}");
    let hygiene = driver.hygiene().await;
    assert_eq!(hygiene.stray_lines, 1, "{hygiene:?}");
    assert!(hygiene.stray_samples[0].starts_with("[AUDIT]"), "{hygiene:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_tool_that_is_not_there_is_named() {
    let stage = Stage::open().await;
    let reason =
        stage.start_fails(&shipped("reference-mcp").replace("tool: order_get", "tool: order_fetch")).await;
    assert!(reason.contains("no tool order_fetch") && reason.contains("order_get"), "{reason}");
}
