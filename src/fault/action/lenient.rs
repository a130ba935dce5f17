//! What a careless merchant forgets.

use super::edit::{add, each, is_checkout, list, remove, set};
use super::profile;
use crate::fault::params::Params;
use crate::fault::subject::{Document, Draft, Handshake};
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

pub(in crate::fault) fn type_invented(draft: &mut Draft<'_>, params: &Params) -> bool {
    let kind = params.text("type");
    is_checkout(&draft.body)
        && list(&mut draft.body, "/totals", |all| {
            let at = all.iter().position(|entry| entry["type"] == "total").unwrap_or(all.len());
            all.insert(at, json!({ "type": kind, "amount": 0 }));
            true
        })
}

pub(in crate::fault) fn discount_below_zero(draft: &mut Draft<'_>, _: &Params) -> bool {
    each(&mut draft.body, "/totals", |entry| {
        let discount = entry["type"] == "discount" || entry["type"] == "items_discount";
        let amount = entry["amount"].as_i64().filter(|amount| discount && *amount > 0);
        amount.is_some_and(|amount| add(entry, "amount", amount.saturating_mul(-2)))
    })
}

pub(in crate::fault) fn message_bare(draft: &mut Draft<'_>, _: &Params) -> bool {
    each(&mut draft.body, "/messages", |message| remove(message, "/content"))
}

pub(in crate::fault) fn handler_bare(document: &mut Document, _: &Params) -> bool {
    profile::edit(document, |body| {
        each(body, "/payment/handlers", |handler| {
            remove(handler, "/spec") | remove(handler, "/config_schema") | remove(handler, "/config")
        })
    })
}

pub(in crate::fault) fn service_spec_foreign(document: &mut Document, _: &Params) -> bool {
    let foreign = "https://elsewhere.example/specification";
    profile::edit(document, |body| {
        let services = body.pointer_mut("/ucp/services").and_then(Value::as_object_mut);
        services.into_iter().flatten().fold(false, |any, (_, service)| match service {
            Value::Array(bindings) => {
                bindings.iter_mut().fold(any, |any, one| set(one, "/spec", foreign) || any)
            }
            Value::Object(_) => set(service, "/spec", foreign) || any,
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => any,
        })
    })
}
