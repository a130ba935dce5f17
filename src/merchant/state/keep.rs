//! Writing records and staying within bounds.

use std::collections::HashMap;
use std::sync::Arc;

use super::{Checkout, Customer, MerchantState, Order, Saved, SavedAddress};
use crate::merchant::outcome::Changes;
use crate::merchant::world::World;
use crate::protocol::checkout::{CheckoutStatus, PostalAddress};

/// Addresses remembered per customer.
const MAX_ADDRESSES: usize = 16;

/// The customers a world comes with.
pub(super) fn customers_of(world: &World) -> HashMap<Arc<str>, Customer> {
    let known = world.customers.iter().map(|known| {
        let email: Arc<str> = known.email.to_ascii_lowercase().into();
        let addresses = known.addresses.iter();
        let addresses = addresses.map(|a| SavedAddress { id: Arc::clone(&a.id), address: a.address.clone() });
        let customer =
            Customer { email: Arc::clone(&email), addresses: addresses.collect(), ..Customer::default() };
        (email, customer)
    });
    known.collect()
}

impl MerchantState {
    /// Writes a checkout: counts its version, keeps the bounds, reports what changed.
    pub(in crate::merchant) fn put_checkout(&mut self, mut record: Checkout, changes: &mut Changes) {
        let id = Arc::clone(&record.snapshot.checkout.id);
        let known = self.checkouts.get(&id);
        record.version = known.map_or(0, |old| old.version) + 1;
        let ended_before = known.is_some_and(|old| old.snapshot.checkout.status.is_terminal());
        if known.is_none() {
            self.opened.push_back(Arc::clone(&id));
        }
        if record.snapshot.checkout.status.is_terminal() && !ended_before {
            self.ended.push_back(Arc::clone(&id));
        }
        if !changes.checkouts.contains(&id) {
            changes.checkouts.push(Arc::clone(&id));
        }
        self.checkouts.insert(Arc::clone(&id), record);
        self.trim_checkouts(&id, changes);
    }

    fn trim_checkouts(&mut self, keep: &str, changes: &mut Changes) {
        while self.checkouts.len() > self.limits.checkouts {
            let Some(id) = self.ended.pop_front().or_else(|| self.oldest_idle(keep)) else { break };
            if self.checkouts.remove(&id).is_some() {
                changes.evicted_checkouts.push(id);
            }
        }
        if self.opened.len() > self.limits.checkouts.saturating_mul(2) {
            let checkouts = &self.checkouts;
            self.opened.retain(|id| checkouts.contains_key(id));
        }
    }

    /// The oldest checkout that neither was just written nor holds stock.
    fn oldest_idle(&mut self, keep: &str) -> Option<Arc<str>> {
        let idle = |id: &Arc<str>| {
            let status = self.checkouts.get(id).map(|record| record.snapshot.checkout.status);
            &**id != keep && status.is_some_and(|status| status != CheckoutStatus::CompleteInProgress)
        };
        let at = self.opened.iter().position(idle)?;
        self.opened.remove(at)
    }

    /// Writes an order: counts its version, keeps the bounds, reports what changed.
    pub(in crate::merchant) fn put_order(&mut self, mut record: Order, changes: &mut Changes) {
        let id = Arc::clone(&record.view.id);
        record.version = self.orders.get(&id).map_or(0, |old| old.version) + 1;
        self.last_order_number = self.last_order_number.max(record.number);
        if self.orders.insert(Arc::clone(&id), record).is_none() {
            self.placed.push_back(Arc::clone(&id));
        }
        changes.orders.push(id);
        while self.orders.len() > self.limits.orders {
            let Some(oldest) = self.placed.pop_front() else { break };
            self.orders.remove(&oldest);
            changes.evicted_orders.push(oldest);
        }
    }

    /// Number of the next order.
    pub(in crate::merchant) const fn next_order_number(&self) -> u64 {
        self.last_order_number + 1
    }

    /// Remembers addresses for a buyer.
    pub(in crate::merchant) fn remember(
        &mut self,
        email: &str,
        addresses: Vec<SavedAddress>,
        changes: &mut Changes,
    ) {
        self.change_customer(email, changes, |customer| {
            customer.addresses.extend(addresses);
            let excess = customer.addresses.len().saturating_sub(MAX_ADDRESSES);
            customer.addresses.drain(..excess);
        });
    }

    /// Counts redemptions of discounts by a buyer.
    pub(in crate::merchant) fn redeem(&mut self, email: &str, discounts: &[Arc<str>], changes: &mut Changes) {
        self.change_customer(email, changes, |customer| {
            for discount in discounts {
                *customer.redemptions.entry(Arc::clone(discount)).or_default() += 1;
            }
        });
    }

    /// Takes redemptions back.
    pub(in crate::merchant) fn unredeem(
        &mut self,
        email: &str,
        discounts: &[Arc<str>],
        changes: &mut Changes,
    ) {
        self.change_customer(email, changes, |customer| {
            for discount in discounts {
                customer.redemptions.remove(discount);
            }
        });
    }

    fn change_customer(&mut self, email: &str, changes: &mut Changes, change: impl FnOnce(&mut Customer)) {
        let email: Arc<str> = email.to_ascii_lowercase().into();
        if !self.customers.contains_key(&email) {
            self.learned.push_back(Arc::clone(&email));
            self.trim_customers(changes);
        }
        changes.evicted_customers.retain(|dropped| *dropped != email);
        let customer = self.customers.entry(Arc::clone(&email)).or_default();
        customer.email = Arc::clone(&email);
        change(customer);
        if !changes.customers.contains(&email) {
            changes.customers.push(email);
        }
    }

    /// Drops the customers learned first; the one learned last stays, whatever the bound.
    fn trim_customers(&mut self, changes: &mut Changes) {
        while self.learned.len() > self.limits.customers.max(1) {
            let Some(oldest) = self.learned.pop_front() else { break };
            self.customers.remove(&oldest);
            changes.customers.retain(|written| *written != oldest);
            changes.evicted_customers.push(oldest);
        }
    }

    /// Puts saved records in place, oldest first. Returns what went beyond the bounds.
    pub(super) fn load(&mut self, saved: Saved) -> Changes {
        let Saved { mut checkouts, mut orders, stock, customers } = saved;
        checkouts.sort_by_key(|record| record.created_at);
        orders.sort_by_key(|record| (record.placed_at, record.number));
        for level in stock {
            self.stock.insert(Arc::clone(&level.product), level);
        }
        let mut written = Changes::default();
        for customer in customers {
            if self.customers.insert(Arc::clone(&customer.email), customer.clone()).is_none() {
                self.learned.push_back(customer.email);
            }
        }
        self.trim_customers(&mut written);
        for record in checkouts {
            let version = record.version;
            let id = Arc::clone(&record.snapshot.checkout.id);
            self.put_checkout(record, &mut written);
            if let Some(kept) = self.checkouts.get_mut(&id) {
                kept.version = version;
            }
        }
        for record in orders {
            let version = record.version;
            let id = Arc::clone(&record.view.id);
            self.put_order(record, &mut written);
            if let Some(kept) = self.orders.get_mut(&id) {
                kept.version = version;
            }
        }
        let Changes { evicted_checkouts, evicted_orders, evicted_customers, .. } = written;
        Changes { evicted_checkouts, evicted_orders, evicted_customers, ..Changes::default() }
    }
}

impl Customer {
    /// The saved address with this content.
    #[must_use]
    pub fn same_address(&self, address: &PostalAddress) -> Option<&SavedAddress> {
        self.addresses.iter().find(|saved| saved.address == *address)
    }
}
