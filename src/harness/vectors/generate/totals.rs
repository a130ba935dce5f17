//! Arithmetic of totals.

use serde_json::{Value, json};

use super::Batch;
use super::case::{Case, invalid, valid};
use crate::harness::vectors::Family;
use crate::protocol::version::ProtocolVersion;

const FLAGS: &[(&str, &str)] = &[
    ("SUM", "The entries other than total add up to it."),
    (
        "SIGN",
        "Signed totals: discounts are below zero, everything else known is zero or more. Unsigned totals: nothing is below zero.",
    ),
    ("CARDINALITY", "Exactly one subtotal and one total, in signed totals."),
    ("REPEAT", "Every other type may occur again."),
    ("LABEL", "A type of the business's own needs display_text."),
    ("KIND", "The list of types of unsigned totals is closed."),
    ("LINES", "The lines of an entry add up to it, and each has display_text."),
    ("INTEGER", "Amounts are integers of minor units; JSON writes 7 also as 7.0 and 7e0."),
    ("RANGE", "Amounts stay within 2^53 - 1; sums beyond it must not wrap or round."),
    ("ORDER", "The order of entries is the business's."),
    ("MALFORMED", "Not a list of entries."),
];

const LIMIT: i64 = 9_007_199_254_740_991;

/// `type amount` per entry; a type with a capital letter gets it as display text too.
fn list(entries: &[(&str, i64)]) -> Value {
    entries.iter().map(|(kind, amount)| json!({ "type": kind, "amount": amount })).collect()
}

fn input(totals: &Value) -> Value {
    json!({ "totals": totals })
}

fn right(id: &str, flag: &str, comment: &str, totals: &Value) -> Case {
    valid(id, comment, input(totals)).flags(&[flag])
}

fn wrong(id: &str, flag: &str, comment: &str, totals: &Value, problems: &[&str]) -> Case {
    invalid(id, comment, input(totals)).expect(json!({ "problems": problems })).flags(&[flag])
}

pub(super) fn batches() -> [Batch; 2] {
    let algorithm = "The arithmetic of totals: every rule that a list breaks, each once, in the order malformed, amount, subtotal_count, total_count, sign, kind, label, lines, sum";
    let signed = signed_right().chain(signed_wrong()).chain(lines()).chain(amounts());
    [
        Batch {
            family: Family::Totals,
            versions: vec![ProtocolVersion::April2026],
            algorithm,
            flags: FLAGS,
            cases: signed
                .map(|case| {
                    case.clauses(&[
                        "TOT-006", "TOT-007", "TOT-009", "TOT-015", "TOT-016", "TOT-018", "TOT-021",
                        "TOT-026",
                    ])
                })
                .collect(),
        },
        Batch {
            family: Family::Totals,
            versions: vec![ProtocolVersion::January2026],
            algorithm,
            flags: FLAGS,
            cases: unsigned().collect(),
        },
    ]
}

#[rustfmt::skip]
fn signed_right() -> impl Iterator<Item = Case> {
    let own = json!([{"type": "subtotal", "amount": 700}, {"type": "deposit", "amount": -25, "display_text": "Bottle deposit"}, {"type": "total", "amount": 675}]);
    [
        right("minimal", "CARDINALITY", "a subtotal and a total", &list(&[("subtotal", 700), ("total", 700)])),
        right("every-type", "SUM", "every known type", &list(&[("subtotal", 700), ("items_discount", -70), ("discount", -30), ("fulfillment", 500), ("tax", 80), ("fee", 20), ("total", 1200)])),
        right("zeros", "SIGN", "zero where zero is allowed", &list(&[("subtotal", 0), ("fulfillment", 0), ("tax", 0), ("fee", 0), ("total", 0)])),
        right("repeated", "REPEAT", "two taxes, two discounts, two fees", &list(&[("subtotal", 1000), ("discount", -100), ("discount", -50), ("tax", 70), ("tax", 30), ("fee", 1), ("fee", 2), ("total", 953)])),
        right("negative-total", "SIGN", "a total may be below zero: a refund", &list(&[("subtotal", 100), ("discount", -300), ("total", -200)])),
        right("own-type", "LABEL", "a type of the business's own, labelled, below zero", &own),
        right("total-first", "ORDER", "the total in front", &list(&[("total", 800), ("subtotal", 700), ("tax", 100)])),
        right("more-members", "CARDINALITY", "members nobody knows", &json!([{"type": "subtotal", "amount": 7, "x": 1}, {"type": "total", "amount": 7, "display_text": "Sum"}])),
    ]
    .into_iter()
}

