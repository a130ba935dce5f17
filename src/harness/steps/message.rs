//! The messages of a checkout: errors, their severity, what they point at; warnings.

use super::{answer, json_path};
use crate::harness::check::{self, Explain};
use crate::harness::interrupt::{FailureDetail, Interrupt, StepResult};
use crate::harness::step::{StepDef, step};
use crate::harness::world::AssayWorld;
use crate::transport::view::{MessageView, View};
use serde_json::Value;

/// The rows.
pub const STEPS: &[StepDef] = &[
    step!(Then "the checkout has an error message", has_error,
        doc: "Fails unless the last answer is a checkout with an error message.",
        example: "the checkout has an error message"),
    step!(Then "the checkout has no error message", has_no_error,
        doc: "Fails when the last answer is no checkout, or one with an error message.",
        example: "the checkout has no error message"),
    step!(Then "the checkout has an error message {string}", has_error_of,
        doc: "Fails unless the last answer is a checkout with an error message of this code.",
        example: "the checkout has an error message \"payment_failed\""),
    step!(Then "the checkout has an error message {string} of the severity {string}", has_error_of_severity,
        doc: "Fails unless there is an error message of this code; warns when none of them has this severity.",
        example: "the checkout has an error message \"payment_failed\" of the severity \"recoverable\""),
    step!(Then "the checkout has an error message {string} or {string} of the severity {string}", has_one_of_two_errors_of_severity,
        doc: "Fails unless there is an error message of one of these codes; warns when none of them has this severity.",
        example: "the checkout has an error message \"out_of_stock\" or \"item_unavailable\" of the severity \"recoverable\""),
    step!(Then "every severity is {string}, {string} or {string}", severities_are,
        doc: "Fails unless every error message of the last answer has one of these severities; without a message nothing is tested.",
        example: "every severity is \"recoverable\", \"requires_buyer_input\" or \"requires_buyer_review\""),
    step!(Then "the checkout has an error message of the severity {string} or {string}", has_severity,
        doc: "Fails unless the last answer is a checkout with an error message of one of these severities.",
        example: "the checkout has an error message of the severity \"requires_buyer_input\" or \"requires_buyer_review\""),
    step!(Then "every error message has a path that resolves in the request or the answer", errors_point_somewhere,
        doc: "Warns unless there are error messages and every one points at a place of the request or the answer, or at a member missing there; a refusal without messages is not tested.",
        example: "every error message has a path that resolves in the request or the answer"),
    step!(Then "the error message {string} points at the claim", error_points_at_claim,
        doc: "Fails unless an error message of this code has a path below `$.context.eligibility` that resolves.",
        example: "the error message \"eligibility_invalid\" points at the claim"),
    step!(Then "the checkout has a warning {string}", has_warning_of,
        doc: "Fails unless the last answer is a checkout with a warning of this code.",
        example: "the checkout has a warning \"eligibility_not_accepted\""),
    step!(Then "the checkout has a warning with the presentation {string}", has_presentation,
        doc: "Fails unless the last answer is a checkout with a warning of this presentation.",
        example: "the checkout has a warning with the presentation \"disclosure\""),
];

/// The error messages of a checkout; fails when the answer is none.
///
/// # Errors
/// [`Interrupt::Fail`].
pub(super) fn checkout_errors(view: &View) -> StepResult<Vec<MessageView>> {
    let checkout = view.is_resource() && view.checkout_status().is_some();
    check::holds(checkout, "the answer is no checkout", "a checkout", &super::prepare::outcome(view))?;
    Ok(answer::errors(view))
}

async fn has_error(world: &mut AssayWorld, (): ()) -> StepResult {
    let view = world.last()?;
    let errors = checkout_errors(view).seen_in(view)?;
    check::holds(!errors.is_empty(), "the checkout has no error message", "an error message", "none")
        .seen_in(view)
}

async fn has_no_error(world: &mut AssayWorld, (): ()) -> StepResult {
    let view = world.last()?;
    let errors = checkout_errors(view).seen_in(view)?;
    check::holds(errors.is_empty(), "the checkout has error messages", "none", &codes(&errors)).seen_in(view)
}

fn codes(messages: &[MessageView]) -> String {
    messages.iter().map(|message| message.code.as_str()).collect::<Vec<_>>().join(", ")
}

async fn has_error_of(world: &mut AssayWorld, code: String) -> StepResult {
    let view = world.last()?;
    errors_of(view, &[&code]).map(drop).seen_in(view)
}

