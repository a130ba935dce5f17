//! The features of a run: read from the binary or a folder, parsed, expanded to single cases and
//! checked before anything is sent.

mod case;
mod clause;
mod exempt;
mod lint;
mod lock;
mod parse;
mod source;
mod span;

pub use case::{Case, CaseStep};
pub use clause::ClauseTag;
pub use exempt::{Exemption, Exemptions};
pub use lint::{Finding, Mistake, lint};
pub use lock::{IdLock, LockFinding};
pub use source::{FeatureFile, SourceError, embedded, embedded_in, exemptions_text, from_folder, lock_text};
pub use span::Span;

use cucumber::gherkin;
use sha2::{Digest, Sha256};
use std::fmt::Write as _;

/// A syntax error in a feature file.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{file}:{line}:{column}: {reason}")]
pub struct SyntaxError {
    /// The file, relative to the features' folder.
    pub file: String,
    /// Line, from 1.
    pub line: usize,
    /// Column, from 1.
    pub column: usize,
    /// What was expected.
    pub reason: String,
}

/// Every feature of a run and its cases.
#[derive(Clone, Debug)]
pub struct Suite {
    features: Vec<gherkin::Feature>,
    cases: Vec<Case>,
    digest: String,
}

impl Suite {
    /// Parses feature files.
    ///
    /// # Errors
    /// Every [`SyntaxError`], not only the first.
    pub fn parse(files: &[FeatureFile]) -> Result<Self, Vec<SyntaxError>> {
        let mut features = Vec::new();
        let mut cases = Vec::new();
        let mut errors = Vec::new();
        for file in files {
            match parse::parse(file) {
                Ok(feature) => {
                    cases.extend(case::cases(&file.path, &feature));
                    features.push(feature);
                }
                Err(error) => errors.push(error),
            }
        }
        if errors.is_empty() { Ok(Self { features, cases, digest: digest(files) }) } else { Err(errors) }
    }

    /// The cases in the order of files and lines.
    #[must_use]
    pub fn cases(&self) -> &[Case] {
        &self.cases
    }

    /// `sha-256:<hex>` over names and contents of the files.
    #[must_use]
    pub fn digest(&self) -> &str {
        &self.digest
    }

    /// The features reduced to the scenarios for which `keep` holds; empty features vanish.
    pub fn selected(&self, keep: impl Fn(&Case) -> bool) -> Vec<gherkin::Feature> {
        let mut cases = self.cases.iter();
        let mut chosen = Vec::new();
        for feature in &self.features {
            let mut feature = feature.clone();
            feature.scenarios.retain(|_| cases.next().is_some_and(&keep));
            for rule in &mut feature.rules {
                rule.scenarios.retain(|_| cases.next().is_some_and(&keep));
            }
            feature.rules.retain(|rule| !rule.scenarios.is_empty());
            if !(feature.scenarios.is_empty() && feature.rules.is_empty()) {
                chosen.push(feature);
            }
        }
        chosen
    }

    /// The case of a scenario as cucumber hands it out.
    #[must_use]
    pub fn case_of(&self, feature: &gherkin::Feature, scenario: &gherkin::Scenario) -> Option<&Case> {
        let file = feature.path.as_deref().map(|path| path.to_string_lossy());
        self.cases
            .iter()
            .find(|case| Some(case.file.as_str()) == file.as_deref() && case.line == scenario.position.line)
    }
}

fn digest(files: &[FeatureFile]) -> String {
    let mut hash = Sha256::new();
    for file in files {
        hash.update(file.path.len().to_be_bytes());
        hash.update(&file.path);
        hash.update(file.text.len().to_be_bytes());
        hash.update(&file.text);
    }
    hex_digest(hash.finalize().as_slice())
}

/// `sha-256:<hex>`, as report headers carry digests.
pub(super) fn hex_digest(digest: &[u8]) -> String {
    digest.iter().fold("sha-256:".to_owned(), |mut text, byte| {
        // Writing to a string cannot fail.
        let _infallible = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests;
