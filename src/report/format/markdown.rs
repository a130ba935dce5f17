//! A summary in Markdown, for a pull request or a chat.

use super::super::document::{FindingKind, Report, VersionResult};
use super::super::verdict::VerdictKind;
use serde::Serialize;

/// Findings written out in full; more are counted and left to the other formats.
const FINDINGS_SHOWN: usize = 50;

#[derive(Serialize)]
struct View<'a> {
    report: &'a Report,
    headline: &'static str,
    proves: &'static str,
    does_not_prove: &'static str,
    target_kind: &'static str,
    started: String,
    dates: String,
    versions: Vec<Version<'a>>,
    kinds: Vec<Kind>,
    findings: Vec<Card<'a>>,
    findings_hidden: usize,
}

/// One protocol version in one line.
#[derive(Serialize)]
struct Version<'a> {
    headline: &'static str,
    result: &'a VersionResult,
}

#[derive(Serialize)]
struct Kind {
    label: &'static str,
    scenarios: u32,
    clauses: u32,
}

#[derive(Serialize)]
struct Card<'a> {
    label: &'static str,
    finding: &'a super::super::document::Finding,
    curl: Option<Fenced<'a>>,
}

/// A code block whose fence is longer than any run of backticks inside it.
#[derive(Serialize)]
struct Fenced<'a> {
    fence: String,
    text: &'a str,
}

pub(super) fn render(report: &Report) -> Result<String, String> {
    let view = View {
        report,
        headline: report.claim.headline(),
        proves: report.claim.proves(),
        does_not_prove: report.claim.does_not_prove(),
        target_kind: report.header.target.kind.label(),
        started: report.header.started.rfc3339(),
        dates: report.header.dates().join(", "),
        versions: report.versions.iter().map(version).collect(),
        kinds: VerdictKind::ALL.map(|kind| kind_row(report, kind)).into(),
        findings: report.findings.iter().take(FINDINGS_SHOWN).map(card).collect(),
        findings_hidden: report.findings.len().saturating_sub(FINDINGS_SHOWN),
    };
    super::template::render("report.md", &view)
}

fn version(result: &VersionResult) -> Version<'_> {
    Version { headline: result.claim.headline(), result }
}

fn kind_row(report: &Report, kind: VerdictKind) -> Kind {
    Kind {
        label: kind.label(),
        scenarios: report.scenario_counts.get(kind),
        clauses: report.requirement_counts.get(kind),
    }
}

fn card(finding: &super::super::document::Finding) -> Card<'_> {
    let curl = finding.exchange.as_ref().and_then(|exchange| exchange.curl.as_deref());
    let label = match finding.kind {
        FindingKind::Defect => "Defect",
        FindingKind::Obstacle => "Obstacle",
        FindingKind::HarnessFault => "Harness fault",
        FindingKind::Warning => "Warning",
    };
    Card { label, finding, curl: curl.map(fenced) }
}

fn fenced(text: &str) -> Fenced<'_> {
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    Fenced { fence: "`".repeat(longest.max(2) + 1), text }
}
