//! A run as it could have been: passes, one broken operation, a defect of its own, a warning, an
//! obstacle, a harness fault, exempt and inapplicable clauses. The input of the golden files.

mod older;
mod scenarios;

pub(super) use older::{OLDER, both, older};

use super::super::event::{
    Completion, Event, FORMAT, Header, PreflightCheck, PreflightOutcome, Relaxation, Target, TargetKind,
    VersionUnderTest,
};
use super::super::evidence::Evidence;
use super::super::requirement::{Actor, Applicability, Level, Requirement};
use super::super::scenario::{
    Failure, Phase, ScenarioRecord, ScenarioStart, StepRecord, StepStatus, Symptom,
};
use super::super::verdict::Verdict;
use crate::clock::Instant;
use crate::exchange::{Exchange, ExchangeKind, RequestRecord, ResponseRecord};
use crate::protocol::operation::Operation;

/// The protocol version of the sample.
pub(super) const VERSION: &str = "2026-04-08";

/// Start of the sample run.
pub(super) const STARTED: Instant = Instant::from_millis(1_775_649_600_000);

/// The header of the sample.
pub(super) fn header() -> Header {
    Header {
        format: FORMAT,
        run: "0196a3c2-7c00-7000-8000-000000000001".to_owned(),
        tool: "ucp-assay".to_owned(),
        tool_version: "0.1.0".to_owned(),
        command: "certify merchant --url https://shop.example --plan plan.yaml".to_owned(),
        target: Target {
            kind: TargetKind::Merchant,
            name: "Blumen Meier test shop".to_owned(),
            url: "https://shop.example".to_owned(),
        },
        versions: vec![VersionUnderTest {
            version: VERSION.to_owned(),
            url: "https://shop.example".to_owned(),
            contract_digest: format!("sha-256:{}", "3f".repeat(32)),
            capabilities: vec![
                "dev.ucp.shopping.checkout@2026-04-08".to_owned(),
                "dev.ucp.shopping.order@2026-04-08".to_owned(),
                "dev.ucp.shopping.discount@2026-04-08".to_owned(),
                "dev.ucp.shopping.fulfillment@2026-04-08".to_owned(),
            ],
        }],
        plan_digest: format!("sha-256:{}", "a1".repeat(32)),
        features_digest: format!("sha-256:{}", "07".repeat(32)),
        seed: 20_260_408,
        relaxations: vec![Relaxation {
            name: "allow-loopback".to_owned(),
            effect:
                "the platform's profile is served from this machine under a generated certificate authority"
                    .to_owned(),
        }],
        selection: None,
        started: STARTED,
    }
}

/// The whole sample, without a footer.
pub(super) fn events() -> Vec<Event> {
    let mut events = vec![Event::Header(header())];
    events.extend(preflight().into_iter().map(Event::Preflight));
    events.extend(requirements().into_iter().map(Event::Requirement));
    for record in scenarios::all() {
        events.push(Event::ScenarioStarted(record.scenario.clone()));
        events.push(Event::ScenarioFinished(record));
    }
    events
}

/// Completion of the sample.
pub(super) const COMPLETION: Completion = Completion::Complete;

fn preflight() -> Vec<PreflightCheck> {
    let check = |name: &str, outcome, detail: &str, fix: Option<&str>| PreflightCheck {
        version: VERSION.to_owned(),
        name: name.to_owned(),
        outcome,
        detail: detail.to_owned(),
        how_to_fix: fix.map(str::to_owned),
    };
    vec![
        check(
            "discovery",
            PreflightOutcome::Ok,
            "GET /.well-known/ucp answered 200 with a valid profile in 38 ms",
            None,
        ),
        check("product", PreflightOutcome::Ok, "bouquet_roses can be put into a checkout", None),
        check(
            "discount code",
            PreflightOutcome::Remark,
            "the plan names no expired code; 2 scenarios will not be tested",
            Some("add discounts.expired to the plan"),
        ),
    ]
}

