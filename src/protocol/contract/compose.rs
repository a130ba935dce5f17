//! Capability composition: a root schema, the extensions in the set, annotations resolved for one
//! operation and direction by `ucp-schema`, and the result simplified.

use super::keyword::{Holds, holds};
use super::link::Library;
use super::operation_spec::Annotations;
use super::{CapabilitySpec, CompiledSchema, ContractError, SchemaRef};
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

impl Composed {
    /// The validator of what is resolved, and the shape of both.
    ///
    /// # Errors
    /// [`ContractError::Compile`] when the result is no JSON Schema.
    pub(super) fn compiled(&self, subject: &str) -> Result<CompiledSchema, ContractError> {
        CompiledSchema::from_schema(subject, &self.full, &self.resolved)
    }
}

/// Composes the message of `root` that `own` is the schema of (the root's own file when it is not
/// given) with the others of the set.
///
/// # Errors
/// [`ContractError::Compose`] when a reference leads nowhere or an annotation is contradictory.
pub(super) fn compose(
    library: &Library,
    root: &CapabilitySpec,
    own: Option<&str>,
    others: &[&CapabilitySpec],
    schema: &SchemaRef,
) -> Result<Composed, ContractError> {
    let base = match own {
        Some(name) => library.linked(name, "")?,
        None => library.linked(schema_of(root)?, &operation_shape(library, root, schema))?,
    };
    let mut branches = Vec::new();
    for other in others {
        if let Some(definition) = other.contribution(&root.name, schema) {
            let pointer = format!("/$defs/{}", escape(definition));
            branches.push(library.linked(schema_of(other)?, &pointer)?);
        }
    }
    // What adds to the root's own file repeats it; what adds to another file does not.
    if own.is_some() || branches.is_empty() {
        branches.insert(0, base);
    }
    let full = if branches.len() == 1 { branches.remove(0) } else { json!({ "allOf": branches }) };
    resolved(&full, schema, &root.name)
}

fn schema_of(spec: &CapabilitySpec) -> Result<&str, ContractError> {
    spec.schema.as_deref().ok_or_else(|| ContractError::Compose {
        subject: spec.name.clone(),
        reason: "the version has no schema for it".to_owned(),
    })
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
    let file = root.schema.as_deref().and_then(|name| library.file(name));
    let is_container = file.is_some_and(ucp_schema::is_container_schema);
    let direction = match schema.direction {
        Annotations::Request => "request",
        Annotations::Response => "response",
    };
    if is_container { format!("/$defs/{}_{direction}", schema.operation) } else { String::new() }
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
