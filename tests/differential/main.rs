//! Our schemas and the official ones accept and reject the same documents, except where
//! `deviations.json` says and explains that they do not.

#![expect(clippy::expect_used, clippy::panic, reason = "a test that cannot go on may panic")]

mod alone;
mod composed;
mod examples;
mod generate;
mod generated;
mod mutate;
mod official;
mod oracle;
mod supplements;

use generate::{Generator, Size};
use serde_json::Value;
use std::borrow::Cow;
use std::collections::BTreeSet;
use ucp_assay::protocol::contract::{Annotations, Contract, SchemaRef};
use ucp_assay::protocol::version::ProtocolVersion;

/// Alternatives tried per schema.
const BRANCHES: usize = 4;
/// Documents compared per schema, operation and direction; more are thinned out evenly.
const ALONE_LIMIT: usize = 240;
/// Documents compared per operation, direction and capability set.
const COMPOSED_LIMIT: usize = 500;

/// Characters told of one disagreement.
const TOLD: usize = 600;

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
    /// Explained, and ours accepts what the official schema does not.
    wider: usize,
    /// Explained, and ours rejects what the official schema does not.
    narrower: usize,
}

impl Count {
    const fn documents(self) -> usize {
        self.accepted + self.rejected
    }

    fn add(&mut self, other: Self) {
        self.accepted += other.accepted;
        self.rejected += other.rejected;
        self.wider += other.wider;
        self.narrower += other.narrower;
    }

    /// Documents were compared, neither all accepted nor all rejected, and no fewer than `least`.
    fn suffices(self, what: &str, least: usize) {
        assert!(self.documents() >= least, "{what}: too few documents: {self:?}");
        let fifth = least / 5;
        assert!(self.accepted >= fifth && self.rejected >= fifth, "{what}: one-sided: {self:?}");
    }
}

/// The sides of a version; `None` where the official release tree is not at hand.
fn sides(version: ProtocolVersion) -> Option<Sides> {
    let directory = official::directory(version)?;
    let official = ucp_assay::contracts::open(version, &directory).expect("the official tree is a contract");
    let scratch = tempfile::tempdir().expect("a scratch folder");
    let patched = official::patched(&official, scratch.path());
    Some(Sides { ours: Contract::embedded(version), official, patched, _scratch: scratch })
}

/// The annotations of requests of that operation.
const fn request(operation: &'static str) -> SchemaRef {
    SchemaRef { operation: Cow::Borrowed(operation), direction: Annotations::Request }
}

/// Every way in which a schema is resolved.
const RESOLUTIONS: [SchemaRef; 4] =
    [request("create"), request("update"), request("complete"), SchemaRef::READ_RESPONSE];

/// Distinct documents for a schema: minimal and maximal ones of every alternative, and near misses
/// of them.
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
    let near: Vec<Value> = made
        .iter()
        .enumerate()
        .flat_map(|(first, document)| mutate::mutations(document, &words, share, first))
        .collect();
    made.extend(near);
    let mut seen = BTreeSet::new();
    made.retain(|document| seen.insert(document.to_string()));
    made
}

/// What a side says about a document.
type Side<'s> = &'s dyn Fn(&Value) -> bool;

/// Compares one schema on all sides over the documents: ours, the official one, the official one
/// with our deviations.
fn compare(
    what: &str,
    documents: &[Value],
    [ours, official, patched]: [Side<'_>; 3],
    failures: &mut Vec<String>,
) -> Count {
    let mut count = Count::default();
    for document in documents {
        let (ours, official, patched) = (ours(document), official(document), patched(document));
        if ours {
            count.accepted += 1;
        } else {
            count.rejected += 1;
        }
        match (ours == patched, ours, official) {
            (false, _, _) => failures.push(format!(
                "{what}: ours {ours}, official {official}, with deviations {patched}: {document}"
            )),
            (true, true, false) => count.wider += 1,
            (true, false, true) => count.narrower += 1,
            (true, true, true) | (true, false, false) => {}
        }
    }
    count
}

fn report(what: &str, failures: &[String]) {
    let first: Vec<String> =
        failures.iter().take(20).map(|failure| failure.chars().take(TOLD).collect()).collect();
    assert!(failures.is_empty(), "{what}: {} disagreements, first of them:\n{first:#?}", failures.len());
}