#[rustfmt::skip]
fn signed_wrong() -> impl Iterator<Item = Case> {
    [
        wrong("off-by-one", "SUM", "one minor unit too much", &list(&[("subtotal", 700), ("tax", 100), ("total", 801)]), &["sum"]),
        wrong("off-by-one-below", "SUM", "one minor unit too little", &list(&[("subtotal", 700), ("tax", 100), ("total", 799)]), &["sum"]),
        wrong("discount-added", "SUM", "a discount counted the wrong way round", &list(&[("subtotal", 700), ("discount", -70), ("total", 770)]), &["sum"]),
        wrong("tax-forgotten", "SUM", "the tax left out of the total", &list(&[("subtotal", 700), ("tax", 100), ("total", 700)]), &["sum"]),
        wrong("own-type-forgotten", "SUM", "an own type left out of the total", &json!([{"type": "subtotal", "amount": 7}, {"type": "tip", "amount": 3, "display_text": "Tip"}, {"type": "total", "amount": 7}]), &["sum"]),
        wrong("first-tax-only", "REPEAT", "only one of two taxes counted", &list(&[("subtotal", 700), ("tax", 100), ("tax", 50), ("total", 800)]), &["sum"]),
        wrong("discount-positive", "SIGN", "a discount above zero", &list(&[("subtotal", 700), ("discount", 70), ("total", 770)]), &["sign"]),
        wrong("discount-positive-and-subtracted", "SIGN", "a discount above zero, subtracted", &list(&[("subtotal", 700), ("discount", 70), ("total", 630)]), &["sign", "sum"]),
        wrong("discount-zero", "SIGN", "a discount of nothing", &list(&[("subtotal", 700), ("discount", 0), ("total", 700)]), &["sign"]),
        wrong("items-discount-zero", "SIGN", "an items discount of nothing", &list(&[("subtotal", 700), ("items_discount", 0), ("total", 700)]), &["sign"]),
        wrong("items-discount-positive", "SIGN", "an items discount above zero", &list(&[("subtotal", 700), ("items_discount", 1), ("total", 701)]), &["sign"]),
        wrong("subtotal-negative", "SIGN", "a subtotal below zero", &list(&[("subtotal", -700), ("total", -700)]), &["sign"]),
        wrong("tax-negative", "SIGN", "a tax below zero", &list(&[("subtotal", 700), ("tax", -1), ("total", 699)]), &["sign"]),
        wrong("fulfillment-negative", "SIGN", "a delivery below zero", &list(&[("subtotal", 700), ("fulfillment", -1), ("total", 699)]), &["sign"]),
        wrong("fee-negative", "SIGN", "a fee below zero", &list(&[("subtotal", 700), ("fee", -1), ("total", 699)]), &["sign"]),
        wrong("no-subtotal", "CARDINALITY", "no subtotal", &list(&[("tax", 700), ("total", 700)]), &["subtotal_count"]),
        wrong("two-subtotals", "CARDINALITY", "two subtotals", &list(&[("subtotal", 300), ("subtotal", 400), ("total", 700)]), &["subtotal_count"]),
        wrong("no-total", "CARDINALITY", "no total", &list(&[("subtotal", 700)]), &["total_count"]),
        wrong("two-totals", "CARDINALITY", "the total twice", &list(&[("subtotal", 700), ("total", 700), ("total", 700)]), &["total_count"]),
        wrong("nothing", "CARDINALITY", "an empty list", &json!([]), &["subtotal_count", "total_count"]),
        wrong("own-type-unlabelled", "LABEL", "an own type without a label", &list(&[("subtotal", 700), ("tip", 50), ("total", 750)]), &["label"]),
        wrong("upper-type", "LABEL", "types are case-sensitive: this one is somebody's own", &list(&[("subtotal", 700), ("TAX", 50), ("total", 750)]), &["label"]),
        wrong("label-null", "LABEL", "a label that is null", &json!([{"type": "subtotal", "amount": 7}, {"type": "tip", "amount": 1, "display_text": null}, {"type": "total", "amount": 8}]), &["label"]),
        wrong("all-at-once", "SUM", "everything wrong at once", &list(&[("subtotal", -1), ("subtotal", 2), ("tip", 1), ("total", 9), ("total", 9)]), &["subtotal_count", "total_count", "sign", "label"]),
        wrong("not-a-list", "MALFORMED", "an object", &json!({"subtotal": 700, "total": 700}), &["malformed"]),
        wrong("null", "MALFORMED", "null", &Value::Null, &["malformed"]),
        wrong("entry-text", "MALFORMED", "an entry that is a text", &json!(["subtotal", "total"]), &["malformed"]),
        wrong("entry-without-type", "MALFORMED", "an entry without a type", &json!([{"amount": 7}]), &["malformed"]),
        wrong("type-number", "MALFORMED", "a type that is a number", &json!([{"type": 1, "amount": 7}]), &["malformed"]),
    ]
    .into_iter()
}

