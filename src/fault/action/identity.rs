//! Whose answer it is, and whose data are in it.

use super::edit::{is_checkout, is_order, set};
use crate::fault::params::Params;
use crate::fault::subject::Draft;
use serde_json::{Value, json};

/// Identifier of what is shown.
fn shown(draft: &Draft<'_>) -> Option<String> {
    let known = is_checkout(&draft.body) || is_order(&draft.body);
    draft.body["id"].as_str().filter(|_| known).map(str::to_owned)
}

pub(in crate::fault) fn replayed(draft: &mut Draft<'_>, _: &Params) -> bool {
    let Some(earlier) = shown(draft).and_then(|id| draft.past.earlier(&id, &draft.body)) else {
        return false;
    };
    draft.body = earlier.body;
    true
}

pub(in crate::fault) fn other_session(draft: &mut Draft<'_>, _: &Params) -> bool {
    let other = shown(draft).and_then(|id| draft.past.other(draft.operation, &id));
    let Some(other) = other else { return false };
    draft.body = other.body;
    true
}

pub(in crate::fault) fn wrong_id(draft: &mut Draft<'_>, params: &Params) -> bool {
    shown(draft).is_some() && set(&mut draft.body, "/id", params.text("id"))
}

pub(in crate::fault) fn stale_status(draft: &mut Draft<'_>, _: &Params) -> bool {
    let earlier = shown(draft).and_then(|id| draft.past.earlier(&id, &draft.body));
    earlier.is_some_and(|earlier| {
        earlier.body["status"].is_string() && set(&mut draft.body, "/status", earlier.body["status"].clone())
    })
}

pub(in crate::fault) fn crossed_buyer(draft: &mut Draft<'_>, _: &Params) -> bool {
    is_checkout(&draft.body)
        && set(
            &mut draft.body,
            "/buyer",
            json!({"first_name": "Mallory", "last_name": "Crossed",
            "email": "mallory.crossed@example.com"}),
        )
}

pub(in crate::fault) fn extra_pii(draft: &mut Draft<'_>, _: &Params) -> bool {
    is_checkout(&draft.body)
        && set(
            &mut draft.body,
            "/buyer_profile",
            json!({"date_of_birth": "1990-01-01",
            "phone_number": "+15555550100", "past_orders": 12}),
        )
}

pub(in crate::fault) fn replay_reexecuted(draft: &mut Draft<'_>, params: &Params) -> bool {
    draft.repeated && shown(draft).is_some() && set(&mut draft.body, "/id", params.text("id"))
}

pub(in crate::fault) fn replay_status(draft: &mut Draft<'_>, _: &Params) -> bool {
    let changed = draft.repeated && draft.status == 201;
    if changed {
        draft.status = 200;
    }
    changed
}

pub(in crate::fault) fn replay_stale(draft: &mut Draft<'_>, _: &Params) -> bool {
    draft.repeated && stale_answer(draft)
}

fn stale_answer(draft: &mut Draft<'_>) -> bool {
    let earlier = shown(draft).and_then(|id| draft.past.earlier(&id, &draft.body));
    match earlier {
        Some(earlier) => draft.body = earlier.body,
        None => draft.body["expires_at"] = json!("2020-01-01T00:00:00Z"),
    }
    true
}

pub(in crate::fault) fn edited(draft: &mut Draft<'_>, params: &Params) -> bool {
    let there = draft.body.pointer(params.text("pointer")).is_some();
    there && super::edit::replace(&mut draft.body, params.text("pointer"), params.json("value"))
}

pub(in crate::fault) fn unknown_fields(draft: &mut Draft<'_>, _: &Params) -> bool {
    let extra: Value = json!({"x_vendor_flag": true, "x_vendor": {"nested": ["anything", 1, null]}});
    draft.body.is_object() && {
        let known = is_checkout(&draft.body) || is_order(&draft.body);
        known
            && extra.as_object().into_iter().flatten().fold(false, |any, (name, value)| {
                set(&mut draft.body, &format!("/{name}"), value.clone()) || any
            })
    }
}
