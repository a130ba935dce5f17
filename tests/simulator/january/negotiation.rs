//! Which platforms are served, and what answers say about it.

use super::{VERSION, january, valid};
use crate::support::{World, roses};
use rstest::rstest;
use serde_json::{Value, json};
use ucp_assay::platform::host::Answer;
use ucp_assay::platform::identity::{DocumentEdit, PlatformIdentity, ShoppingCapability};
use ucp_assay::protocol::operation::Operation;
use ucp_assay::protocol::version::ProtocolVersion;

const CHECKOUT: &str = "dev.ucp.shopping.checkout";

fn listed(answer: &Value) -> Vec<&str> {
    let list = answer["ucp"]["capabilities"].as_array().expect("a list");
    list.iter().map(|one| one["name"].as_str().expect("a name")).collect()
}

fn publish(world: &World) {
    world.identity.publish(&world.agent).expect("published");
}

/// Publishes the profile with changes to the finished document.
fn edit(world: &mut World, edits: Vec<DocumentEdit>) {
    world.identity.profile_mut().edits = edits;
    publish(world);
}

#[tokio::test]
async fn an_older_platform_is_served_in_the_businesss_version() {
    let mut world = january().await;
    "2025-11-30".clone_into(&mut world.identity.profile_mut().version);
    for capability in &mut world.identity.profile_mut().capabilities {
        "2025-11-30".clone_into(&mut capability.version);
    }
    publish(&world);
    let created = world.create().await;
    assert_eq!(
        (created.status, &created.body["ucp"]["version"]),
        (201, &json!(VERSION.date())),
        "{}",
        created.body
    );
    valid(Operation::CreateCheckout, &created.body);
    assert!(listed(&created.body).contains(&CHECKOUT));
}

#[rstest]
#[case::by_a_day("2026-01-12")]
#[case::by_a_release("2026-01-23")]
#[tokio::test]
async fn a_newer_platform_is_refused_with_the_version_served(#[case] version: &str) {
    let mut world = january().await;
    version.clone_into(&mut world.identity.profile_mut().version);
    publish(&world);
    let refused = world.create().await;
    refused.rejected(400, "version_unsupported");
    assert!(refused.text("/messages/0/content").contains(VERSION.date()), "{}", refused.body);
    assert_eq!(refused.body["messages"][0]["severity"], "requires_buyer_input");
}

#[tokio::test]
async fn a_platform_of_the_next_layout_is_refused_for_its_version_in_both_directions() {
    let mut world = january().await;
    let (identity, agent) = (&world.identity, &world.agent);
    let key = identity.signing_key().clone();
    let mut later = PlatformIdentity::new("agent", agent.urls().clone(), ProtocolVersion::LATEST, key);
    later.name_profile(identity.profile_url());
    world.identity = later;
    publish(&world);
    world.create().await.rejected(400, "version_unsupported");
    let mut april = crate::support::world().await;
    let key = april.identity.signing_key().clone();
    let earlier = PlatformIdentity::new("agent", april.agent.urls().clone(), VERSION, key);
    april.identity = earlier;
    publish(&april);
    april.create().await.refused(422, "version_unsupported");
}

#[rstest]
#[case::parameter("; version=\"2026-04-08\"")]
#[case::member(", version=\"2026-04-08\"")]
#[case::not_a_date("; version=\"draft\"")]
#[case::not_a_text("; version=7")]
#[tokio::test]
async fn a_newer_version_announced_beside_the_profile_is_refused_before_it_is_fetched(
    #[case] announced: &str,
) {
    let world = january().await;
    let agent = format!("{}{announced}", world.identity.agent_header().expect("a header"));
    let call = world.call("POST", "/checkout-sessions", Some(world.checkout(roses(1))));
    world.send(call.with("ucp-agent", &agent)).await.rejected(400, "version_unsupported");
    assert_eq!(world.agent.profile().count(), 0);
}

#[rstest]
#[case::same("; version=\"2026-01-11\"")]
#[case::older("; version=\"2025-06-01\"")]
#[tokio::test]
async fn a_version_announced_that_is_served_changes_nothing(#[case] announced: &str) {
    let world = january().await;
    let agent = format!("{}{announced}", world.identity.agent_header().expect("a header"));
    let call = world.call("POST", "/checkout-sessions", Some(world.checkout(roses(1))));
    assert_eq!(world.send(call.with("ucp-agent", &agent)).await.status, 201);
}

