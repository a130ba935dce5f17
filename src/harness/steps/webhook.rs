//! What the business pushes to the platform: that it comes, whole, signed, and again until it is
//! acknowledged.

use super::{order, snapshot};
use crate::clock::Clock;
use crate::crypto::structured_field::UcpAgent;
use crate::harness::ambient::{breaches, told};
use crate::harness::business::Business;
use crate::harness::check::{self, Explain};
use crate::harness::control::ControlAction;
use crate::harness::interrupt::{Cause, Interrupt, StepResult};
use crate::harness::platforms::DEFAULT;
use crate::harness::secrets;
use crate::harness::step::{StepDef, step};
use crate::harness::world::AssayWorld;
use crate::platform::host::Answer;
use crate::platform::signature_check;
use crate::protocol::contract::Violation;
use crate::protocol::operation::Operation;
use crate::protocol::version::{SignatureSuite, WebhookForm};
use crate::transport::view::View;
use std::time::Duration;

/// The rows.
pub const STEPS: &[StepDef] = &[
    step!(Given "the platform's webhook answers {int}, then {int}", answers_in_turn,
        doc: "Lets the platform's webhook URL answer the next delivery with the first HTTP status and every later one with the second.",
        example: "the platform's webhook answers 500, then 200"),
    step!(Given "the first webhook has arrived", first_has_arrived,
        doc: "Waits for a webhook as long as timeouts.webhook of the plan. Blocks the scenario when none comes.",
        example: "the first webhook has arrived"),
    step!(When "the first webhook arrives", first_arrives,
        doc: "Waits for a webhook as long as timeouts.webhook of the plan; the steps that look at it fail when none came.",
        example: "the first webhook arrives"),
    step!(When "{int} webhooks have arrived", arrive,
        doc: "Waits for so many webhooks as long as timeouts.webhook of the plan; the clock of a merchant under control is moved while a retry is due.",
        example: "2 webhooks have arrived"),
    step!(Then "the webhook carries the order of the checkout", carries_order,
        doc: "Fails unless the last webhook is the order named `order` and names the checkout named `checkout`.",
        example: "the webhook carries the order of the checkout"),
    step!(Then "the webhook satisfies the schema of an order", satisfies_schema,
        doc: "Fails unless the last webhook keeps to the schema of an order under the capabilities it names.",
        example: "the webhook satisfies the schema of an order"),
    step!(Then "the webhook's order lacks no member that an order must have", lacks_nothing,
        doc: "Fails when the last webhook lacks a member that the schema of an order demands; what is there is not judged.",
        example: "the webhook's order lacks no member that an order must have"),
    step!(Then "a webhook came to the URL in the platform's profile", came,
        doc: "Fails when none came.",
        example: "a webhook came to the URL in the platform's profile"),
    step!(Then "the webhook's order is the one that reading it shows", is_what_reading_shows,
        doc: "Reads the order; fails unless the last webhook says the same, envelope and messages aside.",
        example: "the webhook's order is the one that reading it shows"),
    step!(Then "the webhook's order has a fulfilment event of the type {string}", has_event,
        doc: "Fails unless the last webhook has a fulfilment event of this type.",
        example: "the webhook's order has a fulfilment event of the type \"shipped\""),
    step!(Then "the webhook has the header {string}", has_header,
        doc: "Fails unless the last webhook has this header with a value.",
        example: "the webhook has the header \"Webhook-Id\""),
    step!(Then "the webhook's timestamp is a recent time in seconds", is_recent,
        doc: "Fails unless Webhook-Timestamp is a whole number of seconds since 1970 within five minutes of now.",
        example: "the webhook's timestamp is a recent time in seconds"),
    step!(Then "the webhook's signature verifies with a key of the business profile", verifies,
        doc: "Fails unless the signature of the last webhook, of the kind the version has, verifies with a published key of the business.",
        example: "the webhook's signature verifies with a key of the business profile"),
    step!(Then "the webhook's signature covers {string}, {string}, {string}, {string} and {string}", covers,
        doc: "Fails unless the verified signature of the last webhook covers these components.",
        example: "the webhook's signature covers \"@method\", \"@authority\", \"@path\", \"content-digest\" and \"content-type\""),
    step!(Then "the webhook's UCP-Agent names the profile of the business", names_business,
        doc: "Fails unless UCP-Agent of the last webhook is a dictionary whose profile is the URL of the business's profile.",
        example: "the webhook's UCP-Agent names the profile of the business"),
    step!(Then "that profile URL ends in {string}", profile_ends_in,
        doc: "Fails unless the profile URL in UCP-Agent of the last webhook ends so.",
        example: "that profile URL ends in \"/.well-known/ucp\""),
    step!(Then "both webhooks carry the same event", have_same_id,
        doc: "Fails unless the first two webhooks have the same identifier of the event: Webhook-Id, or event_id in the body, as the version has it.",
        example: "both webhooks carry the same event"),
    step!(Then "both webhooks carry the same body", have_same_body,
        doc: "Fails unless the bodies of the first two webhooks are equal to the byte.",
        example: "both webhooks carry the same body"),
    step!(Then "the webhooks have different ids", have_different_ids,
        doc: "Fails when two webhooks have the same identifier of the event (Webhook-Id, or event_id in the body), or when fewer than two came.",
        example: "the webhooks have different ids"),
    step!(Then "no webhook contains the payment token", none_has_token,
        doc: "Fails when a webhook contains a credential that the platform sent; also when no webhook came or no credential was sent.",
        example: "no webhook contains the payment token"),
];

