//! Hints, claims, signals and attribution.

use crate::harness::step::StepDef;

/// The rows.
pub const STEPS: &[StepDef] = &[];
