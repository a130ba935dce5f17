//! Every numeric field of every request body, found in the contract, with everything no such field can be.

use crate::support::{World, remembered, roses, served, world};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use ucp_assay::protocol::contract::{CapabilitySet, Contract, Direction, OperationSpec};
use ucp_assay::protocol::operation::Operation;
use ucp_assay::protocol::version::ProtocolVersion;

/// The schema of an operation's body under everything the business advertises.
fn schema(world: &World, spec: &OperationSpec, direction: Direction) -> Option<Value> {
    spec.schema(direction)?;
    let contract = Contract::embedded(ProtocolVersion::LATEST);
    let profile = world.session.business_profile();
    let advertised = profile["ucp"]["capabilities"].as_object().expect("capabilities");
    let own = advertised.keys().map(String::as_str);
    let set = CapabilitySet::of_version(ProtocolVersion::LATEST.date(), own);
    set.contains(&spec.capability)
        .then(|| contract.resolved_body(&set, spec.operation, direction).expect("a schema"))
}

/// Pointers of every numeric member below a schema; list entries stand at 0.
fn numbers(root: &Value, schema: &Value, at: &str, trail: &mut Vec<String>, found: &mut BTreeSet<String>) {
    if !schema.is_object() {
        return;
    }
    if let Some(name) = schema["$ref"].as_str() {
        if trail.iter().any(|seen| seen == name) {
            return;
        }
        trail.push(name.to_owned());
        let target = root.pointer(name.strip_prefix('#').expect("a local reference")).expect("its target");
        numbers(root, target, at, trail, found);
        trail.pop();
    }
    let types = match &schema["type"] {
        Value::Array(several) => several.iter().filter_map(Value::as_str).collect(),
        one => Vec::from_iter(one.as_str()),
    };
    if types.iter().any(|name| ["integer", "number"].contains(name)) {
        found.insert(at.to_owned());
    }
    for (name, member) in schema["properties"].as_object().into_iter().flatten() {
        numbers(root, member, &format!("{at}/{name}"), trail, found);
    }
    for entries in ["items", "prefixItems", "contains"] {
        for entry in [&schema[entries]].into_iter().chain(schema[entries].as_array().into_iter().flatten()) {
            numbers(root, entry, &format!("{at}/0"), trail, found);
        }
    }
    for several in ["allOf", "anyOf", "oneOf"] {
        for one in schema[several].as_array().into_iter().flatten() {
            numbers(root, one, at, trail, found);
        }
    }
    for one in ["if", "then", "else", "additionalProperties"] {
        let at = if one == "additionalProperties" { format!("{at}/any") } else { at.to_owned() };
        numbers(root, &schema[one], &at, trail, found);
    }
}

/// The numeric members of the body of an operation.
fn found(world: &World, spec: &OperationSpec, direction: Direction) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    if let Some(schema) = schema(world, spec, direction) {
        numbers(&schema, &schema, "", &mut Vec::new(), &mut found);
    }
    found
}

/// What stands where the number is to be written, until the body is text.
const MARK: &str = "@number@";

/// Writes the mark at a pointer, making what is missing on the way.
fn mark(at: &mut Value, pointer: &str) {
    let Some(rest) = pointer.strip_prefix('/') else {
        *at = json!(MARK);
        return;
    };
    let (token, rest) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    if token == "0" {
        if !at.is_array() {
            *at = json!([{}]);
        }
        mark(&mut at[0], rest);
    } else {
        if !at.is_object() {
            *at = json!({});
        }
        mark(&mut at[token], rest);
    }
}

/// A body with a text of JSON at a pointer.
fn with(pointer: &str, text: &str) -> String {
    let mut body = roses(1);
    mark(&mut body, pointer);
    body.to_string().replace(&format!("{MARK:?}"), text)
}

/// What no such field can be.
const WRONG: [&str; 13] = [
    "-1",
    "0",
    "1.5",
    "1e30",
    "9223372036854775808",
    "18446744073709551616",
    "-9223372036854775808",
    "\"1\"",
    "null",
    "true",
    "[]",
    "{}",
    "[1]",
];

/// Integers, but no merchant has so many.
const HUGE: [&str; 3] = ["9007199254740991", "9007199254740992", "9223372036854775807"];

#[tokio::test]
async fn what_is_no_quantity_changes_nothing() {
    let world = world().await;
    let id = world.ready().await;
    let before = remembered(&world);
    let mut tried = 0;
    for spec in served() {
        for pointer in found(&world, spec, Direction::Request) {
            let send = |text: &str| world.send(world.operation(spec, &id).with_body(with(&pointer, text)));
            for text in WRONG {
                send(text).await.refused(400, "invalid_request");
            }
            for text in ["1e400", "-1e400", "01", "+1", "0x10", "NaN", "Infinity"] {
                send(text).await.refused(400, "malformed_json");
            }
            for text in HUGE {
                let answer = send(text).await;
                assert_eq!((answer.status, answer.documented()), (200, "amount_out_of_range"), "{text}");
            }
            assert_eq!(remembered(&world), before, "{} {pointer}", spec.operation);
            tried += 1;
        }
    }
    assert!(tried >= 2, "quantities of create and update at least");
}

#[tokio::test]
async fn numbers_that_only_the_business_sets_have_no_effect() {
    let world = world().await;
    let plain = world.create().await;
    let spec = served().into_iter().find(|spec| spec.operation == Operation::CreateCheckout).expect("create");
    let own = found(&world, spec, Direction::Request);
    let shown = found(&world, spec, Direction::Response);
    assert!(shown.contains("/totals/0/amount") && shown.contains("/line_items/0/item/price"), "{shown:?}");
    for pointer in shown.difference(&own) {
        for text in WRONG.iter().chain(&HUGE) {
            let before = remembered(&world);
            let call = world.operation(spec, "").with_body(with(pointer, text));
            let answer = world.send(call).await;
            if answer.status == 201 {
                assert_eq!(answer.body["totals"], plain.body["totals"], "{pointer} {text}");
            } else {
                assert_eq!(
                    (answer.status, answer.documented()),
                    (400, "invalid_request"),
                    "{pointer} {text}"
                );
                assert_eq!(remembered(&world), before, "{pointer} {text}");
            }
        }
    }
}
