//! The engine as a whole: lifecycle, money, delivery, discounts, payment, orders.

#![expect(clippy::panic, reason = "an answer of the wrong kind ends the test")]

mod delivery;
mod discounts;
mod lifecycle;
mod orders;
mod payments;
mod properties;
mod shop;
mod state;
