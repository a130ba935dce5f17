//! What the connector sent, request by request.

use super::{sent, shown_in};
use crate::connector::Action;
use crate::harness::check::{self, Explain};
use crate::harness::connector::sight::{self, header};
use crate::harness::interrupt::{StepResult, brief};
use crate::harness::step::{StepDef, step};
use crate::harness::world::AssayWorld;
use crate::protocol::operation::Operation;

/// The rows.
pub const STEPS: &[StepDef] = &[
    step!(Then "the connector sends the {operation}", sends,
        doc: "Fails unless the operation went over the wire.",
        example: "the connector sends the update_checkout"),
    step!(Then "the last {operation} carries the header {string}", carries_header,
        doc: "Fails unless the last request of the operation has the header, with a value.",
        example: "the last create_checkout carries the header \"UCP-Agent\""),
    step!(Then "the last {operation} has the member {pointer}", has_member,
        doc: "Fails unless the body of the last request of the operation, as it was sent, has a value there.",
        example: "the last update_checkout has the member /line_items/0/item/id"),
    step!(Then "the last {operation} has no member {pointer}", has_no_member,
        doc: "Fails when the body of the last request of the operation, as it was sent, has a value there.",
        example: "the last create_checkout has no member /discounts"),
    step!(Then "the connector asks for the profile at most {int} time(s)", discovers_at_most,
        doc: "Fails when the business's profile was fetched more often.",
        example: "the connector asks for the profile at most 1 time"),
    step!(Then "the connector asks for the profile {int} times", discovers,
        doc: "Fails unless the business's profile was fetched so many times.",
        example: "the connector asks for the profile 2 times"),
];

/// The operation of the protocol that an action is made of, when it is one.
pub(super) const fn operation_of(action: &Action) -> Option<Operation> {
    match action {
        Action::Create { .. } => Some(Operation::CreateCheckout),
        Action::Get { .. } => Some(Operation::GetCheckout),
        Action::Update { .. } => Some(Operation::UpdateCheckout),
        Action::Complete { .. } => Some(Operation::CompleteCheckout),
        Action::Cancel { .. } => Some(Operation::CancelCheckout),
        Action::GetOrder { .. } => Some(Operation::GetOrder),
        Action::Discover | Action::WebhookSeen | Action::Flow { .. } => None,
    }
}

async fn sends(world: &mut AssayWorld, operation: Operation) -> StepResult {
    let title = format!("no {operation} was sent");
    check::holds(!world.requests(operation)?.is_empty(), &title, "a request", "none")
        .fix("Send the request the operation is made of, to the endpoint of the profile")
}

async fn carries_header(world: &mut AssayWorld, (operation, name): (Operation, String)) -> StepResult {
    let requests = sent(world, operation)?;
    let last = requests.last().copied();
    let value = last.and_then(|exchange| header(exchange, &name)).filter(|value| !value.trim().is_empty());
    shown_in(check::present(value, &format!("{operation} without {name}"), "the header").map(drop), last)
}

async fn has_member(world: &mut AssayWorld, (operation, pointer): (Operation, String)) -> StepResult {
    let requests = sent(world, operation)?;
    let last = requests.last().copied();
    let body = last.and_then(sight::body);
    let value = body.as_ref().and_then(|body| body.pointer(&pointer));
    shown_in(check::present(value, &format!("{operation} without {pointer}"), "a value").map(drop), last)
}

async fn has_no_member(world: &mut AssayWorld, (operation, pointer): (Operation, String)) -> StepResult {
    let requests = sent(world, operation)?;
    let last = requests.last().copied();
    let body = last.and_then(sight::body);
    let value = body.as_ref().and_then(|body| body.pointer(&pointer));
    let actual = value.map(brief).unwrap_or_default();
    shown_in(
        check::holds(value.is_none(), &format!("{operation} with {pointer}"), "no such member", &actual),
        last,
    )
}

fn discoveries(world: &AssayWorld) -> StepResult<usize> {
    let seat = world.seat()?;
    let fetched = world.exchanges().iter().filter(|one| {
        sight::is_discovery(one, seat.business())
            && sight::path(&one.request.url).starts_with("/.well-known/ucp")
    });
    Ok(fetched.count())
}

async fn discovers_at_most(world: &mut AssayWorld, most: usize) -> StepResult {
    let count = discoveries(world)?;
    check::holds(
        count <= most,
        "the profile was fetched",
        &format!("{most} times at most"),
        &format!("{count} times"),
    )
    .fix("Cache the profile for as long as its Cache-Control says, a minute at least")
}

async fn discovers(world: &mut AssayWorld, expected: usize) -> StepResult {
    let count = discoveries(world)?;
    check::equal("fetches of the profile", &expected, &count)
        .fix("Fetch the profile again once its Cache-Control has run out")
}
