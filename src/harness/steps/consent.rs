//! What the buyer agreed to.

use crate::harness::step::StepDef;

/// The rows.
pub const STEPS: &[StepDef] = &[];
