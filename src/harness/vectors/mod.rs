//! Contract vectors: the language-neutral half of the contract. Cases live under `vectors/`, one
//! folder per family; this program answers them itself, or asks a runner in any language.

pub mod evaluate;
mod family;
mod format;
pub mod generate;
mod judge;
pub mod report;
pub mod run;
pub mod runner;
pub mod store;

pub use family::Family;
pub use format::{Expectation, FORMAT, Vector, VectorFile};
pub use judge::{Answer, Judgement, is_first, judge};

#[cfg(test)]
mod tests;
