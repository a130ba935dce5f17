//! Every URL the merchant hands out under its own authority leads somewhere.

use crate::support::{Answer, World, world, world_with};
use rstest::rstest;
use serde_json::Value;
use std::collections::BTreeSet;
use ucp_assay::merchant;
use ucp_assay::platform::outbound::{Request, Response};
use ucp_assay::simulator::SessionOptions;
use ucp_assay::simulator::settings::WorldSource;

async fn get(world: &World, url: &str) -> Response {
    world.client.send(Request::get(url)).await.expect("an answer")
}

/// URLs under the session's authority in a document.
fn urls(base: &str, document: &Value, found: &mut BTreeSet<String>) {
    match document {
        Value::String(text) if text.starts_with(base) => drop(found.insert(text.clone())),
        Value::Array(entries) => entries.iter().for_each(|entry| urls(base, entry, found)),
        Value::Object(members) => members.values().for_each(|member| urls(base, member, found)),
        _ => {}
    }
}

/// URLs that a world names and the merchant has to serve.
fn named(world: &merchant::World, base: &str) -> BTreeSet<String> {
    let disclosures = world.products.iter().flat_map(|product| &product.disclosures);
    let told = disclosures.flat_map(|one| [one.url.as_deref(), one.image_url.as_deref()]);
    let pictures = world.products.iter().map(|product| product.image_url.as_deref());
    let links = world.links.iter().map(|link| Some(&*link.url));
    let own = told.chain(pictures).chain(links).flatten().filter(|url| url.starts_with('/'));
    own.map(|url| format!("{base}{url}")).collect()
}

fn assert_page(url: &str, page: &Response) {
    assert_eq!(page.status, 200, "{url}");
    let kind = page.header("content-type").expect("a type");
    if kind.starts_with("application/json") {
        return;
    }
    assert!(kind == "text/html; charset=utf-8" || kind == "image/svg+xml", "{url}: {kind}");
    let policy = page.header("content-security-policy").expect("a policy");
    assert!(policy.contains("default-src 'none'"), "{url}: {policy}");
    let text = String::from_utf8_lossy(&page.body);
    assert!(!text.is_empty() && !text.contains("<script"), "{url}");
}

#[rstest]
#[case("flower-shop", "lilies_easter")]
#[case("electronics", "headphones")]
#[case("minimal", "thing")]
#[tokio::test]
async fn every_url_leads_somewhere(#[case] name: &str, #[case] product: &str) {
    let options =
        SessionOptions { world: Some(WorldSource::Builtin(name.to_owned())), ..SessionOptions::default() };
    let world = world_with(|_| {}, options).await;
    let base = world.session.base_url();
    let mut found = named(&merchant::World::built_in(name).expect("a world"), base);
    urls(base, &world.session.business_profile(), &mut found);
    let id = world.ready_with(product).await;
    let open = world.send(world.call("GET", format!("/checkout-sessions/{id}"), None)).await;
    urls(base, &open.body, &mut found);
    let completed = world.complete(&id, "success_token").await;
    assert_eq!(completed.text("/status"), "completed", "{}", completed.body);
    urls(base, &completed.body, &mut found);
    let order = format!("/orders/{}", completed.text("/order/id"));
    urls(base, &world.send(world.call("GET", order, None)).await.body, &mut found);
    urls(base, &world.send(world.call("GET", "/checkout-sessions/none", None)).await.body, &mut found);
    assert!(found.contains(completed.text("/order/permalink_url")), "{found:?}");
    assert!(found.contains(&format!("{base}/")), "the storefront: {found:?}");
    for url in &found {
        assert_page(url, &get(&world, url).await);
    }
}

#[tokio::test]
async fn the_page_of_an_order_tells_its_state_and_nothing_personal() {
    let world = world().await;
    let completed = world.complete(&world.ready().await, "success_token").await;
    let page = get(&world, completed.text("/order/permalink_url")).await;
    let text = String::from_utf8_lossy(&page.body).into_owned();
    assert!(text.contains(completed.text("/order/label")), "{text}");
    assert!(text.contains("being prepared"), "{text}");
    for personal in ["Ada", "Lovelace", "ada@example.com", "Main Street", "Springfield", "62701", "roses"] {
        assert!(!text.contains(personal), "{personal}: {text}");
    }
    assert_eq!(get(&world, &format!("{}/order/none", world.session.base_url())).await.status, 404);
}

#[tokio::test]
async fn pages_are_only_read() {
    let world = world().await;
    for path in ["/", "/order/x", "/policies/privacy", "/images/bouquet_roses.svg"] {
        let answer: Answer = world.send(world.call("POST", path, None)).await;
        answer.refused(405, "method_not_allowed");
        assert_eq!(answer.raw.header("allow"), Some("GET, HEAD"));
    }
    world.send(world.call("GET", "/images/other.svg", None)).await.refused(404, "not_found");
}
