//! Order webhooks.

use super::edit::{each, remove, set};
use crate::fault::params::Params;
use crate::fault::subject::{Handling, Parcel, Push, Receipt};
use serde_json::json;

pub(in crate::fault) fn before_response(handling: &mut Handling, params: &Params) -> bool {
    handling.webhooks_first = params.millis("millis");
    handling.mutates
}

pub(in crate::fault) fn duplicate(push: &mut Push, params: &Params) -> bool {
    (push.copies, push.same_id) = (copies(params), true);
    true
}

fn copies(params: &Params) -> u32 {
    u32::try_from(params.int("copies")).unwrap_or(2)
}

pub(in crate::fault) fn burst(push: &mut Push, params: &Params) -> bool {
    push.copies = copies(params);
    true
}

pub(in crate::fault) fn reordered(push: &mut Push, params: &Params) -> bool {
    push.delay = params.millis("millis");
    push.out_of_order = true;
    true
}

pub(in crate::fault) fn late(push: &mut Push, params: &Params) -> bool {
    push.delay = params.millis("millis");
    true
}

pub(in crate::fault) fn dropped(push: &mut Push, _: &Params) -> bool {
    push.copies = 0;
    true
}

pub(in crate::fault) fn wrong_order(push: &mut Push, params: &Params) -> bool {
    set(&mut push.body, "/id", params.text("id")) | set(&mut push.body, "/checkout_id", "chk_another")
}

pub(in crate::fault) fn partial_snapshot(push: &mut Push, _: &Params) -> bool {
    let Some(map) = push.body.as_object_mut() else { return false };
    let before = map.len();
    // What names the event stays, where the body says it.
    let kept = ["ucp", "id", "checkout_id", "currency", "event_id", "created_time"];
    map.retain(|name, _| kept.contains(&name.as_str()));
    map.len() != before
}

pub(in crate::fault) fn other_version(push: &mut Push, params: &Params) -> bool {
    set(&mut push.body, "/ucp/version", params.text("version"))
}

pub(in crate::fault) fn unknown_event(push: &mut Push, params: &Params) -> bool {
    let kind = params.text("type");
    let changed = each(&mut push.body, "/fulfillment/events", |event| set(event, "/type", kind));
    changed || set(&mut push.body, "/event_type", kind)
}

pub(in crate::fault) fn credential(push: &mut Push, params: &Params) -> bool {
    set(
        &mut push.body,
        "/payment",
        json!({"instruments": [{"id": "pay_1", "type": "card",
        "handler_id": "mock_payment_handler", "credential": {"type": "token", "token": params.text("token")}}]}),
    )
}

pub(in crate::fault) fn shrinks(push: &mut Push, _: &Params) -> bool {
    super::edit::list(&mut push.body, "/line_items", |lines| lines.pop().is_some())
}

pub(in crate::fault) fn totals_lost(push: &mut Push, _: &Params) -> bool {
    remove(&mut push.body, "/totals")
}

fn drop_header(parcel: &mut Parcel, name: &str) -> bool {
    let before = parcel.headers.len();
    parcel.headers.retain(|(known, _)| known != name);
    parcel.headers.len() != before
}

fn set_header(parcel: &mut Parcel, name: &str, value: String) -> bool {
    let header = parcel.headers.iter_mut().find(|(known, _)| known == name);
    header.map(|(_, known)| *known = value).is_some()
}

pub(in crate::fault) fn no_id(parcel: &mut Parcel, _: &Params) -> bool {
    drop_header(parcel, "webhook-id")
}

pub(in crate::fault) fn no_timestamp(parcel: &mut Parcel, _: &Params) -> bool {
    drop_header(parcel, "webhook-timestamp")
}

pub(in crate::fault) fn no_agent(parcel: &mut Parcel, _: &Params) -> bool {
    drop_header(parcel, "ucp-agent")
}

pub(in crate::fault) fn no_digest(parcel: &mut Parcel, _: &Params) -> bool {
    drop_header(parcel, "content-digest")
}

pub(in crate::fault) fn wrong_agent(parcel: &mut Parcel, params: &Params) -> bool {
    set_header(parcel, "ucp-agent", format!("profile=\"{}\"", params.text("profile")))
}

pub(in crate::fault) fn timestamp_shifted(parcel: &mut Parcel, params: &Params) -> bool {
    let by = params.int("seconds");
    let header = parcel.headers.iter_mut().find(|(known, _)| known == "webhook-timestamp");
    let Some((_, value)) = header else { return false };
    let Ok(seconds) = value.parse::<i64>() else { return false };
    *value = seconds.saturating_add(by).to_string();
    true
}

pub(in crate::fault) fn new_id_on_retry(parcel: &mut Parcel, params: &Params) -> bool {
    let draw = params.unit("id").to_bits();
    parcel.attempts > 0
        && set_header(parcel, "webhook-id", format!("00000000-0000-4000-8000-{:012x}", draw >> 16))
}

pub(in crate::fault) fn new_body_on_retry(parcel: &mut Parcel, params: &Params) -> bool {
    parcel.attempts > 0 && edited(parcel, params)
}

pub(in crate::fault) fn edited(parcel: &mut Parcel, _: &Params) -> bool {
    parcel.body.push(b'\n');
    true
}

pub(in crate::fault) fn slow(parcel: &mut Parcel, params: &Params) -> bool {
    parcel.delay = params.millis("millis");
    true
}

pub(in crate::fault) fn never_retries(receipt: &mut Receipt, _: &Params) -> bool {
    let failed = !receipt.acknowledged;
    receipt.acknowledged = true;
    failed
}

pub(in crate::fault) fn retry_storm(receipt: &mut Receipt, params: &Params) -> bool {
    let again = receipt.acknowledged && i64::from(receipt.attempts) < params.int("attempts");
    if again {
        receipt.acknowledged = false;
    }
    again
}
