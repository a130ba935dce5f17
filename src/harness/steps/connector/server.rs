//! Connectors as servers of their callers: whether they listen while a business lets them wait.

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
