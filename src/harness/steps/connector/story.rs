//! The worlds of `scenarios/stories`, played by the connector: many purchases where things go wrong by chance, and
//! what holds whatever went wrong.

use super::{basket, shown_in};
use crate::connector::reference::backoff;
use crate::connector::{Action, Outcome};
use crate::exchange::Exchange;
use crate::harness::check::{self, Explain};
use crate::harness::connector::{Act, sight};
use crate::harness::interrupt::{Interrupt, StepResult};
use crate::harness::step::{StepDef, step};
use crate::harness::world::AssayWorld;
use crate::protocol::operation::Operation;
use crate::transport::view::View;
use std::collections::BTreeSet;
use std::time::Duration;

/// The rows.
pub const STEPS: &[StepDef] = &[
    step!(When "the connector goes shopping {int} time(s)", shops,
        doc: "Asks for so many purchases of an available product, action by action; what may succeed later is asked for again a few times, what the connector gives up is given up.",
        example: "the connector goes shopping 3 times"),
    step!(When "something of the story has happened", has_happened,
        doc: "The scenario is not tested when none of the world's faults met the connector.",
        example: "something of the story has happened"),
    step!(Then "every repetition has the key and the bytes of the first", repetitions_alike,
        doc: "Fails when a change that the connector repeated within one action had another Idempotency-Key or another body; not tested when nothing went wrong.",
        example: "every repetition has the key and the bytes of the first"),
    step!(Then "no repetition comes before Retry-After allows it", after_retry_after,
        doc: "Fails when the connector repeated a request sooner than the Retry-After of its answer said, in seconds or as a date; not tested when nobody said so.",
        example: "no repetition comes before Retry-After allows it"),
    step!(Then "the connector tells of every order that the business has", tells_every_order,
        doc: "Fails unless the orders told by the connector are as many as the business has, and each was charged once.",
        example: "the connector tells of every order that the business has"),
    step!(Then "the connector pays what is still open", pays_what_is_open,
        doc: "Fails when a checkout that was shown to be ready and not expired was not completed when it was asked for; not tested when nothing became ready.",
        example: "the connector pays what is still open"),
    step!(Then "the connector tells of every payment that did not succeed", tells_every_failure,
        doc: "Fails when the business answered a completion with an error message and the connector told neither a message nor an error; not tested when every payment succeeded.",
        example: "the connector tells of every payment that did not succeed"),
];

/// How often something that may succeed later is asked for again.
const PATIENCE: usize = 3;
/// Pauses are measured in whole milliseconds at either end.
const ROUNDING: Duration = Duration::from_millis(10);

async fn shops(world: &mut AssayWorld, times: usize) -> StepResult {
    for _ in 0..times {
        match purchase(world).await {
            // A connector that gives up a purchase may do so.
            Ok(()) | Err(Interrupt::Inconclusive { .. }) => {}
            Err(other) => return Err(other),
        }
    }
    Ok(())
}

/// A story works by chance: where nothing went wrong, nothing was tried.
async fn has_happened(world: &mut AssayWorld, (): ()) -> StepResult {
    let happened = world.seat()?.wire().armed().iter().any(|rule| rule.fired > 0);
    if happened { Ok(()) } else { Err(Interrupt::NotTested("nothing of the story happened".to_owned())) }
}

async fn purchase(world: &mut AssayWorld) -> StepResult {
    let outcome = basket::create(world, 1, "an available product").await?;
    basket::needs(&persist(world, outcome).await?, "create")?;
    if let Some(id) = world.shown().and_then(View::id).map(str::to_owned) {
        world.remember("checkout", id);
    }
    basket::ready(world).await?;
    let outcome = basket::complete(world, "a token that succeeds", None).await?;
    let outcome = persist(world, outcome).await?;
    if outcome.is_success() { Ok(()) } else { look(world).await }
}

/// Looks what became of a purchase that the connector gave up, where it can.
async fn look(world: &mut AssayWorld) -> StepResult {
    let id = world.recall("checkout")?;
    match world.ask(Action::Get { id }).await {
        Ok(_) | Err(Interrupt::NotApplicable(_)) => Ok(()),
        Err(other) => Err(other),
    }
}

/// Asks for the last action again for as long as the connector says that it may succeed later.
async fn persist(world: &mut AssayWorld, mut outcome: Outcome) -> StepResult<Outcome> {
    for _ in 0..PATIENCE {
        if outcome.is_success() || !outcome.retryable {
            break;
        }
        let action = world.seat()?.last_act()?.action.clone();
        outcome = world.ask(action).await?;
    }
    Ok(outcome)
}

/// What the connector sent for one action, in order.
fn of_act<'a>(world: &'a AssayWorld, act: &Act) -> StepResult<Vec<&'a Exchange>> {
    let log = world.seat()?.log().iter();
    Ok(log.filter(|(number, one)| act.holds(*number) && sight::is_call(one)).map(|(_, one)| one).collect())
}

/// Requests with the next one to the same place that repeats them, within one action.
fn repetitions<'a>(requests: &[&'a Exchange]) -> Vec<(&'a Exchange, &'a Exchange)> {
    let pairs = requests.iter().enumerate().filter_map(|(at, first)| {
        let next = requests.iter().skip(at + 1).find(|other| is_same_place(first, other))?;
        is_repetition(first, next).then_some((*first, *next))
    });
    pairs.collect()
}

