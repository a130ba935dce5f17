//! Versions and capabilities both parties speak.

use serde_json::{Value, json};

use super::Batch;
use super::case::{Case, invalid, open, valid};
use crate::harness::vectors::Family;
use crate::protocol::version::ProtocolVersion;

const FLAGS: &[(&str, &str)] = &[
    ("EXACT", "A version is served when it is the own one or listed; nearness counts for nothing."),
    ("NOT_NEWER", "A version is served when it is not newer than the own one, as dates."),
    ("NOT_A_DATE", "Versions are dates that exist."),
    ("INTERSECTION", "Only what both declare is active."),
    ("HIGHEST", "Of several versions in common the latest is active, whatever the order."),
    ("PLATFORM_VERSION", "The platform's version of a capability must not be newer than the business's."),
    ("ORPHAN", "An extension without any of its parents is dropped."),
    ("CHAIN", "Dropping one extension can orphan another: pruning repeats until nothing changes."),
    ("MULTI_PARENT", "One of several parents is enough."),
    ("REQUIRES", "An extension whose requirements are not met is dropped; bounds are inclusive."),
    ("RELEVANT", "An answer names the operation's capability and its extensions, nothing else."),
    ("NAME", "Names are compared exactly."),
];

/// Dates of no release: what is negotiated here is arithmetic.
const OLD: &str = "2025-03-01";
const MID: &str = "2025-06-01";
const NEW: &str = "2025-09-01";

/// `name@version`, with `<parent` for each parent.
fn declared(texts: &[&str]) -> Vec<Value> {
    texts
        .iter()
        .map(|text| {
            let mut parts = text.split('<');
            let (name, version) = parts.next().and_then(|first| first.split_once('@')).unwrap_or_default();
            let extends: Vec<String> = parts.map(full).collect();
            let mut one = json!({ "name": full(name), "version": version });
            if !extends.is_empty() {
                one["extends"] = json!(extends);
            }
            one
        })
        .collect()
}

fn full(name: &str) -> String {
    if name.contains('.') { name.to_owned() } else { format!("com.example.{name}") }
}

fn set(texts: &[&str]) -> Value {
    let pairs = texts.iter().filter_map(|text| text.split_once('@'));
    pairs.map(|(name, version)| (full(name), json!(version))).collect::<serde_json::Map<_, _>>().into()
}

fn capabilities(business: &[Value], platform: &[&str]) -> Value {
    json!({ "op": "capabilities", "business": business, "platform": declared(platform), "protocol": MID })
}

fn version(own: &str, listed: &[&str], platform: &str) -> Value {
    json!({ "op": "version", "own": own, "listed": listed, "platform": platform })
}

pub(super) fn batches() -> [Batch; 2] {
    let algorithm =
        "Which protocol version is served, which capabilities are active, which concern an operation";
    let april = exact().chain(highest()).chain(pruning()).chain(requires()).chain(relevant());
    let january = not_newer().chain(by_name());
    [
        Batch {
            family: Family::Negotiation,
            versions: vec![ProtocolVersion::April2026],
            algorithm,
            flags: FLAGS,
            cases: april.collect(),
        },
        Batch {
            family: Family::Negotiation,
            versions: vec![ProtocolVersion::January2026],
            algorithm,
            flags: FLAGS,
            cases: january.collect(),
        },
    ]
}

#[rustfmt::skip]
fn exact() -> impl Iterator<Item = Case> {
    let yes = |id: &str, comment: &str, input: Value| valid(id, comment, input).flags(&["EXACT"]).clauses(&["VER-009"]);
    let no = |id: &str, flag: &str, comment: &str, input: Value| {
        invalid(id, comment, input).expect(json!({"code": "version_unsupported"})).flags(&[flag]).clauses(&["VER-010", "ERR-004"])
    };
    [
        yes("version-own", "the own version", version(MID, &[], MID)),
        yes("version-listed", "a listed version", version(NEW, &[OLD, MID], OLD)),
        no("version-newer", "EXACT", "newer than any", version(MID, &[OLD], NEW)),
        no("version-older-unlisted", "EXACT", "older and not listed", version(NEW, &[OLD], MID)),
        no("version-between", "EXACT", "between own and listed", version(NEW, &[OLD], "2025-03-02")),
        no("version-none", "NOT_A_DATE", "no version", version(MID, &[], "")),
        no("version-word", "NOT_A_DATE", "a word", version(MID, &[OLD], "draft")),
        no("version-prefix", "NOT_A_DATE", "the beginning of the own version", version(MID, &[], "2025-06")),
        no("version-space", "NOT_A_DATE", "a space behind it", version(MID, &[], &format!("{MID} "))),
        no("version-time", "NOT_A_DATE", "a time behind it", version(MID, &[], &format!("{MID}T00:00:00Z"))),
        no("version-slashes", "NOT_A_DATE", "another form of the same date", version(MID, &[], "2025/06/01")),
    ]
    .into_iter()
}

