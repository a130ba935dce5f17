//! Checks a world against `scenarios/schema.json`.

use std::sync::OnceLock;

use super::error::WorldError;
use crate::document::{Document, Schema};

/// The schema as shipped.
const TEXT: &str = include_str!("../../../scenarios/schema.json");

/// What a world should be, for errors that concern all of it.
pub(super) const EXPECTED: &str = "a world as scenarios/schema.json describes it";

/// Every violation, as advice.
pub(super) fn check(document: &Document) -> Result<(), WorldError> {
    static SCHEMA: OnceLock<Result<Schema, String>> = OnceLock::new();
    let schema = SCHEMA.get_or_init(|| Schema::parse(TEXT)).as_ref();
    let schema = schema.map_err(|error| document.whole_file(error, EXPECTED))?;
    let problems = schema.check(document);
    if problems.is_empty() { Ok(()) } else { Err(document.error(problems)) }
}
