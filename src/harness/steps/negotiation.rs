//! Versions and capabilities: what each side declares, what becomes active.

use crate::harness::step::StepDef;

/// The rows.
pub const STEPS: &[StepDef] = &[];
