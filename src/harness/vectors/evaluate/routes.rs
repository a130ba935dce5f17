//! Which operation a method and a path stand for, and how each operation is carried.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Value, json};

use super::{Decision, Evaluated, read, refused};
use crate::protocol::contract::{CapabilitySet, Contract, Direction, OperationSpec, Route};
use crate::protocol::operation::Operation;
use crate::protocol::version::ProtocolVersion;

/// A request line, its path below the endpoint.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    method: String,
    path: String,
}

#[derive(Deserialize)]
#[serde(tag = "op", rename_all = "snake_case", deny_unknown_fields)]
enum Question {
    /// How an operation is carried, where these capabilities are active.
    Operation { operation: String, active: Vec<String> },
    /// The operations of the release of that date.
    Operations { release: String },
}

pub(super) fn decide(version: ProtocolVersion, input: &Value) -> Evaluated {
    if input.get("op").is_none() {
        let Line { method, path } = read(input)?;
        return Ok(route(Contract::embedded(version), &method, &path));
    }
    Ok(match read(input)? {
        Question::Operation { operation, active } => {
            let spec = Operation::parse(&operation);
            let spec = spec.and_then(|operation| Contract::embedded(version).operation(operation));
            let active = CapabilitySet::of_version(version.date(), active.iter().map(String::as_str));
            match spec {
                Some(spec) if active.contains(&spec.capability) => Ok(carried(spec)),
                Some(spec) => Err(json!({
                    "code": "capabilities_incompatible",
                    "capability": spec.capability,
                    "active": active.iter().collect::<BTreeMap<_, _>>(),
                })),
                None => refused("unknown_operation"),
            }
        }
        Question::Operations { release } => match ProtocolVersion::parse(&release) {
            Some(version) => {
                let contract = Contract::embedded(version);
                let known = Operation::all().filter(|operation| contract.operation(*operation).is_some());
                let operations: Vec<String> = known.map(|operation| operation.to_string()).collect();
                Ok(json!({ "release": version.to_string(), "operations": operations }))
            }
            None => refused("unknown_release"),
        },
    })
}

fn route(contract: &Contract, method: &str, path: &str) -> Decision {
    match contract.route(method, path) {
        Route::Match { operation, id } => Ok(json!({ "operation": operation.name(), "id": id })),
        Route::MethodNotAllowed(allow) => Err(json!({ "code": "method_not_allowed", "allow": allow })),
        Route::NotFound => refused("not_found"),
    }
}

fn carried(spec: &OperationSpec) -> Value {
    let body = |direction| {
        spec.schema(direction).map(|schema| {
            json!({
                "operation": schema.operation,
                "annotations": schema.direction,
                "schema": spec.schema_file(direction),
            })
        })
    };
    json!({
        "method": spec.method,
        "path": spec.path,
        "tool": spec.tool,
        "capability": spec.capability,
        "idempotency_key": spec.idempotent,
        "success": spec.success,
        "request": body(Direction::Request),
        "response": body(Direction::Response),
    })
}
