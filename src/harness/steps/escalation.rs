//! When a person is needed, and disclosures.

use crate::harness::step::StepDef;

/// The rows.
pub const STEPS: &[StepDef] = &[];
