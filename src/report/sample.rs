//! A run as it could have been: passes, one broken operation, a defect of its own, a warning, an
//! obstacle, a harness fault, exempt and inapplicable clauses. The input of the golden files.

use super::event::{
    Completion, Event, FORMAT, Header, PreflightCheck, PreflightOutcome, Relaxation, Target, TargetKind,
};
use super::evidence::Evidence;
use super::requirement::{Actor, Applicability, Level, Requirement};
use super::scenario::{Failure, Phase, ScenarioRecord, ScenarioStart, StepRecord, StepStatus, Symptom};
use super::verdict::Verdict;
use crate::clock::Instant;
use crate::exchange::{Exchange, ExchangeKind, RequestRecord, ResponseRecord};
use crate::protocol::operation::Operation;

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
            capabilities: vec![
                "dev.ucp.shopping.checkout@2026-04-08".to_owned(),
                "dev.ucp.shopping.order@2026-04-08".to_owned(),
                "dev.ucp.shopping.discount@2026-04-08".to_owned(),
                "dev.ucp.shopping.fulfillment@2026-04-08".to_owned(),
            ],
        },
        protocol_versions: vec!["2026-04-08".to_owned()],
        contract_digest: format!("sha-256:{}", "3f".repeat(32)),
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
    for record in scenarios() {
        events.push(Event::ScenarioStarted(record.scenario.clone()));
        events.push(Event::ScenarioFinished(record));
    }
    events
}

/// Completion of the sample.
pub(super) const COMPLETION: Completion = Completion::Complete;

fn preflight() -> Vec<PreflightCheck> {
    let check = |name: &str, outcome, detail: &str, fix: Option<&str>| PreflightCheck {
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
        version: "2026-04-08".to_owned(),
        level,
        actor: if id.starts_with("SIG") { Actor::Both } else { Actor::Business },
        document: "docs/specification/checkout.md".to_owned(),
        line,
        section: section.to_owned(),
        summary: summary.to_owned(),
        applicability: Applicability::Applicable,
    }
}

