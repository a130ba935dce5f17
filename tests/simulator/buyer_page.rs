//! The page behind `continue_url`, as a browser sees it.

use crate::support::{World, payment, world};
use bytes::Bytes;
use std::time::Duration;
use ucp_assay::platform::outbound::{Request, Response};

const WAIT: Duration = Duration::from_secs(20);

async fn get(world: &World, url: &str) -> Response {
    world.client.send(Request::get(url)).await.expect("an answer")
}

async fn post(world: &World, url: &str, origin: Option<&str>, form: &'static str) -> Response {
    let mut headers = vec![("content-type".to_owned(), "application/x-www-form-urlencoded".to_owned())];
    headers.extend(origin.map(|origin| ("origin".to_owned(), origin.to_owned())));
    let request = Request::post(url, headers, Bytes::from_static(form.as_bytes()));
    world.client.send(request).await.expect("an answer")
}

fn text(response: &Response) -> String {
    String::from_utf8_lossy(&response.body).into_owned()
}

/// A checkout whose payment waits for the buyer: its path, and its page.
async fn challenged(world: &World) -> (String, String) {
    let id = world.ready().await;
    let escalated = world.complete(&id, "challenge_token").await;
    assert_eq!(escalated.text("/status"), "requires_escalation", "{}", escalated.body);
    (format!("/checkout-sessions/{id}"), escalated.text("/continue_url").to_owned())
}

#[tokio::test]
async fn a_buyer_authenticates_and_the_platform_completes() {
    let world = world().await;
    let (path, page) = challenged(&world).await;
    let shown = get(&world, &page).await;
    assert_eq!(shown.status, 200);
    let policy = shown.header("content-security-policy").expect("a policy");
    assert!(policy.contains("frame-ancestors"), "{policy}");
    assert!(text(&shown).contains("authentication_passed"), "{}", text(&shown));
    let origin = Some(world.session.base_url());
    let done = post(&world, &page, origin, "action=authentication_passed").await;
    assert_eq!(done.status, 303, "{}", text(&done));
    assert!(page.ends_with(done.header("location").expect("a way back")));
    let read = world.send(world.call("GET", path.clone(), None)).await;
    assert_eq!(read.text("/status"), "ready_for_complete", "{}", read.body);
    let call = world.call("POST", format!("{path}/complete"), Some(payment("challenge_token")));
    let completed = world.send(call).await;
    assert_eq!(completed.text("/status"), "completed", "{}", completed.body);
    let thanks = get(&world, &page).await;
    assert!(text(&thanks).contains("Your order is placed") && !text(&thanks).contains("<form"));
}

#[tokio::test]
async fn a_buyer_who_places_the_order_on_the_page_sets_off_the_webhook() {
    let world = world().await;
    let id = world.ready().await;
    let page = format!("{}/checkout/{id}", world.session.base_url());
    let done = post(&world, &page, Some(world.session.base_url()), "action=place_order").await;
    assert_eq!(done.status, 303, "{}", text(&done));
    let read = world.send(world.call("GET", format!("/checkout-sessions/{id}"), None)).await;
    assert_eq!(read.text("/status"), "completed", "{}", read.body);
    let pushed = world.agent.inbox().wait_count(1, WAIT).await.expect("a webhook");
    let order: serde_json::Value = serde_json::from_slice(&pushed[0].request.body).expect("JSON");
    assert_eq!(order["id"], read.body["order"]["id"]);
    let again = post(&world, &page, Some(world.session.base_url()), "action=place_order").await;
    assert_eq!(again.status, 409, "a second order");
}

#[tokio::test]
async fn what_the_page_did_not_send_changes_nothing() {
    let world = world().await;
    let (path, page) = challenged(&world).await;
    let own = world.session.base_url();
    for (origin, form, status) in [
        (None, "action=abandon", 403),
        (Some("https://evil.example"), "action=abandon", 403),
        (Some("null"), "action=abandon", 403),
        (Some(own), "action=refund", 400),
        (Some(own), "", 400),
    ] {
        assert_eq!(post(&world, &page, origin, form).await.status, status, "{origin:?} {form}");
    }
    let large = Box::leak(format!("action={}", "x".repeat(1 << 20)).into_boxed_str());
    assert_eq!(post(&world, &page, Some(own), large).await.status, 400);
    let read = world.send(world.call("GET", path, None)).await;
    assert_eq!(read.text("/status"), "requires_escalation");
    let mut other = Request::get(&page);
    "DELETE".clone_into(&mut other.method);
    let refused = world.client.send(other).await.expect("an answer");
    assert_eq!((refused.status, refused.header("allow")), (405, Some("GET, HEAD, POST")));
}

#[tokio::test]
async fn there_is_no_page_for_what_does_not_exist() {
    let world = world().await;
    for id in ["nothing", "..%2f..%2fetc", "%00", "chk_%3Cscript%3E"] {
        let shown = get(&world, &format!("{}/checkout/{id}", world.session.base_url())).await;
        assert_eq!(shown.status, 404, "{id}");
        assert!(
            text(&shown).contains("There is no such checkout") && !text(&shown).contains("script"),
            "{id}"
        );
    }
}
