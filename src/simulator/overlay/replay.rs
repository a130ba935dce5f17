//! Each signature counts once, and only while it is fresh.

use crate::clock::Instant;
use std::collections::{HashSet, VecDeque};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// Why a signature that verifies is refused nevertheless.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// `iat` lies too far in the past.
    #[error("the signature is {0} seconds old, older than the window of {1} seconds")]
    Stale(i64, u64),
    /// `iat` lies too far in the future.
    #[error("the signature is dated {0} seconds ahead, further than the window of {1} seconds")]
    Early(i64, u64),
    /// The `jti` was used with this key before.
    #[error("the jti was used with this key before")]
    Replayed,
    /// No further `jti` can be remembered; what cannot be remembered is refused.
    #[error("too many signatures were accepted within the window; try again later")]
    Full,
}

/// Remembers the `jti` of every accepted signature, per `kid`, for as long as it could be accepted again.
#[derive(Debug)]
pub struct ReplayGuard {
    window: Duration,
    most: usize,
    seen: Mutex<Seen>,
}

#[derive(Debug, Default)]
struct Seen {
    known: HashSet<(String, String)>,
    /// In the order of acceptance, with the second from which the signature is stale anyway.
    order: VecDeque<(i64, (String, String))>,
}

impl ReplayGuard {
    /// A guard that accepts `iat` within `window` before and after now, and remembers at most `most`.
    #[must_use]
    pub fn new(window: Duration, most: usize) -> Self {
        Self { window, most, seen: Mutex::default() }
    }

    /// Accepts a signature, once.
    ///
    /// # Errors
    /// [`Refused`].
    pub fn admit(&self, kid: &str, jti: &str, iat: i64, now: Instant) -> Result<(), Refused> {
        let window = self.window.as_secs();
        let width = i64::try_from(window).unwrap_or(i64::MAX);
        let now = now.seconds();
        let age = now.saturating_sub(iat);
        if age > width {
            return Err(Refused::Stale(age, window));
        }
        if age < width.saturating_neg() {
            return Err(Refused::Early(age.saturating_neg(), window));
        }
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        seen.forget(now);
        let entry = (kid.to_owned(), jti.to_owned());
        if seen.known.contains(&entry) {
            return Err(Refused::Replayed);
        }
        if seen.known.len() >= self.most {
            return Err(Refused::Full);
        }
        // Stale for certain two windows after acceptance, whatever `iat` said: entries leave in order.
        seen.order.push_back((now.saturating_add(width.saturating_mul(2)), entry.clone()));
        seen.known.insert(entry);
        Ok(())
    }
}

impl Seen {
    fn forget(&mut self, now: i64) {
        while let Some((until, _)) = self.order.front()
            && *until < now
        {
            if let Some((_, entry)) = self.order.pop_front() {
                self.known.remove(&entry);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    const NOW: i64 = 1_768_100_000;
    const WINDOW: Duration = Duration::from_mins(5);

    fn at(seconds: i64) -> Instant {
        Instant::from_millis(seconds * 1000)
    }

    #[rstest]
    #[case::now(0, Ok(()))]
    #[case::oldest(-300, Ok(()))]
    #[case::stale(-301, Err(Refused::Stale(301, 300)))]
    #[case::furthest_ahead(300, Ok(()))]
    #[case::early(301, Err(Refused::Early(301, 300)))]
    fn freshness(#[case] offset: i64, #[case] expected: Result<(), Refused>) {
        assert_eq!(ReplayGuard::new(WINDOW, 10).admit("k", "a", NOW + offset, at(NOW)), expected);
    }

    #[rstest]
    #[case(i64::MIN)]
    #[case(i64::MAX)]
    fn absurd_times_are_refused(#[case] iat: i64) {
        assert!(ReplayGuard::new(WINDOW, 10).admit("k", "a", iat, at(NOW)).is_err());
    }

    #[test]
    fn a_jti_counts_once_per_key() {
        let guard = ReplayGuard::new(WINDOW, 10);
        assert_eq!(guard.admit("k", "a", NOW, at(NOW)), Ok(()));
        assert_eq!(guard.admit("k", "a", NOW, at(NOW)), Err(Refused::Replayed));
        assert_eq!(guard.admit("k", "a", NOW + 5, at(NOW + 5)), Err(Refused::Replayed));
        assert_eq!(guard.admit("other", "a", NOW, at(NOW)), Ok(()));
        assert_eq!(guard.admit("k", "b", NOW, at(NOW)), Ok(()));
    }

    #[test]
    fn a_signature_is_never_forgotten_while_it_is_fresh() {
        let guard = ReplayGuard::new(WINDOW, 10);
        // Dated as far ahead as allowed, it stays acceptable for two windows.
        assert_eq!(guard.admit("k", "a", NOW + 300, at(NOW)), Ok(()));
        assert_eq!(guard.admit("k", "a", NOW + 300, at(NOW + 600)), Err(Refused::Replayed));
        assert_eq!(guard.admit("k", "a", NOW + 300, at(NOW + 601)), Err(Refused::Stale(301, 300)));
    }

    #[test]
    fn a_full_memory_refuses_and_empties_with_time() {
        let guard = ReplayGuard::new(WINDOW, 2);
        assert_eq!(guard.admit("k", "a", NOW, at(NOW)), Ok(()));
        assert_eq!(guard.admit("k", "b", NOW, at(NOW)), Ok(()));
        assert_eq!(guard.admit("k", "c", NOW, at(NOW)), Err(Refused::Full));
        let later = NOW + 601;
        assert_eq!(guard.admit("k", "c", later, at(later)), Ok(()));
    }
}
