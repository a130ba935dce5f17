//! Amounts: what is one on the wire, and exact arithmetic on them.

use serde_json::{Value, json};

use super::case::{Case, invalid, valid};
use super::{Batch, currencies};
use crate::harness::vectors::Family;
use crate::protocol::version::ProtocolVersion;

const FLAGS: &[(&str, &str)] = &[
    (
        "INTEGER",
        "Amounts are JSON integers of minor units; JSON writes 7 also as 7.0 and 7e0, and never as a text.",
    ),
    ("NOT_JSON", "Spellings of numbers that JSON does not have."),
    (
        "RANGE",
        "Amounts stay within 2^53 - 1, on both sides, closed: what every JSON implementation carries exactly (RFC 7493).",
    ),
    ("ORDER", "A sum is judged by its outcome: what it passes on the way plays no part."),
    ("ROUND", "Halves are rounded away from zero, on both sides of it."),
    ("WIDE", "What comes in between may need 106 bits: nothing wraps, nothing is rounded twice."),
    ("EXPONENT", "The number of decimal digits of a currency's minor unit is that of ISO 4217."),
    ("CODE", "Currency codes are three capital letters of ISO 4217."),
    ("SIGN", "One sign, in front; none before zero."),
    (
        "LABEL",
        "A label that is there is shown; a type of the protocol's has a default one, any other needs its own.",
    ),
    (
        "HOUSE",
        "The specification says nothing: this project's own reading. Implementations with another one answer unsupported.",
    ),
];

const LIMIT: i64 = 9_007_199_254_740_991;

pub(super) fn batches() -> [Batch; 2] {
    let of = |versions, algorithm, cases| Batch {
        family: Family::Amounts,
        versions,
        algorithm,
        flags: FLAGS,
        cases,
    };
    let arithmetic = sums().chain(products()).map(|case| case.flags(&["HOUSE"]));
    let every = read_right().chain(read_wrong()).chain(currencies::cases()).chain(arithmetic);
    [
        of(
            Vec::new(),
            "What is an amount, the minor unit of a currency, an amount for people, and exact arithmetic with rounding half away from zero",
            every.collect(),
        ),
        of(
            vec![ProtocolVersion::April2026],
            "What a platform shows beside an entry of totals",
            currencies::labels().collect(),
        ),
    ]
}

fn read(json: &str) -> Value {
    json!({ "op": "read", "json": json })
}

/// JSON texts of amounts.
const READ: [(&str, &str, &str, i64); 17] = [
    ("zero", "INTEGER", "0", 0),
    ("plain", "INTEGER", "1999", 1999),
    ("negative", "INTEGER", "-1999", -1999),
    ("fraction-zero", "INTEGER", "1999.0", 1999),
    ("fraction-zeros", "INTEGER", "-1999.000", -1999),
    ("exponent", "INTEGER", "2e3", 2000),
    ("exponent-upper", "INTEGER", "2E+3", 2000),
    ("exponent-zero", "INTEGER", "7e0", 7),
    ("exponent-shifts", "INTEGER", "19.99e2", 1999),
    ("minus-zero", "INTEGER", "-0", 0),
    ("minus-zero-fraction", "INTEGER", "-0.0", 0),
    ("spaces", "INTEGER", " 7\n", 7),
    ("limit", "RANGE", "9007199254740991", LIMIT),
    ("limit-negative", "RANGE", "-9007199254740991", -LIMIT),
    ("limit-fraction", "RANGE", "9007199254740991.0", LIMIT),
    ("limit-less-one", "RANGE", "9007199254740990", LIMIT - 1),
    ("32-bits", "RANGE", "4294967296", 4_294_967_296),
];

fn read_right() -> impl Iterator<Item = Case> {
    READ.iter().map(|(id, flag, text, minor)| {
        valid(&format!("read-{id}"), "an amount", read(text)).expect(json!({ "minor": minor })).flags(&[flag])
    })
}

