//! What is wrong with a document, in plain words.

/// One way in which a document breaks its schema.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Violation {
    /// JSON pointer of the offending value; empty for the whole document.
    pub pointer: String,
    /// The keyword that failed: `required`, `type`, `enum` ...
    pub keyword: String,
    /// What was expected, what was seen, and how to mend it.
    pub message: String,
    /// Whether the value seen was left out of the message because it may be personal or secret.
    pub masked: bool,
}

/// Every way in which the document breaks the schema.
pub(super) fn explain(validator: &jsonschema::Validator, document: &serde_json::Value) -> Vec<Violation> {
    validator
        .iter_errors(document)
        .map(|error| Violation {
            pointer: error.instance_path().to_string(),
            keyword: error.kind().keyword().to_owned(),
            message: error.masked().to_string(),
            masked: true,
        })
        .collect()
}
