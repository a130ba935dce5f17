//! Every schema file and definition by itself, however it is resolved.

use super::official::{self, Deviation, Effect, Tree};
use super::{ALONE_LIMIT, Count, RESOLUTIONS, Sides, compare, documents, report, sides};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use ucp_assay::protocol::contract::Contract;
use ucp_assay::protocol::version::ProtocolVersion;

/// Every schema of a contract that a release has too: `$id` and the pointers of its definitions.
fn schemas(contract: &Contract) -> BTreeMap<String, BTreeSet<String>> {
    let mut all = BTreeMap::new();
    for (path, bytes) in contract.files().filter(|(path, _)| path.contains('/')) {
        if contract.supplements().iter().any(|own| own == path) {
            continue;
        }
        let schema: Value = serde_json::from_slice(bytes).unwrap_or_else(|error| panic!("{path}: {error}"));
        let (id, pointers) = (schema["$id"].as_str(), pointers(&schema));
        // A document about a transport is no schema.
        if path.starts_with("services/") && pointers.is_empty() {
            continue;
        }
        let id = id.unwrap_or_else(|| panic!("{path} has no $id"));
        all.insert(id.to_owned(), pointers);
    }
    all
}

/// The whole of a schema file, when it is a schema, and its definitions.
pub(crate) fn pointers(schema: &Value) -> BTreeSet<String> {
    let mut pointers = BTreeSet::new();
    let keywords = ["type", "allOf", "anyOf", "oneOf", "properties"];
    if schema.as_object().is_some_and(|map| keywords.iter().any(|key| map.contains_key(*key))) {
        pointers.insert(String::new());
    }
    definitions(schema, "", &mut pointers);
    pointers
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

#[test]
fn both_sides_have_the_same_schemas() {
    for version in ProtocolVersion::ALL {
        let Some(sides) = sides(version) else { continue };
        assert_eq!(schemas(sides.ours), schemas(&sides.official), "{version}");
    }
}

/// No fewer documents than this are compared, schema by schema.
const fn least(version: ProtocolVersion) -> usize {
    match version {
        ProtocolVersion::January2026 => 3_000,
        ProtocolVersion::April2026 => 5_000,
    }
}

#[test]
fn every_schema_alone_agrees() {
    for version in ProtocolVersion::ALL {
        let Some(sides) = sides(version) else { continue };
        let mut failures = Vec::new();
        let mut total = Count::default();
        for (id, pointers) in schemas(sides.ours) {
            for pointer in pointers {
                let what = format!("{version} {id}#{pointer}");
                let count = alone(&sides, &id, &pointer, &what, &mut failures);
                println!("{what}: {count:?}");
                assert!(count.accepted > 0, "{what} accepted nothing");
                assert!(count.rejected > 0, "{what} rejected nothing");
                total.add(count);
            }
        }
        println!("{version} alone: {} documents, {total:?}", total.documents());
        report(version.date(), &failures);
        total.suffices(version.date(), least(version));
    }
}

fn alone(sides: &Sides, id: &str, pointer: &str, what: &str, failures: &mut Vec<String>) -> Count {
    let mut count = Count::default();
    let mut seen: Vec<Value> = Vec::new();
    for schema in RESOLUTIONS {
        let resolved = |contract: &Contract| {
            contract
                .library()
                .resolved(id, pointer, &schema)
                .unwrap_or_else(|error| panic!("{what}: {error}"))
        };
        let (ours, theirs) = (resolved(sides.ours), resolved(&sides.official));
        if seen.contains(&ours) && seen.contains(&theirs) {
            continue;
        }
        let mut made = documents(&ours, ALONE_LIMIT);
        if ours != theirs {
            made.extend(documents(&theirs, ALONE_LIMIT));
        }
        let [a, b, c] = [sides.ours, &sides.official, &sides.patched].map(|contract| {
            contract
                .library()
                .compiled(id, pointer, &schema)
                .unwrap_or_else(|error| panic!("{what}: {error}"))
        });
        let all: [super::Side<'_>; 3] =
            [&|one| a.is_valid(one), &|one| b.is_valid(one), &|one| c.is_valid(one)];
        count.add(compare(&format!("{what} {schema:?}"), &made, all, failures));
        seen.extend([ours, theirs]);
    }
    count
}

#[test]
fn deviations_are_real_and_explained() {
    for version in ProtocolVersion::ALL {
        let Some(sides) = sides(version) else { continue };
        for deviation in official::deviations(version).iter().filter(|one| one.tree == Tree::Source) {
            let Deviation { schema, pointer, effect, .. } = deviation;
            let definition = pointer.strip_prefix("/$defs/").and_then(|rest| rest.split('/').next());
            let at = definition.map_or_else(String::new, |name| format!("/$defs/{name}"));
            match effect {
                Effect::None => {
                    assert!(deviation.patch.is_empty(), "{schema}{pointer} has no effect and needs no patch");
                }
                // Looked at by `supplements`.
                Effect::Supplement => {}
                Effect::Wider | Effect::Narrower | Effect::Both => {
                    let count = alone(&sides, schema, &at, schema, &mut Vec::new());
                    deviation.has_its_effect(count.wider, count.narrower);
                }
            }
        }
    }
}

#[test]
fn every_deviation_is_explained() {
    for version in ProtocolVersion::ALL {
        for deviation in official::deviations(version) {
            let Deviation { schema, pointer, official, ours, reason, digest, .. } = &deviation;
            assert!(
                official != ours && !reason.is_empty() && !digest.is_empty(),
                "{schema}{pointer} is not explained"
            );
        }
    }
}

/// A change to a schema of ours: file, pointer, new value.
type Sabotage = (&'static str, &'static str, &'static str);

/// Changes to our schemas that the comparison must notice.
const fn sabotage(version: ProtocolVersion) -> &'static [Sabotage] {
    match version {
        ProtocolVersion::January2026 => &[
            ("schemas/shopping/types/line_item.json", "/required", "[\"id\", \"item\", \"totals\"]"),
            ("schemas/shopping/types/total.json", "/properties/amount/minimum", "-1"),
            ("schemas/shopping/types/total.json", "/properties/type/enum", "[\"subtotal\", \"total\"]"),
            ("schemas/shopping/types/message_error.json", "/properties/severity/enum/0", "\"unrecoverable\""),
            (
                "schemas/shopping/types/token_credential.json",
                "/properties/token/ucp_response",
                "\"optional\"",
            ),
            ("schemas/shopping/checkout.json", "/properties/id/ucp_request/update", "\"optional\""),
            ("schemas/shopping/payment.json", "/properties/handlers/ucp_request", "\"required\""),
            ("schemas/shopping/types/payment_handler.json", "/properties/spec/format", "\"regex\""),
            ("schemas/discovery/profile.json", "/required", "[]"),
        ],
        ProtocolVersion::April2026 => &[
            ("schemas/shopping/types/line_item.json", "/required", "[\"id\", \"item\", \"totals\"]"),
            ("schemas/shopping/types/line_item.json", "/properties/quantity/minimum", "0"),
            ("schemas/shopping/types/error_response.json", "/additionalProperties", "true"),
            ("schemas/shopping/types/price.json", "/properties/currency/pattern", "\"^[A-Z]+$\""),
            ("schemas/shopping/types/totals.json", "/allOf", "[]"),
            ("schemas/shopping/checkout.json", "/properties/payment/ucp_request/complete", "\"optional\""),
            ("schemas/shopping/types/link.json", "/properties/url/format", "\"regex\""),
        ],
    }
}

#[test]
fn a_difference_is_noticed() {
    for version in ProtocolVersion::ALL {
        for change in sabotage(version) {
            assert!(notices(Contract::embedded(version), change), "{version} {change:?} goes unnoticed");
        }
    }
}

/// Whether the documents of a comparison tell our schema from the changed one.
fn notices(ours: &Contract, (path, pointer, value): &Sabotage) -> bool {
    let folder = tempfile::tempdir().expect("a scratch folder");
    let broken = official::rewritten(ours, folder.path(), |file, schema| {
        if file == *path {
            let place = schema.pointer_mut(pointer).unwrap_or_else(|| panic!("{path} has no {pointer}"));
            *place = serde_json::from_str(value).expect("a JSON value");
        }
    });
    RESOLUTIONS.iter().any(|how| {
        let [a, b] = [&broken, ours].map(|side| side.library().compiled(path, "", how).expect("it compiles"));
        let resolved =
            [&broken, ours].map(|side| side.library().resolved(path, "", how).expect("it resolves"));
        let mut made = resolved.iter().flat_map(|schema| documents(schema, ALONE_LIMIT));
        made.any(|document| a.is_valid(&document) != b.is_valid(&document))
    })
}