/// The error messages of a checkout that have one of these codes; fails when there is none.
fn errors_of(view: &View, permitted: &[&str]) -> StepResult<Vec<MessageView>> {
    let errors = checkout_errors(view)?;
    let seen = codes(&errors);
    let found: Vec<MessageView> =
        errors.into_iter().filter(|message| permitted.contains(&message.code.as_str())).collect();
    if !found.is_empty() {
        return Ok(found);
    }
    let mut detail = FailureDetail::new("an error message is missing", "", seen);
    detail.expected = permitted.iter().map(|code| format!("an error message `{code}`")).collect();
    Err(Interrupt::fail(detail))
}

async fn has_error_of_severity(world: &mut AssayWorld, (code, severity): (String, String)) -> StepResult {
    let view = world.last()?;
    severity_of(view, &[&code], &severity).seen_in(view)
}

async fn has_one_of_two_errors_of_severity(
    world: &mut AssayWorld,
    (one, other, severity): (String, String, String),
) -> StepResult {
    let view = world.last()?;
    severity_of(view, &[&one, &other], &severity).seen_in(view)
}

/// That the code is there is a must; that it has the severity is recommended for standard codes,
/// and the demand of its own clause for a failed verification.
fn severity_of(view: &View, permitted: &[&str], severity: &str) -> StepResult {
    let found = errors_of(view, permitted)?;
    let severities: Vec<&str> =
        found.iter().map(|message| message.severity.as_deref().unwrap_or("absent")).collect();
    let title = format!("severity of `{}`", permitted.join("` or `"));
    let result = check::holds(severities.contains(&severity), &title, severity, &severities.join(", "));
    if permitted == [CLAIM_FAILED] { result } else { result.recommended() }
}

/// Code of a failed verification, whose severity is a must.
const CLAIM_FAILED: &str = "eligibility_invalid";

async fn has_severity(world: &mut AssayWorld, (one, other): (String, String)) -> StepResult {
    let view = world.last()?;
    one_of_two_severities(view, &[&one, &other]).seen_in(view)
}

async fn severities_are(world: &mut AssayWorld, (one, two, three): (String, String, String)) -> StepResult {
    let view = world.last()?;
    let errors = answer::errors(view);
    if errors.is_empty() {
        return Err(Interrupt::NotTested("the answer has no error message".to_owned()));
    }
    errors.iter().try_for_each(|error| {
        let severity = error.severity.as_deref().unwrap_or("absent");
        let title = format!("severity of `{}`", error.code);
        check::any_of(&title, &[one.as_str(), two.as_str(), three.as_str()], &severity).seen_in(view)
    })
}

fn one_of_two_severities(view: &View, permitted: &[&str]) -> StepResult {
    let errors = checkout_errors(view)?;
    let severities: Vec<&str> =
        errors.iter().map(|message| message.severity.as_deref().unwrap_or("absent")).collect();
    let found = severities.iter().any(|severity| permitted.contains(severity));
    check::holds(
        found,
        "no error message has the severity",
        &permitted.join(" or "),
        &format!("severities {severities:?}"),
    )
}

async fn errors_point_somewhere(world: &mut AssayWorld, (): ()) -> StepResult {
    let request = world.exchanges().last().map(|exchange| exchange.request.body.clone()).unwrap_or_default();
    let request: Value = serde_json::from_slice(&request).unwrap_or_default();
    let view = world.last()?;
    if (400..500).contains(&view.status) && answer::errors(view).is_empty() {
        return Err(Interrupt::NotTested("the request is refused without an error message".to_owned()));
    }
    paths_resolve(view, &request).seen_in(view).recommended()
}

fn paths_resolve(view: &View, request: &Value) -> StepResult {
    let refused = (400..500).contains(&view.status);
    let errors = if refused { answer::errors(view) } else { checkout_errors(view)? };
    check::holds(!errors.is_empty(), "there is no error message", "an error message", "none")?;
    for error in errors {
        let title = format!("path of the error message `{}`", error.code);
        let path = check::present(error.path, &title, "a path to what it is about")?;
        let there = json_path::is_place_in(&[view.value(), request], &path);
        check::holds(there, &title, "a path that resolves in the request or the answer", &path)?;
    }
    Ok(())
}

async fn error_points_at_claim(world: &mut AssayWorld, code: String) -> StepResult {
    let request = world.kept("create request").cloned().unwrap_or_default();
    let view = world.last()?;
    points_at_claim(view, &request, &code).seen_in(view).recommended()
}

fn points_at_claim(view: &View, request: &Value, code: &str) -> StepResult {
    let found = errors_of(view, &[code])?;
    let paths: Vec<String> = found.into_iter().filter_map(|message| message.path).collect();
    let claim = |path: &String| {
        let named =
            [view.value(), request].into_iter().find_map(|document| json_path::resolve(document, path));
        path.contains("eligibility") && named.is_some()
    };
    check::holds(
        paths.iter().any(claim),
        &format!("path of the error message `{code}`"),
        "a path to the claim, such as $.context.eligibility[0]",
        &paths.join(", "),
    )
}