#[rustfmt::skip]
fn highest() -> impl Iterator<Item = Case> {
    let of = |id: &str, flag: &str, comment: &str, business: &[&str], platform: &[&str], active: &[&str]| {
        valid(id, comment, capabilities(&declared(business), platform)).expect(json!({"active": set(active)})).flags(&[flag]).clauses(&["NEG-019", "NEG-020"])
    };
    [
        of("same", "INTERSECTION", "one capability in common", &["a@2025-06-01"], &["a@2025-06-01"], &["a@2025-06-01"]),
        of("disjoint", "INTERSECTION", "nothing in common", &["a@2025-06-01"], &["b@2025-06-01"], &[]),
        of("business-only", "INTERSECTION", "what only the business has", &["a@2025-06-01", "b@2025-06-01"], &["a@2025-06-01"], &["a@2025-06-01"]),
        of("platform-only", "INTERSECTION", "what only the platform has", &["a@2025-06-01"], &["a@2025-06-01", "b@2025-06-01"], &["a@2025-06-01"]),
        of("platform-nothing", "INTERSECTION", "a platform without capabilities", &["a@2025-06-01"], &[], &[]),
        of("business-nothing", "INTERSECTION", "a business without capabilities", &[], &["a@2025-06-01"], &[]),
        of("no-common-version", "HIGHEST", "the same name, no version in common", &["a@2025-06-01"], &["a@2025-09-01"], &[]),
        of("older-platform", "HIGHEST", "an older version is not good enough", &["a@2025-09-01"], &["a@2025-03-01"], &[]),
        of("highest-common", "HIGHEST", "the latest in common", &["a@2025-03-01", "a@2025-06-01"], &["a@2025-06-01", "a@2025-03-01"], &["a@2025-06-01"]),
        of("highest-reversed", "HIGHEST", "declared the other way round", &["a@2025-06-01", "a@2025-03-01"], &["a@2025-03-01", "a@2025-06-01"], &["a@2025-06-01"]),
        of("highest-is-not-common", "HIGHEST", "each side's latest is the other's unknown", &["a@2025-03-01", "a@2025-06-01"], &["a@2025-03-01", "a@2025-09-01"], &["a@2025-03-01"]),
        of("three-versions", "HIGHEST", "the middle one is the latest in common", &["a@2025-03-01", "a@2025-06-01", "a@2025-09-01"], &["a@2025-06-01", "a@2025-03-01"], &["a@2025-06-01"]),
        of("independent", "HIGHEST", "each capability for itself", &["a@2025-03-01", "a@2025-06-01", "b@2025-03-01"], &["a@2025-03-01", "b@2025-03-01", "b@2025-06-01"], &["a@2025-03-01", "b@2025-03-01"]),
        of("twice", "HIGHEST", "the same declaration twice", &["a@2025-06-01", "a@2025-06-01"], &["a@2025-06-01", "a@2025-06-01"], &["a@2025-06-01"]),
        of("twice-other-parents", "HIGHEST", "one version declared twice, the second time below a parent nobody has: this program takes the first", &["a@2025-06-01", "a@2025-06-01<none"], &["a@2025-06-01"], &["a@2025-06-01"]).also(json!({"active": {}})),
        of("name-case", "NAME", "names are case-sensitive", &["com.example.a@2025-06-01"], &["com.example.A@2025-06-01"], &[]),
        of("name-prefix", "NAME", "a longer name is another name", &["com.example.a@2025-06-01"], &["com.example.a.b@2025-06-01"], &[]),
        of("name-vendor", "NAME", "another vendor's capability of the same last word", &["com.example.a@2025-06-01"], &["org.example.a@2025-06-01"], &[]),
    ]
    .into_iter()
}

