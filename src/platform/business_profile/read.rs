//! Reading a business profile.

use serde_json::{Map, Value};

use crate::crypto::jwk::Jwk;
use crate::protocol::profile::{Capability, Handler, Service};
use crate::protocol::version::{ProtocolVersion, Shape};

use super::{Business, DiscoveryError};

/// What can be understood of a profile's bytes.
pub(super) fn business(url: &str, bytes: &[u8]) -> Result<Business, DiscoveryError> {
    let document: Value = serde_json::from_slice(bytes)
        .map_err(|error| DiscoveryError::NotJson { url: url.to_owned(), reason: error.to_string() })?;
    let version = document.pointer("/ucp/version").and_then(Value::as_str);
    let version = version.ok_or_else(|| DiscoveryError::NotAProfile { url: url.to_owned() })?.to_owned();
    // A version nobody here knows is read like the newest one: its parts may still be there.
    let edition = ProtocolVersion::parse(&version).unwrap_or(ProtocolVersion::LATEST).edition();
    let ucp = document.get("ucp").and_then(Value::as_object);
    let registry = |member: &str| match edition.shape {
        Shape::Registry => registry(ucp.and_then(|ucp| ucp.get(member))),
    };
    Ok(Business {
        profile_url: url.to_owned(),
        supported_versions: versions(ucp.and_then(|ucp| ucp.get("supported_versions"))),
        services: registry("services").filter_map(|(name, entry)| service(name, entry)).collect(),
        capabilities: registry("capabilities").filter_map(|(name, entry)| capability(name, entry)).collect(),
        payment_handlers: registry("payment_handlers")
            .filter_map(|(name, entry)| handler(name, entry))
            .collect(),
        signing_keys: keys(document.get(edition.keys_member)),
        version,
        document,
    })
}

/// The entries of an object of arrays, with their names.
fn registry(value: Option<&Value>) -> impl Iterator<Item = (&str, &Value)> {
    let names = value.and_then(Value::as_object).into_iter().flatten();
    names.flat_map(|(name, list)| {
        list.as_array().into_iter().flatten().map(move |entry| (name.as_str(), entry))
    })
}

fn versions(value: Option<&Value>) -> Vec<(String, String)> {
    let listed = value.and_then(Value::as_object).into_iter().flatten();
    listed.filter_map(|(version, url)| Some((version.clone(), url.as_str()?.to_owned()))).collect()
}

fn keys(value: Option<&Value>) -> Vec<Jwk> {
    let published = value.and_then(Value::as_array).into_iter().flatten();
    published.filter_map(|key| Jwk::parse(key).ok()).collect()
}

fn text(entry: &Value, member: &str) -> Option<String> {
    entry.get(member).and_then(Value::as_str).map(str::to_owned)
}

fn service(name: &str, entry: &Value) -> Option<Service> {
    Some(Service {
        name: name.to_owned(),
        version: text(entry, "version")?,
        transport: text(entry, "transport")?,
        endpoint: text(entry, "endpoint"),
        spec: text(entry, "spec"),
        schema: text(entry, "schema"),
    })
}

fn capability(name: &str, entry: &Value) -> Option<Capability> {
    let extends = match entry.get("extends") {
        Some(Value::String(parent)) => vec![parent.clone()],
        Some(Value::Array(parents)) => parents.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
        Some(Value::Null | Value::Bool(_) | Value::Number(_) | Value::Object(_)) | None => Vec::new(),
    };
    Some(Capability {
        name: name.to_owned(),
        version: text(entry, "version")?,
        extends,
        spec: text(entry, "spec"),
        schema: text(entry, "schema"),
        config: entry.get("config").cloned(),
        ..Capability::default()
    })
}

fn handler(name: &str, entry: &Value) -> Option<Handler> {
    Some(Handler {
        name: name.to_owned(),
        id: text(entry, "id")?,
        version: text(entry, "version")?,
        declaration: Value::Object(entry.as_object().cloned().unwrap_or_else(Map::new)),
    })
}
