//! What a row of the catalogue says.

use crate::fault::params::{self, Kind, Param};
use crate::fault::stage::Stage;
use crate::fault::subject::Act;
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

impl Lane {
    /// The lane's name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Merchant => "merchant",
            Self::Connector => "connector",
        }
    }
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

    /// The same with parameters.
    pub(super) const fn with(self, params: &'static [Param]) -> Self {
        Self { params, ..self }
    }

    /// The same with what a sound connector does about it.
    pub(super) const fn owes(self, reaction: &'static str) -> Self {
        Self { reaction, ..self }
    }
}

/// A fault that breaks the merchant's conformance.
pub(super) const fn breaks(
    id: &'static str,
    violates: &'static [&'static str],
    about: &'static str,
    act: Act,
) -> Fault {
    let reaction = "refuses what breaks the protocol and reports it; never acts on it";
    Fault { id, lane: Lane::Merchant, violates, about, reaction, params: &[], act }
}

/// A stimulus for connectors.
pub(super) const fn stirs(id: &'static str, about: &'static str, reaction: &'static str, act: Act) -> Fault {
    Fault { id, lane: Lane::Connector, violates: &[], about, reaction, params: &[], act }
}

/// A whole number.
pub(super) const fn int(
    name: &'static str,
    least: i64,
    most: i64,
    default: &'static str,
    about: &'static str,
) -> Param {
    Param { name, kind: Kind::Integer(least, most), default, about }
}

/// A text; the default is JSON, quotes included.
pub(super) const fn text(name: &'static str, default: &'static str, about: &'static str) -> Param {
    Param { name, kind: Kind::Text, default, about }
}

/// A duration in milliseconds, up to a minute.
pub(super) const fn millis(name: &'static str, default: &'static str, about: &'static str) -> Param {
    int(name, 0, 60_000, default, about)
}

/// By how much an amount is off.
pub(super) const BY: Param = int("by", -1_000_000_000, 1_000_000_000, "100", "minor units added");
