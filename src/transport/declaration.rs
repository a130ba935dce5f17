//! Parts of published declarations that every layout shares.

use crate::protocol::profile::Capability;
use serde_json::{Map, Value, json};

/// An object of those members that have a value.
pub(super) fn object<const N: usize>(members: [(&str, Option<Value>); N]) -> Map<String, Value> {
    members.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))).collect()
}

/// What a capability declares, but for its name.
pub(super) fn capability(capability: &Capability) -> Map<String, Value> {
    let extends = match capability.extends.as_slice() {
        [] => None,
        [parent] => Some(json!(parent)),
        parents => Some(json!(parents)),
    };
    object([
        ("version", Some(json!(capability.version))),
        ("spec", capability.spec.as_ref().map(|url| json!(url))),
        ("schema", capability.schema.as_ref().map(|url| json!(url))),
        ("extends", extends),
        ("config", capability.config.clone()),
    ])
}
