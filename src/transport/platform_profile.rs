//! Reading a platform's profile: which layout it has, and the parts every layout shares.

use crate::protocol::profile::{Capability, PlatformProfile, is_dated_version};
use crate::protocol::version::{Edition, Shape};
use crate::transport::dialect::ProfileDefect;
use crate::transport::{listing, registry};
use serde_json::{Map, Value};

/// Reads the profile a platform of any version publishes, as far as a business of this edition can. A
/// profile of the edition's own version has that version's layout; another's has whichever it has, so
/// that a version that is not served is told from a profile that is broken.
pub(super) fn parse(document: &Value, edition: &Edition) -> Result<PlatformProfile, ProfileDefect> {
    let ucp = object(document.get("ucp"), "/ucp")?;
    let version = version(ucp, "/ucp")?;
    let shape = if version == edition.version.date() { edition.shape } else { layout(ucp) };
    match shape {
        Shape::Registry => registry::platform_profile(document, ucp, version, edition.keys_member),
        Shape::Listing => listing::platform_profile(document, ucp, version, edition.keys_member),
    }
}

/// The layout of an envelope, from its capabilities.
fn layout(ucp: &Map<String, Value>) -> Shape {
    if ucp.get("capabilities").is_some_and(Value::is_array) { Shape::Listing } else { Shape::Registry }
}

/// What is wrong, and where.
pub(super) fn defect(pointer: impl Into<String>, reason: impl Into<String>) -> ProfileDefect {
    ProfileDefect { pointer: pointer.into(), reason: reason.into() }
}

/// An object that has to be there.
pub(super) fn object<'a>(
    value: Option<&'a Value>,
    pointer: &str,
) -> Result<&'a Map<String, Value>, ProfileDefect> {
    let value = value.ok_or_else(|| defect(pointer, "is missing"))?;
    value.as_object().ok_or_else(|| defect(pointer, "must be an object"))
}

/// The dated version of an entry.
pub(super) fn version(entry: &Map<String, Value>, pointer: &str) -> Result<String, ProfileDefect> {
    let pointer = format!("{pointer}/version");
    let text =
        entry.get("version").and_then(Value::as_str).ok_or_else(|| defect(&pointer, "must be a string"))?;
    if is_dated_version(text) {
        Ok(text.to_owned())
    } else {
        Err(defect(pointer, format!("{text:?} is not a dated version (YYYY-MM-DD)")))
    }
}

/// A text of an entry, when it has one.
pub(super) fn text(entry: &Map<String, Value>, member: &str) -> Option<String> {
    entry.get(member).and_then(Value::as_str).map(str::to_owned)
}

/// One declared capability; `pointer` is where it stands.
pub(super) fn capability(
    name: &str,
    entry: &Map<String, Value>,
    pointer: &str,
) -> Result<Capability, ProfileDefect> {
    Ok(Capability {
        name: name.to_owned(),
        version: version(entry, pointer)?,
        extends: parents(entry.get("extends"), pointer)?,
        spec: text(entry, "spec"),
        schema: text(entry, "schema"),
        config: entry.get("config").cloned(),
        ..Capability::default()
    })
}

fn parents(extends: Option<&Value>, pointer: &str) -> Result<Vec<String>, ProfileDefect> {
    let wrong = || defect(format!("{pointer}/extends"), "must be a name or a non-empty array of names");
    match extends {
        None => Ok(Vec::new()),
        Some(Value::String(parent)) => Ok(vec![parent.clone()]),
        Some(Value::Array(list)) if !list.is_empty() => {
            list.iter().map(|one| one.as_str().map(str::to_owned).ok_or_else(wrong)).collect()
        }
        Some(_) => Err(wrong()),
    }
}

/// A setting of the first capability whose `config` has it.
pub(super) fn setting<'a>(capabilities: &'a [Capability], member: &str) -> Option<&'a Value> {
    capabilities.iter().find_map(|one| one.config.as_ref()?.get(member))
}
