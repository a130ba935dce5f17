//! What a checkout is: its status, its content, its order, its page.

use super::{answer, prepare};
use crate::harness::check::{self, Explain};
use crate::harness::interrupt::{FailureDetail, Interrupt, StepResult};
use crate::harness::step::{StepDef, step};
use crate::harness::world::AssayWorld;
use crate::protocol::operation::Operation;
use crate::protocol::version::{OutcomeRule, UpdateRule};
use crate::transport::view::View;
use serde_json::Value;

/// The rows.
pub const STEPS: &[StepDef] = &[
    step!(Then "the answer is a checkout", is_checkout,
        doc: "Fails unless the last answer is a success with an id, a status, line items, a currency and totals.",
        example: "the answer is a checkout"),
    step!(Then "the checkout is {string}", has_status,
        doc: "Fails unless the last answer is a checkout of this status.",
        example: "the checkout is \"canceled\""),
    step!(Then "the checkout is {string} or {string}", has_one_of_two_statuses,
        doc: "Fails unless the last answer is a checkout of one of these statuses.",
        example: "the checkout is \"ready_for_complete\" or \"completed\""),
    step!(Then "the checkout is {string} or gone", has_status_or_is_gone,
        doc: "Fails unless the last answer is a checkout of this status or says that there is none (not_found, or 404 where a version has that).",
        example: "the checkout is \"canceled\" or gone"),
    step!(Then "the checkout is still canceled or gone", is_still_canceled,
        doc: "Reads the checkout; fails unless it is canceled or not found.",
        example: "the checkout is still canceled or gone"),
    step!(Then "the checkout is not {string}", has_not_status,
        doc: "Fails when the checkout has this status; reads it when the last answer does not show it.",
        example: "the checkout is not \"completed\""),
    step!(Then "the checkout holds {int} of {string}", holds,
        doc: "Fails unless the last answer has a line item of this product and quantity, and no other of that product.",
        example: "the checkout holds 2 of \"an available product\""),
    step!(Then "the checkout does not hold {string}", does_not_hold,
        doc: "Fails when the last answer has a line item of this product, or is no checkout.",
        example: "the checkout does not hold \"an available product\""),
    step!(Then "the checkout has no buyer", has_no_buyer,
        doc: "Fails when the last answer is no checkout, or shows anything of a buyer; warns of the buyer where the version's text and its definition contradict each other on what an update leaves out.",
        example: "the checkout has no buyer"),
    step!(Then "the checkout has a continue_url", has_url,
        doc: "Fails when a checkout that requires escalation has no continue_url; warns when another has none.",
        example: "the checkout has a continue_url"),
    step!(Then "the checkout has no continue_url", has_no_url,
        doc: "Warns when the last answer has a continue_url; fails when it is no checkout.",
        example: "the checkout has no continue_url"),
    step!(Then "the checkout's continue_url is an absolute https URL", url_is_absolute,
        doc: "Fails unless the last answer has a continue_url with the scheme https and a host.",
        example: "the checkout's continue_url is an absolute https URL"),
    step!(Then "the checkout has an order with an id and a permalink", has_order,
        doc: "Fails unless the last answer shows an order with an id and an absolute https permalink; names it `order`.",
        example: "the checkout has an order with an id and a permalink"),
    step!(Then "the checkout has no order", has_no_order,
        doc: "Fails when the last answer or the checkout read again shows an order.",
        example: "the checkout has no order"),
    step!(Then "the checkout links to at least a privacy policy and terms of service", has_links,
        doc: "Warns unless `links` has a privacy policy and terms of service with a URL.",
        example: "the checkout links to at least a privacy policy and terms of service"),
    step!(Then "the checkout's line item has the plan's price for {string}", has_plan_price,
        doc: "Warns unless the line item of this product has the title and the price of the plan; not tested when the plan has no price.",
        example: "the checkout's line item has the plan's price for \"an available product\""),
];

/// Members that every checkout has.
const MEMBERS: [&str; 5] = ["id", "status", "line_items", "currency", "totals"];
/// Kinds of link that concern every shop.
const LINKS: [&str; 2] = ["privacy_policy", "terms_of_service"];

async fn is_checkout(world: &mut AssayWorld, (): ()) -> StepResult {
    let view = world.last()?;
    checkout(view).map(drop).seen_in(view)
}

