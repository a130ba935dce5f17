//! The payment of a completion: one instrument, through a handler that the answer offers.

use serde_json::{Value, json};

use super::Reference;
use super::terms::Terms;
use crate::connector::defect::Defect;
use crate::connector::driver::Payment;
use crate::connector::problem::{Code, Problem};
use crate::transport::view::View;

/// The kind of instrument that carries a token.
const CARD: &str = "card";
/// A brand for handlers that name none.
const BRAND: &str = "visa";

/// The card number that every payment network reserves for tests; only a broken connector sends it.
const TEST_NUMBER: &str = "4111111111111111";

impl Reference {
    /// The body of a completion, in the neutral form.
    pub(super) fn payment(&self, terms: &Terms, view: &View, payment: &Payment) -> Result<Value, Problem> {
        let (handler, brand) = self.handler(terms, view, payment.handler_id.as_deref())?;
        let credential = if self.has(Defect::RawCard) {
            json!({ "type": "card", "card_number_type": "fpan", "number": TEST_NUMBER })
        } else {
            json!({ "type": "token", "token": payment.token })
        };
        Ok(json!({ "payment": { "instruments": [{
            "id": "instrument-1",
            "handler_id": handler,
            "type": CARD,
            "selected": true,
            "credential": credential,
            "display": { "brand": brand, "last_digits": "1111" },
        }] } }))
    }

    /// Identifier and a brand of the handler to pay through. What the answer lists is
    /// authoritative; a profile counts only where answers list none.
    fn handler(&self, terms: &Terms, view: &View, wanted: Option<&str>) -> Result<(String, String), Problem> {
        if self.has(Defect::HandlerInvented) {
            return Ok(("invented_handler".to_owned(), BRAND.to_owned()));
        }
        let mut offered = offered(view);
        // Whoever names a handler means one of the profile, where the answer has an empty list.
        let unlisted = view.at("/ucp/payment_handlers").is_none() || wanted.is_some();
        if offered.is_empty() && unlisted {
            offered = terms
                .business
                .payment_handlers
                .iter()
                .map(|handler| (handler.name.clone(), handler.declaration.clone()))
                .collect();
        }
        let own = self.settings().handlers.as_ref();
        let usable = offered.iter().find_map(|(name, entry)| {
            let id = entry.get("id").and_then(Value::as_str)?;
            let known = own.is_none_or(|own| own.iter().any(|one| one == name));
            let meant = wanted.is_none_or(|wanted| wanted == id);
            let brand = brand(entry).filter(|_| known && meant)?;
            let brand = if self.has(Defect::InstrumentsIgnored) { BRAND.to_owned() } else { brand };
            Some((id.to_owned(), brand))
        });
        usable.ok_or_else(|| {
            let names: Vec<&str> = offered.iter().map(|(name, _)| name.as_str()).collect();
            let wanted = wanted.map_or_else(String::new, |wanted| format!(" with the id {wanted}"));
            let detail =
                format!("no usable payment handler{wanted} among {names:?}; cards are what is paid with");
            Problem::new(Code::NoPaymentHandler, detail)
        })
    }
}

/// Name and entry of every handler of an answer.
fn offered(view: &View) -> Vec<(String, Value)> {
    let names = view.at("/ucp/payment_handlers").and_then(Value::as_object).into_iter().flatten();
    names
        .flat_map(|(name, entries)| {
            entries.as_array().into_iter().flatten().map(move |entry| (name.clone(), entry.clone()))
        })
        .collect()
}

/// A brand of card that a handler takes; `None` when it takes no cards.
fn brand(entry: &Value) -> Option<String> {
    let Some(available) = entry.get("available_instruments").and_then(Value::as_array) else {
        return Some(BRAND.to_owned());
    };
    let card = available.iter().find(|one| one.get("type").and_then(Value::as_str) == Some(CARD))?;
    let brand = card.pointer("/constraints/brands/0").and_then(Value::as_str);
    Some(brand.unwrap_or(BRAND).to_owned())
}
