//! Orders: reading them, what may happen to them, and what must hold whatever happens.

use super::{answer, prepare};
use crate::harness::check::{self, Explain};
use crate::harness::control::ControlAction;
use crate::harness::interrupt::{Cause, Interrupt, StepResult, brief};
use crate::harness::plan::AuthenticationMode;
use crate::harness::platforms::DEFAULT;
use crate::harness::step::{StepDef, step};
use crate::harness::world::AssayWorld;
use crate::merchant::OrderEdit;
use crate::merchant::command::LineSelection;
use crate::platform::signed_client::Tamper;
use crate::protocol::operation::Operation;
use crate::protocol::version::Shape;
use crate::transport::view::View;
use serde_json::Value;

/// The rows.
pub const STEPS: &[StepDef] = &[
    step!(When "the platform learns what became of the order", learns,
        doc: "Reads the order, or, where a version has no reading of orders, waits for the next webhook about it; what it says becomes the last answer.",
        example: "the platform learns what became of the order"),
    step!(When "the platform reads the order", reads,
        doc: "Sends get_order for the order named `order`.",
        example: "the platform reads the order"),
    step!(When "the platform reads the order without signing", reads_unsigned,
        doc: "Sends get_order for the order without signature, key or token.",
        example: "the platform reads the order without signing"),
    step!(When "the platform reads an order that does not exist", reads_unknown,
        doc: "Sends get_order for an identifier made up at random.",
        example: "the platform reads an order that does not exist"),
    step!(When "another platform reads the order", another_reads,
        doc: "Sends get_order for the order as another platform with its own profile and keys. Not tested with a shared key or token, which cannot tell platforms apart.",
        example: "another platform reads the order"),
    step!(When "the order is shipped", is_shipped,
        doc: "Lets the business ship everything. Needs control of the merchant.",
        example: "the order is shipped"),
    step!(When "the order is shipped in part", is_shipped_in_part,
        doc: "Lets the business ship one unit of the first line. Needs control of the merchant.",
        example: "the order is shipped in part"),
    step!(When "the order is delivered", is_delivered,
        doc: "Lets everything reach the buyer. Needs control of the merchant.",
        example: "the order is delivered"),
    step!(When "the order is canceled", is_canceled,
        doc: "Lets the business cancel everything that was not shipped. Needs control of the merchant.",
        example: "the order is canceled"),
    step!(When "the order is refunded", is_refunded,
        doc: "Lets the business pay back what is left to pay back. Needs control of the merchant.",
        example: "the order is refunded"),
    step!(When "the order is returned in part", is_returned_in_part,
        doc: "Lets one unit of the first line, delivered before, come back. Needs control of the merchant.",
        example: "the order is returned in part"),
    step!(Then "the order belongs to the checkout", belongs_to_checkout,
        doc: "Fails unless the last answer is the order named `order` and names the checkout named `checkout`.",
        example: "the order belongs to the checkout"),
    step!(Then "the order holds {int} of {string}", holds_product,
        doc: "Fails unless the lines of this product add up to this quantity ordered.",
        example: "the order holds 2 of \"an available product\""),
    step!(Then "the order has the currency and the total of the checkout", has_total_of_checkout,
        doc: "Fails unless the last answer has the currency and the single total of the checkout as completed.",
        example: "the order has the currency and the total of the checkout"),
    step!(Then "the order still has every line it had", keeps_lines,
        doc: "Fails when a line that the order had before the last event is missing.",
        example: "the order still has every line it had"),
    step!(Then "every line of the order has the status that its quantities give", has_derived_statuses,
        doc: "Fails unless each line is removed at a total of 0 (fulfilled, where a version has no such status), fulfilled when everything is, partial when something is, and processing otherwise; also when there are no lines.",
        example: "every line of the order has the status that its quantities give"),
    step!(Then "a line of the order is {string}", has_line_of_status,
        doc: "Fails unless a line of the last answer has this status.",
        example: "a line of the order is \"fulfilled\""),
    step!(Then "the earlier fulfilment events are unchanged", keeps_events,
        doc: "Fails unless the events the order had before the last event come first and unchanged; also when it had none.",
        example: "the earlier fulfilment events are unchanged"),
    step!(Then "there are more fulfilment events than before", has_more_events,
        doc: "Fails unless the order has more fulfilment events than before the last event.",
        example: "there are more fulfilment events than before"),
    step!(Then "the earlier adjustments are unchanged", keeps_adjustments,
        doc: "Fails unless the adjustments the order had before the last event come first and unchanged (a warning where a version only recommends it); also when it had none.",
        example: "the earlier adjustments are unchanged"),
    step!(Then "there are more adjustments than before", has_more_adjustments,
        doc: "Fails unless the order has more adjustments than before the last event (a warning where a version only recommends it).",
        example: "there are more adjustments than before"),
    step!(Then "the answer does not contain the order", shows_no_order,
        doc: "Fails when the last answer has lines, totals, fulfilment or a permalink, or is not JSON.",
        example: "the answer does not contain the order"),
];

