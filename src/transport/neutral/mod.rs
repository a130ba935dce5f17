//! The neutral form: what the harness writes and reads, whatever version is on the wire. Its member
//! names are those of the newest layout. A request goes from the neutral form to the wire; an
//! answer keeps its bytes and gets a neutral reading beside them.
//!
//! Nothing here judges: what a wrong answer holds that a reading does not know stays as it came.

mod accommodation;
mod answer;
mod payment;
mod request;
mod totals;

#[cfg(test)]
mod tests;

pub use accommodation::Accommodation;
pub use answer::read;
pub use request::RequestForm;
