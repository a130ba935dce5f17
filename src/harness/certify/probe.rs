//! The last question of the preflight: can the plan's product be bought at all?

use crate::harness::interrupt::Interrupt;
use crate::harness::run::Run;
use crate::harness::suite::Case;
use crate::harness::world::AssayWorld;
use crate::protocol::operation::Operation;
use crate::report::{PreflightCheck, PreflightOutcome};
use crate::transport::view::View;
use serde_json::json;
use std::sync::Arc;

/// Creates one checkout with the plan's product. An outcome of the protocol that says "not this
/// item" is the plan's mistake; any other refusal is the scenarios' business.
pub(super) async fn create(run: &Arc<Run>) -> PreflightCheck {
    let (outcome, detail) = match attempt(run).await {
        Ok(view) if view.is_resource() => (PreflightOutcome::Ok, "a checkout was created".to_owned()),
        Ok(view) if is_plan_mistake(&view) => (PreflightOutcome::Blocked, words(&view)),
        Ok(view) => (PreflightOutcome::Remark, words(&view)),
        Err(interrupt) => (PreflightOutcome::Remark, interrupt.to_string()),
    };
    let advice = match outcome {
        PreflightOutcome::Ok => None,
        PreflightOutcome::Remark => Some("The scenarios tell what is wrong with create_checkout."),
        PreflightOutcome::Blocked => Some("Correct products.available of the plan."),
    };
    PreflightCheck {
        version: run.version.date().to_owned(),
        name: "the product of the plan can be bought".to_owned(),
        outcome,
        detail,
        how_to_fix: advice.map(str::to_owned),
    }
}

async fn attempt(run: &Arc<Run>) -> Result<View, Interrupt> {
    let mut world = AssayWorld::default();
    world.enter(Arc::clone(run), Arc::new(Case::preflight())).await;
    let result = buy(&mut world).await;
    if !result.as_ref().is_ok_and(View::is_resource) {
        // The first refusal is kept; there is only one preflight.
        world.symptom().map(|symptom| run.refusal.set(symptom));
    }
    world.depart().await;
    result
}

async fn buy(world: &mut AssayWorld) -> Result<View, Interrupt> {
    world.ready()?;
    let id = world.plan()?.product("available")?.id.clone();
    let body = json!({ "line_items": [{ "item": { "id": id }, "quantity": 1 }] });
    world.call(Operation::CreateCheckout, None, Some(&body)).await
}

fn is_plan_mistake(view: &View) -> bool {
    let about_items = ["not_found", "item_unavailable", "out_of_stock", "invalid_item", "product_not_found"];
    view.status < 300 && view.messages().iter().any(|message| about_items.contains(&message.code.as_str()))
}

fn words(view: &View) -> String {
    let messages: Vec<String> = view.messages().into_iter().map(|message| message.code).collect();
    let code = view.error_code().map_or_else(|| messages.join(", "), str::to_owned);
    format!("create_checkout answered {} {code}", view.status)
}