fn is_same_place(one: &Exchange, other: &Exchange) -> bool {
    one.request.method == other.request.method && one.request.url == other.request.url
}

/// Two changes in a row are one repeated when they share something, or when the first found nobody to answer it.
fn is_repetition(first: &Exchange, next: &Exchange) -> bool {
    let key = |exchange| sight::header(exchange, "idempotency-key");
    let unheard = first.response.as_ref().is_none_or(|answer| answer.status == 429 || answer.status >= 500);
    unheard || first.request.body == next.request.body || key(first).is_some_and(|one| Some(one) == key(next))
}

/// Every repetition of the scenario.
fn all_repetitions(world: &AssayWorld) -> StepResult<Vec<(&Exchange, &Exchange)>> {
    let mut found = Vec::new();
    for act in world.seat()?.acts() {
        found.extend(repetitions(&of_act(world, act)?));
    }
    Ok(found)
}

async fn repetitions_alike(world: &mut AssayWorld, (): ()) -> StepResult {
    let changes = all_repetitions(world)?.into_iter().filter(|(first, _)| first.request.method != "GET");
    for (first, again) in changes {
        let advice = "Keep key and bytes of a request until its outcome is known, and repeat both";
        let key = |exchange| sight::header(exchange, "idempotency-key").unwrap_or("none").to_owned();
        let held = check::equal("Idempotency-Key of a repetition", &key(first), &key(again)).fix(advice);
        shown_in(held, Some(again))?;
        let body = |exchange: &Exchange| String::from_utf8_lossy(&exchange.request.body).into_owned();
        let held = check::equal("body of a repetition", &body(first), &body(again)).fix(advice);
        shown_in(held, Some(again))?;
    }
    Ok(())
}

async fn after_retry_after(world: &mut AssayWorld, (): ()) -> StepResult {
    for (first, again) in all_repetitions(world)? {
        let answered = first.at.plus(Duration::from_micros(first.elapsed_micros));
        let asked = sight::answer_header(first, "retry-after")
            .and_then(|value| backoff::retry_after(value, answered));
        let Some(asked) = asked else { continue };
        let waited = sight::pause(first, again);
        let held = check::holds(
            waited >= asked.saturating_sub(ROUNDING),
            "a repetition before its time",
            &format!("{} ms after the answer", asked.as_millis()),
            &format!("{} ms", waited.as_millis()),
        )
        .fix("Wait as long as Retry-After says: seconds, or until a date");
        shown_in(held, Some(again))?;
    }
    Ok(())
}

async fn tells_every_order(world: &mut AssayWorld, (): ()) -> StepResult {
    let seat = world.seat()?;
    let books = seat.wire().books();
    let told: BTreeSet<&str> = seat.acts().iter().filter_map(ordered).collect();
    check::equal("orders that the connector tells of", &books.orders, &told.len())
        .fix("Look up what became of a completion whose answer was lost, and tell of the order")?;
    check::equal("charges", &books.orders, &books.charges)
}

/// The checkout that an action was about, when the connector told that it became an order: by the order, or by the
/// state, for those who cannot tell which order.
fn ordered(act: &Act) -> Option<&str> {
    let (Action::Complete { id, .. } | Action::Get { id }) = &act.action else { return None };
    let told = act.outcome.order_id.is_some() || act.outcome.status.as_deref() == Some("completed");
    told.then_some(id.as_str())
}

async fn pays_what_is_open(world: &mut AssayWorld, (): ()) -> StepResult {
    let mut asked = false;
    for act in world.seat()?.acts() {
        let Action::Complete { .. } = act.action else { continue };
        asked = true;
        let requests = of_act(world, act)?;
        let paid = requests.iter().any(|one| one.operation == Some(Operation::CompleteCheckout));
        let told = act.outcome.error.as_deref().or(act.outcome.error_code.as_deref()).unwrap_or("no reason");
        let held = check::holds(paid, "an open checkout was given up", "its completion", told)
            .fix("Read times with their offset from UTC, and allow for clocks that are some minutes apart");
        shown_in(held, requests.last().copied())?;
    }
    if asked {
        Ok(())
    } else {
        Err(Interrupt::NotTested("no checkout became ready to be completed".to_owned()))
    }
}

async fn tells_every_failure(world: &mut AssayWorld, (): ()) -> StepResult {
    let mut failed = false;
    for act in world.seat()?.acts() {
        let Action::Complete { .. } = act.action else { continue };
        let requests = of_act(world, act)?;
        let view = |one: &Exchange| world.answers().iter().find(|view| view.exchange == one.id);
        let last = requests.iter().rev().find_map(|one| Some((*one, view(one)?)));
        let Some((exchange, answer)) = last else { continue };
        let refused = answer.messages().into_iter().any(|message| message.kind == "error");
        failed |= refused;
        let told = act.outcome.error_code.is_some() || !act.outcome.messages.is_empty();
        let held = check::holds(
            !refused || told,
            "a payment that did not succeed was kept back",
            "its message",
            "none",
        )
        .fix("Pass on the messages of a completion: the buyer may pay otherwise");
        shown_in(held, Some(exchange))?;
    }
    if failed { Ok(()) } else { Err(Interrupt::NotTested("every payment succeeded".to_owned())) }
}
