//! Checkout sessions: open, read, replace, complete, cancel; what their answers say.

use crate::harness::check::{self, Explain};
use crate::harness::interrupt::{Cause, Interrupt, StepResult};
use crate::harness::step::{StepDef, step};
use crate::harness::world::AssayWorld;
use crate::protocol::operation::Operation;
use crate::transport::view::View;
use serde_json::{Value, json};

pub(super) use super::snapshot::keep_as_it_was;

/// The rows.
pub const STEPS: &[StepDef] = &[
    step!(Given "a checkout for {int} of {string}", has_checkout,
        doc: "Opens a checkout with one line item and names it `checkout`. Blocks the scenario when the business refuses.",
        example: "a checkout for 2 of \"an available product\""),
    step!(When "the platform creates a checkout for {int} of {string}", creates_checkout,
        doc: "Sends create_checkout with one line item; the answer is judged by later steps.",
        example: "the platform creates a checkout for 2 of \"an available product\""),
    step!(When "the platform reads the checkout", reads_checkout,
        doc: "Sends get_checkout for the checkout named `checkout`.",
        example: "the platform reads the checkout"),
    step!(When "the platform cancels the checkout", cancels_checkout,
        doc: "Sends cancel_checkout for the checkout named `checkout`.",
        example: "the platform cancels the checkout"),
    step!(Then "the checkout is {string}", checkout_is,
        doc: "Fails unless the last answer is a checkout of this status.",
        example: "the checkout is \"canceled\""),
    step!(Then "the checkout holds {int} of {string}", checkout_holds,
        doc: "Fails unless the last answer has a line item of this product and quantity, and no other of that product.",
        example: "the checkout holds 2 of \"an available product\""),
];

async fn has_checkout(world: &mut AssayWorld, wanted: (u64, String)) -> StepResult {
    creates_checkout(world, wanted).await?;
    let view = world.last()?;
    let id = view.id().filter(|_| view.is_resource()).map(str::to_owned).ok_or_else(|| refused(view))?;
    world.remember("checkout", id);
    keep_as_it_was(world)
}

async fn creates_checkout(world: &mut AssayWorld, (quantity, product): (u64, String)) -> StepResult {
    let body = create_body(world, quantity, &product)?;
    let view = world.call(Operation::CreateCheckout, None, Some(&body)).await?;
    if let Some(id) = view.id() {
        world.remember("checkout", id);
    }
    world.keep("create request", body);
    Ok(())
}

async fn reads_checkout(world: &mut AssayWorld, (): ()) -> StepResult {
    let id = world.recall("checkout")?;
    world.call(Operation::GetCheckout, Some(&id), None).await?;
    Ok(())
}

async fn cancels_checkout(world: &mut AssayWorld, (): ()) -> StepResult {
    let id = world.recall("checkout")?;
    world.call(Operation::CancelCheckout, Some(&id), Some(&json!({}))).await?;
    Ok(())
}

async fn checkout_is(world: &mut AssayWorld, expected: String) -> StepResult {
    let view = world.last()?;
    let actual =
        check::present(view.checkout_status(), "the answer is no checkout", "a checkout with a status");
    check::equal("status of the checkout", &expected.as_str(), &actual.seen_in(view)?).seen_in(view)
}

async fn checkout_holds(world: &mut AssayWorld, (quantity, product): (u64, String)) -> StepResult {
    let wanted = world.plan()?.product(&product)?.id.clone();
    let view = world.last()?;
    let quantities: Vec<u64> = view
        .list("/line_items")
        .iter()
        .filter(|line| line.pointer("/item/id").and_then(Value::as_str) == Some(&wanted))
        .filter_map(|line| line.get("quantity").and_then(Value::as_u64))
        .collect();
    check::holds(
        quantities == [quantity],
        "line items of the product",
        &format!("one line item of {wanted} with quantity {quantity}"),
        &format!("quantities {quantities:?}"),
    )
    .seen_in(view)
}

/// The body of a create with one line item.
fn create_body(world: &AssayWorld, quantity: u64, product: &str) -> StepResult<Value> {
    let id = &world.plan()?.product(product)?.id;
    Ok(json!({ "line_items": [{ "item": { "id": id }, "quantity": quantity }] }))
}

/// A checkout that was needed could not be had.
fn refused(view: &View) -> Interrupt {
    let outcome = view.error_code().map_or_else(
        || view.messages().first().map(|message| message.code.clone()).unwrap_or_default(),
        str::to_owned,
    );
    let outcome = format!("{} {outcome}", view.status);
    Interrupt::blocked(
        format!("no checkout could be created: {outcome}"),
        Cause::refused(Operation::CreateCheckout.name(), outcome.trim()),
    )
}
