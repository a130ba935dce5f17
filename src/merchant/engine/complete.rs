//! `complete_checkout`.

use std::sync::Arc;
use std::time::Duration;

use super::charge::{self, Chosen};
use super::session::out_of_range;
use super::{Desk, Refused, refusal};
use crate::merchant::command::CompleteInput;
use crate::merchant::evaluate::{is_ready, shown, unverified_claims};
use crate::merchant::outcome::Reply;
use crate::merchant::state::{Basket, ChargeStatus, Checkout, Pending};
use crate::merchant::view::PaymentView;
use crate::merchant::world::TokenOutcome;
use crate::protocol::checkout::CheckoutStatus;
use crate::protocol::message::{Message, Severity};

impl Desk<'_, '_> {
    pub(super) fn complete(&mut self, id: &str, input: CompleteInput) -> Result<Reply, Refused> {
        let mut record = self.open(id)?;
        if !is_ready(record.snapshot.checkout.status) {
            return Err(refusal::not_allowed(&record, "completed"));
        }
        if record.blocked || self.is_blocked(&input.signals) {
            let content = "The buyer's internet address is refused.";
            let error = Message::error("signal", Severity::Recoverable, content);
            return Err(refusal::unchanged(&record, [error.at("$.signals['dev.ucp.buyer_ip']")]));
        }
        let redeems = self.confirm(&mut record)?;
        let email = record.snapshot.checkout.buyer.as_ref().and_then(|buyer| buyer.email.clone());
        let chosen = charge::choose(input.payment.as_ref(), &record);
        let token = chosen.as_ref().ok().and_then(Chosen::token);
        let context = record.snapshot.checkout.context.as_ref();
        let unverified = unverified_claims(self.world, context, email.as_deref(), token);
        if !unverified.is_empty() {
            return Err(refusal::unchanged(&record, unverified));
        }
        let chosen = chosen.map_err(|error| refusal::unchanged(&record, [error]))?;
        if !input.attribution.is_empty() {
            record.attribution = input.attribution;
        }
        self.pay(record, &chosen, redeems)
    }

    /// Evaluates the content once more: what the buyer agreed to must still hold. Gives the
    /// discounts that will count as redeemed.
    fn confirm(&mut self, record: &mut Checkout) -> Result<Vec<Arc<str>>, Refused> {
        let Some(input) = record.input.clone() else { return Err(refusal::not_allowed(record, "completed")) };
        let Ok(mut evaluation) = self.evaluate(record, &input) else {
            return Err(refusal::unchanged(record, [out_of_range(Severity::Recoverable)]));
        };
        let now = &evaluation.snapshot.checkout;
        let before = &record.snapshot.checkout;
        let holds = now.currency == before.currency && now.totals == before.totals;
        if holds && is_ready(now.status) {
            return Ok(evaluation.redeems);
        }
        if is_ready(now.status) {
            let content = "The price changed since it was shown. Check it and complete again.";
            let warning = Message::warning("price_changed", content).at("$.totals");
            Arc::make_mut(&mut evaluation.snapshot).checkout.messages.push(warning);
        }
        Err(self.store(record, evaluation))
    }

    fn pay(
        &mut self,
        mut record: Checkout,
        chosen: &Chosen<'_>,
        redeems: Vec<Arc<str>>,
    ) -> Result<Reply, Refused> {
        let authenticated = record.cleared.contains(&charge::authentication_clearance(&record));
        let mut snapshot = (*record.snapshot).clone();
        snapshot.checkout.payment = Some(PaymentView { instruments: vec![shown(chosen.instrument)] });
        match charge::outcome_of(self.world, chosen.token()) {
            TokenOutcome::Challenge if !authenticated => {
                self.note_charge(&mut record, ChargeStatus::Challenged);
                snapshot.checkout.status = CheckoutStatus::RequiresEscalation;
                let content = "The buyer has to authenticate the payment on our page.";
                let error = Message::error("requires_3ds", Severity::RequiresBuyerInput, content);
                let path = format!("$.payment.instruments[{}]", chosen.at);
                snapshot.checkout.messages.push(error.at(path));
                record.snapshot = Arc::new(snapshot);
                Ok(self.write(&record))
            }
            TokenOutcome::Decline => {
                self.note_charge(&mut record, ChargeStatus::Declined);
                self.write(&record);
                Err(refusal::unchanged(
                    &record,
                    [chosen.error("payment_failed", "The payment was declined.", "")],
                ))
            }
            TokenOutcome::Success | TokenOutcome::Challenge => {
                record.snapshot = Arc::new(snapshot);
                self.reserve(&record)?;
                self.redeem(&record, &redeems);
                self.note_charge(&mut record, ChargeStatus::Succeeded);
                Ok(Reply::Checkout(self.place_order(record).snapshot))
            }
            later @ (TokenOutcome::Slow | TokenOutcome::LateFail) => {
                self.reserve(&record)?;
                self.redeem(&record, &redeems);
                self.note_charge(&mut record, ChargeStatus::Pending);
                let wait = Duration::from_secs(self.world.payment.settle_after_seconds);
                let settles_at = self.context.now.plus(wait);
                record.pending = Some(Pending { succeeds: later == TokenOutcome::Slow, settles_at, redeems });
                snapshot.checkout.status = CheckoutStatus::CompleteInProgress;
                record.snapshot = Arc::new(snapshot);
                Ok(self.write(&record))
            }
        }
    }

    pub(super) fn reserve(&mut self, record: &Checkout) -> Result<(), Refused> {
        if self.state.reserve(&basket(record), &mut self.changes) {
            return Ok(());
        }
        let error = Message::error("out_of_stock", Severity::Recoverable, "Insufficient stock to complete.");
        Err(refusal::unchanged(record, [error.at("$.line_items")]))
    }

    pub(super) fn redeem(&mut self, record: &Checkout, discounts: &[Arc<str>]) {
        let email = record.snapshot.checkout.buyer.as_ref().and_then(|buyer| buyer.email.as_deref());
        if let Some(email) = email.filter(|_| !discounts.is_empty()) {
            self.state.redeem(email, discounts, &mut self.changes);
        }
    }
}

/// What a checkout takes off the shelf, by product.
pub(super) fn basket(record: &Checkout) -> Basket {
    let mut basket: Basket = Vec::new();
    for line in &record.snapshot.checkout.line_items {
        match basket.iter_mut().find(|(product, _)| *product == line.item.id) {
            Some((_, quantity)) => *quantity = quantity.saturating_add(line.quantity),
            None => basket.push((Arc::clone(&line.item.id), line.quantity)),
        }
    }
    basket
}
