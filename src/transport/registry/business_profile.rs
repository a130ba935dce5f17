//! The business profile as a document.

use crate::protocol::profile::{BusinessHandler, BusinessProfile, Service};
use crate::transport::declaration::{capability, object};
use serde_json::{Map, Value, json};

/// The document published at `/.well-known/ucp`. `keys_member` holds the signing keys.
pub(super) fn document(profile: &BusinessProfile, keys_member: &str) -> Value {
    let mut ucp = Map::new();
    ucp.insert("version".to_owned(), json!(profile.version));
    if !profile.supported_versions.is_empty() {
        let versions: Map<_, _> =
            profile.supported_versions.iter().map(|(version, url)| (version.clone(), json!(url))).collect();
        ucp.insert("supported_versions".to_owned(), Value::Object(versions));
    }
    ucp.insert(
        "services".to_owned(),
        registry(&profile.services, |one| &one.name, |one| service(one).into()),
    );
    ucp.insert(
        "capabilities".to_owned(),
        registry(&profile.capabilities, |one| &one.name, |one| capability(one).into()),
    );
    ucp.insert(
        "payment_handlers".to_owned(),
        registry(&profile.handlers, |one| &one.declaration.name, |one| handler(one).into()),
    );
    json!({ "ucp": ucp, keys_member: profile.signing_keys })
}

/// An object keyed by name whose values are arrays of the entries of that name.
fn registry<T>(entries: &[T], name: impl Fn(&T) -> &str, value: impl Fn(&T) -> Value) -> Value {
    let mut object = Map::new();
    for entry in entries {
        let slot = object.entry(name(entry)).or_insert_with(|| Value::Array(Vec::new()));
        if let Value::Array(values) = slot {
            values.push(value(entry));
        }
    }
    Value::Object(object)
}

fn service(service: &Service) -> Map<String, Value> {
    object([
        ("version", Some(json!(service.version))),
        ("transport", Some(json!(service.transport))),
        ("endpoint", service.endpoint.as_ref().map(|url| json!(url))),
        ("spec", service.spec.as_ref().map(|url| json!(url))),
        ("schema", service.schema.as_ref().map(|url| json!(url))),
    ])
}

fn handler(handler: &BusinessHandler) -> Map<String, Value> {
    let declaration = &handler.declaration;
    object([
        ("id", Some(json!(declaration.id))),
        ("version", Some(json!(declaration.version))),
        ("spec", handler.spec.as_ref().map(|url| json!(url))),
        ("schema", handler.schema.as_ref().map(|url| json!(url))),
        ("available_instruments", declaration.available_instruments.as_ref().map(|list| json!(list))),
    ])
}
