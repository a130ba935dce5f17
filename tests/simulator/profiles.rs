//! The platform's profile: every way it can fail, and how long it is kept.

use crate::support::{roses, world, world_with};
use rstest::rstest;
use serde_json::{Value, json};
use std::time::Duration;
use ucp_assay::platform::host::{Answer, Reply};
use ucp_assay::platform::identity::DocumentEdit;
use ucp_assay::simulator::SessionOptions;

#[rstest]
#[case::not_a_field("profile", "invalid_profile_url")]
#[case::no_profile("agent=\"x\"", "invalid_profile_url")]
#[case::token("profile=https", "invalid_profile_url")]
#[case::not_a_url("profile=\"nowhere\"", "invalid_profile_url")]
#[case::plain_http("profile=\"http://agent.agent.localhost/profile.json\"", "invalid_profile_url")]
#[case::file("profile=\"file:///etc/passwd\"", "invalid_profile_url")]
#[case::credentials("profile=\"https://me:secret@agent.example/profile.json\"", "invalid_profile_url")]
#[case::private_range("profile=\"https://10.0.0.1/profile.json\"", "invalid_profile_url")]
#[case::link_local("profile=\"https://169.254.169.254/latest/meta-data\"", "invalid_profile_url")]
#[case::unbalanced("profile=\"https://agent.example", "invalid_profile_url")]
#[tokio::test]
async fn a_profile_url_that_is_none_is_refused(#[case] header: &str, #[case] code: &str) {
    let world = world().await;
    let call = world.call("POST", "/checkout-sessions", Some(roses(1))).with("ucp-agent", header);
    world.send(call).await.refused(400, code);
    assert_eq!(world.agent.profile().count(), 0);
}

#[tokio::test]
async fn a_request_without_an_agent_is_refused() {
    let world = world().await;
    for (method, path, body) in [
        ("POST", "/checkout-sessions", Some(roses(1))),
        ("GET", "/checkout-sessions/x", None),
        ("GET", "/orders/x", None),
    ] {
        world
            .send(world.call(method, path, body).without("ucp-agent"))
            .await
            .refused(400, "invalid_profile_url");
    }
}

#[rstest]
#[case::not_found(Answer::status(404))]
#[case::failure(Answer::status(500))]
#[case::redirect(Answer::redirect(302, "https://agent.agent.localhost/elsewhere.json"))]
#[case::hangs_up(Answer::Drop)]
#[case::never_answers(Answer::Hang(Duration::from_mins(1)))]
#[tokio::test]
async fn a_profile_that_cannot_be_fetched_is_unreachable(#[case] answer: Answer) {
    let world = world_with(
        |settings| settings.limits.profile_timeout = Duration::from_millis(300),
        SessionOptions::default(),
    )
    .await;
    world.agent.profile().answer_with(answer);
    world.create().await.refused(424, "profile_unreachable");
}

#[tokio::test]
async fn a_profile_beyond_all_bounds_is_unreachable() {
    let world = world().await;
    world.agent.profile().answer_with(Reply::bytes(200, "application/json", vec![b' '; 1 << 20]));
    world.create().await.refused(424, "profile_unreachable");
}

#[rstest]
#[case::not_json("<html></html>")]
#[case::duplicate_key("{\"ucp\":{},\"ucp\":{}}")]
#[case::list("[]")]
#[case::empty("{}")]
#[tokio::test]
async fn a_document_that_is_no_profile_is_malformed(#[case] body: &'static str) {
    let world = world().await;
    world.agent.profile().answer_with(Reply::bytes(200, "application/json", body));
    world.create().await.refused(422, "profile_malformed");
}

