//! Worlds that come with the program, and worlds that build on them.

use super::error::{Problem, WorldError};
use crate::document::Document;
use include_dir::{Dir, File, include_dir};
use serde_json::Value;

/// Worlds: name and text.
pub(super) const WORLDS: [(&str, &str); 3] = [
    ("flower-shop", include_str!("../../../scenarios/flower-shop.yaml")),
    ("electronics", include_str!("../../../scenarios/electronics.yaml")),
    ("minimal", include_str!("../../../scenarios/minimal.yaml")),
];

/// Stories: worlds with something going wrong.
static STORIES: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/scenarios/stories");

/// The text of a world or a story.
pub(super) fn text(name: &str) -> Option<&'static str> {
    let world = WORLDS.iter().find(|(known, _)| *known == name).map(|(_, text)| *text);
    world.or_else(|| STORIES.get_file(format!("{name}.yaml")).and_then(File::contents_utf8))
}

/// Names of the stories, in alphabetical order.
pub(super) fn story_names() -> Vec<&'static str> {
    let mut names: Vec<&str> =
        STORIES.files().filter_map(|file| file.path().file_name()?.to_str()?.strip_suffix(".yaml")).collect();
    names.sort_unstable();
    names
}

/// Name of the world that a story builds on.
pub(super) fn base_of(name: &str) -> Option<&'static str> {
    let base = text(name)?.lines().find_map(|line| line.strip_prefix("base:"))?.trim();
    WORLDS.iter().map(|(known, _)| *known).find(|known| *known == base)
}

/// Fills what a world leaves out with its base.
pub(super) fn on_base(mut document: Document) -> Result<Document, WorldError> {
    let Some(Value::String(name)) = document.value.get("base").cloned() else { return Ok(document) };
    let base = WORLDS.iter().find(|(known, _)| *known == name);
    let Some((_, text)) = base else {
        return Err(document.error(vec![unknown(&document, &name)]));
    };
    let base = Document::parse(text, &name, super::SHAPE)?;
    if let (Value::Object(own), Value::Object(rest)) = (&mut document.value, base.value) {
        own.shift_remove("base");
        for (key, value) in rest {
            own.entry(key).or_insert(value);
        }
    }
    Ok(document)
}

fn unknown(document: &Document, name: &str) -> Problem {
    let known: Vec<&str> = WORLDS.iter().map(|(name, _)| *name).collect();
    let found = format!("base `{name}`");
    let expected = format!("one of: {}", known.join(", "));
    document.problem("/base", found, expected, "Name a built-in world.".to_owned())
}
