//! Which operation a method and a path stand for.

use serde::Deserialize;
use serde_json::{Value, json};

use super::{Evaluated, read, refused};
use crate::protocol::contract::{Contract, Route};
use crate::protocol::version::ProtocolVersion;

/// A request line, its path below the endpoint.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    method: String,
    path: String,
}

pub(super) fn decide(version: ProtocolVersion, input: &Value) -> Evaluated {
    let Line { method, path } = read(input)?;
    Ok(match Contract::embedded(version).route(&method, &path) {
        Route::Match { operation, id } => Ok(json!({ "operation": operation.name(), "id": id })),
        Route::MethodNotAllowed(allow) => Err(json!({ "code": "method_not_allowed", "allow": allow })),
        Route::NotFound => refused("not_found"),
    })
}
