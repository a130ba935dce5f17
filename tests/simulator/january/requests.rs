//! Bad input, absent headers, unknown members: the body of every refusal, and what is tolerated and noted.

use super::{january, valid};
use crate::support::{World, roses};
use rstest::rstest;
use serde_json::{Value, json};
use std::time::Duration;
use ucp_assay::protocol::operation::Operation;
use ucp_assay::simulator::conditions::Condition;
use ucp_assay::simulator::journal::{Finding, FindingKind};

fn noted(world: &World, kind: FindingKind) -> Vec<String> {
    let findings = world.session.journal().findings().into_iter();
    findings.filter(|finding: &Finding| finding.kind == kind).map(|finding| finding.pointer).collect()
}

#[rstest]
#[case::lines_as_object(json!({"line_items": {}}), "/line_items")]
#[case::no_item(json!({"line_items": [{"quantity": 1}]}), "/line_items/0: the field item")]
#[case::no_quantity(json!({"line_items": [{"item": {"id": "bouquet_roses"}}]}), "/line_items/0: the field quantity")]
#[case::quantity_zero(json!({"line_items": [{"item": {"id": "bouquet_roses"}, "quantity": 0}]}), "/line_items/0/quantity")]
#[case::quantity_as_text(json!({"line_items": [{"item": {"id": "bouquet_roses"}, "quantity": "1"}]}), "/line_items/0/quantity")]
#[case::currency_as_number(json!({"line_items": [], "currency": 840}), "/currency")]
#[case::payment_as_list(json!({"line_items": [], "payment": []}), "/payment")]
#[case::wallet(json!({"line_items": [], "payment": {"instruments": [{"id": "i", "handler_id": "h", "type": "wallet"}]}}), "/payment/instruments/0")]
#[case::method_without_type(json!({"line_items": [], "fulfillment": {"methods": [{}]}}), "/fulfillment/methods/0")]
#[tokio::test]
async fn a_body_that_breaks_its_schema_is_refused_with_the_place(
    #[case] content: Value,
    #[case] place: &str,
) {
    let world = january().await;
    let mut body = world.checkout(roses(1));
    for (name, value) in content.as_object().expect("an object") {
        body[name] = value.clone();
    }
    let answer = world.send(world.call("POST", "/checkout-sessions", Some(body))).await;
    answer.rejected(400, "invalid_request");
    assert!(answer.text("/messages/0/content").contains(place), "{}", answer.body);
}

#[rstest]
#[case::broken(&b"{\"line_items\":"[..], 400, "malformed_json")]
#[case::duplicate_key(&b"{\"line_items\":[],\"line_items\":[]}"[..], 400, "malformed_json")]
#[case::empty(&b""[..], 400, "malformed_json")]
#[case::not_an_object(&b"[]"[..], 400, "invalid_request")]
#[tokio::test]
async fn a_body_that_is_no_document_is_refused(
    #[case] body: &'static [u8],
    #[case] status: u16,
    #[case] code: &str,
) {
    let world = january().await;
    let call = world.call("POST", "/checkout-sessions", Some(json!({}))).with_body(body);
    world.send(call).await.rejected(status, code);
}

#[tokio::test]
async fn the_other_refusals_of_the_head_have_the_same_body() {
    let world = january().await;
    let create = || world.call("POST", "/checkout-sessions", Some(world.checkout(roses(1))));
    world.send(create().with("content-type", "text/plain")).await.rejected(415, "unsupported_media_type");
    world.send(create().without("ucp-agent")).await.rejected(400, "invalid_profile_url");
    world
        .send(create().with("ucp-agent", "profile=\"http://plain.example\""))
        .await
        .rejected(400, "invalid_profile_url");
    world.send(create().with_body(vec![b' '; 2 << 20])).await.rejected(413, "content_too_large");
    world.send(create().with("x-large", &"x".repeat(40_000))).await.rejected(431, "headers_too_large");
    world.send(world.call("GET", "/checkout-sessions", None)).await.rejected(405, "method_not_allowed");
    for path in ["/carts", "/catalog/search", "/orders/ord_1", "/nowhere"] {
        world.send(world.call("GET", path, None)).await.rejected(404, "not_found");
    }
}

#[tokio::test]
async fn what_does_not_exist_for_this_platform_is_not_found() {
    let mut world = january().await;
    let id = world.ready().await;
    let every = |world: &World, id: &str| {
        let path = format!("/checkout-sessions/{id}");
        let mut update = world.checkout(roses(1));
        update["id"] = json!(id);
        [
            world.call("GET", &path, None),
            world.call("PUT", &path, Some(update)),
            world.call("POST", format!("{path}/complete"), Some(super::payment("success_token"))),
            world.call("POST", format!("{path}/cancel"), None),
        ]
    };
    for call in every(&world, "chk_unknown") {
        world.send(call).await.rejected(404, "not_found");
    }
    world.become_platform("other");
    for call in every(&world, &id) {
        let answer = world.send(call).await;
        answer.rejected(404, "not_found");
        assert_eq!(answer.body["messages"][0]["severity"], "requires_buyer_input");
    }
}

