//! Deviations from the business's ordinary declaration, for scenarios about negotiation.

use crate::protocol::profile::Capability;

/// One deviation; they apply in the order in which they were made.
#[derive(Clone, Debug, PartialEq)]
pub enum Variation {
    /// Declares one more capability, or one more version of one.
    Declare(Box<Capability>),
    /// Withdraws a capability in every version.
    Withdraw(String),
    /// Lists an older protocol version as served, with the URL of its profile.
    ListVersion {
        /// The dated version.
        version: String,
        /// Where the profile of that version is.
        url: String,
    },
    /// Serves its operations below a path, such as `/shop/agents`, and nowhere else.
    MoveEndpoint(String),
}

impl Variation {
    /// The path below which operations are served from now on, when the deviation is about that.
    pub(super) fn endpoint(&self) -> Option<&str> {
        match self {
            Self::MoveEndpoint(path) => Some(path),
            Self::Declare(_) | Self::Withdraw(_) | Self::ListVersion { .. } => None,
        }
    }

    /// Applies the deviation to a list of capabilities and one of older versions.
    pub(super) fn apply(&self, capabilities: &mut Vec<Capability>, versions: &mut Vec<(String, String)>) {
        match self {
            Self::Declare(capability) => capabilities.push((**capability).clone()),
            Self::Withdraw(name) => capabilities.retain(|one| one.name != *name),
            Self::ListVersion { version, url } => versions.push((version.clone(), url.clone())),
            Self::MoveEndpoint(_) => {}
        }
    }
}
