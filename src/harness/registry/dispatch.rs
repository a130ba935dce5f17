//! The one function that cucumber calls for every step. It finds the row, bounds its time, grades
//! what it returns by its kind, and hands the result over as a typed panic payload: the only thing
//! that cucumber carries through unchanged.

use crate::harness::world::AssayWorld;
use cucumber::step::Context;
use futures::future::LocalBoxFuture;

/// Runs the step that matches. Unwinds with an `Interrupt` when the scenario must stop.
pub(super) fn dispatch(world: &mut AssayWorld, context: Context) -> LocalBoxFuture<'_, ()> {
    Box::pin(async move {
        if let Err(interrupt) = world.run_step(&context.step).await {
            // Not a panic of ours: it runs no hook and prints nothing, it only ends the scenario.
            std::panic::resume_unwind(Box::new(interrupt));
        }
    })
}
