//! Reproducible decisions: a hash of the run's seed and labels, never a shared generator, so that
//! the same run decides alike at any concurrency.

use sha2::{Digest, Sha256};

/// The seed of a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seed(u64);

impl Seed {
    /// A seed from a number, as printed in reports.
    #[must_use]
    pub const fn new(value: u64) -> Self {
        Self(value)
    }

    /// The number, for reports.
    #[must_use]
    pub const fn value(&self) -> u64 {
        self.0
    }

    /// 64 bits that depend on the seed and on every label, in order.
    #[must_use]
    pub fn draw(&self, labels: &[&str]) -> u64 {
        let mut hash = Sha256::new();
        hash.update(self.0.to_be_bytes());
        for label in labels {
            hash.update(label.len().to_be_bytes());
            hash.update(label.as_bytes());
        }
        let digest = hash.finalize();
        digest.iter().take(8).fold(0, |sum, byte| (sum << 8) | u64::from(*byte))
    }

    /// Whether an event with this chance (0..=1) happens for these labels.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "53 bits are drawn, which f64 holds exactly")]
    pub fn happens(&self, chance: f64, labels: &[&str]) -> bool {
        let unit = (self.draw(labels) >> 11) as f64 / (1_u64 << 53) as f64;
        unit < chance
    }
}
