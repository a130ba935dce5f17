//! Files that people write: YAML whose every part knows its line, judged by a JSON Schema, with advice
//! for each violation.

mod located;
mod problem;
mod schema;

pub use located::Document;
pub use problem::{DocumentError, Problem};
pub use schema::{Schema, closest};
