//! Destinations, options, groups.

use crate::harness::step::StepDef;

/// The rows.
pub const STEPS: &[StepDef] = &[];
