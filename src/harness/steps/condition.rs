//! Time that passes at the business, and its states of health.

use crate::harness::step::StepDef;

/// The rows.
pub const STEPS: &[StepDef] = &[];
