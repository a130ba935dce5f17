//! The life of a checkout: statuses, pages, messages, what an update keeps.

use super::edit::{each, every, is_checkout, remove, retain, set};
use crate::fault::params::Params;
use crate::fault::subject::Draft;
use crate::protocol::operation::Operation;
use serde_json::{Value, json};

/// Makes a checkout completed.
pub(super) fn placed(body: &mut Value) -> bool {
    if body["status"] == "completed" {
        return false;
    }
    body["status"] = json!("completed");
    body["order"] = json!({"id": "ord_early", "permalink_url": "https://shop.example/orders/ord_early"});
    remove(body, "/messages");
    true
}

fn status(draft: &Draft<'_>) -> String {
    draft.body["status"].as_str().unwrap_or_default().to_owned()
}

pub(in crate::fault) fn illegal_jump(draft: &mut Draft<'_>, _: &Params) -> bool {
    let early = draft.operation == Operation::CompleteCheckout && is_checkout(&draft.body);
    early && status(draft) == "incomplete" && placed(&mut draft.body)
}

pub(in crate::fault) fn completed_mutable(draft: &mut Draft<'_>, _: &Params) -> bool {
    if draft.operation != Operation::UpdateCheckout || status(draft) != "completed" {
        return false;
    }
    let lines = draft.request.and_then(|request| request.get("line_items")).cloned().unwrap_or_default();
    each(&mut draft.body, "/line_items", |line| set(line, "/quantity", lines[0]["quantity"].clone()));
    remove(&mut draft.body, "/messages");
    set(&mut draft.body, "/status", "incomplete")
}

pub(in crate::fault) fn canceled_revives(draft: &mut Draft<'_>, _: &Params) -> bool {
    let after = draft.operation != Operation::CancelCheckout && status(draft) == "canceled";
    if !after {
        return false;
    }
    remove(&mut draft.body, "/messages");
    set(&mut draft.body, "/status", "incomplete")
}

pub(in crate::fault) fn cancel_refused(draft: &mut Draft<'_>, _: &Params) -> bool {
    draft.operation == Operation::CancelCheckout
        && status(draft) == "canceled"
        && set(&mut draft.body, "/status", "ready_for_complete")
}

pub(in crate::fault) fn escalation_no_url(draft: &mut Draft<'_>, _: &Params) -> bool {
    status(draft) == "requires_escalation" && remove(&mut draft.body, "/continue_url")
}

pub(in crate::fault) fn escalation_no_reason(draft: &mut Draft<'_>, _: &Params) -> bool {
    status(draft) == "requires_escalation" && set(&mut draft.body, "/messages", json!([]))
}

pub(in crate::fault) fn escalation_severity(draft: &mut Draft<'_>, _: &Params) -> bool {
    status(draft) == "requires_escalation"
        && each(&mut draft.body, "/messages", |message| {
            message["severity"].is_string() && set(message, "/severity", "recoverable")
        })
}

pub(in crate::fault) fn escalation_late(draft: &mut Draft<'_>, _: &Params) -> bool {
    let early = matches!(draft.operation, Operation::CreateCheckout | Operation::UpdateCheckout);
    early
        && status(draft) == "requires_escalation"
        && (remove(&mut draft.body, "/messages") | set(&mut draft.body, "/status", "ready_for_complete"))
}

pub(in crate::fault) fn escalation_loop(draft: &mut Draft<'_>, _: &Params) -> bool {
    if !is_checkout(&draft.body)
        || !matches!(draft.operation, Operation::CompleteCheckout | Operation::GetCheckout)
    {
        return false;
    }
    let id = draft.body["id"].as_str().unwrap_or_default();
    let page = format!("{}/checkout/{id}", draft.base_url);
    remove(&mut draft.body, "/order");
    let reason = json!({"type": "error", "code": "requires_review", "severity": "requires_buyer_review",
        "content": "Please have another look on our page."});
    set(&mut draft.body, "/continue_url", page)
        | set(&mut draft.body, "/messages", json!([reason]))
        | set(&mut draft.body, "/status", "requires_escalation")
}

pub(in crate::fault) fn in_progress_for_ever(draft: &mut Draft<'_>, _: &Params) -> bool {
    if draft.operation != Operation::GetCheckout || status(draft) != "completed" {
        return false;
    }
    remove(&mut draft.body, "/order");
    set(&mut draft.body, "/status", "complete_in_progress")
}

pub(in crate::fault) fn never_finishes(draft: &mut Draft<'_>, _: &Params) -> bool {
    if draft.operation != Operation::CompleteCheckout || status(draft) != "completed" {
        return false;
    }
    remove(&mut draft.body, "/order");
    set(&mut draft.body, "/status", "complete_in_progress")
}

