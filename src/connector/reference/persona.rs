//! Who the connector is to a business: one profile per version of the protocol it speaks, one key
//! for all of them.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use serde_json::json;

use super::{Reference, Settings, SetupError, portrait};
use crate::connector::defect::Defects;
use crate::crypto::key::{Curve, SigningKey};
use crate::platform::business_profile::Business;
use crate::platform::host::{Agent, AgentHost};
use crate::platform::identity::PlatformIdentity;
use crate::protocol::profile::Handler;
use crate::protocol::version::ProtocolVersion;

/// One profile with its place on the listener.
#[derive(Debug)]
pub(super) struct Persona {
    pub(super) agent: Agent,
    identity: Mutex<PlatformIdentity>,
    defects: Defects,
}

/// A persona per version spoken, published.
pub(super) fn all(
    settings: &Settings,
    host: &Arc<AgentHost>,
) -> Result<HashMap<ProtocolVersion, Persona>, SetupError> {
    let key = SigningKey::generate(Curve::P256, format!("{}-1", settings.name))?;
    let mut personas = HashMap::new();
    for (number, version) in settings.versions.iter().enumerate() {
        let agent = host.open(format!("{}-{number}", settings.name));
        let mut identity = PlatformIdentity::new(agent.id(), agent.urls().clone(), *version, key.clone());
        let defects = settings.defects.clone();
        portrait::spoil(&mut identity, &defects);
        publish(&agent, &identity, &defects)?;
        personas.insert(*version, Persona { agent, identity: Mutex::new(identity), defects });
    }
    Ok(personas)
}

/// Serves the profile as it is now. The inbox is the receiver's and stays as it is.
fn publish(agent: &Agent, identity: &PlatformIdentity, defects: &Defects) -> Result<(), SetupError> {
    let document = identity.profile().document()?.to_string();
    agent.profile().answer_with(portrait::served(document, identity.profile().edition, defects));
    Ok(())
}

impl Persona {
    /// The identity as it is now.
    pub(super) fn identity(&self) -> PlatformIdentity {
        self.identity.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Declares the handlers of a business that the connector can drive, and publishes when there
    /// are new ones.
    fn declare(&self, handlers: Vec<Handler>) -> Result<(), SetupError> {
        let mut identity = self.identity.lock().unwrap_or_else(PoisonError::into_inner);
        let known = &mut identity.profile_mut().payment_handlers;
        let before = known.len();
        for handler in handlers {
            if !known.iter().any(|held| held.name == handler.name) {
                known.push(handler);
            }
        }
        let grew = known.len() > before;
        if grew {
            publish(&self.agent, &identity, &self.defects)?;
        }
        Ok(())
    }
}

impl Reference {
    /// Declares towards everybody the payment handlers of a business that can be driven here.
    pub(super) fn declare_handlers(&self, persona: &Persona, business: &Business) -> Result<(), SetupError> {
        let usable = |handler: &&Handler| {
            let names = self.settings().handlers.as_ref();
            names.is_none_or(|names| names.contains(&handler.name))
        };
        persona.declare(business.payment_handlers.iter().filter(usable).map(declaration).collect())
    }
}

/// A business's handler as a platform declares it.
fn declaration(handler: &Handler) -> Handler {
    let text = |member: &str, default: &str| {
        handler.declaration.get(member).and_then(serde_json::Value::as_str).unwrap_or(default).to_owned()
    };
    let declaration = json!({
        "version": handler.version,
        "id": handler.id,
        "spec": text("spec", "https://agent.example/handler"),
        "schema": text("schema", "https://agent.example/handler.json"),
    });
    Handler { declaration, ..handler.clone() }
}
