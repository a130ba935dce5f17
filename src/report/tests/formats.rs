use super::super::event::Event;
use super::super::format::{Format, jsonl};
use super::super::scenario::ScenarioRecord;
use super::super::verdict::{Verdict, VerdictKind};
use super::super::{Completion, Report};
use super::{report_of, sample};
use crate::protocol::operation::Operation;

/// What a hostile target could try to have printed.
const HOSTILE: &str =
    "<script>alert(1)</script>\"'`]]>&amp;{{ 7*7 }}\u{0}\u{8}\u{1b}[31m\u{202e}| # x\n---\n***";

fn hostile() -> Report {
    let failure = super::super::Failure {
        how_to_fix: Some(HOSTILE.into()),
        ..sample::failure(HOSTILE, HOSTILE, &[HOSTILE, HOSTILE], HOSTILE)
    };
    let mut base = sample::passed("hostile", HOSTILE, "checkout", 3, &["TOT-003"]);
    base.notes.push(HOSTILE.into());
    let mut call = sample::exchange("x-666", Operation::CreateCheckout, 200, HOSTILE);
    call.request.headers.push((HOSTILE.into(), HOSTILE.into()));
    let record = sample::failed(base, Verdict::Fail, failure, &call);
    let mut events = sample::events();
    for event in &mut events {
        if let Event::Header(header) = event {
            header.target.name = HOSTILE.into();
        }
    }
    events.push(Event::ScenarioFinished(record));
    report_of(events, Completion::Interrupted { reason: HOSTILE.into() })
}

#[test]
fn hostile_text_is_text_in_html() {
    let html = Format::Html.render(&hostile()).unwrap();
    assert!(!html.contains("<script>alert"));
    assert!(html.contains("&lt;script&gt;alert(1)"));
    assert!(html.contains("{{ 7*7 }}"), "templates in data stay data");
    for hidden in ['\u{0}', '\u{8}', '\u{1b}', '\u{202e}'] {
        assert!(!html.contains(hidden));
    }
    assert_eq!(html.matches("<script>").count(), 1);
    assert_eq!(html.matches("</script>").count(), 1);
}

#[test]
fn the_page_needs_and_permits_nothing_from_outside() {
    let html = Format::Html.render(&report_of(sample::events(), sample::COMPLETION)).unwrap();
    assert!(html.contains("default-src 'none'; style-src 'sha256-"));
    for forbidden in [" src=", "@import", "url(", "<link rel=\"stylesheet", " style=\"", " onclick="] {
        assert!(!html.contains(forbidden), "{forbidden}");
    }
    let links = html.matches("href=\"").count();
    assert_eq!(links, html.matches("href=\"#").count() + html.matches("href=\"data:,\"").count());
}

#[test]
fn every_link_of_the_page_leads_somewhere() {
    // Two versions have clauses and scenarios of one name: each place has an identifier of its own.
    let html = Format::Html.render(&report_of(sample::both(), sample::COMPLETION)).unwrap();
    let mut places: Vec<&str> =
        html.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    let count = places.len();
    places.sort_unstable();
    places.dedup();
    assert_eq!(places.len(), count, "a place is named twice");
    for link in html.split("href=\"#").skip(1) {
        let target = link.split('"').next().unwrap();
        assert!(html.contains(&format!("id=\"{target}\"")), "#{target}");
    }
}

#[test]
fn hostile_text_is_text_in_markdown_and_tap() {
    let markdown = Format::Markdown.render(&hostile()).unwrap();
    assert!(!markdown.replace("```", "").split("sh\n").next().unwrap().contains("<script>"));
    assert!(!markdown.lines().any(|line| line == "---" || line == "***"));
    let tap = Format::Tap.render(&hostile()).unwrap();
    let points = tap.lines().filter(|line| line.starts_with("ok ") || line.starts_with("not ok ")).count();
    assert_eq!(points, hostile().scenarios.len());
    assert!(!tap.contains('\u{0}'));
}

#[test]
fn junit_counts_agree_and_reads_back() {
    let report = hostile();
    let xml = Format::Junit.render(&report).unwrap();
    let junit = quick_junit::Report::deserialize_from_str(&xml).unwrap();
    let cases: usize = junit.test_suites.iter().map(|suite| suite.test_cases.len()).sum();
    assert_eq!(cases, report.scenarios.len() + report.preflight.len() + 1);
    assert_eq!(junit.tests, cases);
    let count = |kind| report.scenario_counts.get(kind) as usize;
    assert_eq!(junit.failures, count(VerdictKind::Fail) + 1, "the claim is a failure, too");
    assert_eq!(junit.errors, count(VerdictKind::Inconclusive) + count(VerdictKind::HarnessError));
    assert_eq!(junit.skipped, count(VerdictKind::NotTested) + count(VerdictKind::NotApplicable));
    assert!(xml.contains("hostile: &lt;script&gt;"));
}

#[test]
fn every_report_obeys_the_schema() {
    let schema: serde_json::Value =
        serde_json::from_str(include_str!("../../../reports/schema/report.schema.json")).unwrap();
    let validator = jsonschema::draft202012::new(&schema).unwrap();
    let cut_off = super::aggregate(&super::RunRecord::from_events(sample::events()).unwrap()).0;
    let both = report_of(sample::both(), sample::COMPLETION);
    for report in [report_of(sample::events(), sample::COMPLETION), both, hostile(), cut_off] {
        let value = serde_json::from_str(&Format::Json.render(&report).unwrap()).unwrap();
        let errors: Vec<String> =
            validator.iter_errors(&value).map(|e| format!("{} {e}", e.instance_path())).collect();
        assert!(errors.is_empty(), "{errors:#?}");
        let keys: Vec<&String> = value.as_object().unwrap().keys().collect();
        assert!(keys.contains(&&"claim".to_owned()));
    }
    let mut wrong = serde_json::to_value(report_of(sample::events(), sample::COMPLETION)).unwrap();
    wrong["claim"] = "excellent".into();
    assert!(!validator.is_valid(&wrong));
}

