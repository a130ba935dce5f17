//! Capability composition: a root schema, the extensions in the set, annotations resolved for one
//! operation and direction by `ucp-schema`, and the result simplified.

use super::keyword::{Holds, holds};
use super::link::Library;
use super::operation_spec::Annotations;
use super::{CapabilityKind, CapabilitySpec, ContractError, SchemaRef};
use serde_json::{Map, Value, json};
use ucp_schema::{Direction as UcpDirection, ResolveOptions};

/// One composed schema: before and after the annotations were resolved.
#[derive(Debug)]
pub(super) struct Composed {
    /// Every property of the capability set, whatever the operation.
    pub(super) full: Value,
    /// What this operation and direction ask for.
    pub(super) resolved: Value,
}

/// Composes `root` with the given others of the set.
///
/// # Errors
/// [`ContractError::Compose`] when a reference leads nowhere or an annotation is contradictory.
pub(super) fn compose(
    library: &Library,
    root: &CapabilitySpec,
    others: &[&CapabilitySpec],
    schema: &SchemaRef,
) -> Result<Composed, ContractError> {
    let selected = operation_shape(library, root, schema);
    let base = library.linked(&root.schema, &selected)?;
    let mut branches = Vec::new();
    for other in others {
        if let Some(definition) = contribution(other, &root.name) {
            let pointer = format!("/$defs/{}", escape(definition));
            branches.push(library.linked(&other.schema, &pointer)?);
        }
    }
    let full = if branches.is_empty() { base } else { json!({ "allOf": branches }) };
    resolved(&full, schema, &root.name)
}

/// A schema of its own, without capabilities; `name` is a path or an `$id`.
///
/// # Errors
/// [`ContractError::Compose`] when a reference leads nowhere.
pub(super) fn alone(
    library: &Library,
    name: &str,
    pointer: &str,
    schema: &SchemaRef,
) -> Result<Composed, ContractError> {
    resolved(&library.linked(name, pointer)?, schema, name)
}

fn resolved(full: &Value, schema: &SchemaRef, subject: &str) -> Result<Composed, ContractError> {
    let direction = match schema.direction {
        Annotations::Request => UcpDirection::Request,
        Annotations::Response => UcpDirection::Response,
    };
    let options = ResolveOptions::new(direction, schema.operation.as_ref());
    let resolved = ucp_schema::resolve(full, &options).map_err(|error| ContractError::Compose {
        subject: format!("{subject} for {}", schema.operation),
        reason: error.to_string(),
    })?;
    Ok(Composed { full: ucp_schema::strip_annotations(full), resolved: simplified(resolved) })
}

/// A capability of several messages keeps each under `$defs/<operation>_<direction>`; one of a
/// single message is the message.
fn operation_shape(library: &Library, root: &CapabilitySpec, schema: &SchemaRef) -> String {
    let is_container = library.file(&root.schema).is_some_and(ucp_schema::is_container_schema);
    let direction = match schema.direction {
        Annotations::Request => "request",
        Annotations::Response => "response",
    };
    if is_container { format!("/$defs/{}_{direction}", schema.operation) } else { String::new() }
}

/// The definition by which a capability adds to a root.
fn contribution<'s>(spec: &'s CapabilitySpec, root: &'s str) -> Option<&'s str> {
    match spec.kind {
        CapabilityKind::Extension => spec.extends.iter().any(|parent| parent == root).then_some(root),
        CapabilityKind::Root => spec.contributes.get(root).map(String::as_str),
    }
}

/// One segment of a JSON pointer.
pub(super) fn escape(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}

/// The same demands with fewer words: nested `allOf` becomes one list, and each extension's copy
/// of the base schema counts once.
fn simplified(schema: Value) -> Value {
    let Value::Object(map) = schema else { return schema };
    let mut simple = Map::new();
    for (keyword, value) in map {
        let value = match (holds(&keyword), value) {
            (Holds::One, value) => simplified(value),
            (Holds::List, Value::Array(list)) => list.into_iter().map(simplified).collect(),
            (Holds::Map, Value::Object(map)) => {
                map.into_iter().map(|(name, item)| (name, simplified(item))).collect()
            }
            (_, value) => value,
        };
        simple.insert(keyword, value);
    }
    if let Some(Value::Array(branches)) = simple.remove("allOf") {
        let branches = flattened(branches);
        if !branches.is_empty() {
            simple.insert("allOf".to_owned(), Value::Array(branches));
        }
    }
    Value::Object(simple)
}

fn flattened(branches: Vec<Value>) -> Vec<Value> {
    let mut flat: Vec<Value> = Vec::new();
    for branch in branches {
        let inner = match branch {
            Value::Object(mut map) if map.len() == 1 && map.get("allOf").is_some_and(Value::is_array) => {
                match map.remove("allOf") {
                    Some(Value::Array(inner)) => inner,
                    _ => Vec::new(),
                }
            }
            other => vec![other],
        };
        for branch in inner {
            let says_nothing = branch.as_object().is_some_and(Map::is_empty);
            if !says_nothing && !flat.contains(&branch) {
                flat.push(branch);
            }
        }
    }
    flat
}
