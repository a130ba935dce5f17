//! Bringing a checkout to a state, as an agent does: send what is wanted, read what is asked for,
//! supply it, until the business is satisfied or only a person can go on.

use super::snapshot;
use crate::connector::shopper::{self, Means};
use crate::harness::interrupt::{Cause, Interrupt, StepResult};
use crate::harness::step::{StepDef, step};
use crate::harness::world::AssayWorld;
use crate::protocol::operation::Operation;
use crate::transport::neutral::Accommodation;
use crate::transport::view::View;
use serde_json::{Value, json};
use std::time::Duration;

/// The rows.
pub const STEPS: &[StepDef] = &[
    step!(Given "a checkout that is ready for completion", is_ready,
        doc: "Creates a checkout for one available product and supplies everything it asks for. Blocks the scenario unless it becomes ready_for_complete.",
        example: "a checkout that is ready for completion"),
    step!(Given "a completed checkout for {int} of {string}", is_completed,
        doc: "Prepares a checkout and completes it with the token that succeeds; names it `checkout` and its order `order`. Blocks the scenario unless it becomes completed.",
        example: "a completed checkout for 2 of \"an available product\""),
    step!(Given "a checkout that needs the buyer", needs_buyer,
        doc: "Prepares a checkout of a high-value product, or, when the plan has none, of one with a question to the buyer. Blocks the scenario unless it requires escalation.",
        example: "a checkout that needs the buyer"),
    step!(When "the platform prepares a checkout for {int} of {string}", prepares,
        doc: "Creates a checkout with one line item and supplies everything it asks for: buyer, address, delivery option.",
        example: "the platform prepares a checkout for 1 of \"a high-value product\""),
    step!(When "the platform prepares a checkout for {int} of {string} and {int} of {string}", prepares_two,
        doc: "Creates a checkout with two line items and supplies everything it asks for.",
        example: "the platform prepares a checkout for 1 of \"an available product\" and 2 of \"another available product\""),
    step!(When "the platform creates a checkout and supplies everything it asks for", prepares_available,
        doc: "Creates a checkout for one available product and supplies everything it asks for.",
        example: "the platform creates a checkout and supplies everything it asks for"),
    step!(When "the platform asks for shipping to {string}", asks_for_shipping,
        doc: "Replaces the checkout by the same with shipping of everything to an address of the plan; no option is chosen.",
        example: "the platform asks for shipping to \"a domestic address\""),
];

/// Updates an agent makes before it gives up.
const PATIENCE: usize = 6;
/// Reads of a completion in progress, and the pause between them.
const READS: usize = 20;
const PAUSE: Duration = Duration::from_millis(250);
/// Under which the content last sent and the address to deliver to are kept.
const CONTENT: &str = "create request";
const ADDRESS: &str = "delivery address";

async fn is_ready(world: &mut AssayWorld, (): ()) -> StepResult {
    prepares_available(world, ()).await?;
    expect_status(world, "ready_for_complete")?;
    snapshot::keep_as_it_was(world)
}

async fn is_completed(world: &mut AssayWorld, wanted: (u64, String)) -> StepResult {
    prepares(world, wanted).await?;
    expect_status(world, "ready_for_complete")?;
    let id = world.recall("checkout")?;
    let body = world.complete_body("a token that succeeds")?;
    world.call(Operation::CompleteCheckout, Some(&id), Some(&body)).await?;
    wait_while_in_progress(world, &id).await?;
    expect_status(world, "completed")?;
    remember_order(world)?;
    snapshot::keep_as_it_was(world)
}

async fn needs_buyer(world: &mut AssayWorld, (): ()) -> StepResult {
    let high_value = "a high-value product";
    let known = world.plan()?.product(high_value).is_ok();
    let product = if known { high_value } else { "a product with a question to the buyer" };
    prepares(world, (1, product.to_owned())).await?;
    expect_status(world, "requires_escalation")?;
    snapshot::keep_as_it_was(world)
}

async fn prepares_available(world: &mut AssayWorld, (): ()) -> StepResult {
    prepares(world, (1, "an available product".to_owned())).await
}