#[rustfmt::skip]
fn pruning() -> impl Iterator<Item = Case> {
    let of = |id: &str, flag: &str, comment: &str, business: &[&str], platform: &[&str], active: &[&str]| {
        valid(id, comment, capabilities(&declared(business), platform)).expect(json!({"active": set(active)})).flags(&[flag]).clauses(&["NEG-021", "NEG-022", "NEG-016"])
    };
    let [a, b, c, d] = ["a@2025-06-01", "b@2025-06-01", "c@2025-06-01", "d@2025-06-01"];
    let chain = ["a@2025-06-01", "b@2025-06-01<a", "c@2025-06-01<b", "d@2025-06-01<c"];
    let diamond = ["a@2025-06-01", "b@2025-06-01<a", "c@2025-06-01<a", "d@2025-06-01<b<c"];
    [
        of("parent-there", "ORPHAN", "an extension and its parent", &["a@2025-06-01", "b@2025-06-01<a"], &[a, b], &[a, b]),
        of("parent-gone", "ORPHAN", "the platform lacks the parent", &["a@2025-06-01", "b@2025-06-01<a"], &[b], &[]),
        of("parent-undeclared", "ORPHAN", "nobody declares the parent", &["b@2025-06-01<a"], &[b], &[]),
        of("parent-version-gone", "ORPHAN", "the parent has no version in common", &["a@2025-09-01", "b@2025-06-01<a"], &[a, b], &[]),
        of("extension-not-wanted", "ORPHAN", "the platform lacks the extension", &["a@2025-06-01", "b@2025-06-01<a"], &[a], &[a]),
        of("order-of-declaration", "ORPHAN", "the extension declared before its parent", &["b@2025-06-01<a", "a@2025-06-01"], &[b, a], &[a, b]),
        of("chain-whole", "CHAIN", "four in a row", &chain, &[a, b, c, d], &[a, b, c, d]),
        of("chain-broken-first", "CHAIN", "the root is missing: three rounds", &chain, &[b, c, d], &[]),
        of("chain-broken-middle", "CHAIN", "the second is missing: two rounds", &chain, &[a, c, d], &[a]),
        of("chain-broken-last", "CHAIN", "the last is missing", &chain, &[a, b, c], &[a, b, c]),
        of("chain-reversed", "CHAIN", "declared from the end: one pass is not enough", &["d@2025-06-01<c", "c@2025-06-01<b", "b@2025-06-01<a"], &[b, c, d], &[]),
        of("multi-both", "MULTI_PARENT", "both parents are there", &["a@2025-06-01", "b@2025-06-01", "c@2025-06-01<a<b"], &[a, b, c], &[a, b, c]),
        of("multi-first", "MULTI_PARENT", "the first parent is there", &["a@2025-06-01", "b@2025-06-01", "c@2025-06-01<a<b"], &[a, c], &[a, c]),
        of("multi-second", "MULTI_PARENT", "the second parent is there", &["a@2025-06-01", "b@2025-06-01", "c@2025-06-01<a<b"], &[b, c], &[b, c]),
        of("multi-none", "MULTI_PARENT", "neither parent is there", &["a@2025-06-01", "b@2025-06-01", "c@2025-06-01<a<b"], &[c], &[]),
        of("diamond-whole", "MULTI_PARENT", "two ways to the root", &diamond, &[a, b, c, d], &[a, b, c, d]),
        of("diamond-one-way", "MULTI_PARENT", "one way to the root", &diamond, &[a, c, d], &[a, c, d]),
        of("diamond-no-root", "CHAIN", "no root: both ways fall, then the rest", &diamond, &[b, c, d], &[]),
        of("cycle", "CHAIN", "two that extend each other hold each other up, as the algorithm is written", &["a@2025-06-01<b", "b@2025-06-01<a"], &[a, b], &[a, b]),
        of("itself", "ORPHAN", "an extension of itself is its own parent, as the algorithm is written", &["a@2025-06-01<a"], &[a], &[a]),
    ]
    .into_iter()
}