#[tokio::test]
async fn a_profile_like_the_versions_own_example_is_enough() {
    let mut world = january().await;
    let unusable = json!({"kid": "no_point", "kty": "EC"});
    edit(
        &mut world,
        vec![
            DocumentEdit::remove("/ucp/services"),
            DocumentEdit::set("/payment/handlers", json!([{"id": "x", "name": "com.example.mock_payment"}])),
            DocumentEdit::set("/signing_keys/-", unusable),
        ],
    );
    let created = world.create().await;
    assert_eq!(created.status, 201, "{}", created.body);
    valid(Operation::CreateCheckout, &created.body);
}

#[rstest]
#[case::no_version(vec![DocumentEdit::remove("/ucp/version")])]
#[case::no_capabilities(vec![DocumentEdit::remove("/ucp/capabilities")])]
#[case::capabilities_as_registry(vec![DocumentEdit::set("/ucp/capabilities", json!({}))])]
#[case::nameless_capability(vec![DocumentEdit::remove("/ucp/capabilities/0/name")])]
#[case::capability_without_version(vec![DocumentEdit::remove("/ucp/capabilities/0/version")])]
#[case::orders_pushed_nowhere(vec![DocumentEdit::remove("/ucp/capabilities/1/config/webhook_url")])]
#[case::orders_pushed_to_no_url(vec![DocumentEdit::set("/ucp/capabilities/1/config/webhook_url", "nowhere")])]
#[tokio::test]
async fn a_profile_without_what_is_needed_is_malformed(#[case] edits: Vec<DocumentEdit>) {
    let mut world = january().await;
    edit(&mut world, edits);
    world.create().await.rejected(400, "profile_malformed");
}

#[tokio::test]
async fn a_profile_that_cannot_be_had_is_told() {
    let world = january().await;
    world.agent.profile().answer_with(Answer::status(503));
    world.create().await.rejected(400, "profile_unreachable");
}

#[tokio::test]
async fn an_answer_lists_every_active_capability() {
    let world = january().await;
    let mut names: Vec<String> = listed(&world.create().await.body).into_iter().map(str::to_owned).collect();
    names.sort_unstable();
    let last: Vec<&str> = names.iter().filter_map(|name| name.rsplit('.').next()).collect();
    assert_eq!(last, ["buyer_consent", "checkout", "discount", "fulfillment", "order"]);
}

#[tokio::test]
async fn nothing_in_common_is_an_error_with_a_page() {
    let mut world = january().await;
    world.identity.profile_mut().capabilities.clear();
    publish(&world);
    let refused = world.create().await;
    refused.rejected(400, "capabilities_incompatible");
    assert!(refused.text("/continue_url").starts_with(world.session.base_url()));
}

#[tokio::test]
async fn what_is_newer_at_the_platform_is_dropped_and_a_root_refuses() {
    let mut world = january().await;
    let mut newer = |capability| {
        let declared = world.identity.profile_mut().capability_mut(capability).expect("declared");
        "2026-04-08".clone_into(&mut declared.version);
    };
    newer(ShoppingCapability::Discount);
    newer(ShoppingCapability::Order);
    publish(&world);
    let created = world.create().await;
    assert_eq!(created.status, 201, "{}", created.body);
    let mut names = listed(&created.body);
    names.sort_unstable();
    assert_eq!(names, ["dev.ucp.shopping.buyer_consent", CHECKOUT, "dev.ucp.shopping.fulfillment"]);
    assert!(created.body.get("discounts").is_none());
    let mut world = january().await;
    let declared =
        world.identity.profile_mut().capability_mut(ShoppingCapability::Checkout).expect("declared");
    "2026-04-08".clone_into(&mut declared.version);
    publish(&world);
    let refused = world.create().await;
    refused.rejected(400, "version_unsupported");
    assert!(refused.text("/messages/0/content").contains(CHECKOUT), "{}", refused.body);
}

#[tokio::test]
async fn handlers_the_platform_cannot_drive_are_not_offered() {
    let mut world = january().await;
    edit(
        &mut world,
        vec![DocumentEdit::set(
            "/payment/handlers",
            json!([{"name": "com.example.nobody", "id": "n", "version": "2026-01-01"}]),
        )],
    );
    let created = world.create().await;
    assert_eq!((created.status, &created.body["payment"]["handlers"]), (201, &json!([])), "{}", created.body);
    valid(Operation::CreateCheckout, &created.body);
}
