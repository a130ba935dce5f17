//! Who asks: UCP-Agent, the platforms of a scenario, and how often their profiles are fetched.

use super::answer::error_code;
use super::prepare::content;
use super::signature_tamper::unknown_key;
use super::snapshot;
use crate::harness::check::{self, Explain};
use crate::harness::interrupt::{Interrupt, StepResult};
use crate::harness::platforms::DEFAULT;
use crate::harness::step::{StepDef, step};
use crate::harness::target::Setup;
use crate::harness::world::AssayWorld;
use crate::platform::signed_client::Tamper;
use crate::protocol::operation::Operation;
use serde_json::json;

/// The rows.
pub const STEPS: &[StepDef] = &[
    step!(Given "another platform that the business knows", other_platform,
        doc: "Adds a platform with a profile and keys of its own and creates a checkout as it. Blocks the scenario when the business refuses.",
        example: "another platform that the business knows"),
    step!(Given "the platform names its profile by an http URL", names_http_url,
        doc: "Puts http instead of https into the profile URL that the platform sends from now on.",
        example: "the platform names its profile by an http URL"),
    step!(Given "the business approves of other platforms only", approves_of_others,
        doc: "The tag @setup:platforms=approved_only makes it so; this sentence only says it.",
        example: "the business approves of other platforms only"),
    step!(When "the platform creates a checkout with UCP-Agent {string}", creates_with_agent,
        doc: "Sends create_checkout, signed, with this value of the header UCP-Agent.",
        example: "the platform creates a checkout with UCP-Agent 'version=\"1.0\"'"),
    step!(When "the platform cancels the other platform's checkout in its name but with its own key", cancels_in_other_name,
        doc: "Sends cancel_checkout for the other platform's checkout, with the other's UCP-Agent and a signature by the sender's key.",
        example: "the platform cancels the other platform's checkout in its name but with its own key"),
    step!(When "the platform reads the checkout signed with a key that is not in its profile {int} times", reads_with_unknown_key,
        doc: "Sends get_checkout this often, each time signed by a key that was never published.",
        example: "the platform reads the checkout signed with a key that is not in its profile 5 times"),
    step!(Then "the other platform's checkout is as it was", other_is_as_it_was,
        doc: "Reads the other platform's checkout as its owner; fails unless it is as it was created.",
        example: "the other platform's checkout is as it was"),
    step!(Then "every one of those answers is the error {string}", all_are_error,
        doc: "Fails unless all the answers to a repeated request are error bodies with this code.",
        example: "every one of those answers is the error \"key_not_found\""),
    step!(Then "no profile was fetched", not_fetched,
        doc: "Fails when the platform's profile was asked for, or when the last request was not refused.",
        example: "no profile was fetched"),
    step!(Then "the profile was fetched {int} time(s)", fetched_times,
        doc: "Fails unless the platform's profile was fetched; warns unless it was fetched this often: caching is recommended.",
        example: "the profile was fetched 1 time"),
    step!(Then "the profile was fetched at most {int} time(s)", fetched_at_most,
        doc: "Fails unless the platform's profile was fetched at least once and at most this often.",
        example: "the profile was fetched at most 2 times"),
];

/// Name of the second platform of a scenario.
pub(super) const OTHER: &str = "another platform";
/// Under this name the other platform's checkout is kept.
const OTHER_CHECKOUT: &str = "the other platform's checkout";
/// Under this name it is kept how often a request was repeated.
const REPEATED: &str = "repetitions";

async fn other_platform(world: &mut AssayWorld, (): ()) -> StepResult {
    world.add_platform(OTHER)?;
    world.platforms_mut().act_as(OTHER)?;
    let body = content(world, &[(1, "an available product")])?;
    let created = world.call(Operation::CreateCheckout, None, Some(&body)).await;
    world.platforms_mut().act_as(DEFAULT)?;
    let created = created?;
    let id = created.id().filter(|_| created.is_resource());
    let id = check::present(id, "the other platform gets no checkout", "a checkout").seen_in(&created)?;
    world.remember(OTHER_CHECKOUT, id);
    world.keep(OTHER_CHECKOUT, created.value().clone());
    Ok(())
}

async fn names_http_url(world: &mut AssayWorld, (): ()) -> StepResult {
    let platform = world.platforms_mut().acting_mut()?;
    let plain = platform.identity.profile_url().replacen("https://", "http://", 1);
    platform.identity.name_profile(plain);
    Ok(())
}

async fn approves_of_others(world: &mut AssayWorld, (): ()) -> StepResult {
    if Setup::of(world.case()?)?.approved_only {
        return Ok(());
    }
    Err(Interrupt::Harness("the scenario lacks the tag @setup:platforms=approved_only".to_owned()))
}

