//! Currencies by their minor unit, amounts for people, labels of totals.

use serde_json::{Value, json};

use super::case::{Case, invalid, valid};

/// Currencies without a minor unit.
const WHOLES: [&str; 16] = [
    "BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "VND", "VUV", "XAF", "XOF",
    "XPF",
];
/// Currencies whose minor unit is a thousandth.
const THOUSANDTHS: [&str; 7] = ["BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"];
/// Units of account whose minor unit is a ten-thousandth.
const TEN_THOUSANDTHS: [&str; 2] = ["CLF", "UYW"];
/// Some of the many whose minor unit is a hundredth, and those that are often taken for others: of a
/// small coin that went out of use, of fifths instead of hundredths, neighbours of other groups.
const HUNDREDTHS: [&str; 34] = [
    "AED", "AUD", "BRL", "CAD", "CHF", "CNY", "COP", "CRC", "CZK", "DKK", "EUR", "GBP", "HKD", "HUF", "IDR",
    "ILS", "INR", "KHR", "LKR", "MGA", "MRU", "MXN", "NOK", "NZD", "PLN", "RON", "RSD", "SEK", "SGD", "THB",
    "TRY", "TWD", "TZS", "USD",
];
/// Codes added to ISO 4217 of late.
const RECENT: [&str; 3] = ["SLE", "XCG", "ZWG"];

/// Texts that are no currency code.
const UNKNOWN: [(&str, &str); 13] = [
    ("lower-case", "usd"),
    ("mixed-case", "Usd"),
    ("short", "US"),
    ("long", "USDT"),
    ("empty", ""),
    ("number", "840"),
    ("sign", "$"),
    ("name", "Dollar"),
    ("space-before", " USD"),
    ("space-after", "USD "),
    ("not-assigned", "XYZ"),
    ("no-currency", "XXX"),
    ("full-width", "ＵＳＤ"),
];

/// Identifier, flag, minor units, currency, text.
const TEXTS: [(&str, &str, i64, &str, &str); 20] = [
    ("usd", "EXPONENT", 1_234, "USD", "12.34 USD"),
    ("usd-zero", "SIGN", 0, "USD", "0.00 USD"),
    ("usd-cent", "EXPONENT", 5, "USD", "0.05 USD"),
    ("usd-tenth", "EXPONENT", 50, "USD", "0.50 USD"),
    ("usd-below-one", "EXPONENT", 99, "USD", "0.99 USD"),
    ("usd-one", "EXPONENT", 100, "USD", "1.00 USD"),
    ("usd-minus-cent", "SIGN", -5, "USD", "-0.05 USD"),
    ("usd-minus-one", "SIGN", -100, "USD", "-1.00 USD"),
    ("usd-thousands", "EXPONENT", 123_456_789, "USD", "1234567.89 USD"),
    ("usd-limit", "RANGE", 9_007_199_254_740_991, "USD", "90071992547409.91 USD"),
    ("usd-limit-negative", "RANGE", -9_007_199_254_740_991, "USD", "-90071992547409.91 USD"),
    ("jpy", "EXPONENT", 1_234, "JPY", "1234 JPY"),
    ("jpy-zero", "SIGN", 0, "JPY", "0 JPY"),
    ("jpy-minus-one", "SIGN", -1, "JPY", "-1 JPY"),
    ("kwd", "EXPONENT", 1_234, "KWD", "1.234 KWD"),
    ("kwd-fils", "EXPONENT", 5, "KWD", "0.005 KWD"),
    ("kwd-minus-tenth", "SIGN", -100, "KWD", "-0.100 KWD"),
    ("kwd-limit", "RANGE", 9_007_199_254_740_991, "KWD", "9007199254740.991 KWD"),
    ("clf", "EXPONENT", 12_345, "CLF", "1.2345 CLF"),
    ("clf-least", "EXPONENT", 1, "CLF", "0.0001 CLF"),
];

