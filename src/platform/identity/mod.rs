//! Who a platform is: its keys, its profile, and where both are published.

mod edit;
mod profile;
mod shopping;

pub use edit::{DocumentEdit, EditError};
pub use profile::ProfileDraft;
pub use shopping::{Parent, ShoppingCapability};

#[cfg(test)]
mod tests;

use crate::crypto::key::{Curve, KeyError, SigningKey};
use crate::crypto::structured_field::{UcpAgent, UcpAgentError};
use crate::protocol::version::ProtocolVersion;

use super::host::{Agent, AgentUrls, Answer};

/// A platform: the identifier and URLs of its agent, the keys it holds, the key it signs with, and
/// what its profile says. Nothing is visible to anybody until [`Self::publish`].
#[derive(Clone, Debug)]
pub struct PlatformIdentity {
    id: String,
    urls: AgentUrls,
    keys: Vec<SigningKey>,
    signing: SigningKey,
    profile: ProfileDraft,
}

impl PlatformIdentity {
    /// A platform with one fresh P-256 key that asks for all of shopping and for webhooks.
    ///
    /// # Errors
    /// When the system yields no randomness.
    pub fn generate(agent: &Agent, version: ProtocolVersion) -> Result<Self, KeyError> {
        let key = SigningKey::generate(Curve::P256, format!("{}-1", agent.id()))?;
        Ok(Self::new(agent.id(), agent.urls().clone(), version, key))
    }

    /// The same with a key that exists already.
    #[must_use]
    pub fn new(id: impl Into<String>, urls: AgentUrls, version: ProtocolVersion, key: SigningKey) -> Self {
        let mut profile = ProfileDraft::shopping(version, &urls.webhook);
        profile.signing_keys.push(key.public_jwk());
        Self { id: id.into(), urls, keys: vec![key.clone()], signing: key, profile }
    }

    /// The identifier in its URLs.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Where its profile is: its identity on the wire.
    #[must_use]
    pub fn profile_url(&self) -> &str {
        &self.urls.profile
    }

    /// Names its profile by another URL from now on; where the profile is served does not change.
    pub fn name_profile(&mut self, url: impl Into<String>) {
        self.urls.profile = url.into();
    }

    /// Where it takes webhooks.
    #[must_use]
    pub fn webhook_url(&self) -> &str {
        &self.urls.webhook
    }

    /// The value of `UCP-Agent` that names its profile.
    ///
    /// # Errors
    /// When the URL has characters that no quoted string can hold.
    pub fn agent_header(&self) -> Result<String, UcpAgentError> {
        UcpAgent::header(self.profile_url())
    }

    /// The key it signs with.
    #[must_use]
    pub const fn signing_key(&self) -> &SigningKey {
        &self.signing
    }

    /// Every key it holds, published or not, oldest first.
    #[must_use]
    pub fn keys(&self) -> &[SigningKey] {
        &self.keys
    }

    /// Adds a key to the profile, next to the ones there; the first step of a rotation.
    pub fn add_key(&mut self, key: SigningKey) {
        self.profile.signing_keys.push(key.public_jwk());
        self.keys.push(key);
    }

    /// Signs with another of its keys from now on. Returns whether it holds one of that name.
    pub fn sign_with(&mut self, kid: &str) -> bool {
        let Some(key) = self.keys.iter().find(|key| key.kid() == kid) else { return false };
        self.signing = key.clone();
        true
    }

    /// Takes a key out of the profile; the last step of a rotation. The key is still held, so that
    /// what happens to its signatures can be seen. Returns whether it was published.
    pub fn retire_key(&mut self, kid: &str) -> bool {
        let published = self.profile.signing_keys.len();
        self.profile.signing_keys.retain(|key| key.kid != kid);
        self.profile.signing_keys.len() < published
    }

    /// What its profile says.
    #[must_use]
    pub const fn profile(&self) -> &ProfileDraft {
        &self.profile
    }

    /// What its profile says, to change it. Nobody sees the change before [`Self::publish`].
    pub const fn profile_mut(&mut self) -> &mut ProfileDraft {
        &mut self.profile
    }

    /// Serves the profile as it is now, and lets the inbox acknowledge webhooks.
    ///
    /// # Errors
    /// When an edit of the profile aims at a place that does not exist.
    pub fn publish(&self, agent: &Agent) -> Result<(), EditError> {
        agent.profile().answer_with(Answer::profile(self.profile.document()?.to_string()));
        agent.inbox().answer_with(Answer::json(200, &self.profile.acknowledgement()));
        Ok(())
    }
}