/// One extension of `a` with requirements, and the versions of `a` and the protocol around them.
#[rustfmt::skip]
fn requires() -> impl Iterator<Item = Case> {
    let of = |id: &str, comment: &str, requires: Value, active: bool| {
        let mut business = declared(&["a@2025-06-01", "b@2025-06-01<a"]);
        business[1]["requires"] = requires;
        let expected = if active { set(&["a@2025-06-01", "b@2025-06-01"]) } else { set(&["a@2025-06-01"]) };
        valid(id, comment, capabilities(&business, &["a@2025-06-01", "b@2025-06-01"])).expect(json!({"active": expected})).flags(&["REQUIRES"]).clauses(&["NEG-006"])
    };
    let apart = |id: &str, comment: &str, requires: Value, active: bool| {
        let mut business = declared(&["a@2025-06-01", "b@2025-09-01<a"]);
        business[1]["requires"] = requires;
        let expected = if active { set(&["a@2025-06-01", "b@2025-09-01"]) } else { set(&["a@2025-06-01"]) };
        valid(id, comment, capabilities(&business, &["a@2025-06-01", "b@2025-09-01"])).expect(json!({"active": expected})).flags(&["REQUIRES"]).clauses(&["NEG-006"])
    };
    let protocol = |min: &str, max: Option<&str>| { let mut range = json!({"min": min}); if let Some(max) = max { range["max"] = json!(max); } json!({ "protocol": range }) };
    let capability = |name: &str, min: &str, max: Option<&str>| { let mut range = json!({"min": min}); if let Some(max) = max { range["max"] = json!(max); } json!({"capabilities": {full(name): range}}) };
    let mut chain = declared(&["a@2025-06-01", "b@2025-06-01<a", "c@2025-06-01<b"]);
    chain[1]["requires"] = protocol(NEW, None);
    [
        of("requires-nothing", "an empty requirement", json!({}), true),
        of("requires-protocol-min", "the protocol version is the lower bound", protocol(MID, None), true),
        of("requires-protocol-max", "the protocol version is the upper bound", protocol(OLD, Some(MID)), true),
        of("requires-protocol-exact", "both bounds are the protocol version", protocol(MID, Some(MID)), true),
        of("requires-protocol-newer", "a newer protocol", protocol("2025-06-02", None), false),
        of("requires-protocol-older", "an older protocol", protocol(OLD, Some("2025-05-31")), false),
        of("requires-parent-min", "the parent is at the lower bound", capability("a", MID, None), true),
        of("requires-parent-newer", "a newer parent", capability("a", NEW, None), false),
        of("requires-parent-older", "an older parent", capability("a", OLD, Some("2025-05-31")), false),
        apart("requires-newer-parent", "an older parent than itself", capability("a", NEW, None), false),
        apart("requires-older-parent", "an older parent than itself, as it wants it", capability("a", OLD, Some(MID)), true),
        of("requires-own-version", "its own version out of range", capability("b", NEW, None), false),
        open("requires-absent", "a requirement on a capability that is not active", "AMB-REQUIRES", {
            let mut business = declared(&["a@2025-06-01", "b@2025-06-01<a"]);
            business[1]["requires"] = capability("z", OLD, None);
            capabilities(&business, &["a@2025-06-01", "b@2025-06-01"])
        }).flags(&["REQUIRES"]),
        valid("requires-then-prune", "a dropped extension orphans the next", capabilities(&chain, &["a@2025-06-01", "b@2025-06-01", "c@2025-06-01"])).expect(json!({"active": set(&["a@2025-06-01"])})).flags(&["REQUIRES", "CHAIN"]).clauses(&["NEG-006", "NEG-022"]),
    ]
    .into_iter()
}

#[rustfmt::skip]
fn relevant() -> impl Iterator<Item = Case> {
    let of = |id: &str, comment: &str, active: &[&str], root: &str, named: &[&str]| {
        let input = json!({ "op": "relevant", "active": declared(active), "root": full(root) });
        valid(id, comment, input).expect(json!({"relevant": set(named)})).flags(&["RELEVANT"]).clauses(&["NEG-023"])
    };
    let active = ["checkout@2025-06-01", "cart@2025-06-01", "order@2025-06-01", "discount@2025-06-01<checkout<cart", "delivery@2025-06-01<checkout", "points@2025-06-01<discount"];
    [
        of("relevant-checkout", "a capability with two extensions", &active, "checkout", &["checkout@2025-06-01", "discount@2025-06-01", "delivery@2025-06-01"]),
        of("relevant-cart", "a capability with one of them", &active, "cart", &["cart@2025-06-01", "discount@2025-06-01"]),
        of("relevant-order", "a capability without extensions", &active, "order", &["order@2025-06-01"]),
        of("relevant-unknown", "a capability that is not active", &active, "catalog", &[]),
        of("relevant-none", "nothing is active", &[], "checkout", &[]),
    ]
    .into_iter()
}

