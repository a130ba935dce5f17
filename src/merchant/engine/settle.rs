//! The end of a completion that was in progress.

use std::sync::Arc;

use super::complete::basket;
use super::{Desk, Refused, refusal};
use crate::merchant::outcome::Reply;
use crate::merchant::state::{ChargeStatus, Checkout};
use crate::protocol::checkout::CheckoutStatus;
use crate::protocol::message::{Message, Severity};

impl Desk<'_, '_> {
    /// Settles now, whatever the waiting time.
    pub(super) fn settle(&mut self, id: &str) -> Result<Reply, Refused> {
        let found = self.state.checkout(id).filter(|record| self.owns(&record.owner)).cloned();
        let Some(record) = found else { return Err(refusal::not_found("checkout", self.context.base_url)) };
        if record.pending.is_none() {
            return Err(refusal::not_allowed(&record, "settled"));
        }
        Ok(Reply::Checkout(self.settle_record(record).snapshot))
    }

    /// Places the order, or gives everything back and tells why.
    pub(super) fn settle_record(&mut self, mut record: Checkout) -> Checkout {
        let succeeds = record.pending.as_ref().is_some_and(|pending| pending.succeeds);
        if succeeds {
            record.pending = None;
            self.note_charge(&mut record, ChargeStatus::Succeeded);
            return self.place_order(record);
        }
        self.undo_pending(&mut record);
        let mut snapshot = (*record.snapshot).clone();
        snapshot.checkout.status = CheckoutStatus::ReadyForComplete;
        let error =
            Message::error("payment_failed", Severity::Recoverable, "The payment was declined in the end.");
        snapshot.checkout.messages.push(error.at("$.payment.instruments[0]"));
        record.snapshot = Arc::new(snapshot);
        self.write(&record);
        record
    }

    /// Gives the stock and the redemptions of a completion in progress back.
    pub(super) fn undo_pending(&mut self, record: &mut Checkout) {
        let Some(pending) = record.pending.take() else { return };
        self.state.release(&basket(record), &mut self.changes);
        let email = record.snapshot.checkout.buyer.as_ref().and_then(|buyer| buyer.email.as_deref());
        if let Some(email) = email.filter(|_| !pending.redeems.is_empty()) {
            self.state.unredeem(email, &pending.redeems, &mut self.changes);
        }
        self.note_charge(record, ChargeStatus::Declined);
    }
}
