//! Paying.

use super::edit::{add, each, every, has_message, is_checkout, is_order, remove, set, totals};
use crate::fault::params::Params;
use crate::fault::subject::{Draft, Handling};
use crate::protocol::operation::Operation;
use serde_json::{Value, json};

/// Changes every instrument of a completion: those of a list, or the one there is.
fn instruments(handling: &mut Handling, mut change: impl FnMut(&mut Value) -> bool) -> bool {
    let Some(document) = &mut handling.document else { return false };
    let single = document.get_mut("payment_data").is_some_and(&mut change);
    each(document, "/payment/instruments", change) || single
}

/// Puts another token into every credential of a completion.
fn token(handling: &mut Handling, params: &Params) -> bool {
    instruments(handling, |instrument| {
        instrument["credential"]["token"].is_string()
            && set(instrument, "/credential/token", params.text("token"))
    })
}

pub(in crate::fault) fn swap_token(handling: &mut Handling, params: &Params) -> bool {
    token(handling, params)
}

pub(in crate::fault) fn handler_accepted(handling: &mut Handling, params: &Params) -> bool {
    instruments(handling, |instrument| {
        instrument["handler_id"].is_string() && set(instrument, "/handler_id", params.text("handler"))
    })
}

pub(in crate::fault) fn charge_again(handling: &mut Handling, _: &Params) -> bool {
    handling.charge_again = handling.mutates;
    handling.mutates
}

pub(in crate::fault) fn no_order(draft: &mut Draft<'_>, _: &Params) -> bool {
    draft.body["status"] == "completed" && remove(&mut draft.body, "/order")
}

pub(in crate::fault) fn final_state_lost(draft: &mut Draft<'_>, _: &Params) -> bool {
    let done = draft.operation == Operation::CompleteCheckout && draft.body["status"] == "completed";
    if !done {
        return false;
    }
    remove(&mut draft.body, "/order");
    set(&mut draft.body, "/status", "ready_for_complete")
}

pub(in crate::fault) fn decline_as_success(draft: &mut Draft<'_>, _: &Params) -> bool {
    has_message(&draft.body, "payment_failed") && super::state::placed(&mut draft.body)
}

pub(in crate::fault) fn decline_as_402(draft: &mut Draft<'_>, _: &Params) -> bool {
    let declined = draft.status == 200 && has_message(&draft.body, "payment_failed");
    if declined {
        draft.status = 402;
    }
    declined
}

/// Every payment handler an answer lists: in the registry `ucp.payment_handlers`, or in `payment.handlers`.
fn handlers(body: &mut Value, mut change: impl FnMut(&mut Value) -> bool) -> bool {
    let listed = each(body, "/payment/handlers", &mut change);
    let all = body.pointer_mut("/ucp/payment_handlers").and_then(Value::as_object_mut);
    let entries = all.into_iter().flatten().filter_map(|(_, entries)| entries.as_array_mut()).flatten();
    every(entries, &mut change) || listed
}

pub(in crate::fault) fn handler_unknown(draft: &mut Draft<'_>, _: &Params) -> bool {
    handlers(&mut draft.body, |entry| set(entry, "/id", "nobody_knows"))
}

pub(in crate::fault) fn handlers_unfiltered(draft: &mut Draft<'_>, _: &Params) -> bool {
    let version = draft.body["ucp"]["version"].clone();
    if let Some(listed) = draft.body.pointer_mut("/payment/handlers").and_then(Value::as_array_mut) {
        // The same for every cart, whatever is in it.
        let first = listed.first().cloned().unwrap_or_else(|| json!({"version": version}));
        listed.clear();
        for id in ["any", "card_vault", "mock_pay"] {
            let mut entry = first.clone();
            (entry["id"], entry["name"]) = (id.into(), format!("com.example.{id}").into());
            listed.push(entry);
        }
        return true;
    }
    let all = draft.body.pointer_mut("/ucp/payment_handlers").and_then(Value::as_object_mut);
    let Some(all) = all.filter(|_| draft.operation != Operation::GetOrder) else { return false };
    all.clear();
    for name in ["com.example.any", "com.example.card_vault", "com.example.mock_pay"] {
        all.insert(name.to_owned(), json!([{"id": name.rsplit('.').next(), "version": version}]));
    }
    true
}

pub(in crate::fault) fn instruments_unfiltered(draft: &mut Draft<'_>, _: &Params) -> bool {
    handlers(&mut draft.body, |entry| {
        set(entry, "/available_instruments", json!([{"type": "card"}, {"type": "cheque"}]))
    })
}

pub(in crate::fault) fn credential_echoed(draft: &mut Draft<'_>, _: &Params) -> bool {
    let of = |name| draft.request.and_then(|request| request.get(name)).cloned();
    let single = of("payment_data").map(|instrument| json!({ "instruments": [instrument] }));
    of("payment")
        .or(single)
        .is_some_and(|payment| is_checkout(&draft.body) && set(&mut draft.body, "/payment", payment))
}

pub(in crate::fault) fn credential_in_order(draft: &mut Draft<'_>, params: &Params) -> bool {
    is_order(&draft.body)
        && set(
            &mut draft.body,
            "/payment",
            json!({"instruments": [{"id": "pay_1", "type": "card",
            "handler_id": "mock_payment_handler",
            "credential": {"type": "token", "token": params.text("token")}}]}),
        )
}

pub(in crate::fault) fn partial_capture(draft: &mut Draft<'_>, params: &Params) -> bool {
    is_order(&draft.body) && {
        let by = -params.int("by");
        let adjustment = json!({"id": "adj_capture", "type": "price_adjustment", "status": "completed",
            "occurred_at": draft.now.rfc3339(), "description": "Captured in part",
            "totals": [{"type": "total", "amount": by}]});
        push(&mut draft.body, "adjustments", adjustment)
    }
}

pub(in crate::fault) fn refund_fails(draft: &mut Draft<'_>, _: &Params) -> bool {
    each(&mut draft.body, "/adjustments", |adjustment| {
        adjustment["type"] == "refund" && set(adjustment, "/status", "failed")
    })
}

pub(in crate::fault) fn over_refund(draft: &mut Draft<'_>, _: &Params) -> bool {
    if !is_order(&draft.body) {
        return false;
    }
    let mut paid = 0;
    totals(&mut draft.body, "total", |entry| {
        paid = entry["amount"].as_i64().unwrap_or(0);
        false
    });
    let adjustment = json!({"id": "adj_over", "type": "refund", "status": "completed",
        "occurred_at": draft.now.rfc3339(), "totals": [{"type": "total", "amount": -paid.saturating_mul(2)}]});
    push(&mut draft.body, "adjustments", adjustment)
}

pub(in crate::fault) fn adjustment_rewritten(draft: &mut Draft<'_>, _: &Params) -> bool {
    let count = draft.body["adjustments"].as_array().map_or(0, Vec::len);
    count > 1 && each(&mut draft.body, "/adjustments/0/totals", |entry| add(entry, "amount", 1))
}

fn push(body: &mut Value, name: &str, entry: Value) -> bool {
    match body[name].as_array_mut() {
        Some(list) => list.push(entry),
        None => body[name] = json!([entry]),
    }
    true
}
