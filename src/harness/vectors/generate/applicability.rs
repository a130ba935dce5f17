//! When a clause of the register applies, and to whom. Level and actor of each row are frozen here.

use serde_json::{Value, json};

use super::Batch;
use super::case::{Case, invalid, valid};
use crate::harness::vectors::Family;
use crate::protocol::version::ProtocolVersion;

const FLAGS: &[(&str, &str)] = &[
    ("LEVEL", "Only a broken MUST or MUST NOT makes a target non-conformant."),
    ("CAPABILITY", "A clause about a capability applies only where it is declared."),
    (
        "MEMBER",
        "A capability that is a family is met by any member of it: names that continue after a dot, and no other prefix.",
    ),
    ("CONDITION", "A clause may need more than a capability: a transport, embedded pages, older versions."),
    ("BOTH", "Condition and capability both have to be there; the condition is told first."),
    ("PARTY", "A clause that binds both parties binds each of them; one that binds others binds neither."),
    ("CORRECTED", "Members of a row that were mended after a reading of the specification's text."),
    ("UNKNOWN", "Identifiers are compared as they are."),
];

/// Identifier of the case, flag, row, capabilities declared, conditions that hold, level, actor.
type Applies = (
    &'static str,
    &'static str,
    &'static str,
    &'static [&'static str],
    &'static [&'static str],
    &'static str,
    &'static str,
);
/// The same for a row that does not apply, with the member and the value that say why.
type Apart = Applies;
/// Name, area, party, level, rows.
type Rows = (&'static str, &'static str, &'static str, &'static str, &'static [&'static str]);

const CHECKOUT: &str = "dev.ucp.shopping.checkout";
const DISCOUNT: &str = "dev.ucp.shopping.discount";
const CATALOG: &str = "dev.ucp.shopping.catalog";
const SEARCH: &str = "dev.ucp.shopping.catalog.search";
const LOOKUP: &str = "dev.ucp.shopping.catalog.lookup";
const ORDER: &str = "dev.ucp.shopping.order";
const EVERYTHING: &[&str] = &[
    CHECKOUT,
    DISCOUNT,
    ORDER,
    "dev.ucp.shopping.cart",
    SEARCH,
    LOOKUP,
    "dev.ucp.shopping.fulfillment",
    "dev.ucp.shopping.buyer_consent",
    "dev.ucp.shopping.ap2_mandate",
    "dev.ucp.common.identity_linking",
    "com.example.gift_wrap",
];
const ALL: &[&str] = &["older_versions", "mcp", "a2a", "embedded"];

/// Rows of both releases, the same in each.
#[rustfmt::skip]
const SHARED: [Applies; 15] = [
    ("must-both", "LEVEL", "GEN-001", &[], &[], "MUST", "both"),
    ("should-both", "LEVEL", "GEN-002", &[], &[], "SHOULD", "both"),
    ("must-business", "LEVEL", "TLS-003", &[], &[], "MUST", "business"),
    ("must-platform", "LEVEL", "NEG-009", &[], &[], "MUST", "platform"),
    ("must-not-platform", "LEVEL", "PAY-049", &[], &[], "MUST NOT", "platform"),
    ("should-not-business", "LEVEL", "PRO-004", &[], &[], "SHOULD NOT", "business"),
    ("should-not-platform", "LEVEL", "PAY-001", &[], &[], "SHOULD NOT", "platform"),
    ("must-not-other", "LEVEL", "SCH-004", &[], &[], "MUST NOT", "other"),
    ("should-other", "LEVEL", "PAY-007", &[], &[], "SHOULD", "other"),
    ("may-other", "LEVEL", "VER-018", &[], &[], "MAY", "other"),
    ("must-not-business", "CAPABILITY", "AP2-006", &["dev.ucp.shopping.ap2_mandate"], &[], "MUST NOT", "business"),
    ("discount", "CAPABILITY", "DSC-003", &[CHECKOUT, DISCOUNT], &[], "MUST", "business"),
    ("linking", "CAPABILITY", "IDL-011", EVERYTHING, ALL, "MUST", "platform"),
    ("may-business-first-row", "CONDITION", "A2A-001", &[], &["a2a"], "MAY", "business"),
    ("embedded", "CONDITION", "EMB-002", EVERYTHING, &["embedded"], "MUST", "both"),
];

