//! Errors of world files.

use thiserror::Error;

/// A world file that cannot be used: every problem found, in the order of the file.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{source_name}: {}", self.problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))]
pub struct WorldError {
    /// File or built-in name.
    pub source_name: String,
    /// What is wrong; never empty.
    pub problems: Vec<Problem>,
}

/// One problem of a world file.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{line}:{column}: {pointer}: {found}; expected {expected}. {fix}")]
pub struct Problem {
    /// Line, from 1; 0 when unknown.
    pub line: usize,
    /// Column, from 1; 0 when unknown.
    pub column: usize,
    /// JSON pointer of the place.
    pub pointer: String,
    /// What is there.
    pub found: String,
    /// What should be there.
    pub expected: String,
    /// How to mend it.
    pub fix: String,
}

impl WorldError {
    pub(crate) fn unknown(name: &str) -> Self {
        Self {
            source_name: name.to_owned(),
            problems: vec![Problem {
                line: 0,
                column: 0,
                pointer: String::new(),
                found: format!("no world named `{name}`"),
                expected: "the name of a built-in world or a file".to_owned(),
                fix: "Use flower-shop, electronics or minimal, or give the path of a YAML file.".to_owned(),
            }],
        }
    }
}
