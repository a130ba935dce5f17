//! What a webhook says of the event, of its signer and of its sender, where that is in the body and
//! in one signature header.

use super::webhook::{event_id, last};
use crate::clock::Clock;
use crate::harness::check::{self, Explain};
use crate::harness::control::ControlAction;
use crate::harness::interrupt::{Interrupt, StepResult};
use crate::harness::platforms::DEFAULT;
use crate::harness::step::{StepDef, step};
use crate::harness::world::AssayWorld;
use crate::platform::signature_check::{self, DETACHED};
use crate::transport::view::View;
use serde_json::json;

/// The rows.
pub const STEPS: &[StepDef] = &[
    step!(When "the business changes its signing key", changes_key,
        doc: "Lets the business publish a new key beside the old one and sign with it, then reads its profile again. Needs control of the merchant.",
        example: "the business changes its signing key"),
    step!(Then "the webhook has an event_id and a created_time", has_event,
        doc: "Fails unless the body of the last webhook has a non-empty `event_id` and a `created_time` in RFC 3339.",
        example: "the webhook has an event_id and a created_time"),
    step!(Then "the webhook's signature is a detached JWT with a kid of the business profile", is_detached,
        doc: "Fails unless Request-Signature of the last webhook is `header..signature` and the header's `kid` names a published key.",
        example: "the webhook's signature is a detached JWT with a kid of the business profile"),
    step!(Then "the webhook's path or headers identify the business", identifies_business,
        doc: "Fails when the last webhook came to exactly the URL in the platform's profile without any header of its own beside the signature; the name of the identifier is not defined.",
        example: "the webhook's path or headers identify the business"),
    step!(Then "the webhook is signed with another key than before the change", signed_with_new_key,
        doc: "Fails unless the first and the last webhook verify with keys of the profile as it is now, and with different ones.",
        example: "the webhook is signed with another key than before the change"),
];

/// Headers that any HTTP client sends, or that say nothing of who sent a webhook.
const ANYBODYS: [&str; 14] = [
    "host",
    "content-type",
    "content-length",
    "content-encoding",
    "transfer-encoding",
    "connection",
    "accept",
    "accept-encoding",
    "accept-language",
    "date",
    "user-agent",
    "traceparent",
    "tracestate",
    DETACHED,
];

async fn changes_key(world: &mut AssayWorld, (): ()) -> StepResult {
    world.control(ControlAction::RotateKey).await?;
    world.refresh_business().await
}

async fn has_event(world: &mut AssayWorld, (): ()) -> StepResult {
    let webhook = last(world)?;
    event(webhook).seen_in(webhook).fix("Add event_id and created_time to the order that is pushed")
}

fn event(webhook: &View) -> StepResult {
    let id = webhook.text("/event_id").filter(|id| !id.trim().is_empty());
    check::present(id, "the webhook has no event_id", "a string in the body")?;
    let time = check::present(webhook.text("/created_time"), "the webhook has no created_time", "RFC 3339")?;
    let parsed = time.parse::<jiff::Timestamp>().is_ok();
    check::holds(parsed, "created_time", "a time as RFC 3339 writes it", time)
}

async fn is_detached(world: &mut AssayWorld, (): ()) -> StepResult {
    let webhook = last(world)?;
    signer(world, webhook).map(drop).seen_in(webhook)
}

/// The key that a webhook verifies with, of those published now.
fn signer(world: &AssayWorld, webhook: &View) -> StepResult<String> {
    let header = check::present(webhook.header(DETACHED), "Request-Signature is missing", "a detached JWT")?;
    let shaped = header.split_once("..").is_some_and(|(head, tail)| !head.is_empty() && !tail.is_empty());
    check::holds(shaped, "shape of Request-Signature", "header..signature", header)?;
    let (edition, keys) = (webhook.edition(), &world.business()?.keys);
    let signed = signature_check::webhook_of(edition, world.delivery(webhook)?, keys, Clock::system().now());
    match signed {
        Ok(signed) => Ok(signed.kid),
        Err(error) => check::fail(
            "the webhook's signature does not verify",
            "a detached JWS over the raw body by a published key",
            &error,
        ),
    }
}