/// Name under which the order before the last event is kept.
const BEFORE: &str = "order before the last event";
/// The platform that did not place the order.
const ANOTHER: &str = "another platform";
/// Members of an order that say something about it.
const TELLING: [&str; 5] = ["line_items", "totals", "fulfillment", "adjustments", "permalink_url"];
const EVENTS: &str = "/fulfillment/events";
/// Under this name it is kept how often something happened to the order.
const HAPPENED: &str = "events of the order";
const ADJUSTMENTS: &str = "/adjustments";

async fn reads(world: &mut AssayWorld, (): ()) -> StepResult {
    read(world).await.map(drop)
}

/// Reads the order named `order`.
///
/// # Errors
/// As [`AssayWorld::call`].
pub(super) async fn read(world: &mut AssayWorld) -> StepResult<View> {
    let id = world.recall("order")?;
    world.call(Operation::GetOrder, Some(&id), None).await
}

/// Whether orders can be read, or are only pushed.
fn can_be_read(world: &AssayWorld) -> StepResult<bool> {
    Ok(world.run()?.contract.operation(Operation::GetOrder).is_some())
}

async fn learns(world: &mut AssayWorld, (): ()) -> StepResult {
    look_at(world).await.map(drop)
}

/// The order as it is read, or as it was pushed last where the version has no other way.
async fn look_at(world: &mut AssayWorld) -> StepResult<View> {
    let (operation, view) = if can_be_read(world)? {
        (Operation::GetOrder, read(world).await?)
    } else {
        (Operation::OrderEvent, pushed(world).await?)
    };
    if view.is_resource() { Ok(view) } else { Err(no_order(operation, &view)) }
}

/// What became of an order cannot be said where none is shown. A push has no status of its own.
fn no_order(operation: Operation, view: &View) -> Interrupt {
    if operation == Operation::OrderEvent {
        let what = "the body of the webhook is no order";
        return Interrupt::blocked(what, Cause::other(what));
    }
    let outcome = prepare::outcome(view);
    let cause = Cause::refused(operation.name(), &outcome);
    Interrupt::blocked(format!("the order cannot be read: {outcome}"), cause)
}

/// How much happened to the order since it was placed.
fn events(world: &AssayWorld) -> u64 {
    world.kept(HAPPENED).ok().and_then(Value::as_u64).unwrap_or_default()
}

/// The order as it was pushed last, once it was for everything that happened; it becomes the last
/// answer.
async fn pushed(world: &mut AssayWorld) -> StepResult<View> {
    let count = events(world) + 1;
    world.await_webhooks(count).await?;
    let came = world.webhooks().len();
    let enough = u64::try_from(came).is_ok_and(|came| came >= count);
    check::holds(enough, "webhooks about the order", &count.to_string(), &came.to_string())?;
    world.hear_last_webhook()
}

async fn reads_unsigned(world: &mut AssayWorld, (): ()) -> StepResult {
    let id = world.recall("order")?;
    let draft = world.draft(Operation::GetOrder, Some(&id))?;
    world.send_tampered(draft, &[Tamper::unsigned()]).await.map(drop)
}

async fn reads_unknown(world: &mut AssayWorld, (): ()) -> StepResult {
    let id = format!("no-such-order-{}", uuid::Uuid::new_v4());
    world.call(Operation::GetOrder, Some(&id), None).await.map(drop)
}

async fn another_reads(world: &mut AssayWorld, (): ()) -> StepResult {
    match world.run()?.plan.authentication.mode() {
        AuthenticationMode::Signature => {}
        AuthenticationMode::ApiKey | AuthenticationMode::Bearer | AuthenticationMode::None => {
            let reason = "the credential of the plan is the same for every platform";
            return Err(Interrupt::NotTested(reason.to_owned()));
        }
    }
    world.add_platform(ANOTHER)?;
    world.platforms_mut().act_as(ANOTHER)?;
    let heard = read(world).await;
    world.platforms_mut().act_as(DEFAULT)?;
    heard.map(drop)
}

async fn is_shipped(world: &mut AssayWorld, (): ()) -> StepResult {
    happens(world, ship).await
}

async fn is_shipped_in_part(world: &mut AssayWorld, (): ()) -> StepResult {
    let ship_one = |lines| OrderEdit::Ship { lines, tracking_number: None, carrier: None };
    happens_to_one(world, ship_one).await
}

