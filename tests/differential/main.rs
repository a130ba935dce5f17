//! Our schemas and the official ones accept and reject the same documents, except where
//! `deviations.json` says and explains that they do not.

#![expect(clippy::expect_used, clippy::panic, reason = "a test that cannot go on may panic")]

mod examples;
mod generate;
mod mutate;
mod official;
mod oracle;

use generate::{Generator, Size};
use official::{Deviation, Effect};
use serde_json::Value;
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use ucp_assay::protocol::contract::{
    Annotations, CapabilitySet, CompiledSchema, Contract, Direction, OperationSpec, SchemaRef,
};
use ucp_assay::protocol::operation::Operation;
use ucp_assay::protocol::version::ProtocolVersion;

/// Alternatives tried per schema.
const BRANCHES: usize = 4;
/// Documents compared per schema, operation and direction; more are thinned out evenly.
const ALONE_LIMIT: usize = 240;
/// Documents compared per operation, direction and capability set.
const COMPOSED_LIMIT: usize = 500;

/// The two sides, and the official side with our deviations applied.
struct Sides {
    ours: &'static Contract,
    official: Contract,
    patched: Contract,
    _scratch: tempfile::TempDir,
}

/// What was counted.
#[derive(Clone, Copy, Debug, Default)]
struct Count {
    accepted: usize,
    rejected: usize,
    explained: usize,
}

impl Count {
    fn add(&mut self, other: Self) {
        self.accepted += other.accepted;
        self.rejected += other.rejected;
        self.explained += other.explained;
    }
}

fn sides() -> Option<Sides> {
    let Some(directory) = official::directory() else {
        let required = std::env::var_os("UCP_ASSAY_REQUIRE_OFFICIAL").is_some();
        assert!(!required, "no official release tree here, and UCP_ASSAY_REQUIRE_OFFICIAL asks for one");
        eprintln!("SKIPPED: no official release tree here; name one with UCP_ASSAY_OFFICIAL");
        return None;
    };
    let official =
        Contract::load_dir(ProtocolVersion::LATEST, &directory).expect("the official tree is a contract");
    let scratch = tempfile::tempdir().expect("a scratch folder");
    let patched = official::patched(&official, scratch.path());
    Some(Sides { ours: Contract::embedded(ProtocolVersion::LATEST), official, patched, _scratch: scratch })
}

/// Every schema of a contract: `$id` and the pointers of its definitions.
fn schemas(contract: &Contract) -> BTreeMap<String, BTreeSet<String>> {
    let mut all = BTreeMap::new();
    for (path, bytes) in
        contract.files().filter(|(path, _)| path.starts_with("schemas/") || path.starts_with("discovery/"))
    {
        let schema: Value = serde_json::from_slice(bytes).unwrap_or_else(|error| panic!("{path}: {error}"));
        let id = schema["$id"].as_str().unwrap_or_else(|| panic!("{path} has no $id")).to_owned();
        let mut pointers = BTreeSet::new();
        if schema.as_object().is_some_and(|map| {
            ["type", "allOf", "anyOf", "properties"].iter().any(|key| map.contains_key(*key))
        }) {
            pointers.insert(String::new());
        }
        definitions(&schema, "", &mut pointers);
        all.insert(id, pointers);
    }
    all
}

/// Definitions, and definitions grouped under a capability's name.
fn definitions(schema: &Value, at: &str, into: &mut BTreeSet<String>) {
    for (name, definition) in schema.get("$defs").and_then(Value::as_object).into_iter().flatten() {
        let here = format!("{at}/$defs/{name}");
        let groups = ["platform_schema", "business_schema"];
        if definition.as_object().is_some_and(|map| map.keys().all(|key| groups.contains(&key.as_str()))) {
            into.extend(
                definition.as_object().into_iter().flatten().map(|(group, _)| format!("{here}/{group}")),
            );
        } else {
            into.insert(here);
        }
    }
}

