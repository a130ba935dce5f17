use super::*;
use crate::protocol::version::ProtocolVersion;
use crate::transport::dialect::{Active, dialect};
use crate::transport::failure::code;
use rstest::rstest;
use serde_json::json;

fn dialect_here() -> Box<dyn Dialect> {
    dialect(ProtocolVersion::LATEST.edition())
}

fn profile() -> Value {
    let key = json!({"kid": "k1", "kty": "EC", "crv": "P-256", "x": "a", "y": "b"});
    json!({
        "ucp": {
            "version": "2026-04-08",
            "services": {},
            "capabilities": {
                "dev.ucp.shopping.checkout": [{
                    "version": "2026-04-08",
                    "spec": "https://ucp.dev/specification/checkout",
                    "schema": "https://ucp.dev/schemas/shopping/checkout.json"
                }],
                "dev.ucp.shopping.order": [{
                    "version": "2026-04-08",
                    "spec": "https://ucp.dev/specification/order",
                    "schema": "https://ucp.dev/schemas/shopping/order.json",
                    "config": {"webhook_url": "https://agent.example/hooks"}
                }],
                "dev.ucp.shopping.discount": [{
                    "version": "2026-04-08",
                    "spec": "https://ucp.dev/specification/discount",
                    "schema": "https://ucp.dev/schemas/shopping/discount.json",
                    "extends": ["dev.ucp.shopping.cart", "dev.ucp.shopping.checkout"]
                }]
            },
            "payment_handlers": {}
        },
        "signing_keys": [key]
    })
}

#[test]
fn a_platform_profile_is_read() {
    let read = dialect_here().platform_profile(&profile()).expect("a profile");
    assert_eq!(read.version, "2026-04-08");
    assert_eq!(read.capabilities.len(), 3);
    assert_eq!(read.webhook_url.as_deref(), Some("https://agent.example/hooks"));
    assert_eq!(read.handlers, Some(Vec::new()));
    assert_eq!(read.signing_keys.len(), 1);
    assert!(!read.supports_multi_group);
    assert_eq!(
        read.capabilities.iter().find(|one| one.name.ends_with("discount")).expect("it").extends.len(),
        2
    );
}

#[rstest]
#[case::no_envelope("/ucp", Value::Null, "/ucp")]
#[case::version_missing("/ucp/version", Value::Null, "/ucp/version")]
#[case::version_not_a_date("/ucp/version", json!("draft"), "/ucp/version")]
#[case::version_not_in_the_calendar("/ucp/version", json!("2026-02-30"), "/ucp/version")]
#[case::capabilities_as_list("/ucp/capabilities", json!([]), "/ucp/capabilities")]
#[case::capability_as_object("/ucp/capabilities/dev.ucp.shopping.order", json!({}), "/ucp/capabilities/dev.ucp.shopping.order")]
#[case::capability_version("/ucp/capabilities/dev.ucp.shopping.order/0/version", json!(3), "/ucp/capabilities/dev.ucp.shopping.order/0/version")]
#[case::foreign_schema("/ucp/capabilities/dev.ucp.shopping.order/0/schema", json!("https://evil.example/order.json"), "/ucp/capabilities/dev.ucp.shopping.order/schema")]
#[case::plain_schema("/ucp/capabilities/dev.ucp.shopping.order/0/schema", json!("http://ucp.dev/order.json"), "/ucp/capabilities/dev.ucp.shopping.order/schema")]
#[case::empty_parents("/ucp/capabilities/dev.ucp.shopping.discount/0/extends", json!([]), "/ucp/capabilities/dev.ucp.shopping.discount/0/extends")]
#[case::keys_not_a_list("/signing_keys", json!({}), "/signing_keys")]
#[case::key_without_kid("/signing_keys/0/kid", Value::Null, "/signing_keys/0")]
#[case::private_key("/signing_keys/0", json!({"kid": "k", "kty": "EC", "crv": "P-256", "x": "a", "y": "b", "d": "secret"}), "/signing_keys/0")]
fn a_broken_profile_is_refused(#[case] at: &str, #[case] value: Value, #[case] blamed: &str) {
    let mut document = profile();
    let (parent, member) = at.rsplit_once('/').expect("a pointer");
    let parent = document.pointer_mut(parent).expect("its parent");
    match (parent, value) {
        (Value::Object(members), Value::Null) => drop(members.remove(member)),
        (Value::Object(members), value) => drop(members.insert(member.to_owned(), value)),
        (Value::Array(items), value) => items[member.parse::<usize>().expect("an index")] = value,
        _ => unreachable!("a container"),
    }
    let defect = dialect_here().platform_profile(&document).expect_err("refused");
    assert_eq!(defect.pointer, blamed, "{defect}");
}

#[test]
fn a_key_identifier_is_used_once() {
    let mut document = profile();
    let key = document["signing_keys"][0].clone();
    document["signing_keys"] = json!([key, key]);
    let defect = dialect_here().platform_profile(&document).expect_err("refused");
    assert_eq!(defect.pointer, "/signing_keys/1/kid");
}

#[test]
fn a_failure_is_code_content_and_page() {
    let failure =
        Failure::new(code::INVALID_REQUEST, "no \"quotes\" lost").continue_at("https://shop.example/");
    let body: Value = serde_json::from_slice(&dialect_here().failure_body(&failure)).expect("JSON");
    assert_eq!(
        body,
        json!({"code": "invalid_request", "content": "no \"quotes\" lost", "continue_url": "https://shop.example/"})
    );
}

#[test]
fn a_refusal_is_an_error_envelope_and_nothing_else() {
    let active = [Active { name: "dev.ucp.shopping.order".to_owned(), version: "2026-04-08".to_owned() }];
    let envelope =
        Envelope { version: "2026-04-08", capabilities: &active, base_url: "https://shop.example" };
    let bytes = dialect_here().refusal(
        "capabilities_incompatible",
        "nothing in common",
        "https://shop.example/",
        &envelope,
    );
    let body: Value = serde_json::from_slice(&bytes).expect("JSON");
    assert_eq!(
        body,
        json!({
            "ucp": {"version": "2026-04-08", "status": "error",
                    "capabilities": {"dev.ucp.shopping.order": [{"version": "2026-04-08"}]}},
            "messages": [{"type": "error", "code": "capabilities_incompatible", "content": "nothing in common",
                          "severity": "unrecoverable"}],
            "continue_url": "https://shop.example/"
        })
    );
}

#[test]
fn the_business_profile_groups_versions_by_name() {
    use crate::protocol::profile::Capability;
    let entry = |version: &str, extends: &[&str]| Capability {
        name: "com.example.gift".to_owned(),
        version: version.to_owned(),
        extends: extends.iter().map(|one| (*one).to_owned()).collect(),
        ..Capability::default()
    };
    let profile = BusinessProfile {
        version: "2026-04-08".to_owned(),
        supported_versions: Vec::new(),
        services: Vec::new(),
        capabilities: vec![entry("2026-01-01", &["a.b"]), entry("2026-02-01", &["a.b", "a.c"])],
        handlers: Vec::new(),
        signing_keys: Vec::new(),
    };
    let document: Value = serde_json::from_slice(&dialect_here().business_profile(&profile)).expect("JSON");
    assert_eq!(
        document,
        json!({"ucp": {"version": "2026-04-08", "services": {}, "payment_handlers": {}, "capabilities": {
            "com.example.gift": [{"version": "2026-01-01", "extends": "a.b"},
                                 {"version": "2026-02-01", "extends": ["a.b", "a.c"]}]}},
            "signing_keys": []})
    );
}
