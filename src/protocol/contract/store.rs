//! The contract of one version: its data, and its validators, compiled on first use and kept.

use super::compose::{self, Composed};
use super::files::Files;
use super::link::Library;
use super::operation_spec::Operations;
use super::{
    CapabilitySet, CapabilitySpec, CodeTable, CompiledSchema, ContractError, Direction, DocumentKind,
    OperationSpec, Register, Route, SchemaRef, route,
};
use crate::protocol::operation::Operation;
use crate::protocol::version::{OutcomeRule, ProtocolVersion};
use serde_json::Value;
use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, OnceLock, PoisonError, RwLock};

/// What a compiled schema is for. Only capabilities the contract describes take part, so however
/// many sets strangers announce, the number of keys is bounded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Key {
    /// The body of an operation; bit `n` stands for the contract's capability `n`.
    Body(Operation, Direction, u64),
    /// A document.
    Document(DocumentKind),
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Body(operation, Direction::Request, _) => write!(f, "the request of {operation}"),
            Self::Body(operation, Direction::Response, _) => write!(f, "the response of {operation}"),
            Self::Document(kind) => f.write_str(kind.name()),
        }
    }
}

/// Everything one version of the protocol demands.
#[derive(Debug)]
pub struct Contract {
    version: ProtocolVersion,
    files: Files,
    library: Library,
    operations: Operations,
    codes: CodeTable,
    register: Register,
    digest: String,
    cache: RwLock<HashMap<Key, Arc<CompiledSchema>>>,
    /// Who compiles a schema holds its turn; who needs the same one meanwhile waits instead of doing it again.
    turns: Mutex<HashMap<Key, Arc<Mutex<()>>>>,
}

