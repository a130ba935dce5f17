//! Money: signed integers of an ISO 4217 minor unit, checked, bounded, never floating point.

mod amount;
mod currency;
#[cfg(test)]
mod tests;

pub use amount::{Amount, AmountError};
pub use currency::{Currency, UnknownCurrency};
