//! How many of each verdict.

use super::verdict::VerdictKind;
use serde::{Deserialize, Serialize};

/// How many of each verdict.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VerdictCounts {
    /// Passed.
    pub pass: u32,
    /// Failed.
    pub fail: u32,
    /// Warnings.
    pub warn: u32,
    /// Not applicable.
    pub not_applicable: u32,
    /// Not tested.
    pub not_tested: u32,
    /// Inconclusive.
    pub inconclusive: u32,
    /// Harness errors.
    pub harness_error: u32,
}

impl VerdictCounts {
    /// Counts an iterator of kinds.
    pub fn of(kinds: impl IntoIterator<Item = VerdictKind>) -> Self {
        let mut counts = Self::default();
        for kind in kinds {
            *counts.cell(kind) += 1;
        }
        counts
    }

    /// How many of this kind.
    #[must_use]
    pub const fn get(&self, kind: VerdictKind) -> u32 {
        match kind {
            VerdictKind::Pass => self.pass,
            VerdictKind::Fail => self.fail,
            VerdictKind::Warn => self.warn,
            VerdictKind::NotApplicable => self.not_applicable,
            VerdictKind::NotTested => self.not_tested,
            VerdictKind::Inconclusive => self.inconclusive,
            VerdictKind::HarnessError => self.harness_error,
        }
    }

    /// How many in all.
    #[must_use]
    pub fn total(&self) -> u32 {
        VerdictKind::ALL.into_iter().map(|kind| self.get(kind)).sum()
    }

    const fn cell(&mut self, kind: VerdictKind) -> &mut u32 {
        match kind {
            VerdictKind::Pass => &mut self.pass,
            VerdictKind::Fail => &mut self.fail,
            VerdictKind::Warn => &mut self.warn,
            VerdictKind::NotApplicable => &mut self.not_applicable,
            VerdictKind::NotTested => &mut self.not_tested,
            VerdictKind::Inconclusive => &mut self.inconclusive,
            VerdictKind::HarnessError => &mut self.harness_error,
        }
    }
}