/// The status of a checkout; fails when the answer is something else.
///
/// # Errors
/// [`Interrupt::Fail`].
pub(super) fn checkout(view: &View) -> StepResult<&str> {
    let missing: Vec<&str> =
        MEMBERS.into_iter().filter(|name| view.at(&format!("/{name}")).is_none()).collect();
    let actual = format!("{}, without {}", prepare::outcome(view), missing.join(", "));
    let good = view.is_resource() && missing.is_empty();
    check::holds(good, "the answer is no checkout", "a checkout", &actual)?;
    Ok(view.checkout_status().unwrap_or_default())
}

async fn has_status(world: &mut AssayWorld, expected: String) -> StepResult {
    let view = world.last()?;
    status(view, &[&expected]).seen_in(view)
}

async fn has_one_of_two_statuses(world: &mut AssayWorld, (one, other): (String, String)) -> StepResult {
    let view = world.last()?;
    status(view, &[&one, &other]).seen_in(view)
}

fn status(view: &View, permitted: &[&str]) -> StepResult {
    check::any_of("status of the checkout", permitted, &checkout(view)?)
}

async fn has_status_or_is_gone(world: &mut AssayWorld, expected: String) -> StepResult {
    let view = world.last()?;
    status_or_gone(view, &expected).seen_in(view)
}

fn status_or_gone(view: &View, expected: &str) -> StepResult {
    if is_gone(view) { Ok(()) } else { status(view, &[expected]) }
}

/// Whether the business says that it has no such checkout.
fn is_gone(view: &View) -> bool {
    match view.edition().outcomes {
        OutcomeRule::Envelope => answer::error_envelope(view)
            .is_ok_and(|errors| errors.iter().any(|error| error.code == "not_found")),
        OutcomeRule::MessagesBody => view.is_missing() && answer::error_body(view).is_ok(),
    }
}

async fn is_still_canceled(world: &mut AssayWorld, (): ()) -> StepResult {
    let view = read(world).await?;
    status_or_gone(&view, "canceled").seen_in(&view)
}

async fn read(world: &mut AssayWorld) -> StepResult<View> {
    let id = world.recall("checkout")?;
    world.call(Operation::GetCheckout, Some(&id), None).await
}

/// The checkout as the last answer shows it, or, when that is another thing, as reading shows it.
async fn shown(world: &mut AssayWorld) -> StepResult<View> {
    let view = world.last()?.clone();
    if checkout(&view).is_ok() { Ok(view) } else { read(world).await }
}

async fn has_not_status(world: &mut AssayWorld, unwanted: String) -> StepResult {
    let view = shown(world).await?;
    let status = checkout(&view).seen_in(&view)?;
    let wanted = format!("another status than {unwanted}");
    check::holds(status != unwanted, "status of the checkout", &wanted, status).seen_in(&view)
}

async fn holds(world: &mut AssayWorld, (quantity, product): (u64, String)) -> StepResult {
    let wanted = world.plan()?.product(&product)?.id.clone();
    let view = world.last()?;
    let expected = format!("one line item of {wanted} with quantity {quantity}");
    let actual = quantities(view, &wanted).seen_in(view)?;
    let good = actual == [quantity];
    check::holds(good, "line items of the product", &expected, &format!("quantities {actual:?}"))
        .seen_in(view)
}

async fn does_not_hold(world: &mut AssayWorld, product: String) -> StepResult {
    let unwanted = world.plan()?.product(&product)?.id.clone();
    let view = world.last()?;
    let actual = quantities(view, &unwanted).seen_in(view)?;
    let title = format!("line items of {unwanted}");
    check::holds(actual.is_empty(), &title, "none", &format!("quantities {actual:?}")).seen_in(view)
}

/// The quantities of a checkout's line items of one product.
fn quantities(view: &View, product: &str) -> StepResult<Vec<u64>> {
    checkout(view)?;
    let lines = view.list("/line_items").iter();
    let lines = lines.filter(|line| line.pointer("/item/id").and_then(Value::as_str) == Some(product));
    Ok(lines.filter_map(|line| line.get("quantity").and_then(Value::as_u64)).collect())
}

async fn has_no_buyer(world: &mut AssayWorld, (): ()) -> StepResult {
    let view = world.last()?;
    checkout(view).map(drop).seen_in(view)?;
    let gone = no_buyer(view).seen_in(view).fix("Let an update replace the whole checkout");
    match view.edition().updates {
        UpdateRule::Replaces => gone,
        UpdateRule::Disputed => gone.recommended(),
    }
}

fn no_buyer(view: &View) -> StepResult {
    checkout(view)?;
    let shown = view.at("/buyer").and_then(Value::as_object).map(|buyer| buyer.keys().cloned().collect());
    let members: Vec<String> = shown.unwrap_or_default();
    check::holds(members.is_empty(), "the checkout still has a buyer", "no buyer", &members.join(", "))
}

