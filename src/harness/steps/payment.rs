//! Paying: which handlers and instruments an answer offers, completing with a token of the plan,
//! and that no secret of a payment ever comes back.

use super::{answer, prepare};
use crate::harness::check::{self, Explain};
use crate::harness::interrupt::{Interrupt, StepResult};
use crate::harness::secrets;
use crate::harness::step::{StepDef, step};
use crate::harness::world::AssayWorld;
use crate::protocol::operation::Operation;
use crate::transport::profile_view::entries;
use crate::transport::view::View;
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// The rows.
pub const STEPS: &[StepDef] = &[
    step!(Given "the platform declares the handler of the business with fewer instruments than the business", declares_fewer_instruments,
        doc: "Publishes a platform profile whose declaration of the payment handler lists only the first instrument type of the business. Not tested when the business lists fewer than two.",
        example: "the platform declares the handler of the business with fewer instruments than the business"),
    step!(When "the platform creates a checkout for {int} of {string} and another for {int} of {string}", creates_two,
        doc: "Sends create_checkout twice, each with one line item.",
        example: "the platform creates a checkout for 1 of \"an available product\" and another for 1 of \"a product with fewer payment handlers\""),
    step!(When "the platform completes the checkout through the handler {string}", completes_through,
        doc: "Sends complete_checkout with the token that succeeds, but with this handler_id.",
        example: "the platform completes the checkout through the handler \"no-such-handler\""),
    step!(Then "the second checkout offers fewer payment handlers than the first", offers_fewer_handlers,
        doc: "Fails unless the handlers of the last answer are a part, and not all, of those of the answer before.",
        example: "the second checkout offers fewer payment handlers than the first"),
    step!(Then "the instruments offered by that handler are those of both sides", offers_common_instruments,
        doc: "Fails unless the handler is offered with exactly the instrument type that the platform declared.",
        example: "the instruments offered by that handler are those of both sides"),
    step!(When "the platform chooses its instrument before it completes", chooses_instrument,
        doc: "Replaces the checkout by the same with an instrument that is marked as the chosen one.",
        example: "the platform chooses its instrument before it completes"),
    step!(Then "the checkout lists its payment handlers", lists_handlers,
        doc: "Fails unless the last answer is a checkout with the list of its payment handlers, even an empty one.",
        example: "the checkout lists its payment handlers"),
    step!(Then "the instrument chosen is the one that was chosen", keeps_choice,
        doc: "Fails unless `payment.selected_instrument_id` of the last answer is what the platform set.",
        example: "the instrument chosen is the one that was chosen"),
    step!(Then "no answer contains the payment token", no_answer_has_token,
        doc: "Fails when any answer since the first payment contains a credential that the platform sent; also when none was sent, or nothing but the refusal of it came back.",
        example: "no answer contains the payment token"),
    step!(Then "the checkout has the status and the order of the completion", is_as_completed,
        doc: "Fails unless the last answer has status and order of the answer to complete_checkout; a completion that was in progress may have ended.",
        example: "the checkout has the status and the order of the completion"),
];

/// Name under which the identifier of the chosen instrument is kept.
const CHOSEN: &str = "chosen instrument";
/// Name under which the instrument type declared by the platform is kept.
const COMMON: &str = "common instrument";

async fn declares_fewer_instruments(world: &mut AssayWorld, (): ()) -> StepResult {
    let handler = world.payment_handler()?;
    let types = instrument_types(&world.business()?.profile.payment_handlers(), &handler).unwrap_or_default();
    let (Some(first), true) = (types.first().cloned(), types.len() > 1) else {
        let reason = format!("the business restricts `{handler}` to fewer than two instrument types");
        return Err(Interrupt::NotTested(reason));
    };
    let platform = world.platforms_mut().acting_mut()?;
    let declared = platform.identity.profile_mut().payment_handlers.iter_mut();
    let declared = declared.filter(|known| known.id == handler);
    declared.for_each(|known| known.declaration["available_instruments"] = json!([{ "type": first }]));
    platform.publish()?;
    world.keep(COMMON, json!(first));
    Ok(())
}

