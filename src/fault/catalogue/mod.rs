//! Every fault there is: one row each, by area.

use super::params::{self, Param};
use super::stage::Stage;
use super::subject::Act;
use serde::Serialize;
use serde_json::Value;

/// Which conformance a fault is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Lane {
    /// The merchant breaks a clause; a scenario about merchants must notice.
    Merchant,
    /// The merchant (or the network) does what can happen; a sound connector copes.
    Connector,
}

/// One fault.
#[derive(Clone, Copy, Debug)]
pub struct Fault {
    /// `family.name`.
    pub id: &'static str,
    /// Whose conformance it is about.
    pub lane: Lane,
    /// Clauses of the register it violates; empty on the connector's lane.
    pub violates: &'static [&'static str],
    /// What happens, in one line.
    pub about: &'static str,
    /// What a sound connector does.
    pub reaction: &'static str,
    /// Its parameters.
    pub params: &'static [Param],
    /// What it does.
    pub act: Act,
}

impl Fault {
    /// The stage it is bound to.
    #[must_use]
    pub const fn stage(&self) -> Stage {
        self.act.stage()
    }

    /// The part of the identifier before the dot.
    #[must_use]
    pub fn family(&self) -> &'static str {
        self.id.split('.').next().unwrap_or(self.id)
    }

    /// The JSON Schema of its parameters.
    #[must_use]
    pub fn schema(&self) -> Value {
        params::schema(self.params)
    }
}

/// Every fault, by area.
pub fn all() -> impl Iterator<Item = &'static Fault> {
    AREAS.iter().flat_map(|area| area.iter())
}

/// The fault of that identifier.
#[must_use]
pub fn find(id: &str) -> Option<&'static Fault> {
    all().find(|fault| fault.id == id)
}

/// The rows, area by area.
const AREAS: &[&[Fault]] = &[];