#[test]
fn the_claim_comes_first() {
    let json = Format::Json.render(&report_of(sample::events(), sample::COMPLETION)).unwrap();
    assert!(json.starts_with("{\n  \"claim\": \"non_conformant\",\n  \"coverage\": ["));
}

#[test]
fn every_verdict_is_shown_by_every_format() {
    let verdicts = [
        Verdict::Pass,
        Verdict::Fail,
        Verdict::Warn,
        Verdict::NotApplicable { reason: "r-one".into() },
        Verdict::NotTested { reason: "r-two".into() },
        Verdict::Inconclusive { reason: "r-three".into(), blocked_by: None },
        Verdict::HarnessError { reason: "r-four".into() },
    ];
    let mut events = sample::events();
    for (number, verdict) in verdicts.into_iter().enumerate() {
        let id = format!("shown-{number}");
        let base = sample::passed(&id, "Shown", "checkout", 900, &[]);
        events.push(Event::ScenarioFinished(ScenarioRecord { verdict, ..base }));
    }
    let report = report_of(events, Completion::Complete);
    for format in [Format::Json, Format::Junit, Format::Html, Format::Tap] {
        let text = format.render(&report).unwrap();
        for wanted in (0..7).map(|number| format!("shown-{number}")).chain([
            "r-one".into(),
            "r-two".into(),
            "r-three".into(),
            "r-four".into(),
        ]) {
            assert!(text.contains(&wanted), "{} lacks {wanted}", format.name());
        }
    }
}

#[test]
fn a_huge_body_is_cut_with_a_note() {
    let mut events = sample::events();
    let body = format!("{{\"x\":\"{}\"}}", "é".repeat(2_000_000));
    let call = sample::exchange("x-big", Operation::CreateCheckout, 200, &body);
    let base = sample::passed("big", "Big", "checkout", 4, &["TOT-003"]);
    let failure = sample::failure("Too big", "Then it is small", &["small"], "big");
    events.push(Event::ScenarioFinished(sample::failed(base, Verdict::Fail, failure, &call)));
    let report = report_of(events, Completion::Complete);
    let html = Format::Html.render(&report).unwrap();
    assert!(html.contains("Cut here: the body was 3.8 MiB long."));
    assert!(html.len() < 500_000, "{}", html.len());
}

/// Secrets planted wherever a run could pick them up.
#[test]
fn canaries_reach_no_format() {
    const CANARIES: [&str; 6] = [
        "canary-bearer-0001",
        "canary-token-0001",
        "canary@personal.example",
        "Canaria",
        "4111111111111111",
        "CANARYKEY",
    ];
    let text = "saw Authorization: Bearer canary-bearer-0001, {\"token\":\"canary-token-0001\"}, canary@personal.example, {\"first_name\": \"Canaria\"}, card 4111111111111111, -----BEGIN PRIVATE KEY-----CANARYKEY-----END PRIVATE KEY-----";
    let mut failure = sample::failure(text, text, &[text], text);
    failure.how_to_fix = Some(text.into());
    let mut base = sample::passed("canary", "Canary", "checkout", 5, &["TOT-003"]);
    base.notes.push(text.into());
    base.steps[0].text = text.into();
    let call = sample::exchange(
        "x-c",
        Operation::CompleteCheckout,
        500,
        "{\"credential\":{\"token\":\"canary-token-0001\",\"number\":\"4111111111111111\"}}",
    );
    let mut record = sample::failed(base, Verdict::Fail, failure, &call);
    record.verdict = Verdict::HarnessError { reason: text.into() };
    let mut events = sample::events();
    events.push(Event::ScenarioFinished(record));
    let events: Vec<Event> = events.into_iter().map(Event::scrubbed).collect();
    let stream: Vec<u8> = events.iter().flat_map(|event| jsonl::line(event).unwrap()).collect();
    let report = report_of(events, Completion::Interrupted { reason: "stop".into() });
    let mut outputs = vec![("jsonl", String::from_utf8(stream).unwrap())];
    outputs.extend(Format::ALL.map(|format| (format.name(), format.render(&report).unwrap())));
    for (name, output) in outputs {
        for canary in CANARIES {
            assert!(!output.contains(canary), "{name} shows {canary}");
        }
    }
}

/// Nobody who reads one format only may take one version's result for the other's.
#[test]
fn every_format_tells_the_versions_apart() {
    let report = report_of(sample::both(), sample::COMPLETION);
    for format in Format::ALL {
        let text = format.render(&report).unwrap();
        for version in [sample::OLDER, sample::VERSION] {
            assert!(text.contains(version), "{} does not name {version}", format.name());
        }
    }
    let xml = Format::Junit.render(&report).unwrap();
    let junit = quick_junit::Report::deserialize_from_str(&xml).unwrap();
    let suites: Vec<&str> = junit.test_suites.iter().map(|suite| suite.name.as_str()).collect();
    for name in ["2026-01-11 checkout", "2026-04-08 checkout"] {
        assert!(suites.contains(&name), "{suites:?}");
    }
    let tap = Format::Tap.render(&report);
    assert!(tap.unwrap().contains("2026-01-11 merchant.checkout.create: "));
}
