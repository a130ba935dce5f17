//! What a platform asks about checkout sessions: open, read, replace, complete, cancel.

use super::prepare;
pub(super) use super::snapshot::keep_as_it_was;
use crate::harness::check::{self, Explain};
use crate::harness::interrupt::{Cause, Interrupt, StepResult};
use crate::harness::step::{StepDef, step};
use crate::harness::world::AssayWorld;
use crate::protocol::operation::Operation;
use crate::transport::view::View;
use serde_json::{Value, json};

/// The rows.
pub const STEPS: &[StepDef] = &[
    step!(Given "a checkout for {int} of {string}", has_checkout,
        doc: "Opens a checkout with one line item and names it `checkout`. Blocks the scenario when the business refuses.",
        example: "a checkout for 2 of \"an available product\""),
    step!(Given "a checkout for {int} of {string} with the buyer's e-mail", has_checkout_with_buyer,
        doc: "Opens a checkout with one line item and the plan's new buyer. Blocks the scenario unless the answer shows the buyer.",
        example: "a checkout for 1 of \"an available product\" with the buyer's e-mail"),
    step!(Given "the platform has canceled the checkout", has_canceled,
        doc: "Sends cancel_checkout. Blocks the scenario unless the checkout is canceled.",
        example: "the platform has canceled the checkout"),
    step!(When "the platform creates a checkout for {int} of {string}", creates_checkout,
        doc: "Sends create_checkout with one line item; the answer is judged by later steps.",
        example: "the platform creates a checkout for 2 of \"an available product\""),
    step!(When "the platform creates a checkout for {int} of {string} and {int} of {string}", creates_with_two_lines,
        doc: "Sends create_checkout with two line items.",
        example: "the platform creates a checkout for 3 of \"an available product\" and 2 of \"another available product\""),
    step!(When "the platform creates a checkout for {int} of {string} twice", creates_twice,
        doc: "Sends create_checkout with the same content under two keys.",
        example: "the platform creates a checkout for 2 of \"an available product\" twice"),
    step!(When "the platform reads the checkout", reads_checkout,
        doc: "Sends get_checkout for the checkout named `checkout`.",
        example: "the platform reads the checkout"),
    step!(When "the platform replaces the checkout by {int} of {string}", replaces,
        doc: "Sends update_checkout with one line item and nothing else.",
        example: "the platform replaces the checkout by 3 of \"another available product\""),
    step!(When "the platform completes the checkout with {string}", completes,
        doc: "Sends complete_checkout with an instrument that carries this token of the plan.",
        example: "the platform completes the checkout with \"a token that succeeds\""),
    step!(When "the platform completes the checkout and sends an order label of its own", completes_with_label,
        doc: "Sends complete_checkout with a member that the protocol leaves to the business: the label of the order.",
        example: "the platform completes the checkout and sends an order label of its own"),
    step!(When "the platform cancels the checkout", cancels_checkout,
        doc: "Sends cancel_checkout for the checkout named `checkout`.",
        example: "the platform cancels the checkout"),
    step!(When "the platform sends {string} for the checkout", sends,
        doc: "Sends an operation for the checkout named `checkout` whatever its state: an update to other goods, a completion with a token that succeeds, a cancellation or a read.",
        example: "the platform sends \"update_checkout\" for the checkout"),
    step!(Then "the two checkouts are equal but for their identifiers and times", are_equal,
        doc: "Fails unless the last two answers are checkouts that differ in nothing but identifiers, URLs with them, and moments.",
        example: "the two checkouts are equal but for their identifiers and times"),
    step!(Then "the platform's label is adopted nowhere", label_is_not_adopted,
        doc: "Fails when the answer to the completion, the checkout or the order shows the label the platform sent.",
        example: "the platform's label is adopted nowhere"),
];

/// A label that no business would choose by itself.
const LABEL: &str = "label-of-the-platform-7f3a";

async fn has_checkout(world: &mut AssayWorld, wanted: (u64, String)) -> StepResult {
    creates_checkout(world, wanted).await?;
    must_be_open(world.last()?)?;
    keep_as_it_was(world)
}

async fn has_checkout_with_buyer(world: &mut AssayWorld, (quantity, product): (u64, String)) -> StepResult {
    let mut content = prepare::content(world, &[(quantity, &product)])?;
    content["buyer"] = prepare::to_json(world.plan()?.buyer("a new buyer")?)?;
    prepare::create(world, content).await?;
    let view = world.last()?;
    must_be_open(view)?;
    if view.text("/buyer/email").is_none() {
        let what = "a checkout does not show its buyer";
        return Err(Interrupt::blocked(what, Cause::other(what)));
    }
    keep_as_it_was(world)
}

async fn has_canceled(world: &mut AssayWorld, (): ()) -> StepResult {
    cancels_checkout(world, ()).await?;
    prepare::expect_status(world, "canceled")?;
    keep_as_it_was(world)
}

async fn creates_checkout(world: &mut AssayWorld, (quantity, product): (u64, String)) -> StepResult {
    let content = prepare::content(world, &[(quantity, &product)])?;
    prepare::create(world, content).await
}

