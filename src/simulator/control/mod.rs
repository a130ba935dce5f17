//! The control plane: its own listener, behind a token, through which a person, a script or the dashboard
//! rules over the sessions of a running merchant. Nothing of it is reachable over the merchant's port.
//!
//! The contract stands first (`contracts/control/openapi.json`): it is served as it is, requests are judged by
//! it, and tests judge every response by it. A route is one row in `table.rs`, one operation in the document,
//! one handler in `routes/`, and one command of `ucp-assay ctl`; tests compare the four.

mod assets;
mod call;
#[expect(clippy::module_inception, reason = "the shared state of the control plane is called what it is")]
mod control;
mod cursor;
mod document;
mod guard;
mod matcher;
mod metrics;
mod problem;
mod routes;
mod scope;
mod serve;
mod server;
mod snapshots;
mod table;
mod throttle;
mod token;

pub use assets::FILES;
pub use control::{Limits, Settings};
pub use document::OPENAPI;
pub use scope::{Access, Scope};
pub use server::{ControlServer, StartError};
pub use table::{Listed, listed};
pub use token::{Grant, Token, TokenError};
