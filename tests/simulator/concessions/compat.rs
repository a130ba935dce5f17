//! `--compat official-suite`.

use super::{noted, used};
use crate::january::payment;
use crate::support::{Answer, Call, World, world_with};
use serde_json::{Value, json};
use ucp_assay::protocol::contract::{Contract, DocumentKind};
use ucp_assay::protocol::version::ProtocolVersion;
use ucp_assay::simulator::compat::{OfficialSuite, Relaxation, SimulationSecret};
use ucp_assay::simulator::journal::FindingKind;
use ucp_assay::simulator::{SessionOptions, Settings};

const SECRET: &str = "a-secret-of-the-test";

fn january(settings: &mut Settings) {
    settings.version = ProtocolVersion::January2026;
}

async fn compat() -> World {
    let secret = SimulationSecret::chosen(SECRET).expect("a secret");
    let adjust = |settings: &mut Settings| {
        january(settings);
        settings.compat = Some(OfficialSuite::with_secret(secret));
    };
    world_with(adjust, SessionOptions::default()).await
}

/// A call as the suite makes it: with a literal where a signature belongs.
fn call(world: &World, method: &'static str, path: &str, body: Option<Value>) -> Call {
    world.call(method, path, body).unsigned().with("request-signature", "test")
}

fn lines(product: &str, quantity: u64) -> Value {
    json!({"line_items": [{"item": {"id": product, "title": "Wrong title"}, "quantity": quantity}],
           "currency": "USD", "payment": {"instruments": [], "handlers": []}})
}

fn delivered(product: &str) -> Value {
    let mut body = lines(product, 1);
    body["fulfillment"] = json!({"methods": [{
        "type": "shipping", "destinations": [{"id": "dest_1", "address_country": "US"}],
        "selected_destination_id": "dest_1", "groups": [{"selected_option_id": "std-ship"}]}]});
    body
}

async fn create(world: &World, body: Value) -> Answer {
    world.send(call(world, "POST", "/checkout-sessions", Some(body))).await
}

/// A completed order: its identifier.
async fn order(world: &World) -> String {
    let checkout = create(world, delivered("bouquet_roses")).await;
    let path = format!("/checkout-sessions/{}/complete", checkout.text("/id"));
    let completed = world.send(call(world, "POST", &path, Some(payment("success_token")))).await;
    assert_eq!(
        (completed.status, &completed.body["status"]),
        (200, &json!("completed")),
        "{}",
        completed.body
    );
    completed.text("/order/id").to_owned()
}

#[actix_web::test]
async fn nothing_of_it_is_there_without_the_switch() {
    let world = world_with(january, SessionOptions::default()).await;
    assert_eq!(create(&world, lines("bouquet_roses", 1)).await.status, 401);
    for (method, path) in [
        ("POST", "/testing/simulate-shipping/o"),
        ("PUT", "/orders/o"),
        ("GET", "/orders/o"),
        ("GET", "/specification/checkout"),
    ] {
        let sent = world.call(method, path, None).with("simulation-secret", SECRET);
        assert_eq!(world.send(sent).await.status, 404, "{method} {path}");
    }
    let profile = world.session.business_profile().to_string();
    assert!(!profile.contains("google_pay") && profile.contains("https://ucp.dev/schemas/"), "{profile}");
    let gone = world.send(world.call("POST", "/checkout-sessions", Some(lines("gardenias", 1)))).await;
    assert!(gone.body.get("detail").is_none(), "{}", gone.body);
    assert_eq!(used(&world), Vec::<&str>::new());
}

#[actix_web::test]
async fn the_switch_concerns_its_version_only() {
    let secret = SimulationSecret::chosen(SECRET).expect("a secret");
    let world = world_with(
        |settings| settings.compat = Some(OfficialSuite::with_secret(secret)),
        SessionOptions::default(),
    )
    .await;
    assert!(world.session.business_profile().to_string().find("google_pay").is_none());
    let refused =
        world.send(call(&world, "POST", "/checkout-sessions", Some(lines("bouquet_roses", 1)))).await;
    assert_eq!(refused.status, 401);
}

