//! The merchant's engine: a pure function from (state, world, command, now) to an outcome. It
//! knows nothing of transports, versions, signatures or faults.

pub mod command;
pub mod context;
mod engine;
mod evaluate;
pub mod input;
pub mod outcome;
pub mod state;
pub mod view;
pub mod world;

pub use command::{BuyerAction, Command, OrderEdit};
pub use context::{Caller, Context, Extensions, IdKind, IdSource, Principal, SequentialIds};
pub use engine::apply;
pub(crate) use evaluate::absolute as absolute_url;
pub use outcome::{Changes, Failure, OrderEvent, OrderEventKind, Outcome, Reply};
pub use state::{Limits, MerchantState, Saved};
pub use world::{World, WorldError};