fn row(id: &str, level: Level, line: u32, section: &str, summary: &str) -> Requirement {
    Requirement {
        id: id.to_owned(),
        version: VERSION.to_owned(),
        level,
        actor: if id.starts_with("SIG") { Actor::Both } else { Actor::Business },
        document: "docs/specification/checkout.md".to_owned(),
        line,
        section: section.to_owned(),
        summary: summary.to_owned(),
        applicability: Applicability::Applicable,
    }
}

/// Identifier, level, line, section and summary of the clauses.
const CLAUSES: [(&str, Level, u32, &str, &str); 15] = [
    ("PRO-001", Level::Must, 58, "Profile", "The profile is served at /.well-known/ucp over HTTPS"),
    ("PRO-004", Level::Should, 66, "Profile", "The profile's cache lifetime is at least 60 seconds"),
    ("SIG-003", Level::Must, 120, "Signatures", "A request whose signature does not verify is refused"),
    ("SIG-009", Level::Must, 141, "Signatures", "A body that does not match Content-Digest is refused"),
    (
        "IDM-002",
        Level::Must,
        77,
        "Idempotency",
        "A repeated key with the same payload returns the stored answer",
    ),
    (
        "CHK-001",
        Level::Must,
        31,
        "Create",
        "A created checkout carries an id, a status, line items and totals",
    ),
    ("CHK-014", Level::Must, 210, "Complete", "Completing a ready checkout places the order and returns it"),
    ("CHK-015", Level::MustNot, 214, "Complete", "A completed checkout is not changed any more"),
    ("CHK-021", Level::Must, 233, "Cancel", "A cancelled checkout cannot be completed"),
    ("TOT-003", Level::Must, 301, "Totals", "The total equals the sum of its parts"),
    ("DSC-005", Level::Must, 44, "Discounts", "A rejected code is a warning and changes no amount"),
    ("FUL-002", Level::Should, 19, "Fulfilment", "Options are listed cheapest first"),
    ("ORD-008", Level::Must, 90, "Orders", "An order is shown only to the platform that placed it"),
    ("GEN-001", Level::Must, 21, "General", "Key words carry their RFC 2119 meaning"),
    ("AP2-001", Level::Must, 12, "Mandates", "A mandate binds the checkout it was signed for"),
];

fn requirements() -> Vec<Requirement> {
    let mut rows: Vec<Requirement> = CLAUSES
        .into_iter()
        .map(|(id, level, line, section, summary)| row(id, level, line, section, summary))
        .collect();
    for row in &mut rows {
        row.applicability = match row.id.as_str() {
            "GEN-001" => Applicability::Exempt {
                reason: "an editorial rule; nothing on the wire could break it".to_owned(),
            },
            "AP2-001" => {
                Applicability::NotApplicable { reason: "the profile declares no AP2 mandates".to_owned() }
            }
            _ => Applicability::Applicable,
        };
    }
    rows
}

fn start(id: &str, name: &str, area: &str, line: u32, requirements: &[&str]) -> ScenarioStart {
    ScenarioStart {
        id: id.to_owned(),
        version: VERSION.to_owned(),
        name: name.to_owned(),
        feature: format!("{area} rules"),
        area: area.to_owned(),
        file: format!("features/merchant/{area}/{area}.feature"),
        line,
        requirements: requirements.iter().map(|id| (*id).to_owned()).collect(),
        at: STARTED,
    }
}

fn step(keyword: &str, text: &str, line: u32, status: StepStatus) -> StepRecord {
    let elapsed_millis = if status == StepStatus::Skipped { 0 } else { 12 };
    StepRecord { keyword: keyword.to_owned(), text: text.to_owned(), line, status, elapsed_millis }
}