impl Contract {
    /// The contract of a version, as embedded in the binary.
    #[must_use]
    pub fn embedded(version: ProtocolVersion) -> &'static Self {
        const SLOTS: usize = ProtocolVersion::ALL.len();
        static OPENED: [OnceLock<Contract>; SLOTS] = [const { OnceLock::new() }; SLOTS];
        // `ALL` is in the order of declaration, so every version has its slot.
        OPENED[version as usize].get_or_init(|| open_embedded(version))
    }

    /// The contract that files describe. Data files that are missing (`operations.json`, `codes.json`,
    /// `requirements.json`) are taken from the embedded contract, and so is what the release describes
    /// outside its schema files ([`Contract::supplements`]).
    ///
    /// # Errors
    /// [`ContractError::Data`] for a malformed file.
    pub fn from_files(version: ProtocolVersion, mut files: Files) -> Result<Self, ContractError> {
        let embedded = Files::embedded(version);
        let data = |name: &str| {
            files.get(name).or_else(|| embedded.get(name)).ok_or_else(|| ContractError::File {
                path: name.to_owned(),
                reason: "the contract has no such file".to_owned(),
            })
        };
        let operations = Operations::parse("operations.json", data("operations.json")?)?;
        let codes = CodeTable::parse("codes.json", data("codes.json")?)?;
        let register = Register::parse("requirements.json", data("requirements.json")?)?;
        files.supplement(&embedded, &operations.supplements);
        Ok(Self {
            version,
            library: Library::parse(&files)?,
            operations,
            codes,
            register,
            digest: files.digest(),
            cache: RwLock::default(),
            turns: Mutex::default(),
            files,
        })
    }

    /// The version described.
    #[must_use]
    pub const fn version(&self) -> ProtocolVersion {
        self.version
    }

    /// The service the operations belong to, `dev.ucp.shopping`.
    #[must_use]
    pub fn service(&self) -> &str {
        &self.operations.service
    }

    /// Every operation.
    #[must_use]
    pub fn operations(&self) -> &[OperationSpec] {
        &self.operations.specs
    }

    /// One operation, when the version has it.
    #[must_use]
    pub fn operation(&self, operation: Operation) -> Option<&OperationSpec> {
        self.operations().iter().find(|spec| spec.operation == operation)
    }

    /// The operation that method and path (below the endpoint, without query) stand for.
    #[must_use]
    pub fn route<'p>(&self, method: &str, path: &'p str) -> Route<'p> {
        route::route(self.operations(), method, path)
    }

    /// Every capability described.
    #[must_use]
    pub fn capabilities(&self) -> &[CapabilitySpec] {
        &self.operations.capabilities
    }

    /// Every code.
    #[must_use]
    pub const fn codes(&self) -> &CodeTable {
        &self.codes
    }

    /// Every clause.
    #[must_use]
    pub const fn register(&self) -> &Register {
        &self.register
    }

    /// Schema files of this project for what the release describes outside its schema files.
    #[must_use]
    pub fn supplements(&self) -> &[String] {
        &self.operations.supplements
    }

    /// One file as it is, `schemas/shopping/checkout.json`.
    #[must_use]
    pub fn file(&self, path: &str) -> Option<&[u8]> {
        self.files.get(path)
    }

    /// Every file, path and bytes, in order of path.
    pub fn files(&self) -> impl Iterator<Item = (&str, &[u8])> {
        self.files.iter()
    }

    /// SHA-256 over every path and content of the contract, lower-case hex.
    #[must_use]
    pub fn digest(&self) -> &str {
        &self.digest
    }

    /// The schema of a body of an operation under a negotiated set. Capabilities the contract
    /// does not describe (a vendor's) take no part.
    ///
    /// # Errors
    /// [`ContractError`] when the set lacks the operation's capability, names a version the
    /// contract does not describe, or does not compose, and when the operation has no such body.
    pub fn validator(
        &self,
        set: &CapabilitySet,
        operation: Operation,
        direction: Direction,
    ) -> Result<Arc<CompiledSchema>, ContractError> {
        let mask = self.mask(set)?;
        let key = Key::Body(operation, direction, mask);
        if let Some(found) = self.lookup(key) {
            return Ok(found);
        }
        let first = self.first_alike(operation, direction);
        let shared =
            self.cached(Key::Body(first, direction, mask), || self.body(operation, direction, mask))?;
        self.keep(key, Arc::clone(&shared));
        Ok(shared)
    }

    /// The schema that fits an answer: that of [`DocumentKind::ErrorResponse`] when it says that
    /// there is no resource, else the operation's response.
    ///
    /// # Errors
    /// Those of [`Contract::validator`].
    pub fn answer_validator(
        &self,
        set: &CapabilitySet,
        operation: Operation,
        answer: &Value,
    ) -> Result<Arc<CompiledSchema>, ContractError> {
        if is_error(self.version.edition().outcomes, answer) {
            self.document(DocumentKind::ErrorResponse)
        } else {
            self.validator(set, operation, Direction::Response)
        }
    }

    /// The schema of a document that needs no negotiation.
    ///
    /// # Errors
    /// [`ContractError`] when the contract lacks it or it does not compile.
    pub fn document(&self, kind: DocumentKind) -> Result<Arc<CompiledSchema>, ContractError> {
        self.cached(Key::Document(kind), || self.composed_document(kind))
    }

    /// The schema behind [`Contract::document`], as plain JSON Schema.
    ///
    /// # Errors
    /// Those of [`Contract::document`].
    pub fn resolved_document(&self, kind: DocumentKind) -> Result<Value, ContractError> {
        Ok(self.composed_document(kind)?.resolved)
    }

    fn composed_document(&self, kind: DocumentKind) -> Result<Composed, ContractError> {
        let spec = self.operations.documents.get(kind.name()).ok_or_else(|| ContractError::Data {
            file: "operations.json".to_owned(),
            reason: format!("no document {}", kind.name()),
        })?;
        compose::alone(&self.library, &spec.schema, &spec.pointer(), &SchemaRef::READ_RESPONSE)
    }

    /// Where the schema of a document is, by `$id` or path.
    #[must_use]
    pub fn document_schema(&self, kind: DocumentKind) -> Option<&str> {
        self.operations.documents.get(kind.name()).map(|spec| spec.schema.as_str())
    }

    /// Every schema file, for tools that look at one schema alone.
    #[must_use]
    pub const fn library(&self) -> &Library {
        &self.library
    }

    /// The schema behind [`Contract::validator`], as plain JSON Schema.
    ///
    /// # Errors
    /// Those of [`Contract::validator`].
    pub fn resolved_body(
        &self,
        set: &CapabilitySet,
        operation: Operation,
        direction: Direction,
    ) -> Result<Value, ContractError> {
        Ok(self.body(operation, direction, self.mask(set)?)?.resolved)
    }

    fn body(&self, operation: Operation, direction: Direction, mask: u64) -> Result<Composed, ContractError> {
        let spec = self.operation(operation).ok_or(ContractError::UnknownOperation { operation })?;
        let schema = spec.schema(direction).ok_or(ContractError::NoBody { operation })?;
        let active = |(bit, _): &(usize, &CapabilitySpec)| mask & (1 << bit) != 0;
        let members: Vec<_> =
            self.capabilities().iter().enumerate().filter(active).map(|(_, capability)| capability).collect();
        let root = members.iter().find(|capability| capability.name == spec.capability).ok_or_else(|| {
            ContractError::CapabilityMissing { operation, capability: spec.capability.clone() }
        })?;
        compose::compose(&self.library, root, spec.schema_file(direction), &members, schema)
    }

    /// The first operation whose body in that direction has the same schema: they share one.
    fn first_alike(&self, operation: Operation, direction: Direction) -> Operation {
        let own = self.operation(operation);
        let alike = self.operations().iter().find(|spec| {
            spec.schema(direction).is_some()
                && own.is_some_and(|own| {
                    own.capability == spec.capability
                        && own.schema(direction) == spec.schema(direction)
                        && own.schema_file(direction) == spec.schema_file(direction)
                })
        });
        alike.map_or(operation, |spec| spec.operation)
    }

    /// The capabilities of the set that the contract describes, as bits.
    fn mask(&self, set: &CapabilitySet) -> Result<u64, ContractError> {
        let mut mask = 0;
        for (bit, capability) in self.capabilities().iter().enumerate() {
            match set.version(&capability.name) {
                None => {}
                Some(version) if version == self.version.date() => mask |= 1 << bit,
                Some(version) => {
                    return Err(ContractError::CapabilityVersion {
                        capability: capability.name.clone(),
                        asked: version.to_owned(),
                        known: self.version.date().to_owned(),
                    });
                }
            }
        }
        Ok(mask)
    }

    fn cached(
        &self,
        key: Key,
        composed: impl FnOnce() -> Result<Composed, ContractError>,
    ) -> Result<Arc<CompiledSchema>, ContractError> {
        if let Some(found) = self.lookup(key) {
            return Ok(found);
        }
        let turn =
            Arc::clone(self.turns.lock().unwrap_or_else(PoisonError::into_inner).entry(key).or_default());
        let _mine = turn.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(found) = self.lookup(key) {
            return Ok(found);
        }
        Ok(self.keep(key, Arc::new(composed()?.compiled(&key.to_string())?)))
    }

    fn lookup(&self, key: Key) -> Option<Arc<CompiledSchema>> {
        self.cache.read().unwrap_or_else(PoisonError::into_inner).get(&key).map(Arc::clone)
    }

    /// Keeps a schema, or the one somebody else kept meanwhile.
    fn keep(&self, key: Key, fresh: Arc<CompiledSchema>) -> Arc<CompiledSchema> {
        let mut cache = self.cache.write().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(cache.entry(key).or_insert(fresh))
    }
}

/// Whether an answer says that there is no resource.
fn is_error(rule: OutcomeRule, answer: &Value) -> bool {
    match rule {
        OutcomeRule::Envelope => answer.pointer("/ucp/status").and_then(Value::as_str) == Some("error"),
        // A status and messages, and nothing that identifies a resource.
        OutcomeRule::MessagesBody => {
            answer.get("messages").is_some()
                && answer.get("id").is_none()
                && answer.get("line_items").is_none()
        }
    }
}

#[expect(clippy::expect_used, reason = "the embedded files are part of the program; tests open every one")]
fn open_embedded(version: ProtocolVersion) -> Contract {
    Contract::from_files(version, Files::embedded(version)).expect("the embedded contract is usable")
}
