//! Which version is served, which capabilities are active, which of them concern an operation.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Value, json};

use super::{Evaluated, accepted, read, refused};
use crate::protocol::negotiation::{VersionChoice, choose_version, negotiate, relevant};
use crate::protocol::profile::{Capability, Requires};
use crate::protocol::version::ProtocolVersion;

/// One declaration of one version of one capability.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Declared {
    name: String,
    version: String,
    #[serde(default)]
    extends: Vec<String>,
    /// `requires` as the capability's schema says it.
    #[serde(default)]
    requires: Value,
}

impl Declared {
    fn capability(self) -> Capability {
        let requires = Requires::of_schema(&json!({ "requires": self.requires }));
        Capability {
            name: self.name,
            version: self.version,
            extends: self.extends,
            requires,
            ..Capability::default()
        }
    }
}

#[derive(Deserialize)]
#[serde(tag = "op", rename_all = "snake_case", deny_unknown_fields)]
enum Negotiation {
    /// Is the platform's protocol version served?
    Version { own: String, listed: Vec<String>, platform: String },
    /// The active set.
    Capabilities { business: Vec<Declared>, platform: Vec<Declared>, protocol: String },
    /// The part of the active set that an answer of the operation names.
    Relevant { active: Vec<Declared>, root: String },
}

pub(super) fn decide(version: ProtocolVersion, input: &Value) -> Evaluated {
    let edition = version.edition();
    Ok(match read(input)? {
        Negotiation::Version { own, listed, platform } => {
            match choose_version(edition.version_rule, &own, &listed, &platform) {
                VersionChoice::Served => accepted(),
                VersionChoice::Unsupported { .. } => refused("version_unsupported"),
            }
        }
        Negotiation::Capabilities { business, platform, protocol } => {
            let business = capabilities(business);
            let platform = capabilities(platform);
            let active = negotiate(edition.negotiation, &business, &platform, &protocol);
            Ok(json!({ "active": by_name(active) }))
        }
        Negotiation::Relevant { active, root } => {
            let active = capabilities(active);
            let active: Vec<&Capability> = active.iter().collect();
            Ok(json!({ "relevant": by_name(relevant(&active, &root)) }))
        }
    })
}

fn capabilities(declared: Vec<Declared>) -> Vec<Capability> {
    declared.into_iter().map(Declared::capability).collect()
}

fn by_name<'a>(active: impl IntoIterator<Item = &'a Capability>) -> BTreeMap<&'a str, &'a str> {
    active.into_iter().map(|one| (one.name.as_str(), one.version.as_str())).collect()
}
