//! Finding sessions, letting them expire, evaluating and writing them.

use std::sync::Arc;

use super::{Desk, Refused, refusal};
use crate::merchant::context::Principal;
use crate::merchant::evaluate::{Evaluation, Facts, evaluate};
use crate::merchant::input::{CheckoutInput, SignalsInput};
use crate::merchant::outcome::Reply;
use crate::merchant::state::{Audience, Checkout};
use crate::merchant::view::CheckoutSnapshot;
use crate::protocol::checkout::CheckoutStatus;
use crate::protocol::message::{Message, Severity};
use crate::protocol::money::AmountError;

impl Desk<'_, '_> {
    /// The session, if this caller may know of it; past its time it is canceled, past its waiting
    /// time a completion is settled.
    pub(super) fn open(&mut self, id: &str) -> Result<Checkout, Refused> {
        let found = self.state.checkout(id).filter(|record| self.owns(&record.owner)).cloned();
        let Some(record) = found else { return Err(refusal::not_found("checkout", self.context.base_url)) };
        let now = self.context.now;
        if record.pending.as_ref().is_some_and(|pending| pending.settles_at <= now) {
            return Ok(self.settle_record(record));
        }
        if self.has_expired(&record) {
            return Ok(self.expire(record));
        }
        Ok(record)
    }

    /// Whether a record of this owner is the caller's.
    pub(super) fn owns(&self, owner: &str) -> bool {
        match &self.context.caller.principal {
            Principal::Business => true,
            Principal::Platform(platform) | Principal::Buyer { platform, .. } => **platform == *owner,
            Principal::Anonymous => owner.is_empty(),
        }
    }

    /// Owner of what this caller creates.
    pub(super) fn owner(&self) -> Arc<str> {
        match &self.context.caller.principal {
            Principal::Platform(platform) | Principal::Buyer { platform, .. } => Arc::clone(platform),
            Principal::Business | Principal::Anonymous => Arc::from(""),
        }
    }

    /// What was negotiated with this caller.
    pub(super) fn audience(&self) -> Audience {
        Audience {
            extensions: self.context.caller.extensions,
            supports_multi_group: self.context.caller.supports_multi_group,
            payment_handlers: self.context.caller.payment_handlers.clone(),
            webhook_url: self.context.caller.webhook_url.clone(),
        }
    }

    fn has_expired(&self, record: &Checkout) -> bool {
        match record.snapshot.checkout.status {
            CheckoutStatus::Incomplete
            | CheckoutStatus::RequiresEscalation
            | CheckoutStatus::ReadyForComplete => record.expires_at <= self.context.now,
            CheckoutStatus::CompleteInProgress | CheckoutStatus::Completed | CheckoutStatus::Canceled => {
                false
            }
        }
    }

    fn expire(&mut self, record: Checkout) -> Checkout {
        let message = Message::info("checkout_expired", "The checkout expired. Start a new one.");
        self.end_canceled(record, vec![message])
    }

    /// Cancels everything past its time and settles what has waited long enough.
    pub(super) fn expire_all(&mut self) -> Reply {
        let now = self.context.now;
        let due = |record: &&Checkout| {
            self.has_expired(record)
                || record.pending.as_ref().is_some_and(|pending| pending.settles_at <= now)
        };
        let mut due: Vec<Checkout> = self.state.checkouts().filter(due).cloned().collect();
        due.sort_by(|a, b| {
            (a.created_at, &a.snapshot.checkout.id).cmp(&(b.created_at, &b.snapshot.checkout.id))
        });
        for record in due {
            if record.pending.is_some() {
                self.settle_record(record);
            } else {
                self.expire(record);
            }
        }
        Reply::Done
    }

    /// Evaluates content in the circumstances of a session.
    pub(super) fn evaluate(
        &self,
        record: &Checkout,
        input: &CheckoutInput,
    ) -> Result<Evaluation, AmountError> {
        let shown = &record.snapshot.checkout;
        evaluate(
            &Facts {
                world: self.world,
                state: self.state,
                now: self.context.now,
                base_url: self.context.base_url,
                id: &shown.id,
                extensions: record.audience.extensions,
                supports_multi_group: record.audience.supports_multi_group,
                platform_handlers: record.audience.payment_handlers.as_deref(),
                cleared: &record.cleared,
                blocked: record.blocked,
                expires_at: record.expires_at,
                previous: Some(shown),
                lines_ever: record.lines_ever,
            },
            input,
        )
    }

    /// Takes an evaluation over into the session and writes it.
    pub(super) fn store(&mut self, record: &mut Checkout, evaluation: Evaluation) -> Reply {
        let email = evaluation.snapshot.checkout.buyer.as_ref().and_then(|buyer| buyer.email.clone());
        if let Some(email) = email.filter(|_| !evaluation.learned.is_empty()) {
            self.state.remember(&email, evaluation.learned, &mut self.changes);
        }
        record.lines_ever = evaluation.lines_ever;
        record.snapshot = evaluation.snapshot;
        self.write(record)
    }

    /// Writes the session as it stands.
    pub(super) fn write(&mut self, record: &Checkout) -> Reply {
        self.state.put_checkout(record.clone(), &mut self.changes);
        Reply::Checkout(Arc::clone(&record.snapshot))
    }

    /// Ends the session without an order: stock and redemptions of a completion in progress go back.
    pub(super) fn end_canceled(&mut self, mut record: Checkout, messages: Vec<Message>) -> Checkout {
        self.undo_pending(&mut record);
        let mut snapshot = (*record.snapshot).clone();
        end(&mut snapshot, CheckoutStatus::Canceled, messages);
        record.snapshot = Arc::new(snapshot);
        record.input = None;
        self.write(&record);
        record
    }

    /// Whether the signals forbid completion.
    pub(super) fn is_blocked(&self, signals: &SignalsInput) -> bool {
        signals.buyer_ip.as_ref().is_some_and(|address| self.world.blocked_ips.contains(address))
    }
}

/// Puts a snapshot into a terminal status.
pub(super) fn end(snapshot: &mut CheckoutSnapshot, status: CheckoutStatus, messages: Vec<Message>) {
    snapshot.checkout.status = status;
    snapshot.checkout.messages = messages;
    snapshot.checkout.continue_url = None;
    snapshot.checkout.expires_at = None;
}

/// A quantity below one, or beyond any range: what it is and where.
pub(super) fn bad_quantity(input: &CheckoutInput, severity: Severity) -> Option<Message> {
    let at = input.line_items.iter().position(|line| line.quantity < 1)?;
    let message = Message::error("invalid_quantity", severity, "A line needs a quantity of at least one.");
    Some(message.at(format!("$.line_items[{at}].quantity")))
}

/// Amounts beyond the range of money.
pub(super) fn out_of_range(severity: Severity) -> Message {
    Message::error("amount_out_of_range", severity, "The total leaves the range of amounts; order less.")
}

/// Drops every secret from content that is going to be kept.
pub(super) fn without_secrets(mut input: CheckoutInput) -> CheckoutInput {
    input.signals = SignalsInput::default();
    for instrument in input.payment.iter_mut().flat_map(|payment| payment.instruments.iter_mut()) {
        instrument.credential = None;
    }
    input
}
