//! The frozen codes: at which levels a name is used, and how each is carried.

use serde::Deserialize;
use serde_json::{Value, json};

use super::{Evaluated, read, refused};
use crate::protocol::contract::{CodeKind, CodeSpec, Contract, Severity};
use crate::protocol::version::ProtocolVersion;

#[derive(Deserialize)]
#[serde(tag = "op", rename_all = "snake_case", deny_unknown_fields)]
enum Question {
    /// How the code is carried at that level.
    Carry { code: String, kind: CodeKind },
    /// At which levels the name is used.
    Kinds { code: String },
}

pub(super) fn decide(version: ProtocolVersion, input: &Value) -> Evaluated {
    let table = Contract::embedded(version).codes();
    Ok(match read(input)? {
        Question::Carry { code, kind } => match table.of_kind(kind, &code) {
            Some(spec) => Ok(carried(spec)),
            None => refused("unknown_code"),
        },
        Question::Kinds { code } => {
            let used = table.iter().filter(|spec| spec.code == code);
            let kinds: Vec<&str> = used.map(|spec| spec.kind.as_str()).collect();
            if kinds.is_empty() { refused("unknown_code") } else { Ok(json!({ "kinds": kinds })) }
        }
    })
}

fn carried(spec: &CodeSpec) -> Value {
    json!({
        "status": spec.status,
        "mcp": spec.mcp,
        "severity": spec.severity.map(Severity::as_str),
        "retry_after": spec.retry_after,
    })
}
