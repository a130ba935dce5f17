//! What is wrong with a document, where, and how to mend it.

use thiserror::Error;

/// A file that cannot be used: every problem found, in the order of the file.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{source_name}: {}", self.problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))]
pub struct DocumentError {
    /// File or built-in name.
    pub source_name: String,
    /// What is wrong; never empty.
    pub problems: Vec<Problem>,
}

/// One problem of a file.
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
