//! What requests say.

use super::Sighting;
use crate::harness::ambient::{Remark, named_versions};
use crate::harness::connector::sight;
use crate::protocol::contract::{CapabilitySet, Direction, Verdict, shown_place};
use crate::transport::dialect::dialect;
use crate::transport::view::View;

/// Violations named in a finding.
const NAMED: usize = 5;

pub(super) fn json(sighting: &Sighting<'_>) -> Remark {
    let body = &sighting.exchange.request.body;
    if body.is_empty() {
        return Remark::NotConcerned;
    }
    match serde_json::from_slice::<serde::de::IgnoredAny>(body) {
        Ok(_) => Remark::Holds,
        Err(error) => Remark::of(false, "A body that is no JSON", "a JSON document", error.to_string()),
    }
}

/// What the version's own examples leave out as well is no breach.
pub(super) fn valid(sighting: &Sighting<'_>) -> Remark {
    let Some(spec) = sighting.spec else { return Remark::NotConcerned };
    let Some(verdict) = verdict(sighting) else { return Remark::NotConcerned };
    let dialect = dialect(sighting.watched.contract.version().edition());
    let counted = verdict.violations.iter().filter(|one| !dialect.tolerates(spec.operation, one));
    let breaches: Vec<String> = counted.take(NAMED).map(ToString::to_string).collect();
    Remark::of(
        breaches.is_empty(),
        "A body breaks the schema of its operation",
        "a document that the composed schema accepts",
        breaches.join("; "),
    )
}

pub(super) fn omitted(sighting: &Sighting<'_>) -> Remark {
    let Some(verdict) = verdict(sighting) else { return Remark::NotConcerned };
    let title = "A body repeats what only the business writes";
    Remark::of(verdict.omitted.is_empty(), title, "none of these members", verdict.omitted.join(", "))
}

pub(super) fn named(sighting: &Sighting<'_>) -> Remark {
    let Some(verdict) = verdict(sighting) else { return Remark::NotConcerned };
    let title = "A body has members that no negotiated schema names";
    let names: Vec<String> = verdict.unknown.iter().map(|pointer| shown_place(pointer)).collect();
    Remark::of(names.is_empty(), title, "none of these members", names.join(", "))
}

/// The body under the schema of its operation; nothing when there is no body or no schema for it.
fn verdict(sighting: &Sighting<'_>) -> Option<Verdict> {
    let operation = sighting.spec?.operation;
    let document = sight::body(sighting.exchange)?;
    let contract = sighting.watched.contract;
    let set = negotiated(sighting)?;
    let schema = contract.validator(&set, operation, Direction::Request).ok()?;
    Some(schema.check(&document))
}

/// What was negotiated: as the answer says, else as another answer of the scenario does, else everything that the
/// business declares.
fn negotiated(sighting: &Sighting<'_>) -> Option<CapabilitySet> {
    let root = &sighting.spec?.capability;
    let others = sighting.watched.exchanges.iter().rev();
    let answers = std::iter::once(sighting.exchange).chain(others);
    let sets = answers.filter_map(|exchange| {
        let answer = exchange.response.as_ref().filter(|answer| (200..300).contains(&answer.status))?;
        let edition = sighting.watched.contract.version().edition();
        let view = View::read(edition, String::new(), answer.status, Vec::new(), answer.body.clone());
        let set: CapabilitySet = named_versions(&view).into_iter().collect();
        set.contains(root).then_some(set)
    });
    let declared = || {
        let profile = &sighting.watched.business?.profile;
        let entries = profile.capabilities();
        let named = entries
            .iter()
            .filter_map(|entry| Some((entry.name.to_owned(), entry.text("version")?.to_owned())));
        Some(named.collect())
    };
    let mut sets = sets;
    sets.next().or_else(declared)
}
