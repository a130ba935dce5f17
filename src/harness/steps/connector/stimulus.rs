//! What the business does to a connector: faults of the catalogue, by name, and what its own life brings.

use crate::fault::{Rule, When};
use crate::harness::control::ControlAction;
use crate::harness::interrupt::StepResult;
use crate::harness::step::{StepDef, step};
use crate::harness::world::AssayWorld;
use crate::protocol::operation::Operation;
use std::time::Duration;

/// The rows.
pub const STEPS: &[StepDef] = &[
    step!(Given "the business answers the next {operation} with the fault {string}", next,
        doc: "Arms a fault (`id; param=value`) for the next request of the operation; the scenario proves nothing unless it fires.",
        example: "the business answers the next create_checkout with the fault \"error.unavailable; retry_after=1\""),
    step!(Given "the business answers the first {int} {operation} with the fault {string}", first,
        doc: "Arms a fault for the next so many requests of the operation.",
        example: "the business answers the first 2 complete_checkout with the fault \"commit.then_reset\""),
    step!(Given "the business answers every {operation} with the fault {string}", every,
        doc: "Arms a fault for every request of the operation from now on.",
        example: "the business answers every get_checkout with the fault \"price.drift\""),
    step!(Given "the business has the fault {string}", always,
        doc: "Arms a fault at every occasion: profile, handshake, answers, webhooks.",
        example: "the business has the fault \"profile.redirect\""),
    step!(Given "the business has the fault {string} once", once,
        doc: "Arms a fault at its next occasion only.",
        example: "the business has the fault \"profile.failing\" once"),
    step!(Given "the business tempts with the fault {string}", tempts,
        doc: "Arms a fault that a sound connector gives no occasion to; it need not fire.",
        example: "the business tempts with the fault \"tls.plain_served\""),
    step!(When "the business is well again", well,
        doc: "Disarms every fault that the scenario armed.",
        example: "the business is well again"),
    step!(When "{int} seconds pass for everybody", seconds_pass,
        doc: "Moves the clock of the business and of the connector; not tested where the connector's clock is its own.",
        example: "90 seconds pass for everybody"),
    step!(When "the business signs with a new key", rotates,
        doc: "Lets the business publish a new signing key beside the old ones and sign with it from now on.",
        example: "the business signs with a new key"),
];

fn of(operation: Operation, fault: &str, when: When) -> Rule {
    Rule::parse(fault).when(When { operation: vec![operation.name().to_owned()], ..when })
}

async fn next(world: &mut AssayWorld, (operation, fault): (Operation, String)) -> StepResult {
    world.stir(of(operation, &fault, When { nth: Some(1), ..When::default() }))
}

async fn first(world: &mut AssayWorld, (count, operation, fault): (u64, Operation, String)) -> StepResult {
    world.stir(of(operation, &fault, When { first: Some(count), ..When::default() }))
}

async fn every(world: &mut AssayWorld, (operation, fault): (Operation, String)) -> StepResult {
    world.stir(of(operation, &fault, When::default()))
}

async fn always(world: &mut AssayWorld, fault: String) -> StepResult {
    world.stir(Rule::parse(&fault))
}

async fn once(world: &mut AssayWorld, fault: String) -> StepResult {
    world.stir(Rule::parse(&fault).when(When { nth: Some(1), ..When::default() }))
}

async fn tempts(world: &mut AssayWorld, fault: String) -> StepResult {
    world.seat_mut()?.arm(Rule::parse(&fault), false)
}

async fn well(world: &mut AssayWorld, (): ()) -> StepResult {
    world.seat_mut()?.calm();
    Ok(())
}

async fn seconds_pass(world: &mut AssayWorld, seconds: u64) -> StepResult {
    world.needs_shared_clock()?;
    world.control(ControlAction::AdvanceClock(Duration::from_secs(seconds))).await
}

async fn rotates(world: &mut AssayWorld, (): ()) -> StepResult {
    world.control(ControlAction::RotateKey).await
}
