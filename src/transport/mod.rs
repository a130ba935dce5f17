//! Operations to bytes and back. The simulator uses the decoding side of requests and the rendering
//! side of responses, the harness the reverse.

mod body;
mod command;
mod declaration;
pub mod dialect;
pub mod documents;
pub mod failure;
pub mod json;
mod listing;
mod platform_profile;
pub mod profile_view;
mod registry;
pub mod request;
pub mod view;

pub use dialect::{Active, Dialect, Envelope, EventMark, ProfileDefect, dialect};
pub use failure::Failure;
