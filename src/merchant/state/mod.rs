//! What a merchant remembers: checkouts, orders, stock and customers; bounded, and each record
//! serialisable on its own with a version counter.

mod keep;
mod meddle;
mod record;
mod shelf;

pub(super) use shelf::Basket;

pub use record::{
    Audience, Charge, ChargeStatus, Checkout, Customer, Order, Pending, SavedAddress, StockLevel,
};

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;

use super::outcome::Changes;
use super::world::World;

/// Everything a merchant remembers.
#[derive(Clone, Debug)]
pub struct MerchantState {
    limits: Limits,
    checkouts: HashMap<Arc<str>, Checkout>,
    orders: HashMap<Arc<str>, Order>,
    stock: HashMap<Arc<str>, StockLevel>,
    customers: HashMap<Arc<str>, Customer>,
    /// Checkouts by age.
    opened: VecDeque<Arc<str>>,
    /// Terminal checkouts, in the order they ended.
    ended: VecDeque<Arc<str>>,
    /// Orders by age.
    placed: VecDeque<Arc<str>>,
    /// Customers that are not the world's, in the order they came.
    learned: VecDeque<Arc<str>>,
    last_order_number: u64,
}

/// How much is kept. Beyond it the oldest goes: ended checkouts first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Checkouts.
    pub checkouts: usize,
    /// Orders.
    pub orders: usize,
    /// Customers the world did not come with.
    pub customers: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { checkouts: 2048, orders: 2048, customers: 1024 }
    }
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
    pub fn new(world: &World) -> Self {
        Self::with_limits(world, Limits::default())
    }

    /// A fresh state that keeps this much.
    #[must_use]
    pub fn with_limits(world: &World, limits: Limits) -> Self {
        Self {
            limits,
            checkouts: HashMap::new(),
            orders: HashMap::new(),
            stock: shelf::of_world(world),
            customers: keep::customers_of(world),
            opened: VecDeque::new(),
            ended: VecDeque::new(),
            placed: VecDeque::new(),
            learned: VecDeque::new(),
            last_order_number: 0,
        }
    }

    /// The state of this world with saved records on top, and what of them went beyond `limits` and was
    /// dropped (the evicted ones of the changes; nothing else in them).
    #[must_use]
    pub fn restore(world: &World, limits: Limits, saved: Saved) -> (Self, Changes) {
        let mut state = Self::with_limits(world, limits);
        let dropped = state.load(saved);
        (state, dropped)
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
        match self.customers.get(email) {
            Some(customer) => Some(customer),
            None if email.bytes().any(|byte| byte.is_ascii_uppercase()) => {
                self.customers.get(email.to_ascii_lowercase().as_str())
            }
            None => None,
        }
    }

    /// Every checkout record, in no particular order.
    pub fn checkouts(&self) -> impl Iterator<Item = &Checkout> {
        self.checkouts.values()
    }

    /// Every order record, in no particular order.
    pub fn orders(&self) -> impl Iterator<Item = &Order> {
        self.orders.values()
    }

    /// Every customer, in no particular order.
    pub fn customers(&self) -> impl Iterator<Item = &Customer> {
        self.customers.values()
    }

    /// Every stock level, in no particular order.
    pub fn stock_levels(&self) -> impl Iterator<Item = &StockLevel> {
        self.stock.values()
    }
}
