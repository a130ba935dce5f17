//! Capability negotiation: which capabilities both parties speak, in which version, and which of
//! them concern an operation. Pure functions over declarations.

use crate::protocol::profile::{Capability, is_dated_version};
use crate::protocol::version::{NegotiationRule, VersionRule};

#[cfg(test)]
mod tests;

/// The outcome of choosing a protocol version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum VersionChoice {
    /// The platform's version is served.
    Served,
    /// It is not; these are.
    Unsupported {
        /// Versions served, own first.
        served: Vec<String>,
    },
}

/// Whether a business that speaks `own` and lists `listed` serves a platform of version `platform`.
#[must_use]
pub fn choose_version(rule: VersionRule, own: &str, listed: &[String], platform: &str) -> VersionChoice {
    match rule {
        VersionRule::ExactOrListed => {
            if platform == own || listed.iter().any(|version| version == platform) {
                return VersionChoice::Served;
            }
        }
        VersionRule::NotNewer => {
            if is_not_newer(platform, own) {
                return VersionChoice::Served;
            }
        }
    }
    let served = std::iter::once(own.to_owned()).chain(listed.iter().cloned()).collect();
    VersionChoice::Unsupported { served }
}

/// The active set: the business's declarations that survive, in the business's order, one version
/// each. `platform` yields names with versions; `protocol` is the protocol version in use.
#[must_use]
pub fn negotiate<'a>(
    rule: NegotiationRule,
    business: &'a [Capability],
    platform: &[Capability],
    protocol: &str,
) -> Vec<&'a Capability> {
    let mut active = match rule {
        NegotiationRule::HighestCommonVersion => highest_common(business, platform),
        NegotiationRule::ByName => by_name(business, platform),
    };
    active.retain(|capability| protocol_fits(capability, protocol));
    prune(&mut active);
    active
}

/// Steps 1 and 2: same name, greatest version that both declare.
fn highest_common<'a>(business: &'a [Capability], platform: &[Capability]) -> Vec<&'a Capability> {
    let shared = |own: &&Capability| {
        platform.iter().any(|other| other.name == own.name && other.version == own.version)
    };
    latest(business.iter().filter(shared))
}

/// One declaration of each name, the latest.
fn latest<'a>(candidates: impl Iterator<Item = &'a Capability>) -> Vec<&'a Capability> {
    let mut active: Vec<&Capability> = Vec::new();
    for candidate in candidates {
        match active.iter_mut().find(|chosen| chosen.name == candidate.name) {
            Some(chosen) if chosen.version < candidate.version => *chosen = candidate,
            Some(_) => {}
            None => active.push(candidate),
        }
    }
    active
}

/// Same name, in a version of the platform's that is not newer than the business's; the latest of the
/// business's when it declares several. What fails is not active, be it root or extension; an operation
/// whose root is not active is refused.
fn by_name<'a>(business: &'a [Capability], platform: &[Capability]) -> Vec<&'a Capability> {
    let served = |own: &&Capability| {
        platform.iter().any(|other| other.name == own.name && is_not_newer(&other.version, &own.version))
    };
    latest(business.iter().filter(served))
}

/// Whether a platform's dated version is served by the business's. Dates of the form `YYYY-MM-DD`
/// compare as text; what is no date is not served.
fn is_not_newer(platform: &str, own: &str) -> bool {
    is_dated_version(platform) && platform <= own
}

fn protocol_fits(capability: &Capability, protocol: &str) -> bool {
    capability.requires.protocol.as_ref().is_none_or(|range| range.contains(protocol))
}

/// Steps 3 and 4, with the version requirements of extensions: drops whatever lacks all its parents
/// or a required version of another capability, until nothing changes.
fn prune(active: &mut Vec<&Capability>) {
    loop {
        let keep: Vec<bool> =
            active.iter().map(|one| has_parent(one, active) && needs_met(one, active)).collect();
        if keep.iter().all(|kept| *kept) {
            return;
        }
        let mut kept = keep.into_iter();
        active.retain(|_| kept.next().unwrap_or(false));
    }
}

fn has_parent(capability: &Capability, active: &[&Capability]) -> bool {
    capability.extends.is_empty()
        || capability.extends.iter().any(|parent| active.iter().any(|other| other.name == *parent))
}

/// A requirement names versions of capabilities the extension composes onto; one that is not active
/// is not composed, so it cannot conflict (whether a parent is there at all is `has_parent`'s duty).
fn needs_met(capability: &Capability, active: &[&Capability]) -> bool {
    capability.requires.capabilities.iter().all(|(name, range)| {
        active.iter().filter(|other| other.name == *name).all(|other| range.contains(&other.version))
    })
}

/// Active capabilities that concern an operation: its root capability and the extensions that name
/// it as a parent.
pub fn relevant<'a>(active: &'a [&'a Capability], root: &'a str) -> impl Iterator<Item = &'a Capability> {
    active
        .iter()
        .copied()
        .filter(move |one| one.name == root || one.extends.iter().any(|parent| parent == root))
}
