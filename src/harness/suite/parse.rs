//! From the text of a feature file to its scenarios, examples expanded.

use super::{FeatureFile, SyntaxError};
use cucumber::feature::Ext as _;
use cucumber::gherkin::{Feature, GherkinEnv};
use std::path::PathBuf;

pub(super) fn parse(file: &FeatureFile) -> Result<Feature, SyntaxError> {
    let mut feature = Feature::parse(plain_doc_strings(&file.text), GherkinEnv::default())
        .map_err(|error| syntax_error(file, &error.to_string()))?;
    feature.path = Some(PathBuf::from(&file.path));
    feature.expand_examples().map_err(|error| SyntaxError {
        file: file.path.clone(),
        line: error.pos.line,
        column: error.pos.col,
        reason: format!("the scenario outline names `<{}>`, which its examples do not have", error.name),
    })
}

/// The parser does not know media types behind the quotes of a doc string: it would take them for
/// content and stop removing the indentation. The line keeps its place, so positions stay true.
fn plain_doc_strings(text: &str) -> String {
    let mut inside = false;
    let mut out = String::with_capacity(text.len());
    for line in text.lines() {
        let trimmed = line.trim();
        if let Some(media_type) = trimmed.strip_prefix("\"\"\"") {
            let opens = !inside;
            inside = !inside;
            if opens && !media_type.is_empty() {
                out.push_str(line.trim_end().trim_end_matches(media_type));
                out.push('\n');
                continue;
            }
        }
        out.push_str(line);
        out.push('\n');
    }
    out
}

/// The parser tells position and expectation only in its message: `Error at 3:5: {"…", "…"}`.
fn syntax_error(file: &FeatureFile, message: &str) -> SyntaxError {
    let parts = message.strip_prefix("Error at ").and_then(|rest| {
        let (line, rest) = rest.split_once(':')?;
        let (column, rest) = rest.split_once(": ")?;
        Some((line.parse().ok()?, column.parse().ok()?, rest))
    });
    let (line, column, expected) = parts.unwrap_or((1, 1, message));
    let expected = expected.split_whitespace().collect::<Vec<_>>().join(" ");
    SyntaxError {
        file: file.path.clone(),
        line,
        column,
        reason: format!("not Gherkin, expected one of {expected}"),
    }
}