async fn identifies_business(world: &mut AssayWorld, (): ()) -> StepResult {
    let own = world.platforms().named(DEFAULT)?.identity.webhook_url().to_owned();
    let webhook = last(world)?;
    let url = world.delivery(webhook)?.request.url.clone();
    identified(webhook, &url, &own).seen_in(webhook).fix(
        "Name yourself in a header of the webhook, for example UCP-Agent with your profile, or in its path",
    )
}

fn identified(webhook: &View, came_to: &str, own: &str) -> StepResult {
    let own_headers: Vec<&str> = webhook
        .headers
        .iter()
        .filter(|(name, value)| {
            !ANYBODYS.contains(&name.to_ascii_lowercase().as_str()) && !value.trim().is_empty()
        })
        .map(|(name, _)| name.as_str())
        .collect();
    let path = |url: &str| url::Url::parse(url).map(|url| url[url::Position::BeforePath..].to_owned()).ok();
    let elsewhere = path(came_to).is_some_and(|came| path(own).is_some_and(|own| own != came));
    let actual = format!("the URL of the profile and the headers {own_headers:?}");
    check::holds(
        elsewhere || !own_headers.is_empty(),
        "nothing identifies the business",
        "an identifier of the business in the path or a header",
        &actual,
    )
}

async fn signed_with_new_key(world: &mut AssayWorld, (): ()) -> StepResult {
    let newest = last(world)?;
    let first = world.webhooks().first().ok_or_else(|| Interrupt::Harness("no webhook came".to_owned()))?;
    let before =
        signer(world, first).seen_in(first).fix("Keep the old key published while webhooks are in flight")?;
    let after = signer(world, newest).seen_in(newest).fix("Publish a new key before signing with it")?;
    check::holds(
        json!(event_id(first)?) != json!(event_id(newest)?),
        "there is only one event",
        "two events",
        "the same event twice",
    )?;
    check::holds(before != after, "key of the webhook after the change", "another key", &after)
        .seen_in(newest)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::version::ProtocolVersion;
    use rstest::rstest;
    use serde_json::Value;

    fn webhook(headers: &[(&str, &str)], body: &Value) -> View {
        let headers = headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        let edition = ProtocolVersion::January2026.edition();
        View::read(edition, "x1".into(), 200, headers, body.to_string().into())
    }

    #[rstest]
    #[case(json!({"event_id": "e", "created_time": "2026-01-11T10:00:00Z"}), true)]
    #[case(json!({"event_id": "", "created_time": "2026-01-11T10:00:00Z"}), false)]
    #[case(json!({"created_time": "2026-01-11T10:00:00Z"}), false)]
    #[case(json!({"event_id": "e", "created_time": "yesterday"}), false)]
    #[case(json!({"event_id": "e", "created_time": 1_700_000_000}), false)]
    #[case(json!({"event_id": "e"}), false)]
    fn an_event_has_a_name_and_a_time(#[case] body: Value, #[case] good: bool) {
        assert_eq!(event(&webhook(&[], &body)).is_ok(), good);
    }

    const OWN: &str = "https://a.example/hooks/1";

    #[rstest]
    #[case(&[("content-type", "application/json"), ("request-signature", "a..b")], OWN, false)]
    #[case(&[("UCP-Agent", "profile=\"https://shop.example/.well-known/ucp\"")], OWN, true)]
    #[case(&[("X-Merchant", " ")], OWN, false)]
    #[case(&[], "https://a.example/hooks/1/shop.example", true)]
    #[case(&[], "https://b.example/hooks/1", false)]
    fn the_sender_is_told_by_path_or_header(
        #[case] headers: &[(&str, &str)],
        #[case] came_to: &str,
        #[case] good: bool,
    ) {
        assert_eq!(identified(&webhook(headers, &json!({})), came_to, OWN).is_ok(), good);
    }
}
