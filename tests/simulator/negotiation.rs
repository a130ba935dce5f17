//! What is negotiated, and what answers say about it.

use crate::support::{World, roses, world};
use serde_json::{Value, json};
use ucp_assay::platform::identity::ShoppingCapability;
use ucp_assay::protocol::profile::{Capability, Requires, VersionRange};
use ucp_assay::simulator::business::Variation;

const CHECKOUT: &str = "dev.ucp.shopping.checkout";
const DISCOUNT: &str = "dev.ucp.shopping.discount";

fn listed(answer: &Value) -> Vec<String> {
    answer["ucp"]["capabilities"].as_object().expect("capabilities").keys().cloned().collect()
}

fn extension(name: &str, parents: &[&str], requires: Requires) -> Capability {
    Capability {
        name: name.to_owned(),
        version: "2026-04-08".to_owned(),
        extends: parents.iter().map(|one| (*one).to_owned()).collect(),
        spec: Some("https://example.com/spec".to_owned()),
        schema: Some("https://example.com/schema.json".to_owned()),
        config: None,
        requires,
    }
}

/// Declares a capability on both sides.
fn on_both_sides(world: &mut World, capability: &Capability) {
    world.session.vary(Variation::Declare(Box::new(capability.clone())));
    world.identity.profile_mut().capabilities.push(capability.clone());
    world.identity.publish(&world.agent).expect("published");
}

#[tokio::test]
async fn an_answer_lists_what_concerns_the_operation() {
    let world = world().await;
    let mut names = listed(&world.create().await.body);
    names.sort();
    let suffixes: Vec<&str> = names.iter().filter_map(|name| name.rsplit('.').next()).collect();
    assert_eq!(suffixes, ["buyer_consent", "checkout", "discount", "fulfillment"]);
    let order = world.send(world.call("GET", "/orders/unknown", None)).await;
    order.outcome("not_found");
    assert_eq!(listed(&order.body), ["dev.ucp.shopping.order"]);
}

#[tokio::test]
async fn extensions_the_platform_lacks_are_left_out() {
    let mut world = world().await;
    world.identity.profile_mut().keep_only(&[ShoppingCapability::Checkout]);
    world.identity.publish(&world.agent).expect("published");
    let answer = world.create().await;
    assert_eq!(answer.status, 201, "{}", answer.body);
    assert_eq!(listed(&answer.body), [CHECKOUT]);
    assert!(answer.body.get("discounts").is_none() && answer.body.get("fulfillment").is_none());
}

#[tokio::test]
async fn nothing_in_common_is_an_outcome_with_a_page() {
    let mut world = world().await;
    world.identity.profile_mut().capabilities.clear();
    world.identity.publish(&world.agent).expect("published");
    let answer = world.create().await;
    answer.outcome("capabilities_incompatible");
    assert_eq!(answer.body["messages"][0]["severity"], "unrecoverable");
    assert!(answer.text("/continue_url").starts_with(world.session.base_url()));
    assert_eq!(answer.body["ucp"]["version"], "2026-04-08");
}

#[tokio::test]
async fn the_operation_needs_its_own_capability() {
    let mut world = world().await;
    world.identity.profile_mut().keep_only(&[ShoppingCapability::Order]);
    world.identity.publish(&world.agent).expect("published");
    world.create().await.outcome("capabilities_incompatible");
    world.send(world.call("GET", "/orders/unknown", None)).await.outcome("not_found");
}

#[tokio::test]
async fn a_capability_without_a_common_version_is_not_active() {
    let mut world = world().await;
    for capability in &mut world.identity.profile_mut().capabilities {
        if capability.name == CHECKOUT {
            "2026-01-11".clone_into(&mut capability.version);
        }
    }
    world.identity.publish(&world.agent).expect("published");
    world.create().await.outcome("capabilities_incompatible");
}

#[tokio::test]
async fn an_extension_needs_one_of_its_parents() {
    let mut world = world().await;
    let with_parent = extension("com.example.gift", &["com.example.absent", CHECKOUT], Requires::default());
    let orphan = extension("com.example.orphan", &["com.example.absent"], Requires::default());
    let grandchild =
        extension("com.example.grandchild", &["com.example.orphan", CHECKOUT], Requires::default());
    for capability in [with_parent, orphan, grandchild] {
        on_both_sides(&mut world, &capability);
    }
    let names = listed(&world.create().await.body);
    assert!(names.contains(&"com.example.gift".to_owned()), "{names:?}");
    assert!(names.contains(&"com.example.grandchild".to_owned()), "{names:?}");
    assert!(!names.contains(&"com.example.orphan".to_owned()), "{names:?}");
}

#[tokio::test]
async fn requirements_of_an_extension_are_checked() {
    let range = |min: &str| Some(VersionRange { min: min.to_owned(), max: None });
    let mut world = world().await;
    let fits = Requires { protocol: range("2026-01-01"), capabilities: Vec::new() };
    let too_new = Requires { protocol: range("2027-01-01"), capabilities: Vec::new() };
    let needs = vec![(CHECKOUT.to_owned(), VersionRange { min: "2027-01-01".to_owned(), max: None })];
    let parent_too_old = Requires { protocol: None, capabilities: needs };
    on_both_sides(&mut world, &extension("com.example.fits", &[CHECKOUT], fits));
    on_both_sides(&mut world, &extension("com.example.too_new", &[CHECKOUT], too_new));
    on_both_sides(&mut world, &extension("com.example.parent_too_old", &[CHECKOUT], parent_too_old));
    let names = listed(&world.create().await.body);
    let vendors: Vec<&String> = names.iter().filter(|name| name.starts_with("com.example")).collect();
    assert_eq!(vendors, ["com.example.fits"]);
}

#[tokio::test]
async fn the_greatest_common_version_is_chosen() {
    let mut world = world().await;
    for version in ["2026-01-01", "2026-03-01"] {
        let capability = Capability {
            version: version.to_owned(),
            ..extension("com.example.gift", &[CHECKOUT], Requires::default())
        };
        on_both_sides(&mut world, &capability);
    }
    let newer = Capability {
        version: "2026-04-01".to_owned(),
        ..extension("com.example.gift", &[CHECKOUT], Requires::default())
    };
    world.session.vary(Variation::Declare(Box::new(newer)));
    let answer = world.create().await;
    assert_eq!(answer.body["ucp"]["capabilities"]["com.example.gift"], json!([{"version": "2026-03-01"}]));
}

#[tokio::test]
async fn a_capability_withdrawn_later_is_negotiated_anew() {
    let world = world().await;
    assert!(listed(&world.create().await.body).contains(&DISCOUNT.to_owned()));
    world.session.vary(Variation::Withdraw(DISCOUNT.to_owned()));
    assert!(!listed(&world.create().await.body).contains(&DISCOUNT.to_owned()));
}

#[tokio::test]
async fn a_listed_older_version_is_served_and_announced() {
    let mut world = world().await;
    let url = "https://legacy.example/.well-known/ucp".to_owned();
    world.session.vary(Variation::ListVersion { version: "2026-03-01".to_owned(), url: url.clone() });
    let profile = world.session.business_profile();
    assert_eq!(profile["ucp"]["supported_versions"]["2026-03-01"], json!(url));
    "2026-03-01".clone_into(&mut world.identity.profile_mut().version);
    world.identity.publish(&world.agent).expect("published");
    let answer = world.send(world.call("POST", "/checkout-sessions", Some(roses(1)))).await;
    assert_ne!(answer.body["code"], "version_unsupported", "{}", answer.body);
}
