//! What is wrong with a document, in plain words.

use super::mask;
use super::wording::{self, Told};
use jsonschema::ValidationError;
use jsonschema::error::ValidationErrorKind;
use jsonschema::paths::Location;
use serde_json::Value;

/// One way in which a document breaks its schema.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Violation {
    /// JSON pointer of the offending value; empty for the whole document. Exact, for programs: people
    /// read [`Violation::place`].
    pub pointer: String,
    /// The keyword that failed: `required`, `type`, `enum` ...
    pub keyword: String,
    /// The member that is missing there (`required`).
    pub missing: Option<String>,
    /// What was expected, what was seen, and how to mend it.
    pub message: String,
    /// Whether the value seen was left out of the message because it may be personal or secret.
    pub masked: bool,
}

impl Violation {
    /// The place as people may read it, without names that may be personal; `whole` is what the whole
    /// document is called.
    #[must_use]
    pub fn place(&self, whole: &str) -> String {
        if self.pointer.is_empty() { whole.to_owned() } else { mask::shown_place(&self.pointer) }
    }
}

impl std::fmt::Display for Violation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}", self.place("the document"), self.message)
    }
}

/// No more errors than this are told of one document.
const LIMIT: usize = 64;

/// The ways in which the document breaks the schema, in order of place, keyword and missing member,
/// each told once; at most
/// [`LIMIT`] errors are looked at, so that a hostile document cannot buy a long answer.
pub(super) fn explain(validator: &jsonschema::Validator, document: &Value) -> Vec<Violation> {
    let mut violations = Vec::new();
    for error in validator.iter_errors(document).take(LIMIT) {
        tell(&error, &mut violations);
    }
    violations.sort();
    violations.dedup();
    violations
}

/// Tells one error. Of several alternatives only the one the document comes closest to is told.
fn tell(error: &ValidationError<'_>, into: &mut Vec<Violation>) {
    match error.kind() {
        ValidationErrorKind::AnyOf { context } | ValidationErrorKind::OneOfNotValid { context } => {
            match closest(context) {
                Some(branch) => branch.iter().for_each(|error| tell(error, into)),
                None => into.push(undecided(error, context)),
            }
        }
        _ => into.push(plain(error)),
    }
}

fn plain(error: &ValidationError<'_>) -> Violation {
    let told = wording::tell(error, error.instance_path().as_str());
    violation(error, told)
}

fn violation(error: &ValidationError<'_>, told: Told) -> Violation {
    Violation {
        pointer: error.instance_path().to_string(),
        keyword: error.kind().keyword().to_owned(),
        missing: missing(error),
        message: told.message,
        masked: told.masked,
    }
}

/// The member that is missing, when that is what is wrong.
fn missing(error: &ValidationError<'_>) -> Option<String> {
    match error.kind() {
        ValidationErrorKind::Required { property } => property.as_str().map(str::to_owned),
        _ => None,
    }
}

/// The alternative with the fewest errors among those whose distinguishing value fits.
fn closest<'c>(context: &'c [Vec<ValidationError<'static>>]) -> Option<&'c [ValidationError<'static>]> {
    context
        .iter()
        .filter(|branch| !branch.is_empty() && branch.iter().all(|error| distinguished(error).is_none()))
        .min_by_key(|branch| branch.len())
        .map(Vec::as_slice)
}

/// The place and the value that would have chosen an alternative.
fn distinguished<'e>(error: &'e ValidationError<'static>) -> Option<(&'e Location, &'e Value)> {
    let ValidationErrorKind::Constant { expected_value } = error.kind() else { return None };
    Some((error.instance_path(), expected_value))
}

/// No alternative was chosen: say what chooses one.
fn undecided(error: &ValidationError<'_>, context: &[Vec<ValidationError<'static>>]) -> Violation {
    let choices: Vec<_> = context.iter().filter_map(|branch| branch.iter().find_map(distinguished)).collect();
    let values = choices.iter().map(|(_, value)| *value);
    let here = error.instance_path();
    let told = match choices.first() {
        Some((place, _)) if *place == here => {
            wording::no_choice(values, here.as_str(), error.instance().as_ref())
        }
        Some((place, _)) => wording::no_chooser(place.segments().last(), values),
        None => wording::no_alternative(context.len()),
    };
    violation(error, told)
}
