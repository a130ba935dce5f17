//! Finding the world a session lives in.

use super::error::ApplicationError;
use super::settings::WorldSource;
use crate::merchant::World;

/// Reads a world.
pub(super) fn load(source: &WorldSource) -> Result<World, ApplicationError> {
    let read = match source {
        WorldSource::Builtin(name) => World::built_in(name),
        WorldSource::Inline(text) => World::from_yaml(text, "inline world"),
        WorldSource::File(path) => {
            let text = std::fs::read_to_string(path)
                .map_err(|error| ApplicationError::File { path: path.clone(), reason: error.to_string() })?;
            World::from_yaml(&text, &path.display().to_string())
        }
    };
    read.map_err(|error| ApplicationError::World(error.to_string()))
}
