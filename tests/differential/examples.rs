//! Documents written by hand: base documents, and cases that change one thing about them.

use serde::Deserialize;
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use ucp_assay::protocol::contract::{CapabilitySet, CompiledSchema, Contract, Direction, DocumentKind};
use ucp_assay::protocol::operation::Operation;
use ucp_assay::protocol::version::ProtocolVersion;

/// The file of examples.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Examples {
    bases: BTreeMap<String, Value>,
    pub(crate) cases: Vec<Case>,
}

/// One document, and whether it is valid.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Case {
    pub(crate) name: String,
    pub(crate) valid: bool,
    pub(crate) operation: Option<String>,
    direction: Option<String>,
    pub(crate) kind: Option<String>,
    base: String,
    #[serde(default)]
    set: BTreeMap<String, Value>,
    #[serde(default)]
    drop: Vec<String>,
}

/// The examples of a version.
pub(crate) fn read(version: ProtocolVersion) -> Examples {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/differential/documents");
    let file = folder.join(format!("{version}.json"));
    let text = std::fs::read_to_string(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", file.display()))
}

#[test]
fn examples_are_judged_as_written() {
    for version in ProtocolVersion::ALL {
        let examples = read(version);
        let sides = super::sides(version);
        let ours = Contract::embedded(version);
        let names = ["checkout", "discount", "fulfillment", "buyer_consent", "order"];
        let set: CapabilitySet =
            names.iter().map(|name| (format!("dev.ucp.shopping.{name}"), version.date())).collect();
        for case in &examples.cases {
            let document = examples.document(case);
            let verdict = case.schema(ours, &set).check(&document);
            assert_eq!(verdict.is_valid(), case.valid, "{version} {}: {:#?}", case.name, verdict.violations);
            if let Some(sides) = &sides {
                let theirs = case.schema(&sides.patched, &set).is_valid(&document);
                assert_eq!(theirs, case.valid, "{version} {}: the official schemas disagree", case.name);
            }
        }
    }
}

impl Examples {
    /// The document of a case.
    pub(crate) fn document(&self, case: &Case) -> Value {
        let mut document = self.bases.get(&case.base).expect("the base is there").clone();
        for (place, value) in &case.set {
            let (parent, name) = parent(&mut document, place);
            match parent {
                Value::Array(list) => list[name.parse::<usize>().expect("an index")] = value.clone(),
                other => other[name] = value.clone(),
            }
        }
        for place in &case.drop {
            let (parent, name) = parent(&mut document, place);
            let dropped = parent.as_object_mut().and_then(|map| map.remove(name));
            assert!(dropped.is_some(), "{}: nothing at {place}", case.name);
        }
        document
    }
}

fn parent<'d>(document: &'d mut Value, place: &'d str) -> (&'d mut Value, &'d str) {
    let (parent, name) = place.rsplit_once('/').expect("a pointer");
    (document.pointer_mut(parent).unwrap_or_else(|| panic!("nothing at {parent}")), name)
}

impl Case {
    /// The schema the case is about.
    pub(crate) fn schema(&self, contract: &Contract, set: &CapabilitySet) -> Arc<CompiledSchema> {
        if let Some(name) = &self.kind {
            let kind =
                DocumentKind::ALL.into_iter().find(|kind| kind.name() == name).expect("a kind of document");
            return contract.document(kind).expect("a document of the contract");
        }
        let operation = self.operation.as_deref().and_then(Operation::parse).expect("an operation");
        let direction = match self.direction.as_deref() {
            Some("request") => Direction::Request,
            Some("response") => Direction::Response,
            other => panic!("{}: direction {other:?}", self.name),
        };
        contract.validator(set, operation, direction).expect("a body of the contract")
    }
}
