//! A release may also publish schemas generated from the annotated ones, one file per message. They
//! are what clients were built from, so ours are compared with them too.

use super::composed::{DIRECTIONS, sets};
use super::official::{self, Deviation, Effect, Tree};
use super::{
    ALONE_LIMIT, COMPOSED_LIMIT, Count, RESOLUTIONS, Side, alone, compare, documents, report, request,
};
use serde_json::Value;
use std::collections::BTreeSet;
use ucp_assay::protocol::contract::{
    Annotations, CapabilitySet, CompiledSchema, Contract, Direction, OperationSpec, SchemaRef,
};
use ucp_assay::protocol::operation::Operation;
use ucp_assay::protocol::version::ProtocolVersion;

/// The folder of a release tree that has them.
const FOLDER: &str = "spec";
/// Where `OpenAPI` has the schema of a request body.
const BODY: &str = "requestBody/content/application~1json/schema";
const OPENAPI: &str = "services/shopping/rest.openapi.json";

/// The generated tree, and the same with our deviations applied, once per resolution.
struct Generated {
    ours: &'static Contract,
    plain: Contract,
    patched: Vec<(SchemaRef, Contract)>,
    _scratch: tempfile::TempDir,
}

impl Generated {
    fn open(version: ProtocolVersion) -> Option<Self> {
        match version {
            ProtocolVersion::January2026 => {}
            // Publishes none.
            ProtocolVersion::April2026 => return None,
        }
        let folder = official::directory(version)?.join(FOLDER);
        let plain = ucp_assay::contracts::open(version, &folder).expect("the generated tree is a contract");
        let scratch = tempfile::tempdir().expect("a scratch folder");
        let patched = RESOLUTIONS
            .into_iter()
            .map(|message| {
                let into = scratch.path().join(format!("{:?}-{}", message.direction, message.operation));
                let copy = with(&plain, &into, &official::deviations(version), &message);
                (message, copy)
            })
            .collect();
        Some(Self { ours: Contract::embedded(version), plain, patched, _scratch: scratch })
    }

    fn patched(&self, message: &SchemaRef) -> &Contract {
        let found = self.patched.iter().find(|(one, _)| one == message);
        found.map(|(_, contract)| contract).expect("one per resolution")
    }
}

/// A copy with those deviations applied that are about the message.
fn with(plain: &Contract, into: &std::path::Path, deviations: &[Deviation], message: &SchemaRef) -> Contract {
    let steps: Vec<(&str, &Value)> = deviations
        .iter()
        .filter(|one| one.tree == Tree::Generated && concerns(one, message))
        .flat_map(Deviation::steps)
        .collect();
    official::with_steps(plain, into, &steps)
}

fn concerns(deviation: &Deviation, message: &SchemaRef) -> bool {
    let named = deviation.requests.iter().any(|one| *one == message.operation);
    deviation.requests.is_empty() || (message.direction == Annotations::Request && named)
}

/// Our schema for a generated file (path or `$id`), and the messages the file is about.
fn counterpart(path: &str, schema: &Value) -> (String, Vec<SchemaRef>) {
    let endings = [
        (".create_req.json", vec![request("create")]),
        (".update_req.json", vec![request("update")]),
        ("_req.json", vec![request("create"), request("update")]),
        ("_resp.json", vec![SchemaRef::READ_RESPONSE]),
    ];
    for (ending, messages) in endings {
        if let Some(stem) = path.strip_suffix(ending) {
            return (format!("{stem}.json"), messages);
        }
    }
    let name = if path.starts_with("schemas/") { path } else { schema["$id"].as_str().expect("an $id") };
    (name.to_owned(), vec![SchemaRef::READ_RESPONSE])
}

/// The generated schema files.
fn files(generated: &Generated) -> impl Iterator<Item = (&str, Value)> {
    let own = generated.ours.supplements();
    let files = generated.plain.files().filter(move |(path, _)| !own.iter().any(|name| name == path));
    files
        .map(|(path, bytes)| (path, serde_json::from_slice::<Value>(bytes).expect("JSON")))
        .filter(|(_, schema)| schema.get("$id").is_some())
}

#[test]
fn every_generated_schema_agrees() {
    for version in ProtocolVersion::ALL {
        let Some(generated) = Generated::open(version) else { continue };
        let (mut failures, mut total, mut compared) = (Vec::new(), Count::default(), 0);
        for (path, schema) in files(&generated) {
            let (ours, messages) = counterpart(path, &schema);
            for pointer in alone::pointers(&schema) {
                for message in &messages {
                    let count = one(&generated, path, &ours, &pointer, message, &mut failures);
                    println!("{version} {path}#{pointer} {}: {count:?}", message.operation);
                    total.add(count);
                    compared += 1;
                }
            }
        }
        println!("{version} generated: {compared} schemas, {} documents, {total:?}", total.documents());
        report(version.date(), &failures);
        total.suffices(version.date(), 3_000);
    }
}

