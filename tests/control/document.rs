//! The document is well formed, and it and the routes are the same list.

use crate::support::{DOCUMENT, Stage, described, validator};
use serde_json::Value;
use std::collections::BTreeSet;
use ucp_assay::simulator::control::listed;

fn operations() -> Vec<(String, String, &'static Value)> {
    let paths = DOCUMENT["paths"].as_object().expect("paths");
    let methods = paths.iter().flat_map(|(path, item)| {
        let item = item.as_object().expect("an item");
        item.iter()
            .filter(|(name, _)| *name != "parameters")
            .map(move |(method, operation)| (path.clone(), method.to_ascii_uppercase(), operation))
    });
    methods.collect()
}

#[test]
fn every_route_is_in_the_document_and_the_other_way_round() {
    let routes: BTreeSet<(String, String, String, String)> = listed()
        .map(|route| {
            let (path, method) = (route.path.to_owned(), route.method.to_owned());
            (path, method, route.operation.to_owned(), route.access.name().to_owned())
        })
        .collect();
    let described: BTreeSet<(String, String, String, String)> = operations()
        .into_iter()
        .map(|(path, method, operation)| {
            let text = |name: &str| operation[name].as_str().expect(name).to_owned();
            (path, method, text("operationId"), text("x-scope"))
        })
        .collect();
    assert_eq!(routes, described);
}

/// Every `$ref` of a value.
fn references<'v>(value: &'v Value, found: &mut BTreeSet<&'v str>) {
    match value {
        Value::Object(members) => {
            found.extend(members.get("$ref").and_then(Value::as_str));
            members.values().for_each(|member| references(member, found));
        }
        Value::Array(items) => items.iter().for_each(|item| references(item, found)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

#[test]
fn references_lead_somewhere_and_nothing_is_left_over() {
    let mut found = BTreeSet::new();
    references(&DOCUMENT, &mut found);
    for reference in &found {
        let pointer = reference.strip_prefix('#').unwrap_or_else(|| panic!("{reference} leads outside"));
        assert!(DOCUMENT.pointer(pointer).is_some(), "{reference} leads nowhere");
    }
    for kind in ["schemas", "parameters", "responses"] {
        for name in DOCUMENT["components"][kind].as_object().expect(kind).keys() {
            assert!(found.contains(&*format!("#/components/{kind}/{name}")), "{kind} {name} is not used");
        }
    }
}

#[test]
fn the_document_has_the_form_of_openapi() {
    assert_eq!(DOCUMENT["openapi"], "3.1.0");
    assert_eq!(DOCUMENT["security"][0]["bearer"], Value::Array(Vec::new()));
    for (name, schema) in DOCUMENT["components"]["schemas"].as_object().expect("schemas") {
        assert!(jsonschema::meta::is_valid(schema), "{name} is no JSON Schema");
        validator(schema);
    }
    for (path, method, operation) in operations() {
        let place = format!("{method} {path}");
        assert!(operation["summary"].as_str().is_some_and(|text| text.ends_with('.')), "{place}");
        assert!(operation.get("security").is_none(), "{place}: no operation does without the token");
        let responses = operation["responses"].as_object().expect("responses");
        assert!(responses.keys().any(|status| status.starts_with('2')), "{place}");
        for refused in ["400", "401", "403", "421", "429"] {
            assert!(responses.contains_key(refused), "{place} is never refused with {refused}");
        }
        let declared = parameters(&path, operation, "path");
        let named: BTreeSet<String> = path
            .split('/')
            .filter_map(|segment| segment.strip_prefix('{')?.strip_suffix('}').map(str::to_owned))
            .collect();
        assert_eq!(declared, named, "{place}");
    }
}

/// Names of the parameters in one place.
fn parameters(path: &str, operation: &Value, place: &str) -> BTreeSet<String> {
    let of_item = DOCUMENT["paths"][path]["parameters"].as_array();
    let listed = of_item.into_iter().chain(operation["parameters"].as_array()).flatten();
    let resolved = listed.map(|parameter| match parameter["$ref"].as_str() {
        Some(reference) => DOCUMENT.pointer(reference.trim_start_matches('#')).expect("a parameter"),
        None => parameter,
    });
    resolved
        .filter(|one| one["in"] == place)
        .map(|one| one["name"].as_str().expect("a name").to_owned())
        .collect()
}

#[tokio::test]
async fn it_is_served_as_it_is() {
    let stage = Stage::open().await;
    assert_eq!(stage.ok("getOpenApi", &[], None).await, *DOCUMENT);
    let route = listed().next().expect("a route");
    assert!(described(&route).is_object());
}
