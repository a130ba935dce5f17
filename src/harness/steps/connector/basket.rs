//! Shopping by single actions, as whoever uses a connector does: what to ask for next, from what the business
//! showed last.

use crate::connector::driver::Payment;
use crate::connector::shopper::{self, Means};
use crate::connector::{Action, Outcome};
use crate::harness::interrupt::{Cause, Interrupt, StepResult};
use crate::harness::world::AssayWorld;
use crate::transport::view::View;
use serde_json::{Map, Value, json};

/// Name under which the content of the checkout is kept.
const CONTENT: &str = "connector content";
/// Most updates until a checkout is ready.
const PATIENCE: usize = 8;

/// Opens a checkout and remembers it.
pub(super) async fn create(world: &mut AssayWorld, quantity: u64, product: &str) -> StepResult<Outcome> {
    let id = world.plan()?.product(product)?.id.clone();
    let content = json!({ "line_items": [shopper::line(&id, quantity)] });
    world.keep(CONTENT, content.clone());
    let outcome = world.ask(Action::Create { checkout: content }).await?;
    let known = world.shown().and_then(View::id).map(str::to_owned).or_else(|| outcome.id.clone());
    if let Some(id) = known {
        world.remember("checkout", id);
    }
    Ok(outcome)
}

/// Opens a checkout that later steps need.
pub(super) async fn created(world: &mut AssayWorld, quantity: u64, product: &str) -> StepResult {
    let outcome = create(world, quantity, product).await?;
    needs(&outcome, "create")?;
    world.recall("checkout").map(drop)
}

/// Supplies what the business asks for until the checkout is ready to be completed, or in no need of the connector.
pub(super) async fn ready(world: &mut AssayWorld) -> StepResult {
    for _ in 0..PATIENCE {
        let Some(view) = world.shown().cloned() else { break };
        if view.checkout_status() == Some("ready_for_complete") {
            return Ok(());
        }
        let means = means(world)?;
        let content = world.kept(CONTENT)?.clone();
        let Some(next) = shopper::supplied(&content, &view, &means) else { break };
        let changes = changed(&content, &next);
        world.keep(CONTENT, next);
        let outcome = world.ask(Action::Update { id: world.recall("checkout")?, checkout: changes }).await?;
        needs(&outcome, "update")?;
    }
    let status = world.shown().and_then(View::checkout_status).unwrap_or("unknown").to_owned();
    if status == "ready_for_complete" {
        return Ok(());
    }
    let reason = format!("the checkout is {status} and nothing is left to supply");
    Err(Interrupt::blocked(
        reason,
        Cause::other("the connector cannot bring a checkout to ready_for_complete"),
    ))
}

/// Asks for a change of some members.
pub(super) async fn update(world: &mut AssayWorld, changes: Value) -> StepResult<Outcome> {
    let mut content = world.kept(CONTENT)?.clone();
    for (name, value) in changes.as_object().into_iter().flatten() {
        content[name.as_str()] = value.clone();
    }
    world.keep(CONTENT, content);
    world.ask(Action::Update { id: world.recall("checkout")?, checkout: changes }).await
}

/// Asks for the order, and remembers it.
pub(super) async fn complete(
    world: &mut AssayWorld,
    token: &str,
    consent: Option<i64>,
) -> StepResult<Outcome> {
    let plan = world.plan()?;
    let payment =
        Payment { token: plan.token(token)?.token.clone(), handler_id: plan.payment_handler.clone() };
    let action = Action::Complete { id: world.recall("checkout")?, payment, consent };
    let outcome = world.ask(action).await?;
    let shown = world.shown().and_then(|view| view.text("/order/id").or_else(|| view.text("/order_id")));
    if let Some(id) = shown.map(str::to_owned).or_else(|| outcome.order_id.clone()) {
        world.remember("order", id);
    }
    Ok(outcome)
}

/// What a later step builds on has to have worked; that it did not accuses nobody here.
pub(super) fn needs(outcome: &Outcome, what: &str) -> StepResult {
    if outcome.is_success() {
        return Ok(());
    }
    let told = outcome.error.as_deref().or(outcome.error_code.as_deref()).unwrap_or("no reason");
    let reason = format!("the connector was asked to {what} and told: {told}");
    Err(Interrupt::blocked(reason, Cause::other(format!("the connector cannot {what}"))))
}

fn means(world: &AssayWorld) -> StepResult<Means> {
    let plan = world.plan()?;
    let buyer = serde_json::to_value(plan.buyer("a new buyer")?).unwrap_or_default();
    let address = serde_json::to_value(plan.address("a domestic address")?).unwrap_or_default();
    Ok(Means { buyer, address, unasked: false })
}

/// The members that differ.
fn changed(before: &Value, after: &Value) -> Value {
    let members = after.as_object().into_iter().flatten();
    let changed = members.filter(|(name, value)| before.get(name.as_str()) != Some(*value));
    Value::Object(changed.map(|(name, value)| (name.clone(), value.clone())).collect::<Map<_, _>>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_members_that_differ_are_changed() {
        let before = json!({"line_items": [1], "buyer": {"email": "a"}});
        let after = json!({"line_items": [1], "buyer": {"email": "b"}, "fulfillment": {}});
        assert_eq!(changed(&before, &after), json!({"buyer": {"email": "b"}, "fulfillment": {}}));
    }
}
