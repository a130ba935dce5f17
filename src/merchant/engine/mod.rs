//! The engine's entry point.

use super::command::Command;
use super::context::Context;
use super::outcome::{Outcome, Reply};
use super::state::MerchantState;
use super::world::World;

/// Decides one command: the same inputs always give the same result.
pub fn apply(
    state: &mut MerchantState,
    world: &World,
    command: Command,
    context: &mut Context<'_>,
) -> Outcome {
    let _ = (state, world, command, context);
    Outcome::unchanged(Reply::Done)
}
