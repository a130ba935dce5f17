//! Requests signed rightly and wrongly, and the signatures of answers.

use crate::harness::step::StepDef;

/// The rows.
pub const STEPS: &[StepDef] = &[];
