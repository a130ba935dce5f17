//! The steps of the connectors' lane: the business stirs, the connector is asked, the wire is judged.

pub mod action;
mod basket;
pub mod buyer;
pub mod caution;
pub mod event;
pub mod money;
pub mod pay;
pub mod portrait;
pub mod repetition;
pub mod restraint;
pub mod server;
pub mod stimulus;
pub mod story;
pub mod told;
pub mod trust;
pub mod wire;

use crate::exchange::Exchange;
use crate::harness::connector::sight;
use crate::harness::interrupt::{FailureDetail, Interrupt, StepResult};
use crate::harness::world::AssayWorld;
use crate::protocol::operation::Operation;

/// Adds the exchange that shows a failure.
fn shown_in<T>(result: StepResult<T>, exchange: Option<&Exchange>) -> StepResult<T> {
    let id = exchange.map(|exchange| exchange.id.clone());
    let edit = |mut detail: Box<FailureDetail>| {
        detail.exchange = id.clone().or(detail.exchange);
        detail
    };
    result.map_err(|interrupt| match interrupt {
        Interrupt::Fail(detail) => Interrupt::Fail(edit(detail)),
        Interrupt::Warn(detail) => Interrupt::Warn(edit(detail)),
        other @ (Interrupt::NotTested(_)
        | Interrupt::NotApplicable(_)
        | Interrupt::Inconclusive { .. }
        | Interrupt::Harness(_)) => other,
    })
}

/// The requests of an operation, at least one. A connector that never came to it is not judged by what it did not send.
fn sent(world: &AssayWorld, operation: Operation) -> StepResult<Vec<&Exchange>> {
    let requests = world.requests(operation)?;
    if requests.is_empty() {
        return Err(Interrupt::NotTested(format!("the connector sent no {operation}")));
    }
    Ok(requests)
}

/// The last exchange that a stimulus met.
fn last_spoilt(world: &AssayWorld) -> StepResult<(usize, &Exchange)> {
    let found = world.exchanges().iter().enumerate().rev().find(|(_, exchange)| sight::is_spoilt(exchange));
    found.ok_or_else(|| Interrupt::NotTested("no stimulus met the connector".to_owned()))
}

/// The business did not send what the step is about: nothing can be said.
fn nothing_sent(what: &str) -> Interrupt {
    Interrupt::NotTested(format!("the business sent no {what}"))
}

/// Has the connector open a checkout of the plan's product; whether it tells of no error.
///
/// # Errors
/// When it could not be asked.
pub(in crate::harness) async fn opens(world: &mut AssayWorld) -> StepResult<bool> {
    Ok(basket::create(world, 1, "an available product").await?.is_success())
}
