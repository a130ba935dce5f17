//! Paying: instruments for the target's payment handler, with the plan's test tokens.

use super::AssayWorld;
use crate::harness::interrupt::{Interrupt, StepResult};
use serde_json::{Value, json};

impl AssayWorld {
    /// The identifier (`handler_id`) to pay with: the plan's, or that of the first handler of the
    /// profile.
    ///
    /// # Errors
    /// [`Interrupt::NotTested`] when the target declares no payment handler.
    pub fn payment_handler(&self) -> StepResult<String> {
        if let Some(handler) = &self.plan()?.payment_handler {
            return Ok(handler.clone());
        }
        let profile = &self.business()?.profile;
        profile
            .payment_handlers()
            .first()
            .and_then(|entry| entry.text("id").map(str::to_owned))
            .ok_or_else(|| Interrupt::NotTested("the target declares no payment handler".to_owned()))
    }

    /// A payment instrument that carries the plan's token of that name ("a token that succeeds").
    ///
    /// # Errors
    /// [`Interrupt::NotTested`] when the plan has no such token.
    pub fn instrument(&self, token: &str) -> StepResult<Value> {
        let token = self.plan()?.token(token)?;
        Ok(json!({
            "id": "instrument-1",
            "handler_id": self.payment_handler()?,
            "type": token.instrument.as_deref().unwrap_or("card"),
            "selected": true,
            "credential": { "type": "token", "token": token.token },
            "display": { "brand": "visa", "last_digits": "1111" },
        }))
    }

    /// The body of a complete with one instrument.
    ///
    /// # Errors
    /// As [`Self::instrument`].
    pub fn complete_body(&self, token: &str) -> StepResult<Value> {
        Ok(json!({ "payment": { "instruments": [self.instrument(token)?] } }))
    }
}
