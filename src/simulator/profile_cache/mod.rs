//! Platform profiles: fetched once, kept at least 60 s of the session's clock, never used stale.
//!
//! * Freshness is what the origin's `max-age` says, but never under 60 s nor over one hour.
//! * Requests for one profile at once share one fetch.
//! * A failed fetch is answered with its failure for 5 s, so that a broken origin is not hammered.
//! * An unknown `kid` forces one refresh per origin and 60 s.
//! * An entry that ran out is fetched again; when that fails, the request is refused.

mod cache;
mod fetch;
mod platform;

pub use cache::{FLOOR, ProfileCache};
pub use fetch::{ProfileFailure, ProfileSource};
pub use platform::KnownPlatform;
