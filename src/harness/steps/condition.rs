//! What befalls the business: time passes.

use crate::harness::control::ControlAction;
use crate::harness::interrupt::StepResult;
use crate::harness::step::{StepDef, step};
use crate::harness::world::AssayWorld;
use std::time::Duration;

/// The rows.
pub const STEPS: &[StepDef] = &[
    step!(Given "a minute passes at the business", passes_a_minute,
        doc: "Moves the business's clock forward by a minute and a second. Needs control of the merchant.",
        example: "a minute passes at the business"),
    step!(When "{int} hours and {int} minutes pass at the business", passes_hours,
        doc: "Moves the business's clock forward. Needs control of the merchant.",
        example: "23 hours and 59 minutes pass at the business"),
];

const MINUTE: u64 = 60;

/// One second more than asked: a limit of a minute is over after it, whichever way it is rounded.
async fn passes_a_minute(world: &mut AssayWorld, (): ()) -> StepResult {
    world.control(ControlAction::AdvanceClock(Duration::from_secs(MINUTE + 1))).await
}

async fn passes_hours(world: &mut AssayWorld, (hours, minutes): (u64, u64)) -> StepResult {
    let seconds = hours.saturating_mul(60).saturating_add(minutes).saturating_mul(MINUTE);
    world.control(ControlAction::AdvanceClock(Duration::from_secs(seconds))).await
}
