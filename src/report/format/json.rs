//! `report.json`: the whole report, indented, for programs and for `diff`.

use super::super::document::Report;

pub(super) fn render(report: &Report) -> Result<String, String> {
    serde_json::to_string_pretty(report).map(|text| text + "\n").map_err(|error| error.to_string())
}
