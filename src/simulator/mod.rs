//! The reference merchant as a server: an actix-web application, its sessions, and the pipeline every
//! operation passes.

pub mod application;
pub mod business;
pub mod compat;
pub mod concession;
pub mod conditions;
pub mod continue_page;
pub mod contract;
pub mod control;
mod detached;
pub mod error;
mod hosts;
pub mod idempotency;
pub mod journal;
mod kept_options;
pub mod keys;
mod misbehave;
pub mod negotiated;
pub mod overlay;
pub mod pipeline;
mod prices;
pub mod profile_cache;
mod routes;
pub mod session;
pub mod sessions;
pub mod settings;
pub mod store;
pub mod webhook;
mod wire;
mod world;

pub use application::Application;
pub use error::ApplicationError;
pub use routes::configure;
pub use session::{Checkpoint, ControlError, Session, SessionHandle};
pub use sessions::{SessionOptions, Sessions};
pub use settings::Settings;
pub use world::check_world;