#[rustfmt::skip]
const APRIL: [Applies; 13] = [
    ("last-row", "CAPABILITY", "WHK-013", &[ORDER], &[], "MUST", "business"),
    ("should-business", "LEVEL", "AUT-001", &[], &[], "SHOULD", "business"),
    ("may-platform", "CAPABILITY", "AUT-006", &[CHECKOUT], &[], "MAY", "platform"),
    ("may-both", "LEVEL", "NEG-005", &[], &[], "MAY", "both"),
    ("must-not-both", "LEVEL", "PRO-007", &[], &[], "MUST NOT", "both"),
    ("should-platform", "MEMBER", "CAT-004", &[SEARCH], &[], "SHOULD", "platform"),
    ("family-by-itself", "MEMBER", "CAT-004", &[CATALOG], &[], "SHOULD", "platform"),
    ("family-by-another", "MEMBER", "CAT-004", &[CHECKOUT, LOOKUP], &[], "SHOULD", "platform"),
    ("member-itself", "MEMBER", "CAT-009", &[SEARCH], &[], "MUST", "platform"),
    ("older-versions", "CONDITION", "VER-007", &[], &["older_versions"], "MUST NOT", "business"),
    ("mcp", "CONDITION", "MCP-001", &[], &["embedded", "mcp"], "MUST", "platform"),
    ("mcp-and-cart", "BOTH", "MCP-020", &["dev.ucp.shopping.cart"], &["mcp"], "MUST", "platform"),
    ("order", "CAPABILITY", "ORD-001", &[ORDER], &[], "MAY", "business"),
];

#[rustfmt::skip]
const JANUARY: [Applies; 6] = [
    ("last-row", "CAPABILITY", "WHK-508", &[ORDER], &[], "MUST", "business"),
    ("should-business", "LEVEL", "VER-003", &[], &[], "SHOULD", "business"),
    ("should-platform", "LEVEL", "AUT-501", &[], &[], "SHOULD", "platform"),
    ("may-platform", "CAPABILITY", "CHK-041", &[CHECKOUT], &[], "MAY", "platform"),
    ("mcp", "CONDITION", "MCP-501", &[], &["mcp"], "MUST", "platform"),
    ("mcp-and-checkout", "BOTH", "MCP-012", &[CHECKOUT], &["mcp"], "MUST", "business"),
];

#[rustfmt::skip]
const SHARED_APART: [Apart; 11] = [
    ("discount-undeclared", "CAPABILITY", "DSC-003", &[CHECKOUT, ORDER], ALL, "capability", DISCOUNT),
    ("nothing-declared", "CAPABILITY", "DSC-003", &[], &[], "capability", DISCOUNT),
    ("longer-name", "MEMBER", "DSC-003", &["dev.ucp.shopping.discounts"], &[], "capability", DISCOUNT),
    ("shorter-name", "MEMBER", "DSC-003", &["dev.ucp.shopping"], &[], "capability", DISCOUNT),
    ("other-authority", "MEMBER", "DSC-003", &["com.example.shopping.discount"], &[], "capability", DISCOUNT),
    ("name-inside", "MEMBER", "DSC-003", &["com.dev.ucp.shopping.discount"], &[], "capability", DISCOUNT),
    ("upper-case", "MEMBER", "DSC-003", &["dev.ucp.shopping.Discount"], &[], "capability", DISCOUNT),
    ("no-a2a", "CONDITION", "A2A-001", EVERYTHING, &["mcp", "embedded", "older_versions"], "condition", "a2a"),
    ("no-embedded", "CONDITION", "EMB-002", EVERYTHING, &["mcp", "a2a", "older_versions"], "condition", "embedded"),
    ("no-embedded-at-all", "CONDITION", "EMB-001", &[], &[], "condition", "embedded"),
    ("consent-undeclared", "CAPABILITY", "CON-003", &[CHECKOUT], &[], "capability", "dev.ucp.shopping.buyer_consent"),
];

