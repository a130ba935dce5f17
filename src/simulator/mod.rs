//! The reference merchant as a server: an actix-web application, its sessions, and the pipeline every
//! operation passes.

pub mod application;
pub mod conditions;
pub mod error;
pub mod idempotency;
pub mod session;
pub mod sessions;
pub mod settings;
pub mod store;
pub mod webhook;

pub use application::Application;
pub use error::ApplicationError;
pub use session::{Session, SessionHandle};
pub use sessions::{SessionOptions, Sessions};
pub use settings::Settings;
