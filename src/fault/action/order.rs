//! Orders as read.

use super::edit::{each, is_order, list, remove, set};
use crate::fault::params::Params;
use crate::fault::subject::Draft;
use crate::protocol::operation::Operation;
use serde_json::{Value, json};

fn read(draft: &Draft<'_>) -> bool {
    draft.operation == Operation::GetOrder && is_order(&draft.body)
}

pub(in crate::fault) fn partial(draft: &mut Draft<'_>, _: &Params) -> bool {
    read(draft) && remove(&mut draft.body, "/totals") | remove(&mut draft.body, "/fulfillment")
}

pub(in crate::fault) fn shrinks(draft: &mut Draft<'_>, _: &Params) -> bool {
    read(draft) && list(&mut draft.body, "/line_items", |lines| lines.pop().is_some())
}

pub(in crate::fault) fn currency(draft: &mut Draft<'_>, params: &Params) -> bool {
    read(draft) && set(&mut draft.body, "/currency", params.text("currency"))
}

pub(in crate::fault) fn line_status(draft: &mut Draft<'_>, params: &Params) -> bool {
    let status = params.text("status");
    read(draft) && each(&mut draft.body, "/line_items", |line| set(line, "/status", status))
}

pub(in crate::fault) fn events_rewritten(draft: &mut Draft<'_>, _: &Params) -> bool {
    read(draft)
        && list(&mut draft.body, "/fulfillment/events", |events| {
            let many = events.len() > 1;
            if many {
                events.remove(0);
            }
            many
        })
}

pub(in crate::fault) fn total_drifts(draft: &mut Draft<'_>, params: &Params) -> bool {
    read(draft)
        && super::edit::totals(&mut draft.body, "total", |entry| {
            super::edit::add(entry, "amount", params.int("by"))
        })
}

/// An order as it was before, from the journal of what was shown.
fn former(draft: &Draft<'_>) -> Value {
    let id = draft.id.unwrap_or("ord_any");
    let former = draft.past.earlier(id, &Value::Null).map(|answered| answered.body);
    former.unwrap_or_else(|| {
        json!({"ucp": {"version": "", "capabilities": {}}, "id": id, "checkout_id": "chk_any", "currency": "USD",
            "line_items": [], "totals": []})
    })
}

pub(in crate::fault) fn shown_unsigned(draft: &mut Draft<'_>, _: &Params) -> bool {
    let shy = draft.operation == Operation::GetOrder && draft.status == 401;
    if shy {
        draft.body = former(draft);
        draft.status = 200;
    }
    shy
}

pub(in crate::fault) fn foreign_as_unknown(draft: &mut Draft<'_>, _: &Params) -> bool {
    draft.operation == Operation::GetOrder
        && each(&mut draft.body, "/messages", |message| {
            message["code"] == "unauthorized" && set(message, "/code", "not_found")
        })
}

pub(in crate::fault) fn foreign_shown(draft: &mut Draft<'_>, _: &Params) -> bool {
    let refused =
        draft.operation == Operation::GetOrder && super::edit::has_message(&draft.body, "unauthorized");
    if refused {
        draft.body = former(draft);
    }
    refused
}

pub(in crate::fault) fn unlinked(draft: &mut Draft<'_>, _: &Params) -> bool {
    read(draft) && set(&mut draft.body, "/checkout_id", "chk_another")
}
