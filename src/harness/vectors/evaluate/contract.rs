//! What a contract holds: members of messages, schemas of documents, and its files.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;
use serde_json::{Value, json};

use super::schema::{Way, document_kind, named, negotiated};
use super::{BadInput, Evaluated, read, refused};
use crate::protocol::contract::{Contract, ContractError, Files, SchemaRef};
use crate::protocol::version::ProtocolVersion;

#[derive(Deserialize)]
#[serde(tag = "op", rename_all = "snake_case", deny_unknown_fields)]
enum Question {
    /// The service whose operations the contract describes.
    Service {},
    /// The members that a message of an operation has.
    Message { operation: String, direction: Way, capabilities: Vec<String> },
    /// Where the schema of a document is, and which members it has.
    Document { kind: String },
    /// The members of any schema, as they are for one message.
    Definition { schema: String, pointer: String, message: SchemaRef },
    /// A schema file, by its path.
    File { path: String },
    /// What becomes of files that somebody brings along.
    Files { files: BTreeMap<String, String> },
}

pub(super) fn decide(version: ProtocolVersion, input: &Value) -> Evaluated {
    let contract = Contract::embedded(version);
    Ok(match read(input)? {
        Question::Service {} => Ok(json!({ "service": contract.service() })),
        Question::Message { operation, direction, capabilities } => {
            let (operation, set) = (named(&operation)?, negotiated(version, &capabilities));
            match contract.resolved_body(&set, operation, direction.direction()) {
                Ok(schema) => Ok(members(&schema)),
                Err(ContractError::CapabilityMissing { .. }) => refused("capability_missing"),
                Err(ContractError::UnknownOperation { .. }) => refused("unknown_operation"),
                Err(ContractError::NoBody { .. }) => refused("no_body"),
                Err(error) => return Err(BadInput(error.to_string())),
            }
        }
        Question::Document { kind } => {
            let kind = document_kind(&kind)?;
            let schema = contract.resolved_document(kind).map_err(|error| BadInput(error.to_string()))?;
            let mut described = members(&schema);
            described["schema"] = json!(contract.document_schema(kind));
            Ok(described)
        }
        Question::Definition { schema, pointer, message } => {
            match contract.library().resolved(&schema, &pointer, &message) {
                Ok(schema) => Ok(members(&schema)),
                Err(_) => refused("not_found"),
            }
        }
        Question::File { path } => match contract.file(&path) {
            Some(bytes) => match serde_json::from_slice::<Value>(bytes) {
                Ok(schema) => Ok(json!({ "id": schema["$id"] })),
                Err(_) => refused("not_json"),
            },
            None => refused("not_found"),
        },
        Question::Files { files } => {
            let files: Files = files.into_iter().map(|(path, text)| (path, text.into_bytes())).collect();
            match Contract::from_files(version, files) {
                Ok(own) => Ok(json!({
                    "paths": own.files().map(|(path, _)| path).collect::<Vec<_>>(),
                    "supplements": own.supplements(),
                    "digest": own.digest(),
                })),
                Err(_) => refused("not_json"),
            }
        }
    })
}

/// The members that a schema names and demands, branches that all hold included.
fn members(schema: &Value) -> Value {
    let (mut required, mut properties) = (BTreeSet::new(), BTreeSet::new());
    gather(schema, &mut required, &mut properties);
    json!({ "required": required, "properties": properties })
}

fn gather<'s>(schema: &'s Value, required: &mut BTreeSet<&'s str>, properties: &mut BTreeSet<&'s str>) {
    required.extend(schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str));
    properties.extend(schema["properties"].as_object().into_iter().flatten().map(|(name, _)| name.as_str()));
    for branch in schema["allOf"].as_array().into_iter().flatten() {
        gather(branch, required, properties);
    }
}
