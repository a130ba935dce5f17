//! Where an order line stands, by its quantities.

use serde_json::json;

use super::Batch;
use super::case::{Case, valid};
use crate::harness::vectors::Family;
use crate::protocol::version::ProtocolVersion;

const FLAGS: &[(&str, &str)] = &[
    ("DERIVED", "The status follows from the quantities; nobody sets it."),
    ("REMOVED", "Nothing of the line is ordered any more, whatever was handed over before."),
    (
        "ADJUSTED",
        "What was ordered originally plays no part: only what is ordered now, and what was handed over.",
    ),
];

/// Identifier, comment, flag, quantities (originally, now, handed over), and the status they mean.
type Row = (&'static str, &'static str, &'static str, [u64; 3], &'static str);

/// Quantities of lines of which something is ordered.
const ROWS: [Row; 10] = [
    ("nothing-yet", "nothing is handed over", "DERIVED", [3, 3, 0], "processing"),
    ("one-of-three", "the first of three", "DERIVED", [3, 3, 1], "partial"),
    ("all-but-one", "all but one", "DERIVED", [3, 3, 2], "partial"),
    ("all", "everything", "DERIVED", [3, 3, 3], "fulfilled"),
    ("single-waiting", "one, not handed over", "DERIVED", [1, 1, 0], "processing"),
    ("single-done", "one, handed over", "DERIVED", [1, 1, 1], "fulfilled"),
    ("large", "a large quantity, one missing", "DERIVED", [1_000_000, 1_000_000, 999_999], "partial"),
    ("reduced-waiting", "one of three was taken back", "ADJUSTED", [3, 2, 0], "processing"),
    ("reduced-part", "one of three was taken back, one handed over", "ADJUSTED", [3, 2, 1], "partial"),
    (
        "reduced-done",
        "one of three was taken back, the others handed over",
        "ADJUSTED",
        [3, 2, 2],
        "fulfilled",
    ),
];

/// Lines of which nothing is ordered any more: the older releases have no word for them.
const GONE: [Row; 2] = [
    ("gone", "taken back before anything was handed over", "REMOVED", [3, 0, 0], "removed"),
    ("gone-later", "taken back after something was handed over", "REMOVED", [3, 0, 2], "removed"),
];

fn cases<'a>(rows: impl IntoIterator<Item = &'a Row>, clause: &'static str) -> Vec<Case> {
    let case = |(id, comment, flag, [original, total, fulfilled], status): &Row| {
        let quantity = json!({ "original": original, "total": total, "fulfilled": fulfilled });
        valid(id, comment, json!({ "quantity": quantity }))
            .expect(json!({ "status": status }))
            .flags(&[flag])
            .clauses(&[clause])
    };
    rows.into_iter().map(case).collect()
}

pub(super) fn batches() -> [Batch; 2] {
    let of = |version, cases| Batch {
        family: Family::OrderStatus,
        versions: vec![version],
        algorithm: "The status of an order line by its quantities",
        flags: FLAGS,
        cases,
    };
    [
        of(ProtocolVersion::April2026, cases(ROWS.iter().chain(&GONE), "ORD-007")),
        of(ProtocolVersion::January2026, cases(&ROWS, "ORD-502")),
    ]
}