#[rustfmt::skip]
fn lines() -> impl Iterator<Item = Case> {
    let with = |lines: Value| json!([{"type": "subtotal", "amount": 700}, {"type": "tax", "amount": 80, "lines": lines}, {"type": "total", "amount": 780}]);
    let line = |amount: Value| json!({"display_text": "State", "amount": amount});
    [
        right("lines", "LINES", "two lines that add up", &with(json!([line(json!(50)), line(json!(30))]))),
        right("lines-negative", "LINES", "lines of both signs", &with(json!([line(json!(100)), line(json!(-20))]))),
        right("lines-one", "LINES", "one line", &with(json!([line(json!(80))]))),
        wrong("lines-off", "LINES", "lines that do not add up", &with(json!([line(json!(50)), line(json!(31))])), &["lines"]),
        wrong("lines-empty", "LINES", "no lines cannot add up to something", &with(json!([])), &["lines"]),
        wrong("lines-unlabelled", "LINES", "a line without display_text", &with(json!([{"amount": 80}])), &["lines"]),
        wrong("lines-text-amount", "INTEGER", "a line's amount as a text", &with(json!([line(json!("80"))])), &["amount"]),
        wrong("lines-object", "LINES", "no list", &with(json!({"State": 80})), &["lines"]),
        wrong("lines-counted-twice", "LINES", "the total adds lines and entry", &json!([{"type": "subtotal", "amount": 700}, {"type": "tax", "amount": 80, "lines": [line(json!(80))]}, {"type": "total", "amount": 860}]), &["sum"]),
        wrong("lines-of-total", "LINES", "the lines of the total itself", &json!([{"type": "subtotal", "amount": 700}, {"type": "total", "amount": 700, "lines": [line(json!(699))]}]), &["lines"]),
    ]
    .into_iter()
}

