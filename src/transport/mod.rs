//! Operations to bytes and back. The simulator uses the decoding side of requests and the rendering
//! side of responses, the harness the reverse.

pub mod dialect;
pub mod failure;
pub mod json;
pub mod neutral;
pub mod profile_view;
mod registry;
pub mod request;
pub mod view;

pub use dialect::{Active, Dialect, Envelope, ProfileDefect, dialect};
pub use failure::Failure;
