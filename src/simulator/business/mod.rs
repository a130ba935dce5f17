//! What a session's business declares about itself: the profile, rendered once per change.

mod declaration;
mod variation;

pub use declaration::{Business, Declared};
pub use variation::Variation;
