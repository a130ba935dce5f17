//! How each operation is carried, read from `operations.json`.

use super::{CapabilitySpec, ContractError, Direction, compose, files};
use crate::protocol::operation::Operation;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::collections::BTreeMap;

/// Whether a request carries a body.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Body {
    /// Never.
    None,
    /// It may; an empty object means the same as no body.
    Optional,
    /// Always.
    Required,
}

/// One request header of an operation.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HeaderSpec {
    /// The name, lower case.
    pub name: String,
    /// Whether the version lists it as required; its edition says what absence means.
    pub required: bool,
}

/// Where the schema of a body is and how its annotations resolve.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SchemaRef {
    /// The annotation operation: `create`, `update`, `complete`, `read`, `search` ...
    pub operation: Cow<'static, str>,
    /// Which annotations apply: those of requests, or those of responses.
    pub direction: Annotations,
}

impl SchemaRef {
    /// How documents resolve that are read and belong to no operation.
    pub const READ_RESPONSE: Self =
        Self { operation: Cow::Borrowed("read"), direction: Annotations::Response };
}

/// Which annotations apply to a body.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Annotations {
    /// `ucp_request`.
    Request,
    /// `ucp_response`.
    Response,
}

/// One operation as the contract describes it.
#[derive(Clone, Debug)]
pub struct OperationSpec {
    /// The operation.
    pub operation: Operation,
    /// The HTTP method, upper case.
    pub method: String,
    /// The path below the endpoint, `{id}` standing for the identifier; empty for a webhook,
    /// whose address the receiver chooses.
    pub path: String,
    /// The MCP tool.
    pub tool: Option<String>,
    /// The root capability it belongs to.
    pub capability: String,
    /// Request headers with a meaning to the protocol.
    pub headers: Vec<HeaderSpec>,
    /// Whether it changes state and therefore takes an idempotency key.
    pub idempotent: bool,
    /// Whether a request has a body.
    pub body: Body,
    /// HTTP status of success.
    pub success: u16,
    /// Schema of the request body, when one is described.
    pub request: Option<SchemaRef>,
    /// Where that schema is (path or `$id`) when it is not the capability's own.
    pub request_schema: Option<String>,
    /// Schema of the body of a successful response, when one is described.
    pub response: Option<SchemaRef>,
}

impl OperationSpec {
    /// The schema of the body that travels in that direction.
    #[must_use]
    pub const fn schema(&self, direction: Direction) -> Option<&SchemaRef> {
        match direction {
            Direction::Request => self.request.as_ref(),
            Direction::Response => self.response.as_ref(),
        }
    }

    /// Where the schema of that body is, when it is not the capability's own.
    #[must_use]
    pub fn schema_file(&self, direction: Direction) -> Option<&str> {
        match direction {
            Direction::Request => self.request_schema.as_deref(),
            Direction::Response => None,
        }
    }
}

/// Where the schema of a document is.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct DocumentSpec {
    /// The schema file, relative to the contract.
    pub(super) schema: String,
    /// The definition inside, or the whole file.
    #[serde(default)]
    pub(super) definition: Option<String>,
    /// A place inside that is no definition.
    #[serde(default)]
    pub(super) pointer: Option<String>,
}

impl DocumentSpec {
    /// JSON pointer of the place inside, empty for the whole file.
    pub(super) fn pointer(&self) -> String {
        let definition = self.definition.as_deref().map(|name| format!("/$defs/{}", compose::escape(name)));
        definition.or_else(|| self.pointer.clone()).unwrap_or_default()
    }
}

/// `operations.json` as parsed.
#[derive(Debug)]
pub(super) struct Operations {
    pub(super) service: String,
    pub(super) specs: Vec<OperationSpec>,
    pub(super) capabilities: Vec<CapabilitySpec>,
    pub(super) documents: BTreeMap<String, DocumentSpec>,
    /// Schema files of our own for what a release describes outside its schema files: in its
    /// `OpenAPI` document, or in words. A release tree does not have them.
    pub(super) supplements: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OperationsFile {
    service: String,
    capabilities: Vec<CapabilitySpec>,
    documents: BTreeMap<String, DocumentSpec>,
    #[serde(default)]
    supplements: Vec<String>,
    operations: Vec<OperationRow>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OperationRow {
    name: String,
    method: String,
    path: String,
    tool: Option<String>,
    capability: String,
    headers: Vec<HeaderSpec>,
    idempotent: bool,
    body: Body,
    success: u16,
    request: Option<SchemaRef>,
    #[serde(default)]
    request_schema: Option<String>,
    response: Option<SchemaRef>,
}

impl Operations {
    /// Reads `operations.json`.
    ///
    /// # Errors
    /// [`ContractError::Data`] when the file is malformed or names an unknown operation.
    pub(super) fn parse(file: &str, bytes: &[u8]) -> Result<Self, ContractError> {
        let parsed: OperationsFile = files::parse_data(file, bytes)?;
        let specs = parsed.operations.into_iter().map(|row| row.into_spec(file)).collect::<Result<_, _>>()?;
        Ok(Self {
            service: parsed.service,
            specs,
            capabilities: parsed.capabilities,
            documents: parsed.documents,
            supplements: parsed.supplements,
        })
    }
}

impl OperationRow {
    fn into_spec(self, file: &str) -> Result<OperationSpec, ContractError> {
        let operation = Operation::parse(&self.name).ok_or_else(|| ContractError::Data {
            file: file.to_owned(),
            reason: format!("unknown operation {}", self.name),
        })?;
        Ok(OperationSpec {
            operation,
            method: self.method,
            path: self.path,
            tool: self.tool,
            capability: self.capability,
            headers: self.headers,
            idempotent: self.idempotent,
            body: self.body,
            success: self.success,
            request: self.request,
            request_schema: self.request_schema,
            response: self.response,
        })
    }
}
