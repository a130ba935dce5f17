//! What a careful connector lets out, and what it says when something cannot be used.

use super::shown_in;
use crate::connector::Action;
use crate::exchange::Exchange;
use crate::harness::check::{self, Explain};
use crate::harness::connector::sight;
use crate::harness::interrupt::StepResult;
use crate::harness::step::{StepDef, step};
use crate::harness::world::AssayWorld;
use crate::protocol::operation::Operation;
use serde_json::{Value, json};

/// The rows.
pub const STEPS: &[StepDef] = &[
    step!(When "the connector is asked to create a checkout of nonsense", nonsense,
        doc: "Asks for a checkout whose quantity is a word.",
        example: "the connector is asked to create a checkout of nonsense"),
    step!(Then "no {operation} has a quantity that is no number", no_nonsense,
        doc: "Fails when a request of the operation has a line whose quantity is no whole number.",
        example: "no create_checkout has a quantity that is no number"),
    step!(Then "the connector uses no method that the business has not", known_methods,
        doc: "Fails when a request was answered with 405: its path is one of the protocol's, its method is not.",
        example: "the connector uses no method that the business has not"),
    step!(Then "the identifier stays within its segment of the path", one_segment,
        doc: "Warns when a request for anything but a checkout of that identifier came: it was not percent-encoded.",
        example: "the identifier stays within its segment of the path"),
    step!(Then "the connector had better tell of an error", better_tell,
        doc: "Warns when the last action is told to have succeeded: the protocol does not say what a platform makes of such an answer.",
        example: "the connector had better tell of an error"),
    step!(Then "the connector tells of an error or of the order", error_or_order,
        doc: "Fails when the last action is told to have succeeded without naming the order.",
        example: "the connector tells of an error or of the order"),
];

async fn nonsense(world: &mut AssayWorld, (): ()) -> StepResult {
    let id = world.plan()?.product("an available product")?.id.clone();
    let checkout = json!({ "line_items": [{ "item": { "id": id }, "quantity": "many" }] });
    world.ask(Action::Create { checkout }).await.map(drop)
}

async fn no_nonsense(world: &mut AssayWorld, operation: Operation) -> StepResult {
    let wrong =
        world.requests(operation)?.into_iter().find(|exchange| !countable(sight::body(exchange).as_ref()));
    let held =
        check::holds(wrong.is_none(), "a request that breaks its schema was sent", "whole numbers", "a word")
            .fix("Validate requests against the schema of their operation before they leave");
    shown_in(held, wrong)
}

/// Whether every quantity is a whole number.
fn countable(body: Option<&Value>) -> bool {
    let lines = body.and_then(|body| body.get("line_items")?.as_array());
    lines.into_iter().flatten().filter_map(|line| line.get("quantity")).all(Value::is_u64)
}

async fn known_methods(world: &mut AssayWorld, (): ()) -> StepResult {
    const ASKING: [&str; 2] = ["HEAD", "OPTIONS"];
    let refused = |exchange: &&Exchange| {
        let status = exchange.response.as_ref().map(|answer| answer.status);
        status == Some(405) && !ASKING.contains(&exchange.request.method.as_str())
    };
    let odd = world.exchanges().iter().filter(|exchange| sight::is_call(exchange)).find(refused);
    let actual = odd.map(sight::line).unwrap_or_default();
    let held =
        check::holds(odd.is_none(), "a method that no operation has", "the method of the operation", &actual)
            .fix("POST creates, completes and cancels, PUT updates, GET reads");
    shown_in(held, odd)
}

async fn one_segment(world: &mut AssayWorld, (): ()) -> StepResult {
    let mut calls = world.exchanges().iter().filter(|exchange| sight::is_call(exchange));
    let strayed = calls.find(|exchange| exchange.operation != Some(Operation::GetCheckout));
    let actual = strayed.map(sight::line).unwrap_or_default();
    let held =
        check::holds(strayed.is_none(), "an identifier leads elsewhere", "one segment of the path", &actual)
            .fix("Percent-encode identifiers before they go into a path")
            .recommended();
    shown_in(held, strayed)
}

async fn better_tell(world: &mut AssayWorld, (): ()) -> StepResult {
    let outcome = &world.seat()?.last_act()?.outcome;
    let actual = format!("success, status {}", outcome.status.as_deref().unwrap_or("unknown"));
    check::holds(
        !outcome.is_success(),
        "the connector uses an answer that is not what it says",
        "an error",
        &actual,
    )
    .fix("Use answers only whose media type is application/json")
    .recommended()
}

async fn error_or_order(world: &mut AssayWorld, (): ()) -> StepResult {
    let outcome = &world.seat()?.last_act()?.outcome;
    let named = !outcome.is_success() || outcome.order_id.is_some();
    let actual = format!("success, status {}, no order", outcome.status.as_deref().unwrap_or("unknown"));
    check::holds(
        named,
        "the connector does not know what became of a completion",
        "an error, or the order",
        &actual,
    )
    .fix("Read the checkout when the answer to a completion cannot be used, or tell the caller")
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case(json!({"line_items": [{"quantity": 1}]}), true)]
    #[case(json!({"line_items": [{"quantity": "many"}]}), false)]
    #[case(json!({"line_items": [{"quantity": 1.5}]}), false)]
    #[case(json!({}), true)]
    fn quantities_are_counted(#[case] body: Value, #[case] good: bool) {
        assert_eq!(countable(Some(&body)), good);
    }
}
