//! Codes and automatic reductions.

use crate::harness::step::StepDef;

/// The rows.
pub const STEPS: &[StepDef] = &[];
