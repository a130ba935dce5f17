//! Below HTTP: protocol version, certificate, cipher.

use crate::harness::step::StepDef;

/// The rows.
pub const STEPS: &[StepDef] = &[];
