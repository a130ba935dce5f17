//! How schema files become one schema.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;

use super::{Evaluated, accepted, read, refused, refused_plainly};
use crate::protocol::contract::{ContractError, Files, Library, SchemaRef};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Composition {
    /// Every schema file, by path.
    files: BTreeMap<String, Value>,
    /// The file asked about, by path or `$id`.
    schema: String,
    /// A place in it; empty for the whole.
    #[serde(default)]
    pointer: String,
    /// The message that the annotations are resolved for.
    message: SchemaRef,
    document: Value,
}

/// A document keeps to the composed schema, or does not; or the files do not compose.
pub(super) fn decide(input: &Value) -> Evaluated {
    let Composition { files, schema, pointer, message, document } = read(input)?;
    let files: Files =
        files.into_iter().map(|(path, schema)| (path, schema.to_string().into_bytes())).collect();
    let compiled = Library::parse(&files).and_then(|library| library.compiled(&schema, &pointer, &message));
    Ok(match compiled {
        Ok(schema) if schema.is_valid(&document) => accepted(),
        Ok(_) => refused_plainly(),
        Err(ContractError::Compile { .. }) => refused("not_a_schema"),
        Err(_) => refused("unresolvable"),
    })
}
