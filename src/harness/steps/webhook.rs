//! What the business pushes to the platform.

use crate::harness::step::StepDef;

/// The rows.
pub const STEPS: &[StepDef] = &[];
