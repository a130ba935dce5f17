use super::*;
use rstest::rstest;
use serde_json::{Value, json};

fn webhook(headers: &[(&str, &str)], body: &Value) -> View {
    let headers = headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    View::new("x1".into(), 200, headers, body.to_string().into())
}

#[rstest]
#[case("1000", true)]
#[case("1300", true)]
#[case("1301", false)]
#[case("1000000", false)]
#[case("2026-01-01T00:00:00Z", false)]
#[case("", false)]
fn a_timestamp_is_seconds_and_recent(#[case] value: &str, #[case] good: bool) {
    assert_eq!(recent(&webhook(&[("webhook-timestamp", value)], &json!({})), 1000).is_ok(), good);
}

#[rstest]
#[case(r#"profile="https://shop.example/.well-known/ucp""#, true)]
#[case(r#"profile="https://SHOP.example:443/.well-known/ucp""#, true)]
#[case(r#"profile="https://other.example/.well-known/ucp""#, false)]
#[case("https://shop.example/.well-known/ucp", false)]
#[case("", false)]
fn the_sender_is_named(#[case] agent: &str, #[case] good: bool) {
    let webhook = webhook(&[("ucp-agent", agent)], &json!({}));
    assert_eq!(names(&webhook, "https://shop.example/.well-known/ucp").is_ok(), good);
}

#[test]
fn identifiers_tell_events_apart_and_repetitions_together() {
    let with = |id: &str| webhook(&[("Webhook-Id", id)], &json!({ "id": id }));
    assert!(same_id(&with("a"), &with("a")).is_ok());
    assert!(same_id(&with("a"), &with("b")).is_err());
    assert!(same_id(&webhook(&[], &json!({})), &webhook(&[], &json!({}))).is_err());
    assert!(different_ids(&[with("a"), with("b")]).is_ok());
    assert!(different_ids(&[with("a"), with("b"), with("a")]).is_err());
    assert!(same_body(&with("a"), &with("a")).is_ok());
    assert!(same_body(&with("a"), &with("b")).is_err());
    assert!(two(&[with("a")]).is_err());
}

#[test]
fn a_webhook_is_the_order_as_read() {
    let order = |total: i64| webhook(&[], &json!({ "ucp": { "version": "v" }, "id": "o", "n": total }));
    assert!(same_order(&order(1), &order(1)).is_ok());
    assert!(same_order(&order(1), &order(2)).is_err());
    assert!(same_order(&order(1), &webhook(&[], &json!({ "code": "x" }))).is_err());
}

#[test]
fn events_and_components_are_looked_for() {
    let shipped = webhook(&[], &json!({ "fulfillment": { "events": [{ "type": "shipped" }] } }));
    assert!(event(&shipped, "shipped").is_ok());
    assert!(event(&shipped, "delivered").is_err());
    let covered = ["\"@method\"".to_owned(), "\"content-digest\"".to_owned()];
    assert!(all_covered(&covered, &["@method".to_owned()]).is_ok());
    assert!(all_covered(&covered, &["@path".to_owned()]).is_err());
}
