//! A purchase from end to end, its order, and its webhooks.

use crate::support::{roses, world, world_with};
use serde_json::Value;
use std::time::Duration;
use ucp_assay::merchant::OrderEdit;
use ucp_assay::merchant::command::LineSelection;
use ucp_assay::platform::host::Answer;
use ucp_assay::protocol::contract::{CapabilitySet, Contract, Direction};
use ucp_assay::protocol::operation::Operation;
use ucp_assay::protocol::version::ProtocolVersion;
use ucp_assay::simulator::settings::StateBackend;
use ucp_assay::simulator::{Application, SessionOptions, Settings};

const WAIT: Duration = Duration::from_secs(20);

/// Asserts that an answer keeps to the schema of its operation.
#[track_caller]
fn valid(operation: Operation, body: &Value) {
    let contract = Contract::embedded(ProtocolVersion::LATEST);
    let described = contract.capabilities().iter().map(|spec| spec.name.as_str());
    let active = described.filter(|name| body["ucp"]["capabilities"].get(*name).is_some());
    let set = CapabilitySet::of_version(ProtocolVersion::LATEST.date(), active);
    let verdict = contract.validator(&set, operation, Direction::Response).expect("a schema").check(body);
    assert!(verdict.violations.is_empty(), "{:?}", verdict.violations);
}

#[tokio::test]
async fn a_purchase_from_create_to_delivery() {
    let world = world().await;
    let id = world.ready().await;
    let path = format!("/checkout-sessions/{id}");
    let completed = world.complete(&id, "success_token").await;
    assert_eq!((completed.status, completed.text("/status")), (200, "completed"), "{}", completed.body);
    valid(Operation::CompleteCheckout, &completed.body);
    assert!(!completed.body.to_string().contains("success_token"), "credentials are never echoed");
    let order_path = format!("/orders/{}", completed.text("/order/id"));
    let order = world.send(world.call("GET", &order_path, None)).await;
    assert_eq!(order.status, 200, "{}", order.body);
    valid(Operation::GetOrder, &order.body);
    let first = world.agent.inbox().wait_count(1, WAIT).await.expect("a webhook");
    let pushed: Value = serde_json::from_slice(&first[0].request.body).expect("JSON");
    assert_eq!(pushed, order.body, "the webhook is the whole order");
    let ship = OrderEdit::Ship { lines: LineSelection::default(), tracking_number: None, carrier: None };
    world.session.order_event(completed.text("/order/id"), ship).await.expect("shipped");
    let both = world.agent.inbox().wait_count(2, WAIT).await.expect("another webhook");
    let pushed: Value = serde_json::from_slice(&both[1].request.body).expect("JSON");
    let order = world.send(world.call("GET", &order_path, None)).await;
    assert_eq!(pushed, order.body);
    assert_eq!(order.body["fulfillment"]["events"][0]["type"], "shipped");
    let read = world.send(world.call("GET", &path, None)).await;
    assert_eq!(read.text("/status"), "completed");
}

/// After a restart nothing is known of a platform but what was written down with its order.
#[tokio::test]
async fn an_order_reports_to_its_platform_though_the_profile_is_gone_after_a_restart() {
    let folder = tempfile::TempDir::new().expect("a folder");
    let mut kept = None;
    let keep = |settings: &mut Settings| {
        settings.state = StateBackend::Sqlite(folder.path().join("state.db"));
        kept = Some(settings.clone());
    };
    let world = world_with(keep, SessionOptions::default()).await;
    let id = world.ready().await;
    let completed = world.complete(&id, "success_token").await;
    world.agent.inbox().wait_count(1, WAIT).await.expect("a webhook");
    drop(world.client);
    world.application.stop().await;
    world.agent.profile().answer_with(Answer::status(503));
    let application = Application::build(kept.expect("settings")).await.expect("a merchant");
    let session = application.sessions().get("s1").expect("a session");
    let ship = OrderEdit::Ship { lines: LineSelection::default(), tracking_number: None, carrier: None };
    session.order_event(completed.text("/order/id"), ship).await.expect("shipped");
    let both = world.agent.inbox().wait_count(2, WAIT).await.expect("another webhook");
    let pushed: Value = serde_json::from_slice(&both[1].request.body).expect("JSON");
    assert_eq!(
        (&pushed["id"], &pushed["ucp"]["version"]),
        (&completed.body["order"]["id"], &completed.body["ucp"]["version"])
    );
    assert_eq!(pushed["fulfillment"]["events"][0]["type"], "shipped");
    valid(Operation::GetOrder, &pushed);
}