fn resolutions() -> [SchemaRef; 4] {
    let request =
        |operation| SchemaRef { operation: Cow::Borrowed(operation), direction: Annotations::Request };
    [request("create"), request("update"), request("complete"), SchemaRef::READ_RESPONSE]
}

/// Documents for a schema: minimal and maximal ones of every alternative, and near misses of them.
fn documents(resolved: &Value, limit: usize) -> Vec<Value> {
    let mut words = BTreeSet::new();
    mutate::words(resolved, &mut words);
    let mut made: Vec<Value> = Vec::new();
    for branch in 0..BRANCHES {
        for size in [Size::Maximal, Size::Minimal] {
            let document = Generator { size, branch }.value(resolved);
            if !made.contains(&document) {
                made.push(document);
            }
        }
    }
    let share = limit.div_ceil(made.len().max(1));
    let near: Vec<Value> =
        made.iter().flat_map(|document| mutate::mutations(document, &words, share)).collect();
    made.extend(near);
    made
}

/// Compares one schema on all sides over the documents.
fn compare(
    what: &str,
    documents: &[Value],
    [ours, official, patched]: [&CompiledSchema; 3],
    failures: &mut Vec<String>,
) -> Count {
    let mut count = Count::default();
    for document in documents {
        let verdicts = (ours.is_valid(document), official.is_valid(document), patched.is_valid(document));
        match verdicts {
            (true, _, _) => count.accepted += 1,
            (false, _, _) => count.rejected += 1,
        }
        let (ours, official, patched) = verdicts;
        if ours != patched {
            failures.push(format!(
                "{what}: ours {ours}, official {official}, with deviations {patched}: {document}"
            ));
        } else if ours != official {
            count.explained += 1;
        }
    }
    count
}

fn report(failures: &[String]) {
    let first: Vec<&String> = failures.iter().take(20).collect();
    assert!(failures.is_empty(), "{} disagreements, first of them:\n{first:#?}", failures.len());
}

#[test]
fn both_sides_have_the_same_schemas() {
    let Some(sides) = sides() else { return };
    assert_eq!(schemas(sides.ours), schemas(&sides.official));
}

#[test]
fn every_schema_alone_agrees() {
    let Some(sides) = sides() else { return };
    let mut failures = Vec::new();
    let mut total = Count::default();
    for (id, pointers) in schemas(sides.ours) {
        for pointer in pointers {
            let what = format!("{id}#{pointer}");
            let count = alone(&sides, &id, &pointer, &what, &mut failures);
            println!("{what}: {count:?}");
            assert!(count.accepted > 0, "{what} accepted nothing");
            assert!(count.rejected > 0, "{what} rejected nothing");
            total.add(count);
        }
    }
    println!("alone: {total:?}");
    report(&failures);
    assert!(total.accepted + total.rejected >= 5_000, "too few documents: {total:?}");
    assert!(total.accepted >= 1_000 && total.rejected >= 1_000, "one-sided: {total:?}");
}

fn alone(sides: &Sides, id: &str, pointer: &str, what: &str, failures: &mut Vec<String>) -> Count {
    let mut count = Count::default();
    let mut seen: Vec<Value> = Vec::new();
    for schema in resolutions() {
        let resolved = |contract: &Contract| {
            contract.resolved(id, pointer, &schema).unwrap_or_else(|error| panic!("{what}: {error}"))
        };
        let (ours, theirs) = (resolved(sides.ours), resolved(&sides.official));
        if seen.contains(&ours) && seen.contains(&theirs) {
            continue;
        }
        let mut made = documents(&ours, ALONE_LIMIT);
        if ours != theirs {
            made.extend(documents(&theirs, ALONE_LIMIT));
        }
        let compiled = [sides.ours, &sides.official, &sides.patched].map(|contract| {
            contract.compiled(id, pointer, &schema).unwrap_or_else(|error| panic!("{what}: {error}"))
        });
        let [a, b, c] = &compiled;
        count.add(compare(&format!("{what} {schema:?}"), &made, [a, b, c], failures));
        seen.extend([ours, theirs]);
    }
    count
}

