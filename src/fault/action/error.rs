//! Errors, protocol errors and outcomes.

use super::edit::{each, each_error, error_code, generous, is_error, remove, set};
use crate::fault::params::Params;
use crate::fault::subject::{Draft, Handling, Refusal, Wire};
use serde_json::{Value, json};

fn envelope(body: &Value) -> bool {
    body["ucp"]["status"] == "error"
}

pub(in crate::fault) fn with_200(draft: &mut Draft<'_>, _: &Params) -> bool {
    let error = is_error(draft);
    if error {
        draft.status = 200;
    }
    error
}

pub(in crate::fault) fn status_shifted(draft: &mut Draft<'_>, params: &Params) -> bool {
    let code = params.text("code");
    let concerned = is_error(draft) && (code.is_empty() || error_code(draft) == Some(code));
    let status = u16::try_from(params.int("status")).unwrap_or(400);
    let changed = concerned && draft.status != status;
    if changed {
        draft.status = status;
    }
    changed
}

pub(in crate::fault) fn served(draft: &mut Draft<'_>, params: &Params) -> bool {
    let code = params.text("code");
    is_error(draft) && (code.is_empty() || error_code(draft) == Some(code)) && generous(draft, 200)
}

pub(in crate::fault) fn no_body(draft: &mut Draft<'_>, _: &Params) -> bool {
    let error = is_error(draft);
    if error {
        draft.raw = Some(Vec::new());
    }
    error
}

pub(in crate::fault) fn no_content(draft: &mut Draft<'_>, _: &Params) -> bool {
    is_error(draft) && each_error(&mut draft.body, |error| remove(error, "/content"))
}

pub(in crate::fault) fn no_code(draft: &mut Draft<'_>, _: &Params) -> bool {
    is_error(draft) && each_error(&mut draft.body, |error| remove(error, "/code"))
}

pub(in crate::fault) fn html_page(wire: &mut Wire<'_>, _: &Params) -> bool {
    let error = wire.status >= 400;
    if error {
        wire.body = format!("<!doctype html><title>{0}</title><h1>{0} Error</h1>", wire.status).into_bytes();
        wire.headers = vec![("content-type".to_owned(), "text/html; charset=utf-8".to_owned())];
    }
    error
}

pub(in crate::fault) fn unknown_code(draft: &mut Draft<'_>, params: &Params) -> bool {
    let code = params.text("code");
    if is_error(draft) {
        return each_error(&mut draft.body, |error| set(error, "/code", code));
    }
    each(&mut draft.body, "/messages", |message| message["type"] == "error" && set(message, "/code", code))
}

pub(in crate::fault) fn unknown_severity(draft: &mut Draft<'_>, params: &Params) -> bool {
    each(&mut draft.body, "/messages", |message| {
        message["severity"].is_string() && set(message, "/severity", params.text("severity"))
    })
}

pub(in crate::fault) fn severity_wrong(draft: &mut Draft<'_>, _: &Params) -> bool {
    each(&mut draft.body, "/messages", |message| {
        let swapped = match message["severity"].as_str() {
            Some("recoverable") => "unrecoverable",
            Some("unrecoverable") => "recoverable",
            Some(_) | None => return false,
        };
        set(message, "/severity", swapped)
    })
}

pub(in crate::fault) fn inaccurate(draft: &mut Draft<'_>, _: &Params) -> bool {
    each(&mut draft.body, "/messages", |message| {
        message["type"] == "error"
            && set(message, "/path", "$.nowhere.at_all") | set(message, "/content", "Something went wrong.")
    })
}

pub(in crate::fault) fn messages_lost(draft: &mut Draft<'_>, _: &Params) -> bool {
    !envelope(&draft.body)
        && draft.body["messages"].as_array().is_some_and(|all| !all.is_empty())
        && remove(&mut draft.body, "/messages")
}

pub(in crate::fault) fn retry_after_huge(draft: &mut Draft<'_>, params: &Params) -> bool {
    header(draft, |_| Some(params.int("seconds").to_string()))
}

