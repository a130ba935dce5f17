//! The fixed stages every operation passes:
//!
//! `accept → read → authenticate → negotiate → idempotency → decide → commit → render → sign → send`
//!
//! The order carries meaning: what changes at `render` is signed, what changes at `send` is not, and
//! what fails after `commit` has had its effect. Each stage is a function over one [`Context`]; an
//! [`Observer`] sees every stage before it begins and may stop or change what follows.

mod accept;
mod authenticate;
mod commit;
mod context;
mod credential;
mod decide;
mod idempotency;
mod negotiate;
mod read;
mod render;
mod run;
mod send;
mod sign;
mod stage;

pub use context::{Answer, Context, Step, Stop};
pub(super) use render::refuse;
pub(super) use run::run;
pub(super) use send::Sent;
pub use stage::{Observer, Silent, Stage};
pub(super) use {
    authenticate::check_version,
    commit::{erase_dropped, execute_for_business, meddle},
    sign::{sign, signs},
};
