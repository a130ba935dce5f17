//! Payment handlers with all their members: here a platform learns everything from the declaration.

use crate::protocol::payment::HandlerDeclaration;
use crate::protocol::profile::BusinessHandler;
use serde_json::{Value, json};

/// A handler as it is published and as checkouts repeat it.
pub(super) fn handler(handler: &BusinessHandler) -> Value {
    let declaration = &handler.declaration;
    let schemas: Vec<&String> = handler.schema.iter().collect();
    json!({
        "id": declaration.id,
        "name": declaration.name,
        "version": declaration.version,
        "spec": handler.spec,
        "config_schema": handler.config_schema,
        "instrument_schemas": schemas,
        "config": config(declaration),
    })
}

/// Settings of a handler: what may be paid with, when that is restricted.
fn config(declaration: &HandlerDeclaration) -> Value {
    match &declaration.available_instruments {
        None => json!({}),
        Some(instruments) => json!({ "available_instruments": instruments }),
    }
}
