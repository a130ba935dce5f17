//! The kill matrix: the merchant is run with every fault of its lane, or the reference connector with every one of its
//! defects, one at a time, and some scenario must fail. A fault that none fails for is a survivor; a scenario that fails for no fault is idle, for
//! a check that cannot fail is worse than none.
//!
//! Selection, verdicts and bookkeeping know no merchant: they ask a [`Workshop`] for benches to try
//! faults on. The real ones are [`Laboratory`] and [`ConnectorLaboratory`].

mod cell;
mod clean;
mod defects;
mod document;
mod error;
mod journal;
mod laboratory;
mod matrix;
mod options;
mod page;
mod run;
mod select;
mod study;
mod workshop;

pub use cell::{Cell, Outcome, Trial};
pub use clean::{CleanCase, CleanRun, Standing};
pub use document::{Document, Finding, VersionMatrix};
pub use error::KillError;
pub use laboratory::{ConnectorLaboratory, Laboratory};
pub use matrix::{Judged, Matrix, Mutant, MutantVerdict};
pub use options::{KillOptions, Policy};
pub use run::{Faults, Killed, kill, study};
pub use select::select;
pub use workshop::{Bench, Workshop};