async fn is_delivered(world: &mut AssayWorld, (): ()) -> StepResult {
    happens(world, || OrderEdit::Deliver { lines: LineSelection::default() }).await
}

async fn is_canceled(world: &mut AssayWorld, (): ()) -> StepResult {
    happens(world, || OrderEdit::Cancel { lines: LineSelection::default() }).await
}

async fn is_refunded(world: &mut AssayWorld, (): ()) -> StepResult {
    happens(world, || OrderEdit::Refund { amount: None, reason: None }).await
}

async fn is_returned_in_part(world: &mut AssayWorld, (): ()) -> StepResult {
    happens_to_one(world, |lines| OrderEdit::Return { lines }).await
}

fn ship() -> OrderEdit {
    OrderEdit::Ship { lines: LineSelection::default(), tracking_number: None, carrier: None }
}

/// Lets something happen to the order, after a look at it.
async fn happens(world: &mut AssayWorld, edit: impl FnOnce() -> OrderEdit) -> StepResult {
    look(world).await?;
    change(world, edit()).await
}

async fn change(world: &mut AssayWorld, edit: OrderEdit) -> StepResult {
    let order = world.recall("order")?;
    world.control(ControlAction::Order { order, edit }).await?;
    let happened = events(world) + 1;
    world.keep(HAPPENED, happened.into());
    Ok(())
}

/// Lets something happen to one unit of the order's first line, after a look at it.
async fn happens_to_one(world: &mut AssayWorld, edit: impl FnOnce(LineSelection) -> OrderEdit) -> StepResult {
    let before = look(world).await?;
    let line = before.text("/line_items/0/id").unwrap_or_default().to_owned();
    change(world, edit(LineSelection(vec![(line.into(), 1)]))).await
}

/// Reads the order (or takes it as it was pushed last) and keeps it as it was before what happens
/// next.
async fn look(world: &mut AssayWorld) -> StepResult<View> {
    let view = look_at(world).await?;
    world.keep(BEFORE, view.value().clone());
    Ok(view)
}

async fn belongs_to_checkout(world: &mut AssayWorld, (): ()) -> StepResult {
    let (order, checkout) = (world.recall("order")?, world.recall("checkout")?);
    let view = world.last()?;
    belongs(view, &order, &checkout).seen_in(view)
}

/// Fails unless the document is this order of this checkout.
///
/// # Errors
/// [`Interrupt::Fail`].
pub(super) fn belongs(view: &View, order: &str, checkout: &str) -> StepResult {
    answer::resource(view)?;
    check::equal("id of the order", &order, &view.id().unwrap_or("absent"))?;
    check::equal("checkout_id of the order", &checkout, &view.text("/checkout_id").unwrap_or("absent"))
}

async fn holds_product(world: &mut AssayWorld, (quantity, product): (u64, String)) -> StepResult {
    let wanted = world.plan()?.product(&product)?.id.clone();
    let view = world.last()?;
    holds(view, &wanted, quantity).seen_in(view)
}

fn holds(view: &View, product: &str, quantity: u64) -> StepResult {
    let lines = view.list("/line_items").iter();
    let own = lines.filter(|line| line.pointer("/item/id").and_then(Value::as_str) == Some(product));
    let sum: u64 = own.filter_map(|line| line.pointer("/quantity/total")?.as_u64()).sum();
    check::equal(&format!("quantity of {product}"), &quantity, &sum)
}

async fn has_total_of_checkout(world: &mut AssayWorld, (): ()) -> StepResult {
    let completed = world.answers().iter().rev().find(|view| view.checkout_status() == Some("completed"));
    let completed = completed.ok_or_else(|| Interrupt::Harness("no checkout was completed".to_owned()))?;
    let view = world.last()?;
    same_money(completed, view).seen_in(view).fix("Keep currency and total of the checkout in its order")
}

fn same_money(checkout: &View, order: &View) -> StepResult {
    let money = |view: &View| Some((view.text("/currency")?.to_owned(), view.total()?));
    let expected = check::present(money(checkout), "the checkout has no currency or total", "both")?;
    let actual = check::present(money(order), "the order has no currency or total", "both")?;
    check::equal("currency of the order", &expected.0, &actual.0)?;
    check::equal("total of the order", &expected.1, &actual.1)
}

async fn keeps_lines(world: &mut AssayWorld, (): ()) -> StepResult {
    let before = world.kept(BEFORE)?;
    let view = world.last()?;
    lines_stay(before, view).seen_in(view).fix("Keep lines that are canceled, with a total of 0")
}

