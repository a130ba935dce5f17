//! Checkouts in this layout.

use super::handler::handler;
use super::{messages, names, totals};
use crate::merchant::view::CheckoutSnapshot;
use crate::protocol::payment::HandlerDeclaration;
use crate::protocol::profile::BusinessHandler;
use crate::protocol::version::{Edition, PaymentForm};
use crate::transport::body::behind;
use crate::transport::dialect::Envelope;
use crate::transport::documents;
use serde_json::{Map, Value, json};

/// The body of an answer.
pub(super) fn body(edition: &Edition, snapshot: &CheckoutSnapshot, envelope: &Envelope<'_>) -> Vec<u8> {
    let mut checkout = match json!(snapshot.checkout) {
        Value::Object(members) => members,
        // A checkout is written as an object.
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_) => Map::new(),
    };
    let hinted = checkout.shift_remove("context");
    note_currency(&mut checkout, hinted.as_ref());
    payment(edition.payment, &mut checkout, snapshot, envelope.base_url);
    messages::translate(&mut checkout);
    sums(edition, &mut checkout);
    names::join(checkout.get_mut("buyer"));
    for applied in list(checkout.get_mut("discounts"), "applied") {
        drop_members(Some(applied), &["provisional", "eligibility"]);
    }
    drop_members(checkout.get_mut("order"), &["label"]);
    behind(&ucp(envelope), &checkout)
}

/// What every resource says about the negotiation.
pub(super) fn ucp(envelope: &Envelope<'_>) -> Value {
    let active = envelope.capabilities.iter();
    let active = active.map(|one| json!({"name": one.name, "version": one.version}));
    json!({"version": envelope.version, "capabilities": active.collect::<Vec<_>>()})
}

/// Totals wherever a checkout has some, and the names in its destinations.
fn sums(edition: &Edition, checkout: &mut Map<String, Value>) {
    for line in list_of(checkout.get_mut("line_items")) {
        totals::translate(edition.totals, line);
    }
    for method in list(checkout.get_mut("fulfillment"), "methods") {
        for destination in list(Some(method), "destinations") {
            names::join(destination.get_mut("address"));
            names::join(Some(destination));
        }
        for group in list(Some(method), "groups") {
            for option in list(Some(group), "options") {
                totals::translate(edition.totals, option);
            }
        }
    }
    if let Some(entries) = checkout.get_mut("totals") {
        let mut owner = json!({ "totals": entries.take() });
        totals::translate(edition.totals, &mut owner);
        *entries = owner["totals"].take();
    }
}

/// `payment`: the handlers for this cart, and what was chosen of what.
fn payment(
    form: PaymentForm,
    checkout: &mut Map<String, Value>,
    snapshot: &CheckoutSnapshot,
    base_url: &str,
) {
    let instruments = checkout.shift_remove("payment").map(|mut payment| payment["instruments"].take());
    let handlers = snapshot.payment_handlers.iter();
    let handlers = handlers.map(|one| handler(&described(one, base_url)));
    let mut payment = Map::new();
    payment.insert("handlers".to_owned(), handlers.collect());
    if let Some(Value::Array(instruments)) = instruments {
        match form {
            PaymentForm::Instruments => {
                payment.insert("instruments".to_owned(), Value::Array(instruments));
            }
            PaymentForm::PaymentData => flat(instruments, &mut payment),
        }
    }
    checkout.insert("payment".to_owned(), Value::Object(payment));
}

/// Instruments with flat members, and which is selected.
fn flat(instruments: Vec<Value>, payment: &mut Map<String, Value>) {
    let selected = instruments.iter().find(|one| one["selected"] == true).map(|one| one["id"].clone());
    if let Some(id) = selected {
        payment.insert("selected_instrument_id".to_owned(), id);
    }
    payment.insert("instruments".to_owned(), instruments.into_iter().filter_map(instrument).collect());
}

/// An instrument with flat members; one that says too little of itself cannot be shown in this layout.
fn instrument(mut instrument: Value) -> Option<Value> {
    let display = instrument["display"].take();
    drop_members(Some(&mut instrument), &["display", "selected"]);
    names::join(instrument.get_mut("billing_address"));
    let (Value::Object(members), Value::Object(display)) = (&mut instrument, display) else { return None };
    for (name, value) in display {
        let name = match name.as_str() {
            "description" => "rich_text_description",
            "card_art" => "rich_card_art",
            same => same,
        };
        members.insert(name.to_owned(), value);
    }
    let shown = members.contains_key("brand") && members.contains_key("last_digits");
    shown.then_some(instrument)
}

/// A handler with the documents that describe it.
fn described(declaration: &HandlerDeclaration, base_url: &str) -> BusinessHandler {
    BusinessHandler {
        spec: Some(documents::handler_spec(base_url, &declaration.name)),
        schema: Some(documents::instrument_schema(base_url, &declaration.name)),
        config_schema: Some(documents::config_schema(base_url, &declaration.name)),
        declaration: declaration.clone(),
    }
}

/// The platform named a currency; when the business decided otherwise, it says so.
fn note_currency(checkout: &mut Map<String, Value>, hinted: Option<&Value>) {
    let wanted = hinted.and_then(|context| context["currency"].as_str());
    let decided = checkout.get("currency").and_then(Value::as_str).unwrap_or_default();
    let Some(wanted) = wanted.filter(|wanted| !wanted.eq_ignore_ascii_case(decided)) else { return };
    let content = format!("This checkout is in {decided}; {wanted} was asked for and is not sold in here.");
    let warning =
        json!({"type": "warning", "code": "currency_changed", "content": content, "path": "$.currency"});
    if let Value::Array(messages) = checkout.entry("messages").or_insert_with(|| json!([])) {
        messages.push(warning);
    }
}

/// The entries of a list.
pub(super) fn list_of(value: Option<&mut Value>) -> impl Iterator<Item = &mut Value> {
    value.and_then(Value::as_array_mut).into_iter().flatten()
}

/// The entries of a list in an object.
pub(super) fn list<'a>(owner: Option<&'a mut Value>, member: &str) -> impl Iterator<Item = &'a mut Value> {
    list_of(owner.and_then(|owner| owner.get_mut(member)))
}

/// Leaves members of an object out.
pub(super) fn drop_members(value: Option<&mut Value>, members: &[&str]) {
    if let Some(object) = value.and_then(Value::as_object_mut) {
        for member in members {
            object.shift_remove(*member);
        }
    }
}
