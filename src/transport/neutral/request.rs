//! From a neutral request body to the one on the wire.

use super::payment;
use crate::protocol::operation::Operation;
use crate::protocol::version::{Edition, PaymentForm, ProtocolVersion};
use serde_json::{Value, json};

/// What the wire form of a request needs to know beside its neutral body.
#[derive(Clone, Debug)]
pub struct RequestForm {
    edition: &'static Edition,
    resource: Option<String>,
    currency: Option<String>,
    /// Whether items are sent with a title, which the form leaves out.
    titled: bool,
    /// Whether a completion without observations is sent with empty ones.
    observed: bool,
    /// Whether addresses are sent with an identifier, which the form leaves to the business.
    named: bool,
}

impl Default for RequestForm {
    /// The form that is the neutral one.
    fn default() -> Self {
        Self::new(ProtocolVersion::LATEST.edition())
    }
}

impl RequestForm {
    /// The form of an edition.
    #[must_use]
    pub const fn new(edition: &'static Edition) -> Self {
        Self { edition, resource: None, currency: None, titled: false, observed: false, named: false }
    }

    /// The same for the resource of this identifier, where the body repeats it.
    #[must_use]
    pub fn about(mut self, id: Option<&str>) -> Self {
        self.resource = id.map(str::to_owned);
        self
    }

    /// The same with the currency to ask for, where the platform names one.
    #[must_use]
    pub fn in_currency(mut self, currency: Option<&str>) -> Self {
        self.currency = currency.map(str::to_owned);
        self
    }

    /// The same with a title for every item, for a target that needs what the form leaves out.
    #[must_use]
    pub const fn with_item_titles(mut self, titled: bool) -> Self {
        self.titled = titled;
        self
    }

    /// The same with empty observations where there are none, for a target that needs them.
    #[must_use]
    pub const fn with_empty_signals(mut self, observed: bool) -> Self {
        self.observed = observed;
        self
    }

    /// The same with an identifier for every address, for a target that needs one.
    #[must_use]
    pub const fn with_destination_ids(mut self, named: bool) -> Self {
        self.named = named;
        self
    }

    /// The body on the wire.
    #[must_use]
    pub fn wire(&self, operation: Operation, neutral: &Value) -> Value {
        match self.edition.payment {
            PaymentForm::Instruments => neutral.clone(),
            PaymentForm::PaymentData => match operation {
                Operation::CreateCheckout => self.checkout(neutral, None),
                Operation::UpdateCheckout => self.checkout(neutral, self.resource.as_deref()),
                Operation::CompleteCheckout => self.completion(neutral),
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
                | Operation::OrderEvent => neutral.clone(),
            },
        }
    }

    /// A create or an update: with currency and payment, which are demanded there.
    fn checkout(&self, neutral: &Value, id: Option<&str>) -> Value {
        let Value::Object(members) = neutral else { return neutral.clone() };
        let mut body = members.clone();
        if let Some(id) = id {
            body.entry("id").or_insert_with(|| json!(id));
        }
        if let Some(currency) = &self.currency {
            body.entry("currency").or_insert_with(|| json!(currency));
        }
        let payment = body.get("payment").map_or_else(|| json!({}), payment::offered);
        body.insert("payment".to_owned(), payment);
        if self.titled {
            body.get_mut("line_items").into_iter().for_each(titles);
        }
        if self.named {
            body.get_mut("fulfillment").into_iter().for_each(identifiers);
        }
        Value::Object(body)
    }

    /// A completion, with empty observations when the target needs some.
    fn completion(&self, neutral: &Value) -> Value {
        let mut body = completion(neutral);
        if let Value::Object(members) = &mut body
            && self.observed
        {
            members.entry("risk_signals").or_insert_with(|| json!({}));
        }
        body
    }
}

/// Gives every destination without an identifier one.
fn identifiers(fulfillment: &mut Value) {
    let methods = fulfillment.get_mut("methods").and_then(Value::as_array_mut).into_iter().flatten();
    let destinations = methods.filter_map(|method| method.get_mut("destinations")?.as_array_mut()).flatten();
    for (at, destination) in destinations.filter_map(Value::as_object_mut).enumerate() {
        destination.entry("id").or_insert_with(|| json!(format!("dest_{}", at + 1)));
    }
}

/// Gives every item without a title one: its identifier.
fn titles(lines: &mut Value) {
    for line in lines.as_array_mut().into_iter().flatten() {
        let id = line.pointer("/item/id").cloned();
        if let (Some(Value::Object(item)), Some(id)) = (line.get_mut("item"), id) {
            item.entry("title").or_insert(id);
        }
    }
}

/// A completion: the one instrument, and what was observed under its name of this form.
fn completion(neutral: &Value) -> Value {
    let Value::Object(members) = neutral else { return neutral.clone() };
    let mut body = members.clone();
    if let Some(payment) = body.shift_remove("payment") {
        let data = payment::chosen(&payment).map(payment::flat);
        body.insert("payment_data".to_owned(), data.unwrap_or(payment));
    }
    if let Some(signals) = body.shift_remove("signals") {
        body.insert("risk_signals".to_owned(), signals);
    }
    Value::Object(body)
}
