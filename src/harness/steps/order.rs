//! What was bought and what happened to it since.

use crate::harness::step::StepDef;

/// The rows.
pub const STEPS: &[StepDef] = &[];
