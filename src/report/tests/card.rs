use super::super::card::{Answer, Card, scenarios};
use super::super::event::{Event, TargetKind};
use super::super::evidence::Evidence;
use super::super::format::Format;
use super::super::verdict::Verdict;
use super::{report_of, sample};
use crate::protocol::operation::Operation;
use rstest::rstest;
use std::fs;
use std::path::PathBuf;

/// A connector that repeats under another key, signs half of its requests and was not asked about webhooks.
fn events() -> Vec<Event> {
    let Some(Event::Header(mut header)) = sample::events().into_iter().next() else { panic!("no header") };
    header.target.kind = TargetKind::Connector;
    header.target.name = "Sample connector".to_owned();
    let record = |id: &str, verdict: Verdict, exchanges: Vec<Evidence>| {
        let mut record = sample::passed(id, "Sample", "retry", 8, &["IDM-008"]);
        record.verdict = verdict;
        record.exchanges = exchanges;
        Event::ScenarioFinished(record)
    };
    vec![
        Event::Header(header),
        record("connector-retry-by-itself", Verdict::Warn, Vec::new()),
        record("connector-retry-unavailable", Verdict::Pass, vec![call(true), call(false)]),
        record("connector-retry-reset", Verdict::Fail, Vec::new()),
        record("ambient.key-unique", Verdict::Pass, Vec::new()),
        record("connector-redirect.2", Verdict::Pass, Vec::new()),
        record("connector-webhook-forged", Verdict::NotTested { reason: "x".to_owned() }, Vec::new()),
    ]
}

/// A create, signed or not.
fn call(signed: bool) -> Evidence {
    let mut exchange = sample::exchange("x1", Operation::CreateCheckout, 201, "{}");
    if signed {
        exchange.request.headers.push(("Signature-Input".to_owned(), "sig1=()".to_owned()));
    }
    Evidence::from(&exchange)
}

fn card() -> Card {
    report_of(events(), sample::COMPLETION).cards.remove(0)
}

#[test]
fn a_card_says_what_the_records_say() {
    let card = card();
    let line = |topic: &str| card.lines.iter().find(|line| line.topic == topic).expect("a line");
    assert_eq!(line("Repetition").answer, Answer::No);
    assert_eq!(line("Keys of repetitions").answer, Answer::No, "one that failed decides");
    assert_eq!(line("Keys of repetitions").scenarios, ["connector-retry-reset"]);
    assert_eq!(line("Keys").answer, Answer::Yes);
    assert_eq!(line("Redirects").scenarios, ["connector-redirect.2"], "a row of an outline counts");
    assert_eq!(line("Webhooks").answer, Answer::Unknown);
    assert_eq!(line("Operations").says, "create_checkout");
    assert_eq!(line("Signing dialect").says, "HTTP message signatures (RFC 9421): 1 of 2 requests");
}

#[rstest]
#[case::detached("eyJhbGciOiJFUzI1NiJ9..c2ln", "detached JWS: 1 of 1 requests")]
#[case::a_word("test", "a Request-Signature that is none: 1 of 1 requests")]
#[case::nothing_between("..", "a Request-Signature that is none: 1 of 1 requests")]
#[case::attached("eyJhbGciOiJFUzI1NiJ9.e30.c2ln", "a Request-Signature that is none: 1 of 1 requests")]
fn a_header_alone_is_no_signature(#[case] value: &str, #[case] says: &str) {
    let mut exchange = sample::exchange("x1", Operation::CreateCheckout, 201, "{}");
    exchange.request.headers.push(("Request-Signature".to_owned(), value.to_owned()));
    let mut events = events();
    for event in &mut events {
        if let Event::ScenarioFinished(record) = event {
            record.exchanges.clear();
        }
    }
    if let Some(Event::ScenarioFinished(record)) = events.get_mut(1) {
        record.exchanges = vec![Evidence::from(&exchange)];
    }
    let card = report_of(events, sample::COMPLETION).cards.remove(0);
    assert_eq!(card.lines.iter().find(|line| line.topic == "Signing dialect").unwrap().says, says);
}

#[test]
fn merchants_have_no_card() {
    let report = report_of(sample::events(), sample::COMPLETION);
    assert_eq!(report.cards, []);
    assert!(!Format::Json.render(&report).unwrap().contains("\"cards\""));
}

#[test]
fn every_format_shows_the_card() {
    let report = report_of(events(), sample::COMPLETION);
    for format in [Format::Json, Format::Html, Format::Markdown, Format::Junit] {
        let text = format.render(&report).unwrap();
        for words in ["gives up at the first failure", "HTTP message signatures", "Lost completions"] {
            assert!(text.contains(words), "{format:?}: {words}");
        }
    }
}

/// `reports/golden-card/card.md` and `.json` are the card of the sample; `UCP_ASSAY_UPDATE_GOLDEN=1 cargo test --lib report::`
/// writes them anew.
#[test]
fn the_sample_has_the_golden_card() {
    let report = report_of(events(), sample::COMPLETION);
    let markdown = Format::Markdown.render(&report).unwrap();
    let begin = markdown.find("## Capability card").expect("a card");
    let end = markdown.find("## Coverage").expect("what follows");
    let json = serde_json::to_string_pretty(&report.cards).unwrap() + "\n";
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("reports/golden-card");
    for (name, actual) in [("card.md", &markdown[begin..end]), ("card.json", json.as_str())] {
        if std::env::var_os("UCP_ASSAY_UPDATE_GOLDEN").is_some() {
            fs::create_dir_all(&folder).unwrap();
            fs::write(folder.join(name), actual).unwrap();
        }
        let expected = fs::read_to_string(folder.join(name)).unwrap_or_default();
        assert_eq!(expected, actual, "{name} differs; see above");
    }
}

/// A line that rests on a scenario nobody has would never say anything.
#[test]
fn every_line_rests_on_a_scenario_that_was_shipped() {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let lock = fs::read_to_string(root.join("features/ids.lock")).unwrap();
    let checks = fs::read_to_string(root.join("src/harness/connector/ambient/table.rs")).unwrap();
    for id in scenarios() {
        let known = match id.strip_prefix("ambient.") {
            Some(check) => checks.contains(&format!("\"{check}\"")),
            None => lock.lines().any(|line| line == id),
        };
        assert!(known, "no scenario {id}");
    }
}
