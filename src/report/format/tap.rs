//! TAP version 14: one test point per protocol version and scenario, diagnostics as YAML.

use super::super::document::{Finding, Report, ScenarioResult};
use super::super::verdict::VerdictKind;
use super::text::visible;
use std::fmt::Write as _;

pub(super) fn render(report: &Report) -> String {
    let mut out = format!("TAP version 14\n1..{}\n", report.scenarios.len());
    for reason in &report.reasons {
        let _infallible = writeln!(out, "# {}: {}", report.claim.name(), one_line(reason));
    }
    for (number, scenario) in report.scenarios.iter().enumerate() {
        let finding = report.findings.iter().find(|finding| Some(&finding.id) == scenario.finding.as_ref());
        out.push_str(&point(number + 1, scenario, finding));
    }
    out
}

fn point(number: usize, scenario: &ScenarioResult, finding: Option<&Finding>) -> String {
    let kind = scenario.verdict.kind();
    let word = match kind {
        VerdictKind::Pass | VerdictKind::Warn | VerdictKind::NotApplicable | VerdictKind::NotTested => "ok",
        VerdictKind::Fail | VerdictKind::Inconclusive | VerdictKind::HarnessError => "not ok",
    };
    let title = format!("{} {}: {}", scenario.version, scenario.id, scenario.name);
    let mut out = format!("{word} {number} - {}{}\n", escape(&title), directive(scenario));
    if word == "not ok" || kind == VerdictKind::Warn {
        out.push_str(&diagnostics(scenario, finding));
    }
    out
}

fn directive(scenario: &ScenarioResult) -> String {
    match scenario.verdict.kind() {
        VerdictKind::NotApplicable | VerdictKind::NotTested => {
            let reason = scenario.verdict.reason().unwrap_or_default();
            format!(" # SKIP {}: {}", scenario.verdict.kind().label(), escape(reason))
        }
        VerdictKind::Pass
        | VerdictKind::Warn
        | VerdictKind::Fail
        | VerdictKind::Inconclusive
        | VerdictKind::HarnessError => String::new(),
    }
}

fn diagnostics(scenario: &ScenarioResult, finding: Option<&Finding>) -> String {
    let mut fields = vec![
        ("severity", scenario.verdict.kind().name().to_owned()),
        ("at", format!("{}:{}", scenario.file, scenario.line)),
        ("clauses", scenario.requirements.join(" ")),
    ];
    fields.extend(scenario.verdict.reason().map(|reason| ("reason", reason.to_owned())));
    if let Some(finding) = finding {
        fields.push(("finding", format!("{}: {}", finding.id, finding.cause)));
        fields.push(("expected", finding.expected.join(" | ")));
        fields.push(("actual", finding.actual.clone()));
    }
    let mut out = String::from("  ---\n");
    for (name, value) in fields {
        // A JSON string is a YAML string.
        let quoted = serde_json::Value::String(visible(&value));
        let _infallible = writeln!(out, "  {name}: {quoted}");
    }
    out + "  ...\n"
}

fn one_line(text: &str) -> String {
    visible(text).split_whitespace().collect::<Vec<_>>().join(" ")
}

fn escape(text: &str) -> String {
    one_line(text).replace('\\', "\\\\").replace('#', "\\#")
}
