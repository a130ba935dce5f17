//! What the connector tells whoever asked it: second to the wire, but what it keeps back nobody else can say.

use crate::connector::Outcome;
use crate::harness::check::{self, Explain};
use crate::harness::interrupt::StepResult;
use crate::harness::step::{StepDef, step};
use crate::harness::world::AssayWorld;
use crate::transport::view::View;

/// The rows.
pub const STEPS: &[StepDef] = &[
    step!(Then "the connector tells of an error", error,
        doc: "Fails when the last action is told to have succeeded.",
        example: "the connector tells of an error"),
    step!(Then "the connector tells of no error", no_error,
        doc: "Fails when the last action is told to have failed.",
        example: "the connector tells of no error"),
    step!(Then "the connector passes on continue_url", passes_url,
        doc: "Fails unless the last action is told with the continue_url that the business sent.",
        example: "the connector passes on continue_url"),
    step!(Then "the connector passes on the messages", passes_messages,
        doc: "Fails unless the last action is told with every code of the messages that the business sent.",
        example: "the connector passes on the messages"),
    step!(Then "the connector tells of the order", order,
        doc: "Fails unless the last action is told with the identifier of the order that the business sent.",
        example: "the connector tells of the order"),
];

fn told(world: &AssayWorld) -> StepResult<&Outcome> {
    Ok(&world.seat()?.last_act()?.outcome)
}

async fn error(world: &mut AssayWorld, (): ()) -> StepResult {
    let outcome = told(world)?;
    let actual = format!("success, status {}", outcome.status.as_deref().unwrap_or("unknown"));
    check::holds(!outcome.is_success(), "the connector tells of a success", "an error", &actual)
        .fix("Tell the caller that the answer could not be used, and why")
}

async fn no_error(world: &mut AssayWorld, (): ()) -> StepResult {
    let outcome = told(world)?;
    let actual = outcome.error.as_deref().or(outcome.error_code.as_deref()).unwrap_or_default().to_owned();
    check::holds(outcome.is_success(), "the connector tells of an error", "success", &actual)
}

async fn passes_url(world: &mut AssayWorld, (): ()) -> StepResult {
    let outcome = told(world)?;
    let sent = world.shown().and_then(|view| view.text("/continue_url"));
    let sent = sent.ok_or_else(|| super::nothing_sent("continue_url"))?;
    let told = outcome.continue_url.as_deref().unwrap_or("absent");
    check::holds(told == sent, "continue_url as the connector tells it", sent, told)
        .fix("Hand continue_url to the caller: the buyer goes on there")
}

async fn passes_messages(world: &mut AssayWorld, (): ()) -> StepResult {
    let sent: Vec<String> =
        world.shown().map(View::messages).unwrap_or_default().into_iter().map(|one| one.code).collect();
    if sent.is_empty() {
        return Err(super::nothing_sent("messages"));
    }
    let told: Vec<&str> = told(world)?.messages.iter().map(|note| note.code.as_str()).collect();
    let missing: Vec<&str> = sent.iter().map(String::as_str).filter(|code| !told.contains(code)).collect();
    check::holds(
        missing.is_empty(),
        "messages as the connector tells them",
        &sent.join(", "),
        &told.join(", "),
    )
    .fix("Hand every message of the business to the caller")
}

async fn order(world: &mut AssayWorld, (): ()) -> StepResult {
    let sent = world.recall("order").unwrap_or_else(|_| "none".to_owned());
    let told = told(world)?.order_id.as_deref().unwrap_or("absent");
    check::holds(told == sent, "order as the connector tells it", &sent, told)
        .fix("Hand the identifier of the order to the caller")
}
