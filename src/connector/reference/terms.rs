//! What connector and business agreed on: version, capabilities, endpoint. Pure.

use std::sync::Arc;

use super::namespace;
use crate::connector::defect::{Defect, Defects};
use crate::connector::problem::{Code, Problem};
use crate::platform::business_profile::Business;
use crate::platform::identity::PlatformIdentity;
use crate::protocol::contract::{CapabilitySet, Contract};
use crate::protocol::negotiation::negotiate;
use crate::protocol::profile::Capability;
use crate::protocol::version::{Edition, ProtocolVersion};

/// The service that is shopped with.
const SHOPPING: &str = "dev.ucp.shopping";
/// The capability without which there is nothing to shop with.
const CHECKOUT: &str = "dev.ucp.shopping.checkout";

/// What connector and business agreed on.
#[derive(Debug)]
pub struct Terms {
    /// Origin of the business, without trailing slash.
    pub origin: String,
    /// The profile in use.
    pub business: Business,
    /// The version in use.
    pub version: ProtocolVersion,
    /// The active capabilities.
    pub capabilities: CapabilitySet,
    /// Where the service is reached, without trailing slash.
    pub endpoint: String,
    /// Who the connector is in that version.
    pub identity: PlatformIdentity,
}

/// Terms, and what of the profile is not used, with the reason.
pub(super) type Agreed = (Arc<Terms>, Vec<(String, String)>);

impl Terms {
    /// What is particular to the version.
    #[must_use]
    pub const fn edition(&self) -> &'static Edition {
        self.version.edition()
    }

    /// What the version demands.
    #[must_use]
    pub fn contract(&self) -> &'static Contract {
        Contract::embedded(self.version)
    }

    /// Whether a capability of shopping is active, by the last part of its name.
    #[must_use]
    pub fn has(&self, last: &str) -> bool {
        self.capabilities.contains(&format!("{SHOPPING}.{last}"))
    }
}

/// The version to use with a profile of this version, of those spoken here.
pub(super) fn version_of(profile: &str, spoken: &[ProtocolVersion]) -> Option<ProtocolVersion> {
    ProtocolVersion::parse(profile).filter(|version| spoken.contains(version))
}

/// Where the profile of a version spoken here is, when a profile of another version lists one; the
/// newest first.
pub(super) fn listed<'b>(business: &'b Business, spoken: &[ProtocolVersion]) -> Option<&'b str> {
    let mut known: Vec<_> = business
        .supported_versions
        .iter()
        .filter_map(|(date, url)| Some((version_of(date, spoken)?, url.as_str())))
        .collect();
    known.sort();
    known.pop().map(|(_, url)| url)
}

/// Negotiates with a profile of a version spoken here.
pub(super) fn agree(
    origin: &str,
    mut business: Business,
    version: ProtocolVersion,
    identity: PlatformIdentity,
    defects: &Defects,
) -> Result<Agreed, Problem> {
    let mut dropped = Vec::new();
    if !defects.has(Defect::ForeignNamespace) {
        bind(&mut business, &mut dropped);
    }
    let active = active(&business, &identity, version, defects);
    for capability in &business.capabilities {
        if !active.iter().any(|(name, _)| *name == capability.name) {
            dropped.push((capability.name.clone(), "it is not among what both sides speak".to_owned()));
        }
    }
    let capabilities: CapabilitySet = active.into_iter().collect();
    if !capabilities.contains(CHECKOUT) {
        let detail = format!("{origin} and this connector have no {CHECKOUT} of {version} in common");
        return Err(Problem::new(Code::CapabilitiesIncompatible, detail));
    }
    let endpoint = if defects.has(Defect::EndpointGuessed) {
        Some(origin.to_owned())
    } else {
        business.endpoint(SHOPPING, "rest").map(str::to_owned)
    };
    let endpoint = endpoint.ok_or_else(|| {
        let detail = format!("{} names no REST endpoint of {SHOPPING}", business.profile_url);
        Problem::new(Code::ProfileMalformed, detail)
    })?;
    let origin = origin.to_owned();
    Ok((Arc::new(Terms { origin, business, version, capabilities, endpoint, identity }), dropped))
}

/// Drops whatever names documents of somebody else's.
fn bind(business: &mut Business, dropped: &mut Vec<(String, String)>) {
    business.capabilities.retain(|capability| match namespace::foreign_capability(capability) {
        Some(because) => {
            dropped.push((capability.name.clone(), because));
            false
        }
        None => true,
    });
    business.services.retain(|service| match namespace::foreign_service(service) {
        Some(because) => {
            dropped.push((service.name.clone(), because));
            false
        }
        None => true,
    });
}

/// Names and versions of what both sides speak and the contract describes: an answer of another
/// capability version could not be validated.
fn active(
    business: &Business,
    identity: &PlatformIdentity,
    version: ProtocolVersion,
    defects: &Defects,
) -> Vec<(String, String)> {
    let own = &identity.profile().capabilities;
    let date = version.date();
    let negotiated: Vec<&Capability> = if defects.has(Defect::SkipsPruning) {
        business.capabilities.iter().collect()
    } else {
        negotiate(version.edition().negotiation, &business.capabilities, own, date)
    };
    let described = |one: &&Capability| {
        one.version == date
            || !Contract::embedded(version).capabilities().iter().any(|spec| spec.name == one.name)
    };
    let trusted = |one: &&Capability| defects.has(Defect::SkipsPruning) || described(one);
    let version_of = |one: &Capability| {
        // Without pruning the connector takes what it finds for what it knows.
        if defects.has(Defect::SkipsPruning) { date.to_owned() } else { one.version.clone() }
    };
    negotiated.into_iter().filter(trusted).map(|one| (one.name.clone(), version_of(one))).collect()
}