/// Capability sets that exercise every extension alone and together.
fn sets(root: &str) -> Vec<CapabilitySet> {
    let shopping = |names: &[&str]| {
        let named = names.iter().map(|name| format!("dev.ucp.shopping.{name}"));
        let members = named.chain([root.to_owned()]).map(|name| (name, ProtocolVersion::LATEST.date()));
        members.collect::<CapabilitySet>()
    };
    match root {
        "dev.ucp.shopping.checkout" => vec![
            shopping(&[]),
            shopping(&["discount"]),
            shopping(&["fulfillment"]),
            shopping(&["buyer_consent"]),
            shopping(&["ap2_mandate"]),
            shopping(&["cart"]),
            shopping(&["discount", "fulfillment", "buyer_consent", "order"]),
            shopping(&["discount", "fulfillment", "buyer_consent", "ap2_mandate", "cart"]),
        ],
        "dev.ucp.shopping.cart" => vec![shopping(&[]), shopping(&["discount", "checkout", "fulfillment"])],
        _ => vec![shopping(&[])],
    }
}

#[test]
fn every_operation_agrees_under_every_capability_set() {
    let Some(sides) = sides() else { return };
    let mut failures = Vec::new();
    let (mut total, mut seen) = (Count::default(), BTreeSet::new());
    for spec in sides.ours.operations() {
        for direction in [Direction::Request, Direction::Response] {
            if spec.schema(direction).is_none() {
                continue;
            }
            let (mut count, mut fresh) = (Count::default(), false);
            for set in sets(&spec.capability) {
                let resolved =
                    sides.ours.resolved_body(&set, spec.operation, direction).expect("it composes");
                if seen.insert(resolved.to_string()) {
                    count.add(composed(&sides, spec, direction, &set, &resolved, &mut failures));
                    fresh = true;
                }
            }
            if !fresh {
                continue;
            }
            println!("{} {direction:?}: {count:?}", spec.operation);
            assert!(count.accepted > 0 && count.rejected > 0, "{}: one-sided {count:?}", spec.operation);
            total.add(count);
        }
    }
    println!("composed: {total:?}");
    report(&failures);
}

fn composed(
    sides: &Sides,
    spec: &OperationSpec,
    direction: Direction,
    set: &CapabilitySet,
    resolved: &Value,
    failures: &mut Vec<String>,
) -> Count {
    let what = format!("{} {direction:?} {set:?}", spec.operation);
    let compiled: [Arc<CompiledSchema>; 3] = [sides.ours, &sides.official, &sides.patched].map(|contract| {
        contract.validator(set, spec.operation, direction).unwrap_or_else(|error| panic!("{what}: {error}"))
    });
    let made = documents(resolved, COMPOSED_LIMIT);
    let [a, b, c] = &compiled;
    compare(&what, &made, [a, b, c], failures)
}

#[test]
fn deviations_are_real_and_explained() {
    let Some(sides) = sides() else { return };
    for deviation in official::deviations() {
        let Deviation { schema, pointer, official, ours, reason, digest, .. } = &deviation;
        assert!(
            official != ours && !reason.is_empty() && !digest.is_empty(),
            "{schema}{pointer} is not explained"
        );
        let definition = pointer.strip_prefix("/$defs/").and_then(|rest| rest.split('/').next());
        let at = definition.map_or_else(String::new, |name| format!("/$defs/{name}"));
        let mut failures = Vec::new();
        if deviation.effect == Effect::Wider {
            let count = alone(&sides, schema, &at, schema, &mut failures);
            assert!(count.explained > 0, "{schema}{pointer} changes nothing: remove it from the list");
        } else {
            assert!(deviation.patch.is_empty(), "{schema}{pointer} has no effect and needs no patch");
        }
    }
}