async fn has_warning_of(world: &mut AssayWorld, code: String) -> StepResult {
    let view = world.last()?;
    warning_of(view, &code).seen_in(view)
}

fn warning_of(view: &View, code: &str) -> StepResult {
    checkout_errors(view)?;
    let warnings: Vec<MessageView> =
        view.messages().into_iter().filter(|message| message.kind == "warning").collect();
    let found = warnings.iter().any(|message| message.code == code);
    check::holds(found, "a warning is missing", &format!("a warning `{code}`"), &codes(&warnings))
}

async fn has_presentation(world: &mut AssayWorld, presentation: String) -> StepResult {
    let view = world.last()?;
    let found = presented(view, &presentation).len();
    check::holds(
        found > 0,
        &format!("no warning is presented as {presentation}"),
        &format!("a warning with the presentation {presentation}"),
        "none",
    )
    .seen_in(view)
}

/// The warnings of a presentation.
pub(super) fn presented<'a>(view: &'a View, presentation: &str) -> Vec<&'a Value> {
    let warnings = view.list("/messages").iter().filter(|message| message["type"] == "warning");
    warnings.filter(|warning| warning["presentation"] == presentation).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;
    use serde_json::json;

    fn checkout(messages: &Value) -> View {
        let body = json!({ "ucp": { "version": "v" }, "id": "c", "status": "incomplete", "messages": messages,
            "context": { "eligibility": ["a.b"] } });
        View::new("x1".into(), 200, Vec::new(), body.to_string().into_bytes())
    }

    fn error(code: &str, severity: &str, path: &str) -> View {
        checkout(
            &json!([{ "type": "error", "code": code, "content": "x", "severity": severity, "path": path }]),
        )
    }

    #[rstest]
    #[case("payment_failed", "recoverable", true)]
    #[case("payment_failed", "unrecoverable", false)]
    #[case("other", "recoverable", false)]
    fn code_and_severity_are_both_looked_at(#[case] code: &str, #[case] severity: &str, #[case] good: bool) {
        let view = error(code, severity, "$");
        assert_eq!(severity_of(&view, &["payment_failed"], "recoverable").is_ok(), good);
    }

    #[test]
    fn a_recommended_severity_warns_and_a_demanded_one_fails() {
        let warned =
            severity_of(&error("payment_failed", "unrecoverable", "$"), &["payment_failed"], "recoverable");
        assert!(matches!(warned, Err(Interrupt::Warn(_))));
        let failed = severity_of(&error(CLAIM_FAILED, "unrecoverable", "$"), &[CLAIM_FAILED], "recoverable");
        assert!(matches!(failed, Err(Interrupt::Fail(_))));
        let missing = severity_of(&checkout(&json!([])), &["payment_failed"], "recoverable");
        assert!(matches!(missing, Err(Interrupt::Fail(_))));
    }

    #[rstest]
    #[case("$.context.eligibility[0]", true, true)]
    #[case("$.context.eligibility[3]", false, false)]
    #[case("$.line_items[0]", false, true)]
    #[case("$.line_items[1]", false, false)]
    #[case("context", false, false)]
    fn paths_must_lead_somewhere(#[case] path: &str, #[case] claim: bool, #[case] place: bool) {
        let view = error("e", "recoverable", path);
        let request = json!({ "line_items": [{}] });
        assert_eq!(points_at_claim(&view, &request, "e").is_ok(), claim);
        assert_eq!(paths_resolve(&view, &request).is_ok(), place);
    }

    #[test]
    fn nothing_is_found_in_an_answer_that_is_no_checkout() {
        let body = r#"{"ucp":{"status":"error"},"messages":[{"type":"error","code":"e","content":"x","severity":"recoverable"}]}"#;
        let envelope = View::new("x1".into(), 200, Vec::new(), body.into());
        assert!(checkout_errors(&envelope).is_err());
        assert!(errors_of(&envelope, &["e"]).is_err());
        assert!(one_of_two_severities(&envelope, &["recoverable"]).is_err());
        assert!(warning_of(&envelope, "e").is_err());
        assert!(paths_resolve(&checkout(&json!([])), &Value::Null).is_err());
    }

    #[test]
    fn warnings_are_told_from_errors() {
        let view = checkout(&json!([
            { "type": "error", "code": "w", "content": "x", "severity": "recoverable", "presentation": "disclosure" },
            { "type": "warning", "code": "v", "content": "x" },
        ]));
        assert!(warning_of(&view, "w").is_err());
        assert!(warning_of(&view, "v").is_ok());
        assert!(presented(&view, "disclosure").is_empty());
    }
}
