//! What a connector does with the webhooks of a business: whom it believes, what it acknowledges, what it takes in.

use super::shown_in;
use crate::connector::Action;
use crate::exchange::{Exchange, ExchangeKind};
use crate::harness::check::{self, Explain};
use crate::harness::connector::sight;
use crate::harness::control::ControlAction;
use crate::harness::interrupt::{Interrupt, StepResult};
use crate::harness::step::{StepDef, step};
use crate::harness::world::AssayWorld;
use crate::merchant::OrderEdit;
use crate::merchant::command::LineSelection;
use crate::protocol::operation::Operation;
use crate::protocol::version::WebhookForm;
use serde_json::Value;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

/// The rows.
pub const STEPS: &[StepDef] = &[
    step!(When "the goods leave the business", goods_leave,
        doc: "Lets the business ship everything, some seconds after what happened before, and announce it.",
        example: "the goods leave the business"),
    step!(When "{int} webhook(s) came to the connector", came,
        doc: "Waits until so many deliveries were attempted, moving the business's clock where a repetition or a delay is due; fewer prove nothing.",
        example: "2 webhooks came to the connector"),
    step!(Then "the connector acknowledges every webhook quickly", acknowledges,
        doc: "Fails unless every delivery was answered with a 2xx status within five seconds.",
        example: "the connector acknowledges every webhook quickly"),
    step!(Then "the connector does not take the webhook in", takes_none,
        doc: "Fails when the connector tells that it took a delivery in, or acknowledges one where the version asks for a refusal; warns when it acknowledges one and nobody can tell what became of it.",
        example: "the connector does not take the webhook in"),
    step!(Then "the connector takes in no webhook that has half an order", takes_no_half,
        doc: "Fails when the connector tells that it took in an event whose order has no line items; not tested when none came.",
        example: "the connector takes in no webhook that has half an order"),
    step!(Then "the connector takes every event in once at most", takes_once,
        doc: "Warns when the connector tells that it took one event in more than once.",
        example: "the connector takes every event in once at most"),
    step!(Then "no older event replaces a newer one", keeps_newest,
        doc: "Warns when the connector tells that it took in an event that occurred before one it had taken in already.",
        example: "no older event replaces a newer one"),
    step!(Then "the connector reads the order by itself", reads_order,
        doc: "Warns unless the connector read the order after the webhooks came.",
        example: "the connector reads the order by itself"),
];

/// Between two things that happen to an order, so that their times differ in whole seconds.
const APART: Duration = Duration::from_secs(5);
/// How long one look for a delivery takes, and how far the clock is moved after one in vain.
const LOOK: Duration = Duration::from_millis(150);
const NUDGE: Duration = Duration::from_secs(30);
/// Looks before a delivery is given up.
const LOOKS: u32 = 20;
/// An acknowledgement that took longer did not come quickly.
const QUICKLY: Duration = Duration::from_secs(5);
/// How long a connector that reads the order by itself may take to begin.
const SOON: Duration = Duration::from_secs(3);

fn is_webhook(exchange: &Exchange) -> bool {
    exchange.kind == ExchangeKind::Webhook
}

async fn goods_leave(world: &mut AssayWorld, (): ()) -> StepResult {
    let order = world.recall("order")?;
    world.control(ControlAction::AdvanceClock(APART)).await?;
    let edit = OrderEdit::Ship { lines: LineSelection::default(), tracking_number: None, carrier: None };
    world.control(ControlAction::Order { order, edit }).await
}

async fn came(world: &mut AssayWorld, count: usize) -> StepResult {
    let wire = Arc::clone(world.seat()?.wire());
    for look in 0..LOOKS {
        if wire.wait(0, count, LOOK, &is_webhook).await {
            break;
        }
        // The first looks are for what is on its way; after them a delay or a pause is what it waits for.
        if look > 3 {
            world.control(ControlAction::AdvanceClock(NUDGE)).await?;
        }
    }
    world.seat()?.settle().await;
    world.take_wire();
    let seen = webhooks(world).count();
    if seen >= count { Ok(()) } else { Err(Interrupt::NotTested(format!("{seen} of {count} webhooks came"))) }
}

