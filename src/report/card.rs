//! The capability card of a connector: what it is able to do and how it behaves, in a few lines per version, read off the
//! records of the run. Pure; nothing on it is what the connector says of itself.

use super::evidence::Evidence;
use super::scenario::ScenarioRecord;
use super::verdict::VerdictKind;
use crate::crypto::base64url;
use crate::protocol::operation::Operation;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// The card of one version.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Card {
    /// Protocol version (date).
    pub version: String,
    /// Its lines, in the order of the table of traits after what was seen on the wire.
    pub lines: Vec<CardLine>,
}

/// One line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CardLine {
    /// What it is about, for people.
    pub topic: String,
    /// Whether it is so.
    pub answer: Answer,
    /// The same in words.
    pub says: String,
    /// The scenarios it rests on, those that decided first.
    pub scenarios: Vec<String>,
}

/// Whether a connector is like that.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// It is.
    Yes,
    /// It is not.
    No,
    /// The run does not say.
    Unknown,
    /// Neither: the words say what was seen.
    Seen,
}

impl Answer {
    /// The word for people.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Yes => "yes",
            Self::No => "no",
            Self::Unknown => "unknown",
            Self::Seen => "seen",
        }
    }
}

/// A trait: its topic, what it is when it holds, when it does not, and the scenarios that decide.
struct Trait {
    topic: &'static str,
    holds: &'static str,
    broken: &'static str,
    scenarios: &'static [&'static str],
}

/// The traits. Scenario names are permanent; rows of outlines count with their scenario.
#[rustfmt::skip]
const TRAITS: &[Trait] = &[
    Trait { topic: "Repetition", holds: "repeats by itself what failed for the moment",
        broken: "gives up at the first failure; the caller has to repeat", scenarios: &["connector-retry-by-itself"] },
    Trait { topic: "Keys of repetitions", holds: "repeats under the same key with the same bytes",
        broken: "repeats under another key or with other bytes",
        scenarios: &["connector-retry-unavailable", "connector-retry-reset", "connector-retry-timeout"] },
    Trait { topic: "Keys", holds: "keys cannot be guessed and stand for one request each",
        broken: "keys are missing, weak or used for different requests",
        scenarios: &["ambient.key-present", "ambient.key-strength", "ambient.key-unique"] },
    Trait { topic: "End of repetitions", holds: "repetitions come to an end", broken: "repeats without an end",
        scenarios: &["connector-retry-bounded"] },
    Trait { topic: "Lost completions", holds: "looks up what became of a completion before it pays again",
        broken: "completes again without a look",
        scenarios: &["connector-lost-completion", "connector-final-state-lost"] },
    Trait { topic: "Signatures of requests", holds: "every request is signed, and signatures verify",
        broken: "requests are unsigned, or signatures do not verify", scenarios: &["ambient.signed", "ambient.signature"] },
    Trait { topic: "Signatures of answers", holds: "refuses answers whose signature is wrong",
        broken: "takes answers whose signature is wrong",
        scenarios: &["connector-signature-checked", "connector-signature-foreign-key", "connector-signature-digest"] },
    Trait { topic: "Redirects", holds: "follows none", broken: "follows them",
        scenarios: &["connector-redirect", "connector-profile-redirect"] },
    Trait { topic: "TLS", holds: "insists on TLS 1.3 and a certificate that is vouched for",
        broken: "accepts an old version of TLS or any certificate", scenarios: &["connector-tls-old", "connector-certificate"] },
    Trait { topic: "Changed totals", holds: "does not pay what was not agreed to", broken: "pays what was not agreed to",
        scenarios: &["connector-price-agreed", "connector-totals-mismatch"] },
    Trait { topic: "Handing over", holds: "hands continue_url to the buyer", broken: "loses continue_url",
        scenarios: &["connector-hands-over"] },
    Trait { topic: "Webhooks", holds: "acknowledges genuine webhooks and takes in no forged ones",
        broken: "believes forged webhooks, or refuses genuine ones",
        scenarios: &["connector-webhook-acknowledged", "connector-webhook-forged"] },
];

/// The card of one version, from its records.
pub(super) fn card(version: &str, records: &[ScenarioRecord]) -> Card {
    let mut lines = vec![operations(records), signing(records)];
    lines.extend(TRAITS.iter().map(|row| line(row, records)));
    Card { version: version.to_owned(), lines }
}

