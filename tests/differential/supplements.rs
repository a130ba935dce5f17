//! Schema files of ours for what a release describes outside its schema files.

use super::official::{self, Deviation, Effect};
use super::{ALONE_LIMIT, Count, Side, Sides, compare, documents, examples, report, sides};
use serde_json::Value;
use std::collections::BTreeSet;
use ucp_assay::protocol::contract::{Contract, DocumentKind, SchemaRef};
use ucp_assay::protocol::operation::Operation;
use ucp_assay::protocol::version::ProtocolVersion;

/// The `$id` of a file of ours.
fn id(contract: &Contract, path: &str) -> String {
    let schema: Value = serde_json::from_slice(contract.file(path).expect("it is there")).expect("JSON");
    schema["$id"].as_str().expect("an $id").to_owned()
}

fn listed(version: ProtocolVersion) -> Vec<Deviation> {
    official::deviations(version).into_iter().filter(|one| one.effect == Effect::Supplement).collect()
}

#[test]
fn every_supplement_is_explained_and_every_explanation_is_one() {
    for version in ProtocolVersion::ALL {
        let ours = Contract::embedded(version);
        let own: BTreeSet<String> = ours.supplements().iter().map(|path| id(ours, path)).collect();
        let explained: BTreeSet<String> = listed(version).into_iter().map(|one| one.schema).collect();
        assert_eq!(own, explained, "{version}");
    }
}

#[test]
fn a_release_tree_lacks_every_supplement() {
    for version in ProtocolVersion::ALL {
        let Some(directory) = official::directory(version) else { continue };
        for path in Contract::embedded(version).supplements() {
            assert!(!directory.join("source").join(path).exists(), "{version} has {path} of its own");
        }
    }
}

/// What a hand-written example is about, by `$id`.
fn subject(contract: &Contract, case: &examples::Case) -> Option<String> {
    if let Some(name) = &case.kind {
        let kind = DocumentKind::ALL.into_iter().find(|kind| kind.name() == name)?;
        return contract.document_schema(kind).map(str::to_owned);
    }
    let operation = case.operation.as_deref().and_then(Operation::parse)?;
    contract.operation(operation)?.request_schema.clone()
}

#[test]
fn every_supplement_has_examples_on_both_sides() {
    for version in ProtocolVersion::ALL {
        let ours = Contract::embedded(version);
        let examples = examples::read(version);
        for path in ours.supplements() {
            let own = id(ours, path);
            for valid in [true, false] {
                let found = examples
                    .cases
                    .iter()
                    .any(|case| case.valid == valid && subject(ours, case).as_ref() == Some(&own));
                assert!(
                    found,
                    "{version} {path}: no example that is {}",
                    if valid { "valid" } else { "not" }
                );
            }
        }
    }
}

/// A supplement that stands in for an official schema says the same, but for the steps listed.
#[test]
fn a_supplement_is_like_its_official_counterpart() {
    for version in ProtocolVersion::ALL {
        let Some(sides) = sides(version) else { continue };
        for deviation in listed(version) {
            let Some(like) = &deviation.like else { continue };
            let scratch = tempfile::tempdir().expect("a scratch folder");
            let steps: Vec<(&str, &Value)> = deviation.steps().collect();
            let patched = official::with_steps(&sides.official, scratch.path(), &steps);
            let count = like_official(&sides, &patched, &deviation.schema, like);
            println!("{version} {} like {like}: {count:?}", deviation.schema);
            assert!(count.accepted > 0 && count.rejected > 0, "{}: {count:?}", deviation.schema);
            assert_eq!(
                count.wider + count.narrower > 0,
                !steps.is_empty(),
                "{}: {count:?}",
                deviation.schema
            );
        }
    }
}

/// How a supplement is resolved: as the operation does whose request it is, else as what is read.
fn resolution(contract: &Contract, own: &str) -> SchemaRef {
    let spec = contract.operations().iter().find(|spec| spec.request_schema.as_deref() == Some(own));
    spec.and_then(|spec| spec.request.clone()).unwrap_or(SchemaRef::READ_RESPONSE)
}

/// Compares a schema of ours with the official one it is like.
fn like_official(sides: &Sides, patched: &Contract, own: &str, like: &str) -> Count {
    let (file, at) = like.split_once('#').unwrap_or((like, ""));
    let (how, mut failures) = (&resolution(sides.ours, own), Vec::new());
    let a = sides.ours.library().compiled(own, "", how).expect("it compiles");
    let b = sides.official.library().compiled(file, at, how).expect("it compiles");
    let c = patched.library().compiled(file, at, how).expect("it compiles");
    let mut made = documents(&sides.ours.library().resolved(own, "", how).expect("ours"), ALONE_LIMIT);
    made.extend(documents(&sides.official.library().resolved(file, at, how).expect("theirs"), ALONE_LIMIT));
    let all: [Side<'_>; 3] = [&|one| a.is_valid(one), &|one| b.is_valid(one), &|one| c.is_valid(one)];
    let count = compare(&format!("{own} {how:?}"), &made, all, &mut failures);
    report(own, &failures);
    count
}
