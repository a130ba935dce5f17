//! The defects, by what they are about.

mod checkout;
mod discovery;
mod money;
mod order;
mod protocol;
mod security;

use crate::defect::Defect;

/// Every defect.
pub(crate) fn all() -> impl Iterator<Item = &'static Defect> {
    [checkout::ALL, discovery::ALL, money::ALL, order::ALL, protocol::ALL, security::ALL]
        .into_iter()
        .flatten()
}