pub(in crate::fault) fn retry_after_absent(draft: &mut Draft<'_>, _: &Params) -> bool {
    header(draft, |_| None)
}

pub(in crate::fault) fn retry_after_date(draft: &mut Draft<'_>, _: &Params) -> bool {
    let now = draft.now;
    header(draft, move |value| {
        let seconds: u64 = value.parse().ok()?;
        let at = now.plus(std::time::Duration::from_secs(seconds));
        let zoned = jiff::Timestamp::from_millisecond(at.millis()).ok()?.to_zoned(jiff::tz::TimeZone::UTC);
        jiff::fmt::rfc2822::to_string(&zoned).ok().map(|text| text.replace("+0000", "GMT"))
    })
}

/// Changes the value of `Retry-After`, or takes it away.
fn header(draft: &mut Draft<'_>, change: impl Fn(&str) -> Option<String>) -> bool {
    let at = draft.headers.iter().position(|(name, _)| name == "retry-after");
    let Some(at) = at else { return false };
    let (name, value) = draft.headers.remove(at);
    draft.headers.extend(change(&value).map(|value| (name, value)));
    true
}

pub(in crate::fault) fn leaks_pan(draft: &mut Draft<'_>, _: &Params) -> bool {
    let text = "card 4111 1111 1111 1111 was refused";
    if is_error(draft) {
        return each_error(&mut draft.body, |error| set(error, "/content", text));
    }
    each(&mut draft.body, "/messages", |message| message["type"] == "error" && set(message, "/content", text))
}

pub(in crate::fault) fn outcome_as_404(draft: &mut Draft<'_>, params: &Params) -> bool {
    let outcome = draft.status == 200 && envelope(&draft.body);
    if outcome {
        draft.status = u16::try_from(params.int("status")).unwrap_or(404);
    }
    outcome
}

pub(in crate::fault) fn envelope_with_resource(draft: &mut Draft<'_>, _: &Params) -> bool {
    envelope(&draft.body)
        && set(&mut draft.body, "/id", "chk_half") | set(&mut draft.body, "/line_items", json!([]))
}

pub(in crate::fault) fn outcome_created(draft: &mut Draft<'_>, _: &Params) -> bool {
    let create = draft.operation == crate::protocol::operation::Operation::CreateCheckout;
    create && envelope(&draft.body) && generous(draft, 201)
}

/// An answer in the merchant's place.
fn refuse(handling: &mut Handling, code: &'static str, content: &str, retry_after: Option<u64>) -> bool {
    handling.refuse = Some(Refusal { code, content: content.to_owned(), retry_after });
    true
}

pub(in crate::fault) fn internal(handling: &mut Handling, _: &Params) -> bool {
    refuse(handling, "internal_error", "the business failed unexpectedly", None)
}

pub(in crate::fault) fn unavailable(handling: &mut Handling, params: &Params) -> bool {
    let after = params.int("retry_after").unsigned_abs();
    refuse(handling, "service_unavailable", "the business is temporarily unavailable", Some(after))
}

pub(in crate::fault) fn limited(handling: &mut Handling, params: &Params) -> bool {
    let after = params.int("retry_after").unsigned_abs();
    refuse(handling, "rate_limited", "too many requests in this window", Some(after))
}

pub(in crate::fault) fn storage_down(handling: &mut Handling, _: &Params) -> bool {
    handling.mutates
        && refuse(
            handling,
            "service_unavailable",
            "idempotency records cannot be used; nothing was done",
            Some(1),
        )
}

pub(in crate::fault) fn in_flight(handling: &mut Handling, _: &Params) -> bool {
    handling.mutates
        && refuse(
            handling,
            "idempotency_in_flight",
            "the first request with this key is still being worked on",
            Some(1),
        )
}

pub(in crate::fault) fn conditions_overlooked(draft: &mut Draft<'_>, _: &Params) -> bool {
    let known = ["rate_limited", "service_unavailable", "internal_error"];
    let concerned = error_code(draft).is_some_and(|code| known.contains(&code));
    concerned && generous(draft, 200)
}
