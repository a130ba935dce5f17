//! When to try again: exponential pauses with jitter from the seed, `Retry-After` honoured, and an
//! end to it.

use std::time::Duration;

use crate::clock::Instant;
use crate::seed::Seed;

/// How often and how long a request is repeated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RetryPolicy {
    /// Attempts in all, the first one included.
    pub attempts: u32,
    /// Pause before the second attempt; it doubles from there.
    pub base: Duration,
    /// Longest pause of the connector's own.
    pub cap: Duration,
    /// Longest `Retry-After` that is waited for; a longer one ends the call.
    pub longest_wait: Duration,
    /// Longest time from the first attempt to the start of the last one.
    pub budget: Duration,
}

impl Default for RetryPolicy {
    fn default() -> Self {
        Self {
            attempts: 4,
            base: Duration::from_millis(250),
            cap: Duration::from_secs(8),
            longest_wait: Duration::from_secs(30),
            budget: Duration::from_mins(1),
        }
    }
}

impl RetryPolicy {
    /// The pause after the `attempt`-th attempt (from 1): between half and all of the doubled base,
    /// so that clients that failed together do not come back together.
    #[must_use]
    pub fn pause(&self, seed: &Seed, label: &str, attempt: u32) -> Duration {
        let doublings = attempt.saturating_sub(1).min(16);
        let whole = self.base.saturating_mul(1 << doublings).min(self.cap);
        let half = u64::try_from(whole.as_millis() / 2).unwrap_or(u64::MAX);
        let jitter = seed.draw(&["back-off", label, &attempt.to_string()]) % (half + 1);
        Duration::from_millis(half.saturating_add(jitter))
    }
}

/// The wait that a `Retry-After` asks for: seconds, or a date, which may have passed.
#[must_use]
pub fn retry_after(value: &str, now: Instant) -> Option<Duration> {
    let value = value.trim();
    if !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit()) {
        return Some(Duration::from_secs(value.parse().unwrap_or(u64::MAX / 1000)));
    }
    http_date(value).map(|at| at.since(now))
}

/// A point in time as HTTP headers write it (`Sun, 06 Nov 1994 08:49:37 GMT`).
#[must_use]
pub fn http_date(value: &str) -> Option<Instant> {
    let zoned = jiff::fmt::rfc2822::parse(value.trim()).ok()?;
    Some(Instant::from_millis(zoned.timestamp().as_millisecond()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[rstest::rstest]
    #[case("3", Some(3_000))]
    #[case(" 120 ", Some(120_000))]
    #[case("0", Some(0))]
    #[case("Thu, 01 Jan 1970 00:01:10 GMT", Some(10_000))]
    #[case("Thu, 01 Jan 1970 00:00:10 GMT", Some(0))]
    #[case("soon", None)]
    #[case("-3", None)]
    #[case("", None)]
    fn retry_after_is_seconds_or_a_date(#[case] value: &str, #[case] millis: Option<u64>) {
        let now = Instant::from_millis(60_000);
        assert_eq!(retry_after(value, now), millis.map(Duration::from_millis));
    }

    #[test]
    fn an_absurd_retry_after_does_not_overflow() {
        assert!(retry_after("99999999999999999999999", Instant::from_millis(0)).is_some());
    }

    #[test]
    fn pauses_double_stay_below_the_cap_and_repeat_for_a_seed() {
        let policy = RetryPolicy::default();
        let pause = |seed, attempt| policy.pause(&Seed::new(seed), "create_checkout", attempt);
        for (attempt, whole) in [(1, 250), (2, 500), (3, 1_000), (9, 8_000), (40, 8_000)] {
            let got = pause(7, attempt).as_millis();
            assert!((whole / 2..=whole).contains(&got), "attempt {attempt}: {got} ms");
        }
        assert_eq!(pause(7, 1), pause(7, 1));
        assert!((0..20).any(|seed| pause(seed, 3) != pause(7, 3)), "the seed has no say");
    }
}