/// How far Webhook-Timestamp may be from now, in seconds.
const RECENT: u64 = 300;
/// Members that may differ between a webhook and an answer about the same order.
const APART: [&str; 2] = ["ucp", "messages"];
/// The clause that a webhook's body is the order itself, at versions that have one of their own.
const PUSHED_FORM: &str = "WHK-508";
/// What is missing when nothing was pushed.
const NOTHING: &str = "no webhook arrived";

async fn answers_in_turn(world: &mut AssayWorld, (first, then): (u16, u16)) -> StepResult {
    let inbox = world.platforms().named(DEFAULT)?.agent.inbox();
    inbox.queue([Answer::status(first)]);
    inbox.answer_with(Answer::status(then));
    Ok(())
}

async fn first_has_arrived(world: &mut AssayWorld, (): ()) -> StepResult {
    world.await_webhooks(1).await?;
    last(world).map(drop)
}

async fn first_arrives(world: &mut AssayWorld, (): ()) -> StepResult {
    world.await_webhooks(1).await
}

/// When a business repeats a delivery is not said by the protocol. Where its clock is out of our
/// hands, a repetition that does not come in time proves nothing; where it was moved, its absence
/// is for the next step to judge.
async fn arrive(world: &mut AssayWorld, count: u64) -> StepResult {
    world.await_webhooks(count).await?;
    let awaits_repetition = match world.webhooks().last() {
        Some(webhook) => is_refused(world, webhook)?,
        None => false,
    };
    let enough = world.webhooks().len() as u64 >= count;
    let no_time = ControlAction::AdvanceClock(Duration::ZERO);
    if enough || !awaits_repetition || world.control(no_time).await.is_ok() {
        return Ok(());
    }
    let patience = world.run()?.plan.timeouts.webhook().as_millis();
    let reason = format!("the webhook was not repeated within {patience} ms (timeouts.webhook of the plan)");
    Err(Interrupt::blocked(reason, Cause::other("a refused webhook is not repeated in time")))
}

/// Whether the platform did not acknowledge a webhook.
fn is_refused(world: &AssayWorld, webhook: &View) -> StepResult<bool> {
    let answer = world.delivery(webhook)?.response.as_ref();
    Ok(answer.is_some_and(|answer| !(200..300).contains(&answer.status)))
}

/// The last webhook.
///
/// # Errors
/// [`Interrupt::Fail`] when none came.
pub(super) fn last(world: &AssayWorld) -> StepResult<&View> {
    let expected = "a delivery within timeouts.webhook of the plan";
    check::present(world.webhooks().last(), NOTHING, expected)
        .fix("Push every order to the webhook_url in the platform's profile, when it is placed and when it changes")
}

/// The first two webhooks.
fn two(webhooks: &[View]) -> StepResult<(&View, &View)> {
    match webhooks {
        [first, second, ..] => Ok((first, second)),
        few => check::fail("webhooks", "two", &few.len().to_string()),
    }
}

async fn carries_order(world: &mut AssayWorld, (): ()) -> StepResult {
    let (order, checkout) = (world.recall("order")?, world.recall("checkout")?);
    let form = shape_clause(world)?;
    let webhook = last(world)?;
    is_an_order(webhook, form).seen_in(webhook).fix("Let the order be the body of the webhook")?;
    order::belongs(webhook, &order, &checkout).seen_in(webhook).fix("Push the whole order as it is")
}

/// The clause on the layout of what is pushed, where the version has one.
fn shape_clause(world: &AssayWorld) -> StepResult<Option<&'static str>> {
    let known = world.run()?.contract.register().get(PUSHED_FORM).is_some();
    Ok(known.then_some(PUSHED_FORM))
}

/// An order that is wrapped in something else is sent, and is not where the version has it.
fn is_an_order(webhook: &View, form: Option<&str>) -> StepResult {
    let members: Vec<&str> =
        webhook.value().as_object().into_iter().flatten().map(|(name, _)| name.as_str()).collect();
    let actual = format!("members {}", members.join(", "));
    let found = check::holds(webhook.is_resource(), "the webhook's body is no order", "an order", &actual);
    match form {
        Some(clause) => found.clause(clause),
        None => found,
    }
}

