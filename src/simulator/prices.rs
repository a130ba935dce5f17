//! Prices that were changed since the world was read, as they are kept.

use super::store::{Commit, Kind, Snapshot, StoreError};
use crate::merchant::World;
use crate::merchant::world::PriceList;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Name of the row (of kind [`Kind::Session`]) that keeps them.
const PRICES: &str = "prices";

/// Prices by product; only products with another price than the world's.
type Prices = BTreeMap<Arc<str>, PriceList>;

/// The world with the prices that were stored. What is no longer sold, or no longer in that currency, is
/// passed over: the world was edited meanwhile.
pub(super) fn restore(world: &Arc<World>, stored: &Snapshot) -> Result<Arc<World>, StoreError> {
    let prices: Prices = stored.one(Kind::Session, PRICES)?.unwrap_or_default();
    let all = prices.iter().flat_map(|(product, list)| list.iter().map(move |(c, a)| (product, *c, *a)));
    Ok(all.fold(Arc::clone(world), |world, (product, currency, amount)| {
        world.with_price(product, currency, amount).map_or(world, Arc::new)
    }))
}

/// Adds the prices to a commit that differ from those of the world as it was read.
pub(super) fn write(pristine: &World, world: &World, commit: &mut Commit) -> Result<(), StoreError> {
    let changed = world
        .products
        .iter()
        .filter(|product| pristine.product(&product.id).is_none_or(|before| before.price != product.price));
    let prices: Prices = changed.map(|product| (Arc::clone(&product.id), product.price.clone())).collect();
    commit.put(Kind::Session, PRICES, &prices).map(drop)
}
