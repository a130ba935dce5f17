//! Bodies of operations under a negotiated set of capabilities.

use serde::Deserialize;
use serde_json::Value;

use super::{BadInput, Evaluated, accepted, read, refused_plainly};
use crate::protocol::contract::{CapabilitySet, Contract, Direction, DocumentKind};
use crate::protocol::operation::Operation;
use crate::protocol::version::ProtocolVersion;

#[derive(Deserialize)]
#[serde(tag = "op", rename_all = "snake_case", deny_unknown_fields)]
enum Schema {
    /// The body of an operation.
    Body { operation: String, direction: Way, capabilities: Vec<String>, document: Value },
    /// Any answer of an operation: the resource, or the envelope that says there is none.
    Answer { operation: String, capabilities: Vec<String>, document: Value },
    /// A document with a schema of its own.
    Document { kind: String, document: Value },
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
    let contract = Contract::embedded(version);
    let (schema, document) = match read(input)? {
        Schema::Body { operation, direction, capabilities, document } => {
            let (operation, set) = (named(&operation)?, negotiated(version, &capabilities));
            (contract.validator(&set, operation, direction.direction()), document)
        }
        Schema::Answer { operation, capabilities, document } => {
            let (operation, set) = (named(&operation)?, negotiated(version, &capabilities));
            (contract.answer_validator(&set, operation, &document), document)
        }
        Schema::Document { kind, document } => (contract.document(document_kind(&kind)?), document),
    };
    let schema = schema.map_err(|error| BadInput(error.to_string()))?;
    Ok(if schema.is_valid(&document) { accepted() } else { refused_plainly() })
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
