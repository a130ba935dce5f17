//! `JUnit` XML as CI systems read it: a suite per protocol version and area, a case per scenario.

use super::super::claim::Claim;
use super::super::document::{Finding, Report, ScenarioResult};
use super::super::event::{PreflightCheck, PreflightOutcome};
use super::super::verdict::VerdictKind;
use super::text::visible;
use quick_junit::{NonSuccessKind, Property, TestCase, TestCaseStatus, TestSuite};
use std::collections::BTreeMap;
use std::time::Duration;

pub(super) fn render(report: &Report) -> Result<String, String> {
    let mut junit = quick_junit::Report::new(format!("ucp-assay: {}", visible(&report.header.target.name)));
    junit.timestamp = report.header.started.rfc3339().parse().ok();
    if let Some(elapsed) = report.elapsed_millis {
        junit.set_time(Duration::from_millis(elapsed));
    }
    junit.add_test_suite(claim_suite(report));
    if !report.preflight.is_empty() {
        junit.add_test_suite(preflight_suite(&report.preflight));
    }
    junit.add_test_suites(area_suites(report));
    junit.to_string().map_err(|error| error.to_string())
}

/// A run that proves nothing must not look green: the claim is a case of its own.
fn claim_suite(report: &Report) -> TestSuite {
    let message = visible(&report.reasons.join("; "));
    let mut status = match report.claim {
        Claim::Conformant => TestCaseStatus::success(),
        Claim::Partial => TestCaseStatus::skipped(),
        Claim::NonConformant => TestCaseStatus::non_success(NonSuccessKind::Failure),
        Claim::Inconclusive => TestCaseStatus::non_success(NonSuccessKind::Error),
    };
    if report.claim != Claim::Conformant {
        status.set_message(message);
    }
    let mut case = TestCase::new(format!("claim: {}", report.claim.name()), status);
    case.set_classname("ucp-assay.claim");
    let mut suite = TestSuite::new("claim");
    suite.add_properties(properties(report));
    suite.add_test_case(case);
    suite
}

fn properties(report: &Report) -> Vec<Property> {
    let header = &report.header;
    let mut pairs = vec![
        ("tool".to_owned(), format!("{} {}", header.tool, header.tool_version)),
        ("target".to_owned(), header.target.url.clone()),
        ("protocol".to_owned(), header.dates().join(", ")),
        ("seed".to_owned(), header.seed.to_string()),
    ];
    for tested in &header.versions {
        pairs.push((format!("contract {}", tested.version), tested.contract_digest.clone()));
    }
    for version in &report.versions {
        pairs.push((format!("claim {}", version.version), version.claim.name().to_owned()));
    }
    for card in &report.cards {
        for line in &card.lines {
            pairs.push((
                format!("card {} {}", card.version, line.topic),
                format!("{}: {}", line.answer.label(), line.says),
            ));
        }
    }
    pairs.iter().map(|(name, value)| Property::new(name, visible(value))).collect()
}

fn preflight_suite(checks: &[PreflightCheck]) -> TestSuite {
    let mut suite = TestSuite::new("preflight");
    for check in checks {
        let status = match check.outcome {
            PreflightOutcome::Ok | PreflightOutcome::Remark => TestCaseStatus::success(),
            PreflightOutcome::Blocked => {
                let mut status = TestCaseStatus::non_success(NonSuccessKind::Error);
                status.set_message(visible(&check.detail)).set_type("preflight");
                status
            }
        };
        let mut case = TestCase::new(visible(&check.name), status);
        case.set_classname(visible(&format!("ucp-assay.{}.preflight", check.version)));
        suite.add_test_case(case);
    }
    suite
}

fn area_suites(report: &Report) -> Vec<TestSuite> {
    let findings: BTreeMap<&str, &Finding> =
        report.findings.iter().map(|finding| (finding.id.as_str(), finding)).collect();
    let mut suites: BTreeMap<(&str, &str), TestSuite> = BTreeMap::new();
    let mut times: BTreeMap<(&str, &str), u64> = BTreeMap::new();
    for scenario in &report.scenarios {
        let key = (scenario.version.as_str(), scenario.area.as_str());
        let finding = scenario.finding.as_deref().and_then(|id| findings.get(id)).copied();
        let suite =
            suites.entry(key).or_insert_with(|| TestSuite::new(visible(&format!("{} {}", key.0, key.1))));
        suite.add_test_case(case(scenario, finding));
        let time = times.entry(key).or_default();
        *time += scenario.elapsed_millis;
        suite.set_time(Duration::from_millis(*time));
    }
    suites.into_values().collect()
}

fn case(scenario: &ScenarioResult, finding: Option<&Finding>) -> TestCase {
    let mut case =
        TestCase::new(visible(&format!("{}: {}", scenario.id, scenario.name)), status(scenario, finding));
    case.set_classname(visible(&format!("ucp-assay.{}.{}", scenario.version, scenario.area)));
    case.set_time(Duration::from_millis(scenario.elapsed_millis));
    case.set_system_out(system_out(scenario, finding));
    case
}

fn status(scenario: &ScenarioResult, finding: Option<&Finding>) -> TestCaseStatus {
    let kind = scenario.verdict.kind();
    let mut status = match kind {
        VerdictKind::Pass | VerdictKind::Warn => return TestCaseStatus::success(),
        VerdictKind::NotApplicable | VerdictKind::NotTested => TestCaseStatus::skipped(),
        VerdictKind::Fail => TestCaseStatus::non_success(NonSuccessKind::Failure),
        VerdictKind::Inconclusive | VerdictKind::HarnessError => {
            TestCaseStatus::non_success(NonSuccessKind::Error)
        }
    };
    let message = match (scenario.verdict.reason(), finding) {
        (Some(reason), _) => format!("{}: {reason}", kind.label()),
        (None, Some(finding)) => format!("{}: {}", finding.id, finding.title),
        (None, None) => kind.label().to_owned(),
    };
    status.set_message(visible(&message)).set_type(kind.name());
    if let Some(finding) = finding.filter(|_| kind == VerdictKind::Fail) {
        status.set_description(visible(&describe(finding)));
    }
    status
}

fn describe(finding: &Finding) -> String {
    let mut lines = vec![format!("{} ({})", finding.title, finding.cause)];
    lines.push(format!("version   {}", finding.version));
    for clause in &finding.requirements {
        lines
            .push(format!("clause    {} {} {} ({})", clause.id, clause.level, clause.summary, clause.source));
    }
    lines.push(format!("where     {}", finding.scenario.location));
    lines.extend(finding.step.iter().map(|step| format!("step      {step}")));
    lines.extend(finding.expected.iter().map(|outcome| format!("expected  {outcome}")));
    lines.push(format!("actual    {}", finding.actual));
    lines.extend(finding.how_to_fix.iter().map(|fix| format!("fix       {fix}")));
    let curl = finding.exchange.iter().flat_map(|exchange| &exchange.curl);
    lines.extend(curl.map(|line| format!("replay    {line}")));
    lines.join("\n")
}

fn system_out(scenario: &ScenarioResult, finding: Option<&Finding>) -> String {
    let mut lines = vec![
        format!("scenario: {}:{}", scenario.file, scenario.line),
        format!("clauses: {}", scenario.requirements.join(" ")),
    ];
    if scenario.verdict.kind() == VerdictKind::Warn {
        let cause = finding.map_or("", |finding| finding.cause.as_str());
        lines.push(format!("warning: {cause}"));
    }
    lines.extend(scenario.notes.iter().map(|note| format!("note: {note}")));
    visible(&lines.join("\n"))
}
