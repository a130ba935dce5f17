//! Arithmetic of totals.

use serde::Deserialize;
use serde_json::{Value, json};

use super::{Evaluated, accepted, read};
use crate::protocol::checkout::{TotalsProblem, check_totals};
use crate::protocol::version::ProtocolVersion;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Totals {
    totals: Value,
}

pub(super) fn totals(version: ProtocolVersion, input: &Value) -> Evaluated {
    let Totals { totals } = read(input)?;
    let problems: Vec<&str> =
        check_totals(version.edition().totals, &totals).into_iter().map(TotalsProblem::name).collect();
    Ok(if problems.is_empty() { accepted() } else { Err(json!({ "problems": problems })) })
}
