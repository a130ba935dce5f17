//! What the connector is asked for. Each row needs operations of the driver; [`NEEDS`] says which.

use super::basket;
use crate::connector::Action;
use crate::harness::interrupt::StepResult;
use crate::harness::step::{StepDef, step};
use crate::harness::world::AssayWorld;
use serde_json::json;

/// The rows.
pub const STEPS: &[StepDef] = &[
    step!(Given "a checkout of the connector for {int} of {string}", has_checkout,
        doc: "Has the connector open a checkout; blocked when it tells an error.",
        example: "a checkout of the connector for 1 of \"an available product\""),
    step!(Given "a checkout of the connector that is ready for {int} of {string}", has_ready,
        doc: "Has the connector open a checkout and supply what the business asks for until it is ready to be completed.",
        example: "a checkout of the connector that is ready for 1 of \"an available product\""),
    step!(Given "an order of the connector for {int} of {string}", has_order,
        doc: "Has the connector buy; blocked when it tells an error.",
        example: "an order of the connector for 1 of \"an available product\""),
    step!(When "the connector is asked to discover the business", discover,
        doc: "Asks for what the business speaks.",
        example: "the connector is asked to discover the business"),
    step!(When "the connector is asked to create a checkout for {int} of {string}", create,
        doc: "Asks for a checkout of so many units of a product.",
        example: "the connector is asked to create a checkout for 1 of \"an available product\""),
    step!(When "the connector is asked to read the checkout", read,
        doc: "Asks for the checkout as it is now.",
        example: "the connector is asked to read the checkout"),
    step!(When "the connector is asked to read the checkout {string}", read_other,
        doc: "Asks for a checkout by an identifier.",
        example: "the connector is asked to read the checkout \"../orders/1\""),
    step!(When "the connector is asked to update the checkout to {int} of {string}", update,
        doc: "Asks for other goods in the checkout.",
        example: "the connector is asked to update the checkout to 2 of \"an available product\""),
    step!(When "the connector is asked to enter the code {string}", enter_code,
        doc: "Asks for a discount code in the checkout.",
        example: "the connector is asked to enter the code \"a percentage code\""),
    step!(When "the connector is asked to complete the checkout with {string}", complete,
        doc: "Asks for the order at the price last told.",
        example: "the connector is asked to complete the checkout with \"a token that succeeds\""),
    step!(When "the connector is asked to cancel the checkout", cancel,
        doc: "Asks to give the checkout up.",
        example: "the connector is asked to cancel the checkout"),
    step!(When "the connector is asked to read the order", read_order,
        doc: "Asks for the order as it is now.",
        example: "the connector is asked to read the order"),
    step!(When "the connector is asked to buy {int} of {string}", buy,
        doc: "Asks for everything from the checkout to the order, action by action.",
        example: "the connector is asked to buy 1 of \"an available product\""),
    step!(When "the same action is asked again", again,
        doc: "Asks for the last action once more, as a caller does whose connector gave up.",
        example: "the same action is asked again"),
    step!(When "the same action is asked again if the connector gave up", again_if_given_up,
        doc: "Asks for the last action once more when it was told to have failed.",
        example: "the same action is asked again if the connector gave up"),
    step!(When "the same action is asked again unless the connector repeated it by itself", again_unless_repeated,
        doc: "Asks for the last action once more when its operation went over the wire once only.",
        example: "the same action is asked again unless the connector repeated it by itself"),
];

/// Phrases and the operations, by the names of drivers, that they cannot do without.
pub const NEEDS: &[(&str, &[&str])] = &[
    ("a checkout of the connector for {int} of {string}", &["create"]),
    ("a checkout of the connector that is ready for {int} of {string}", &["create", "update"]),
    ("an order of the connector for {int} of {string}", &["create", "update", "complete"]),
    ("the connector is asked to discover the business", &["discover"]),
    ("the connector is asked to create a checkout for {int} of {string}", &["create"]),
    ("the connector is asked to discover the business without TLS", &["discover"]),
    ("the connector is asked to create a checkout of nonsense", &["create"]),
    ("the connector checks signatures of answers", &["create"]),
    ("the connector uses unsigned answers", &["create"]),
    ("the connector keeps the profile of the business", &["create"]),
    ("the connector is asked to read the checkout", &["get"]),
    ("the connector is asked to read the checkout {string}", &["get"]),
    ("the connector is asked to update the checkout to {int} of {string}", &["update"]),
    ("the connector is asked to enter the code {string}", &["update"]),
    ("the connector is asked to complete the checkout with {string}", &["complete"]),
    ("the connector is asked to cancel the checkout", &["cancel"]),
    ("the connector is asked to read the order", &["get_order"]),
    ("the connector is asked to buy {int} of {string}", &["create", "update", "complete"]),
    ("a checkout of the connector that needs the buyer", &["create", "update"]),
    ("{int} webhook(s) came to the connector", &["webhook"]),
    ("the connector takes in no webhook that has half an order", &["webhook_seen"]),
    ("the connector takes every event in once at most", &["webhook_seen"]),
    ("no older event replaces a newer one", &["webhook_seen"]),
    ("the connector reads the order by itself", &["get_order"]),
    ("the connector goes shopping {int} time(s)", &["create", "update", "complete"]),
];