#[rustfmt::skip]
const APRIL_APART: [Apart; 9] = [
    ("catalogue", "MEMBER", "CAT-004", &["dev.ucp.shopping.catalogue", "dev.ucp.shopping.catalog_search"], &[], "capability", CATALOG),
    ("hyphen", "MEMBER", "CAT-004", &["dev.ucp.shopping.catalog-search"], &[], "capability", CATALOG),
    ("family-for-member", "MEMBER", "CAT-009", &[CATALOG], &[], "capability", SEARCH),
    ("other-member", "MEMBER", "CAT-009", &[LOOKUP], &[], "capability", SEARCH),
    ("no-older-versions", "CONDITION", "VER-007", EVERYTHING, &["mcp", "a2a", "embedded"], "condition", "older_versions"),
    ("no-mcp", "CONDITION", "MCP-001", EVERYTHING, &["a2a", "embedded", "older_versions"], "condition", "mcp"),
    ("neither", "BOTH", "MCP-020", &[], &[], "condition", "mcp"),
    ("cart-without-mcp", "BOTH", "MCP-020", &["dev.ucp.shopping.cart"], &["a2a"], "condition", "mcp"),
    ("mcp-without-cart", "BOTH", "MCP-020", &[CHECKOUT], &["mcp"], "capability", "dev.ucp.shopping.cart"),
];

#[rustfmt::skip]
const JANUARY_APART: [Apart; 3] = [
    ("neither", "BOTH", "MCP-012", &[], &[], "condition", "mcp"),
    ("checkout-without-mcp", "BOTH", "MCP-012", &[CHECKOUT], &["a2a"], "condition", "mcp"),
    ("mcp-without-checkout", "BOTH", "MCP-012", &[ORDER], &["mcp"], "capability", CHECKOUT),
];

/// Texts that name no row.
const UNKNOWN: [(&str, &str); 7] = [
    ("empty", ""),
    ("lower-case", "gen-001"),
    ("area-only", "GEN"),
    ("next", "GEN-003"),
    ("before-the-first", "A2A-000"),
    ("after-the-last", "ZZZ-999"),
    ("space", "GEN-001 "),
];

#[rustfmt::skip]
const APRIL_ROWS: [Rows; 14] = [
    ("business-must", "TLS", "business", "MUST", &["TLS-001", "TLS-002", "TLS-003", "TLS-004", "TLS-005", "TLS-006", "TLS-007", "TLS-008", "TLS-009", "TLS-010", "TLS-011", "TLS-012"]),
    ("platform-must", "TLS", "platform", "MUST", &["TLS-001", "TLS-002", "TLS-004", "TLS-005", "TLS-007", "TLS-012"]),
    ("both-must", "TLS", "both", "MUST", &["TLS-001", "TLS-002", "TLS-004", "TLS-005", "TLS-007", "TLS-012"]),
    ("other-must", "TLS", "other", "MUST", &[]),
    ("business-must-not", "PRO", "business", "MUST NOT", &["PRO-007", "PRO-009"]),
    ("business-should-not", "PRO", "business", "SHOULD NOT", &["PRO-004"]),
    ("platform-should-not", "PRO", "platform", "SHOULD NOT", &[]),
    ("platform-may", "PRO", "platform", "MAY", &["PRO-005"]),
    ("business-should", "VER", "business", "SHOULD", &["VER-001", "VER-002", "VER-003", "VER-004", "VER-023"]),
    ("other-must-not", "VER", "other", "MUST NOT", &["VER-019"]),
    ("other-may", "VER", "other", "MAY", &["VER-018", "VER-021", "VER-022"]),
    ("platform-should", "TOT", "platform", "SHOULD", &["TOT-004", "TOT-012", "TOT-014", "TOT-024"]),
    ("no-such-area", "ZZZ", "business", "MUST", &[]),
    ("part-of-an-area", "TO", "business", "MUST", &[]),
];

#[rustfmt::skip]
const JANUARY_ROWS: [Rows; 10] = [
    ("business-must", "PRO", "business", "MUST", &["PRO-001", "PRO-002", "PRO-003", "PRO-501", "PRO-502", "PRO-503"]),
    ("platform-must", "PRO", "platform", "MUST", &["PRO-001", "PRO-002", "PRO-501", "PRO-502"]),
    ("both-must", "PRO", "both", "MUST", &["PRO-001", "PRO-002", "PRO-501", "PRO-502"]),
    ("business-should-not", "PRO", "business", "SHOULD NOT", &["PRO-004"]),
    ("platform-may", "PRO", "platform", "MAY", &["PRO-005"]),
    ("other-must-not", "VER", "other", "MUST NOT", &["VER-019"]),
    ("business-should", "IDM", "business", "SHOULD", &["IDM-006"]),
    ("platform-should", "CON", "platform", "SHOULD", &["CON-003"]),
    ("business-other", "TOT", "other", "MUST", &[]),
    ("no-such-area", "ZZZ", "business", "MUST", &[]),
];

