//! What the `ucp` member says: version and capabilities.

use super::{Observation, Remark};
use crate::harness::interrupt::brief;
use crate::protocol::version::Shape;
use crate::transport::view::View;
use serde_json::Value;

/// Whether the answer is one of the protocol's own (2xx), which carries the envelope.
fn enveloped(view: &View) -> bool {
    (200..300).contains(&view.status)
}

/// Whether the answer carries a resource, not an error envelope.
pub(super) fn resource(view: &View) -> bool {
    enveloped(view) && view.ucp_status() != Some("error")
}

pub(super) fn version(observation: &Observation<'_>) -> Remark {
    if !enveloped(observation.view) {
        return Remark::NotConcerned;
    }
    let expected = observation.contract.version().date();
    let actual = observation.view.text("/ucp/version").unwrap_or("absent");
    Remark::of(actual == expected, "ucp.version is not the negotiated version", expected, actual)
}

pub(super) fn capabilities(observation: &Observation<'_>) -> Remark {
    if !resource(observation.view) {
        return Remark::NotConcerned;
    }
    let named = observation.view.raw().pointer("/ucp/capabilities");
    let shaped = match observation.edition().shape {
        Shape::Registry => named.is_some_and(Value::is_object),
        Shape::Listing => named.is_some_and(Value::is_array),
    };
    Remark::of(
        shaped && !observation.view.capabilities().is_empty(),
        "ucp.capabilities names no active capability",
        "the negotiated capabilities, in the shape of the version: an object of arrays, or a list of names and versions",
        named.map_or_else(|| "absent".to_owned(), brief),
    )
}

pub(super) fn relevance(observation: &Observation<'_>) -> Remark {
    let names = observation.view.capabilities();
    let Some(spec) = observation.contract.operation(observation.draft.operation) else {
        return Remark::NotConcerned;
    };
    if !resource(observation.view) || names.is_empty() {
        return Remark::NotConcerned;
    }
    let related =
        |name: &String| *name == spec.capability || extends(observation, name).contains(&spec.capability);
    Remark::of(
        names.iter().all(related) && names.contains(&spec.capability),
        "ucp.capabilities lists what does not concern the operation",
        &format!("{} and extensions of it", spec.capability),
        names.join(", "),
    )
}

pub(super) fn declared(observation: &Observation<'_>) -> Remark {
    let names = observation.view.capabilities();
    if !resource(observation.view) || names.is_empty() {
        return Remark::NotConcerned;
    }
    let profile = &observation.business.profile;
    let unknown: Vec<&String> = names.iter().filter(|name| !profile.has_capability(name)).collect();
    let newer = newer_than_protocol(observation);
    Remark::of(
        unknown.is_empty() && newer.is_empty(),
        "ucp.capabilities lists what was not negotiated",
        "capabilities of the profile in versions not newer than the protocol version",
        format!("not in the profile: {unknown:?}; newer than the protocol: {newer:?}"),
    )
}

/// Capabilities in versions newer than the protocol's; only `dev.ucp` follows its calendar.
fn newer_than_protocol(observation: &Observation<'_>) -> Vec<String> {
    let protocol = observation.contract.version().date();
    versions(observation.view)
        .into_iter()
        .filter(|(name, date)| name.starts_with("dev.ucp.") && date.as_str() > protocol)
        .map(|(name, date)| format!("{name} {date}"))
        .collect()
}

/// The capabilities an answer names, each with its version, whatever the shape of the registry.
pub(in crate::harness) fn versions(view: &View) -> Vec<(String, String)> {
    let version = |entry: &Value| Some(entry.get("version")?.as_str()?.to_owned());
    match view.at("/ucp/capabilities") {
        Some(Value::Object(map)) => map
            .iter()
            .filter_map(|(name, entries)| {
                let first = entries.as_array().and_then(|list| list.first()).unwrap_or(entries);
                Some((name.clone(), version(first)?))
            })
            .collect(),
        Some(Value::Array(list)) => list
            .iter()
            .filter_map(|entry| Some((entry.get("name")?.as_str()?.to_owned(), version(entry)?)))
            .collect(),
        _ => Vec::new(),
    }
}

/// The parents a capability extends, by the business's profile and by the contract.
fn extends(observation: &Observation<'_>, name: &str) -> Vec<String> {
    let declared = observation.business.profile.capabilities();
    let by_profile = declared
        .iter()
        .filter(|entry| entry.name == name)
        .filter_map(|entry| entry.declaration.get("extends"))
        .flat_map(|extends| match extends {
            Value::Array(list) => list.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
            Value::String(parent) => vec![parent.clone()],
            _ => Vec::new(),
        });
    let described = observation.contract.capabilities().iter().filter(|known| known.name == name);
    by_profile.chain(described.flat_map(|known| known.extends.iter().cloned())).collect()
}
