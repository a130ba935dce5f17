//! From discovery to the order's last event.

use super::{VERSION, january, valid, verifies};
use crate::support::{Answer, roses};
use serde_json::{Value, json};
use std::time::Duration;
use ucp_assay::merchant::OrderEdit;
use ucp_assay::merchant::command::LineSelection;
use ucp_assay::platform::outbound::Request;
use ucp_assay::protocol::contract::{Contract, DocumentKind};
use ucp_assay::protocol::operation::Operation;

const WAIT: Duration = Duration::from_secs(20);

#[tokio::test]
async fn the_profile_is_in_the_list_layout_and_its_documents_exist() {
    let world = january().await;
    let url = format!("{}/.well-known/ucp", world.session.base_url());
    let profile = Answer::of(world.client.send(Request::get(&url)).await.expect("an answer"));
    let schema = Contract::embedded(VERSION).document(DocumentKind::BusinessProfile).expect("a schema");
    let verdict = schema.check(&profile.body);
    assert!(verdict.is_valid(), "{:#?}\n{}", verdict.violations, profile.body);
    assert_eq!(profile.body["ucp"]["version"], VERSION.date());
    let rest = &profile.body["ucp"]["services"]["dev.ucp.shopping"]["rest"];
    assert_eq!(rest["endpoint"], world.session.base_url());
    assert!(profile.body["ucp"]["capabilities"].as_array().is_some_and(|list| list.len() == 5));
    let handler = &profile.body["payment"]["handlers"][0];
    let documents = [&handler["spec"], &handler["config_schema"], &handler["instrument_schemas"][0]];
    for url in documents.map(|url| url.as_str().expect("a URL")) {
        let document = world.client.send(Request::get(url)).await.expect("an answer");
        assert_eq!(document.status, 200, "{url}");
    }
}

#[tokio::test]
async fn a_purchase_from_cart_to_shipped_order() {
    let world = january().await;
    let id = world.ready().await;
    let path = format!("/checkout-sessions/{id}");
    let read = world.send(world.call("GET", &path, None)).await;
    assert_eq!((read.status, read.text("/status")), (200, "ready_for_complete"));
    valid(Operation::GetCheckout, &read.body);
    assert!(read.body["payment"]["handlers"].as_array().is_some_and(|list| !list.is_empty()));
    let completed = world.complete(&id, "success_token").await;
    assert_eq!((completed.status, completed.text("/status")), (200, "completed"), "{}", completed.body);
    valid(Operation::CompleteCheckout, &completed.body);
    assert!(
        !completed.raw.body.windows(13).any(|text| text == b"success_token"),
        "credentials are never echoed"
    );
    assert_eq!(completed.body["payment"]["selected_instrument_id"], "pay_1");
    assert_eq!(completed.body["payment"]["instruments"][0]["last_digits"], "4242");
    let order = completed.text("/order/id");
    let ship = OrderEdit::Ship { lines: LineSelection::default(), tracking_number: None, carrier: None };
    world.session.order_event(order, ship).await.expect("shipped");
    let pushed = world.agent.inbox().wait_count(2, WAIT).await.expect("webhooks");
    let profile = world.session.business_profile();
    for delivery in &pushed {
        let request = &delivery.request;
        let event: Value = serde_json::from_slice(&request.body).expect("JSON");
        valid(Operation::OrderEvent, &event);
        assert_eq!(event["id"], json!(order));
        let header = |name: &str| request.headers.iter().find(|(held, _)| held.eq_ignore_ascii_case(name));
        let (_, jws) = header("request-signature").expect("a signature");
        assert!(verifies(&profile, jws, &request.body));
        let (_, sender) = header("ucp-agent").expect("a sender");
        assert!(sender.contains(world.session.base_url()), "{sender}");
        assert!(header("webhook-id").is_none() && header("signature").is_none());
    }
}

#[tokio::test]
async fn a_checkout_can_be_read_replaced_and_canceled() {
    let world = january().await;
    let created = world.create().await;
    assert_eq!(created.status, 201, "{}", created.body);
    valid(Operation::CreateCheckout, &created.body);
    let id = created.text("/id").to_owned();
    let path = format!("/checkout-sessions/{id}");
    let mut body = world.checkout(roses(3));
    body["id"] = json!(id);
    let updated = world.send(world.call("PUT", &path, Some(body))).await;
    assert_eq!(
        (updated.status, &updated.body["line_items"][0]["quantity"]),
        (200, &Value::from(3)),
        "{}",
        updated.body
    );
    valid(Operation::UpdateCheckout, &updated.body);
    let read = world.send(world.call("GET", &path, None)).await;
    assert_eq!(read.body, updated.body);
    let with_body = world.send(world.call("GET", &path, Some(json!({})))).await;
    assert_eq!((with_body.status, &with_body.body), (200, &updated.body), "the version's example sends {{}}");
    let canceled = world.send(world.call("POST", format!("{path}/cancel"), Some(json!({})))).await;
    assert_eq!((canceled.status, canceled.text("/status")), (200, "canceled"));
    valid(Operation::CancelCheckout, &canceled.body);
    let again = world.send(world.call("POST", format!("{path}/cancel"), None)).await;
    assert_eq!((again.status, again.text("/status")), (200, "canceled"));
    assert_eq!(again.body["messages"][0]["severity"], "recoverable", "{}", again.body);
    valid(Operation::CancelCheckout, &again.body);
}
