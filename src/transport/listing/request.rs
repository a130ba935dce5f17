//! Requests in this layout, translated into the merchant's member names. What this layout does not name
//! is left out here; the contract found it before.

use super::names;
use crate::protocol::contract::Violation;
use crate::protocol::operation::Operation;
use crate::protocol::version::{Edition, PaymentForm};
use crate::transport::failure::{Failure, code};
use serde_json::{Map, Value, json};

/// Members of a checkout that are called the same.
const SAME: [&str; 4] = ["line_items", "buyer", "discounts", "fulfillment"];

/// Required members whose absence the version's own examples show: the business decides the currency,
/// and nothing is said about the payment.
const LEFT_OUT: [&str; 2] = ["currency", "payment"];

/// Members of an instrument that stand in `display` elsewhere, with their names there.
const DISPLAYED: [(&str, &str); 6] = [
    ("brand", "brand"),
    ("last_digits", "last_digits"),
    ("expiry_month", "expiry_month"),
    ("expiry_year", "expiry_year"),
    ("rich_text_description", "description"),
    ("rich_card_art", "card_art"),
];

/// The one observation that the merchant decides on.
const BUYER_IP: &str = "dev.ucp.buyer_ip";

/// Whether a violation is one the version's examples contain themselves.
pub(super) fn tolerates(operation: Operation, violation: &Violation) -> bool {
    matches!(operation, Operation::CreateCheckout | Operation::UpdateCheckout)
        && violation.pointer.is_empty()
        && violation.missing.as_deref().is_some_and(|member| LEFT_OUT.contains(&member))
}

/// The body in the merchant's member names.
pub(super) fn neutral(
    edition: &Edition,
    operation: Operation,
    id: Option<&str>,
    body: Option<Value>,
) -> Result<Option<Value>, Failure> {
    let Some(Value::Object(body)) = body else { return Ok(None) };
    match operation {
        Operation::CreateCheckout => Ok(Some(checkout(edition, body))),
        Operation::UpdateCheckout => {
            check_id(id, &body)?;
            Ok(Some(checkout(edition, body)))
        }
        Operation::CompleteCheckout => Ok(Some(completion(edition, body))),
        Operation::GetCheckout
        | Operation::CancelCheckout
        | Operation::CreateCart
        | Operation::GetCart
        | Operation::UpdateCart
        | Operation::CancelCart
        | Operation::SearchCatalog
        | Operation::LookupCatalog
        | Operation::GetProduct
        | Operation::GetOrder
        | Operation::OrderEvent => Ok(None),
    }
}

/// The identifier stands in the path and in the body; both name the same checkout.
fn check_id(path: Option<&str>, body: &Map<String, Value>) -> Result<(), Failure> {
    match (path, body.get("id").and_then(Value::as_str)) {
        (Some(path), Some(sent)) if path != sent => {
            let reason = "/id: is not the identifier in the path; send the same one in both places";
            Err(Failure::new(code::INVALID_REQUEST, reason))
        }
        (Some(_) | None, Some(_) | None) => Ok(()),
    }
}

fn checkout(edition: &Edition, mut body: Map<String, Value>) -> Value {
    let mut neutral = Map::new();
    for name in SAME {
        neutral.extend(body.shift_remove(name).map(|value| (name.to_owned(), value)));
    }
    names::split(neutral.get_mut("buyer"));
    addresses(&mut neutral);
    if let Some(currency) = body.shift_remove("currency") {
        neutral.insert("context".to_owned(), json!({ "currency": currency }));
    }
    let payment = body.shift_remove("payment").and_then(|payment| instruments(edition.payment, payment));
    neutral.extend(payment.map(|payment| ("payment".to_owned(), payment)));
    Value::Object(neutral)
}

/// Names in the addresses of a delivery.
fn addresses(neutral: &mut Map<String, Value>) {
    let methods = neutral.get_mut("fulfillment").and_then(|one| one.get_mut("methods"));
    for method in methods.and_then(Value::as_array_mut).into_iter().flatten() {
        let destinations = method.get_mut("destinations").and_then(Value::as_array_mut);
        for destination in destinations.into_iter().flatten() {
            names::split(destination.get_mut("address"));
            names::split(Some(destination));
        }
    }
}

/// `payment` of a checkout that is not completed yet; nothing when it names no instrument.
fn instruments(form: PaymentForm, mut payment: Value) -> Option<Value> {
    match form {
        PaymentForm::Instruments => Some(payment),
        PaymentForm::PaymentData => {
            let selected = payment.get("selected_instrument_id").cloned();
            let Some(Value::Array(list)) = payment.get_mut("instruments").map(Value::take) else {
                return None;
            };
            let chosen = |one: &Value| selected.as_ref().map(|id| one.get("id") == Some(id));
            let list = list.into_iter().map(|one| {
                let chosen = chosen(&one);
                instrument(one, chosen)
            });
            Some(json!({ "instruments": list.collect::<Vec<_>>() }))
        }
    }
}

fn completion(edition: &Edition, mut body: Map<String, Value>) -> Value {
    match edition.payment {
        PaymentForm::Instruments => Value::Object(body),
        PaymentForm::PaymentData => {
            let paid = body.shift_remove("payment_data").map(|data| instrument(data, Some(true)));
            let observed = body.get("risk_signals").and_then(|signals| signals.get(BUYER_IP));
            let signals: Map<_, _> = observed
                .filter(|address| address.is_string())
                .map(|address| (BUYER_IP.to_owned(), address.clone()))
                .into_iter()
                .collect();
            json!({ "payment": { "instruments": paid.into_iter().collect::<Vec<_>>() }, "signals": signals })
        }
    }
}

/// An instrument with what may be shown of it in one member.
fn instrument(sent: Value, selected: Option<bool>) -> Value {
    let Value::Object(mut members) = sent else { return sent };
    let mut display = Map::new();
    for (flat, name) in DISPLAYED {
        display.extend(members.shift_remove(flat).map(|value| (name.to_owned(), value)));
    }
    names::split(members.get_mut("billing_address"));
    members.insert("display".to_owned(), Value::Object(display));
    members.extend(selected.map(|selected| ("selected".to_owned(), Value::Bool(selected))));
    Value::Object(members)
}
