//! What an answer is: its HTTP status, its media type, the small body of a protocol error, the
//! envelope of a business outcome, the messages of a resource.

use crate::harness::check::{self, Explain};
use crate::harness::interrupt::{Cause, FailureDetail, Interrupt, StepResult, brief};
use crate::harness::step::{StepDef, step};
use crate::harness::world::AssayWorld;
use crate::protocol::version::OutcomeRule;
use crate::transport::view::{MessageView, View};

/// The rows.
pub const STEPS: &[StepDef] = &[
    step!(Then "the answer has HTTP status {int}", has_http_status,
        doc: "Fails unless the last answer has this HTTP status.",
        example: "the answer has HTTP status 201"),
    step!(Then "the answer has HTTP status {int} or {int}", has_one_of_two_statuses,
        doc: "Fails unless the last answer has one of these HTTP statuses.",
        example: "the answer has HTTP status 401 or 403"),
    step!(Then "the answer is a client error", is_client_error,
        doc: "Fails unless the last answer has a status from 400 to 499.",
        example: "the answer is a client error"),
    step!(Then "the answer has the media type {string}", has_media_type,
        doc: "Fails unless Content-Type names this media type; parameters such as charset are ignored.",
        example: "the answer has the media type \"application/json\""),
    step!(Then "the answer is an error body", is_error_body,
        doc: "Fails unless the body is that of a protocol error in the version under test: a `code` and a `content`, or the status `requires_escalation` and error messages. Where nothing was refused, nothing is decided.",
        example: "the answer is an error body"),
    step!(Then "the answer is the error {string}", is_error,
        doc: "Fails unless the body is an error body with this code.",
        example: "the answer is the error \"signature_missing\""),
    step!(Then "the answer is the error {string} or {string}", is_one_of_two_errors,
        doc: "Fails unless the body is an error body with one of these codes.",
        example: "the answer is the error \"signature_invalid\" or \"signature_missing\""),
    step!(Then "the answer is a refusal of its signature or digest", refuses_signature,
        doc: "Fails unless the answer is 400 or 401 with one of the codes for signatures and digests.",
        example: "the answer is a refusal of its signature or digest"),
    step!(Then "the answer is an error envelope", is_error_envelope,
        doc: "Fails unless `ucp.status` is `error`, there is at least one message, and nothing but `ucp`, `messages` and `continue_url` is in the body.",
        example: "the answer is an error envelope"),
    step!(Then "the answer is an error envelope with the code {string}", is_error_envelope_with,
        doc: "As an error envelope; fails unless one of its error messages has this code.",
        example: "the answer is an error envelope with the code \"not_found\""),
    step!(Then "the answer has no resource", has_no_resource,
        doc: "Fails when the answer is not an error envelope, or carries a resource's members beside it.",
        example: "the answer has no resource"),
    step!(Then "its error messages are unrecoverable", are_unrecoverable,
        doc: "Fails unless there is an error message and every one has the severity `unrecoverable`.",
        example: "its error messages are unrecoverable"),
    step!(Then "an error is visible", error_is_visible,
        doc: "Fails unless the answer is refused (4xx), an error envelope, or a resource with an error message. The protocol does not say which.",
        example: "an error is visible"),
    step!(Then "the answer says when to retry", says_when_to_retry,
        doc: "Fails unless Retry-After is a number of seconds or an HTTP date.",
        example: "the answer says when to retry"),
    step!(Then "the error body has a continue_url of the business", error_leads_on,
        doc: "Fails unless the error body has a `continue_url` that is an absolute https URL.",
        example: "the error body has a continue_url of the business"),
];

/// Codes of the refusals of a signature or digest.
const SIGNATURE_CODES: [&str; 5] =
    ["signature_missing", "signature_invalid", "key_not_found", "digest_mismatch", "algorithm_unsupported"];
/// The clause on the statuses of successes.
pub(in crate::harness) const STATUS_OF_SUCCESS: &str = "CHK-060";
/// The clause on how a failed negotiation is answered.
const BODY_OF_NEGOTIATION: &str = "ERR-501";
/// The clauses on the bodies of protocol errors, by version.
const BODIES: [&str; 2] = ["ERR-022", "ERR-509"];
/// The only members an error envelope may have.
const ENVELOPE_MEMBERS: [&str; 3] = ["ucp", "messages", "continue_url"];

async fn has_http_status(world: &mut AssayWorld, expected: u16) -> StepResult {
    let view = world.last()?;
    let found = check::equal("HTTP status", &expected, &view.status).seen_in(view);
    // Where a scenario carries the clause on the statuses of successes, that one is what is broken.
    let own = (200..300).contains(&expected) && carries(world, STATUS_OF_SUCCESS)?;
    if own { found.clause(STATUS_OF_SUCCESS) } else { found }
}

