//! What a platform's profile says.

use serde_json::{Map, Value, json};

use crate::crypto::jwk::Jwk;
use crate::protocol::profile::{Capability, Handler, Service};
use crate::protocol::version::{Edition, ProtocolVersion, Shape};

use super::{DocumentEdit, EditError, ShoppingCapability};

/// What a platform's profile says, in parts that can be changed, and edits to the finished
/// document for what the parts cannot express.
#[derive(Clone, Debug)]
pub struct ProfileDraft {
    /// How the document is laid out.
    pub edition: &'static Edition,
    /// The version of the protocol, a date (or, in a negative test, anything).
    pub version: String,
    /// The services it speaks.
    pub services: Vec<Service>,
    /// The capabilities it can use; one name may occur in several versions.
    pub capabilities: Vec<Capability>,
    /// The payment handlers it can drive.
    pub payment_handlers: Vec<Handler>,
    /// The keys it signs with.
    pub signing_keys: Vec<Jwk>,
    /// Changes to the finished document, made in order.
    pub edits: Vec<DocumentEdit>,
}

/// The service every capability here belongs to.
const SHOPPING: &str = "dev.ucp.shopping";

impl ProfileDraft {
    /// A platform that speaks shopping over REST, declares every capability of
    /// [`ShoppingCapability`], and takes order webhooks at the URL given.
    #[must_use]
    pub fn shopping(version: ProtocolVersion, webhook_url: &str) -> Self {
        let artefacts = version.edition().artefacts;
        let service = Service {
            name: SHOPPING.to_owned(),
            version: version.date().to_owned(),
            transport: "rest".to_owned(),
            endpoint: None,
            spec: Some(format!("{artefacts}/specification/overview")),
            schema: Some(format!("{artefacts}/services/shopping/rest.openapi.json")),
        };
        let mut profile = Self {
            edition: version.edition(),
            version: version.date().to_owned(),
            services: vec![service],
            capabilities: ShoppingCapability::all().map(|known| known.declaration(version)).collect(),
            payment_handlers: Vec::new(),
            signing_keys: Vec::new(),
            edits: Vec::new(),
        };
        profile.configure(ShoppingCapability::Order, "webhook_url", webhook_url);
        profile
    }

    /// The declaration of a capability, to change it; the first one when there are several.
    pub fn capability_mut(&mut self, capability: ShoppingCapability) -> Option<&mut Capability> {
        let name = capability.name();
        self.capabilities.iter_mut().find(|declared| declared.name == name)
    }

    /// Sets one setting of a declared capability, such as `webhook_url` or `supports_multi_group`.
    pub fn configure(&mut self, capability: ShoppingCapability, setting: &str, value: impl Into<Value>) {
        if let Some(declared) = self.capability_mut(capability) {
            let config = declared.config.get_or_insert_with(|| Value::Object(Map::new()));
            if let Value::Object(settings) = config {
                settings.insert(setting.to_owned(), value.into());
            }
        }
    }

    /// Declares only these capabilities from now on, of those declared.
    pub fn keep_only(&mut self, capabilities: &[ShoppingCapability]) {
        let names: Vec<String> = capabilities.iter().map(|kept| kept.name()).collect();
        self.capabilities.retain(|declared| names.contains(&declared.name));
    }

    /// The document, edits included.
    ///
    /// # Errors
    /// When an edit aims at a place that does not exist.
    pub fn document(&self) -> Result<Value, EditError> {
        let mut document = match self.edition.shape {
            Shape::Registry => self.registries(),
            Shape::Listing => self.lists(),
        };
        self.edits.iter().try_for_each(|edit| edit.apply(&mut document))?;
        Ok(document)
    }

    fn registries(&self) -> Value {
        json!({
            "ucp": {
                "version": self.version,
                "services": registry(self.services.iter().map(|entry| (&entry.name, service(entry)))),
                "capabilities": registry(self.capabilities.iter().map(|entry| (&entry.name, capability(entry)))),
                "payment_handlers": registry(
                    self.payment_handlers.iter().map(|entry| (&entry.name, entry.declaration.clone())),
                ),
            },
            (self.edition.keys_member): self.signing_keys,
        })
    }

    /// Handlers stand beside the envelope; a platform's service entry says no more than its version.
    fn lists(&self) -> Value {
        let named = |name: &str, entry: Value| match entry {
            Value::Object(members) => {
                let name = ("name".to_owned(), json!(name));
                Value::Object(std::iter::once(name).chain(members).collect())
            }
            other
            @ (Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_)) => other,
        };
        let services: Map<_, _> = self
            .services
            .iter()
            .map(|entry| {
                (
                    entry.name.clone(),
                    object([
                        ("version", Some(json!(entry.version))),
                        ("spec", entry.spec.as_ref().map(|url| json!(url))),
                    ]),
                )
            })
            .collect();
        json!({
            "ucp": {
                "version": self.version,
                "services": services,
                "capabilities": self.capabilities.iter()
                    .map(|entry| named(&entry.name, capability(entry))).collect::<Vec<_>>(),
            },
            "payment": {
                "handlers": self.payment_handlers.iter()
                    .map(|entry| named(&entry.name, entry.declaration.clone())).collect::<Vec<_>>(),
            },
            (self.edition.keys_member): self.signing_keys,
        })
    }

    /// What the platform answers to a webhook it accepts.
    #[must_use]
    pub fn acknowledgement(&self) -> Value {
        json!({"ucp": {"version": self.version}})
    }
}

/// Entries by name, each name with the array of its entries.
fn registry<'a>(entries: impl Iterator<Item = (&'a String, Value)>) -> Value {
    let mut names = Map::new();
    for (name, entry) in entries {
        let listed = names.entry(name.clone()).or_insert_with(|| Value::Array(Vec::new()));
        if let Value::Array(listed) = listed {
            listed.push(entry);
        }
    }
    Value::Object(names)
}

fn service(entry: &Service) -> Value {
    object([
        ("version", Some(json!(entry.version))),
        ("transport", Some(json!(entry.transport))),
        ("endpoint", entry.endpoint.as_ref().map(|url| json!(url))),
        ("spec", entry.spec.as_ref().map(|url| json!(url))),
        ("schema", entry.schema.as_ref().map(|url| json!(url))),
    ])
}

fn capability(entry: &Capability) -> Value {
    let extends = match entry.extends.as_slice() {
        [] => None,
        [parent] => Some(json!(parent)),
        parents => Some(json!(parents)),
    };
    object([
        ("version", Some(json!(entry.version))),
        ("spec", entry.spec.as_ref().map(|url| json!(url))),
        ("schema", entry.schema.as_ref().map(|url| json!(url))),
        ("extends", extends),
        ("config", entry.config.clone()),
    ])
}

/// An object of the members that have a value.
fn object<const N: usize>(members: [(&str, Option<Value>); N]) -> Value {
    Value::Object(members.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))).collect())
}
