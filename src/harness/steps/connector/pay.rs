//! What a connector pays, with what, and on which terms.

use super::{nothing_sent, shown_in};
use crate::connector::Action;
use crate::exchange::Exchange;
use crate::harness::check::{self, Explain};
use crate::harness::connector::sight;
use crate::harness::interrupt::{Interrupt, StepResult};
use crate::harness::step::{StepDef, step};
use crate::harness::world::AssayWorld;
use crate::protocol::operation::Operation;
use crate::transport::view::View;
use serde_json::Value;
use std::collections::BTreeSet;

/// The rows.
pub const STEPS: &[StepDef] = &[
    step!(Then "the connector pays under one key", one_key,
        doc: "Fails when completions of one checkout went over the wire under different Idempotency-Keys; holds when there is one or none.",
        example: "the connector pays under one key"),
    step!(Then "the connector pays no other total than was agreed", agreed_total,
        doc: "Fails when a checkout was completed although its total, as the connector read it or as the completion shows it, is not the one shown before it was asked to pay; holds when nothing was completed.",
        example: "the connector pays no other total than was agreed"),
    step!(Then "the connector pays in no other currency than was agreed", agreed_currency,
        doc: "Fails when a checkout was completed although the connector had just read another currency than it was shown before; a connector that does not read is not tested.",
        example: "the connector pays in no other currency than was agreed"),
    step!(Then "the payment goes through a handler that the answer offers", offered_handler,
        doc: "Fails when the instrument of the last completion names a handler that the answer before it does not list.",
        example: "the payment goes through a handler that the answer offers"),
    step!(Then "the payment uses an instrument that the answer offers", offered_instrument,
        doc: "Fails when the type or the brand of the instrument contradicts what the answer before the completion offers for its handler; holds when nothing was completed.",
        example: "the payment uses an instrument that the answer offers"),
    step!(Then "the payment carries no card number", no_card_number,
        doc: "Fails when the last completion carries a credential of the type card, or digits that are a card number.",
        example: "the payment carries no card number"),
];

/// Names of members that hold the number of a card or its check digits.
const NUMBERS: [&str; 5] = ["number", "card_number", "pan", "cvc", "cvv"];

async fn one_key(world: &mut AssayWorld, (): ()) -> StepResult {
    let completions = world.requests(Operation::CompleteCheckout)?;
    for completion in &completions {
        let same = |one: &&&Exchange| one.request.url == completion.request.url;
        let Some(first) = completions.iter().find(same) else { continue };
        let key = |exchange| sight::header(exchange, "idempotency-key").unwrap_or("none").to_owned();
        let held = check::equal("Idempotency-Key of a second completion", &key(first), &key(completion))
            .fix("Find out what became of a completion, and repeat it under its own key");
        shown_in(held, Some(completion))?;
    }
    Ok(())
}

/// A completion, what was agreed before it was asked for, and what was known when it was sent.
struct Deal<'a> {
    agreed: Option<&'a View>,
    read: Option<&'a View>,
    paid: &'a Exchange,
    answer: Option<&'a View>,
}

/// The completions that went over the wire, one for each time that one was asked for.
fn deals(world: &AssayWorld) -> StepResult<Vec<Deal<'_>>> {
    let seat = world.seat()?;
    let view = |exchange: &Exchange| world.answers().iter().find(|view| view.exchange == exchange.id);
    let mut found = Vec::new();
    for act in seat.acts() {
        let Action::Complete { id, .. } = &act.action else { continue };
        let about = |exchange: &Exchange| {
            view(exchange).filter(|view| view.id() == Some(id.as_str()) && view.total().is_some())
        };
        let before = seat.log().iter().filter(|(number, _)| *number <= act.from);
        let of_act: Vec<&Exchange> = seat
            .log()
            .iter()
            .filter(|(number, _)| act.holds(*number))
            .map(|(_, exchange)| exchange)
            .collect();
        let at = of_act.iter().position(|exchange| sight::is(exchange, Operation::CompleteCheckout));
        let Some((earlier, paid)) = at.and_then(|at| Some((of_act.get(..at)?, *of_act.get(at)?))) else {
            continue;
        };
        found.push(Deal {
            agreed: before.rev().find_map(|(_, exchange)| about(exchange)),
            read: earlier.iter().rev().find_map(|exchange| about(exchange)),
            paid,
            answer: about(paid).filter(|view| view.checkout_status() == Some("completed")),
        });
    }
    Ok(found)
}