#[rustfmt::skip]
fn amounts() -> impl Iterator<Item = Case> {
    let both = |amount: Value| json!([{"type": "subtotal", "amount": amount}, {"type": "total", "amount": amount}]);
    let odd = |id: &str, comment: &str, amount: Value| wrong(id, "INTEGER", comment, &both(amount), &["amount"]);
    [
        right("amount-fraction-zero", "INTEGER", "a fraction of zero", &json!([{"type": "subtotal", "amount": 700.0}, {"type": "total", "amount": 700}])),
        right("amount-limit", "RANGE", "the largest amount", &both(json!(LIMIT))),
        odd("amount-text", "a text", json!("700")),
        odd("amount-fraction", "major units", json!(7.5)),
        odd("amount-null", "null", Value::Null),
        odd("amount-true", "a boolean", json!(true)),
        odd("amount-object", "an object with a currency", json!({"value": 700, "currency": "USD"})),
        wrong("amount-beyond", "RANGE", "one beyond the limit", &both(json!(LIMIT + 1)), &["amount"]),
        wrong("amount-64-bit", "RANGE", "the largest 64-bit integer", &both(json!(i64::MAX)), &["amount"]),
        wrong("amount-unsigned-64-bit", "RANGE", "the largest unsigned 64-bit integer", &both(json!(u64::MAX)), &["amount"]),
        wrong("amount-absent", "INTEGER", "no amount", &json!([{"type": "subtotal"}, {"type": "total", "amount": 7}]), &["amount"]),
        wrong("sum-beyond-doubles", "RANGE", "a sum that doubles round: off by one beyond 2^53", &list(&[("subtotal", LIMIT), ("tax", LIMIT), ("fee", 1), ("total", LIMIT)]), &["sum"]),
        wrong("sum-wraps", "RANGE", "a sum that wraps around in 64 bits to what the total says", &json!(std::iter::repeat_n(json!({"type": "tax", "amount": LIMIT}), 2048).chain([json!({"type": "subtotal", "amount": 2048}), json!({"type": "total", "amount": 0})]).collect::<Vec<_>>()), &["sum"]),
        right("sum-passes-the-limit", "RANGE", "partial sums beyond the limit, the total within", &list(&[("subtotal", LIMIT), ("tax", 5), ("discount", -5), ("total", LIMIT)])),
    ]
    .into_iter()
}

#[rustfmt::skip]
fn unsigned() -> impl Iterator<Item = Case> {
    [
        right("minimal", "CARDINALITY", "a subtotal and a total", &list(&[("subtotal", 700), ("total", 700)])),
        right("every-type", "SUM", "every type, discounts subtracted", &list(&[("subtotal", 4000), ("items_discount", 500), ("discount", 100), ("fulfillment", 600), ("tax", 300), ("fee", 50), ("total", 4350)])),
        right("discount-zero", "SIGN", "a discount of nothing", &list(&[("subtotal", 700), ("discount", 0), ("total", 700)])),
        right("no-subtotal", "CARDINALITY", "no rule of how many", &list(&[("tax", 700), ("total", 700)])),
        right("no-total", "CARDINALITY", "no total, nothing to add up to", &list(&[("subtotal", 700)])),
        wrong("two-totals", "CARDINALITY", "two totals contradict each other", &list(&[("subtotal", 700), ("total", 700), ("total", 700)]), &["total_count"]),
        wrong("discount-negative", "SIGN", "a discount below zero, as later versions write it", &list(&[("subtotal", 700), ("discount", -70), ("total", 630)]), &["sign", "sum"]),
        wrong("discount-negative-subtracted", "SIGN", "a discount below zero, subtracted", &list(&[("subtotal", 700), ("discount", -70), ("total", 770)]), &["sign"]),
        wrong("discount-added", "SUM", "a discount added", &list(&[("subtotal", 700), ("discount", 70), ("total", 770)]), &["sum"]),
        wrong("items-discount-forgotten", "SUM", "the items discount not subtracted", &list(&[("subtotal", 700), ("items_discount", 70), ("total", 700)]), &["sum"]),
        wrong("total-negative", "SIGN", "a total below zero", &list(&[("subtotal", 100), ("discount", 300), ("total", -200)]), &["sign"]),
        wrong("own-type", "KIND", "a type of the business's own", &json!([{"type": "subtotal", "amount": 7}, {"type": "tip", "amount": 1, "display_text": "Tip"}, {"type": "total", "amount": 8}]), &["kind"]),
        wrong("shipping", "KIND", "a word of the examples that the list does not have", &list(&[("subtotal", 7), ("shipping", 1), ("total", 8)]), &["kind"]),
        wrong("amount-text", "INTEGER", "a text", &json!([{"type": "total", "amount": "7"}]), &["amount"]),
        wrong("off-by-one", "SUM", "one minor unit too much", &list(&[("subtotal", 700), ("tax", 100), ("total", 801)]), &["sum"]),
    ]
    .into_iter()
}
