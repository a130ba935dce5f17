//! Reading plans: files with errors that say where, and the plans of the built-in worlds.

use super::Plan;
use super::vocabulary::{Group, VOCABULARY};
use crate::merchant::World;
use include_dir::{Dir, include_dir};
use std::path::{Path, PathBuf};

static BUILTIN: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/scenarios/plans");

/// A plan that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum PlanError {
    /// The file cannot be read.
    #[error("cannot read the plan {}: {source}", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// It is not YAML, or not of the plan's shape.
    #[error("{file}:{line}: {reason}")]
    Shape {
        /// The file's name.
        file: String,
        /// Line, from 1.
        line: u64,
        /// What is wrong and what was expected.
        reason: String,
    },
    /// It contradicts itself or misspells a name.
    #[error("{file}: {reason}")]
    Content {
        /// The file's name.
        file: String,
        /// What is wrong and how to repair it.
        reason: String,
    },
    /// There is no plan for that built-in world.
    #[error("there is no plan for the built-in world `{0}` (there is {1})")]
    UnknownWorld(String, String),
}

impl Plan {
    /// Reads a plan file.
    ///
    /// # Errors
    /// [`PlanError`] naming file, line and what is wrong.
    pub fn read(path: &Path) -> Result<Self, PlanError> {
        let text = std::fs::read_to_string(path)
            .map_err(|source| PlanError::Read { path: path.to_path_buf(), source })?;
        Self::parse(&text, &path.display().to_string())
    }

    /// Parses a plan; `file` names it in errors.
    ///
    /// # Errors
    /// [`PlanError::Shape`] and [`PlanError::Content`].
    pub fn parse(text: &str, file: &str) -> Result<Self, PlanError> {
        let plan: Self = serde_saphyr::from_str(text).map_err(|error| PlanError::Shape {
            file: file.to_owned(),
            line: error.location().map_or(1, |at| at.line()),
            reason: first_line(&error.to_string()),
        })?;
        match plan.mistakes().into_iter().next() {
            Some(reason) => Err(PlanError::Content { file: file.to_owned(), reason }),
            None => Ok(plan),
        }
    }

    /// The plan of a built-in world.
    ///
    /// # Errors
    /// [`PlanError`] when there is none, or it is wrong.
    pub fn builtin(world: &str) -> Result<Self, PlanError> {
        // A story sells what its base sells.
        let world = World::base_of(world).unwrap_or(world);
        let name = format!("{world}.yaml");
        let text = BUILTIN.get_file(&name).and_then(include_dir::File::contents_utf8);
        let text =
            text.ok_or_else(|| PlanError::UnknownWorld(world.to_owned(), Self::builtin_worlds().join(", ")))?;
        Self::parse(text, &name)
    }

    /// The built-in worlds that have a plan.
    #[must_use]
    pub fn builtin_worlds() -> Vec<String> {
        BUILTIN
            .files()
            .filter_map(|file| file.path().file_stem())
            .map(|stem| stem.to_string_lossy().into_owned())
            .collect()
    }

    /// What the types cannot rule out: misspelt names, empty identifiers, contradictions.
    fn mistakes(&self) -> Vec<String> {
        let keys = [
            (Group::Products, self.products.keys().collect::<Vec<_>>()),
            (Group::Codes, self.codes.keys().collect()),
            (Group::Tokens, self.tokens.keys().collect()),
            (Group::Addresses, self.addresses.keys().collect()),
            (Group::Claims, self.claims.keys().collect()),
            (Group::Buyers, self.buyers.keys().collect()),
            (Group::Values, self.values.keys().collect()),
        ];
        let misspelt =
            keys.iter().flat_map(|(group, keys)| keys.iter().filter_map(|key| misspelling(*group, key)));
        let empty = self.products.iter().filter(|(_, product)| product.id.trim().is_empty());
        let empty = empty.map(|(key, _)| format!("products.{key}.id is empty"));
        let timeouts = [
            ("answer", self.timeouts.answer),
            ("connect", self.timeouts.connect),
            ("step", self.timeouts.step),
            ("webhook", self.timeouts.webhook),
        ];
        let zero = timeouts.into_iter().filter(|(_, millis)| *millis == 0);
        let zero = zero.map(|(name, _)| format!("timeouts.{name} is 0: nothing could ever answer in time"));
        misspelt.chain(empty).chain(zero).collect()
    }
}

/// A key close to a known one, but not it, is a slip; any other is the plan's own.
fn misspelling(group: Group, key: &str) -> Option<String> {
    let mut known = VOCABULARY.iter().filter(|entry| entry.group == group).map(|entry| entry.key);
    if known.clone().any(|name| name == key) {
        return None;
    }
    let near = known.find(|name| distance(name, key) <= 2)?;
    Some(format!("`{0}.{key}` is unknown; did you mean `{0}.{near}`?", group.key()))
}

/// Levenshtein distance.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, left) in a.chars().enumerate() {
        let mut diagonal = row.first().copied().unwrap_or(0);
        if let Some(first) = row.first_mut() {
            *first = i + 1;
        }
        for (j, right) in b.iter().enumerate() {
            let above = row.get(j + 1).copied().unwrap_or(0);
            let before = row.get(j).copied().unwrap_or(0);
            let best = (diagonal + usize::from(left != *right)).min(above + 1).min(before + 1);
            diagonal = above;
            if let Some(cell) = row.get_mut(j + 1) {
                *cell = best;
            }
        }
    }
    row.last().copied().unwrap_or(0)
}

fn first_line(message: &str) -> String {
    message.lines().next().unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_builtin_plan_is_usable() {
        for world in Plan::builtin_worlds() {
            let plan = Plan::builtin(&world).unwrap_or_else(|error| panic!("{error}"));
            assert!(plan.product("an available product").is_ok(), "{world}");
        }
        assert!(Plan::builtin_worlds().iter().any(|world| world == "flower-shop"));
    }

    #[test]
    fn a_story_has_the_plan_of_its_base() {
        for story in World::story_names() {
            let plan = Plan::builtin(story).unwrap_or_else(|error| panic!("{error}"));
            assert_eq!(
                plan,
                Plan::builtin("flower-shop").unwrap_or_else(|error| panic!("{error}")),
                "{story}"
            );
        }
    }

    #[test]
    fn a_slip_is_named_and_an_own_name_is_kept() {
        let slip = Plan::parse("products:\n  avialable: {id: a}\n", "p.yaml").expect_err("a slip");
        assert_eq!(
            slip.to_string(),
            "p.yaml: `products.avialable` is unknown; did you mean `products.available`?"
        );
        assert!(Plan::parse("products:\n  christmas_tree: {id: a}\n", "p.yaml").is_ok());
    }

    #[test]
    fn an_unknown_field_names_its_line() {
        let error =
            Plan::parse("target:\n  url: https://x\n  colour: red\n", "p.yaml").expect_err("no such field");
        let text = error.to_string();
        assert!(text.starts_with("p.yaml:3:") && text.contains("colour"), "{text}");
    }

    #[test]
    fn a_limit_of_zero_is_refused() {
        assert!(Plan::parse("timeouts: {answer: 0}\n", "p.yaml").is_err());
    }

    #[test]
    fn distances_are_edits() {
        assert_eq!(distance("abc", "abc"), 0);
        assert_eq!(distance("available", "avialable"), 2);
        assert_eq!(distance("", "ab"), 2);
    }
}