pub(super) fn cases() -> impl Iterator<Item = Case> {
    exponents().chain(unknown()).chain(texts())
}

fn exponents() -> impl Iterator<Item = Case> {
    let groups: [(&[&str], u8); 5] =
        [(&WHOLES, 0), (&HUNDREDTHS, 2), (&RECENT, 2), (&THOUSANDTHS, 3), (&TEN_THOUSANDTHS, 4)];
    groups.into_iter().flat_map(|(codes, exponent)| {
        codes.iter().map(move |code| {
            let input = json!({ "op": "exponent", "currency": code });
            valid(&format!("exponent-{}", code.to_lowercase()), "the digits of the minor unit", input)
                .expect(json!({ "currency": code, "exponent": exponent }))
                .flags(&["EXPONENT"])
        })
    })
}

fn unknown() -> impl Iterator<Item = Case> {
    UNKNOWN.iter().map(|(id, code)| {
        let input = json!({ "op": "exponent", "currency": code });
        invalid(&format!("exponent-refuse-{id}"), "no currency code", input)
            .expect(json!({ "code": "unknown_currency" }))
            .flags(&["CODE"])
    })
}

fn texts() -> impl Iterator<Item = Case> {
    TEXTS.iter().map(|(id, flag, amount, currency, text)| {
        let input = json!({ "op": "display", "amount": amount, "currency": currency });
        valid(&format!("display-{id}"), "an amount for people", input)
            .expect(json!({ "text": text }))
            .flags(&[flag, "HOUSE"])
    })
}

/// Types of totals and the labels they have by themselves.
const DEFAULTS: [(&str, i64, &str); 7] = [
    ("subtotal", 5_750, "Subtotal"),
    ("items_discount", -75, "Item Discounts"),
    ("discount", -500, "Discount"),
    ("fulfillment", 600, "Shipping"),
    ("tax", 460, "Tax"),
    ("fee", 50, "Fee"),
    ("total", 6_285, "Total"),
];

pub(super) fn labels() -> impl Iterator<Item = Case> {
    let ask = |entry: Value| json!({ "op": "label", "entry": entry });
    let defaults = DEFAULTS.iter().flat_map(move |(kind, amount, label)| {
        let id = kind.replace('_', "-");
        let given = json!({ "type": kind, "amount": amount, "display_text": "As we call it" });
        [
            valid(
                &format!("label-default-{id}"),
                "nothing is said",
                ask(json!({ "type": kind, "amount": amount })),
            )
            .expect(json!({ "label": label }))
            .clauses(&["TOT-014"]),
            valid(&format!("label-given-{id}"), "the business's words", ask(given))
                .expect(json!({ "label": "As we call it" }))
                .clauses(&["TOT-004", "TOT-013"]),
        ]
    });
    let own = json!({ "type": "bottle_deposit", "amount": 25, "display_text": "Bottle deposit" });
    let own = valid("label-own", "a type of the business's own", ask(own))
        .expect(json!({ "label": "Bottle deposit" }))
        .clauses(&["TOT-013"]);
    let missing = [
        (
            "own",
            "a type of the business's own without words",
            json!({ "type": "bottle_deposit", "amount": 25 }),
        ),
        ("upper-case", "types are case-sensitive", json!({ "type": "Tax", "amount": 25 })),
        ("shipping", "a default label is no type", json!({ "type": "shipping", "amount": 25 })),
        ("null", "null is no label", json!({ "type": "tip", "amount": 25, "display_text": null })),
        ("empty-type", "a type without a letter", json!({ "type": "", "amount": 25 })),
    ];
    let missing = missing.into_iter().map(move |(id, comment, entry)| {
        invalid(&format!("label-refuse-{id}"), comment, ask(entry)).clauses(&["TOT-005", "TOT-018"])
    });
    defaults.chain([own]).chain(missing).map(|case| case.flags(&["LABEL"]))
}
