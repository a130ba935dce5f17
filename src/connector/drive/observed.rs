//! What is noticed of a connector while it is driven, collected from the tasks that notice it.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::text::shortened;
use crate::connector::hygiene::{Hygiene, SAMPLES};
use crate::exchange::redact_known;

/// Longest sample of stray output, in characters.
const SAMPLE: usize = 200;

/// What is noticed. Cheap to clone; clones are the same.
#[derive(Clone, Debug, Default)]
pub(super) struct Observed {
    inner: Arc<Inner>,
}

#[derive(Debug, Default)]
struct Inner {
    hygiene: Mutex<Hygiene>,
    during: Mutex<Option<&'static str>>,
    secrets: Vec<String>,
}

impl Observed {
    /// Nothing noticed yet; these values are never to be shown.
    pub(super) fn new(secrets: Vec<String>) -> Self {
        Self { inner: Arc::new(Inner { secrets, ..Inner::default() }) }
    }

    /// An action begins or ends.
    pub(super) fn doing(&self, action: Option<&'static str>) {
        *self.inner.during.lock().unwrap_or_else(PoisonError::into_inner) = action;
    }

    /// A line on the standard output that is no message.
    pub(super) fn stray(&self, line: &[u8]) {
        let mut hygiene = self.lock();
        hygiene.stray_lines += 1;
        if hygiene.stray_samples.len() < SAMPLES {
            let sample = self.clean(&shortened(&String::from_utf8_lossy(line), SAMPLE));
            hygiene.stray_samples.push(sample);
        }
    }

    /// An answer to nothing.
    pub(super) fn unasked(&self) {
        self.lock().unasked_answers += 1;
    }

    /// A call that was not answered in time.
    pub(super) fn silent(&self) {
        self.lock().silent_calls += 1;
    }

    /// The process ended, and nobody had told it to.
    pub(super) fn exited(&self, how: &str) {
        let during = *self.inner.during.lock().unwrap_or_else(PoisonError::into_inner);
        let mut hygiene = self.lock();
        hygiene.exit = Some(self.clean(how));
        hygiene.exit_during = during;
    }

    /// The end of what it wrote to its standard error, as far as it is known now.
    pub(super) fn complaints(&self, tail: &str) {
        self.lock().stderr_tail = self.clean(tail);
    }

    /// A text without anything secret.
    pub(super) fn clean(&self, text: &str) -> String {
        redact_known(text, &self.inner.secrets)
    }

    /// What was noticed so far.
    pub(super) fn hygiene(&self) -> Hygiene {
        self.lock().clone()
    }

    fn lock(&self) -> MutexGuard<'_, Hygiene> {
        self.inner.hygiene.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
