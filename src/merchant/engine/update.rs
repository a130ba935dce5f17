//! `update_checkout`: full replacement.

use std::sync::Arc;

use super::session::{bad_quantity, out_of_range, without_secrets};
use super::{Desk, Refused, refusal};
use crate::merchant::input::CheckoutInput;
use crate::merchant::outcome::Reply;
use crate::protocol::checkout::CheckoutStatus;
use crate::protocol::message::Severity;

impl Desk<'_, '_> {
    pub(super) fn update(&mut self, id: &str, input: CheckoutInput) -> Result<Reply, Refused> {
        let mut record = self.open(id)?;
        match record.snapshot.checkout.status {
            CheckoutStatus::CompleteInProgress | CheckoutStatus::Completed | CheckoutStatus::Canceled => {
                return Err(refusal::not_allowed(&record, "changed"));
            }
            CheckoutStatus::Incomplete
            | CheckoutStatus::RequiresEscalation
            | CheckoutStatus::ReadyForComplete => {}
        }
        if let Some(message) = bad_quantity(&input, Severity::Recoverable) {
            return Err(refusal::unchanged(&record, [message]));
        }
        let before = record.clone();
        record.audience = self.audience();
        // Leaving the signals out does not unblock.
        record.blocked =
            self.is_blocked(&input.signals) || (record.blocked && input.signals.buyer_ip.is_none());
        let mut input = without_secrets(input);
        if !record.audience.extensions.fulfillment {
            // What the buyer chose on the merchant's page stays; the platform cannot send it.
            input.fulfillment = before.input.as_ref().and_then(|earlier| earlier.fulfillment.clone());
        }
        let Ok(evaluation) = self.evaluate(&record, &input) else {
            return Err(refusal::unchanged(&before, [out_of_range(Severity::Recoverable)]));
        };
        record.attribution.clone_from(&input.attribution);
        record.input = Some(Arc::new(input));
        Ok(self.store(&mut record, evaluation))
    }
}