fn webhooks(world: &AssayWorld) -> impl Iterator<Item = &Exchange> {
    world.exchanges().iter().filter(|exchange| is_webhook(exchange))
}

fn status(webhook: &Exchange) -> Option<u16> {
    webhook.response.as_ref().map(|answer| answer.status)
}

fn is_acknowledged(webhook: &Exchange) -> bool {
    status(webhook).is_some_and(|status| (200..300).contains(&status))
}

/// What was answered, for people.
fn answered(webhook: &Exchange) -> String {
    status(webhook).map_or_else(|| "no answer".to_owned(), |status| format!("status {status}"))
}

async fn acknowledges(world: &mut AssayWorld, (): ()) -> StepResult {
    for webhook in webhooks(world) {
        let held =
            check::holds(is_acknowledged(webhook), "answer to a webhook", "a 2xx status", &answered(webhook))
                .fix("Acknowledge a webhook that is in order at once, and process it afterwards");
        shown_in(held, Some(webhook))?;
        let took = Duration::from_micros(webhook.elapsed_micros);
        let held = check::holds(
            took <= QUICKLY,
            "the acknowledgement took long",
            &format!("{} s at most", QUICKLY.as_secs()),
            &format!("{} ms", took.as_millis()),
        )
        .fix("Answer first, process afterwards");
        shown_in(held, Some(webhook))?;
    }
    Ok(())
}

/// The identifiers of the events that the connector says it took in, oldest first; `None` when it cannot be asked.
async fn taken(world: &mut AssayWorld) -> StepResult<Option<Vec<String>>> {
    let outcome = match world.ask(Action::WebhookSeen).await {
        Ok(outcome) => outcome,
        Err(Interrupt::NotApplicable(_)) => return Ok(None),
        Err(other) => return Err(other),
    };
    let listed = outcome.resource.as_ref().and_then(|told| told.get("events")?.as_array());
    let events = listed.into_iter().flatten().filter(|event| is_accepted(event));
    let named = |event: &Value| event.get("event_id").and_then(Value::as_str).map(str::to_owned);
    Ok(Some(events.filter_map(named).collect()))
}

/// A connector that does not say what it did with an event is taken to have taken it in.
fn is_accepted(event: &Value) -> bool {
    event.get("verdict").and_then(Value::as_str).is_none_or(|verdict| verdict == "accepted")
}

/// Which event a delivery is about, however the version says it.
fn event_id(webhook: &Exchange) -> Option<String> {
    let header = sight::header(webhook, "webhook-id").map(str::to_owned);
    header.or_else(|| sight::body(webhook)?.get("event_id")?.as_str().map(str::to_owned))
}

/// When the event of a delivery occurred, in seconds.
fn occurred(webhook: &Exchange) -> Option<i64> {
    let header = sight::header(webhook, "webhook-timestamp").and_then(|at| at.parse().ok());
    header.or_else(|| {
        let body = sight::body(webhook)?;
        let at: jiff::Timestamp = body.get("created_time")?.as_str()?.parse().ok()?;
        Some(at.as_second())
    })
}

async fn takes_none(world: &mut AssayWorld, (): ()) -> StepResult {
    let taken = taken(world).await?;
    let refusal_is_due = match world.run()?.version.edition().webhooks {
        WebhookForm::Body => true,
        WebhookForm::Headers => false,
    };
    for webhook in webhooks(world) {
        let id = event_id(webhook).unwrap_or_default();
        let known = taken.as_ref().is_some_and(|taken| taken.contains(&id));
        let advice = "Verify a webhook before anything is done with it, and refuse what does not verify";
        let held =
            check::holds(!known, "a webhook that must be refused was taken in", "a refusal", "taken in");
        shown_in(held.fix(advice), Some(webhook))?;
        let title = "a webhook that must be refused was acknowledged";
        let held =
            check::holds(!is_acknowledged(webhook), title, "a status of 400 or more", &answered(webhook));
        let held = held.fix(advice);
        shown_in(if refusal_is_due { held } else { held.recommended() }, Some(webhook))?;
    }
    Ok(())
}

