//! From a neutral request body to the one on the wire.

use super::{Accommodation, payment};
use crate::protocol::operation::Operation;
use crate::protocol::version::{Edition, PaymentForm, ProtocolVersion};
use serde_json::{Value, json};

/// What the wire form of a request needs to know beside its neutral body.
#[derive(Clone, Debug)]
pub struct RequestForm {
    edition: &'static Edition,
    resource: Option<String>,
    currency: Option<String>,
    /// What is sent beyond the form for the sake of one business.
    accommodations: Vec<Accommodation>,
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
        Self { edition, resource: None, currency: None, accommodations: Vec::new() }
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

    /// The same with what a business needs beyond the form.
    #[must_use]
    pub fn accommodating(mut self, what: impl IntoIterator<Item = Accommodation>) -> Self {
        self.accommodations.extend(what);
        self
    }

    /// The body on the wire, with what the business needs beyond the form.
    #[must_use]
    pub fn wire(&self, operation: Operation, neutral: &Value) -> Value {
        let mut wire = self.plain(operation, neutral);
        self.accommodate(operation, &mut wire);
        wire
    }

    /// Adds what the business needs beyond the form to a body on the wire.
    pub fn accommodate(&self, operation: Operation, wire: &mut Value) {
        self.accommodations.iter().for_each(|one| one.apply(operation, wire));
    }

    /// The body on the wire as the protocol has it.
    #[must_use]
    pub fn plain(&self, operation: Operation, neutral: &Value) -> Value {
        match self.edition.payment {
            PaymentForm::Instruments => neutral.clone(),
            PaymentForm::PaymentData => match operation {
                Operation::CreateCheckout => self.checkout(neutral, None),
                Operation::UpdateCheckout => self.checkout(neutral, self.resource.as_deref()),
                Operation::CompleteCheckout => completion(neutral),
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
        Value::Object(body)
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