fn requirements() -> Vec<Requirement> {
    use Level::{Must, MustNot, Should};
    let mut rows = vec![
        row("PRO-001", Must, 58, "Profile", "The profile is served at /.well-known/ucp over HTTPS"),
        row("PRO-004", Should, 66, "Profile", "The profile's cache lifetime is at least 60 seconds"),
        row(
            "SIG-003",
            Must,
            120,
            "Signatures",
            "A request whose signature does not verify is refused with 401 signature_invalid",
        ),
        row(
            "SIG-009",
            Must,
            141,
            "Signatures",
            "A body that does not match Content-Digest is refused with 400 digest_mismatch",
        ),
        row(
            "IDM-002",
            Must,
            77,
            "Idempotency",
            "A repeated key with the same payload returns the stored answer",
        ),
        row(
            "CHK-001",
            Must,
            31,
            "Create",
            "A created checkout carries an id, a status, line items and totals",
        ),
        row("CHK-014", Must, 210, "Complete", "Completing a ready checkout places the order and returns it"),
        row("CHK-015", MustNot, 214, "Complete", "A completed checkout is not changed any more"),
        row("CHK-021", Must, 233, "Cancel", "A cancelled checkout cannot be completed"),
        row("TOT-003", Must, 301, "Totals", "The total equals the sum of its parts"),
        row(
            "DSC-005",
            Must,
            44,
            "Discounts",
            "A rejected code is reported as a warning and changes no amount",
        ),
        row("FUL-002", Should, 19, "Fulfilment", "Options are listed cheapest first"),
        row("ORD-008", Must, 90, "Orders", "An order is shown only to the platform that placed it"),
        row("GEN-001", Must, 21, "General", "Key words carry their RFC 2119 meaning"),
        row("AP2-001", Must, 12, "Mandates", "A mandate binds the checkout it was signed for"),
    ];
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

/// "complete_checkout answers 500" where success was due.
pub(super) fn complete_is_broken() -> Symptom {
    Symptom {
        operation: "complete_checkout".to_owned(),
        status: Some(500),
        code: Some("internal_error".to_owned()),
        success_expected: true,
    }
}

fn scenarios() -> Vec<ScenarioRecord> {
    let mut all = vec![
        passed(
            "merchant.profile.served",
            "The profile is served where platforms look for it",
            "profile",
            8,
            &["PRO-001"],
        ),
        passed(
            "merchant.signature.digest",
            "A body that was changed on the way is refused",
            "signatures",
            30,
            &["SIG-009"],
        ),
        passed(
            "merchant.idempotency.replay",
            "A repeated key returns the stored answer",
            "idempotency",
            12,
            &["IDM-002"],
        ),
        passed("merchant.checkout.create", "A new checkout is complete", "checkout", 9, &["CHK-001"]),
        passed(
            "merchant.discount.rejected",
            "An unknown code changes nothing",
            "discounts",
            15,
            &["DSC-005"],
        ),
    ];
    all[4].notes.push("the answer carries 1 field no schema names: /discounts/applied/0/campaign".to_owned());
    all.extend(defects());
    all.extend(others());
    all
}

fn defects() -> Vec<ScenarioRecord> {
    let complete = Failure {
        how_to_fix: Some("Look for the exception behind this request in the merchant's log. Errors the buyer can act on belong in messages of a 200 answer.".to_owned()),
        symptom: Some(complete_is_broken()),
        ..failure("Completing a ready checkout fails", "Then the answer has status 200", &["200 with the checkout in status completed and an order", "200 with status complete_in_progress"], "status 500 with code internal_error")
    };
    let blocked = Failure {
        phase: Phase::Arrange,
        definition: "a completed checkout".to_owned(),
        step: "Given a completed checkout".to_owned(),
        ..complete.clone()
    };
    let waiting =
        Verdict::Inconclusive { reason: "the precondition could not be met".to_owned(), blocked_by: None };
    let broken = exchange("x-201", Operation::CompleteCheckout, 500, INTERNAL);
    let total = Failure {
        how_to_fix: Some(
            "Add every entry of totals whose type is not total; discounts are negative.".to_owned(),
        ),
        ..failure(
            "The total does not add up",
            "Then the totals add up",
            &["total = subtotal + fulfillment + tax + discounts = 5485"],
            "total is 5980: the discount of 495 was not subtracted",
        )
    };
    let forged = Failure {
        how_to_fix: Some("Verify the signature over the exact components it lists, with the key the profile names, before anything else.".to_owned()),
        symptom: Some(Symptom { operation: "create_checkout".to_owned(), status: Some(201), code: None, success_expected: false }),
        ..failure("A forged request is accepted", "Then the answer has status 401", &["401 with code signature_invalid"], "status 201: the checkout was created")
    };
    vec![
        failed(
            passed("merchant.checkout.complete", "Completing places the order", "checkout", 20, &["CHK-014"]),
            Verdict::Fail,
            complete,
            &broken,
        ),
        failed(
            passed(
                "merchant.checkout.immutable",
                "A completed checkout cannot be changed",
                "checkout",
                31,
                &["CHK-015"],
            ),
            waiting.clone(),
            blocked.clone(),
            &broken,
        ),
        failed(
            passed(
                "merchant.checkout.cancel-late",
                "A completed checkout cannot be cancelled",
                "checkout",
                44,
                &["CHK-021"],
            ),
            waiting.clone(),
            blocked.clone(),
            &broken,
        ),
        failed(
            passed("merchant.order.private", "An order is shown to nobody else", "orders", 10, &["ORD-008"]),
            waiting,
            blocked,
            &broken,
        ),
        failed(
            passed("merchant.totals.sum", "The total is the sum of its parts", "totals", 18, &["TOT-003"]),
            Verdict::Fail,
            total,
            &exchange("x-318", Operation::UpdateCheckout, 200, CHECKOUT),
        ),
        failed(
            passed(
                "merchant.signature.forged",
                "A forged signature is refused",
                "signatures",
                18,
                &["SIG-003"],
            ),
            Verdict::Fail,
            forged,
            &create(201, CHECKOUT, "x-044"),
        ),
    ]
}

fn others() -> Vec<ScenarioRecord> {
    let cache = Failure {
        how_to_fix: Some("Send Cache-Control: public, max-age=60 or more with the profile.".to_owned()),
        ..failure(
            "The profile may not be cached",
            "Then the profile may be cached for 60 seconds",
            &["Cache-Control with max-age of at least 60"],
            "Cache-Control: no-store",
        )
    };
    let mut untested =
        passed("merchant.discount.expired", "An expired code is refused", "discounts", 27, &["DSC-005"]);
    untested.verdict = Verdict::NotTested { reason: "the plan names no expired code".to_owned() };
    untested.exchanges.clear();
    untested.elapsed_millis = 0;
    untested.steps.iter_mut().for_each(|step| {
        step.status = StepStatus::Skipped;
        step.elapsed_millis = 0;
    });
    let mut slow = passed(
        "merchant.fulfilment.order",
        "Options are listed cheapest first",
        "fulfilment",
        40,
        &["FUL-002"],
    );
    slow.verdict = Verdict::Inconclusive {
        reason: "update_checkout did not answer within 10 s".to_owned(),
        blocked_by: None,
    };
    slow.exchanges.clear();
    vec![
        failed(
            passed("merchant.profile.cache", "The profile may be cached", "profile", 20, &["PRO-004"]),
            Verdict::Fail,
            cache,
            &exchange("x-003", Operation::GetCheckout, 200, ""),
        ),
        untested,
        slow,
    ]
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
