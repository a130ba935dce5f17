//! The stories are worlds that a merchant starts in by name.

use crate::support::{Answer, World as Shop, payment, unique, world_with};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use ucp_assay::merchant::World;
use ucp_assay::merchant::state::ChargeStatus;
use ucp_assay::protocol::checkout::CheckoutStatus;
use ucp_assay::simulator::SessionOptions;
use ucp_assay::simulator::settings::WorldSource;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_story_starts_by_its_name_and_arms_its_rules() {
    let names = World::story_names();
    assert!(names.len() >= 10, "{names:?}");
    for name in names {
        let options = SessionOptions {
            world: Some(WorldSource::Builtin(name.to_owned())),
            ..SessionOptions::default()
        };
        let world = world_with(|_| {}, options).await;
        let rules = world.session.faults().list();
        assert!(!rules.is_empty(), "{name} arms nothing");
        assert!(rules.iter().all(|rule| rule.rule.id.is_some()), "{name}: a rule has no name");
    }
}

/// A story plays: three completions of a merchant that restarts in the middle of the first.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_merchant_that_restarts_mid_complete_places_one_order() {
    let story = Some(WorldSource::Builtin("restart-mid-complete".to_owned()));
    let world = world_with(|_| {}, SessionOptions { world: story, ..SessionOptions::default() }).await;
    let id = world.ready().await;
    let call = || {
        let call =
            world.call("POST", format!("/checkout-sessions/{id}/complete"), Some(payment("success_token")));
        call.with("idempotency-key", "00000000-0000-4000-8000-0000000000aa")
    };
    assert!(world.client.send(world.prepare(call())).await.is_err(), "the first answer is lost");
    world.send(call()).await.refused(503, "service_unavailable");
    let third = world.send(call()).await;
    assert_eq!(third.text("/status"), "completed", "{}", third.body);
    assert_eq!(world.session.merchant_state().orders().count(), 1);
    let fired: Vec<&str> = world.session.faults().firings().iter().map(|firing| firing.fault).collect();
    assert_eq!(fired, ["commit.then_reset", "error.unavailable", "idem.store_lost"]);
}

/// Purchases tried per story.
const PURCHASES: usize = 6;
/// Most attempts at one request.
const ATTEMPTS: usize = 8;

/// Every story from its first page to its last: a patient platform repeats what got no answer under the same
/// key, and whatever the story does, a checkout is charged once and ordered once, orders have a commit, and
/// no stock is promised that is not there.
#[rstest::rstest]
#[case::bad_line("bad-line")]
#[case::black_friday("black-friday")]
#[case::clock_skew("clock-skew")]
#[case::flaky_payments("flaky-payments")]
#[case::key_rotation("key-rotation")]
#[case::price_drift("price-drift")]
#[case::rate_limited_bursts("rate-limited-bursts")]
#[case::restart_mid_complete("restart-mid-complete")]
#[case::silent_webhooks("silent-webhooks")]
#[case::slow_profile("slow-profile")]
#[case::three_d_secure_detour("three-d-secure-detour")]
#[case::webhook_storm("webhook-storm")]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_story_keeps_the_shop_sound(#[case] story: &str) {
    let world = Some(WorldSource::Builtin(story.to_owned()));
    let shop = world_with(|_| {}, SessionOptions { world, ..SessionOptions::default() }).await;
    let mut finished = 0;
    for _ in 0..PURCHASES {
        finished += usize::from(buy(&shop).await == Some("completed".to_owned()));
    }
    // Somebody who reads the profile meets what the story does to it.
    for _ in 0..3 {
        let url = format!("{}/.well-known/ucp", shop.session.base_url());
        drop(shop.client.send(ucp_assay::platform::outbound::Request::get(&url)).await);
    }
    assert!(shop.session.faults().fired() > 0, "{story}: nothing of it happened");
    assert_eq!(unsound(&shop), Vec::<String>::new(), "{story}");
    let orders = shop.session.merchant_state().orders().count();
    assert!(finished <= orders, "{story}: {finished} completed, {orders} orders");
}

#[test]
fn every_story_is_played() {
    let source = include_str!("stories.rs");
    let unplayed: Vec<&str> =
        World::story_names().into_iter().filter(|name| !source.contains(&format!("(\"{name}\")]"))).collect();
    assert_eq!(unplayed, Vec::<&str>::new());
}

/// Buys one bunch; the status reached, if any.
async fn buy(shop: &Shop) -> Option<String> {
    let body = json!({
        "line_items": [{"item": {"id": "bouquet_roses"}, "quantity": 1}],
        "buyer": {"first_name": "Ada", "last_name": "Lovelace", "email": "ada@example.com"},
        "fulfillment": {"methods": [{"type": "shipping", "destinations": [{
            "id": "home", "street_address": "1 Main Street", "address_locality": "Springfield",
            "address_region": "IL", "postal_code": "62701", "address_country": "US"
        }], "selected_destination_id": "home"}]}
    });
    let created = patiently(shop, "POST", "/checkout-sessions".to_owned(), &body).await?;
    let id = created.body["id"].as_str()?.to_owned();
    let method = created.body.pointer("/fulfillment/methods/0")?;
    let group = method.pointer("/groups/0")?;
    let mut update = body;
    update["line_items"][0]["id"] = created.body["line_items"][0]["id"].clone();
    let sent = &mut update["fulfillment"]["methods"][0];
    sent["id"] = method["id"].clone();
    sent["line_item_ids"] = method["line_item_ids"].clone();
    sent["groups"] = json!([{"id": group["id"], "selected_option_id": group["options"][0]["id"]}]);
    patiently(shop, "PUT", format!("/checkout-sessions/{id}"), &update).await?;
    let paid = payment("success_token");
    let done = patiently(shop, "POST", format!("/checkout-sessions/{id}/complete"), &paid).await?;
    done.body["status"].as_str().map(str::to_owned)
}

/// Repeats a request under one key until there is an answer that is neither lost nor "later".
async fn patiently(shop: &Shop, method: &'static str, path: String, body: &Value) -> Option<Answer> {
    let key = unique();
    for _ in 0..ATTEMPTS {
        let call = shop.call(method, path.clone(), Some(body.clone())).with("idempotency-key", &key);
        let Ok(answer) = shop.client.send(shop.prepare(call)).await.map(Answer::of) else { continue };
        if ![429, 500, 503].contains(&answer.status) && answer.body.is_object() {
            return Some(answer);
        }
    }
    None
}

/// What must hold at a merchant whatever goes wrong, and did not.
fn unsound(shop: &Shop) -> Vec<String> {
    let state = shop.session.merchant_state();
    let mut found = Vec::new();
    let mut ordered: BTreeMap<String, u32> = BTreeMap::new();
    for order in state.orders() {
        *ordered.entry(order.view.checkout_id.to_string()).or_default() += 1;
        let checkout = state.checkout(&order.view.checkout_id).map(|one| one.snapshot.checkout.status);
        if checkout != Some(CheckoutStatus::Completed) {
            found.push(format!("an order of a checkout that is {checkout:?}"));
        }
    }
    found
        .extend(ordered.iter().filter(|(_, count)| **count > 1).map(|(id, _)| format!("{id} ordered twice")));
    for checkout in state.checkouts() {
        let paid = checkout.charges.iter().filter(|charge| charge.status == ChargeStatus::Succeeded).count();
        if paid > 1 {
            found.push(format!("{} charged {paid} times", checkout.snapshot.checkout.id));
        }
    }
    let promised = state.stock_levels().filter(|level| level.reserved > level.on_hand);
    found.extend(promised.map(|level| format!("more {} promised than there is", level.product)));
    found
}