/// The instrument types a declaration of that handler lists, sorted; `None` when it is absent or
/// lists none.
fn instrument_types(
    handlers: &[crate::transport::profile_view::EntryView<'_>],
    id: &str,
) -> Option<BTreeSet<String>> {
    let handler = handlers.iter().find(|entry| entry.text("id") == Some(id))?;
    let listed = handler.declaration.get("available_instruments")?.as_array()?.iter();
    Some(listed.filter_map(|one| one.get("type")?.as_str().map(str::to_owned)).collect())
}

async fn creates_two(
    world: &mut AssayWorld,
    (one, first, other, second): (u64, String, u64, String),
) -> StepResult {
    let (first, second) =
        (prepare::content(world, &[(one, &first)])?, prepare::content(world, &[(other, &second)])?);
    prepare::create(world, first).await?;
    prepare::create(world, second).await
}

async fn completes_through(world: &mut AssayWorld, handler: String) -> StepResult {
    let mut body = world.complete_body("a token that succeeds")?;
    body["payment"]["instruments"][0]["handler_id"] = json!(handler);
    let id = world.recall("checkout")?;
    world.call(Operation::CompleteCheckout, Some(&id), Some(&body)).await.map(drop)
}

/// Identifiers of the payment handlers an answer offers.
fn offered(view: &View) -> StepResult<BTreeSet<String>> {
    check::holds(view.is_resource(), "the answer is no checkout", "a checkout", &prepare::outcome(view))?;
    let listed = entries(view.at("/ucp/payment_handlers"));
    Ok(listed.iter().filter_map(|entry| entry.text("id").map(str::to_owned)).collect())
}

async fn offers_fewer_handlers(world: &mut AssayWorld, (): ()) -> StepResult {
    let (before, now) = (world.previous()?, world.last()?);
    fewer(before, now).seen_in(now).fix("Offer only the payment handlers that can pay for the cart")
}

fn fewer(before: &View, now: &View) -> StepResult {
    let (first, second) = (offered(before)?, offered(now)?);
    let show = |names: &BTreeSet<String>| names.iter().cloned().collect::<Vec<_>>().join(", ");
    let holds = second.is_subset(&first) && second.len() < first.len();
    let expected = format!("fewer than {}", show(&first));
    check::holds(holds, "payment handlers of the second checkout", &expected, &show(&second))
}

async fn offers_common_instruments(world: &mut AssayWorld, (): ()) -> StepResult {
    let common = world.kept(COMMON)?.as_str().unwrap_or_default().to_owned();
    let handler = world.payment_handler()?;
    let view = world.last()?;
    offers_only(view, &handler, &common)
        .seen_in(view)
        .fix("Answer with the instruments that both the platform's and your declaration of the handler allow")
}

fn offers_only(view: &View, handler: &str, common: &str) -> StepResult {
    let handlers = entries(view.at("/ucp/payment_handlers"));
    let types = instrument_types(&handlers, handler);
    let types = check::present(types, "the handler is not offered with instruments", common)?;
    let types: Vec<String> = types.into_iter().collect();
    check::equal("instruments offered", &common, &types.join(", ").as_str())
}

async fn chooses_instrument(world: &mut AssayWorld, (): ()) -> StepResult {
    let body = world.complete_body("a token that succeeds")?;
    let instrument = body["payment"]["instruments"][0]["id"].clone();
    world.keep(CHOSEN, instrument);
    prepare::update(world, |content| content["payment"] = body["payment"].clone()).await
}

async fn lists_handlers(world: &mut AssayWorld, (): ()) -> StepResult {
    let view = world.last()?;
    answer::resource(view).seen_in(view)?;
    let listed = view.raw().pointer("/payment/handlers").filter(|handlers| handlers.is_array());
    check::present(listed, "the checkout does not list its payment handlers", "payment.handlers, a list")
        .map(drop)
        .seen_in(view)
        .clause("PAY-501")
}

async fn keeps_choice(world: &mut AssayWorld, (): ()) -> StepResult {
    let chosen = world.kept(CHOSEN)?.as_str().unwrap_or_default().to_owned();
    let view = world.last()?;
    answer::resource(view).seen_in(view)?;
    let actual = view.text("/payment/selected_instrument_id").unwrap_or("absent");
    check::equal("payment.selected_instrument_id", &chosen.as_str(), &actual)
        .seen_in(view)
        .fix("Keep the selected_instrument_id that the platform set")
}

async fn no_answer_has_token(world: &mut AssayWorld, (): ()) -> StepResult {
    let secrets = world.secrets();
    check::holds(!secrets.is_empty(), "no credential was sent", "a payment", "none")?;
    let last = world.last()?;
    check::holds(last.is_resource(), "the answer shows no resource", "a resource", &prepare::outcome(last))
        .seen_in(last)?;
    world.answers().iter().try_for_each(|view| {
        let echoed = secrets::found_in(&view.body, secrets);
        check::holds(!echoed, "a payment credential comes back", "no credential", "the credential sent")
            .seen_in(view)
            .fix("Drop `credential` from every instrument before answering")
    })
}

async fn is_as_completed(world: &mut AssayWorld, (): ()) -> StepResult {
    let id = world.recall("checkout")?;
    let completion = world.previous()?;
    let view = world.last()?;
    answer::resource(view).seen_in(view)?;
    check::equal("id of the checkout", &id.as_str(), &view.id().unwrap_or_default()).seen_in(view)?;
    agrees(completion, view).seen_in(view).fix("Answer a completion with the checkout as it is afterwards")
}

fn agrees(completion: &View, now: &View) -> StepResult {
    let status = |view: &View| view.checkout_status().map(str::to_owned);
    let was = check::present(status(completion), "the completion answered no checkout", "a checkout")?;
    let is = check::present(status(now), "the answer is no checkout", "a checkout")?;
    if was == "complete_in_progress" {
        return check::any_of(
            "status after the completion",
            &["complete_in_progress", "completed"],
            &is.as_str(),
        );
    }
    check::equal("status after the completion", &was, &is)?;
    let order = |view: &View| view.at("/order/id").cloned().unwrap_or(Value::Null);
    check::json_equal("order after the completion", &order(completion), &order(now))
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    fn view(body: &Value) -> View {
        View::new("x1".into(), 200, Vec::new(), body.to_string().into())
    }

    fn offering(ids: &[&str]) -> View {
        let handlers: Vec<Value> = ids.iter().map(|id| json!({ "id": id })).collect();
        view(&json!({ "ucp": { "payment_handlers": { "com.example.pay": handlers } }, "id": "c" }))
    }

    #[rstest]
    #[case(&["a", "b"], &["a"], true)]
    #[case(&["a", "b"], &["a", "b"], false)]
    #[case(&["a", "b"], &["c"], false)]
    #[case(&[], &[], false)]
    fn fewer_handlers_are_a_true_part(#[case] first: &[&str], #[case] second: &[&str], #[case] good: bool) {
        assert_eq!(fewer(&offering(first), &offering(second)).is_ok(), good);
    }

    #[test]
    fn a_refusal_offers_nothing_to_compare() {
        assert!(fewer(&offering(&["a", "b"]), &view(&json!({ "code": "x", "content": "y" }))).is_err());
    }

    #[rstest]
    #[case(json!([{ "type": "card" }]), true)]
    #[case(json!([{ "type": "card" }, { "type": "wallet" }]), false)]
    #[case(json!([{ "type": "wallet" }]), false)]
    #[case(json!([]), false)]
    #[case(Value::Null, false)]
    fn only_the_common_instrument_is_offered(#[case] instruments: Value, #[case] good: bool) {
        let handlers = json!({ "com.example.pay": [{ "id": "pay", "available_instruments": instruments }] });
        let answer = view(&json!({ "ucp": { "payment_handlers": handlers }, "id": "c" }));
        assert_eq!(offers_only(&answer, "pay", "card").is_ok(), good);
    }

    #[rstest]
    #[case(json!({ "status": "completed", "order": { "id": "o1" } }), true)]
    #[case(json!({ "status": "completed", "order": { "id": "o2" } }), false)]
    #[case(json!({ "status": "completed" }), false)]
    #[case(json!({ "status": "ready_for_complete" }), false)]
    #[case(json!({}), false)]
    fn a_completion_is_what_is_read_afterwards(#[case] now: Value, #[case] good: bool) {
        let completion = view(&json!({ "status": "completed", "order": { "id": "o1" } }));
        assert_eq!(agrees(&completion, &view(&now)).is_ok(), good);
    }

    #[test]
    fn a_completion_in_progress_may_have_ended() {
        let completion = view(&json!({ "status": "complete_in_progress" }));
        assert!(agrees(&completion, &view(&json!({ "status": "completed" }))).is_ok());
        assert!(agrees(&completion, &view(&json!({ "status": "canceled" }))).is_err());
    }
}
