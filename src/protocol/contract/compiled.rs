//! A composed schema, compiled.

use super::{ContractError, Violation, shape::Shape};
use serde_json::Value;

/// What a document is found to be.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Verdict {
    /// Ways in which it breaks the schema; empty when it is valid.
    pub violations: Vec<Violation>,
    /// JSON pointers of fields that no schema of the set names.
    pub unknown: Vec<String>,
    /// JSON pointers of fields the schema asks to leave out of this message.
    pub omitted: Vec<String>,
}

impl Verdict {
    /// Whether the document keeps to the schema; unknown and omitted fields are tolerated.
    #[must_use]
    pub fn is_valid(&self) -> bool {
        self.violations.is_empty()
    }
}

/// A schema ready to judge documents.
#[derive(Debug)]
pub struct CompiledSchema {
    validator: jsonschema::Validator,
    shape: Shape,
}

impl CompiledSchema {
    /// Compiles a schema (JSON Schema 2020-12, formats asserted, references within it only). `resolved`
    /// is what documents have to keep to; `full` also names the members that belong in other messages.
    /// `subject` says in an error whose schema it is.
    ///
    /// # Errors
    /// [`ContractError::Compile`] when `resolved` is not a valid schema.
    pub fn from_schema(subject: &str, full: &Value, resolved: &Value) -> Result<Self, ContractError> {
        let validator = jsonschema::options()
            .with_draft(jsonschema::Draft::Draft202012)
            .should_validate_formats(true)
            .build(resolved)
            .map_err(|error| ContractError::Compile {
                subject: subject.to_owned(),
                reason: format!("{error} (at {})", error.instance_path()),
            })?;
        Ok(Self { validator, shape: Shape::of(full, resolved) })
    }

    /// Whether the document keeps to the schema. The fast path: about 10 µs for a checkout, and
    /// nothing is allocated for a valid document.
    #[must_use]
    pub fn is_valid(&self, document: &Value) -> bool {
        self.validator.is_valid(document)
    }

    /// Judges a document in full: violations, unknown and omitted fields.
    #[must_use]
    pub fn check(&self, document: &Value) -> Verdict {
        let mut verdict = Verdict::default();
        self.shape.findings(document, &mut verdict);
        if !self.is_valid(document) {
            verdict.violations = super::violation::explain(&self.validator, document);
        }
        verdict
    }
}
