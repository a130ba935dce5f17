//! One isolated world behind one authority: clock, keys, state, idempotency store, journal, outbox.
//! Parallel scenarios never share one.

mod checkpoint;
mod handle;
mod ids;
mod open;
mod parts;
mod steer;

pub use checkpoint::Checkpoint;
pub use handle::{ControlError, SessionHandle};
pub(super) use ids::RandomIds;
pub(super) use open::Opening;
pub(super) use parts::Manner;
pub use parts::Session;
