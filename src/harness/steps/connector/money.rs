//! What came of it at the business: orders and charges, whatever the wire looked like.

use crate::harness::check::{self, Explain};
use crate::harness::interrupt::StepResult;
use crate::harness::step::{StepDef, step};
use crate::harness::world::AssayWorld;

/// The rows.
pub const STEPS: &[StepDef] = &[
    step!(Then "the business has {int} order(s)", orders,
        doc: "Fails unless so many orders were placed in the scenario's session.",
        example: "the business has 1 order"),
    step!(Then "the buyer is charged {int} time(s)", charges,
        doc: "Fails unless so many charges succeeded in the scenario's session.",
        example: "the buyer is charged 1 time"),
];

async fn orders(world: &mut AssayWorld, expected: usize) -> StepResult {
    let placed = world.seat()?.wire().books().orders;
    check::equal("orders placed", &expected, &placed)
        .fix("Complete once, and find out what became of a completion before another")
}

async fn charges(world: &mut AssayWorld, expected: usize) -> StepResult {
    let charged = world.seat()?.wire().books().charges;
    check::equal("charges", &expected, &charged)
        .fix("Repeat a completion under its own key, never under a new one")
}
