//! Building blocks of generators.

use serde_json::Value;

use super::super::{Expectation, Family, Vector};
use crate::protocol::version::ProtocolVersion;

/// What becomes one file.
pub(super) struct Batch {
    pub family: Family,
    /// Versions it holds for; empty: every version.
    pub versions: Vec<ProtocolVersion>,
    /// What is computed or decided.
    pub algorithm: &'static str,
    /// Each flag with its explanation.
    pub flags: &'static [(&'static str, &'static str)],
    pub cases: Vec<Case>,
}

/// One case in the making.
pub(super) struct Case(Vector);

fn case(result: Expectation, id: &str, comment: &str, input: Value) -> Case {
    Case(Vector {
        id: id.to_owned(),
        comment: comment.to_owned(),
        flags: Vec::new(),
        clauses: Vec::new(),
        ambiguity: None,
        input,
        result,
        expected: None,
        also: Vec::new(),
    })
}

/// Must be accepted.
pub(super) fn valid(id: &str, comment: &str, input: Value) -> Case {
    case(Expectation::Valid, id, comment, input)
}

/// Must be refused.
pub(super) fn invalid(id: &str, comment: &str, input: Value) -> Case {
    case(Expectation::Invalid, id, comment, input)
}

/// May be either, by the named ambiguity.
pub(super) fn open(id: &str, comment: &str, ambiguity: &str, input: Value) -> Case {
    let mut case = case(Expectation::Acceptable, id, comment, input);
    case.0.ambiguity = Some(ambiguity.to_owned());
    case
}

impl Case {
    /// The members the output must have.
    pub(super) fn expect(mut self, expected: Value) -> Self {
        self.0.expected = Some(expected);
        self
    }

    /// Another output that is as right.
    pub(super) fn also(mut self, permitted: Value) -> Self {
        self.0.also.push(permitted);
        self
    }

    /// Adds flags.
    pub(super) fn flags(mut self, flags: &[&str]) -> Self {
        self.0.flags.extend(flags.iter().map(|&flag| flag.to_owned()));
        self
    }

    /// Adds clauses of the register.
    pub(super) fn clauses(mut self, clauses: &[&str]) -> Self {
        self.0.clauses.extend(clauses.iter().map(|&clause| clause.to_owned()));
        self
    }

    pub(super) fn finish(mut self) -> Vector {
        self.0.clauses.sort_unstable();
        self.0.clauses.dedup();
        self.0.flags.sort_unstable();
        self.0.flags.dedup();
        self.0
    }
}