async fn agreed_total(world: &mut AssayWorld, (): ()) -> StepResult {
    for deal in deals(world)? {
        let agreed = deal.agreed.and_then(View::total);
        let Some((agreed, now)) = agreed.zip(deal.read.or(deal.answer).and_then(View::total)) else {
            continue;
        };
        let held = check::equal("total that was paid, in minor units", &agreed, &now)
            .fix("Read the checkout before it is completed, and ask again when the total is another one");
        shown_in(held, Some(deal.paid))?;
    }
    Ok(())
}

async fn agreed_currency(world: &mut AssayWorld, (): ()) -> StepResult {
    for deal in deals(world)? {
        let currency = |view: &View| view.text("/currency").map(str::to_owned);
        let Some(now) = deal.read.and_then(currency) else {
            let reason = "the connector does not read the checkout before it completes";
            return Err(Interrupt::NotTested(reason.to_owned()));
        };
        let agreed = deal.agreed.and_then(currency).unwrap_or_else(|| now.clone());
        let held = check::equal("currency that was paid in", &agreed, &now)
            .fix("Stop when the currency changes: nobody agreed to it");
        shown_in(held, Some(deal.paid))?;
    }
    Ok(())
}

/// The last completion with what it was answered before, and its instruments.
fn payment(world: &AssayWorld) -> StepResult<(&Exchange, Vec<Value>, Option<&View>)> {
    let completion = world.requests(Operation::CompleteCheckout)?.last().copied();
    let completion =
        completion.ok_or_else(|| Interrupt::NotTested("the connector completed nothing".to_owned()))?;
    let place = |exchange: &Exchange| world.exchanges().iter().position(|one| one.id == exchange.id);
    let at = place(completion);
    let before = world.answers().iter().rev().find(|view| {
        let number = world.exchanges().iter().position(|one| one.id == view.exchange);
        number < at && view.at("/ucp/payment_handlers").is_some()
    });
    Ok((completion, instruments(&sight::body(completion).unwrap_or_default()), before))
}

/// The instruments of a completion, however the version carries them.
fn instruments(body: &Value) -> Vec<Value> {
    let listed = body.pointer("/payment/instruments").and_then(Value::as_array).cloned();
    listed.or_else(|| body.get("payment_data").cloned().map(|one| vec![one])).unwrap_or_default()
}

/// The entries of the handlers of an answer.
fn handlers(view: &View) -> Vec<&Value> {
    let names = view.at("/ucp/payment_handlers").and_then(Value::as_object).into_iter().flatten();
    names.filter_map(|(_, entries)| entries.as_array()).flatten().collect()
}

fn text<'a>(value: &'a Value, pointer: &str) -> Option<&'a str> {
    value.pointer(pointer).and_then(Value::as_str)
}

async fn offered_handler(world: &mut AssayWorld, (): ()) -> StepResult {
    let (completion, instruments, before) = payment(world)?;
    let before = before.ok_or_else(|| nothing_sent("payment handlers"))?;
    let offered: BTreeSet<&str> =
        handlers(before).into_iter().filter_map(|entry| text(entry, "/id")).collect();
    let offered: Vec<&str> = offered.into_iter().collect();
    for instrument in &instruments {
        let named = text(instrument, "/handler_id").unwrap_or("none");
        let held = check::holds(
            offered.contains(&named),
            "handler of the payment",
            &offered.join(" or "),
            named,
        )
        .fix("Pay through a handler that the last answer lists: the profile only says which there may be");
        shown_in(held, Some(completion))?;
    }
    let held = check::holds(!instruments.is_empty(), "the completion names no instrument", "one", "none");
    shown_in(held, Some(completion))
}

