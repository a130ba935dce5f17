//! The declaration and its rendered document.

use super::variation::Variation;
use crate::crypto::digest::content_digest;
use crate::crypto::jwk::Jwk;
use crate::merchant::World;
use crate::merchant::input::MethodKind;
use crate::protocol::contract::{CapabilitySpec, Contract};
use crate::protocol::profile::{BusinessHandler, BusinessProfile, Capability, Requires, Service};
use crate::protocol::version::Edition;
use crate::simulator::concession::{Concessions, Publisher};
use crate::transport::{Dialect, documents};
use bytes::Bytes;
use serde_json::{Map, Value, json};

/// The service this business offers.
const SERVICE: &str = "dev.ucp.shopping";

/// Capabilities this business implements, of those the contract describes.
const IMPLEMENTED: [&str; 5] = [
    "dev.ucp.shopping.checkout",
    "dev.ucp.shopping.order",
    "dev.ucp.shopping.discount",
    "dev.ucp.shopping.fulfillment",
    "dev.ucp.shopping.buyer_consent",
];

/// What a declaration is made from.
#[derive(Clone, Copy, Debug)]
pub struct Declared<'a> {
    /// Scheme and authority of the business, without trailing slash.
    pub base_url: &'a str,
    /// Catalogue, payment handlers and configuration.
    pub world: &'a World,
    /// What the protocol version describes.
    pub contract: &'a Contract,
    /// Published keys.
    pub keys: &'a [Jwk],
    /// Deviations, in order.
    pub variations: &'a [Variation],
    /// What the session concedes beyond the protocol.
    pub concessions: &'a Concessions,
}

/// A declaration that is in force.
#[derive(Debug)]
pub struct Business {
    /// The declaration.
    pub profile: BusinessProfile,
    /// The document published at `/.well-known/ucp`.
    pub document: Bytes,
    /// Its entity tag, quotes included.
    pub etag: String,
    /// Path below which operations are served; empty at the root.
    endpoint: String,
    /// Counts declarations of one session, so that negotiations made under another are redone.
    pub revision: u64,
}

impl Business {
    /// Makes and renders the declaration number `revision`.
    #[must_use]
    pub fn declare(from: &Declared<'_>, dialect: &dyn Dialect, revision: u64) -> Self {
        let edition = dialect.edition();
        let mut capabilities = capabilities(from, edition);
        let mut supported_versions = Vec::new();
        for variation in from.variations {
            variation.apply(&mut capabilities, &mut supported_versions);
        }
        let endpoint =
            from.variations.iter().rev().find_map(Variation::endpoint).unwrap_or_default().to_owned();
        let profile = BusinessProfile {
            version: edition.version.date().to_owned(),
            supported_versions,
            services: vec![service(from, edition, &endpoint)],
            capabilities,
            handlers: handlers(from),
            signing_keys: from.keys.to_vec(),
        };
        let publisher = Publisher { base_url: from.base_url, edition, keys: from.keys };
        let document =
            Bytes::from(from.concessions.published(dialect.business_profile(&profile), &publisher));
        let etag = format!("\"{}\"", content_digest(&document).replace([':', '"'], ""));
        Self { profile, document, etag, endpoint, revision }
    }

    /// What follows the endpoint in a path; `None` when the path is not below it.
    #[must_use]
    pub fn below_endpoint<'p>(&self, path: &'p str) -> Option<&'p str> {
        path.strip_prefix(&*self.endpoint).filter(|below| below.starts_with('/'))
    }

    /// Whether a business of this program implements a capability.
    pub fn implements(capability: &str) -> bool {
        IMPLEMENTED.contains(&capability)
    }

    /// Older protocol versions served.
    pub fn listed_versions(&self) -> Vec<String> {
        self.profile.supported_versions.iter().map(|(version, _)| version.clone()).collect()
    }
}

fn service(from: &Declared<'_>, edition: &Edition, path: &str) -> Service {
    Service {
        name: SERVICE.to_owned(),
        version: edition.version.date().to_owned(),
        transport: "rest".to_owned(),
        endpoint: Some(format!("{}{path}", from.base_url)),
        spec: Some(format!("{}/specification/overview", edition.artefacts)),
        schema: Some(format!("{}/services/shopping/rest.openapi.json", edition.artefacts)),
    }
}

fn capabilities(from: &Declared<'_>, edition: &Edition) -> Vec<Capability> {
    let implemented = |spec: &&CapabilitySpec| IMPLEMENTED.contains(&spec.name.as_str());
    from.contract
        .capabilities()
        .iter()
        .filter(implemented)
        .map(|spec| {
            let short = spec.name.rsplit('.').next().unwrap_or_default();
            Capability {
                name: spec.name.clone(),
                version: edition.version.date().to_owned(),
                extends: parents(spec),
                spec: Some(format!("{}/specification/{}", edition.artefacts, short.replace('_', "-"))),
                schema: spec.schema.as_ref().map(|file| format!("{}/{file}", edition.artefacts)),
                config: config(spec, from.world),
                requires: requires(from.contract, spec),
            }
        })
        .collect()
}

/// Parents among what is implemented here: a cart cannot be extended where there is none.
fn parents(spec: &CapabilitySpec) -> Vec<String> {
    spec.extends.iter().filter(|parent| IMPLEMENTED.contains(&parent.as_str())).cloned().collect()
}

fn requires(contract: &Contract, spec: &CapabilitySpec) -> Requires {
    let file = spec.schema.as_deref().and_then(|file| contract.file(file));
    let schema = file.and_then(|bytes| serde_json::from_slice(bytes).ok());
    schema.as_ref().map(Requires::of_schema).unwrap_or_default()
}

/// Settings of the capabilities that have some.
fn config(spec: &CapabilitySpec, world: &World) -> Option<Value> {
    if !spec.name.ends_with(".fulfillment") {
        return None;
    }
    let fulfillment = &world.fulfillment_config;
    let mut config = Map::new();
    config.insert(
        "allows_multi_destination".to_owned(),
        json!({"shipping": fulfillment.multi_destination_shipping, "pickup": fulfillment.multi_destination_pickup}),
    );
    if !fulfillment.method_combinations.is_empty() {
        let combinations: Vec<&[MethodKind]> =
            fulfillment.method_combinations.iter().map(Vec::as_slice).collect();
        config.insert("allows_method_combinations".to_owned(), json!(combinations));
    }
    Some(Value::Object(config))
}

/// Handlers with the documents served for them under the business's own authority.
fn handlers(from: &Declared<'_>) -> Vec<BusinessHandler> {
    from.world
        .payment_handlers
        .iter()
        .map(|declaration| BusinessHandler {
            spec: Some(documents::handler_spec(from.base_url, &declaration.name)),
            schema: Some(documents::instrument_schema(from.base_url, &declaration.name)),
            config_schema: Some(documents::config_schema(from.base_url, &declaration.name)),
            declaration: declaration.clone(),
        })
        .collect()
}