async fn has_one_of_two_statuses(world: &mut AssayWorld, (one, other): (u16, u16)) -> StepResult {
    let view = world.last()?;
    check::any_of("HTTP status", &[one, other], &view.status).seen_in(view)
}

async fn is_client_error(world: &mut AssayWorld, (): ()) -> StepResult {
    let view = world.last()?;
    let refused = (400..500).contains(&view.status);
    check::holds(refused, "HTTP status", "a status from 400 to 499", &view.status.to_string()).seen_in(view)
}

async fn has_media_type(world: &mut AssayWorld, expected: String) -> StepResult {
    let view = world.last()?;
    media_type(view, &expected).seen_in(view).fix("Send Content-Type: application/json with every answer")
}

fn media_type(view: &View, expected: &str) -> StepResult {
    let header = check::present(view.header("content-type"), "Content-Type is missing", expected)?;
    let essence = header.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    check::equal("media type", &expected, &essence.as_str())
}

async fn is_error_body(world: &mut AssayWorld, (): ()) -> StepResult {
    let view = world.last()?;
    if view.status < 400 {
        let reason = format!("the request was not refused, HTTP status {}", view.status);
        return Err(Interrupt::blocked(reason, Cause::other("what was to be refused is served")));
    }
    let found = whole_error_body(view)
        .seen_in(view)
        .fix("Answer protocol errors with the body that the version describes");
    // Whatever the scenario is about, what is broken is the body.
    if carries(world, BODY_OF_NEGOTIATION)? {
        return found.clause(BODY_OF_NEGOTIATION);
    }
    let register = world.run()?.contract.register();
    match BODIES.into_iter().find(|clause| register.get(clause).is_some()) {
        Some(clause) => found.clause(clause),
        None => found,
    }
}

/// Whether the scenario carries a clause at the version under test.
///
/// # Errors
/// When the scenario was not entered.
pub(super) fn carries(world: &AssayWorld, clause: &str) -> StepResult<bool> {
    Ok(world.case()?.requirements(world.run()?.version).iter().any(|carried| carried == clause))
}

async fn is_error(world: &mut AssayWorld, code: String) -> StepResult {
    let view = world.last()?;
    error_code(view, &[&code]).seen_in(view)
}

async fn is_one_of_two_errors(world: &mut AssayWorld, (one, other): (String, String)) -> StepResult {
    let view = world.last()?;
    error_code(view, &[&one, &other]).seen_in(view)
}

async fn refuses_signature(world: &mut AssayWorld, (): ()) -> StepResult {
    let view = world.last()?;
    check::any_of("HTTP status", &[400, 401], &view.status).seen_in(view)?;
    error_code(view, &SIGNATURE_CODES).seen_in(view)
}

/// Fails unless the body is a protocol error's, by the letter of the version.
fn whole_error_body(view: &View) -> StepResult {
    match view.edition().outcomes {
        OutcomeRule::Envelope => {}
        OutcomeRule::MessagesBody => {
            let status = view.raw()["status"].as_str().unwrap_or("absent");
            check::equal("status of the error body", &"requires_escalation", &status)?;
            check::holds(!errors(view).is_empty(), "messages of the error body", "an error message", "none")?;
        }
    }
    error_body(view).map(drop)
}

/// The code of an error body; fails when the answer is something else.
///
/// # Errors
/// [`Interrupt::Fail`].
pub(super) fn error_body(view: &View) -> StepResult<&str> {
    let code = check::present(
        view.error_code().filter(|code| !code.is_empty()),
        "the error body has no code",
        "a JSON object with `code` and `content`",
    )?;
    let content = view.text("/content").filter(|content| !content.trim().is_empty());
    check::present(content, "the error body has no content", "a `content` for people")?;
    Ok(code)
}

/// Fails unless the answer is a refusal with one of these codes.
///
/// # Errors
/// [`Interrupt::Fail`].
pub(super) fn error_code(view: &View, permitted: &[&str]) -> StepResult {
    let refused = view.status >= 400;
    check::holds(
        refused,
        "the request was not refused",
        "a status of 400 or more",
        &view.status.to_string(),
    )?;
    check::any_of("error code", permitted, &error_body(view)?)
}

async fn is_error_envelope(world: &mut AssayWorld, (): ()) -> StepResult {
    let view = world.last()?;
    error_envelope(view).map(drop).seen_in(view)
}

async fn is_error_envelope_with(world: &mut AssayWorld, code: String) -> StepResult {
    let view = world.last()?;
    let errors = error_envelope(view).seen_in(view)?;
    let codes: Vec<&str> = errors.iter().map(|message| message.code.as_str()).collect();
    check::holds(codes.contains(&code.as_str()), "code of the error envelope", &code, &codes.join(", "))
        .seen_in(view)
}

