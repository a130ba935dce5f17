//! Bringing a checkout to where a scenario begins.

use crate::harness::step::StepDef;

/// The rows.
pub const STEPS: &[StepDef] = &[];