#[tokio::test]
async fn the_identifier_of_an_update_stands_in_both_places() {
    let world = january().await;
    let id = world.create().await.text("/id").to_owned();
    let path = format!("/checkout-sessions/{id}");
    let missing = world.send(world.call("PUT", &path, Some(world.checkout(roses(2))))).await;
    missing.rejected(400, "invalid_request");
    assert!(missing.text("/messages/0/content").contains("id"), "{}", missing.body);
    let mut other = world.checkout(roses(2));
    other["id"] = json!("chk_other");
    let other = world.send(world.call("PUT", &path, Some(other))).await;
    other.rejected(400, "invalid_request");
    assert!(other.text("/messages/0/content").contains("/id"), "{}", other.body);
}

#[tokio::test]
async fn what_the_examples_leave_out_may_be_left_out_and_is_noted() {
    let world = january().await;
    let created = world.send(world.call("POST", "/checkout-sessions", Some(roses(1)))).await;
    assert_eq!((created.status, &created.body["currency"]), (201, &json!("USD")), "{}", created.body);
    valid(Operation::CreateCheckout, &created.body);
    assert_eq!(noted(&world, FindingKind::RequiredFieldMissing), ["/currency", "/payment"]);
    let mut update = roses(2);
    update["id"] = created.body["id"].clone();
    let path = format!("/checkout-sessions/{}", created.text("/id"));
    let updated = world.send(world.call("PUT", path, Some(update))).await;
    assert_eq!(updated.status, 200, "{}", updated.body);
}

#[tokio::test]
async fn advised_headers_may_be_absent_and_that_is_noted() {
    let world = january().await;
    let call = world.call("POST", "/checkout-sessions", Some(world.checkout(roses(1))));
    let created = world.send(call.without("idempotency-key").without("request-id")).await;
    assert_eq!(created.status, 201, "{}", created.body);
    assert!(created.raw.header("request-id").is_none());
    assert!(noted(&world, FindingKind::AdvisedHeaderMissing).contains(&"idempotency-key".to_owned()));
    let named = world.call("GET", format!("/checkout-sessions/{}", created.text("/id")), None);
    let read = world.send(named.with("request-id", "trace-1")).await;
    assert_eq!(read.raw.header("request-id"), Some("trace-1"));
}

#[tokio::test]
async fn members_of_other_versions_are_ignored_and_noted() {
    let world = january().await;
    let mut body = world.checkout(roses(1));
    body["context"] = json!({"currency": "EUR", "address_country": "DE"});
    body["attribution"] = json!({"campaign": "spring"});
    body["signals"] = json!({"dev.ucp.buyer_ip": "203.0.113.66"});
    body["line_items"][0]["item"]["price"] = json!(1);
    body["totals"] = json!([{"type": "total", "amount": 1}]);
    let created = world.send(world.call("POST", "/checkout-sessions", Some(body))).await;
    assert_eq!(created.status, 201, "{}", created.body);
    valid(Operation::CreateCheckout, &created.body);
    assert_eq!(
        (&created.body["currency"], &created.body["line_items"][0]["item"]["price"]),
        (&json!("USD"), &json!(3500))
    );
    let codes: Vec<&str> = created.body["messages"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|one| one["code"].as_str())
        .collect();
    assert!(!codes.contains(&"signal"), "{codes:?}");
    let unknown = noted(&world, FindingKind::UnknownField);
    for pointer in ["/context", "/attribution", "/signals"] {
        assert!(unknown.contains(&pointer.to_owned()), "{pointer} in {unknown:?}");
    }
    assert!(noted(&world, FindingKind::OmittedFieldSent).contains(&"/line_items/0/item/price".to_owned()));
}

#[tokio::test]
async fn another_currency_than_the_one_named_is_told() {
    let world = january().await;
    let mut body = world.checkout(roses(1));
    body["currency"] = json!("ISK");
    let created = world.send(world.call("POST", "/checkout-sessions", Some(body))).await;
    assert_eq!((created.status, &created.body["currency"]), (201, &json!("USD")), "{}", created.body);
    valid(Operation::CreateCheckout, &created.body);
    let told = created.body["messages"].as_array().expect("messages").iter();
    assert!(
        told.into_iter().any(|one| one["code"] == "currency_changed" && one["type"] == "warning"),
        "{}",
        created.body
    );
}

#[tokio::test]
async fn nothing_to_sell_creates_nothing() {
    let world = january().await;
    for (product, code) in
        [("gardenias", "out_of_stock"), ("peonies_retired", "item_unavailable"), ("unknown", "not_found")]
    {
        let body = world.checkout(json!({"line_items": [{"item": {"id": product}, "quantity": 1}]}));
        let answer = world.send(world.call("POST", "/checkout-sessions", Some(body))).await;
        let status = if code == "not_found" { 404 } else { 400 };
        answer.rejected(status, code);
        assert_eq!(answer.body["messages"][0]["severity"], "requires_buyer_input");
        assert!(answer.body.get("ucp").is_none() && answer.body.get("id").is_none());
    }
}

#[tokio::test]
async fn conditions_have_the_statuses_of_the_table() {
    let world = january().await;
    for (condition, status, code) in [
        (Condition::Unavailable, 503, "service_unavailable"),
        (Condition::InternalFailure, 500, "internal_error"),
        (Condition::IdempotencyStorageDown, 503, "service_unavailable"),
        (Condition::RateLimit { requests: 0, window: Duration::from_mins(1) }, 429, "rate_limited"),
    ] {
        let kind = condition.kind();
        world.session.condition(condition);
        world.create().await.rejected(status, code);
        world.session.lift(kind);
    }
    assert_eq!(world.create().await.status, 201);
}