#[actix_web::test]
async fn the_literal_signature_is_served_and_noted_and_real_ones_are_judged() {
    let world = compat().await;
    assert_eq!(create(&world, lines("bouquet_roses", 1)).await.status, 201);
    assert!(noted(&world, FindingKind::Compat(Relaxation::TestSignature)));
    let signed = world.call("POST", "/checkout-sessions", Some(lines("bouquet_roses", 1)));
    assert_eq!(world.send(signed).await.status, 201);
    let broken = call(&world, "POST", "/checkout-sessions", Some(lines("bouquet_roses", 1)));
    assert_eq!(world.send(broken.with("request-signature", "tests")).await.status, 401);
    let absent = world.call("POST", "/checkout-sessions", Some(lines("bouquet_roses", 1))).unsigned();
    assert_eq!(world.send(absent).await.status, 401);
}

#[actix_web::test]
async fn an_agent_without_a_url_is_judged_by_its_version() {
    let world = compat().await;
    for (version, status) in [("2026-01-11", 201), ("2099-01-01", 400)] {
        let agent = format!("profile=\"...\"; version=\"{version}\"");
        let sent = call(&world, "POST", "/checkout-sessions", Some(lines("bouquet_roses", 1)));
        assert_eq!(world.send(sent.with("ucp-agent", &agent)).await.status, status, "{version}");
    }
    assert!(noted(&world, FindingKind::Compat(Relaxation::UnreadableAgent)));
}

#[actix_web::test]
async fn business_problems_are_error_statuses_with_a_detail() {
    let world = compat().await;
    let gone = create(&world, lines("gardenias", 1)).await;
    assert_eq!(gone.status, 400);
    assert!(gone.text("/detail").contains("Insufficient stock"), "{}", gone.body);
    let unknown = create(&world, lines("pink_wumpus", 1)).await;
    assert_eq!(unknown.status, 400);
    assert!(unknown.text("/detail").contains("not found"), "{}", unknown.body);

    let bare = create(&world, lines("bouquet_roses", 1)).await;
    let path = format!("/checkout-sessions/{}", bare.text("/id"));
    let complete = |token| call(&world, "POST", &format!("{path}/complete"), Some(payment(token)));
    let early = world.send(complete("success_token")).await;
    assert_eq!(early.status, 400);
    assert!(
        early.text("/detail").contains("Fulfillment address and option must be selected"),
        "{}",
        early.body
    );

    let mut full = delivered("bouquet_roses");
    full["id"] = bare.body["id"].clone();
    assert_eq!(world.send(call(&world, "PUT", &path, Some(full.clone()))).await.status, 200);
    assert_eq!(world.send(complete("fail_token")).await.status, 402);
    full["line_items"][0]["quantity"] = json!(10_001);
    assert_eq!(world.send(call(&world, "PUT", &path, Some(full))).await.status, 400);
    assert_eq!(world.send(call(&world, "POST", &format!("{path}/cancel"), None)).await.status, 200);
    assert_eq!(world.send(call(&world, "POST", &format!("{path}/cancel"), None)).await.status, 409);
    assert!(noted(&world, FindingKind::Compat(Relaxation::ErrorStatus)));
}

#[actix_web::test]
async fn shipping_is_simulated_for_the_secret_only() {
    let world = compat().await;
    let order = order(&world).await;
    let path = format!("/testing/simulate-shipping/{order}");
    let sent = || call(&world, "POST", &path, None);
    assert_eq!(world.send(sent()).await.status, 403);
    assert_eq!(world.send(sent().with("simulation-secret", "another-secret-of-16")).await.status, 403);
    assert_eq!(world.send(sent().with("simulation-secret", SECRET)).await.status, 200);
    let shown = world.send(call(&world, "GET", &format!("/orders/{order}"), None)).await;
    assert_eq!((shown.status, shown.text("/fulfillment/events/0/type")), (200, "shipped"));
    let again = world.send(sent().with("simulation-secret", SECRET)).await;
    assert_eq!(again.status, 400, "nothing is left to ship");
    let unknown =
        call(&world, "POST", "/testing/simulate-shipping/nope", None).with("simulation-secret", SECRET);
    assert_eq!(world.send(unknown).await.status, 404);
}

