//! Which rows of the clause register concern whom, and when.

use serde::Deserialize;
use serde_json::{Value, json};

use super::{Evaluated, read, refused};
use crate::protocol::contract::{Actor, Condition, Contract, Level, Register, Unmet};
use crate::protocol::version::ProtocolVersion;

#[derive(Deserialize)]
#[serde(tag = "op", rename_all = "snake_case", deny_unknown_fields)]
enum Question {
    /// Does the row apply where a business declares these capabilities and these conditions hold?
    Applies { row: String, declared: Vec<String>, conditions: Vec<Condition> },
    /// The rows of an area that bind a party, of one level.
    Rows { area: String, party: Actor, level: Level },
    /// The members of a row that were mended after a reading of the specification's text.
    Corrected { row: String },
}

pub(super) fn decide(version: ProtocolVersion, input: &Value) -> Evaluated {
    let register = Contract::embedded(version).register();
    Ok(match read(input)? {
        Question::Applies { row, declared, conditions } => {
            let declared = declared.iter().map(String::as_str);
            return Ok(applies(register, &row, declared, &conditions));
        }
        Question::Rows { area, party, level } => {
            let rows = register.rows().iter();
            let bound =
                rows.filter(|row| row.area == area && row.level == level && row.actor.includes(party));
            Ok(json!({ "rows": bound.map(|row| row.id.as_str()).collect::<Vec<_>>() }))
        }
        Question::Corrected { row } if register.get(&row).is_none() => refused("unknown_row"),
        Question::Corrected { row } => {
            let mended = register.corrections().iter().filter(|one| one.id == row);
            Ok(json!({ "members": mended.map(|one| one.field.as_str()).collect::<Vec<_>>() }))
        }
    })
}

fn applies<'a>(
    register: &Register,
    row: &str,
    declared: impl IntoIterator<Item = &'a str>,
    conditions: &[Condition],
) -> Result<Value, Value> {
    let Some(row) = register.get(row) else { return refused("unknown_row") };
    match row.unmet(declared, |condition| conditions.contains(&condition)) {
        None => Ok(json!({
            "level": row.level.name(),
            "actor": row.actor.name(),
            "binding": row.level.is_binding(),
        })),
        Some(Unmet::Condition(condition)) => {
            Err(json!({ "code": "not_applicable", "condition": condition.as_str() }))
        }
        Some(Unmet::Capability(name)) => Err(json!({ "code": "not_applicable", "capability": name })),
    }
}