async fn has_no_resource(world: &mut AssayWorld, (): ()) -> StepResult {
    let view = world.last()?;
    error_envelope(view).map(drop).seen_in(view)?;
    check::holds(view.id().is_none(), "an error envelope carries a resource", "no `id`", "an `id`")
        .seen_in(view)
}

/// Fails unless the answer shows a resource.
///
/// # Errors
/// [`Interrupt::Fail`].
pub(super) fn resource(view: &View) -> StepResult {
    let seen = format!("HTTP status {}, ucp.status {}", view.status, view.ucp_status().unwrap_or("absent"));
    check::holds(view.is_resource(), "the answer shows no resource", "a resource with an id", &seen)
}

/// The error messages of an error envelope; fails when the answer is something else.
///
/// # Errors
/// [`Interrupt::Fail`].
pub(super) fn error_envelope(view: &View) -> StepResult<Vec<MessageView>> {
    check::equal("HTTP status of a business outcome", &200, &view.status)?;
    check::equal("ucp.status", &"error", &view.ucp_status().unwrap_or("absent"))?;
    let errors = errors(view);
    check::holds(!errors.is_empty(), "an error envelope says nothing", "an error message", "none")?;
    let members = view.value().as_object().into_iter().flatten().map(|(name, _)| name.as_str());
    let foreign: Vec<&str> = members.filter(|name| !ENVELOPE_MEMBERS.contains(name)).collect();
    check::holds(
        foreign.is_empty(),
        "an error envelope carries more than it may",
        &ENVELOPE_MEMBERS.join(", "),
        &foreign.join(", "),
    )
    .clause("ERR-025")?;
    Ok(errors)
}

/// The messages of type `error`.
pub(super) fn errors(view: &View) -> Vec<MessageView> {
    view.messages().into_iter().filter(|message| message.kind == "error").collect()
}

async fn are_unrecoverable(world: &mut AssayWorld, (): ()) -> StepResult {
    let view = world.last()?;
    unrecoverable(view).seen_in(view)
}

fn unrecoverable(view: &View) -> StepResult {
    let errors = errors(view);
    check::holds(!errors.is_empty(), "there is no error message", "an error message", "none")?;
    let severities: Vec<&str> =
        errors.iter().map(|message| message.severity.as_deref().unwrap_or("absent")).collect();
    let all = severities.iter().all(|severity| *severity == "unrecoverable");
    check::holds(all, "severity where no resource exists", "unrecoverable", &severities.join(", "))
}

async fn error_is_visible(world: &mut AssayWorld, (): ()) -> StepResult {
    let view = world.last()?;
    visible_error(view).seen_in(view)
}

/// Fails unless the answer shows an error in one of the shapes the protocol leaves open.
///
/// # Errors
/// [`Interrupt::Fail`].
pub(super) fn visible_error(view: &View) -> StepResult {
    // What the body of a refusal looks like is a question of its own, asked of every answer.
    let refused = (400..500).contains(&view.status);
    let outcome = (200..300).contains(&view.status) && !errors(view).is_empty();
    if refused || outcome {
        return Ok(());
    }
    let mut detail = FailureDetail::new("no error is visible", "", brief(view.value()));
    detail.expected = vec![
        "a checkout with an error message".to_owned(),
        "an error envelope".to_owned(),
        "a 4xx status".to_owned(),
    ];
    Err(Interrupt::fail(detail))
}

async fn says_when_to_retry(world: &mut AssayWorld, (): ()) -> StepResult {
    let view = world.last()?;
    let refused = matches!(view.status, 429 | 503);
    check::holds(refused, "HTTP status", "429 or 503", &view.status.to_string()).seen_in(view)?;
    let header = check::present(view.header("retry-after"), "Retry-After is missing", "seconds or a date");
    retry_after(header.seen_in(view)?).seen_in(view)
}

fn retry_after(value: &str) -> StepResult {
    let seconds = value.trim().parse::<u64>().is_ok();
    let date = jiff::fmt::rfc2822::parse(value.trim()).is_ok();
    check::holds(seconds || date, "Retry-After", "a number of seconds or an HTTP date", value)
}

async fn error_leads_on(world: &mut AssayWorld, (): ()) -> StepResult {
    let view = world.last()?;
    error_body(view).seen_in(view)?;
    let url = check::present(view.text("/continue_url"), "the error body leads nowhere", "a continue_url");
    absolute_https(url.seen_in(view)?).seen_in(view)
}

/// Fails unless the text is an absolute https URL with a host.
///
/// # Errors
/// [`Interrupt::Fail`].
pub(super) fn absolute_https(text: &str) -> StepResult {
    let good = url::Url::parse(text).is_ok_and(|url| url.scheme() == "https" && url.has_host());
    check::holds(good, "URL", "an absolute https URL", text)
}

#[cfg(test)]
mod tests;
