//! What a careless merchant forgets.

use crate::fault::params::Params;
use crate::fault::subject::{Draft, Handshake};
use crate::protocol::operation::Operation;
use serde_json::{Value, json};

pub(in crate::fault) fn newest_refused(handshake: &mut Handshake, _: &Params) -> bool {
    handshake.old_only = true;
    !handshake.plain
}

pub(in crate::fault) fn undeclared_listed(draft: &mut Draft<'_>, params: &Params) -> bool {
    let version = draft.body["ucp"]["version"].clone();
    let name = params.text("capability");
    match draft.body.pointer_mut("/ucp/capabilities") {
        Some(Value::Object(active)) => {
            active.insert(name.to_owned(), json!([{ "version": version }]));
            true
        }
        Some(Value::Array(active)) => {
            active.push(json!({ "name": name, "version": version }));
            true
        }
        Some(Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_)) | None => false,
    }
}

pub(in crate::fault) fn order_not_json(draft: &mut Draft<'_>, _: &Params) -> bool {
    let order = draft.operation == Operation::GetOrder && draft.status < 300;
    if order {
        draft.raw = Some(format!("order={}", draft.id.unwrap_or_default()).into_bytes());
    }
    order
}