fn lines_stay(before: &Value, now: &View) -> StepResult {
    let ids = |lines: &[Value]| -> Vec<String> {
        lines.iter().filter_map(|line| line.get("id")?.as_str().map(str::to_owned)).collect()
    };
    let had = ids(before["line_items"].as_array().map_or(&[], Vec::as_slice));
    check::holds(!had.is_empty(), "the order had no lines", "lines", "none")?;
    let has = ids(now.list("/line_items"));
    let missing: Vec<String> = had.into_iter().filter(|id| !has.contains(id)).collect();
    check::holds(missing.is_empty(), "a line is gone", "every line the order had", &missing.join(", "))
}

async fn has_derived_statuses(world: &mut AssayWorld, (): ()) -> StepResult {
    let view = world.last()?;
    derived(view).seen_in(view).fix("Derive the status of a line from its quantities")
}

fn derived(view: &View) -> StepResult {
    let lines = view.list("/line_items");
    check::holds(!lines.is_empty(), "the order has no lines", "lines", "none")?;
    // Nothing left to deliver is everything delivered, where no status of its own exists for it.
    let emptied = match view.edition().shape {
        Shape::Registry => "removed",
        Shape::Listing => "fulfilled",
    };
    lines.iter().try_for_each(|line| {
        let number = |pointer: &str| line.pointer(pointer).and_then(Value::as_u64);
        let quantities = number("/quantity/total").zip(number("/quantity/fulfilled"));
        let (total, fulfilled) =
            check::present(quantities, "a line has no quantities", "quantity.total and quantity.fulfilled")?;
        let expected = match (total, fulfilled) {
            (0, _) => emptied,
            (total, fulfilled) if total == fulfilled => "fulfilled",
            (_, 0) => "processing",
            (_, _) => "partial",
        };
        let title = format!("status of a line with {fulfilled} of {total} fulfilled");
        check::equal(&title, &expected, &line["status"].as_str().unwrap_or("absent"))
    })
}

async fn has_line_of_status(world: &mut AssayWorld, status: String) -> StepResult {
    let view = world.last()?;
    let statuses: Vec<&str> =
        view.list("/line_items").iter().filter_map(|line| line["status"].as_str()).collect();
    check::holds(statuses.contains(&status.as_str()), "statuses of the lines", &status, &statuses.join(", "))
        .seen_in(view)
}

async fn keeps_events(world: &mut AssayWorld, (): ()) -> StepResult {
    let view = world.last()?;
    kept(world.kept(BEFORE)?, view, EVENTS).seen_in(view).fix("Append fulfilment events; never rewrite them")
}

async fn has_more_events(world: &mut AssayWorld, (): ()) -> StepResult {
    let view = world.last()?;
    grown(world.kept(BEFORE)?, view, EVENTS).seen_in(view).fix("Append an event for what happened")
}

async fn keeps_adjustments(world: &mut AssayWorld, (): ()) -> StepResult {
    let view = world.last()?;
    kept(world.kept(BEFORE)?, view, ADJUSTMENTS)
        .seen_in(view)
        .fix("Append adjustments; leave the earlier ones as they are")
}

async fn has_more_adjustments(world: &mut AssayWorld, (): ()) -> StepResult {
    let view = world.last()?;
    grown(world.kept(BEFORE)?, view, ADJUSTMENTS).seen_in(view).fix("Append an adjustment for what happened")
}

fn listed<'a>(document: &'a Value, pointer: &str) -> &'a [Value] {
    document.pointer(pointer).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

/// Fails unless a list begins with what it held before, which must be something.
fn kept(before: &Value, now: &View, pointer: &str) -> StepResult {
    let had = listed(before, pointer);
    check::holds(!had.is_empty(), &format!("{pointer} was empty before"), "something to keep", "nothing")?;
    let changed = had.iter().zip(now.list(pointer)).find(|(old, new)| old != new);
    let actual = changed.map_or_else(|| "entries missing".to_owned(), |(_, new)| brief(new));
    check::holds(
        now.list(pointer).starts_with(had),
        &format!("{pointer} was rewritten"),
        "what it held",
        &actual,
    )
}

fn grown(before: &Value, now: &View, pointer: &str) -> StepResult {
    let (had, has) = (listed(before, pointer).len(), now.list(pointer).len());
    check::holds(has > had, &format!("entries of {pointer}"), &format!("more than {had}"), &has.to_string())
}

async fn shows_no_order(world: &mut AssayWorld, (): ()) -> StepResult {
    let view = world.last()?;
    hides_order(view).seen_in(view).fix("Answer nothing of an order that the caller may not see")
}

fn hides_order(view: &View) -> StepResult {
    check::holds(view.json.is_some(), "the answer is no JSON", "a refusal in JSON", "something else")?;
    let told: Vec<&str> = TELLING.into_iter().filter(|name| view.value().get(name).is_some()).collect();
    check::holds(told.is_empty(), "the order is shown", "nothing of the order", &told.join(", "))
}

#[cfg(test)]
mod tests;
