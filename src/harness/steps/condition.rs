//! Time that passes at the business, and its states of health.

use crate::clock::Clock;
use crate::harness::control::{Condition, ControlAction};
use crate::harness::interrupt::StepResult;
use crate::harness::step::{StepDef, step};
use crate::harness::world::AssayWorld;
use crate::transport::view::View;
use std::time::Duration;

/// The rows.
pub const STEPS: &[StepDef] = &[
    step!(Given "a minute passes at the business", minute_passes,
        doc: "Moves the business's clock forward by a minute and a second; a business that is not ours is not tested.",
        example: "a minute passes at the business"),
    step!(When "{int} hours and {int} minutes pass at the business", time_passes,
        doc: "Moves the business's clock forward; a business that is not ours is not tested.",
        example: "23 hours and 59 minutes pass at the business"),
    step!(When "the time of the checkout runs out", time_runs_out,
        doc: "Moves the business's clock past the `expires_at` of the last answer, or past six hours when it has none.",
        example: "the time of the checkout runs out"),
    step!(When "the payment is settled", payment_settles,
        doc: "Lets the business finish the payment of the checkout that is in progress.",
        example: "the payment is settled"),
    step!(Given "the business limits the rate of requests", limits_rate,
        doc: "Lets the business refuse every request as one too many.",
        example: "the business limits the rate of requests"),
    step!(Given "the business fails unexpectedly", fails,
        doc: "Lets the business fail inside with every request.",
        example: "the business fails unexpectedly"),
    step!(Given "the business is temporarily unavailable", is_unavailable,
        doc: "Lets the business refuse every request as out of order for now.",
        example: "the business is temporarily unavailable"),
    step!(Given "the business cannot reach its idempotency storage", storage_fails,
        doc: "Takes away the business's memory of idempotency keys.",
        example: "the business cannot reach its idempotency storage"),
    step!(When "the business can reach its idempotency storage again", storage_recovers,
        doc: "Gives the business its memory of idempotency keys back.",
        example: "the business can reach its idempotency storage again"),
];

/// How long a checkout without `expires_at` lives.
const LIFETIME: Duration = Duration::from_hours(6);
/// What is added so that the moment is past, whatever the rounding.
const MARGIN: Duration = Duration::from_mins(1);

/// One second more than asked: a limit of a minute is over after it, whichever way it is rounded.
async fn minute_passes(world: &mut AssayWorld, (): ()) -> StepResult {
    world.control(ControlAction::AdvanceClock(Duration::from_secs(61))).await
}

async fn time_passes(world: &mut AssayWorld, (hours, minutes): (u64, u64)) -> StepResult {
    let seconds = hours.saturating_mul(60).saturating_add(minutes).saturating_mul(60);
    world.control(ControlAction::AdvanceClock(Duration::from_secs(seconds))).await
}

async fn time_runs_out(world: &mut AssayWorld, (): ()) -> StepResult {
    let by = time_left(world.last()?, now()) + MARGIN;
    world.control(ControlAction::AdvanceClock(by)).await
}

fn now() -> jiff::Timestamp {
    jiff::Timestamp::from_millisecond(Clock::system().now().millis()).unwrap_or_default()
}

/// Time until a checkout expires, none when it has expired.
fn time_left(view: &View, now: jiff::Timestamp) -> Duration {
    let end = view.text("/expires_at").and_then(|text| text.parse::<jiff::Timestamp>().ok());
    end.map_or(LIFETIME, |end| Duration::try_from(end.duration_since(now)).unwrap_or_default())
}

async fn payment_settles(world: &mut AssayWorld, (): ()) -> StepResult {
    let checkout = world.recall("checkout")?;
    world.control(ControlAction::Settle { checkout }).await
}

async fn limits_rate(world: &mut AssayWorld, (): ()) -> StepResult {
    set(world, Condition::RateLimited, true).await
}

async fn fails(world: &mut AssayWorld, (): ()) -> StepResult {
    set(world, Condition::InternalFailure, true).await
}

async fn is_unavailable(world: &mut AssayWorld, (): ()) -> StepResult {
    set(world, Condition::Unavailable, true).await
}

async fn storage_fails(world: &mut AssayWorld, (): ()) -> StepResult {
    set(world, Condition::IdempotencyStorageDown, true).await
}

async fn storage_recovers(world: &mut AssayWorld, (): ()) -> StepResult {
    set(world, Condition::IdempotencyStorageDown, false).await
}

async fn set(world: &mut AssayWorld, condition: Condition, active: bool) -> StepResult {
    world.control(ControlAction::Condition { condition, active }).await
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case(r#"{"expires_at":"2026-01-01T06:00:00Z"}"#, 6 * 3600)]
    #[case(r#"{"expires_at":"2025-01-01T06:00:00Z"}"#, 0)]
    #[case(r#"{"expires_at":"soon"}"#, 6 * 3600)]
    #[case("{}", 6 * 3600)]
    fn the_time_left_is_read_or_the_protocols(#[case] body: &str, #[case] seconds: u64) {
        let now = "2026-01-01T00:00:00Z".parse().expect("a timestamp");
        let view = View::new("x".into(), 200, Vec::new(), body.into());
        assert_eq!(time_left(&view, now), Duration::from_secs(seconds));
    }
}
