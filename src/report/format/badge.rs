//! A badge: the claim in two words.

use super::super::claim::Claim;
use super::super::document::Report;
use serde::Serialize;

/// Colours with enough contrast for white text.
const fn colour(claim: Claim) -> &'static str {
    match claim {
        Claim::Conformant => "#1a7f4b",
        Claim::Partial => "#8a5a00",
        Claim::NonConformant => "#b3261e",
        Claim::Inconclusive => "#5b6470",
    }
}

fn label(report: &Report) -> String {
    format!("UCP {}", report.header.dates().join(" + "))
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Endpoint {
    schema_version: u8,
    label: String,
    message: String,
    color: String,
}

pub(super) fn json(report: &Report) -> Result<String, String> {
    let endpoint = Endpoint {
        schema_version: 1,
        label: label(report),
        message: report.claim.headline().to_lowercase(),
        color: colour(report.claim).trim_start_matches('#').to_owned(),
    };
    serde_json::to_string_pretty(&endpoint).map(|text| text + "\n").map_err(|error| error.to_string())
}

#[derive(Serialize)]
struct Picture {
    label: String,
    message: String,
    colour: &'static str,
    left: usize,
    right: usize,
    total: usize,
    left_middle: usize,
    right_middle: usize,
}

pub(super) fn svg(report: &Report) -> Result<String, String> {
    let (label, message) = (label(report), report.claim.headline().to_lowercase());
    let (left, right) = (width(&label), width(&message));
    let picture = Picture {
        left,
        right,
        total: left + right,
        left_middle: left / 2,
        right_middle: left + right / 2,
        colour: colour(report.claim),
        label,
        message,
    };
    super::template::render("badge.svg", &picture)
}

/// Width in pixels at 11 px Verdana: 7 a character and a margin; the text is stretched to fit.
fn width(text: &str) -> usize {
    text.chars().count() * 7 + 12
}
