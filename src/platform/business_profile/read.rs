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
    let (services, capabilities, payment_handlers) = declared(&document, edition.shape);
    Ok(Business {
        profile_url: url.to_owned(),
        supported_versions: versions(document.pointer("/ucp/supported_versions")),
        services,
        capabilities,
        payment_handlers,
        signing_keys: keys(document.get(edition.keys_member)),
        version,
        document,
    })
}

/// What a document of that shape declares.
fn declared(document: &Value, shape: Shape) -> (Vec<Service>, Vec<Capability>, Vec<Handler>) {
    let at = |pointer: &str| document.pointer(pointer);
    match shape {
        Shape::Registry => (
            registry(at("/ucp/services")).filter_map(|(name, entry)| service(name, entry)).collect(),
            registry(at("/ucp/capabilities")).filter_map(|(name, entry)| capability(name, entry)).collect(),
            registry(at("/ucp/payment_handlers")).filter_map(|(name, entry)| handler(name, entry)).collect(),
        ),
        Shape::Listing => (
            bindings(at("/ucp/services")).collect(),
            list(at("/ucp/capabilities")).filter_map(|(name, entry)| capability(name, entry)).collect(),
            list(at("/payment/handlers")).filter_map(|(name, entry)| handler(name, entry)).collect(),
        ),
    }
}

/// The entries of a list, with the names they carry.
fn list(value: Option<&Value>) -> impl Iterator<Item = (&str, &Value)> {
    let entries = value.and_then(Value::as_array).into_iter().flatten();
    entries.filter_map(|entry| Some((entry.get("name")?.as_str()?, entry)))
}

/// One service per transport of each entry: version and specification are the entry's, address and
/// schema the transport's.
fn bindings(value: Option<&Value>) -> impl Iterator<Item = Service> {
    const TRANSPORTS: [&str; 4] = ["rest", "mcp", "a2a", "embedded"];
    let names = value.and_then(Value::as_object).into_iter().flatten();
    names.flat_map(|(name, entry)| {
        TRANSPORTS.into_iter().filter_map(move |transport| {
            let binding = entry.get(transport)?;
            Some(Service {
                name: name.clone(),
                version: text(entry, "version")?,
                transport: transport.to_owned(),
                endpoint: text(binding, "endpoint"),
                spec: text(entry, "spec"),
                schema: text(binding, "schema"),
            })
        })
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