#[actix_web::test]
async fn an_order_takes_what_is_new_and_refuses_what_is_no_order() {
    let world = compat().await;
    let path = format!("/orders/{}", order(&world).await);
    let shown = world.send(call(&world, "GET", &path, None)).await.body;
    let refund = json!({"id": "adj_9", "type": "refund", "occurred_at": "2026-01-20T10:00:00Z",
                        "status": "pending", "amount": 500});
    let mut edited = shown.clone();
    edited["adjustments"] = json!([refund]);
    let answer = world.send(call(&world, "PUT", &path, Some(edited.clone()))).await;
    assert_eq!(
        (answer.status, &answer.body["adjustments"][0]["amount"]),
        (200, &json!(500)),
        "{}",
        answer.body
    );
    let again = world.send(call(&world, "PUT", &path, Some(edited.clone()))).await;
    assert_eq!(again.body["adjustments"].as_array().map(Vec::len), Some(1));
    edited["adjustments"][0]["status"] = json!("INVALID_STATUS");
    assert_eq!(world.send(call(&world, "PUT", &path, Some(edited.clone()))).await.status, 422);
    edited["adjustments"] = json!({"id": "adj_1"});
    let refused = world.send(call(&world, "PUT", &path, Some(edited))).await;
    assert_eq!(refused.status, 422);
    assert!(refused.text("/detail").contains("/adjustments"), "{}", refused.body);
}

#[actix_web::test]
async fn the_profile_names_wallets_and_only_documents_that_are_served_here() {
    let world = compat().await;
    let profile = world.session.business_profile();
    let handlers = profile["payment"]["handlers"].as_array().expect("handlers");
    let ids: Vec<&str> = handlers.iter().filter_map(|handler| handler["id"].as_str()).collect();
    assert!(["google_pay", "mock_payment_handler", "shop_pay"].iter().all(|id| ids.contains(id)), "{ids:?}");
    let shop = handlers.iter().find(|handler| handler["id"] == "shop_pay").expect("shop_pay");
    assert!(shop["config"]["shop_id"].is_string());
    let contract = Contract::embedded(ProtocolVersion::January2026);
    let verdict = contract.document(DocumentKind::BusinessProfile).expect("a schema").check(&profile);
    assert!(verdict.is_valid(), "{:?}", verdict.violations);
    let mut urls = Vec::new();
    collect(&profile, &mut urls);
    assert!(urls.len() > 10, "{urls:?}");
    for url in urls {
        let path = url.strip_prefix(world.session.base_url()).unwrap_or_else(|| panic!("{url} is elsewhere"));
        let answer = world.send(world.call("GET", path.to_owned(), None)).await;
        assert_eq!(answer.status, 200, "{url}");
    }
}

/// URLs of specifications and schemas in a profile.
fn collect(value: &Value, urls: &mut Vec<String>) {
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                let named =
                    ["spec", "schema", "config_schema", "instrument_schemas"].contains(&name.as_str());
                match member {
                    Value::String(url) if named => urls.push(url.clone()),
                    Value::Array(all) if named => {
                        urls.extend(all.iter().filter_map(Value::as_str).map(str::to_owned));
                    }
                    other => collect(other, urls),
                }
            }
        }
        Value::Array(items) => items.iter().for_each(|item| collect(item, urls)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

#[actix_web::test]
async fn an_update_without_a_buyer_keeps_him_for_the_caller() {
    let world = compat().await;
    let mut body = lines("bouquet_roses", 1);
    body["buyer"] = json!({"email": "john.doe@example.com"});
    let made = create(&world, body).await;
    let path = format!("/checkout-sessions/{}", made.text("/id"));
    let mut update = lines("bouquet_roses", 1);
    update["id"] = made.body["id"].clone();
    update["fulfillment"] = json!({"methods": [{"type": "shipping"}]});
    let answer = world.send(call(&world, "PUT", &path, Some(update))).await;
    assert_eq!(answer.text("/buyer/email"), "john.doe@example.com");
    assert_eq!(answer.text("/fulfillment/methods/0/destinations/0/id"), "addr_1");
    assert!(noted(&world, FindingKind::Compat(Relaxation::KeptBuyer)));
}

#[actix_web::test]
async fn a_null_in_payment_counts_as_left_out_and_no_other_value_does() {
    let world = compat().await;
    let mut body = lines("bouquet_roses", 1);
    body["payment"] = json!({"instruments": [], "selected_instrument_id": null});
    assert_eq!(create(&world, body.clone()).await.status, 201);
    assert!(noted(&world, FindingKind::Compat(Relaxation::NullMember)));
    body["payment"]["selected_instrument_id"] = json!(7);
    assert_eq!(create(&world, body).await.status, 400);
}
