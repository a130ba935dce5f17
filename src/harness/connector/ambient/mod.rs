//! Ambient checks of connectors: questions asked of every request of every scenario, whatever the scenario is about.
//! Each is one row of [`CHECKS`] and appears in the report as a pseudo-scenario with the number of requests it
//! examined; one that examined none is not tested.

mod bodies;
mod headers;
mod hygiene;
mod keys;
mod signatures;
mod table;

#[cfg(test)]
mod tests;

pub use table::CHECKS;

use super::sight;
use crate::connector::Hygiene;
use crate::exchange::{Exchange, ExchangeKind};
use crate::harness::ambient::{Examined, Remark};
use crate::harness::business::Business;
use crate::protocol::contract::{Contract, OperationSpec, Register};
use std::sync::{Mutex, PoisonError};

/// Findings kept per check; more of the same say nothing new.
const KEPT: usize = 3;

/// Everything one scenario saw of a connector.
#[derive(Clone, Copy, Debug)]
pub struct Watched<'a> {
    /// What the version says.
    pub contract: &'static Contract,
    /// The business shopped at, as it described itself when the scenario began.
    pub business: Option<&'a Business>,
    /// The scenario.
    pub case: &'a str,
    /// Every exchange, oldest first.
    pub exchanges: &'a [Exchange],
    /// What the connector wrote beside its answers.
    pub written: &'a [String],
    /// What was seen of it besides.
    pub hygiene: &'a Hygiene,
}

/// One request among the others.
#[derive(Clone, Copy, Debug)]
pub struct Sighting<'a> {
    /// The scenario it is of.
    pub watched: &'a Watched<'a>,
    /// The request with its answer.
    pub exchange: &'a Exchange,
    /// What the version says of its operation, when it is one.
    pub spec: Option<&'static OperationSpec>,
}

/// What a check is asked of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// Every request that is an operation of the protocol.
    Operations,
    /// Every request but those for published documents.
    Calls,
    /// The last request of a scenario, for questions about the whole of it.
    Whole,
}

/// One ambient check.
#[derive(Clone, Copy, Debug)]
pub struct PlatformCheck {
    /// Permanent name; `ambient.<name>` in reports.
    pub name: &'static str,
    /// What holds, as a sentence.
    pub title: &'static str,
    /// The clauses it tests, by the names of every version.
    pub requirements: &'static [&'static str],
    /// What it is asked of.
    pub scope: Scope,
    /// The question.
    pub ask: fn(&Sighting<'_>) -> Remark,
    /// What to change in a connector that breaks it.
    pub how_to_fix: &'static str,
}

impl PlatformCheck {
    /// The clauses it tests, of those that a register has.
    #[must_use]
    pub fn clauses(&self, register: &Register) -> Vec<String> {
        let known = self.requirements.iter().filter(|id| register.get(id).is_some());
        known.map(|id| (*id).to_owned()).collect()
    }

    /// Whether the check is about a version at all: one whose register has one of its clauses, or any when it has none.
    #[must_use]
    pub fn concerns(&self, register: &Register) -> bool {
        self.requirements.is_empty() || !self.clauses(register).is_empty()
    }
}

impl Watched<'_> {
    /// Every request with what it is.
    fn sightings(&self) -> impl Iterator<Item = Sighting<'_>> {
        self.exchanges.iter().filter(|exchange| sight::is_call(exchange)).map(|exchange| Sighting {
            watched: self,
            exchange,
            spec: exchange.operation.and_then(|operation| self.contract.operation(operation)),
        })
    }

    /// The platform profiles that the business fetched, by URL, newest first.
    fn platform_profiles(&self) -> impl Iterator<Item = &Exchange> {
        let own = self.business.map_or("", |business| business.base_url.as_str());
        self.exchanges.iter().rev().filter(move |exchange| {
            exchange.kind == ExchangeKind::ProfileFetch && !exchange.request.url.starts_with(own)
        })
    }
}

/// What all checks found during a run. Callable from any thread.
#[derive(Debug)]
pub struct Watchbook {
    rows: Mutex<Vec<Examined>>,
}

impl Default for Watchbook {
    fn default() -> Self {
        Self { rows: Mutex::new(vec![Examined::default(); CHECKS.len()]) }
    }
}

impl Watchbook {
    /// Asks every check about everything one scenario saw.
    pub fn examine(&self, watched: &Watched<'_>) {
        let register = watched.contract.register();
        let sightings: Vec<Sighting<'_>> = watched.sightings().collect();
        for (at, check) in CHECKS.iter().enumerate().filter(|(_, check)| check.concerns(register)) {
            let concerned = sightings.iter().enumerate().filter(|(index, sighting)| match check.scope {
                Scope::Operations => sighting.spec.is_some(),
                Scope::Calls => true,
                Scope::Whole => index + 1 == sightings.len(),
            });
            for (_, sighting) in concerned {
                self.note(at, sighting, (check.ask)(sighting));
            }
        }
    }

    fn note(&self, at: usize, sighting: &Sighting<'_>, remark: Remark) {
        let mut rows = self.rows.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(row) = rows.get_mut(at) else { return };
        match remark {
            Remark::NotConcerned => {}
            Remark::Holds => row.examined += 1,
            Remark::Broken(detail) => {
                row.examined += 1;
                row.broken += 1;
                if row.findings.len() < KEPT {
                    row.findings.push((sighting.watched.case.to_owned(), *detail, sighting.exchange.clone()));
                }
            }
        }
    }

    /// Every check with what it found.
    #[must_use]
    pub fn results(&self) -> Vec<(&'static PlatformCheck, Examined)> {
        let rows = self.rows.lock().unwrap_or_else(PoisonError::into_inner);
        CHECKS.iter().zip(rows.iter().cloned()).collect()
    }
}