async fn has_checkout(world: &mut AssayWorld, (quantity, product): (u64, String)) -> StepResult {
    basket::created(world, quantity, &product).await
}

async fn has_ready(world: &mut AssayWorld, (quantity, product): (u64, String)) -> StepResult {
    basket::created(world, quantity, &product).await?;
    basket::ready(world).await
}

async fn has_order(world: &mut AssayWorld, (quantity, product): (u64, String)) -> StepResult {
    has_ready(world, (quantity, product)).await?;
    let outcome = basket::complete(world, "a token that succeeds", None).await?;
    basket::needs(&outcome, "complete")?;
    world.recall("order").map(drop)
}

async fn discover(world: &mut AssayWorld, (): ()) -> StepResult {
    world.ask(Action::Discover).await.map(drop)
}

async fn create(world: &mut AssayWorld, (quantity, product): (u64, String)) -> StepResult {
    basket::create(world, quantity, &product).await.map(drop)
}

async fn read(world: &mut AssayWorld, (): ()) -> StepResult {
    let id = world.recall("checkout")?;
    world.ask(Action::Get { id }).await.map(drop)
}

async fn read_other(world: &mut AssayWorld, id: String) -> StepResult {
    world.ask(Action::Get { id }).await.map(drop)
}

async fn update(world: &mut AssayWorld, (quantity, product): (u64, String)) -> StepResult {
    let id = world.plan()?.product(&product)?.id.clone();
    let line = crate::connector::shopper::line(&id, quantity);
    basket::update(world, json!({ "line_items": [line] })).await.map(drop)
}

async fn enter_code(world: &mut AssayWorld, code: String) -> StepResult {
    let code = world.plan()?.code(&code)?.code.clone();
    basket::update(world, json!({ "discounts": { "codes": [code] } })).await.map(drop)
}

async fn complete(world: &mut AssayWorld, token: String) -> StepResult {
    basket::complete(world, &token, None).await.map(drop)
}

async fn cancel(world: &mut AssayWorld, (): ()) -> StepResult {
    let id = world.recall("checkout")?;
    world.ask(Action::Cancel { id }).await.map(drop)
}

async fn read_order(world: &mut AssayWorld, (): ()) -> StepResult {
    let id = world.recall("order")?;
    world.ask(Action::GetOrder { id }).await.map(drop)
}

async fn buy(world: &mut AssayWorld, (quantity, product): (u64, String)) -> StepResult {
    let created = basket::create(world, quantity, &product).await?;
    basket::needs(&created, "create")?;
    basket::ready(world).await?;
    basket::complete(world, "a token that succeeds", None).await.map(drop)
}

async fn again(world: &mut AssayWorld, (): ()) -> StepResult {
    let action = world.seat()?.last_act()?.action.clone();
    world.ask(action).await.map(drop)
}

async fn again_if_given_up(world: &mut AssayWorld, (): ()) -> StepResult {
    if world.seat()?.last_act()?.outcome.is_success() { Ok(()) } else { again(world, ()).await }
}

async fn again_unless_repeated(world: &mut AssayWorld, (): ()) -> StepResult {
    let act = world.seat()?.last_act()?;
    let operation = super::wire::operation_of(&act.action);
    let of_act = world.seat()?.log().iter().filter(|(number, _)| act.holds(*number));
    let sent = of_act.filter(|(_, exchange)| operation.is_some() && exchange.operation == operation).count();
    if sent > 1 { Ok(()) } else { again(world, ()).await }
}
