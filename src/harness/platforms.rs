//! The agents of one scenario. Every scenario has its own, so that nothing it does to keys or
//! profiles is seen by another.

use super::interrupt::{Interrupt, StepResult};
use crate::platform::host::{Agent, AgentHost};
use crate::platform::identity::PlatformIdentity;
use crate::protocol::profile::Handler;
use crate::protocol::version::ProtocolVersion;
use crate::transport::profile_view::ProfileView;
use serde_json::json;
use std::collections::BTreeMap;

/// Name of the platform that every scenario starts with.
pub const DEFAULT: &str = "the platform";

/// One platform: its place on the listener (profile, inbox) and its identity (keys, profile).
#[derive(Clone, Debug)]
pub struct Platform {
    /// Where its profile and its webhook inbox are served.
    pub agent: Agent,
    /// Its keys and what its profile says.
    pub identity: PlatformIdentity,
}

impl Platform {
    /// Opens a platform that asks for all of shopping and can drive every payment handler of the
    /// business, and publishes its profile.
    ///
    /// # Errors
    /// When the system yields no randomness.
    pub fn open(
        host: &AgentHost,
        id: &str,
        version: ProtocolVersion,
        business: Option<&ProfileView>,
    ) -> StepResult<Self> {
        let agent = host.open(id);
        let mut identity = PlatformIdentity::generate(&agent, version)
            .map_err(|error| Interrupt::Harness(format!("no key for the platform: {error}")))?;
        if let Some(profile) = business {
            identity.profile_mut().payment_handlers = handlers(profile, version);
        }
        let platform = Self { agent, identity };
        platform.publish()?;
        Ok(platform)
    }

    /// Makes changes to the profile visible.
    ///
    /// # Errors
    /// When an edit of the profile aims at a place that does not exist.
    pub fn publish(&self) -> StepResult {
        self.identity.publish(&self.agent).map_err(|error| {
            Interrupt::Harness(format!("the platform's profile cannot be published: {error}"))
        })
    }
}

/// The handlers of the business as a platform declares them.
pub(super) fn handlers(profile: &ProfileView, version: ProtocolVersion) -> Vec<Handler> {
    let declared = profile.payment_handlers();
    declared
        .iter()
        .map(|entry| {
            let text = |key: &str, default: &str| entry.text(key).unwrap_or(default).to_owned();
            let (id, date) = (text("id", entry.name), text("version", version.date()));
            let declaration = json!({
                "version": date,
                "id": id,
                "spec": text("spec", "https://agent.example/handler"),
                "schema": text("schema", "https://agent.example/handler.json"),
            });
            Handler { name: entry.name.to_owned(), id, version: date, declaration }
        })
        .collect()
}

/// The platforms of one scenario by name, and which of them acts.
#[derive(Debug, Default)]
pub struct Platforms {
    all: BTreeMap<String, Platform>,
    acting: String,
}

impl Platforms {
    /// Adds a platform; the first one acts.
    pub fn add(&mut self, name: &str, platform: Platform) {
        if self.all.is_empty() {
            name.clone_into(&mut self.acting);
        }
        self.all.insert(name.to_owned(), platform);
    }

    /// Lets another platform act from now on.
    ///
    /// # Errors
    /// When there is none of that name: the scenario is wrong.
    pub fn act_as(&mut self, name: &str) -> StepResult {
        self.named(name)?;
        name.clone_into(&mut self.acting);
        Ok(())
    }

    /// The platform that acts.
    ///
    /// # Errors
    /// When the scenario has none, which is the harness's fault.
    pub fn acting(&self) -> StepResult<&Platform> {
        self.named(&self.acting)
    }

    /// The platform that acts, to change it; call [`Platform::publish`] to make changes visible.
    ///
    /// # Errors
    /// When the scenario has none, which is the harness's fault.
    pub fn acting_mut(&mut self) -> StepResult<&mut Platform> {
        let acting = self.acting.clone();
        self.all.get_mut(&acting).ok_or_else(|| missing(&acting))
    }

    /// The platform of that name.
    ///
    /// # Errors
    /// When there is none of that name: the scenario is wrong.
    pub fn named(&self, name: &str) -> StepResult<&Platform> {
        self.all.get(name).ok_or_else(|| missing(name))
    }

    /// Every platform.
    pub fn iter(&self) -> impl Iterator<Item = &Platform> {
        self.all.values()
    }
}

fn missing(name: &str) -> Interrupt {
    Interrupt::Harness(format!("the scenario has no platform named `{name}`"))
}
