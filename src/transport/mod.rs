//! Operations to bytes and back. The simulator uses the decoding side of requests and the rendering
//! side of responses, the harness the reverse.

pub mod dialect;
pub mod failure;
pub mod profile_view;
mod registry;
pub mod request;
pub mod view;

/// Strict JSON is a fact of the protocol's bodies; it is asked for here where bodies are read.
pub use crate::protocol::json;
pub use dialect::{Active, Dialect, Envelope, ProfileDefect, dialect};
pub use failure::Failure;
