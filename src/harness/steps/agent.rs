//! Who asks: UCP-Agent and the profile behind it, in health and sickness.

use crate::harness::step::StepDef;

/// The rows.
pub const STEPS: &[StepDef] = &[];
