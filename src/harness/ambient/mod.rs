//! Ambient checks: questions asked of every answer of every scenario, and some of every webhook,
//! whatever the scenario is about. Each is one row of [`CHECKS`] and appears in the report as a
//! pseudo-scenario with the number of exchanges it examined; one that examined none is not tested.

mod envelope;
mod errors;
mod handoff;
mod ledger;
mod schema;
mod security;
mod sums;
mod table;
mod wire;

pub(in crate::harness) use envelope::versions as named_versions;
pub use ledger::{Examined, Ledger};
pub(in crate::harness) use schema::{breaches, told};
pub(in crate::harness) use sums::every_total;
pub use table::CHECKS;

use super::business::Business;
use super::interrupt::FailureDetail;
use crate::protocol::contract::{Contract, Register};
use crate::protocol::version::Edition;
use crate::transport::request::Draft;
use crate::transport::view::View;

/// What a check looks at.
#[derive(Clone, Copy, Debug)]
pub struct Observation<'a> {
    /// What the version says.
    pub contract: &'a Contract,
    /// The target as its profile describes it.
    pub business: &'a Business,
    /// The scenario.
    pub case: &'a str,
    /// What was asked.
    pub draft: &'a Draft,
    /// What was answered; of a webhook, what was pushed.
    pub view: &'a View,
    /// The payment credentials that the platform has sent so far.
    pub secrets: &'a [String],
}

/// What a check says of one answer.
#[derive(Clone, Debug, PartialEq)]
pub enum Remark {
    /// The answer carries nothing the check is about.
    NotConcerned,
    /// It holds.
    Holds,
    /// It does not.
    Broken(Box<FailureDetail>),
}

impl Observation<'_> {
    /// What is particular to the version.
    #[must_use]
    pub fn edition(&self) -> &'static Edition {
        self.contract.version().edition()
    }
}

impl Remark {
    /// `Holds` or a failure.
    #[must_use]
    pub fn of(holds: bool, title: &str, expected: &str, actual: impl Into<String>) -> Self {
        if holds { Self::Holds } else { Self::Broken(Box::new(FailureDetail::new(title, expected, actual))) }
    }
}

/// What an ambient check is asked of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// Answers of the business.
    Answers,
    /// Answers, and what the business pushes.
    AnswersAndWebhooks,
}

/// One ambient check.
#[derive(Clone, Copy, Debug)]
pub struct AmbientCheck {
    /// Permanent name; `ambient.<name>` in reports.
    pub name: &'static str,
    /// What holds, as a sentence.
    pub title: &'static str,
    /// The clauses it tests, by the names of every version.
    pub requirements: &'static [&'static str],
    /// What it is asked of.
    pub scope: Scope,
    /// Whether it is asked at every version, those that have none of its clauses included.
    pub always: bool,
    /// The question.
    pub ask: fn(&Observation<'_>) -> Remark,
    /// What to change in a target that breaks it.
    pub how_to_fix: &'static str,
}

impl AmbientCheck {
    /// Whether the check is about a version at all: that of a register with one of its clauses, or
    /// any when it has none.
    #[must_use]
    pub fn concerns(&self, register: &Register) -> bool {
        self.always || self.requirements.is_empty() || !self.clauses(register).is_empty()
    }

    /// The clauses it tests, of those that a register has: the same demand may go by different
    /// names in different versions.
    #[must_use]
    pub fn clauses(&self, register: &Register) -> Vec<String> {
        let known = self.requirements.iter().filter(|id| register.get(id).is_some());
        known.map(|id| (*id).to_owned()).collect()
    }
}

#[cfg(test)]
mod tests;