/// A scenario that passed.
pub(super) fn passed(id: &str, name: &str, area: &str, line: u32, requirements: &[&str]) -> ScenarioRecord {
    ScenarioRecord {
        scenario: start(id, name, area, line, requirements),
        verdict: Verdict::Pass,
        elapsed_millis: 36,
        steps: vec![
            step("Given", "a platform with a signed profile", line + 1, StepStatus::Passed),
            step(
                "When",
                "the platform creates a checkout with 2 of \"bouquet_roses\"",
                line + 2,
                StepStatus::Passed,
            ),
            step("Then", "the answer has status 201", line + 3, StepStatus::Passed),
        ],
        exchanges: vec![Evidence::from(&create(201, CHECKOUT, id))],
        failure: None,
        notes: Vec::new(),
        expected_failure: None,
    }
}

/// A scenario that failed at its last step.
pub(super) fn failed(
    base: ScenarioRecord,
    verdict: Verdict,
    failure: Failure,
    exchange: &Exchange,
) -> ScenarioRecord {
    let mut record = base;
    record.verdict = verdict;
    let last = record.steps.len() - 1;
    record.steps[last] =
        step("Then", failure.step.trim_start_matches("Then "), failure.line, StepStatus::Failed);
    record.exchanges = vec![Evidence::from(exchange)];
    record.failure = Some(Failure { exchange: Some(exchange.id.clone()), ..failure });
    record
}

/// A failure of the sample.
pub(super) fn failure(title: &str, step: &str, expected: &[&str], actual: &str) -> Failure {
    Failure {
        title: title.to_owned(),
        phase: Phase::Check,
        step: step.to_owned(),
        definition: step.chars().filter(|c| !c.is_ascii_digit()).collect(),
        line: 24,
        requirements: Vec::new(),
        expected: expected.iter().map(|text| (*text).to_owned()).collect(),
        actual: actual.to_owned(),
        how_to_fix: None,
        exchange: None,
        symptom: None,
    }
}

/// "`complete_checkout` answers 500" where success was due.
pub(super) fn complete_is_broken() -> Symptom {
    Symptom {
        operation: "complete_checkout".to_owned(),
        status: Some(500),
        code: Some("internal_error".to_owned()),
        success_expected: true,
        without: None,
    }
}

/// A call of the sample with this answer.
pub(super) fn exchange(id: &str, operation: Operation, status: u16, body: &str) -> Exchange {
    let header = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    Exchange {
        id: id.to_owned(),
        at: STARTED,
        kind: ExchangeKind::Call,
        operation: Some(operation),
        request: RequestRecord {
            method: "POST".to_owned(),
            url: "https://shop.example/ucp/checkout-sessions".to_owned(),
            headers: vec![
                header("Content-Type", "application/json"),
                header("UCP-Agent", "profile=\"https://a1.agent.localhost:9443/profiles/a1.json\""),
                header("Idempotency-Key", "6f1c2f0e-6f6b-4f1e-9a3c-0d5a1b2c3d4e"),
                header("Authorization", "Bearer canary-bearer-0001"),
            ],
            body: REQUEST.as_bytes().to_vec(),
        },
        response: Some(ResponseRecord {
            status,
            headers: vec![header("Content-Type", "application/json"), header("Request-Id", "4b7d")],
            body: body.as_bytes().to_vec(),
        }),
        elapsed_micros: 18_430,
        notes: Vec::new(),
    }
}

fn create(status: u16, body: &str, id: &str) -> Exchange {
    exchange(id, Operation::CreateCheckout, status, body)
}

const REQUEST: &str = r#"{"line_items":[{"item":{"id":"bouquet_roses"},"quantity":2}],"buyer":{"email":"canary@personal.example","first_name":"Canaria"},"payment":{"instruments":[{"id":"i1","credential":{"type":"token","token":"canary-token-0001"}}]}}"#;
const CHECKOUT: &str = r#"{"ucp":{"version":"2026-04-08"},"id":"chk_8f2","status":"ready_for_complete","currency":"EUR","line_items":[{"id":"li_1","item":{"id":"bouquet_roses","title":"Roses","price":2490},"quantity":2}],"totals":[{"type":"subtotal","amount":4980},{"type":"discount","amount":-495},{"type":"fulfillment","amount":1000},{"type":"total","amount":5980}]}"#;
const INTERNAL: &str = r#"{"code":"internal_error","content":"unexpected condition"}"#;