async fn takes_no_half(world: &mut AssayWorld, (): ()) -> StepResult {
    let Some(taken) = taken(world).await? else { return Err(unseen()) };
    let has_lines =
        |webhook: &Exchange| sight::body(webhook).is_some_and(|body| body.get("line_items").is_some());
    let halves: Vec<&Exchange> = webhooks(world).filter(|webhook| !has_lines(webhook)).collect();
    if halves.is_empty() {
        return Err(Interrupt::NotTested("no webhook with half an order came".to_owned()));
    }
    let known = halves.into_iter().find(|webhook| event_id(webhook).is_some_and(|id| taken.contains(&id)));
    let held = check::holds(
        known.is_none(),
        "half an order was taken for the whole",
        "a read of the order",
        "taken in",
    )
    .fix("Check events against their schema, and read the order when one has less than all of it");
    shown_in(held, known)
}

async fn takes_once(world: &mut AssayWorld, (): ()) -> StepResult {
    let Some(taken) = taken(world).await? else { return Err(unseen()) };
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for id in &taken {
        *counts.entry(id).or_default() += 1;
    }
    let twice = counts.iter().find(|(_, count)| **count > 1);
    let shown = webhooks(world)
        .find(|webhook| twice.is_some_and(|(id, _)| event_id(webhook).as_deref() == Some(*id)));
    let actual = twice.map(|(_, count)| format!("{count} times")).unwrap_or_default();
    let held = check::holds(twice.is_none(), "one event was taken in more than once", "once", &actual)
        .fix("Remember which events were taken in, and acknowledge a repetition without doing anything")
        .recommended();
    shown_in(held, shown)
}

async fn keeps_newest(world: &mut AssayWorld, (): ()) -> StepResult {
    let Some(taken) = taken(world).await? else { return Err(unseen()) };
    let times: BTreeMap<String, i64> =
        webhooks(world).filter_map(|webhook| event_id(webhook).zip(occurred(webhook))).collect();
    let mut newest = i64::MIN;
    let mut older = None;
    for (id, at) in taken.iter().filter_map(|id| Some((id, *times.get(id)?))) {
        if at < newest {
            older = Some(id.as_str());
        }
        newest = newest.max(at);
    }
    let shown = webhooks(world).find(|webhook| older.is_some() && event_id(webhook).as_deref() == older);
    let held = check::holds(
        older.is_none(),
        "an older event replaced a newer one",
        "the newest state",
        "taken in",
    )
    .fix("Compare the times of events, keep the newest state, and read the order when they come out of order")
    .recommended();
    shown_in(held, shown)
}

async fn reads_order(world: &mut AssayWorld, (): ()) -> StepResult {
    let wire = Arc::clone(world.seat()?.wire());
    let is_read = |exchange: &Exchange| sight::is(exchange, Operation::GetOrder);
    let read = wire.wait(0, 1, SOON, &is_read).await;
    world.seat()?.settle().await;
    world.take_wire();
    let last = webhooks(world).last();
    let held = check::holds(read, "the order was not read", "a read once events came out of order", "none")
        .fix("Read the order when what came does not fit together")
        .recommended();
    shown_in(held, last)
}

fn unseen() -> Interrupt {
    Interrupt::NotApplicable("the connector does not tell which events it took in".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[rstest::rstest]
    #[case(json!({"event_id": "a"}), true)]
    #[case(json!({"event_id": "a", "verdict": "accepted"}), true)]
    #[case(json!({"event_id": "a", "verdict": "older"}), false)]
    fn only_what_was_taken_in_counts(#[case] event: Value, #[case] accepted: bool) {
        assert_eq!(is_accepted(&event), accepted);
    }
}
