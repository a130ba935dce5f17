//! How many orders came of it: those that answers show and those that the business announces.

use crate::exchange::Exchange;
use crate::harness::check::{self, Explain};
use crate::harness::interrupt::{Cause, Interrupt, StepResult};
use crate::harness::needs;
use crate::harness::step::{StepDef, step};
use crate::harness::world::AssayWorld;
use crate::transport::view::View;
use serde_json::Value;
use std::collections::BTreeSet;
use std::sync::Arc;

/// The rows.
pub const STEPS: &[StepDef] = &[step!(Then "exactly one order was announced", one_order_announced,
        doc: "Waits for a webhook, then for a while that none about another order comes; fails unless webhooks and answers speak of one order. Without the capability order, only answers are looked at.",
        example: "exactly one order was announced")];

async fn one_order_announced(world: &mut AssayWorld, (): ()) -> StepResult {
    let announces = needs::announces_orders(&world.business()?.profile, world.run()?.contract);
    let mut orders = shown(world.answers());
    if announces {
        orders.extend(announced(world).await?);
    }
    let listed: Vec<&str> = orders.iter().map(String::as_str).collect();
    check::holds(listed.len() == 1, "orders placed", "exactly one order", &format!("{listed:?}"))
        .seen_in(world.last()?)
        .fix("Execute a completion once, however often it is sent")
}

/// The orders in webhooks, after at least one came and then, for a while, none about another.
async fn announced(world: &AssayWorld) -> StepResult<BTreeSet<String>> {
    let inbox = world.platforms().acting()?.agent.inbox();
    let timeouts = &world.plan()?.timeouts;
    if inbox.wait_count(1, timeouts.webhook()).await.is_err() {
        let reason = format!("no webhook came within {} ms", timeouts.webhook);
        return Err(Interrupt::blocked(reason, Cause::other("webhooks do not arrive")));
    }
    let several = |received: &[Arc<Exchange>]| Some(pushed(received)).filter(|orders| orders.len() > 1);
    Ok(inbox.wait_for(timeouts.quiet(), several).await.unwrap_or_else(|_| pushed(&inbox.received())))
}

/// The orders that webhooks carry.
fn pushed(received: &[Arc<Exchange>]) -> BTreeSet<String> {
    let documents = received.iter().filter_map(|one| serde_json::from_slice(&one.request.body).ok());
    documents.filter_map(|order: Value| order.get("id")?.as_str().map(str::to_owned)).collect()
}

/// The orders that answers show.
fn shown(answers: &[View]) -> BTreeSet<String> {
    answers.iter().filter_map(|view| view.text("/order/id")).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn orders_are_counted_once_each() {
        let view = |body: &str| View::new("x".into(), 200, Vec::new(), body.into());
        let answers = [
            view(r#"{"id":"c","order":{"id":"o"}}"#),
            view(r#"{"id":"c","order":{"id":"o"}}"#),
            view(r#"{"id":"c"}"#),
            view(r#"{"id":"c","order":{"id":"p"}}"#),
        ];
        assert_eq!(shown(&answers[..3]).len(), 1);
        assert_eq!(shown(&answers).len(), 2);
    }
}
