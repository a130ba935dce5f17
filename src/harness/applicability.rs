//! What concerns the target, decided before the run from register, profile and exemptions alone:
//! the same three always give the same answer, and `--dry-run` prints it.

use super::lane::Lane;
use super::suite::{Case, Exemptions};
use crate::protocol::contract::{Actor, Condition, Register, Requirement as Clause, Unmet};
use crate::protocol::version::ProtocolVersion;
use crate::report::{Applicability, Requirement, Verdict};
use crate::transport::profile_view::ProfileView;
use std::collections::BTreeMap;

/// What concerns one target.
#[derive(Clone, Debug)]
pub struct Applicable {
    rows: Vec<Requirement>,
    capabilities: Vec<String>,
    version: ProtocolVersion,
    /// Scenario to the reason why it does not concern the one under test.
    aside: BTreeMap<String, String>,
}

impl Applicable {
    /// Decides every clause that binds a business.
    #[must_use]
    pub fn decide(
        register: &Register,
        version: ProtocolVersion,
        profile: &ProfileView,
        exemptions: &Exemptions,
    ) -> Self {
        let rows = register.rows().iter().filter(|row| row.actor.includes(Actor::Business));
        let rows = rows.map(|row| requirement(row, version, decide(row, version, profile, exemptions)));
        let capabilities = profile.capabilities().iter().map(|entry| entry.name.to_owned()).collect();
        Self { rows: rows.collect(), capabilities, version, aside: BTreeMap::new() }
    }

    /// Decides every clause that binds a platform, for a connector that shops at a business with this profile.
    #[must_use]
    pub fn of_platforms(
        register: &Register,
        version: ProtocolVersion,
        profile: &ProfileView,
        exemptions: &Exemptions,
    ) -> Self {
        let rows = register.rows().iter().filter(|row| row.actor.includes(Actor::Platform));
        let rows = rows.map(|row| {
            let reason = beyond_connectors(row).map(str::to_owned);
            let decided = reason.map(|reason| Applicability::NotApplicable { reason });
            requirement(
                row,
                version,
                decided.unwrap_or_else(|| decide_in(Lane::Connector, row, version, profile, exemptions)),
            )
        });
        let capabilities = profile.capabilities().iter().map(|entry| entry.name.to_owned()).collect();
        Self { rows: rows.collect(), capabilities, version, aside: BTreeMap::new() }
    }

    /// The same, with scenarios set aside for a reason each.
    #[must_use]
    pub fn aside(self, reasons: BTreeMap<String, String>) -> Self {
        Self { aside: reasons, ..self }
    }

    /// Every clause with the decision.
    #[must_use]
    pub fn rows(&self) -> &[Requirement] {
        &self.rows
    }

    /// Why a case need not run, when it need not.
    #[must_use]
    pub fn verdict(&self, case: &Case) -> Option<Verdict> {
        let reason = self
            .other_version(case)
            .or_else(|| self.missing_capability(case))
            .or_else(|| self.aside.get(&case.id).cloned())
            .or_else(|| self.no_clause(case))?;
        Some(Verdict::NotApplicable { reason })
    }

    fn missing_capability(&self, case: &Case) -> Option<String> {
        let missing = case.capabilities.iter().find(|name| !self.capabilities.contains(name))?;
        Some(format!("the profile does not declare {missing}"))
    }

    fn other_version(&self, case: &Case) -> Option<String> {
        case.span.outside(self.version)
    }

    /// The reason of the first clause, when none of the case's clauses applies.
    fn no_clause(&self, case: &Case) -> Option<String> {
        let by_id: BTreeMap<&str, &Requirement> =
            self.rows.iter().map(|row| (row.id.as_str(), row)).collect();
        let mut reasons = Vec::new();
        for id in &case.requirements(self.version) {
            match by_id.get(id.as_str()).map(|row| &row.applicability) {
                Some(Applicability::NotApplicable { reason }) => reasons.push(reason.clone()),
                Some(Applicability::Applicable | Applicability::Exempt { .. }) | None => return None,
            }
        }
        reasons.into_iter().next()
    }
}

/// Parts of the protocol that connectors are not certified for, by the areas of their clauses.
const BEYOND_CONNECTORS: [(&str, &str); 6] = [
    ("EMB", "embedded pages are not part of the certification of connectors"),
    ("A2A", "A2A is not part of the certification of connectors"),
    ("CAT", "the catalogue is not part of the certification of connectors"),
    ("CRT", "carts are not part of the certification of connectors"),
    ("AP2", "AP2 mandates are not part of the certification of connectors"),
    ("IDL", "identity linking is not part of the certification of connectors"),
];

fn beyond_connectors(row: &Clause) -> Option<&'static str> {
    let found = BEYOND_CONNECTORS.iter().find(|(area, _)| *area == row.area);
    found.map(|(_, reason)| *reason)
}

fn decide(
    row: &Clause,
    version: ProtocolVersion,
    profile: &ProfileView,
    exemptions: &Exemptions,
) -> Applicability {
    decide_in(Lane::Merchant, row, version, profile, exemptions)
}

fn decide_in(
    lane: Lane,
    row: &Clause,
    version: ProtocolVersion,
    profile: &ProfileView,
    exemptions: &Exemptions,
) -> Applicability {
    if let Some(reason) =
        observed_elsewhere(lane, &row.observable).map(str::to_owned).or_else(|| unmet(row, profile))
    {
        return Applicability::NotApplicable { reason };
    }
    match exemptions.reason(&row.id, version) {
        Some(reason) => Applicability::Exempt { reason: reason.to_owned() },
        None => Applicability::Applicable,
    }
}

/// Where a clause is observed, when that is not at the one under test from outside.
fn observed_elsewhere(lane: Lane, observable: &str) -> Option<&'static str> {
    match (lane, observable) {
        (_, "not-observable") => Some("cannot be observed from outside"),
        (Lane::Merchant, "connector") => Some("is observed at the platform's side, not at a business"),
        (Lane::Merchant | Lane::Connector, _) => None,
    }
}

/// Why a row does not apply, by the rule of the register and what the profile says.
fn unmet(row: &Clause, profile: &ProfileView) -> Option<String> {
    let declared = profile.capabilities().into_iter().map(|entry| entry.name);
    let holds = |condition: Condition| match condition {
        Condition::OlderVersions => !profile.supported_versions().is_empty(),
        Condition::Mcp | Condition::A2a | Condition::Embedded => profile.offers(condition.as_str()),
    };
    Some(match row.unmet(declared, holds)? {
        Unmet::Condition(Condition::OlderVersions) => {
            "the profile lists no older protocol versions".to_owned()
        }
        Unmet::Condition(transport @ (Condition::Mcp | Condition::A2a | Condition::Embedded)) => {
            format!("the profile offers no {} transport", transport.as_str())
        }
        Unmet::Capability(name) => format!("the profile does not declare {name}"),
    })
}

fn requirement(row: &Clause, version: ProtocolVersion, applicability: Applicability) -> Requirement {
    Requirement {
        id: row.id.clone(),
        version: version.date().to_owned(),
        level: row.level,
        actor: row.actor,
        document: row.doc.clone(),
        line: row.line,
        section: row.section.clone(),
        summary: row.summary.clone(),
        applicability,
    }
}

#[cfg(test)]
mod tests;
