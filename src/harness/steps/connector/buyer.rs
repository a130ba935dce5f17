//! When a person is needed, and what a connector must keep for that person.

use super::{basket, nothing_sent, shown_in};
use crate::exchange::Exchange;
use crate::harness::check::{self, Explain};
use crate::harness::connector::sight;
use crate::harness::control::ControlAction;
use crate::harness::interrupt::{Cause, Interrupt, StepResult};
use crate::harness::step::{StepDef, step};
use crate::harness::world::AssayWorld;
use crate::merchant::BuyerAction;
use crate::protocol::operation::Operation;
use crate::transport::view::View;
use serde_json::{Value, json};

/// The rows.
pub const STEPS: &[StepDef] = &[
    step!(Given "a checkout of the connector that needs the buyer", needs_buyer,
        doc: "Has the connector open a checkout of a product with a question to the buyer and supply what it can; blocked unless it then requires escalation.",
        example: "a checkout of the connector that needs the buyer"),
    step!(When "the buyer does what the business asks for", does_what_is_asked,
        doc: "Lets the buyer do at the continue_url what the last answer asks for, such as the bank's challenge.",
        example: "the buyer does what the business asks for"),
    step!(When "the buyer leaves for good", leaves,
        doc: "Lets the buyer give the checkout up at the continue_url: it is canceled.",
        example: "the buyer leaves for good"),
    step!(Then "the connector passes on the disclosure or does not complete", passes_disclosure,
        doc: "Fails when a completion went over the wire and no action was told with the disclosure that the business sent.",
        example: "the connector passes on the disclosure or does not complete"),
    step!(Then "no {operation} after the bad answer lacks the member {pointer}", none_lacks,
        doc: "Fails when a request of the operation that followed a stimulus has no value there; holds when none followed.",
        example: "no update_checkout after the bad answer lacks the member /line_items/0/item/id"),
];

async fn needs_buyer(world: &mut AssayWorld, (): ()) -> StepResult {
    basket::created(world, 1, "a product with a question to the buyer").await?;
    match basket::ready(world).await {
        Ok(()) | Err(Interrupt::Inconclusive { .. }) => {}
        Err(other) => return Err(other),
    }
    let status = world.shown().and_then(View::checkout_status).unwrap_or("unknown").to_owned();
    if status == "requires_escalation" {
        return Ok(());
    }
    let reason = format!("the checkout is {status}, where the buyer was to be needed");
    Err(Interrupt::blocked(
        reason,
        Cause::other("the connector cannot bring a checkout to requires_escalation"),
    ))
}

async fn does_what_is_asked(world: &mut AssayWorld, (): ()) -> StepResult {
    match world.buyer_finishes().await {
        // The connector did not get as far as to have the buyer asked for anything.
        Err(Interrupt::Inconclusive { reason, .. }) => Err(Interrupt::NotTested(reason)),
        other => other,
    }
}

async fn leaves(world: &mut AssayWorld, (): ()) -> StepResult {
    let checkout = world.recall("checkout")?;
    world.control(ControlAction::Buyer { checkout, action: BuyerAction::Abandon }).await
}

async fn passes_disclosure(world: &mut AssayWorld, (): ()) -> StepResult {
    let Some(completion) = world.requests(Operation::CompleteCheckout)?.first().copied() else {
        return Ok(());
    };
    let codes: Vec<&str> = world.answers().iter().flat_map(disclosed).collect();
    if codes.is_empty() {
        return Err(nothing_sent("disclosure"));
    }
    // Wherever in what it tells: some connectors hand on the whole answer, and no messages of their own.
    let told: Vec<String> = world.seat()?.acts().iter().map(|act| json!(act.outcome).to_string()).collect();
    let missing: Vec<&str> =
        codes.iter().copied().filter(|code| !told.iter().any(|one| one.contains(code))).collect();
    let title = "a completion without the disclosure passed on";
    let held = check::holds(
        missing.is_empty(),
        title,
        &codes.join(", "),
        &format!("without {}", missing.join(", ")),
    )
    .fix("Pass disclosures on to whoever shows them, or send the buyer to continue_url");
    shown_in(held, Some(completion))
}

/// The codes of the disclosures of an answer.
fn disclosed(view: &View) -> Vec<&str> {
    let disclosures = view.list("/messages").iter().filter(|message| message["presentation"] == "disclosure");
    disclosures.filter_map(|message| message.get("code").and_then(Value::as_str)).collect()
}

async fn none_lacks(world: &mut AssayWorld, (operation, pointer): (Operation, String)) -> StepResult {
    let exchanges = world.exchanges();
    let bad = exchanges.iter().position(sight::is_spoilt);
    let bad = bad.ok_or_else(|| Interrupt::NotTested("no stimulus met the connector".to_owned()))?;
    let lacks =
        |exchange: &&Exchange| sight::body(exchange).is_none_or(|body| body.pointer(&pointer).is_none());
    let found = exchanges.iter().skip(bad).filter(|exchange| sight::is(exchange, operation)).find(lacks);
    let title = format!("{operation} without {pointer}");
    let held = check::holds(
        found.is_none(),
        &title,
        "everything that was sent before, or no such request",
        "absent",
    )
    .fix("An update replaces the whole checkout: do not send one whose content is not known");
    shown_in(held, found)
}
