//! The engine as a whole: lifecycle, money, delivery, discounts, payment, orders.

mod delivery;
mod discounts;
mod lifecycle;
mod orders;
mod payments;
mod properties;
mod shop;
mod state;
