//! The handlers, one file per subject. Each gets a call that is authorised and valid by the document.

pub(super) mod checkouts;
pub(super) mod clock;
pub(super) mod conditions;
pub(super) mod events;
pub(super) mod faults;
pub(super) mod journal;
pub(super) mod keys;
pub(super) mod orders;
pub(super) mod products;
pub(super) mod sessions;
pub(super) mod snapshots;
pub(super) mod system;
pub(super) mod tokens;
pub(super) mod webhooks;
