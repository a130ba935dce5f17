//! What the business publishes about itself, read as any platform would.

use crate::harness::step::StepDef;

/// The rows.
pub const STEPS: &[StepDef] = &[];
