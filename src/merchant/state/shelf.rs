//! Stock: promised, taken, given back; never negative.

use std::collections::HashMap;
use std::sync::Arc;

use super::{MerchantState, StockLevel};
use crate::merchant::outcome::Changes;
use crate::merchant::world::World;

/// Quantities by product.
pub(in crate::merchant) type Basket = Vec<(Arc<str>, u64)>;

/// The stock a world starts with; unlimited products have none.
pub(super) fn of_world(world: &World) -> HashMap<Arc<str>, StockLevel> {
    let limited = world.products.iter().filter_map(|product| {
        let level = StockLevel { product: Arc::clone(&product.id), on_hand: product.stock?, reserved: 0 };
        Some((Arc::clone(&product.id), level))
    });
    limited.collect()
}

impl MerchantState {
    /// Pieces of a product that can be sold; `None` is unlimited.
    pub(in crate::merchant) fn available(&self, product: &str) -> Option<u64> {
        self.stock.get(product).map(StockLevel::available)
    }

    /// Counts the pieces in the house anew; what is promised stays promised.
    pub(in crate::merchant) fn recount(&mut self, product: &str, on_hand: u64, changes: &mut Changes) {
        let product: Arc<str> = product.into();
        let level = self.stock.entry(Arc::clone(&product)).or_insert_with(|| StockLevel {
            product: Arc::clone(&product),
            on_hand,
            reserved: 0,
        });
        level.on_hand = on_hand;
        changes.stock.push(product);
    }

    /// Promises everything or nothing.
    pub(in crate::merchant) fn reserve(&mut self, basket: &Basket, changes: &mut Changes) -> bool {
        let enough = |(product, quantity): &(Arc<str>, u64)| {
            self.available(product).is_none_or(|left| left >= *quantity)
        };
        if !basket.iter().all(enough) {
            return false;
        }
        self.change(basket, changes, |level, quantity| {
            level.reserved = level.reserved.saturating_add(quantity);
        });
        true
    }

    /// Gives promised pieces back.
    pub(in crate::merchant) fn release(&mut self, basket: &Basket, changes: &mut Changes) {
        self.change(basket, changes, |level, quantity| {
            level.reserved = level.reserved.saturating_sub(quantity);
        });
    }

    /// Takes promised pieces out of the house.
    pub(in crate::merchant) fn take(&mut self, basket: &Basket, changes: &mut Changes) {
        self.change(basket, changes, |level, quantity| {
            level.reserved = level.reserved.saturating_sub(quantity);
            level.on_hand = level.on_hand.saturating_sub(quantity);
        });
    }

    /// Puts pieces back on the shelf.
    pub(in crate::merchant) fn restock(&mut self, basket: &Basket, changes: &mut Changes) {
        self.change(basket, changes, |level, quantity| {
            level.on_hand = level.on_hand.saturating_add(quantity);
        });
    }

    fn change(&mut self, basket: &Basket, changes: &mut Changes, change: impl Fn(&mut StockLevel, u64)) {
        for (product, quantity) in basket {
            let Some(level) = self.stock.get_mut(product) else { continue };
            change(level, *quantity);
            if !changes.stock.contains(product) {
                changes.stock.push(Arc::clone(product));
            }
        }
    }
}