#[tokio::test]
async fn a_checkout_can_be_read_replaced_and_canceled() {
    let world = world().await;
    let created = world.create().await;
    valid(Operation::CreateCheckout, &created.body);
    let path = format!("/checkout-sessions/{}", created.text("/id"));
    let updated = world.send(world.call("PUT", &path, Some(roses(3)))).await;
    assert_eq!((updated.status, &updated.body["line_items"][0]["quantity"]), (200, &Value::from(3)));
    valid(Operation::UpdateCheckout, &updated.body);
    let read = world.send(world.call("GET", &path, None)).await;
    assert_eq!(read.body, updated.body);
    valid(Operation::GetCheckout, &read.body);
    let canceled =
        world.send(world.call("POST", format!("{path}/cancel"), Some(serde_json::json!({})))).await;
    assert_eq!((canceled.status, canceled.text("/status")), (200, "canceled"));
    valid(Operation::CancelCheckout, &canceled.body);
    let again = world.send(world.call("POST", format!("{path}/cancel"), None)).await;
    assert_eq!((again.status, again.text("/status")), (200, "canceled"));
    assert_eq!(again.body["messages"][0]["type"], "error");
}

#[tokio::test]
async fn what_belongs_to_another_platform_does_not_exist_for_this_one() {
    use ucp_assay::platform::identity::PlatformIdentity;
    let mut world = world().await;
    let id = world.ready().await;
    let completed = world.complete(&id, "success_token").await;
    let order = format!("/orders/{}", completed.text("/order/id"));
    let other = world.host.open("other");
    world.identity = PlatformIdentity::generate(&other, ProtocolVersion::LATEST).expect("an identity");
    world.identity.publish(&other).expect("published");
    let path = format!("/checkout-sessions/{id}");
    world.send(world.call("GET", &path, None)).await.outcome("not_found");
    world.send(world.call("PUT", &path, Some(roses(1)))).await.outcome("not_found");
    world.complete(&id, "success_token").await.outcome("not_found");
    world.send(world.call("POST", format!("{path}/cancel"), None)).await.outcome("not_found");
    world.send(world.call("GET", order, None)).await.outcome("unauthorized");
}

#[tokio::test]
async fn a_slow_payment_is_settled_by_the_business() {
    let world = world().await;
    let id = world.ready().await;
    let progress = world.complete(&id, "slow_token").await;
    assert_eq!(progress.text("/status"), "complete_in_progress");
    world.session.settle(&id).await.expect("settled");
    let read = world.send(world.call("GET", format!("/checkout-sessions/{id}"), None)).await;
    assert_eq!(read.text("/status"), "completed");
    world.agent.inbox().wait_count(1, WAIT).await.expect("a webhook");
}

#[tokio::test]
async fn a_person_finishes_the_step_on_the_page() {
    use ucp_assay::platform::outbound::Request;
    let world = world().await;
    let id = world.ready().await;
    let challenged = world.complete(&id, "challenge_token").await;
    assert_eq!(challenged.text("/status"), "requires_escalation", "{}", challenged.body);
    let url = challenged.text("/continue_url").to_owned();
    let page = world.client.send(Request::get(&url)).await.expect("a page");
    assert_eq!(page.status, 200);
    assert!(page.header("content-type").is_some_and(|kind| kind.starts_with("text/html")));
    assert!(page.header("content-security-policy").is_some_and(|policy| policy.contains("frame-ancestors")));
    let post = |origin: &str| {
        let headers = vec![
            ("content-type".to_owned(), "application/x-www-form-urlencoded".to_owned()),
            ("origin".to_owned(), origin.to_owned()),
        ];
        Request::post(&url, headers, bytes::Bytes::from_static(b"action=authentication_passed"))
    };
    let foreign = world.client.send(post("https://evil.example")).await.expect("a page");
    assert_eq!(foreign.status, 403);
    let done = world.client.send(post(world.session.base_url())).await.expect("a page");
    assert_eq!(done.status, 303, "back to the page, so that a reload does not act again");
    let read = world.send(world.call("GET", format!("/checkout-sessions/{id}"), None)).await;
    assert_ne!(read.text("/status"), "requires_escalation", "{}", read.body);
    let gone = world.client.send(Request::get(format!("{}/checkout/none", world.session.base_url()))).await;
    assert_eq!(gone.expect("a page").status, 404);
}