/// How the last webhook breaks the schema of an order.
fn order_breaches(world: &AssayWorld) -> StepResult<Vec<Violation>> {
    let webhook = last(world)?;
    is_an_order(webhook, None).seen_in(webhook)?;
    let contract = world.run()?.contract;
    // What is pushed is what reading would show, where orders can be read.
    let read = contract.operation(Operation::GetOrder).map(|_| Operation::GetOrder);
    let breaches = breaches(contract, read.unwrap_or(Operation::OrderEvent), webhook);
    check::present(breaches, "the webhook has no schema", "an order in JSON").seen_in(webhook)
}

async fn satisfies_schema(world: &mut AssayWorld, (): ()) -> StepResult {
    let breaches = order_breaches(world)?;
    let title = "the webhook violates the schema of an order";
    check::holds(breaches.is_empty(), title, "no violation", &told(&breaches))
        .seen_in(last(world)?)
        .fix("Push the same document that reading the order shows")
}

async fn lacks_nothing(world: &mut AssayWorld, (): ()) -> StepResult {
    let mut breaches = order_breaches(world)?;
    breaches.retain(|breach| breach.missing.is_some());
    check::holds(breaches.is_empty(), "the order pushed is not whole", "every member", &told(&breaches))
        .seen_in(last(world)?)
        .fix("Push the whole order, as it is")
}

async fn came(world: &mut AssayWorld, (): ()) -> StepResult {
    last(world).map(drop)
}

async fn is_what_reading_shows(world: &mut AssayWorld, (): ()) -> StepResult {
    let pushed = last(world)?.clone();
    let read = order::read(world).await?;
    same_order(&pushed, &read).seen_in(&pushed).fix("Push the same document that reading the order shows")
}

fn same_order(pushed: &View, read: &View) -> StepResult {
    super::answer::resource(read)?;
    super::answer::resource(pushed)?;
    let differences = snapshot::differences(read.value(), pushed.value(), &APART);
    check::holds(
        differences.is_empty(),
        "webhook and order differ",
        "the same order",
        &differences.join("; "),
    )
}

async fn has_event(world: &mut AssayWorld, kind: String) -> StepResult {
    let webhook = last(world)?;
    event(webhook, &kind).seen_in(webhook).fix("Push the order with the events that happened")
}

fn event(webhook: &View, kind: &str) -> StepResult {
    let events = webhook.list("/fulfillment/events").iter();
    let types: Vec<&str> = events.filter_map(|event| event["type"].as_str()).collect();
    check::holds(types.contains(&kind), "types of the fulfilment events", kind, &types.join(", "))
}

async fn has_header(world: &mut AssayWorld, name: String) -> StepResult {
    let webhook = last(world)?;
    header(webhook, &name).map(drop).seen_in(webhook)
}

fn header<'a>(webhook: &'a View, name: &str) -> StepResult<&'a str> {
    let value = webhook.header(name).map(str::trim).filter(|value| !value.is_empty());
    check::present(value, &format!("the webhook has no {name}"), "the header with a value")
}

async fn is_recent(world: &mut AssayWorld, (): ()) -> StepResult {
    let webhook = last(world)?;
    let came = world.delivery(webhook)?.at.seconds();
    recent(webhook, came).seen_in(webhook).fix("Send the time of the event in seconds since 1970")
}

fn recent(webhook: &View, now: i64) -> StepResult {
    let value = header(webhook, "Webhook-Timestamp")?;
    let seconds: Option<i64> = value.parse().ok();
    let seconds = check::present(seconds, "Webhook-Timestamp is no whole number", "seconds since 1970")?;
    let expected = format!("{now}, give or take {RECENT} seconds");
    check::holds(seconds.abs_diff(now) <= RECENT, "Webhook-Timestamp", &expected, value)
}

async fn verifies(world: &mut AssayWorld, (): ()) -> StepResult {
    let webhook = last(world)?;
    covered(world, webhook).map(drop).seen_in(webhook)
}

async fn covers(world: &mut AssayWorld, wanted: (String, String, String, String, String)) -> StepResult {
    let wanted = [wanted.0, wanted.1, wanted.2, wanted.3, wanted.4];
    let webhook = last(world)?;
    let covered = covered(world, webhook).seen_in(webhook)?;
    all_covered(&covered, &wanted).seen_in(webhook).fix("Let the signature cover every required component")
}