async fn creates_with_agent(world: &mut AssayWorld, value: String) -> StepResult {
    let body = content(world, &[(1, "an available product")])?;
    let draft = world.draft(Operation::CreateCheckout, None)?.with_json(&body);
    world.send(draft.with_header("UCP-Agent", value)).await.map(drop)
}

async fn cancels_in_other_name(world: &mut AssayWorld, (): ()) -> StepResult {
    let other = world.platforms().named(OTHER)?.identity.agent_header();
    let other = other.map_err(|error| Interrupt::Harness(error.to_string()))?;
    let id = world.recall(OTHER_CHECKOUT)?;
    let draft = world.draft(Operation::CancelCheckout, Some(&id))?.with_json(&json!({}));
    world.send(draft.with_header("UCP-Agent", other)).await.map(drop)
}

async fn other_is_as_it_was(world: &mut AssayWorld, (): ()) -> StepResult {
    let before = world.kept(OTHER_CHECKOUT)?.clone();
    let id = world.recall(OTHER_CHECKOUT)?;
    world.platforms_mut().act_as(OTHER)?;
    let read = world.call(Operation::GetCheckout, Some(&id), None).await;
    world.platforms_mut().act_as(DEFAULT)?;
    let read = read?;
    snapshot::same(&before, &read).seen_in(&read)
}

async fn reads_with_unknown_key(world: &mut AssayWorld, times: u64) -> StepResult {
    let id = world.recall("checkout")?;
    let unknown = [Tamper::Signing(unknown_key(world)?)];
    for _ in 0..times {
        let draft = world.draft(Operation::GetCheckout, Some(&id))?;
        world.send_tampered(draft, &unknown).await?;
    }
    world.keep(REPEATED, json!(times));
    Ok(())
}

async fn all_are_error(world: &mut AssayWorld, code: String) -> StepResult {
    let times = world.kept(REPEATED)?.as_u64().and_then(|times| usize::try_from(times).ok());
    let times = times.filter(|times| *times > 0 && *times <= world.answers().len());
    let times = times.ok_or_else(|| Interrupt::Harness("no request was repeated".to_owned()))?;
    let answers = world.answers();
    answers[answers.len() - times..].iter().try_for_each(|view| error_code(view, &[&code]).seen_in(view))
}

/// How often the acting platform's profile was asked for.
fn fetches(world: &AssayWorld) -> StepResult<u64> {
    Ok(world.platforms().acting()?.agent.profile().count())
}

async fn not_fetched(world: &mut AssayWorld, (): ()) -> StepResult {
    let view = world.last()?;
    let refused = (400..500).contains(&view.status);
    check::holds(refused, "HTTP status", "a refusal (4xx)", &view.status.to_string()).seen_in(view)?;
    check::equal("fetches of the platform's profile", &0, &fetches(world)?).seen_in(view)
}

async fn fetched_times(world: &mut AssayWorld, times: u64) -> StepResult {
    once_or_recommended(times, fetches(world)?).seen_in(world.last()?)
}

/// A profile that was never fetched cannot have been checked; one fetched too often was not cached.
fn once_or_recommended(expected: u64, actual: u64) -> StepResult {
    let title = "fetches of the platform's profile";
    check::holds(actual > 0, title, &expected.to_string(), "0")?;
    check::equal(title, &expected, &actual)
        .fix("Cache platform profiles for at least 60 seconds, whatever their Cache-Control says")
        .recommended()
}

async fn fetched_at_most(world: &mut AssayWorld, times: u64) -> StepResult {
    at_most(times, fetches(world)?).seen_in(world.last()?)
}

fn at_most(limit: u64, actual: u64) -> StepResult {
    let expected = format!("1 to {limit}");
    let fits = (1..=limit).contains(&actual);
    check::holds(fits, "fetches of the platform's profile", &expected, &actual.to_string())
        .fix("Refresh a profile because of an unknown key at most once a minute and origin")
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case(0, "fail")]
    #[case(1, "pass")]
    #[case(2, "warn")]
    fn fetches_are_counted(#[case] actual: u64, #[case] verdict: &str) {
        let seen = match once_or_recommended(1, actual) {
            Ok(()) => "pass",
            Err(Interrupt::Warn(_)) => "warn",
            Err(_) => "fail",
        };
        assert_eq!(seen, verdict);
    }

    #[rstest]
    #[case(0, false)]
    #[case(1, true)]
    #[case(2, true)]
    #[case(3, false)]
    fn a_limit_needs_a_fetch(#[case] actual: u64, #[case] good: bool) {
        assert_eq!(at_most(2, actual).is_ok(), good);
    }
}
