//! Stops a run that cannot go on: the target no longer answers, or the user asked to stop at the
//! first failure. Once stopped, remaining scenarios are inconclusive and name the reason.

use super::interrupt::{Cause, Interrupt, StepResult};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, PoisonError};

/// How many times the limit of missing answers in a row may be missing in all.
const IN_ALL: u32 = 6;

/// Counts answers that never came.
#[derive(Debug)]
pub struct Breaker {
    limit: u32,
    silent: AtomicU32,
    in_all: AtomicU32,
    stopped: Mutex<Option<(String, Cause)>>,
}

impl Breaker {
    /// Opens after `limit` missing answers in a row; at least one.
    #[must_use]
    pub fn new(limit: u32) -> Self {
        Self {
            limit: limit.max(1),
            silent: AtomicU32::new(0),
            in_all: AtomicU32::new(0),
            stopped: Mutex::new(None),
        }
    }

    /// The target answered, whatever it said.
    pub fn answered(&self) {
        self.silent.store(0, Ordering::SeqCst);
    }

    /// The target did not answer.
    pub fn silent(&self) {
        let in_a_row = self.silent.fetch_add(1, Ordering::SeqCst) + 1;
        let in_all = self.in_all.fetch_add(1, Ordering::SeqCst) + 1;
        if in_a_row >= self.limit {
            self.stop(format!("the target did not answer {in_a_row} times in a row"), Cause::no_answer());
        } else if in_all >= self.limit.saturating_mul(IN_ALL) {
            self.stop(format!("the target did not answer {in_all} times"), Cause::no_answer());
        }
    }

    /// Stops the run for another reason; the first reason stays.
    pub fn stop(&self, reason: String, cause: Cause) {
        let mut stopped = self.stopped.lock().unwrap_or_else(PoisonError::into_inner);
        stopped.get_or_insert((reason, cause));
    }

    /// Why the run was stopped, if it was.
    #[must_use]
    pub fn reason(&self) -> Option<String> {
        let stopped = self.stopped.lock().unwrap_or_else(PoisonError::into_inner);
        stopped.as_ref().map(|(reason, _)| reason.clone())
    }

    /// Fails when the run was stopped.
    ///
    /// # Errors
    /// [`Interrupt::Inconclusive`] with the reason.
    pub fn check(&self) -> StepResult {
        let stopped = self.stopped.lock().unwrap_or_else(PoisonError::into_inner);
        match stopped.as_ref() {
            Some((reason, cause)) => {
                Err(Interrupt::blocked(format!("the run was stopped: {reason}"), cause.clone()))
            }
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_silence_in_a_row_stops_a_run() {
        let breaker = Breaker::new(2);
        breaker.silent();
        breaker.answered();
        breaker.silent();
        assert!(breaker.check().is_ok());
        breaker.silent();
        let Err(Interrupt::Inconclusive { cause, .. }) = breaker.check() else { unreachable!("stopped") };
        assert_eq!(cause, Cause::no_answer());
    }

    #[test]
    fn too_much_silence_in_all_stops_a_run_too() {
        let breaker = Breaker::new(2);
        for _ in 0..12 {
            assert!(breaker.check().is_ok());
            breaker.silent();
            breaker.answered();
        }
        assert_eq!(breaker.reason().as_deref(), Some("the target did not answer 12 times"));
    }

    #[test]
    fn the_first_reason_stays() {
        let breaker = Breaker::new(1);
        breaker.stop("fail-fast".into(), Cause::run_stopped());
        breaker.silent();
        assert_eq!(breaker.reason().as_deref(), Some("fail-fast"));
    }
}
