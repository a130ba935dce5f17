//! Checkout sessions: open, read, replace, complete, cancel; what their answers say.

use crate::harness::check::{self, Explain};
use crate::harness::interrupt::{Cause, Interrupt, StepResult, brief};
use crate::harness::step::{StepDef, step};
use crate::harness::world::AssayWorld;
use crate::protocol::operation::Operation;
use crate::transport::view::View;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

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
    step!(Then "the checkout is as it was", is_as_it_was,
        doc: "Reads the checkout again; fails unless everything but its messages and deadlines is as it was when the scenario's Given left it.",
        example: "the checkout is as it was"),
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

/// Under this name the checkout as a Given left it is kept.
const AS_IT_WAS: &str = "the checkout as it was";

/// Members that may differ between two answers about an unchanged checkout.
const VOLATILE: [&str; 5] = ["ucp", "messages", "expires_at", "continue_url", "links"];

/// Keeps the checkout of the last answer for [`is_as_it_was`]; every Given that leaves a checkout
/// behind ends with this.
///
/// # Errors
/// When nothing was sent yet.
pub(super) fn keep_as_it_was(world: &mut AssayWorld) -> StepResult {
    let checkout = world.last()?.value().clone();
    world.keep(AS_IT_WAS, checkout);
    Ok(())
}

async fn is_as_it_was(world: &mut AssayWorld, (): ()) -> StepResult {
    let before = world.kept(AS_IT_WAS)?.clone();
    let id = world.recall("checkout")?;
    let view = world.call(Operation::GetCheckout, Some(&id), None).await?;
    unchanged(&before, &view).seen_in(&view)
}

/// Fails unless the answer is the checkout, with no member changed that is not volatile.
fn unchanged(before: &Value, now: &View) -> StepResult {
    let title = "the checkout after a request without effect";
    check::holds(now.is_resource(), title, "the checkout", &format!("HTTP status {}", now.status))?;
    let members = |value: &Value| -> BTreeMap<String, Value> {
        let kept = value.as_object().into_iter().flatten();
        kept.filter(|(name, _)| !VOLATILE.contains(&name.as_str()))
            .map(|(name, value)| (name.clone(), value.clone()))
            .collect()
    };
    let (before, now) = (members(before), members(now.value()));
    let names: BTreeSet<&String> = before.keys().chain(now.keys()).collect();
    let changed: Vec<String> = names
        .into_iter()
        .filter(|name| before.get(*name) != now.get(*name))
        .map(|name| {
            let show = |side: &BTreeMap<String, Value>| side.get(name).map_or("absent".to_owned(), brief);
            format!("{name} was {}, is {}", show(&before), show(&now))
        })
        .collect();
    check::holds(changed.is_empty(), title, "as it was", &changed.join("; "))
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

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case(200, json!({"ucp": {"version": "v"}, "id": "c", "status": "incomplete", "messages": [1]}), true)]
    #[case(200, json!({"ucp": {"version": "v"}, "id": "c", "status": "canceled"}), false)]
    #[case(200, json!({"ucp": {"version": "v"}, "id": "c", "status": "incomplete", "order": {}}), false)]
    #[case(200, json!({"ucp": {"version": "v"}, "id": "c"}), false)]
    #[case(200, json!({"ucp": {"version": "v", "status": "error"}, "messages": []}), false)]
    #[case(401, json!({"code": "x", "content": "y"}), false)]
    fn a_change_is_seen(#[case] status: u16, #[case] now: Value, #[case] same: bool) {
        let before = json!({"ucp": {"version": "v"}, "id": "c", "status": "incomplete"});
        let now = View::new("x1".into(), status, Vec::new(), now.to_string().into_bytes());
        assert_eq!(unchanged(&before, &now).is_ok(), same);
    }
}
