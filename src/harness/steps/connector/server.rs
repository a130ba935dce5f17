//! Connectors as servers of their callers: what they write besides messages, and whether they listen.

use crate::connector::hygiene::Ping;
use crate::connector::{Action, shopper};
use crate::harness::check::{self, Explain};
use crate::harness::interrupt::{Interrupt, StepResult};
use crate::harness::step::{StepDef, step};
use crate::harness::world::AssayWorld;
use serde_json::json;

/// The rows.
pub const STEPS: &[StepDef] = &[
    step!(When "the connector is asked to create a checkout and, meanwhile, whether it is there", create_and_ping,
        doc: "Asks for a checkout and, while that is under way, for a sign of life; not applicable where there is no such question.",
        example: "the connector is asked to create a checkout and, meanwhile, whether it is there"),
    step!(Then "the connector says at once that it is there", answers_ping,
        doc: "Warns when the sign of life came after more than two seconds, or never.",
        example: "the connector says at once that it is there"),
    step!(Then "the connector writes nothing but messages to its standard output", clean_output,
        doc: "Warns when lines on the standard output were no messages; not applicable to connectors that are no processes with messages there.",
        example: "the connector writes nothing but messages to its standard output"),
];

/// Name under which the time until the sign of life is kept.
const PING: &str = "sign of life";
/// Longest time for a sign of life: nothing has to be done for it.
const AT_ONCE: u64 = 2_000;

async fn create_and_ping(world: &mut AssayWorld, (): ()) -> StepResult {
    let id = world.plan()?.product("an available product")?.id.clone();
    let checkout = json!({ "line_items": [shopper::line(&id, 1)] });
    let millis = match world.ask_and_ping(Action::Create { checkout }).await? {
        Ping::Answered(after) => json!(u64::try_from(after.as_millis()).unwrap_or(u64::MAX)),
        Ping::Silent(_) => json!(null),
        Ping::Unsupported => {
            return Err(Interrupt::NotApplicable(
                "the connector cannot be asked whether it is there".to_owned(),
            ));
        }
    };
    world.keep(PING, millis);
    Ok(())
}

async fn answers_ping(world: &mut AssayWorld, (): ()) -> StepResult {
    let after = world.kept(PING)?.as_u64();
    let actual = after.map_or_else(|| "nothing".to_owned(), |millis| format!("an answer after {millis} ms"));
    let expected = format!("an answer within {AT_ONCE} ms");
    check::holds(after.is_some_and(|millis| millis <= AT_ONCE), "the connector is frozen", &expected, &actual)
        .fix("Wait for the business without blocking what serves the caller")
        .recommended()
}

async fn clean_output(world: &mut AssayWorld, (): ()) -> StepResult {
    if !world.run()?.contender.as_ref().is_some_and(|contender| contender.speaks_on_stdout()) {
        return Err(Interrupt::NotApplicable(
            "the connector sends no messages on a standard output".to_owned(),
        ));
    }
    let seen = world.seat_mut()?.observe().await.clone();
    let actual = format!("{} other lines: {}", seen.stray_lines, seen.stray_samples.join(" | "));
    check::holds(
        seen.stray_lines == 0,
        "the standard output carries more than messages",
        "messages only",
        &actual,
    )
    .fix("Write logs to the standard error")
    .recommended()
}
