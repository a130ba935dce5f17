//! Verbs, bodies that are not what they should be.

use crate::harness::step::StepDef;

/// The rows.
pub const STEPS: &[StepDef] = &[];
