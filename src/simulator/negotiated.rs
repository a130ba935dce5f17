//! What one platform and one business settled on, computed once per pair of declarations.

use super::business::Business;
use crate::merchant::{Caller, Extensions, Principal};
use crate::protocol::contract::{CapabilitySet, Contract};
use crate::protocol::negotiation::{negotiate, relevant};
use crate::protocol::profile::PlatformProfile;
use crate::protocol::version::{ActiveList, Edition, VersionRule};
use crate::transport::Active;
use std::sync::Arc;

/// The outcome of a negotiation.
#[derive(Debug)]
pub struct Negotiated {
    /// The protocol version used.
    pub version: String,
    /// Every active capability.
    pub active: Vec<Active>,
    /// The same as a set for the contract's validators, which know one version of each.
    pub set: CapabilitySet,
    /// What a response of an operation of each root lists.
    by_root: Vec<(String, Vec<Active>)>,
    /// Who asks, in the merchant's terms.
    pub caller: Caller,
    /// Revision of the business's declaration this was made under.
    pub revision: u64,
}

impl Negotiated {
    /// Negotiates between a business and the platform at `profile_url`.
    #[must_use]
    pub fn settle(
        edition: &Edition,
        contract: &Contract,
        business: &Business,
        profile_url: &str,
        platform: &PlatformProfile,
    ) -> Self {
        let own = &business.profile.capabilities;
        let chosen = negotiate(edition.negotiation, own, &platform.capabilities, &platform.version);
        let active = |one: &crate::protocol::profile::Capability| Active {
            name: one.name.clone(),
            version: one.version.clone(),
        };
        let roots = contract.operations().iter().map(|spec| spec.capability.clone());
        let mut by_root: Vec<(String, Vec<Active>)> = Vec::new();
        for root in roots {
            if !by_root.iter().any(|(known, _)| *known == root) {
                let listed = match edition.active_list {
                    ActiveList::OfOperation => relevant(&chosen, &root).map(active).collect(),
                    ActiveList::Whole => chosen.iter().copied().map(active).collect(),
                };
                by_root.push((root, listed));
            }
        }
        let described = contract.capabilities().iter().map(|spec| spec.name.as_str());
        let known = described.filter(|name| chosen.iter().any(|one| one.name == *name));
        let names = || chosen.iter().map(|one| one.name.as_str());
        Self {
            set: CapabilitySet::of_version(contract.version().date(), known),
            caller: Caller {
                principal: Principal::Platform(profile_url.into()),
                extensions: Extensions::from_names(names()),
                supports_multi_group: platform.supports_multi_group,
                payment_handlers: platform.handlers.clone().filter(|list| !list.is_empty()).map(Arc::from),
                webhook_url: platform.webhook_url.as_deref().map(Arc::from),
            },
            active: chosen.iter().copied().map(active).collect(),
            by_root,
            version: version(edition, platform),
            revision: business.revision,
        }
    }

    /// Whether a capability is active.
    #[must_use]
    pub fn has(&self, name: &str) -> bool {
        self.active.iter().any(|one| one.name == name)
    }

    /// What responses of a root capability's operations list: every active capability, or those that
    /// concern them.
    #[must_use]
    pub fn relevant(&self, root: &str) -> &[Active] {
        self.by_root.iter().find(|(name, _)| name == root).map_or(&[], |(_, listed)| listed)
    }
}

/// The version a request is processed in: the platform's, which the business lists, or the business's
/// own, in which older platforms are answered too.
fn version(edition: &Edition, platform: &PlatformProfile) -> String {
    match edition.version_rule {
        VersionRule::ExactOrListed => platform.version.clone(),
        VersionRule::NotNewer => edition.version.date().to_owned(),
    }
}
