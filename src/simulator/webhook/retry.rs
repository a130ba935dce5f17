//! When a failed delivery is tried again.

use crate::clock::Instant;
use crate::seed::Seed;
use std::time::Duration;

/// Exponential back-off with seeded jitter, and an end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RetryPolicy {
    /// Pause after the first failure.
    pub first: Duration,
    /// Longest pause, also for what a receiver asks for with `Retry-After`.
    pub longest: Duration,
    /// Attempts before a delivery is given up.
    pub attempts: u32,
}

impl Default for RetryPolicy {
    /// Two seconds, doubling up to one hour, 16 attempts: about six hours of patience.
    fn default() -> Self {
        Self { first: Duration::from_secs(2), longest: Duration::from_hours(1), attempts: 16 }
    }
}

impl RetryPolicy {
    /// Whether `made` attempts are all there are.
    #[must_use]
    pub fn exhausted(&self, made: u32) -> bool {
        made >= self.attempts
    }

    /// When to try again after `made` failed attempts: the back-off doubles with each attempt and
    /// loses up to a quarter to jitter; a longer `Retry-After` is obeyed up to the longest pause.
    #[must_use]
    pub fn next(
        &self,
        now: Instant,
        made: u32,
        retry_after: Option<Duration>,
        seed: &Seed,
        labels: &[&str],
    ) -> Instant {
        let doublings = made.saturating_sub(1).min(31);
        let pause = self.first.saturating_mul(1 << doublings).min(self.longest);
        let quarter = u64::try_from(pause.as_millis() / 4).unwrap_or(u64::MAX);
        let jitter = Duration::from_millis(seed.draw(labels) % quarter.saturating_add(1));
        let asked = retry_after.unwrap_or_default().min(self.longest);
        now.plus(pause.saturating_sub(jitter).max(asked))
    }
}