/// Rows, and which of their members were mended, in that order.
const APRIL_CORRECTED: [(&str, &[&str]); 6] = [
    ("SIG-010", &["line"]),
    ("TOT-006", &["how"]),
    ("TOT-007", &["how"]),
    ("CHK-060", &["summary"]),
    ("WHK-003", &["line"]),
    ("GEN-001", &[]),
];
const JANUARY_CORRECTED: [(&str, &[&str]); 4] = [
    ("FUL-501", &["summary", "doc", "line", "section"]),
    ("ORD-001", &["observable"]),
    ("ORD-005", &["observable"]),
    ("GEN-001", &[]),
];

fn question(row: &str, declared: &[&str], conditions: &[&str]) -> Value {
    json!({ "op": "applies", "row": row, "declared": declared, "conditions": conditions })
}

fn applies(rows: &'static [Applies]) -> impl Iterator<Item = Case> {
    rows.iter().map(|(id, flag, row, declared, conditions, level, actor)| {
        let binding = ["MUST", "MUST NOT"].contains(level);
        valid(&format!("applies-{id}"), "the row applies", question(row, declared, conditions))
            .expect(json!({ "level": level, "actor": actor, "binding": binding }))
            .flags(&[flag])
            .clauses(&[row])
    })
}

fn apart(rows: &'static [Apart]) -> impl Iterator<Item = Case> {
    rows.iter().map(|(id, flag, row, declared, conditions, member, value)| {
        invalid(&format!("apart-{id}"), "the row does not apply", question(row, declared, conditions))
            .expect(json!({ "code": "not_applicable", (*member): value }))
            .flags(&[flag])
            .clauses(&[row])
    })
}

fn unknown() -> impl Iterator<Item = Case> {
    UNKNOWN.iter().flat_map(|(id, row)| {
        let corrected = json!({ "op": "corrected", "row": row });
        [
            invalid(&format!("unknown-{id}"), "no such row", question(row, EVERYTHING, ALL)),
            invalid(&format!("corrected-unknown-{id}"), "no such row", corrected),
        ]
        .map(|case| case.expect(json!({ "code": "unknown_row" })).flags(&["UNKNOWN"]))
    })
}

fn rows(lists: &'static [Rows]) -> impl Iterator<Item = Case> {
    lists.iter().map(|(id, area, party, level, rows)| {
        let input = json!({ "op": "rows", "area": area, "party": party, "level": level });
        valid(&format!("rows-{}-{id}", area.to_lowercase()), "the rows of an area that bind a party", input)
            .expect(json!({ "rows": rows }))
            .flags(&["PARTY"])
    })
}

fn corrected(lists: &'static [(&str, &[&str])]) -> impl Iterator<Item = Case> {
    lists.iter().map(|(row, members)| {
        let input = json!({ "op": "corrected", "row": row });
        valid(&format!("corrected-{}", row.to_lowercase()), "what was mended in a row", input)
            .expect(json!({ "members": members }))
            .flags(&["CORRECTED"])
    })
}

pub(super) fn batches() -> [Batch; 2] {
    let of = |version, cases| Batch {
        family: Family::Applicability,
        versions: vec![version],
        algorithm: "When a clause of contracts/<version>/requirements.json applies at a business, how strongly it binds and whom",
        flags: FLAGS,
        cases,
    };
    let shared = || applies(&SHARED).chain(apart(&SHARED_APART)).chain(unknown());
    let april = applies(&APRIL).chain(apart(&APRIL_APART)).chain(rows(&APRIL_ROWS));
    let january = applies(&JANUARY).chain(apart(&JANUARY_APART)).chain(rows(&JANUARY_ROWS));
    [
        of(ProtocolVersion::April2026, shared().chain(april).chain(corrected(&APRIL_CORRECTED)).collect()),
        of(
            ProtocolVersion::January2026,
            shared().chain(january).chain(corrected(&JANUARY_CORRECTED)).collect(),
        ),
    ]
}
