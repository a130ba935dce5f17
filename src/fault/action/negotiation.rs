//! Versions and capabilities in answers, and checks that are left out.

use super::edit::{each, error_code, every, generous, has_message, remove, set};
use crate::fault::params::Params;
use crate::fault::subject::{Draft, Handling};
use crate::protocol::operation::Operation;
use serde_json::{Value, json};

fn capabilities(body: &mut Value) -> Option<&mut serde_json::Map<String, Value>> {
    body.pointer_mut("/ucp/capabilities").and_then(Value::as_object_mut)
}

pub(in crate::fault) fn version_wrong(draft: &mut Draft<'_>, params: &Params) -> bool {
    draft.body["ucp"]["version"].is_string() && set(&mut draft.body, "/ucp/version", params.text("version"))
}

pub(in crate::fault) fn version_missing(draft: &mut Draft<'_>, _: &Params) -> bool {
    remove(&mut draft.body, "/ucp/version")
}

pub(in crate::fault) fn capabilities_missing(draft: &mut Draft<'_>, _: &Params) -> bool {
    remove(&mut draft.body, "/ucp/capabilities")
}

pub(in crate::fault) fn echo_undeclared(draft: &mut Draft<'_>, params: &Params) -> bool {
    let version = draft.body["ucp"]["version"].clone();
    let name = params.text("capability");
    let Some(active) = capabilities(&mut draft.body) else { return false };
    if active.contains_key(name) {
        return false;
    }
    active.insert(name.to_owned(), json!([{"version": version}]));
    true
}

pub(in crate::fault) fn echo_everything(draft: &mut Draft<'_>, _: &Params) -> bool {
    let declared = draft.declared;
    let Some(active) = capabilities(&mut draft.body) else { return false };
    let before = active.len();
    for (name, version) in declared {
        active.entry(name.clone()).or_insert_with(|| json!([{"version": version}]));
    }
    active.len() != before
}

pub(in crate::fault) fn irrelevant(draft: &mut Draft<'_>, _: &Params) -> bool {
    let version = draft.body["ucp"]["version"].clone();
    let foreign = if draft.operation == Operation::GetOrder { "checkout" } else { "order" };
    let name = format!("dev.ucp.shopping.{foreign}");
    let Some(active) = capabilities(&mut draft.body) else { return false };
    active.insert(name, json!([{"version": version}])).is_none()
}

pub(in crate::fault) fn capability_dropped(draft: &mut Draft<'_>, _: &Params) -> bool {
    let Some(active) = capabilities(&mut draft.body) else { return false };
    let before = active.len();
    active.retain(|name, _| matches!(name.rsplit('.').next(), Some("checkout" | "order")));
    active.len() != before
}

pub(in crate::fault) fn capability_version(draft: &mut Draft<'_>, params: &Params) -> bool {
    let Some(active) = capabilities(&mut draft.body) else { return false };
    let entries = active.iter_mut().filter_map(|(_, entries)| entries.as_array_mut()).flatten();
    every(entries, |entry| set(entry, "/version", params.text("version")))
}

pub(in crate::fault) fn incompatible_as_4xx(draft: &mut Draft<'_>, params: &Params) -> bool {
    let incompatible = has_message(&draft.body, "capabilities_incompatible");
    if incompatible {
        draft.status = u16::try_from(params.int("status")).unwrap_or(400);
    }
    incompatible
}

pub(in crate::fault) fn incompatible_served(draft: &mut Draft<'_>, _: &Params) -> bool {
    has_message(&draft.body, "capabilities_incompatible") && generous(draft, 200)
}

pub(in crate::fault) fn incompatible_renamed(draft: &mut Draft<'_>, _: &Params) -> bool {
    each(&mut draft.body, "/messages", |message| {
        message["code"] == "capabilities_incompatible" && set(message, "/code", "negotiation_failed")
    })
}

pub(in crate::fault) fn page_useless(draft: &mut Draft<'_>, _: &Params) -> bool {
    draft.status >= 400 && remove(&mut draft.body, "/continue_url")
}

/// Refusals with this code are overlooked.
pub(in crate::fault) fn forgive(handling: &mut Handling, code: &'static str) -> bool {
    handling.forgive.push(code);
    true
}

pub(in crate::fault) fn any_version(handling: &mut Handling, _: &Params) -> bool {
    forgive(handling, "version_unsupported")
}

pub(in crate::fault) fn anybody(handling: &mut Handling, _: &Params) -> bool {
    forgive(handling, "profile_not_trusted")
}

pub(in crate::fault) fn unsigned(handling: &mut Handling, _: &Params) -> bool {
    forgive(handling, "signature_missing") && forgive(handling, "unauthorized")
}

pub(in crate::fault) fn corrupt(handling: &mut Handling, _: &Params) -> bool {
    forgive(handling, "signature_invalid")
}

pub(in crate::fault) fn unknown_key(handling: &mut Handling, _: &Params) -> bool {
    forgive(handling, "key_not_found")
}

pub(in crate::fault) fn any_digest(handling: &mut Handling, _: &Params) -> bool {
    forgive(handling, "digest_mismatch")
}

pub(in crate::fault) fn any_algorithm(handling: &mut Handling, _: &Params) -> bool {
    forgive(handling, "algorithm_unsupported")
}

pub(in crate::fault) fn refetch(handling: &mut Handling, _: &Params) -> bool {
    handling.forget_profile = true;
    true
}

pub(in crate::fault) fn good_refused(handling: &mut Handling, _: &Params) -> bool {
    handling.refuse = Some(crate::fault::subject::Refusal {
        code: "signature_invalid",
        content: "the signature does not verify".to_owned(),
        retry_after: None,
    });
    true
}

pub(in crate::fault) fn profile_unchecked(draft: &mut Draft<'_>, _: &Params) -> bool {
    let about = ["invalid_profile_url", "profile_unreachable", "profile_malformed"];
    let concerned = error_code(draft).is_some_and(|code| about.contains(&code));
    concerned && generous(draft, 200)
}