async fn prepares(world: &mut AssayWorld, (quantity, product): (u64, String)) -> StepResult {
    let content = content(world, &[(quantity, &product)])?;
    create(world, content).await?;
    supply_everything(world).await
}

async fn prepares_two(
    world: &mut AssayWorld,
    (one, first, other, second): (u64, String, u64, String),
) -> StepResult {
    let content = content(world, &[(one, &first), (other, &second)])?;
    create(world, content).await?;
    supply_everything(world).await
}

async fn asks_for_shipping(world: &mut AssayWorld, address: String) -> StepResult {
    deliver_to(world, &address)?;
    let address = world.kept(ADDRESS)?.clone();
    let view = world.last()?.clone();
    update(world, |content| content["fulfillment"] = shopper::shipping(&view, &address)).await?;
    // A business may leave the choice of the only destination to the platform.
    let view = world.last()?.clone();
    let open = view
        .list("/fulfillment/methods")
        .iter()
        .any(|method| !method["selected_destination_id"].is_string() && method["destinations"].is_array());
    if !open {
        return Ok(());
    }
    let mut next = supply(world, &view)?.unwrap_or_default();
    for method in next["fulfillment"]["methods"].as_array_mut().into_iter().flatten() {
        if let Some(method) = method.as_object_mut() {
            method.remove("groups");
        }
    }
    replace(world, next).await
}

/// The content of a checkout for these quantities of the plan's products.
///
/// # Errors
/// [`Interrupt::NotTested`] when the plan lacks one.
pub(super) fn content(world: &AssayWorld, lines: &[(u64, &str)]) -> StepResult<Value> {
    let plan = world.plan()?;
    let line = |&(quantity, product): &(u64, &str)| Ok(shopper::line(&plan.product(product)?.id, quantity));
    let lines: Vec<Value> = lines.iter().map(line).collect::<StepResult<_>>()?;
    Ok(json!({ "line_items": lines }))
}

/// Creates a checkout with this content, names it `checkout` and keeps the content for updates.
///
/// # Errors
/// As [`AssayWorld::call`]; a refusal is none.
pub(super) async fn create(world: &mut AssayWorld, content: Value) -> StepResult {
    let view = world.call(Operation::CreateCheckout, None, Some(&content)).await?;
    if let Some(id) = view.id().filter(|_| view.is_resource()) {
        world.remember("checkout", id);
    }
    world.keep(CONTENT, content);
    Ok(())
}

/// Replaces the checkout by its present content with a change.
///
/// # Errors
/// As [`AssayWorld::call`]; when the last answer is no checkout, nothing is sent and the scenario
/// is blocked.
pub(super) async fn update(world: &mut AssayWorld, change: impl FnOnce(&mut Value)) -> StepResult {
    let view = last_checkout(world)?;
    let mut next = shopper::restated(world.kept(CONTENT)?, &view);
    change(&mut next);
    replace(world, next).await
}

/// Replaces the checkout by this content, whatever it was.
///
/// # Errors
/// As [`AssayWorld::call`].
pub(super) async fn replace(world: &mut AssayWorld, content: Value) -> StepResult {
    let id = world.recall("checkout")?;
    world.call(Operation::UpdateCheckout, Some(&id), Some(&content)).await?;
    world.keep(CONTENT, content);
    Ok(())
}

/// Supplies what the business asks for until it is satisfied, nothing is left to supply, or the
/// buyer is needed.
///
/// # Errors
/// As [`AssayWorld::call`]; a refusal is none.
pub(super) async fn supply_everything(world: &mut AssayWorld) -> StepResult {
    for _ in 0..PATIENCE {
        let view = world.last()?.clone();
        let unasked = world.accommodates(Accommodation::UnaskedDelivery)? && !shopper::is_delivered(&view);
        let ready = view.checkout_status() == Some("ready_for_complete");
        if !view.is_resource() || (ready && !unasked) {
            break;
        }
        let Some(next) = supply(world, &view)? else { break };
        replace(world, next).await?;
    }
    Ok(())
}