#[test]
fn examples_are_judged_as_written() {
    let examples = examples::read();
    let sides = sides();
    let ours = Contract::embedded(ProtocolVersion::LATEST);
    let set = sets("dev.ucp.shopping.checkout").remove(6);
    for case in &examples.cases {
        let document = examples.document(case);
        let verdict = case.schema(ours, &set).check(&document);
        assert_eq!(verdict.is_valid(), case.valid, "{}: {:#?}", case.name, verdict.violations);
        if let Some(sides) = &sides {
            let theirs = case.schema(&sides.patched, &set).is_valid(&document);
            assert_eq!(theirs, case.valid, "{}: the official schemas disagree", case.name);
        }
    }
}

/// Changes to our schemas that the comparison must notice.
const SABOTAGE: [(&str, &str, &str); 7] = [
    ("schemas/shopping/types/line_item.json", "/required", "[\"id\", \"item\", \"totals\"]"),
    ("schemas/shopping/types/line_item.json", "/properties/quantity/minimum", "0"),
    ("schemas/shopping/types/error_response.json", "/additionalProperties", "true"),
    ("schemas/shopping/types/price.json", "/properties/currency/pattern", "\"^[A-Z]+$\""),
    ("schemas/shopping/types/totals.json", "/allOf", "[]"),
    ("schemas/shopping/checkout.json", "/properties/payment/ucp_request/complete", "\"optional\""),
    ("schemas/shopping/types/link.json", "/properties/url/format", "\"regex\""),
];

#[test]
fn a_difference_is_noticed() {
    let Some(sides) = sides() else { return };
    for (path, pointer, value) in SABOTAGE {
        let folder = tempfile::tempdir().expect("a scratch folder");
        let broken = official::rewritten(sides.ours, folder.path(), |file, schema| {
            if file == path {
                let place = schema.pointer_mut(pointer).unwrap_or_else(|| panic!("{path} has no {pointer}"));
                *place = serde_json::from_str(value).expect("a JSON value");
            }
        });
        let schema: Value = serde_json::from_slice(sides.ours.file(path).expect("the file")).expect("JSON");
        let id = schema["$id"].as_str().expect("an $id");
        let noticed = resolutions().iter().any(|how| {
            let [a, b] = [&broken, sides.ours].map(|side| side.compiled(id, "", how).expect("it compiles"));
            let made = documents(&sides.ours.resolved(id, "", how).expect("it resolves"), ALONE_LIMIT);
            made.iter().any(|document| a.is_valid(document) != b.is_valid(document))
        });
        assert!(noticed, "{path}{pointer} = {value} goes unnoticed");
    }
}

#[test]
fn composition_agrees_with_ucp_schema() {
    let contract = Contract::embedded(ProtocolVersion::LATEST);
    let folder = tempfile::tempdir().expect("a scratch folder");
    official::rewritten(contract, folder.path(), |_, _| {});
    for operation in [Operation::CreateCheckout, Operation::UpdateCheckout, Operation::GetCheckout] {
        let spec = contract.operation(operation).expect("described");
        for direction in [Direction::Request, Direction::Response] {
            let Some(schema) = spec.schema(direction) else { continue };
            for set in sets(&spec.capability).iter().filter(|set| !set.contains("dev.ucp.shopping.cart")) {
                let oracle = oracle::compose(contract, folder.path(), set, schema);
                let ours = contract.validator(set, operation, direction).expect("it composes");
                let mut made =
                    documents(&contract.resolved_body(set, operation, direction).expect("it composes"), 80);
                made.iter_mut().for_each(oracle::without_instruments);
                for document in &made {
                    assert_eq!(
                        ours.is_valid(document),
                        oracle.is_valid(document),
                        "{operation} {set:?}: {document}"
                    );
                }
            }
        }
    }
}
