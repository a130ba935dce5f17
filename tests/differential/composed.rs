//! The bodies of operations under capability sets.

use super::{COMPOSED_LIMIT, Count, Sides, compare, documents, official, oracle, report, sides};
use serde_json::Value;
use std::collections::BTreeSet;
use std::sync::Arc;
use ucp_assay::protocol::contract::{CapabilitySet, CompiledSchema, Contract, Direction, OperationSpec};
use ucp_assay::protocol::operation::Operation;
use ucp_assay::protocol::version::ProtocolVersion;

/// Both ways a body travels.
pub(crate) const DIRECTIONS: [Direction; 2] = [Direction::Request, Direction::Response];

/// Capability sets that exercise every extension alone and together; what a version does not have
/// is left out.
pub(crate) fn sets(contract: &Contract, root: &str) -> Vec<CapabilitySet> {
    let known = |name: &String| contract.capabilities().iter().any(|spec| spec.name == *name);
    let shopping = |names: &[&str]| {
        let named = names.iter().map(|name| format!("dev.ucp.shopping.{name}"));
        let members = named.chain([root.to_owned()]).filter(known);
        members.map(|name| (name, contract.version().date())).collect::<CapabilitySet>()
    };
    let mut sets = match root {
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
    };
    sets.dedup();
    sets
}

#[test]
fn every_operation_agrees_under_every_capability_set() {
    for version in ProtocolVersion::ALL {
        let Some(sides) = sides(version) else { continue };
        let mut failures = Vec::new();
        let (mut total, mut seen) = (Count::default(), BTreeSet::new());
        for spec in sides.ours.operations() {
            for direction in DIRECTIONS.into_iter().filter(|direction| spec.schema(*direction).is_some()) {
                let count = body(&sides, spec, direction, &mut seen, &mut failures);
                if count.documents() > 0 {
                    println!("{version} {} {direction:?}: {count:?}", spec.operation);
                    assert!(count.accepted > 0 && count.rejected > 0, "{}: {count:?}", spec.operation);
                }
                total.add(count);
            }
        }
        println!("{version} composed: {} documents, {total:?}", total.documents());
        report(version.date(), &failures);
        total.suffices(version.date(), 3_000);
    }
}

/// One body under every set; schemas seen before are not compared again.
fn body(
    sides: &Sides,
    spec: &OperationSpec,
    direction: Direction,
    seen: &mut BTreeSet<String>,
    failures: &mut Vec<String>,
) -> Count {
    let mut count = Count::default();
    for set in sets(sides.ours, &spec.capability) {
        let resolved = sides.ours.resolved_body(&set, spec.operation, direction).expect("it composes");
        if seen.insert(resolved.to_string()) {
            count.add(composed(sides, spec, direction, &set, &resolved, failures));
        }
    }
    count
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
    let [a, b, c]: [Arc<CompiledSchema>; 3] = [sides.ours, &sides.official, &sides.patched].map(|contract| {
        contract.validator(set, spec.operation, direction).unwrap_or_else(|error| panic!("{what}: {error}"))
    });
    let made = documents(resolved, COMPOSED_LIMIT);
    let all: [super::Side<'_>; 3] = [&|one| a.is_valid(one), &|one| b.is_valid(one), &|one| c.is_valid(one)];
    compare(&what, &made, all, failures)
}

#[test]
fn an_official_tree_is_a_contract_unchanged() {
    for version in ProtocolVersion::ALL {
        let Some(Sides { ours, official, .. }) = sides(version) else { continue };
        for spec in official.operations() {
            for direction in DIRECTIONS.into_iter().filter(|direction| spec.schema(*direction).is_some()) {
                for set in sets(ours, &spec.capability) {
                    let schema = official.validator(&set, spec.operation, direction);
                    schema.unwrap_or_else(|error| panic!("{version} {}: {error}", spec.operation));
                }
            }
        }
        for kind in ucp_assay::protocol::contract::DocumentKind::ALL {
            official.document(kind).unwrap_or_else(|error| panic!("{version} {kind:?}: {error}"));
        }
        assert_eq!(official.operations().len(), ours.operations().len());
        assert_eq!(official.register().rows().len(), ours.register().rows().len());
        assert_ne!(official.digest(), ours.digest(), "the files are not ours");
    }
}

#[test]
fn composition_agrees_with_ucp_schema() {
    for version in ProtocolVersion::ALL {
        let contract = Contract::embedded(version);
        let folder = tempfile::tempdir().expect("a scratch folder");
        official::rewritten(contract, folder.path(), |_, schema| oracle::keyed_by_name(schema));
        for operation in [Operation::CreateCheckout, Operation::UpdateCheckout, Operation::GetCheckout] {
            for direction in DIRECTIONS {
                agrees_with_ucp_schema(contract, folder.path(), operation, direction);
            }
        }
    }
}

fn agrees_with_ucp_schema(
    contract: &Contract,
    folder: &std::path::Path,
    operation: Operation,
    direction: Direction,
) {
    let spec = contract.operation(operation).expect("described");
    let Some(schema) = spec.schema(direction) else { return };
    for set in sets(contract, &spec.capability).iter().filter(|set| oracle::composes(contract, set)) {
        let oracle = oracle::compose(contract, folder, set, schema);
        let ours = contract.validator(set, operation, direction).expect("it composes");
        let resolved = contract.resolved_body(set, operation, direction).expect("it composes");
        let mut made = documents(&resolved, 80);
        made.iter_mut().for_each(oracle::without_instruments);
        for document in &made {
            let (ours, theirs) = (ours.is_valid(document), oracle.is_valid(document));
            assert_eq!(ours, theirs, "{operation} {set:?}: {document}");
        }
    }
}