/// The next content that supplies something; `None` when nothing is left to supply.
fn supply(world: &mut AssayWorld, view: &View) -> StepResult<Option<Value>> {
    if world.kept(ADDRESS).is_err() {
        deliver_to(world, "a domestic address")?;
    }
    let buyer = to_json(world.plan()?.buyer("a new buyer")?)?;
    let unasked = world.accommodates(Accommodation::UnaskedDelivery)?;
    let means = Means { buyer, address: world.kept(ADDRESS)?.clone(), unasked };
    Ok(shopper::supplied(world.kept(CONTENT)?, view, &means))
}

/// Delivers to this address of the plan from now on.
///
/// # Errors
/// [`Interrupt::NotTested`] when the plan lacks it.
pub(super) fn deliver_to(world: &mut AssayWorld, address: &str) -> StepResult {
    let address = to_json(world.plan()?.address(address)?)?;
    world.keep(ADDRESS, address);
    Ok(())
}

/// An entry of the plan in the protocol's fields.
///
/// # Errors
/// Never for the plan's own types.
pub(super) fn to_json(entry: &impl serde::Serialize) -> StepResult<Value> {
    serde_json::to_value(entry).map_err(|error| Interrupt::Harness(error.to_string()))
}

/// Blocks the scenario unless the last answer is a checkout of this status.
///
/// # Errors
/// [`Interrupt::Inconclusive`] that names the last operation and what it answered.
pub(super) fn expect_status(world: &AssayWorld, expected: &str) -> StepResult {
    let view = world.last()?;
    if view.is_resource() && view.checkout_status() == Some(expected) {
        return Ok(());
    }
    let operation = world.exchanges().iter().rev().find_map(|exchange| exchange.operation);
    let operation = operation.map_or("the business", Operation::name);
    let outcome = outcome(view);
    Err(Interrupt::blocked(
        format!("no checkout became {expected}: {operation} answered {outcome}"),
        Cause::refused(operation, &format!("{outcome} where {expected} was expected")),
    ))
}

/// An answer in a few words: status, then code, checkout status and the codes of its messages.
pub(super) fn outcome(view: &View) -> String {
    let codes = view.messages().into_iter().filter(|message| message.kind == "error");
    let codes = codes.map(|message| message.code);
    let parts = [view.error_code(), view.checkout_status()].into_iter().flatten().map(str::to_owned);
    let parts: Vec<String> = std::iter::once(view.status.to_string()).chain(parts).chain(codes).collect();
    parts.join(" ")
}

/// The last answer that is a checkout.
///
/// # Errors
/// [`Interrupt::Inconclusive`] when there is none.
pub(super) fn last_checkout(world: &AssayWorld) -> StepResult<View> {
    let found =
        world.answers().iter().rev().find(|view| view.is_resource() && view.checkout_status().is_some());
    found.cloned().ok_or_else(|| {
        let seen = world.last().map_or_else(|_| "nothing".to_owned(), outcome);
        Interrupt::blocked(
            format!("there is no checkout to go on with: {seen}"),
            Cause::refused(Operation::CreateCheckout.name(), &seen),
        )
    })
}

/// Names the order of the last answer `order`.
///
/// # Errors
/// [`Interrupt::Inconclusive`] when a completed checkout names none.
pub(super) fn remember_order(world: &mut AssayWorld) -> StepResult {
    let order = world.last()?.text("/order/id").map(str::to_owned);
    let order = order.ok_or_else(|| {
        let what = "a completed checkout names no order";
        Interrupt::blocked(what, Cause::other(what))
    })?;
    world.remember("order", order);
    Ok(())
}

/// Reads the checkout until its completion is no longer in progress, for a few seconds.
async fn wait_while_in_progress(world: &mut AssayWorld, id: &str) -> StepResult {
    for _ in 0..READS {
        if world.last()?.checkout_status() != Some("complete_in_progress") {
            break;
        }
        tokio::time::sleep(PAUSE).await;
        world.call(Operation::GetCheckout, Some(id), None).await?;
    }
    Ok(())
}