fn line(row: &Trait, records: &[ScenarioRecord]) -> CardLine {
    let named = |record: &&ScenarioRecord| {
        let id = record.scenario.id.as_str();
        row.scenarios.iter().any(|known| id == *known || id.strip_prefix(known).is_some_and(is_row))
    };
    let decisive: Vec<&ScenarioRecord> = records.iter().filter(named).collect();
    let of = |kinds: &[VerdictKind]| {
        let found = decisive.iter().filter(|record| kinds.contains(&record.verdict.kind()));
        found.map(|record| record.scenario.id.clone()).collect::<Vec<String>>()
    };
    let (broken, held) = (of(&[VerdictKind::Fail, VerdictKind::Warn]), of(&[VerdictKind::Pass]));
    let (answer, says, scenarios) = if !broken.is_empty() {
        (Answer::No, row.broken, broken)
    } else if !held.is_empty() {
        (Answer::Yes, row.holds, held)
    } else {
        (Answer::Unknown, "this run does not say", Vec::new())
    };
    CardLine { topic: row.topic.to_owned(), answer, says: says.to_owned(), scenarios }
}

/// `.1`, `.2` …: a row of an outline.
fn is_row(rest: &str) -> bool {
    rest.strip_prefix('.').is_some_and(|number| number.parse::<u32>().is_ok())
}

/// Requests for operations; ambient checks repeat what scenarios hold.
fn calls(records: &[ScenarioRecord]) -> impl Iterator<Item = &Evidence> {
    let scenarios = records.iter().filter(|record| record.scenario.area != "ambient");
    scenarios.flat_map(|record| &record.exchanges).filter(|one| Operation::parse(&one.label).is_some())
}

/// The operations that succeeded on the wire.
fn operations(records: &[ScenarioRecord]) -> CardLine {
    let succeeded =
        calls(records).filter(|one| one.status.is_some_and(|status| (200..300).contains(&status)));
    let names: BTreeSet<&str> = succeeded.map(|one| one.label.as_str()).collect();
    let says = if names.is_empty() {
        "none succeeded".to_owned()
    } else {
        names.into_iter().collect::<Vec<_>>().join(", ")
    };
    CardLine { topic: "Operations".to_owned(), answer: Answer::Seen, says, scenarios: Vec::new() }
}

/// A way of signing: the header that carries it, which values do, and its name.
type SigningDialect = (&'static str, fn(&str) -> bool, &'static str);

/// The ways of signing. Whether a signature verifies is another line's business, not whether it is one.
const DIALECTS: [SigningDialect; 3] = [
    ("signature-input", |_| true, "HTTP message signatures (RFC 9421)"),
    ("request-signature", is_detached, "detached JWS"),
    ("request-signature", |value| !is_detached(value), "a Request-Signature that is none"),
];

/// `header..signature`, both base64url.
fn is_detached(value: &str) -> bool {
    let filled = |part: &str| !part.is_empty() && base64url::decode(part).is_ok();
    value.split_once("..").is_some_and(|(header, signature)| filled(header) && filled(signature))
}

/// How requests are signed, by their headers.
fn signing(records: &[ScenarioRecord]) -> CardLine {
    let all = calls(records).count();
    let seen = DIALECTS.iter().filter_map(|(header, is_such, dialect)| {
        let carries = |one: &&Evidence| {
            let mut lines = one.request.headers.iter();
            lines.any(|line| line.name.eq_ignore_ascii_case(header) && is_such(&line.value))
        };
        let count = calls(records).filter(carries).count();
        (count > 0).then(|| format!("{dialect}: {count} of {all} requests"))
    });
    let seen: Vec<String> = seen.collect();
    let says = if seen.is_empty() { format!("none of {all} requests") } else { seen.join("; ") };
    CardLine { topic: "Signing dialect".to_owned(), answer: Answer::Seen, says, scenarios: Vec::new() }
}

/// The names of the scenarios that lines rest on.
#[cfg(test)]
pub(super) fn scenarios() -> impl Iterator<Item = &'static str> {
    TRAITS.iter().flat_map(|row| row.scenarios).copied()
}
