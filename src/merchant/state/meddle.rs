//! Changes from outside the protocol: what happens in a shop beside its checkouts, and what goes wrong in it.

use super::{Charge, ChargeStatus, MerchantState};
use crate::merchant::context::{IdKind, IdSource};
use crate::merchant::outcome::Changes;
use std::sync::Arc;

impl MerchantState {
    /// Leaves so many sellable pieces of a product. Products of unlimited stock and unknown ones stay as they
    /// are. Returns whether anything changed.
    pub fn leave(&mut self, product: &str, pieces: u64, changes: &mut Changes) -> bool {
        let Some(level) = self.stock.get_mut(product) else { return false };
        let on_hand = level.reserved.saturating_add(pieces);
        if level.on_hand == on_hand {
            return false;
        }
        level.on_hand = on_hand;
        changes.stock.push(Arc::clone(&level.product));
        true
    }

    /// Product identifiers of a checkout's lines.
    #[must_use]
    pub fn products_of(&self, checkout: &str) -> Vec<Arc<str>> {
        let lines = self.checkout(checkout).map(|record| Arc::clone(&record.snapshot));
        lines
            .iter()
            .flat_map(|shown| &shown.checkout.line_items)
            .map(|line| Arc::clone(&line.item.id))
            .collect()
    }

    /// Repeats the charge of a paid checkout, which no shop may do. Returns whether there was one.
    pub fn charge_again(&mut self, checkout: &str, ids: &mut dyn IdSource, changes: &mut Changes) -> bool {
        let Some(record) = self.checkouts.get_mut(checkout) else { return false };
        let paid = record.charges.iter().find(|charge| charge.status == ChargeStatus::Succeeded);
        let Some(paid) = paid.cloned() else { return false };
        record.charges.push(Charge { id: ids.next_id(IdKind::Charge), ..paid });
        record.version += 1;
        changes.checkouts.push(checkout.into());
        true
    }
}
