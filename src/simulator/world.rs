//! Finding the world a session lives in, and reading its fault rules.

use super::error::ApplicationError;
use super::settings::WorldSource;
use crate::clock::Clock;
use crate::fault::{Engine, Rule};
use crate::merchant::World;
use crate::merchant::world::Oddity;
use crate::seed::Seed;

/// Reads a world.
pub(super) fn load(source: &WorldSource) -> Result<World, ApplicationError> {
    match source {
        WorldSource::Builtin(name) => {
            World::built_in(name).map_err(|error| ApplicationError::World(error.to_string()))
        }
        WorldSource::Inline(text) => check_world(text, "inline world"),
        WorldSource::File(path) => {
            let text = std::fs::read_to_string(path)
                .map_err(|error| ApplicationError::File { path: path.clone(), reason: error.to_string() })?;
            check_world(&text, &path.display().to_string())
        }
    }
}

/// Reads a world and checks its fault rules.
///
/// # Errors
/// Where what is wrong, and how to mend it.
pub fn check_world(text: &str, source_name: &str) -> Result<World, ApplicationError> {
    let world = World::from_yaml(text, source_name);
    let world = world.map_err(|error| ApplicationError::World(error.to_string()))?;
    let engine = Engine::new(Seed::new(0), "check", Clock::system());
    for (rule, oddity) in rules(&world)?.into_iter().zip(&world.faults) {
        engine.arm(rule).map_err(|error| ApplicationError::Fault(format!("{}: {error}", oddity.place)))?;
    }
    Ok(world)
}

/// The rules of a world.
pub(super) fn rules(world: &World) -> Result<Vec<Rule>, ApplicationError> {
    world.faults.iter().map(rule).collect()
}

fn rule(oddity: &Oddity) -> Result<Rule, ApplicationError> {
    serde_json::from_value(oddity.rule.clone())
        .map_err(|error| ApplicationError::Fault(format!("{}: {error}", oddity.place)))
}