/// JSON texts that are no amounts, and texts that are no JSON.
const UNREAD: [(&str, &str, &str); 33] = [
    ("text", "INTEGER", "\"1999\""),
    ("text-decimal", "INTEGER", "\"19.99\""),
    ("major-units", "INTEGER", "19.99"),
    ("half", "INTEGER", "0.5"),
    ("half-negative", "INTEGER", "-0.5"),
    ("tenth", "INTEGER", "1e-1"),
    ("exponent-leaves-rest", "INTEGER", "1999e-2"),
    ("null", "INTEGER", "null"),
    ("true", "INTEGER", "true"),
    ("list", "INTEGER", "[1999]"),
    ("object", "INTEGER", r#"{"amount":1999,"currency":"USD"}"#),
    ("beyond", "RANGE", "9007199254740992"),
    ("beyond-negative", "RANGE", "-9007199254740992"),
    ("beyond-fraction", "RANGE", "9007199254740992.0"),
    ("beyond-exponent", "RANGE", "1e16"),
    ("64-bit", "RANGE", "9223372036854775807"),
    ("64-bit-negative", "RANGE", "-9223372036854775808"),
    ("unsigned-64-bit", "RANGE", "18446744073709551615"),
    ("wraps-64-bit", "RANGE", "18446744073709551617"),
    ("large-double", "RANGE", "1e300"),
    ("beyond-doubles", "RANGE", "1e400"),
    ("plus", "NOT_JSON", "+1"),
    ("leading-zero", "NOT_JSON", "01"),
    ("bare-point", "NOT_JSON", "1."),
    ("point-first", "NOT_JSON", ".5"),
    ("hexadecimal", "NOT_JSON", "0x10"),
    ("grouped", "NOT_JSON", "1,999"),
    ("underscore", "NOT_JSON", "1_999"),
    ("not-a-number", "NOT_JSON", "NaN"),
    ("infinity", "NOT_JSON", "Infinity"),
    ("two", "NOT_JSON", "1 2"),
    ("nothing", "NOT_JSON", ""),
    ("full-width", "NOT_JSON", "１"),
];

fn read_wrong() -> impl Iterator<Item = Case> {
    UNREAD
        .iter()
        .map(|(id, flag, text)| invalid(&format!("read-refuse-{id}"), "no amount", read(text)).flags(&[flag]))
}

fn computed(id: &str, flag: &str, input: Value, minor: Option<i64>) -> Case {
    match minor {
        Some(minor) => valid(id, "an exact outcome", input).expect(json!({ "minor": minor })),
        None => invalid(id, "no amount comes out", input),
    }
    .flags(&[flag])
}

/// Operation, identifier, flag, operands, outcome.
type Pair = (&'static str, &'static str, &'static str, i64, i64, Option<i64>);

#[rustfmt::skip]
const PAIRS: [Pair; 20] = [
    ("plus", "plain", "SIGN", 350, 35, Some(385)),
    ("plus", "signs", "SIGN", -350, 35, Some(-315)),
    ("plus", "both-negative", "SIGN", -350, -35, Some(-385)),
    ("plus", "nothing", "SIGN", 350, 0, Some(350)),
    ("plus", "limit", "RANGE", LIMIT - 1, 1, Some(LIMIT)),
    ("plus", "limit-negative", "RANGE", 1 - LIMIT, -1, Some(-LIMIT)),
    ("plus", "limits-cancel", "RANGE", LIMIT, -LIMIT, Some(0)),
    ("plus", "refuse-beyond", "RANGE", LIMIT, 1, None),
    ("plus", "refuse-beyond-negative", "RANGE", -LIMIT, -1, None),
    ("plus", "refuse-double", "RANGE", LIMIT, LIMIT, None),
    ("minus", "plain", "SIGN", 350, 35, Some(315)),
    ("minus", "below-zero", "SIGN", 35, 350, Some(-315)),
    ("minus", "negative", "SIGN", 35, -350, Some(385)),
    ("minus", "itself", "SIGN", 350, 350, Some(0)),
    ("minus", "limit", "RANGE", LIMIT, LIMIT, Some(0)),
    ("minus", "to-the-limit", "RANGE", LIMIT - 1, -1, Some(LIMIT)),
    ("minus", "to-the-limit-negative", "RANGE", 1 - LIMIT, 1, Some(-LIMIT)),
    ("minus", "refuse-beyond", "RANGE", LIMIT, -1, None),
    ("minus", "refuse-beyond-negative", "RANGE", -LIMIT, 1, None),
    ("minus", "refuse-double", "RANGE", -LIMIT, LIMIT, None),
];

fn sums() -> impl Iterator<Item = Case> {
    let pairs = PAIRS.iter().map(|(op, id, flag, amount, other, minor)| {
        computed(&format!("{op}-{id}"), flag, json!({ "op": op, "amount": amount, "other": other }), *minor)
    });
    let negated =
        [("plain", 350), ("negative", -350), ("zero", 0), ("limit", LIMIT), ("limit-negative", -LIMIT)];
    let negated = negated.into_iter().map(|(id, amount)| {
        computed(
            &format!("negated-{id}"),
            "SIGN",
            json!({ "op": "negated", "amount": amount }),
            Some(-amount),
        )
    });
    let lists: [(&str, &str, &[i64], Option<i64>); 9] = [
        ("nothing", "SIGN", &[], Some(0)),
        ("one", "SIGN", &[-350], Some(-350)),
        ("three", "SIGN", &[5750, -575, 460], Some(5635)),
        ("limit", "RANGE", &[LIMIT - 2, 1, 1], Some(LIMIT)),
        ("passes-the-limit", "ORDER", &[LIMIT, 5, -5], Some(LIMIT)),
        ("passes-the-limit-negative", "ORDER", &[-LIMIT, -LIMIT, LIMIT], Some(-LIMIT)),
        ("refuse-beyond", "RANGE", &[LIMIT, 1], None),
        ("refuse-beyond-negative", "RANGE", &[-LIMIT, -1], None),
        ("refuse-three-limits", "RANGE", &[LIMIT, LIMIT, LIMIT], None),
    ];
    let lists = lists.into_iter().map(|(id, flag, amounts, minor)| {
        computed(&format!("sum-{id}"), flag, json!({ "op": "sum", "amounts": amounts }), minor)
    });
    pairs.chain(negated).chain(lists)
}

#[rustfmt::skip]
const TIMES: [(&str, &str, i64, i64, Option<i64>); 14] = [
    ("plain", "SIGN", 350, 3, Some(1050)),
    ("negative", "SIGN", -350, 3, Some(-1050)),
    ("once", "SIGN", 350, 1, Some(350)),
    ("never", "SIGN", 350, 0, Some(0)),
    ("nothing", "SIGN", 0, LIMIT, Some(0)),
    ("limit", "RANGE", LIMIT, 1, Some(LIMIT)),
    ("limit-of-ones", "RANGE", -1, LIMIT, Some(-LIMIT)),
    ("below-the-limit", "RANGE", 3_002_399_751_580_330, 3, Some(LIMIT - 1)),
    ("refuse-beyond", "RANGE", 3_002_399_751_580_331, 3, None),
    ("refuse-beyond-negative", "RANGE", -3_002_399_751_580_331, 3, None),
    ("refuse-power", "RANGE", 4_503_599_627_370_496, 2, None),
    ("refuse-wraps-to-zero", "WIDE", 4_294_967_296, 4_294_967_296, None),
    ("refuse-wraps-to-one", "WIDE", -4_503_599_627_370_497, 4_503_599_627_370_495, None),
    ("refuse-limits", "WIDE", LIMIT, LIMIT, None),
];

/// `amount × numerator ÷ denominator`.
#[rustfmt::skip]
const SCALED: [(&str, &str, [i64; 3], Option<i64>); 33] = [
    ("half", "ROUND", [5, 1, 2], Some(3)),
    ("half-negative", "ROUND", [-5, 1, 2], Some(-3)),
    ("half-of-one", "ROUND", [1, 1, 2], Some(1)),
    ("half-of-minus-one", "ROUND", [-1, 1, 2], Some(-1)),
    ("half-to-odd", "ROUND", [1, 5, 2], Some(3)),
    ("third", "ROUND", [4, 1, 3], Some(1)),
    ("third-negative", "ROUND", [-4, 1, 3], Some(-1)),
    ("two-thirds", "ROUND", [5, 1, 3], Some(2)),
    ("two-thirds-negative", "ROUND", [-5, 1, 3], Some(-2)),
    ("just-below-half", "ROUND", [4_999, 1, 10_000], Some(0)),
    ("just-half", "ROUND", [5_000, 1, 10_000], Some(1)),
    ("just-below-half-negative", "ROUND", [-4_999, 1, 10_000], Some(0)),
    ("just-half-negative", "ROUND", [-5_000, 1, 10_000], Some(-1)),
    ("sales-tax", "ROUND", [1_999, 725, 10_000], Some(145)),
    ("sales-tax-fine", "ROUND", [200, 8_875, 100_000], Some(18)),
    ("ten-percent-of-five", "ROUND", [5, 1_000, 10_000], Some(1)),
    ("ten-percent-of-25", "ROUND", [25, 1_000, 10_000], Some(3)),
    ("even-part", "SIGN", [700, 3, 7], Some(300)),
    ("same", "SIGN", [1_999, 1, 1], Some(1_999)),
    ("whole", "SIGN", [-1_999, 10_000, 10_000], Some(-1_999)),
    ("no-part", "SIGN", [1_999, 0, 7], Some(0)),
    ("nothing", "SIGN", [0, 7, 3], Some(0)),
    ("large-between", "WIDE", [LIMIT, LIMIT, LIMIT], Some(LIMIT)),
    ("large-between-negative", "WIDE", [-LIMIT, LIMIT, LIMIT], Some(-LIMIT)),
    ("large-denominator", "WIDE", [LIMIT, 1, LIMIT], Some(1)),
    ("half-of-the-limit", "WIDE", [LIMIT, 1, 2], Some(4_503_599_627_370_496)),
    ("rounded-to-the-limit", "RANGE", [95_230_081, 283_750_654, 3], Some(LIMIT)),
    ("refuse-rounded-beyond", "RANGE", [134_217_727, 134_217_729, 2], None),
    ("refuse-rounded-beyond-negative", "RANGE", [-134_217_727, 134_217_729, 2], None),
    ("refuse-double", "RANGE", [LIMIT, 2, 1], None),
    ("refuse-limits", "WIDE", [LIMIT, LIMIT, 1], None),
    ("refuse-nothing-shared", "RANGE", [1, 1, 0], None),
    ("refuse-nothing-of-nothing", "RANGE", [0, 0, 0], None),
];

fn products() -> impl Iterator<Item = Case> {
    let times = TIMES.iter().map(|(id, flag, amount, count, minor)| {
        computed(
            &format!("times-{id}"),
            flag,
            json!({ "op": "times", "amount": amount, "count": count }),
            *minor,
        )
    });
    let scaled = SCALED.iter().map(|(id, flag, [amount, numerator, denominator], minor)| {
        let input =
            json!({ "op": "scaled", "amount": amount, "numerator": numerator, "denominator": denominator });
        computed(&format!("scaled-{id}"), flag, input, *minor)
    });
    times.chain(scaled)
}
