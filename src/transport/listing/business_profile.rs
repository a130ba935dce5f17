//! The business profile as a document.

use super::handler::handler;
use crate::protocol::profile::{BusinessProfile, Service};
use crate::transport::declaration::{capability, object};
use serde_json::{Map, Value, json};

/// The document published at `/.well-known/ucp`. `keys_member` holds the signing keys.
pub(super) fn document(profile: &BusinessProfile, keys_member: &str) -> Value {
    let capabilities = profile.capabilities.iter().map(|one| named(&one.name, capability(one)));
    json!({
        "ucp": {
            "version": profile.version,
            "services": services(&profile.services),
            "capabilities": capabilities.collect::<Vec<_>>(),
        },
        "payment": { "handlers": profile.handlers.iter().map(handler).collect::<Vec<_>>() },
        keys_member: profile.signing_keys,
    })
}

/// An entry with its name as the first member.
fn named(name: &str, members: Map<String, Value>) -> Value {
    std::iter::once(("name".to_owned(), json!(name))).chain(members).collect::<Map<_, _>>().into()
}

/// One object per service: version and specification, and a member per transport.
fn services(services: &[Service]) -> Map<String, Value> {
    let mut object_by_name = Map::new();
    for service in services {
        let entry = object_by_name.entry(&service.name).or_insert_with(|| {
            object([
                ("version", Some(json!(service.version))),
                ("spec", service.spec.as_ref().map(|url| json!(url))),
            ])
            .into()
        });
        if let Value::Object(members) = entry {
            let binding = object([
                ("schema", service.schema.as_ref().map(|url| json!(url))),
                ("endpoint", service.endpoint.as_ref().map(|url| json!(url))),
            ]);
            members.insert(service.transport.clone(), binding.into());
        }
    }
    object_by_name
}
