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
#[error("{}{found}; expected {expected}. {fix}", self.place())]
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

impl Problem {
    /// `12:3: /products/0/price: `, without the parts that are not known.
    fn place(&self) -> String {
        let position =
            if self.line == 0 { String::new() } else { format!("{}:{}: ", self.line, self.column) };
        let pointer = if self.pointer.is_empty() { String::new() } else { format!("{}: ", self.pointer) };
        position + &pointer
    }
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
                fix: "Use flower-shop, electronics, minimal or a story of scenarios/stories, or give the path of a YAML file.".to_owned(),
            }],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_that_is_not_known_is_left_out() {
        let unknown = WorldError::unknown("nope").to_string();
        assert!(unknown.starts_with("nope: no world named `nope`; expected"), "{unknown}");
        let mut problem = WorldError::unknown("nope").problems.remove(0);
        (problem.line, problem.column, problem.pointer) = (3, 7, "/products".to_owned());
        assert!(problem.to_string().starts_with("3:7: /products: no world"), "{problem}");
    }
}
