//! The same request again, changed, or many times at once.

use crate::harness::step::StepDef;

/// The rows.
pub const STEPS: &[StepDef] = &[];
