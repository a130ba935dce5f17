//! What a connector must not do: expecting nothing is a question of its own. An action has ended when the connector
//! has answered and the wire has been quiet for a while.

use super::{last_spoilt, shown_in};
use crate::exchange::Exchange;
use crate::harness::check::{self, Explain};
use crate::harness::connector::sight;
use crate::harness::interrupt::StepResult;
use crate::harness::step::{StepDef, step};
use crate::harness::world::AssayWorld;
use crate::protocol::operation::Operation;

/// The rows.
pub const STEPS: &[StepDef] = &[
    step!(Then "the connector sends nothing more", nothing_more,
        doc: "Fails when a request for an operation, or to a path that has none, follows the last exchange that a stimulus met.",
        example: "the connector sends nothing more"),
    step!(Then "the connector goes no further", no_further,
        doc: "Fails when another change than the one the stimulus met follows it; repetitions and reads may.",
        example: "the connector goes no further"),
    step!(Then "the connector sends no {operation}", sends_no,
        doc: "Fails when the operation went over the wire at all.",
        example: "the connector sends no complete_checkout"),
    step!(Then "the connector sends no request at all", sends_none,
        doc: "Fails when anything but a request for the profile came.",
        example: "the connector sends no request at all"),
    step!(Then "the connector asks for nothing outside the protocol", nothing_outside,
        doc: "Fails when a request went to a path that has no operation and no published document, such as the target of a redirect.",
        example: "the connector asks for nothing outside the protocol"),
];

fn calls_after(world: &AssayWorld, at: usize) -> impl Iterator<Item = &Exchange> {
    world.exchanges().iter().skip(at + 1).filter(|exchange| sight::is_call(exchange))
}

async fn nothing_more(world: &mut AssayWorld, (): ()) -> StepResult {
    let (at, _) = last_spoilt(world)?;
    let next = calls_after(world, at).next();
    none(next, "the connector went on after a bad answer", "no further request")
}

async fn no_further(world: &mut AssayWorld, (): ()) -> StepResult {
    let (at, spoilt) = last_spoilt(world)?;
    let is_read = |exchange: &&Exchange| exchange.request.method == "GET" && exchange.operation.is_some();
    let next = calls_after(world, at).filter(|exchange| !is_read(exchange)).find(|exchange| {
        exchange.operation != spoilt.operation || exchange.request.url != spoilt.request.url
    });
    none(next, "the connector went on after a bad answer", "reads and repetitions at most")
}

async fn sends_no(world: &mut AssayWorld, operation: Operation) -> StepResult {
    let requests = world.requests(operation)?;
    none(requests.first().copied(), &format!("{operation} was sent"), "no such request")
}

async fn sends_none(world: &mut AssayWorld, (): ()) -> StepResult {
    let first = world.exchanges().iter().find(|exchange| sight::is_call(exchange));
    none(first, "the connector sent a request", "none")
}

async fn nothing_outside(world: &mut AssayWorld, (): ()) -> StepResult {
    let lost =
        world.exchanges().iter().find(|exchange| sight::is_call(exchange) && exchange.operation.is_none());
    none(lost, "the connector left the protocol", "operations and published documents only")
}

fn none(found: Option<&Exchange>, title: &str, expected: &str) -> StepResult {
    let actual = found.map(sight::line).unwrap_or_default();
    let held = check::holds(found.is_none(), title, expected, &actual)
        .fix("Stop at an answer that must not be used, and tell the caller why");
    shown_in(held, found)
}
