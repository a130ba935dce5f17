//! Bodies that are not what the operation takes. Each gets its documented refusal, and nothing changes.

use crate::support::{World, payment, remembered, roses, world};
use rstest::rstest;
use serde_json::{Value, json};

/// Sends a signed create with this body and expects a refusal without effect.
async fn refused(body: impl Into<bytes::Bytes>, status: u16, code: &str) {
    let world = world().await;
    let before = remembered(&world);
    let call = world.call("POST", "/checkout-sessions", Some(json!({}))).with_body(body);
    world.send(call).await.refused(status, code);
    assert_eq!(remembered(&world), before);
    assert_eq!(world.create().await.status, 201, "the session is intact");
}

#[rstest]
#[case::empty(b"".as_slice())]
#[case::cut_off(b"{\"line_items\": [")]
#[case::trailing_comma(b"{\"line_items\": [],}")]
#[case::trailing_data(b"{\"line_items\": []} x")]
#[case::not_json(b"line_items=1")]
#[case::duplicate_keys(b"{\"line_items\": [], \"line_items\": []}")]
#[case::duplicate_keys_within(
    b"{\"line_items\": [{\"item\": {\"id\": \"a\", \"id\": \"b\"}, \"quantity\": 1}]}"
)]
#[case::invalid_utf8(b"{\"line_items\": \"\xff\xfe\"}")]
#[case::byte_order_mark(b"\xef\xbb\xbf{}")]
#[tokio::test]
async fn what_is_no_strict_json_is_malformed(#[case] body: &'static [u8]) {
    refused(body, 400, "malformed_json").await;
}

#[tokio::test]
async fn deep_nesting_is_malformed() {
    refused("[".repeat(65) + &"]".repeat(65), 400, "malformed_json").await;
    refused("{\"a\":".repeat(100_000), 400, "malformed_json").await;
}

#[tokio::test]
async fn a_body_of_a_mebibyte_is_read_and_a_byte_more_is_too_large() {
    let world = world().await;
    let padded = |length: usize| {
        let mut body = roses(1).to_string();
        body.push_str(&" ".repeat(length - body.len()));
        body
    };
    let fits = world.call("POST", "/checkout-sessions", Some(roses(1))).with_body(padded(1 << 20));
    assert_eq!(world.send(fits).await.status, 201);
    let call = world.call("POST", "/checkout-sessions", Some(roses(1))).with_body(padded((1 << 20) + 1));
    world.send(call).await.refused(413, "content_too_large");
}

#[tokio::test]
async fn a_body_of_a_hundred_megabytes_is_refused_and_costs_no_memory() {
    let world = world().await;
    let call = world.call("POST", "/checkout-sessions", Some(roses(1))).unsigned();
    world.send(call.with_body(vec![b' '; 100_000_000])).await.refused(413, "content_too_large");
    assert_eq!(world.create().await.status, 201);
}

#[rstest]
#[case::absent(None)]
#[case::form(Some("application/x-www-form-urlencoded"))]
#[case::text(Some("text/plain"))]
#[case::lookalike(Some("application/jsonp"))]
#[case::charset(Some("application/json; charset=latin1"))]
#[case::garbage(Some(";;;"))]
#[tokio::test]
async fn another_media_type_is_unsupported(#[case] content_type: Option<&str>) {
    let world = world().await;
    let call = world.call("POST", "/checkout-sessions", Some(roses(1))).without("content-type");
    let call = match content_type {
        Some(value) => call.with("content-type", value),
        // What is not there cannot be signed; the type is judged first anyhow.
        None => call.unsigned(),
    };
    world.send(call).await.refused(415, "unsupported_media_type");
}

#[tokio::test]
async fn a_compressed_body_is_unsupported() {
    let world = world().await;
    let call = world.call("POST", "/checkout-sessions", Some(roses(1))).with("content-encoding", "gzip");
    world.send(call).await.refused(415, "unsupported_media_type");
}

/// What of a session can be seen to change.
async fn seen(world: &World, id: &str) -> Value {
    world.send(world.call("GET", format!("/checkout-sessions/{id}"), None)).await.body
}

#[rstest]
#[case::no_lines("/line_items", None)]
#[case::lines_as_object("/line_items", Some(json!({})))]
#[case::line_as_text("/line_items/0", Some(json!("roses")))]
#[case::item_as_text("/line_items/0/item", Some(json!("roses")))]
#[case::item_id_as_number("/line_items/0/item/id", Some(json!(7)))]
#[case::buyer_as_text("/buyer", Some(json!("Ada")))]
#[case::email_as_number("/buyer", Some(json!({"email": 7})))]
#[case::context_as_list("/context", Some(json!([])))]
#[case::codes_as_text("/discounts", Some(json!({"codes": "10OFF"})))]
#[case::methods_as_text("/fulfillment", Some(json!({"methods": "shipping"})))]
#[tokio::test]
async fn wrong_shapes_are_named_by_pointer(#[case] pointer: &str, #[case] value: Option<Value>) {
    let world = world().await;
    let mut body = roses(1);
    let (parent, member) = pointer.rsplit_once('/').expect("a pointer");
    match (body.pointer_mut(parent).expect("a parent"), value) {
        (Value::Object(members), Some(value)) => drop(members.insert(member.to_owned(), value)),
        (Value::Object(members), None) => drop(members.remove(member)),
        (Value::Array(items), Some(value)) => items[0] = value,
        _ => unreachable!("a container"),
    }
    let answer = world.send(world.call("POST", "/checkout-sessions", Some(body))).await;
    answer.refused(400, "invalid_request");
    assert!(
        answer.text("/content").contains(pointer) || answer.text("/content").contains(member),
        "{}",
        answer.body
    );
}

#[tokio::test]
async fn a_completion_without_payment_is_refused() {
    let world = world().await;
    let id = world.ready().await;
    let path = format!("/checkout-sessions/{id}/complete");
    for body in [json!({}), json!({"payment": null}), json!({"payment": {"instruments": 7}})] {
        world.send(world.call("POST", &path, Some(body))).await.refused(400, "invalid_request");
    }
    world.send(world.call("POST", &path, None)).await.refused(400, "malformed_json");
    assert_eq!(seen(&world, &id).await["status"], "ready_for_complete");
    let paid = world.send(world.call("POST", &path, Some(payment("success_token")))).await;
    assert_eq!(paid.text("/status"), "completed");
}

#[tokio::test]
async fn tolerated_members_are_findings() {
    use ucp_assay::simulator::journal::{Finding, FindingKind};
    let world = world().await;
    let mut body = roses(1);
    body["future_member"] = json!(1);
    body["ada@mail.example"] = json!({ "likes": "roses" });
    body["status"] = json!("completed");
    let answer = world.send(world.call("POST", "/checkout-sessions", Some(body))).await;
    assert_eq!((answer.status, answer.text("/status")), (201, "incomplete"));
    let findings = world.session.journal().findings();
    let expected = |kind, pointer: &str| Finding { kind, pointer: pointer.to_owned() };
    assert!(findings.contains(&expected(FindingKind::UnknownField, "/future_member")), "{findings:?}");
    assert!(findings.contains(&expected(FindingKind::OmittedFieldSent, "/status")), "{findings:?}");
    assert!(findings.contains(&expected(FindingKind::UnknownField, "/(not shown)")), "{findings:?}");
    assert!(!format!("{findings:?}").contains("ada"), "{findings:?}");
}
