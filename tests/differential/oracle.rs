//! The protocol's own composer, working on files, as a second opinion on ours.

use serde_json::Value;
use std::path::Path;
use ucp_assay::protocol::contract::{
    Annotations, CapabilityKind, CapabilitySet, CapabilitySpec, Contract, SchemaRef,
};
use ucp_schema::{Capability, Direction, ResolveOptions, SchemaBaseConfig};

/// What `ucp-schema` composes of the files in `folder`.
pub(crate) fn compose(
    contract: &Contract,
    folder: &Path,
    set: &CapabilitySet,
    schema: &SchemaRef,
) -> jsonschema::Validator {
    let members: Vec<Capability> = contract
        .capabilities()
        .iter()
        .filter_map(|spec| {
            let version = set.version(&spec.name)?.to_owned();
            let parents: Vec<String> =
                spec.extends.iter().filter(|parent| set.contains(parent)).cloned().collect();
            let relevant = spec.name == "dev.ucp.shopping.checkout" || !parents.is_empty();
            relevant.then(|| Capability {
                name: spec.name.clone(),
                version,
                schema_url: spec.schema.clone().unwrap_or_default(),
                extends: (!parents.is_empty()).then_some(parents),
            })
        })
        .collect();
    let base = SchemaBaseConfig { local_base: Some(folder), remote_base: None };
    let composed = ucp_schema::compose_schema(&members, &base).expect("ucp-schema composes our files");
    let direction = match schema.direction {
        Annotations::Request => Direction::Request,
        Annotations::Response => Direction::Response,
    };
    let options = ResolveOptions::new(direction, schema.operation.as_ref());
    let mut resolved = ucp_schema::resolve(&composed, &options).expect("ucp-schema resolves our files");
    without_ids(&mut resolved);
    jsonschema::options()
        .with_draft(jsonschema::Draft::Draft202012)
        .should_validate_formats(true)
        .build(&resolved)
        .expect("the composed schema compiles")
}

/// Inlining leaves the same `$id` in many places; none is needed any more.
fn without_ids(schema: &mut Value) {
    match schema {
        Value::Object(map) => {
            if map.get("$id").is_some_and(Value::is_string) {
                map.remove("$id");
            }
            map.values_mut().for_each(without_ids);
        }
        Value::Array(list) => list.iter_mut().for_each(without_ids),
        _ => {}
    }
}

/// Whether `ucp-schema` composes the set: it knows one definition per extension, named like the
/// parent, that adds to every message.
pub(crate) fn composes(contract: &Contract, set: &CapabilitySet) -> bool {
    let beyond = |spec: &&CapabilitySpec| {
        let mut others = spec.contributes.iter().filter(|one| one.definition != SHORT);
        spec.kind == CapabilityKind::Root && !spec.contributes.is_empty() || others.next().is_some()
    };
    !contract.capabilities().iter().filter(beyond).any(|spec| set.contains(&spec.name))
}

/// The name of the definition that adds to a checkout, before it was the name of the parent.
const SHORT: &str = "checkout";

/// Renames it, because `ucp-schema` knows the later name only.
pub(crate) fn keyed_by_name(schema: &mut Value) {
    let definitions = schema.get_mut("$defs").and_then(Value::as_object_mut);
    if let Some((definitions, short)) =
        definitions.and_then(|map| map.remove(SHORT).map(|short| (map, short)))
    {
        definitions.insert("dev.ucp.shopping.checkout".to_owned(), short);
    }
}

/// `ucp-schema` leaves `{"$ref": "#"}` of the selected instrument pointing at whichever document
/// surrounds it, so instruments cannot be compared.
pub(crate) fn without_instruments(document: &mut Value) {
    if let Some(payment) = document.get_mut("payment").and_then(Value::as_object_mut) {
        payment.remove("instruments");
    }
}
