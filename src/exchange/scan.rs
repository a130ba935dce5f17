//! The last resort: what secrets and personal data look like in any text.

use std::borrow::Cow;
use std::sync::LazyLock;

use regex::{Captures, Regex};

use super::vocabulary::{JWK_PRIVATE, Sensitive, classify};

/// Nothing shorter than `a@b.c` or `pin=1` is found.
const SHORTEST: usize = 5;

/// Redacts a text in passes; borrowed when there was nothing to redact.
pub(super) fn redact(text: &str) -> Cow<'_, str> {
    if text.len() < SHORTEST {
        return Cow::Borrowed(text);
    }
    let passes: [fn(&str) -> Cow<'_, str>; 8] =
        [pem_keys, header_lines, json_members, escaped_members, form_pairs, tokens, emails, card_numbers];
    let mut redacted = Cow::Borrowed(text);
    for pass in passes {
        if let Cow::Owned(changed) = pass(&redacted) {
            redacted = Cow::Owned(changed);
        }
    }
    redacted
}

#[expect(clippy::expect_used, reason = "constant patterns; every test of this module compiles them")]
fn pattern(text: &str) -> Regex {
    Regex::new(text).expect("a valid pattern")
}

fn pem_keys(text: &str) -> Cow<'_, str> {
    static PATTERN: LazyLock<Regex> = LazyLock::new(|| {
        pattern(r"(?s)-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)")
    });
    PATTERN.replace_all(text, Sensitive::PrivateKey.marker())
}

/// Headers in a dump of a message.
fn header_lines(text: &str) -> Cow<'_, str> {
    static PATTERN: LazyLock<Regex> = LazyLock::new(|| {
        pattern(r"(?i)\b((?:proxy-)?authorization|x-api-key|api-key|(?:set-)?cookie)(\s*:\s*)[^\r\n\x22]+")
    });
    PATTERN.replace_all(text, |found: &Captures<'_>| {
        let sensitive = classify(&found[1]).unwrap_or(Sensitive::Credential);
        format!("{}{}{}", &found[1], &found[2], sensitive.marker())
    })
}

/// Members of JSON that does not parse, up to a string cut off at the end.
fn json_members(text: &str) -> Cow<'_, str> {
    static PATTERN: LazyLock<Regex> =
        LazyLock::new(|| pattern(r#""([^"\\]{1,80})"(\s*:\s*)("(?:[^"\\]|\\.)*(?:"|$)|-?[0-9][0-9.eE+-]*)"#));
    PATTERN.replace_all(text, |found: &Captures<'_>| match member(&found[1], &found[3]) {
        Some(sensitive) => format!("\"{}\"{}\"{}\"", &found[1], &found[2], sensitive.marker()),
        None => found[0].to_owned(),
    })
}

/// Members of JSON inside a JSON string: the same with escaped quotes.
fn escaped_members(text: &str) -> Cow<'_, str> {
    static PATTERN: LazyLock<Regex> =
        LazyLock::new(|| pattern(r#"(\\+")([^"\\]{1,80})(\\+"\s*:\s*\\+")([^"\\]*)"#));
    PATTERN.replace_all(text, |found: &Captures<'_>| match member(&found[2], &found[4]) {
        Some(sensitive) => format!("{}{}{}{}", &found[1], &found[2], &found[3], sensitive.marker()),
        None => found[0].to_owned(),
    })
}

fn member(name: &str, value: &str) -> Option<Sensitive> {
    // Without the object around it, a long value tells a JWK's `d` from somebody's initial, and a
    // `number` may be the card's.
    if JWK_PRIVATE.contains(&name) && value.len() > 16 {
        return Some(Sensitive::PrivateKey);
    }
    let sensitive = if name == "number" { Some(Sensitive::CardNumber) } else { classify(name) };
    sensitive.filter(|_| !value.trim_matches('"').is_empty())
}

fn form_pairs(text: &str) -> Cow<'_, str> {
    static PATTERN: LazyLock<Regex> =
        LazyLock::new(|| pattern(r#"(^|[?&;,\s"])([A-Za-z0-9_.-]{1,80})=([^&;,\s"'<>]+)"#));
    PATTERN.replace_all(text, |found: &Captures<'_>| match classify(&found[2]) {
        Some(sensitive) => format!("{}{}={}", &found[1], &found[2], sensitive.marker()),
        None => found[0].to_owned(),
    })
}

/// Bearer credentials and compact JWTs. A detached JWS has an empty middle and is evidence: it stays.
fn tokens(text: &str) -> Cow<'_, str> {
    static PATTERN: LazyLock<Regex> = LazyLock::new(|| {
        pattern(r"(?i:\b(?:bearer|basic|dpop) +[A-Za-z0-9._~+/=-]{16,})|\beyJ[\w-]{4,}\.[\w-]+\.[\w~.-]+")
    });
    PATTERN.replace_all(text, Sensitive::Token.marker())
}

fn emails(text: &str) -> Cow<'_, str> {
    static PATTERN: LazyLock<Regex> =
        LazyLock::new(|| pattern(r"[\w.!#$*+/-]+(?:@|%40|\\u0040)[\w-]+(?:\.[\w-]+)+"));
    PATTERN.replace_all(text, Sensitive::Email.marker())
}

/// Runs of 13 to 19 digits, or groups of them, that pass the check digit of payment cards.
fn card_numbers(text: &str) -> Cow<'_, str> {
    static PATTERN: LazyLock<Regex> = LazyLock::new(|| pattern(r"[0-9](?:[ -]?[0-9]){12,}"));
    PATTERN.replace_all(text, |found: &Captures<'_>| card_groups(&found[0]))
}

/// Replaces the first window of groups that is a card number, and goes on behind it.
fn card_groups(run: &str) -> String {
    let starts: Vec<usize> = std::iter::once(0)
        .chain(run.match_indices([' ', '-']).map(|(at, _)| at + 1))
        .chain(std::iter::once(run.len() + 1))
        .collect();
    let groups = starts.len() - 1;
    for first in 0..groups {
        for last in (first + 1)..=groups {
            let (from, to) = (starts[first], starts[last] - 1);
            if is_card(&run[from..to]) {
                let rest = card_groups(&run[to..]);
                return format!("{}{}{rest}", &run[..from], Sensitive::CardNumber.marker());
            }
        }
    }
    run.to_owned()
}

fn is_card(candidate: &str) -> bool {
    let mut groups = candidate.split([' ', '-']);
    // Cards are printed in groups of at most seven; the long groups of a UUID are none.
    let plausible = groups.clone().count() == 1 || groups.all(|group| (1..=7).contains(&group.len()));
    let digits: Vec<u32> = candidate.chars().filter_map(|letter| letter.to_digit(10)).collect();
    plausible && (13..=19).contains(&digits.len()) && passes_luhn(&digits)
}

fn passes_luhn(digits: &[u32]) -> bool {
    let sum: u32 = digits
        .iter()
        .rev()
        .enumerate()
        .map(|(index, digit)| match index % 2 {
            0 => *digit,
            _ => digit * 2 % 10 + digit * 2 / 10,
        })
        .sum();
    sum.is_multiple_of(10) && digits.iter().any(|digit| *digit != 0)
}
