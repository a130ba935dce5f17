//! Versions and capabilities in answers, and checks that are left out.

use super::edit::{each, error_code, every, generous, has_message, remove, set};
use crate::fault::params::Params;
use crate::fault::subject::{Draft, Handling};
use crate::protocol::operation::Operation;
use serde_json::{Value, json};

/// The capabilities an answer lists, in either layout: a registry by name, or a list.
enum Active<'b> {
    Registry(&'b mut serde_json::Map<String, Value>),
    Listing(&'b mut Vec<Value>),
}

impl Active<'_> {
    fn of(body: &mut Value) -> Option<Active<'_>> {
        match body.pointer_mut("/ucp/capabilities")? {
            Value::Object(active) => Some(Active::Registry(active)),
            Value::Array(active) => Some(Active::Listing(active)),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => None,
        }
    }

    /// Adds a capability that is not there yet.
    fn add(&mut self, name: &str, version: &Value) -> bool {
        match self {
            Self::Registry(active) if active.contains_key(name) => false,
            Self::Registry(active) => active.insert(name.to_owned(), json!([{"version": version}])).is_none(),
            Self::Listing(active) if active.iter().any(|entry| entry["name"] == name) => false,
            Self::Listing(active) => {
                active.push(json!({"name": name, "version": version}));
                true
            }
        }
    }

    /// Keeps those whose names pass.
    fn retain(&mut self, keep: impl Fn(&str) -> bool) -> bool {
        match self {
            Self::Registry(active) => {
                let before = active.len();
                active.retain(|name, _| keep(name));
                active.len() != before
            }
            Self::Listing(active) => {
                let before = active.len();
                active.retain(|entry| keep(entry["name"].as_str().unwrap_or_default()));
                active.len() != before
            }
        }
    }

    /// Changes the version of each.
    fn date(&mut self, version: &str) -> bool {
        let entries: Vec<&mut Value> = match self {
            Self::Registry(active) => {
                active.iter_mut().filter_map(|(_, entries)| entries.as_array_mut()).flatten().collect()
            }
            Self::Listing(active) => active.iter_mut().collect(),
        };
        every(entries.into_iter(), |entry| set(entry, "/version", version))
    }
}

pub(in crate::fault) fn version_wrong(draft: &mut Draft<'_>, params: &Params) -> bool {
    draft.body["ucp"]["version"].is_string() && set(&mut draft.body, "/ucp/version", params.text("version"))
}

pub(in crate::fault) fn version_missing(draft: &mut Draft<'_>, _: &Params) -> bool {
    remove(&mut draft.body, "/ucp/version")
}

pub(in crate::fault) fn envelope_missing(draft: &mut Draft<'_>, _: &Params) -> bool {
    remove(&mut draft.body, "/ucp")
}

pub(in crate::fault) fn capabilities_missing(draft: &mut Draft<'_>, _: &Params) -> bool {
    remove(&mut draft.body, "/ucp/capabilities")
}

pub(in crate::fault) fn echo_undeclared(draft: &mut Draft<'_>, params: &Params) -> bool {
    let version = draft.body["ucp"]["version"].clone();
    Active::of(&mut draft.body).is_some_and(|mut active| active.add(params.text("capability"), &version))
}

pub(in crate::fault) fn echo_everything(draft: &mut Draft<'_>, _: &Params) -> bool {
    let declared = draft.declared;
    let Some(mut active) = Active::of(&mut draft.body) else { return false };
    declared.iter().fold(false, |any, (name, version)| active.add(name, &json!(version)) || any)
}

pub(in crate::fault) fn irrelevant(draft: &mut Draft<'_>, _: &Params) -> bool {
    let version = draft.body["ucp"]["version"].clone();
    let foreign = if draft.operation == Operation::GetOrder { "checkout" } else { "order" };
    let name = format!("dev.ucp.shopping.{foreign}");
    Active::of(&mut draft.body).is_some_and(|mut active| active.add(&name, &version))
}

pub(in crate::fault) fn capability_dropped(draft: &mut Draft<'_>, _: &Params) -> bool {
    let keep = |name: &str| matches!(name.rsplit('.').next(), Some("checkout" | "order"));
    Active::of(&mut draft.body).is_some_and(|mut active| active.retain(keep))
}

pub(in crate::fault) fn capability_version(draft: &mut Draft<'_>, params: &Params) -> bool {
    Active::of(&mut draft.body).is_some_and(|mut active| active.date(params.text("version")))
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
