//! The vocabulary of checkouts: statuses, totals, people, places and hints.

mod arithmetic;
mod party;
mod status;
mod total;

pub use arithmetic::{TotalsProblem, check_totals};
pub use party::{Buyer, BuyerContext, Consent, PostalAddress};
pub use status::CheckoutStatus;
pub use total::{Total, TotalKind, TotalLine};