/// The components that the verified signature of a webhook covers.
fn covered(world: &AssayWorld, webhook: &View) -> StepResult<Vec<String>> {
    let delivery = world.delivery(webhook)?;
    let (edition, keys) = (webhook.edition(), &world.business()?.keys);
    let verified = signature_check::webhook_of(edition, delivery, keys, Clock::system().now());
    let verified = verified.or_else(|error| {
        let expected = match edition.signatures {
            SignatureSuite::HttpMessageSignatures => "an RFC 9421 signature by a published key",
            SignatureSuite::DetachedJws => "a detached JWS over the body by a published key",
        };
        check::fail("the webhook's signature does not verify", expected, &error)
    });
    verified.fix("Sign the delivery as sent, with a key of signing_keys").map(|signed| signed.covered)
}

fn all_covered(covered: &[String], wanted: &[String]) -> StepResult {
    // Components are announced in quotes.
    let bare: Vec<&str> = covered.iter().map(|name| name.trim_matches('"')).collect();
    let missing: Vec<&str> = wanted.iter().map(String::as_str).filter(|name| !bare.contains(name)).collect();
    check::holds(missing.is_empty(), "components not covered", "none", &missing.join(", "))
}

async fn names_business(world: &mut AssayWorld, (): ()) -> StepResult {
    let expected = Business::profile_url(&world.business()?.base_url);
    let webhook = last(world)?;
    names(webhook, &expected).seen_in(webhook).fix("Send UCP-Agent: profile=\"<URL of your own profile>\"")
}

fn profile_url(webhook: &View) -> StepResult<String> {
    let agent = header(webhook, "UCP-Agent")?;
    match UcpAgent::parse(agent.as_bytes()) {
        Ok(parsed) => Ok(parsed.profile().to_owned()),
        Err(error) => check::fail("UCP-Agent names no profile", "profile=\"https://…\"", &error.to_string()),
    }
}

fn names(webhook: &View, expected: &str) -> StepResult {
    let named = profile_url(webhook)?;
    let parse = |text: &str| url::Url::parse(text).ok();
    check::holds(parse(&named) == parse(expected), "profile in UCP-Agent", expected, &named)
}

async fn profile_ends_in(world: &mut AssayWorld, suffix: String) -> StepResult {
    let webhook = last(world)?;
    let url = profile_url(webhook).seen_in(webhook)?;
    check::holds(url.ends_with(&suffix), "profile in UCP-Agent", &format!("…{suffix}"), &url).seen_in(webhook)
}

async fn have_same_id(world: &mut AssayWorld, (): ()) -> StepResult {
    let (first, second) = two(world.webhooks())?;
    same_id(first, second).seen_in(second).fix("Keep the identifier of the event when a delivery is repeated")
}

fn same_id(first: &View, second: &View) -> StepResult {
    let (one, other) = (event_id(first)?, event_id(second)?);
    check::equal("identifier of the repeated event", &one, &other)
}

/// The identifier of the event, where the version has it.
///
/// # Errors
/// [`Interrupt::Fail`] when there is none.
pub(super) fn event_id(webhook: &View) -> StepResult<&str> {
    match webhook.edition().webhooks {
        WebhookForm::Headers => header(webhook, "Webhook-Id"),
        WebhookForm::Body => {
            let id = webhook.text("/event_id").filter(|id| !id.is_empty());
            check::present(id, "the webhook has no event_id", "a string in the body")
        }
    }
}

async fn have_same_body(world: &mut AssayWorld, (): ()) -> StepResult {
    let (first, second) = two(world.webhooks())?;
    same_body(first, second).seen_in(second).fix("Repeat a delivery as it was")
}

fn same_body(first: &View, second: &View) -> StepResult {
    let same = first.body == second.body && !first.body.is_empty();
    let differences = snapshot::differences(first.value(), second.value(), &[]);
    check::holds(same, "bodies of the two webhooks", "the same bytes", &differences.join("; "))
}

async fn have_different_ids(world: &mut AssayWorld, (): ()) -> StepResult {
    let (_, second) = two(world.webhooks())?;
    different_ids(world.webhooks()).seen_in(second).fix("Give every event an identifier of its own")
}

fn different_ids(webhooks: &[View]) -> StepResult {
    let mut ids = webhooks.iter().map(event_id).collect::<StepResult<Vec<_>>>()?;
    let came = ids.len();
    ids.sort_unstable();
    ids.dedup();
    check::equal("different identifiers of events", &came, &ids.len())
}

async fn none_has_token(world: &mut AssayWorld, (): ()) -> StepResult {
    check::holds(!world.secrets().is_empty(), "no credential was sent", "a payment", "none")?;
    last(world)?;
    world.webhooks().iter().try_for_each(|webhook| {
        let found = secrets::found_in(&webhook.body, world.secrets());
        check::holds(!found, "a webhook contains a credential", "no credential", "the credential sent")
            .seen_in(webhook)
            .fix("Keep payment credentials out of orders")
    })
}

#[cfg(test)]
mod tests;