pub(in crate::fault) fn unknown_status(draft: &mut Draft<'_>, params: &Params) -> bool {
    is_checkout(&draft.body) && set(&mut draft.body, "/status", params.text("status"))
}

pub(in crate::fault) fn foreign_page(draft: &mut Draft<'_>, params: &Params) -> bool {
    draft.body["continue_url"].is_string()
        && set(&mut draft.body, "/continue_url", format!("{}/checkout/continue", params.text("origin")))
}

pub(in crate::fault) fn relative_page(draft: &mut Draft<'_>, _: &Params) -> bool {
    draft.body["continue_url"].is_string() && set(&mut draft.body, "/continue_url", "/checkout/continue")
}

pub(in crate::fault) fn plain_page(draft: &mut Draft<'_>, _: &Params) -> bool {
    let secure = draft.body["continue_url"].as_str().and_then(|url| url.strip_prefix("https:"));
    let Some(plain) = secure.map(|rest| format!("http:{rest}")) else { return false };
    set(&mut draft.body, "/continue_url", plain)
}

pub(in crate::fault) fn no_page(draft: &mut Draft<'_>, _: &Params) -> bool {
    let open = is_checkout(&draft.body) && !matches!(status(draft).as_str(), "completed" | "canceled");
    open && remove(&mut draft.body, "/continue_url")
}

pub(in crate::fault) fn page_when_over(draft: &mut Draft<'_>, _: &Params) -> bool {
    let over = is_checkout(&draft.body) && matches!(status(draft).as_str(), "completed" | "canceled");
    over && set(&mut draft.body, "/continue_url", format!("{}/checkout/over", draft.base_url))
}

pub(in crate::fault) fn no_links(draft: &mut Draft<'_>, _: &Params) -> bool {
    retain(&mut draft.body, "/links", |_| false)
}

pub(in crate::fault) fn update_merges(draft: &mut Draft<'_>, _: &Params) -> bool {
    let silent = draft.request.is_some_and(|request| request.get("buyer").is_none());
    draft.operation == Operation::UpdateCheckout
        && silent
        && is_checkout(&draft.body)
        && set(&mut draft.body, "/buyer", json!({"email": "still.here@example.com"}))
}

pub(in crate::fault) fn update_ignored(draft: &mut Draft<'_>, _: &Params) -> bool {
    let Some(id) = draft.id.filter(|_| draft.operation == Operation::UpdateCheckout) else { return false };
    let Some(earlier) = draft.past.earlier(id, &draft.body) else { return false };
    draft.body = earlier.body;
    true
}

pub(in crate::fault) fn created_with_200(draft: &mut Draft<'_>, _: &Params) -> bool {
    let created = draft.status == 201;
    if created {
        draft.status = 200;
    }
    created
}

pub(in crate::fault) fn others_with_201(draft: &mut Draft<'_>, _: &Params) -> bool {
    let other = draft.status == 200 && draft.operation != Operation::CreateCheckout;
    if other {
        draft.status = 201;
    }
    other
}

pub(in crate::fault) fn label_of_platform(draft: &mut Draft<'_>, _: &Params) -> bool {
    let label = draft.request.and_then(|request| request.pointer("/order/label")).cloned();
    label.is_some_and(|label| draft.body["order"].is_object() && set(&mut draft.body, "/order/label", label))
}

pub(in crate::fault) fn consent_ignored(draft: &mut Draft<'_>, _: &Params) -> bool {
    remove(&mut draft.body, "/buyer/consent")
}

pub(in crate::fault) fn signals_refused(draft: &mut Draft<'_>, _: &Params) -> bool {
    let signalled = draft.request.is_some_and(|request| request.get("signals").is_some());
    if !signalled || draft.status >= 400 {
        return false;
    }
    draft.status = 400;
    draft.body = json!({"code": "invalid_request", "content": "signals are not understood"});
    true
}

pub(in crate::fault) fn disclosure_hidden(draft: &mut Draft<'_>, _: &Params) -> bool {
    each(&mut draft.body, "/messages", |message| remove(message, "/presentation"))
}

pub(in crate::fault) fn disclosure_bare(draft: &mut Draft<'_>, _: &Params) -> bool {
    each(&mut draft.body, "/messages", |message| {
        message["presentation"] == "disclosure"
            && every(["/path", "/code", "/image_url", "/url"].iter(), |name| remove(message, name))
    })
}

pub(in crate::fault) fn buyer_dropped(draft: &mut Draft<'_>, _: &Params) -> bool {
    is_checkout(&draft.body) && remove(&mut draft.body, "/buyer")
}