async fn offered_instrument(world: &mut AssayWorld, (): ()) -> StepResult {
    if world.requests(Operation::CompleteCheckout)?.is_empty() {
        return Ok(());
    }
    let (completion, instruments, before) = payment(world)?;
    let before = before.ok_or_else(|| nothing_sent("payment handlers"))?;
    for instrument in &instruments {
        let handler = text(instrument, "/handler_id");
        let entry = handlers(before).into_iter().find(|entry| text(entry, "/id") == handler);
        let Some(entry) = entry.filter(|entry| entry.get("available_instruments").is_some()) else {
            continue;
        };
        let actual = [text(instrument, "/type"), brand(instrument)].map(Option::unwrap_or_default).join(" ");
        let offered = entry.get("available_instruments").map(crate::harness::interrupt::brief);
        let held = check::holds(
            admits(entry, instrument),
            "instrument of the payment",
            &offered.unwrap_or_default(),
            &actual,
        )
        .fix("Pay with an instrument of a type and brand that the last answer offers for the handler");
        shown_in(held, Some(completion))?;
    }
    Ok(())
}

/// The brand of an instrument, where the version carries it.
fn brand(instrument: &Value) -> Option<&str> {
    text(instrument, "/display/brand").or_else(|| text(instrument, "/brand"))
}

/// Whether what a handler offers does not contradict an instrument.
fn admits(entry: &Value, instrument: &Value) -> bool {
    let offers = entry.get("available_instruments").and_then(Value::as_array).into_iter().flatten();
    let mut alike = offers.filter(|offer| offer.get("type") == instrument.get("type"));
    alike.any(|offer| {
        let brands = offer.pointer("/constraints/brands").and_then(Value::as_array);
        brands.zip(brand(instrument)).is_none_or(|(brands, brand)| brands.iter().any(|one| one == brand))
    })
}

async fn no_card_number(world: &mut AssayWorld, (): ()) -> StepResult {
    let (completion, instruments, _) = payment(world)?;
    let found = instruments.iter().find_map(|instrument| card_number(instrument.get("credential")?));
    let held = check::holds(
        found.is_none(),
        "the payment carries the data of a card",
        "a token",
        found.unwrap_or_default(),
    )
    .fix("Have the handler make a token of the card, and pay with that");
    shown_in(held, Some(completion))
}

/// What of a credential is the data of a card; never the data itself.
fn card_number(credential: &Value) -> Option<&'static str> {
    if text(credential, "/type") == Some("card") {
        return Some("a credential of the type card");
    }
    let members = credential.as_object().into_iter().flatten();
    let mut named = members.filter(|(name, _)| NUMBERS.contains(&name.as_str()));
    named.next().map(|_| "a member that holds a number of the card")
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn instruments_are_found_in_either_form() {
        assert_eq!(instruments(&json!({"payment": {"instruments": [{"id": "a"}]}})), [json!({"id": "a"})]);
        assert_eq!(instruments(&json!({"payment_data": {"id": "b"}})), [json!({"id": "b"})]);
        assert!(instruments(&json!({})).is_empty());
    }

    #[rstest::rstest]
    #[case(json!({"type": "card", "display": {"brand": "amex"}}), true)]
    #[case(json!({"type": "card", "display": {"brand": "visa"}}), false)]
    #[case(json!({"type": "card"}), true)]
    #[case(json!({"type": "wallet"}), false)]
    fn only_what_contradicts_is_not_admitted(#[case] instrument: Value, #[case] admitted: bool) {
        let entry = json!({"available_instruments": [{"type": "card", "constraints": {"brands": ["amex"]}}]});
        assert_eq!(admits(&entry, &instrument), admitted);
    }

    #[test]
    fn card_data_is_recognised_and_not_repeated() {
        assert!(card_number(&json!({"type": "card", "card_number_type": "fpan"})).is_some());
        assert!(card_number(&json!({"type": "x", "cvc": "1"})).is_some());
        assert!(card_number(&json!({"type": "token", "token": "success_token"})).is_none());
    }
}