#[rstest]
#[case::no_version(DocumentEdit::remove("/ucp/version"))]
#[case::version_in_words(DocumentEdit::set("/ucp/version", "draft"))]
#[case::no_services(DocumentEdit::remove("/ucp/services"))]
#[case::no_handlers(DocumentEdit::remove("/ucp/payment_handlers"))]
#[case::capability_without_schema(DocumentEdit::remove(
    "/ucp/capabilities/dev.ucp.shopping.checkout/0/schema"
))]
#[case::capability_name(DocumentEdit::set("/ucp/capabilities/Dev-Ucp", json!([])))]
#[case::foreign_namespace(DocumentEdit::set(
    "/ucp/capabilities/dev.ucp.shopping.checkout/0/schema",
    "https://evil.example/x.json"
))]
#[case::keys_without_kid(DocumentEdit::remove("/signing_keys/0/kid"))]
#[case::private_key(DocumentEdit::set("/signing_keys/0/d", "c2VjcmV0"))]
#[tokio::test]
async fn a_profile_that_breaks_a_rule_is_malformed(#[case] edit: DocumentEdit) {
    let mut world = world().await;
    world.identity.profile_mut().edits.push(edit);
    world.identity.publish(&world.agent).expect("published");
    world.create().await.refused(422, "profile_malformed");
}

#[rstest]
#[case::older("2026-01-11")]
#[case::newer("2099-01-01")]
#[tokio::test]
async fn a_version_not_served_is_refused_with_a_page(#[case] version: &str) {
    let mut world = world().await;
    version.clone_into(&mut world.identity.profile_mut().version);
    world.identity.publish(&world.agent).expect("published");
    let answer = world.create().await;
    answer.refused(422, "version_unsupported");
    assert!(answer.text("/continue_url").starts_with(world.session.base_url()));
    assert!(answer.text("/content").contains("2026-04-08"));
}

#[tokio::test]
async fn only_approved_platforms_are_served_when_there_are_any() {
    let elsewhere = vec!["https://other.example/profile.json".to_owned()];
    let options = SessionOptions { approved_platforms: Some(elsewhere), ..SessionOptions::default() };
    let world = world_with(|_| {}, options).await;
    world.create().await.refused(403, "profile_not_trusted");
    assert_eq!(world.agent.profile().count(), 0, "nothing was fetched");
}

#[tokio::test]
async fn loopback_is_refused_without_the_development_setting() {
    let world = world_with(|settings| settings.allow_loopback = false, SessionOptions::default()).await;
    world.create().await.refused(400, "invalid_profile_url");
}

#[tokio::test]
async fn a_profile_is_kept_for_a_minute_at_least_and_as_long_as_its_origin_says() {
    let world = world().await;
    let document = world.identity.profile().document().expect("a document");
    let caching = |directive: &str| Reply::json(200, &document).with_header("cache-control", directive);
    world.agent.profile().answer_with(caching("no-store"));
    for _ in 0..3 {
        assert_eq!(world.create().await.status, 201);
    }
    world.session.advance(Duration::from_secs(59));
    assert_eq!(world.create().await.status, 201);
    assert_eq!(world.agent.profile().count(), 1);
    world.agent.profile().answer_with(caching("public, max-age=300"));
    world.session.advance(Duration::from_secs(2));
    assert_eq!(world.create().await.status, 201);
    world.session.advance(Duration::from_secs(290));
    assert_eq!(world.create().await.status, 201);
    assert_eq!(world.agent.profile().count(), 2);
    world.session.advance(Duration::from_secs(20));
    world.agent.profile().answer_with(Answer::status(500));
    world.create().await.refused(424, "profile_unreachable");
}

#[tokio::test]
async fn a_failure_is_remembered_for_seconds_only() {
    let world = world().await;
    let document = world.identity.profile().document().expect("a document");
    world.agent.profile().answer_with(Answer::status(500));
    world.create().await.refused(424, "profile_unreachable");
    world.agent.profile().answer_with(Reply::json(200, &document));
    world.create().await.refused(424, "profile_unreachable");
    world.session.advance(Duration::from_secs(6));
    assert_eq!(world.create().await.status, 201);
}

#[tokio::test]
async fn requests_at_once_share_one_fetch() {
    let world = world().await;
    let answers = futures::future::join_all((0..20).map(|_| world.create())).await;
    assert!(answers.iter().all(|answer| answer.status == 201));
    assert_eq!(world.agent.profile().count(), 1);
    assert_ne!(answers[0].body["id"], Value::Null);
}
