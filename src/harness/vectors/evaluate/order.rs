//! Orders: where a line stands.

use serde::Deserialize;
use serde_json::{Value, json};

use super::{Evaluated, read};
use crate::protocol::order::LineQuantity;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    quantity: LineQuantity,
}

pub(super) fn status(input: &Value) -> Evaluated {
    let Line { quantity } = read(input)?;
    Ok(Ok(json!({ "status": quantity.status() })))
}
