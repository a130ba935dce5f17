//! The engine's entry point, and the desk every command is handled at.

mod buyer;
mod cancel;
mod charge;
mod complete;
mod create;
mod edit;
mod fulfil;
mod ledger;
mod order;
mod refusal;
mod session;
mod settle;
mod stock;
#[cfg(test)]
mod tests;
mod update;

use std::sync::Arc;

use super::command::Command;
use super::context::Context;
use super::outcome::{Changes, OrderEvent, Outcome, Reply};
use super::state::MerchantState;
use super::view::CheckoutSnapshot;
use super::world::World;

/// Decides one command: the same inputs always give the same result.
pub fn apply(
    state: &mut MerchantState,
    world: &World,
    command: Command,
    context: &mut Context<'_>,
) -> Outcome {
    let mut desk =
        Desk { state, world, context, changes: Changes::default(), events: Vec::new(), created: false };
    let reply = desk.handle(command);
    Outcome { reply, changed: desk.changes, events: desk.events, created: desk.created }
}

/// One command being handled.
struct Desk<'a, 'c> {
    state: &'a mut MerchantState,
    world: &'a World,
    context: &'a mut Context<'c>,
    changes: Changes,
    events: Vec<OrderEvent>,
    created: bool,
}

/// A refusal that ends a command early.
type Refused = Reply;

impl Desk<'_, '_> {
    fn handle(&mut self, command: Command) -> Reply {
        let result = match command {
            Command::CreateCheckout(input) => self.create(input),
            Command::UpdateCheckout { id, input } => self.update(&id, input),
            Command::CompleteCheckout { id, input } => self.complete(&id, input),
            Command::CancelCheckout { id } => self.cancel(&id),
            Command::GetCheckout { id } => self.get(&id),
            Command::GetOrder { id } => self.get_order(&id),
            Command::Settle { checkout_id } => self.settle(&checkout_id),
            Command::BuyerAction { checkout_id, action } => self.buyer_action(&checkout_id, action),
            Command::OrderEdit { id, edit } => self.edit_order(&id, edit),
            Command::Expire => Ok(self.expire_all()),
            Command::SetStock { product, on_hand } => self.set_stock(&product, on_hand),
        };
        result.unwrap_or_else(|refused| refused)
    }

    fn get(&mut self, id: &str) -> Result<Reply, Refused> {
        let record = self.open(id)?;
        Ok(Reply::Checkout(self.as_negotiated(record.snapshot)))
    }

    /// The snapshot without what this exchange did not negotiate.
    fn as_negotiated(&self, snapshot: Arc<CheckoutSnapshot>) -> Arc<CheckoutSnapshot> {
        let active = self.context.caller.extensions;
        let shown = &snapshot.checkout;
        let consent = shown.buyer.as_ref().is_some_and(|buyer| buyer.consent.is_some());
        let fits = (active.discount || shown.discounts.is_none())
            && (active.fulfillment || shown.fulfillment.is_none())
            && (active.buyer_consent || !consent);
        if fits {
            return snapshot;
        }
        let mut filtered = (*snapshot).clone();
        if !active.discount {
            filtered.checkout.discounts = None;
        }
        if !active.fulfillment {
            filtered.checkout.fulfillment = None;
        }
        if !active.buyer_consent
            && let Some(buyer) = &mut filtered.checkout.buyer
        {
            buyer.consent = None;
        }
        Arc::new(filtered)
    }
}
