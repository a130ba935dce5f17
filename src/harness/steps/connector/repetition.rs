//! How a connector repeats what got no usable answer.

use super::{last_spoilt, sent, shown_in};
use crate::exchange::Exchange;
use crate::harness::check::{self, Explain};
use crate::harness::connector::sight::{self, header, pause};
use crate::harness::interrupt::StepResult;
use crate::harness::step::{StepDef, step};
use crate::harness::world::AssayWorld;
use crate::protocol::operation::Operation;
use std::time::Duration;

/// The rows.
pub const STEPS: &[StepDef] = &[
    step!(Then "the connector repeats the {operation} with the same key and the same bytes", repeats_alike,
        doc: "Fails unless the operation went over the wire more than once, every time under one Idempotency-Key and with one body.",
        example: "the connector repeats the create_checkout with the same key and the same bytes"),
    step!(Then "the connector repeats the {operation} by itself", repeats,
        doc: "Fails unless the operation went over the wire more than once within one action.",
        example: "the connector repeats the create_checkout by itself"),
    step!(Then "the connector waits at least {int} second(s) before it repeats the {operation}", waits,
        doc: "Fails when a repetition came sooner after the answer before it, by the business's clock; holds when there is none.",
        example: "the connector waits at least 1 second before it repeats the create_checkout"),
    step!(Then "the connector pauses before it repeats the {operation}", pauses,
        doc: "Fails when a repetition came at once after a lost answer; holds when there is none.",
        example: "the connector pauses before it repeats the create_checkout"),
    step!(Then "the connector sends the {operation} at most {int} time(s)", at_most,
        doc: "Fails when the operation went over the wire more often.",
        example: "the connector sends the create_checkout at most 20 times"),
    step!(Then "the connector sends the {operation} once", once,
        doc: "Fails unless the operation went over the wire exactly once.",
        example: "the connector sends the create_checkout once"),
    step!(Then "the connector reads the checkout before it completes again", looks_up,
        doc: "Fails when a completion follows the lost one without a read of the checkout between them; holds when none follows.",
        example: "the connector reads the checkout before it completes again"),
];

/// Pauses are measured in whole milliseconds at either end.
const ROUNDING: Duration = Duration::from_millis(10);
/// Shorter than any pause that was meant.
const AT_ONCE: Duration = Duration::from_millis(50);

async fn repeats_alike(world: &mut AssayWorld, operation: Operation) -> StepResult {
    let requests = sent(world, operation)?;
    let [first, rest @ ..] = requests.as_slice() else { return Ok(()) };
    check::holds(!rest.is_empty(), "the request was not repeated", "a repetition", "one request")
        .fix("Repeat a request that got no answer, or let the caller repeat it")?;
    for again in rest {
        alike(first, again)?;
    }
    Ok(())
}

fn alike(first: &Exchange, again: &Exchange) -> StepResult {
    let key = |exchange| header(exchange, "idempotency-key").unwrap_or("none").to_owned();
    let advice = "Keep key and bytes of a request until its outcome is known, and repeat both";
    let same_key = check::equal("Idempotency-Key of the repetition", &key(first), &key(again)).fix(advice);
    shown_in(same_key, Some(again))?;
    let body = |exchange: &Exchange| String::from_utf8_lossy(&exchange.request.body).into_owned();
    let same = first.request.body == again.request.body;
    let same_bytes = check::holds(same, "body of the repetition", &body(first), &body(again)).fix(advice);
    shown_in(same_bytes, Some(again))
}

async fn repeats(world: &mut AssayWorld, operation: Operation) -> StepResult {
    let log = world.seat()?.log();
    let by_itself = world.seat()?.acts().iter().any(|act| {
        log.iter().filter(|(number, exchange)| act.holds(*number) && sight::is(exchange, operation)).count()
            > 1
    });
    check::holds(by_itself, "the connector gave up at the first failure", "a repetition", "none")
        .fix("Repeat requests that failed for the moment, with pauses and an end")
}

async fn waits(world: &mut AssayWorld, (seconds, operation): (u64, Operation)) -> StepResult {
    let least = Duration::from_secs(seconds);
    paused(world, operation, least.saturating_sub(ROUNDING), &format!("{seconds} s, as Retry-After says"))
}

async fn pauses(world: &mut AssayWorld, operation: Operation) -> StepResult {
    paused(world, operation, AT_ONCE, "a pause that grows")
}

/// Repetitions within one action; between two actions the caller decides.
fn paused(world: &AssayWorld, operation: Operation, least: Duration, expected: &str) -> StepResult {
    let seat = world.seat()?;
    for act in seat.acts() {
        let of_act = seat
            .log()
            .iter()
            .filter(|(number, exchange)| act.holds(*number) && sight::is(exchange, operation));
        let requests: Vec<&Exchange> = of_act.map(|(_, exchange)| exchange).collect();
        for pair in requests.windows(2) {
            let [before, after] = pair else { continue };
            let waited = pause(before, after);
            let actual = format!("{} ms", waited.as_millis());
            let held = check::holds(waited >= least, "the repetition came too soon", expected, &actual)
                .fix("Wait as long as Retry-After says, and longer each time without it");
            shown_in(held, Some(after))?;
        }
    }
    Ok(())
}

async fn at_most(world: &mut AssayWorld, (operation, most): (Operation, usize)) -> StepResult {
    let requests = sent(world, operation)?;
    let (count, title) = (requests.len(), format!("{operation} was repeated without an end"));
    let held = check::holds(count <= most, &title, &format!("{most} at most"), &count.to_string())
        .fix("Bound repetitions by number and by time");
    shown_in(held, requests.last().copied())
}

async fn once(world: &mut AssayWorld, operation: Operation) -> StepResult {
    let requests = sent(world, operation)?;
    let (count, title) = (requests.len(), format!("{operation} was sent"));
    let held = check::holds(count == 1, &title, "once", &format!("{count} times"))
        .fix("Repeat only what failed for the moment; a refusal is final");
    shown_in(held, requests.last().copied())
}

async fn looks_up(world: &mut AssayWorld, (): ()) -> StepResult {
    let (at, _) = last_spoilt(world)?;
    let after = world.exchanges().iter().skip(at + 1);
    let next = after.filter(|exchange| sight::is_call(exchange)).find(|exchange| {
        exchange.operation == Some(Operation::CompleteCheckout)
            || exchange.operation == Some(Operation::GetCheckout)
    });
    let blind = next.filter(|exchange| exchange.operation == Some(Operation::CompleteCheckout));
    let held = check::holds(
        blind.is_none(),
        "a second completion without a look",
        "a read of the checkout first",
        "a completion",
    )
    .fix("Read the checkout when the answer to a completion is lost: the order may be placed already");
    shown_in(held, blind)
}
