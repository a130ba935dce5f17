//! Redaction of free text: error messages, notes and remarks that may quote what was on the wire.

use regex::{Captures, Regex};
use std::sync::LazyLock;

/// What stands where something secret or personal stood.
const MASK: &str = "[redacted]";

/// Patterns with what replaces them, applied in order.
const PATTERNS: [(&str, &str); 6] = [
    (r"-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)", MASK),
    (
        r"(?i)\b(authorization|proxy-authorization|x-api-key|cookie|set-cookie)(\s*[:=]\s*)[^\r\n]+",
        "$1$2[redacted]",
    ),
    (r"(?i)\b(bearer|basic)\s+[a-z0-9._~+/=-]{6,}", "$1 [redacted]"),
    (r"\beyJ[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*\.[A-Za-z0-9_-]*", MASK),
    (r"(?i)([?&;](?:access_token|token|api_key|key|secret|code|signature)=)[^&\s]+", "$1[redacted]"),
    (r"[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\.[A-Za-z]{2,}", MASK),
];

/// Members of quoted JSON whose text is secret or personal.
const MEMBERS: &str = r#"(?i)("(?:d|token|access_token|refresh_token|id_token|client_secret|secret|password|api_key|number|cvc|cvv|cryptogram|email|phone|phone_number|first_name|last_name|full_name|street_address|extended_address|buyer_ip|user_agent)"\s*:\s*)"(?:[^"\\]|\\.)*""#;

/// Thirteen to nineteen digits, in groups or not: possibly a card number.
const CARD: &str = r"\b\d(?:[ -]?\d){12,18}\b";

static RULES: LazyLock<Vec<(Regex, &str)>> = LazyLock::new(|| {
    let member = (MEMBERS, r#"$1"[redacted]""#);
    PATTERNS
        .into_iter()
        .chain([member])
        .filter_map(|(pattern, replacement)| Regex::new(pattern).ok().map(|regex| (regex, replacement)))
        .collect()
});

static CARDS: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(CARD).ok());

/// The text with credentials, tokens, private keys, card numbers and e-mail addresses masked, and
/// the sensitive members of any JSON it quotes.
#[must_use]
pub fn redact_text(text: &str) -> String {
    let mut out = text.to_owned();
    for (regex, replacement) in RULES.iter() {
        if regex.is_match(&out) {
            out = regex.replace_all(&out, *replacement).into_owned();
        }
    }
    match CARDS.as_ref() {
        Some(cards) => cards.replace_all(&out, mask_card).into_owned(),
        None => out,
    }
}

fn mask_card(found: &Captures<'_>) -> String {
    let digits = &found[0];
    if luhn(digits) { MASK.to_owned() } else { digits.to_owned() }
}

/// The check digit every card number ends with (ISO/IEC 7812-1, annex B).
fn luhn(text: &str) -> bool {
    let digits = text.chars().rev().filter_map(|c| c.to_digit(10));
    let sum: u32 = digits
        .enumerate()
        .map(|(place, digit)| match (place % 2, digit * 2) {
            (0, _) => digit,
            (_, double) if double > 9 => double - 9,
            (_, double) => double,
        })
        .sum();
    sum % 10 == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pattern_compiles() {
        assert_eq!(RULES.len(), PATTERNS.len() + 1);
        assert!(CARDS.is_some());
    }

    #[test]
    fn secrets_are_masked() {
        let cases = [
            ("sent Authorization: Bearer abc.def.ghi", "abc.def"),
            ("header x-api-key=SECRETVALUE", "SECRETVALUE"),
            (r#"body {"token": "tok_SECRET", "x": 1}"#, "tok_SECRET"),
            (r#"body {"email":"jane@canary.example"}"#, "jane"),
            ("paid with 4111 1111 1111 1111 today", "4111 1111"),
            ("GET https://a.example/x?access_token=SECRET&b=1", "SECRET"),
            ("key -----BEGIN PRIVATE KEY-----\nSECRET\n-----END PRIVATE KEY----- end", "SECRET"),
        ];
        for (text, secret) in cases {
            let masked = redact_text(text);
            assert!(!masked.contains(secret), "{masked}");
            assert!(masked.contains(MASK), "{masked}");
        }
    }

    #[test]
    fn plain_text_stays() {
        for text in [
            "the total is 12345, expected 12340",
            "dev.ucp.shopping.checkout@2026-04-08 is missing",
            "/payment/instruments/0/token: expected a string",
            "order 1234567890123 was not found",
        ] {
            assert_eq!(redact_text(text), text);
        }
    }
}