async fn creates_with_two_lines(
    world: &mut AssayWorld,
    (one, first, other, second): (u64, String, u64, String),
) -> StepResult {
    let content = prepare::content(world, &[(one, &first), (other, &second)])?;
    prepare::create(world, content).await
}

async fn creates_twice(world: &mut AssayWorld, wanted: (u64, String)) -> StepResult {
    creates_checkout(world, wanted.clone()).await?;
    creates_checkout(world, wanted).await
}

async fn reads_checkout(world: &mut AssayWorld, (): ()) -> StepResult {
    let id = world.recall("checkout")?;
    world.call(Operation::GetCheckout, Some(&id), None).await.map(drop)
}

async fn replaces(world: &mut AssayWorld, (quantity, product): (u64, String)) -> StepResult {
    let content = prepare::content(world, &[(quantity, &product)])?;
    prepare::replace(world, content).await
}

async fn completes(world: &mut AssayWorld, token: String) -> StepResult {
    let body = world.complete_body(&token)?;
    send(world, Operation::CompleteCheckout, Some(&body)).await
}

async fn completes_with_label(world: &mut AssayWorld, (): ()) -> StepResult {
    let mut body = world.complete_body("a token that succeeds")?;
    body["order"] = json!({ "label": LABEL });
    send(world, Operation::CompleteCheckout, Some(&body)).await
}

async fn cancels_checkout(world: &mut AssayWorld, (): ()) -> StepResult {
    let id = world.recall("checkout")?;
    world.call(Operation::CancelCheckout, Some(&id), Some(&json!({}))).await.map(drop)
}

async fn sends(world: &mut AssayWorld, operation: Operation) -> StepResult {
    let body = match operation {
        Operation::UpdateCheckout => Some(other_content(world)?),
        Operation::CompleteCheckout => Some(world.complete_body("a token that succeeds")?),
        Operation::CancelCheckout => Some(json!({})),
        Operation::GetCheckout => None,
        other => return Err(Interrupt::Harness(format!("{other} is not about one checkout"))),
    };
    send(world, operation, body.as_ref()).await
}

/// Content that differs from any a scenario begins with, so that adopting it shows.
fn other_content(world: &AssayWorld) -> StepResult<Value> {
    prepare::content(world, &[(5, "an available product")])
}

/// Sends an operation that the business may well refuse.
async fn send(world: &mut AssayWorld, operation: Operation, body: Option<&Value>) -> StepResult {
    let id = world.recall("checkout")?;
    let mut draft = world.draft(operation, Some(&id))?;
    if let Some(body) = body {
        draft = draft.with_json(body);
    }
    world.send(draft).await.map(drop)
}

async fn are_equal(world: &mut AssayWorld, (): ()) -> StepResult {
    let (first, second) = (world.previous()?, world.last()?);
    super::likeness::alike(first, second).seen_in(second)
}

async fn label_is_not_adopted(world: &mut AssayWorld, (): ()) -> StepResult {
    let answer = world.last()?.clone();
    let refused = (400..500).contains(&answer.status);
    let known = refused || answer.checkout_status().is_some();
    check::holds(
        known,
        "what became of the completion",
        "a checkout or a refusal",
        &prepare::outcome(&answer),
    )
    .seen_in(&answer)?;
    no_label(&answer).seen_in(&answer)?;
    reads_checkout(world, ()).await?;
    let view = world.last()?.clone();
    check::holds(
        view.is_resource(),
        "the checkout cannot be read",
        "the checkout",
        &prepare::outcome(&view),
    )?;
    no_label(&view).seen_in(&view)?;
    if let Some(order) = view.text("/order/id") {
        let order = world.call(Operation::GetOrder, Some(order), None).await?;
        no_label(&order).seen_in(&order)?;
    }
    Ok(())
}

fn no_label(view: &View) -> StepResult {
    let adopted = view.value().to_string().contains(LABEL);
    check::holds(!adopted, "the business adopted the platform's label", "a label of its own or none", LABEL)
}

/// Blocks the scenario unless the answer is a checkout.
fn must_be_open(view: &View) -> StepResult {
    if view.is_resource() {
        return Ok(());
    }
    let outcome = prepare::outcome(view);
    Err(Interrupt::blocked(
        format!("no checkout could be created: {outcome}"),
        Cause::refused(Operation::CreateCheckout.name(), &outcome),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_adopted_label_is_seen_wherever_it_stands() {
        let view = |body: &Value| View::new("x1".into(), 200, Vec::new(), body.to_string().into_bytes());
        assert!(no_label(&view(&json!({ "order": { "label": LABEL } }))).is_err());
        assert!(no_label(&view(&json!({ "order": { "label": "PT-1" } }))).is_ok());
    }

    #[test]
    fn a_checkout_that_is_none_blocks() {
        let view = View::new("x1".into(), 401, Vec::new(), br#"{"code":"c","content":"x"}"#.to_vec());
        let Err(Interrupt::Inconclusive { cause, .. }) = must_be_open(&view) else {
            unreachable!("a refusal is no checkout")
        };
        assert_eq!(cause, Cause::refused("create_checkout", "401 c"));
    }
}
