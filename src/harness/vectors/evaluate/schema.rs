//! Bodies of operations under a negotiated set of capabilities.

use std::sync::Arc;

use serde::Deserialize;
use serde_json::Value;

use super::{BadInput, Evaluated, accepted, read, refused_plainly};
use crate::protocol::contract::{CapabilitySet, CompiledSchema, Contract, Direction, DocumentKind};
use crate::protocol::operation::Operation;
use crate::protocol::version::ProtocolVersion;

#[derive(Deserialize)]
#[serde(tag = "op", rename_all = "snake_case", deny_unknown_fields)]
enum Asked {
    /// The body of an operation.
    Body { operation: String, direction: Way, capabilities: Vec<String>, document: Value },
    /// Any answer of an operation: the resource, or the envelope that says there is none.
    Answer { operation: String, capabilities: Vec<String>, document: Value },
    /// A document of discovery, or another one that needs no negotiation.
    Document { kind: String, document: Value },
    /// A schema that is given; `full` also names the members that belong in other messages.
    Schema { schema: Value, full: Option<Value>, document: Value },
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Way {
    Request,
    Response,
}

impl Way {
    pub(super) const fn direction(self) -> Direction {
        match self {
            Self::Request => Direction::Request,
            Self::Response => Direction::Response,
        }
    }
}

pub(super) fn decide(version: ProtocolVersion, input: &Value) -> Evaluated {
    let (schema, document) = asked(version, input)?;
    Ok(if schema.is_valid(&document) { accepted() } else { refused_plainly() })
}

/// The schema an input asks about, and the document to judge by it.
pub(super) fn asked(
    version: ProtocolVersion,
    input: &Value,
) -> Result<(Arc<CompiledSchema>, Value), BadInput> {
    let contract = Contract::embedded(version);
    let (schema, document) = match read(input)? {
        Asked::Body { operation, direction, capabilities, document } => {
            let (operation, set) = (named(&operation)?, negotiated(version, &capabilities));
            (contract.validator(&set, operation, direction.direction()), document)
        }
        Asked::Answer { operation, capabilities, document } => {
            let (operation, set) = (named(&operation)?, negotiated(version, &capabilities));
            (contract.answer_validator(&set, operation, &document), document)
        }
        Asked::Document { kind, document } => (contract.document(document_kind(&kind)?), document),
        Asked::Schema { schema, full, document } => {
            let full = full.as_ref().unwrap_or(&schema);
            (CompiledSchema::from_schema("the schema given", full, &schema).map(Arc::new), document)
        }
    };
    Ok((schema.map_err(|error| BadInput(error.to_string()))?, document))
}

pub(super) fn document_kind(name: &str) -> Result<DocumentKind, BadInput> {
    let known = DocumentKind::ALL.into_iter().find(|known| known.name() == name);
    known.ok_or_else(|| BadInput(format!("no document {name}")))
}

pub(super) fn named(operation: &str) -> Result<Operation, BadInput> {
    Operation::parse(operation).ok_or_else(|| BadInput(format!("no operation {operation}")))
}

pub(super) fn negotiated(version: ProtocolVersion, capabilities: &[String]) -> CapabilitySet {
    CapabilitySet::of_version(version.date(), capabilities.iter().map(String::as_str))
}