fn one(
    generated: &Generated,
    path: &str,
    ours: &str,
    pointer: &str,
    message: &SchemaRef,
    failures: &mut Vec<String>,
) -> Count {
    let what = format!("{path}#{pointer} {message:?}");
    let resolved = |contract: &Contract, name: &str, how: &SchemaRef| {
        contract.library().resolved(name, pointer, how).unwrap_or_else(|error| panic!("{what}: {error}"))
    };
    let compiled = |contract: &Contract, name: &str, how: &SchemaRef| {
        contract.library().compiled(name, pointer, how).unwrap_or_else(|error| panic!("{what}: {error}"))
    };
    let read = &SchemaRef::READ_RESPONSE;
    let mut made = documents(&resolved(generated.ours, ours, message), ALONE_LIMIT);
    made.extend(documents(&resolved(&generated.plain, path, read), ALONE_LIMIT));
    let a = compiled(generated.ours, ours, message);
    let b = compiled(&generated.plain, path, read);
    let c = compiled(generated.patched(message), path, read);
    let all: [Side<'_>; 3] = [&|one| a.is_valid(one), &|one| b.is_valid(one), &|one| c.is_valid(one)];
    compare(&what, &made, all, failures)
}

#[test]
fn deviations_from_generated_schemas_are_real() {
    for version in ProtocolVersion::ALL {
        let Some(generated) = Generated::open(version) else { continue };
        for deviation in official::deviations(version).iter().filter(|one| one.tree == Tree::Generated) {
            assert!(
                deviation.effect != Effect::None,
                "{}: generated schemas are compared only",
                deviation.schema
            );
            let bytes = generated.plain.file(&deviation.schema).expect("the generated file is there");
            let schema: Value = serde_json::from_slice(bytes).expect("JSON");
            let (ours, messages) = counterpart(&deviation.schema, &schema);
            let definition =
                deviation.pointer.strip_prefix("/$defs/").and_then(|rest| rest.split('/').next());
            let at = definition.map_or_else(String::new, |name| format!("/$defs/{name}"));
            let named: Vec<SchemaRef> = RESOLUTIONS
                .into_iter()
                .filter(|one| !deviation.requests.is_empty() && concerns(deviation, one))
                .collect();
            let mut total = Count::default();
            for message in if named.is_empty() { &messages } else { &named } {
                total.add(one(&generated, &deviation.schema, &ours, &at, message, &mut Vec::new()));
            }
            deviation.has_its_effect(total.wider, total.narrower);
        }
    }
}

/// The generated schemas a body has to keep to, all of them: file and pointer.
fn parts(spec: &OperationSpec, direction: Direction, set: &CapabilitySet) -> Vec<(String, String)> {
    let shopping = |name: &str| format!("schemas/shopping/{name}.json");
    let has = |name: &str| set.contains(&format!("dev.ucp.shopping.{name}"));
    let openapi = |place: &str| vec![(OPENAPI.to_owned(), format!("/{place}/post/{BODY}"))];
    let ap2 = |definition: &str| {
        has("ap2_mandate").then(|| (shopping("ap2_mandate"), format!("/$defs/{definition}")))
    };
    let ending = match (spec.operation, direction) {
        (Operation::CreateCheckout, Direction::Request) => ".create_req",
        (Operation::UpdateCheckout, Direction::Request) => ".update_req",
        (Operation::CompleteCheckout, Direction::Request) => {
            let mut parts = openapi("paths/~1checkout-sessions~1{id}~1complete");
            parts.extend(ap2("complete_request_with_ap2"));
            return parts;
        }
        (Operation::OrderEvent, Direction::Request) => return openapi("webhooks/orderEvent"),
        _ => "_resp",
    };
    let mut parts = vec![(shopping(&format!("checkout{ending}")), String::new())];
    let extensions = ["discount", "fulfillment", "buyer_consent"].into_iter().filter(|name| has(name));
    parts.extend(extensions.map(|name| (shopping(&format!("{name}{ending}")), "/$defs/checkout".to_owned())));
    if direction == Direction::Response {
        parts.extend(ap2("checkout_response_with_ap2"));
    }
    parts
}

#[test]
fn every_body_agrees_with_the_generated_schemas() {
    for version in ProtocolVersion::ALL {
        let Some(generated) = Generated::open(version) else { continue };
        let (mut failures, mut total, mut seen) = (Vec::new(), Count::default(), BTreeSet::new());
        for spec in generated.ours.operations() {
            for direction in DIRECTIONS.into_iter().filter(|direction| spec.schema(*direction).is_some()) {
                let mut count = Count::default();
                for set in sets(generated.ours, &spec.capability) {
                    if seen.insert(parts(spec, direction, &set)) {
                        count.add(body(&generated, spec, direction, &set, &mut failures));
                    }
                }
                if count.documents() > 0 {
                    println!("{version} generated {} {direction:?}: {count:?}", spec.operation);
                    assert!(count.accepted > 0 && count.rejected > 0, "{}: {count:?}", spec.operation);
                }
                total.add(count);
            }
        }
        println!("{version} generated bodies: {} documents, {total:?}", total.documents());
        report(version.date(), &failures);
        total.suffices(version.date(), 3_000);
    }
}

fn body(
    generated: &Generated,
    spec: &OperationSpec,
    direction: Direction,
    set: &CapabilitySet,
    failures: &mut Vec<String>,
) -> Count {
    let what = format!("{} {direction:?} {set:?}", spec.operation);
    let message = spec.schema(direction).expect("described");
    let parts = parts(spec, direction, set);
    let compiled = |contract: &Contract| -> Vec<CompiledSchema> {
        let one =
            |(file, at): &(String, String)| contract.library().compiled(file, at, &SchemaRef::READ_RESPONSE);
        parts.iter().map(one).collect::<Result<_, _>>().unwrap_or_else(|error| panic!("{what}: {error}"))
    };
    let ours = generated.ours.validator(set, spec.operation, direction).expect("it composes");
    let (plain, patched) = (compiled(&generated.plain), compiled(generated.patched(message)));
    let resolved = generated.ours.resolved_body(set, spec.operation, direction).expect("it composes");
    let all: [Side<'_>; 3] = [
        &|document| ours.is_valid(document),
        &|document| plain.iter().all(|part| part.is_valid(document)),
        &|document| patched.iter().all(|part| part.is_valid(document)),
    ];
    compare(&what, &documents(&resolved, COMPOSED_LIMIT), all, failures)
}