async fn has_url(world: &mut AssayWorld, (): ()) -> StepResult {
    let view = world.last()?;
    url(view).seen_in(view).fix("Send continue_url with every checkout that is not completed or canceled")
}

fn url(view: &View) -> StepResult {
    let escalated = checkout(view)? == "requires_escalation";
    let found =
        check::present(view.text("/continue_url"), "continue_url is missing", "a continue_url").map(drop);
    if escalated { found } else { found.recommended() }
}

async fn has_no_url(world: &mut AssayWorld, (): ()) -> StepResult {
    let view = world.last()?;
    no_url(view).seen_in(view)
}

fn no_url(view: &View) -> StepResult {
    checkout(view)?;
    let none = view.at("/continue_url").is_none_or(Value::is_null);
    check::holds(none, "a checkout that is over has a continue_url", "none", "a continue_url")
        .clause("CHK-036")
        .recommended()
}

async fn url_is_absolute(world: &mut AssayWorld, (): ()) -> StepResult {
    let view = world.last()?;
    let url = check::present(view.text("/continue_url"), "continue_url is missing", "a continue_url");
    answer::absolute_https(url.seen_in(view)?).seen_in(view)
}

async fn has_order(world: &mut AssayWorld, (): ()) -> StepResult {
    let view = world.last()?;
    let order = order(view).seen_in(view)?.to_owned();
    world.remember("order", order);
    Ok(())
}

/// The identifier of a checkout's order; fails unless there is one with a permalink.
fn order(view: &View) -> StepResult<&str> {
    checkout(view)?;
    let id = view.text("/order/id").filter(|id| !id.is_empty());
    let id = check::present(id, "the checkout shows no order", "order.id")?;
    let permalink = view.text("/order/permalink_url");
    answer::absolute_https(check::present(permalink, "the order has no permalink", "order.permalink_url")?)?;
    Ok(id)
}

async fn has_no_order(world: &mut AssayWorld, (): ()) -> StepResult {
    let answer = world.last()?.clone();
    no_order(&answer).seen_in(&answer)?;
    let now = if checkout(&answer).is_ok() { answer } else { read(world).await? };
    checkout(&now).seen_in(&now)?;
    no_order(&now).seen_in(&now)
}

fn no_order(view: &View) -> StepResult {
    let id = view.at("/order").filter(|order| !order.is_null());
    check::holds(
        id.is_none(),
        "there is an order",
        "no order",
        view.text("/order/id").unwrap_or("an order"),
    )?;
    let completed = view.checkout_status() == Some("completed");
    check::holds(!completed, "the checkout is completed", "no order and another status", "completed")
}

async fn has_links(world: &mut AssayWorld, (): ()) -> StepResult {
    let view = world.last()?;
    links(view).seen_in(view)
}

fn links(view: &View) -> StepResult {
    checkout(view)?;
    let given = view.list("/links").iter();
    let with_url = given.filter(|link| link["url"].as_str().is_some_and(|url| !url.is_empty()));
    let kinds: Vec<&str> = with_url.filter_map(|link| link["type"].as_str()).collect();
    let good = LINKS.iter().all(|kind| kinds.contains(kind));
    check::holds(good, "policies that are linked", &LINKS.join(" and "), &kinds.join(", ")).recommended()
}

async fn has_plan_price(world: &mut AssayWorld, product: String) -> StepResult {
    let wanted = world.plan()?.product(&product)?.clone();
    let Some(price) = wanted.price else {
        return Err(Interrupt::NotTested(format!("the plan does not know the price of {}", wanted.id)));
    };
    let view = world.last()?;
    price_and_title(view, &wanted.id, price, wanted.title.as_deref()).seen_in(view)
}