#[rustfmt::skip]
fn not_newer() -> impl Iterator<Item = Case> {
    let yes = |id: &str, comment: &str, input: Value| valid(id, comment, input).flags(&["NOT_NEWER"]);
    let no = |id: &str, flag: &str, comment: &str, input: Value| {
        invalid(id, comment, input).expect(json!({"code": "version_unsupported"})).flags(&[flag])
    };
    [
        yes("version-own", "the own version", version(MID, &[], MID)),
        yes("version-older", "an older one", version(MID, &[], OLD)),
        yes("version-much-older", "a much older one", version(MID, &[], "1999-12-31")),
        yes("version-day-before", "the day before", version(MID, &[], "2025-05-31")),
        no("version-day-after", "NOT_NEWER", "the day after", version(MID, &[], "2025-06-02")),
        no("version-newer", "NOT_NEWER", "a newer one", version(MID, &[], NEW)),
        no("version-word", "NOT_A_DATE", "a word that sorts before any date", version(MID, &[], "")),
        no("version-not-a-date", "NOT_A_DATE", "a day that does not exist", version(MID, &[], "2025-02-30")),
        no("version-short", "NOT_A_DATE", "a year", version(MID, &[], "2025")),
        no("version-unpadded", "NOT_A_DATE", "a month without its zero", version(MID, &[], "2025-3-01")),
    ]
    .into_iter()
}

#[rustfmt::skip]
fn by_name() -> impl Iterator<Item = Case> {
    let of = |id: &str, flag: &str, comment: &str, business: &[&str], platform: &[&str], active: &[&str]| {
        valid(id, comment, capabilities(&declared(business), platform)).expect(json!({"active": set(active)})).flags(&[flag])
    };
    let (a, b, c) = ("a@2025-06-01", "b@2025-06-01", "c@2025-06-01");
    [
        of("same", "INTERSECTION", "one capability in common", &[a], &[a], &[a]),
        of("disjoint", "INTERSECTION", "nothing in common", &[a], &[b], &[]),
        of("platform-only", "INTERSECTION", "what only the platform has", &[a], &[a, b], &[a]),
        of("business-only", "INTERSECTION", "what only the business has", &[a, b], &[a], &[a]),
        of("older-platform", "PLATFORM_VERSION", "an older version of the platform's: the business's is used", &[a], &["a@2025-03-01"], &[a]),
        of("newer-platform", "PLATFORM_VERSION", "a newer version of the platform's", &[a], &["a@2025-09-01"], &[]),
        of("newer-extension", "PLATFORM_VERSION", "a newer extension is dropped, its parent stays", &[a, "b@2025-06-01<a"], &[a, "b@2025-09-01"], &[a]),
        of("newer-parent", "PLATFORM_VERSION", "a newer parent takes its extension along", &[a, "b@2025-06-01<a"], &["a@2025-09-01", b], &[]),
        of("parent-there", "ORPHAN", "an extension and its parent", &[a, "b@2025-06-01<a"], &[a, b], &[a, b]),
        of("parent-gone", "ORPHAN", "the platform lacks the parent", &[a, "b@2025-06-01<a"], &[b], &[]).clauses(&["NEG-501"]),
        of("chain-broken", "CHAIN", "the root is missing: two rounds", &[a, "b@2025-06-01<a", "c@2025-06-01<b"], &[b, c], &[]),
        of("chain-reversed", "CHAIN", "declared from the end", &["c@2025-06-01<b", "b@2025-06-01<a"], &[b, c], &[]),
        of("name-case", "NAME", "names are case-sensitive", &["com.example.a@2025-06-01"], &["com.example.A@2025-06-01"], &[]),
    ]
    .into_iter()
}
