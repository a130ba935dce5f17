//! The platform's profile in sickness: how it is served, and what is wrong with it.

use crate::harness::check::{self, Explain};
use crate::harness::interrupt::{Interrupt, StepResult};
use crate::harness::step::{StepDef, step};
use crate::harness::world::AssayWorld;
use crate::platform::host::{Answer, Reply};
use crate::platform::identity::DocumentEdit;
use serde_json::{Value, json};
use std::time::Duration;

/// The rows.
pub const STEPS: &[StepDef] = &[
    step!(Given "the platform's profile forbids caching", forbids_caching,
        doc: "Serves the platform's profile with Cache-Control: no-store.",
        example: "the platform's profile forbids caching"),
    step!(Given "the platform's profile redirects to a valid one", redirects,
        doc: "Answers requests for the platform's profile with a redirect to the same profile elsewhere.",
        example: "the platform's profile redirects to a valid one"),
    step!(Given "the platform's profile answers with HTTP status {int}", answers_with,
        doc: "Answers requests for the platform's profile with this status and no body.",
        example: "the platform's profile answers with HTTP status 503"),
    step!(Given "the platform's profile never answers", never_answers,
        doc: "Accepts requests for the platform's profile and leaves them without an answer.",
        example: "the platform's profile never answers"),
    step!(Given "the platform's profile is {string}", is_defective,
        doc: "Serves a profile with one defect, by its name: not JSON, an empty object, without a version and so on.",
        example: "the platform's profile is \"without a version\""),
    step!(Given "the platform's profile is served as it should be", is_served,
        doc: "Serves the platform's profile with 200 again, as it was drawn up.",
        example: "the platform's profile is served as it should be"),
    step!(Then "the target of the redirect was not fetched", target_not_fetched,
        doc: "Fails when the redirect was followed, or when the profile was not asked for in the first place.",
        example: "the target of the redirect was not fetched"),
];

/// Name of the platform whose place a redirect leads to.
const REDIRECT_TARGET: &str = "redirect target";
/// Longer than any business waits.
const NEVER: Duration = Duration::from_mins(2);

/// The document of the acting platform's profile.
fn document(world: &AssayWorld) -> StepResult<Value> {
    let document = world.platforms().acting()?.identity.profile().document();
    document.map_err(|error| Interrupt::Harness(error.to_string()))
}

fn serve(world: &AssayWorld, answer: impl Into<Answer>) -> StepResult {
    world.platforms().acting()?.agent.profile().answer_with(answer);
    Ok(())
}

async fn forbids_caching(world: &mut AssayWorld, (): ()) -> StepResult {
    let reply = Reply::json(200, &document(world)?).with_header("cache-control", "no-store");
    serve(world, reply)
}

async fn redirects(world: &mut AssayWorld, (): ()) -> StepResult {
    let document = document(world)?;
    world.add_platform(REDIRECT_TARGET)?;
    let target = &world.platforms().named(REDIRECT_TARGET)?.agent;
    target.profile().answer_with(Answer::profile(document.to_string()));
    serve(world, Answer::redirect(302, &target.urls().profile))
}

async fn answers_with(world: &mut AssayWorld, status: u16) -> StepResult {
    serve(world, Answer::status(status))
}

async fn never_answers(world: &mut AssayWorld, (): ()) -> StepResult {
    serve(world, Answer::Hang(NEVER))
}

async fn is_served(world: &mut AssayWorld, (): ()) -> StepResult {
    world.platforms().acting()?.publish()
}

async fn is_defective(world: &mut AssayWorld, defect: String) -> StepResult {
    if defect == "not JSON" {
        return serve(world, Reply::bytes(200, "application/json", "this is no JSON"));
    }
    let profile = world.platforms().acting()?.identity.profile();
    let edit = edit(&defect, profile.edition.keys_member, &profile.version);
    let edit =
        edit.ok_or_else(|| Interrupt::Harness(format!("`{defect}` is no known defect of a profile")))?;
    let mut document = document(world)?;
    edit.apply(&mut document).map_err(|error| Interrupt::Harness(error.to_string()))?;
    serve(world, Answer::profile(document.to_string()))
}

/// The change that brings a defect about.
fn edit(defect: &str, keys_member: &str, version: &str) -> Option<DocumentEdit> {
    const CHECKOUT: &str = "/ucp/capabilities/dev.ucp.shopping.checkout";
    let (set, remove) = (DocumentEdit::set, DocumentEdit::remove);
    let entry = || json!({ "version": version });
    Some(match defect {
        "an empty object" => set("", json!({})),
        "without a version" => remove("/ucp/version"),
        "without services" => remove("/ucp/services"),
        "without payment handlers" => remove("/ucp/payment_handlers"),
        "with a capability that is not a list" => set(CHECKOUT, entry()),
        "with a capability without a version" => remove(&format!("{CHECKOUT}/0/version")),
        "with a capability named without a domain" => set("/ucp/capabilities/checkout", json!([entry()])),
        "with a signing key without a kid" => remove(&format!("/{keys_member}/0/kid")),
        _ => return None,
    })
}

async fn target_not_fetched(world: &mut AssayWorld, (): ()) -> StepResult {
    let asked = world.platforms().acting()?.agent.profile().count();
    let followed = world.platforms().named(REDIRECT_TARGET)?.agent.profile().count();
    redirect_not_followed(asked, followed)
        .seen_in(world.last()?)
        .fix("Refuse a redirect of a platform's profile instead of following it")
}

fn redirect_not_followed(asked: u64, followed: u64) -> StepResult {
    check::holds(asked > 0, "fetches of the platform's profile", "at least 1", "0")?;
    check::equal("fetches of the redirect's target", &0, &followed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case(1, 0, true)]
    #[case(1, 1, false)]
    #[case(0, 0, false)]
    fn a_redirect_must_be_met_and_not_followed(
        #[case] asked: u64,
        #[case] followed: u64,
        #[case] good: bool,
    ) {
        assert_eq!(redirect_not_followed(asked, followed).is_ok(), good);
    }
}