fn price_and_title(view: &View, product: &str, price: i64, title: Option<&str>) -> StepResult {
    checkout(view)?;
    let item = view.list("/line_items").iter().filter_map(|line| line.get("item"));
    let item = item.into_iter().find(|item| item["id"] == product);
    let item = check::present(item, "the product is not in the checkout", product)?;
    let same = item["price"] == price && title.is_none_or(|title| item["title"] == title);
    let mut detail = FailureDetail::new(
        "the product differs from the plan",
        "",
        format!("{} {}", item["price"], item["title"]),
    );
    detail.expected = vec![format!("{price} {}", title.unwrap_or_default()).trim().to_owned()];
    if same { Ok(()) } else { Err(Interrupt::Warn(Box::new(detail))) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;
    use serde_json::json;

    fn view(change: Value) -> View {
        let mut body = json!({ "ucp": { "version": "v" }, "id": "c", "status": "incomplete", "currency": "USD",
            "line_items": [{ "item": { "id": "p", "price": 5, "title": "T" }, "quantity": 2 }], "totals": [] });
        if let (Some(body), Value::Object(change)) = (body.as_object_mut(), change) {
            body.extend(change);
        }
        View::new("x1".into(), 200, Vec::new(), body.to_string().into_bytes())
    }

    const GONE: &str =
        r#"{"ucp":{"status":"error"},"messages":[{"type":"error","code":"not_found","content":"x"}]}"#;

    fn gone() -> View {
        View::new("x1".into(), 200, Vec::new(), GONE.into())
    }

    #[test]
    fn what_is_no_checkout_passes_no_check() {
        let none = View::new("x1".into(), 200, Vec::new(), b"{}".to_vec());
        for view in [none, gone()] {
            assert!(checkout(&view).is_err());
            assert!(status(&view, &["incomplete"]).is_err());
            assert!(quantities(&view, "p").is_err());
            assert!(no_buyer(&view).is_err());
            assert!(url(&view).is_err());
            assert!(no_url(&view).is_err());
            assert!(order(&view).is_err());
            assert!(links(&view).is_err());
            assert!(price_and_title(&view, "p", 5, None).is_err());
        }
    }

    #[test]
    fn statuses_are_compared() {
        assert!(status(&view(json!({})), &["incomplete"]).is_ok());
        assert!(status(&view(json!({})), &["completed", "canceled"]).is_err());
        assert!(status_or_gone(&gone(), "canceled").is_ok());
        assert!(status_or_gone(&view(json!({})), "canceled").is_err());
    }

    #[rstest]
    #[case(json!({}), true)]
    #[case(json!({ "buyer": {} }), true)]
    #[case(json!({ "buyer": { "email": "x" } }), false)]
    fn a_buyer_that_stays_is_seen(#[case] change: Value, #[case] good: bool) {
        assert_eq!(no_buyer(&view(change)).is_ok(), good);
    }

    #[test]
    fn a_missing_url_is_worse_where_the_buyer_is_needed() {
        assert!(matches!(url(&view(json!({}))), Err(Interrupt::Warn(_))));
        assert!(matches!(url(&view(json!({ "status": "requires_escalation" }))), Err(Interrupt::Fail(_))));
        assert!(url(&view(json!({ "continue_url": "https://a" }))).is_ok());
        assert!(matches!(no_url(&view(json!({ "continue_url": "https://a" }))), Err(Interrupt::Warn(_))));
    }

    #[rstest]
    #[case(json!({ "order": { "id": "o", "permalink_url": "https://a/o" } }), true)]
    #[case(json!({ "order": { "id": "o" } }), false)]
    #[case(json!({ "order": { "id": "", "permalink_url": "https://a/o" } }), false)]
    #[case(json!({ "order": { "id": "o", "permalink_url": "/o" } }), false)]
    #[case(json!({}), false)]
    fn an_order_has_an_id_and_a_permalink(#[case] change: Value, #[case] good: bool) {
        assert_eq!(order(&view(change)).is_ok(), good);
    }

    #[rstest]
    #[case(json!({}), true)]
    #[case(json!({ "order": null }), true)]
    #[case(json!({ "order": { "id": "o" } }), false)]
    #[case(json!({ "status": "completed" }), false)]
    fn an_order_that_should_not_be_is_seen(#[case] change: Value, #[case] good: bool) {
        assert_eq!(no_order(&view(change)).is_ok(), good);
    }

    #[test]
    fn links_and_prices_are_compared() {
        let linked = |kinds: &[&str]| {
            let links: Vec<Value> =
                kinds.iter().map(|kind| json!({ "type": kind, "url": "https://a" })).collect();
            links_of(&json!({ "links": links }))
        };
        assert!(linked(&["privacy_policy", "terms_of_service"]));
        assert!(!linked(&["privacy_policy"]));
        assert!(price_and_title(&view(json!({})), "p", 5, Some("T")).is_ok());
        assert!(price_and_title(&view(json!({})), "p", 6, None).is_err());
        assert!(price_and_title(&view(json!({})), "p", 5, Some("U")).is_err());
        assert_eq!(quantities(&view(json!({})), "p"), Ok(vec![2]));
    }

    fn links_of(change: &Value) -> bool {
        links(&view(change.clone())).is_ok()
    }
}
