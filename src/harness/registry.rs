//! The steps, compiled: phrases become anchored regular expressions, sentences find their one row.

mod dispatch;
mod index;

pub use index::{index_json, index_markdown};

use super::step::{Args, StepDef, StepKind, Subject};
use super::world::AssayWorld;
use cucumber::gherkin;
use cucumber::step::Collection;
use cucumber_expressions::Expression;
use regex::Regex;
use std::collections::HashMap;

/// Custom parameters of phrases beside `{int}`, `{float}`, `{word}` and `{string}`.
const PARAMETERS: [(&str, &str); 2] =
    [("operation", "[a-z]+_(?:checkout|cart|catalog|product|order|event)"), ("pointer", "/[^\\s]*")];

/// A phrase that is no cucumber expression.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("step `{phrase}` is not a cucumber expression: {reason}")]
pub struct PhraseError {
    /// The phrase.
    pub phrase: String,
    /// What is wrong with it.
    pub reason: String,
}

/// Why a sentence has no step.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LookupError {
    /// No phrase matches.
    #[error("no step matches `{kind} {sentence}`{}", suggestion.as_ref().map(|near| format!("; did you mean `{near}`?")).unwrap_or_default())]
    Undefined {
        /// Kind of the step.
        kind: StepKind,
        /// The sentence.
        sentence: String,
        /// The phrase closest to it.
        suggestion: Option<String>,
    },
    /// More than one phrase matches.
    #[error("more than one step matches `{sentence}`: {}", phrases.join(", "))]
    Ambiguous {
        /// The sentence.
        sentence: String,
        /// The phrases.
        phrases: Vec<&'static str>,
    },
}

/// Compiled steps.
#[derive(Clone, Debug)]
pub struct Registry {
    rows: Vec<Row>,
}

#[derive(Clone, Debug)]
struct Row {
    subject: &'static str,
    step: StepDef,
    pattern: Regex,
}

impl Registry {
    /// Compiles every row of the subjects.
    ///
    /// # Errors
    /// [`PhraseError`] of the first phrase that is no cucumber expression.
    pub fn compile(subjects: &[Subject]) -> Result<Self, PhraseError> {
        let parameters: HashMap<&str, &str> = PARAMETERS.into_iter().collect();
        let mut rows = Vec::new();
        for subject in subjects {
            for step in subject.steps {
                rows.push(Row {
                    subject: subject.title,
                    step: *step,
                    pattern: compile(step.phrase, &parameters)?,
                });
            }
        }
        Ok(Self { rows })
    }

    /// Every step, in the order of the tables.
    pub fn steps(&self) -> impl Iterator<Item = &StepDef> {
        self.rows.iter().map(|row| &row.step)
    }

    /// The one step of that kind whose phrase the sentence matches, with the arguments in it.
    ///
    /// # Errors
    /// [`LookupError`] when there is none or more than one.
    pub fn find(&self, kind: StepKind, sentence: &str) -> Result<(&StepDef, Args), LookupError> {
        let matching: Vec<&Row> =
            self.rows.iter().filter(|row| row.step.kind == kind && row.pattern.is_match(sentence)).collect();
        match matching[..] {
            [row] => Ok((&row.step, arguments(&row.pattern, sentence))),
            [] => Err(LookupError::Undefined {
                kind,
                sentence: sentence.to_owned(),
                suggestion: self.nearest(sentence),
            }),
            _ => Err(LookupError::Ambiguous {
                sentence: sentence.to_owned(),
                phrases: matching.iter().map(|row| row.step.phrase).collect(),
            }),
        }
    }

    /// The steps as cucumber wants them: every pattern leads to the one dispatcher.
    #[must_use]
    pub fn collection(&self) -> Collection<AssayWorld> {
        self.rows.iter().fold(Collection::new(), |all, row| {
            let pattern = row.pattern.clone();
            match row.step.kind {
                StepKind::Given => all.given(None, pattern, dispatch::dispatch),
                StepKind::When => all.when(None, pattern, dispatch::dispatch),
                StepKind::Then => all.then(None, pattern, dispatch::dispatch),
            }
        })
    }

    /// The phrase that shares most words with a sentence, when it shares at least half of them.
    fn nearest(&self, sentence: &str) -> Option<String> {
        let words: Vec<&str> = sentence.split_whitespace().collect();
        let shared = |step: &StepDef| {
            let phrase: Vec<&str> = step.phrase.split_whitespace().collect();
            words.iter().filter(|word| phrase.contains(word)).count()
        };
        self.steps()
            .map(|step| (shared(step), step))
            .filter(|(count, _)| count * 2 >= words.len().max(1))
            .max_by_key(|(count, step)| (*count, std::cmp::Reverse(step.phrase.len())))
            .map(|(_, step)| format!("{} {}", step.kind, step.phrase))
    }
}

impl From<gherkin::StepType> for StepKind {
    fn from(kind: gherkin::StepType) -> Self {
        match kind {
            gherkin::StepType::Given => Self::Given,
            gherkin::StepType::When => Self::When,
            gherkin::StepType::Then => Self::Then,
        }
    }
}

fn compile(phrase: &str, parameters: &HashMap<&str, &str>) -> Result<Regex, PhraseError> {
    Expression::regex_with_parameters(phrase, parameters)
        .map_err(|error| PhraseError { phrase: phrase.to_owned(), reason: error.to_string() })
}

/// The texts of a sentence's parameters: one per unnamed group; the named groups of a `{string}`
/// (`__0_0` for double quotes, `__0_1` for single ones) are one parameter together.
fn arguments(pattern: &Regex, sentence: &str) -> Args {
    let mut args = Args { sentence: sentence.to_owned(), ..Args::default() };
    let Some(found) = pattern.captures(sentence) else { return args };
    for (group, name) in found.iter().zip(pattern.capture_names()).skip(1) {
        match (group, name) {
            (Some(text), Some(_)) => args.parameters.push(unescape(text.as_str())),
            (Some(text), None) => args.parameters.push(text.as_str().to_owned()),
            (None, _) => {}
        }
    }
    args
}

/// Undoes `\"`, `\'` and `\\` inside a quoted string.
fn unescape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut characters = text.chars();
    while let Some(character) = characters.next() {
        match character {
            '\\' => out.extend(characters.next()),
            other => out.push(other),
        }
    }
    out
}

#[cfg(test)]
mod tests;
