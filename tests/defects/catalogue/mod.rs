//! The defects, by what they are about.

mod checkout;
mod discovery;
mod january;
mod january_checkout;
mod january_webhook;
mod money;
mod order;
mod protocol;
mod security;

use crate::defect::Defect;

/// Every defect.
pub(crate) fn all() -> impl Iterator<Item = &'static Defect> {
    let april = [checkout::ALL, discovery::ALL, money::ALL, order::ALL, protocol::ALL, security::ALL];
    let january = [january::ALL, january_checkout::ALL, january_webhook::ALL];
    april.into_iter().chain(january).flatten()
}
