//! Evenly spaced requests, or none of that.

use std::time::{Duration, Instant};

/// The moments at which one connection may send.
#[derive(Debug)]
pub(crate) struct Pace {
    gap: Option<Duration>,
    next: Instant,
}

impl Pace {
    /// `rate` requests per second for this connection, offset so that connections interleave.
    #[expect(clippy::cast_precision_loss, reason = "a few hundred connections")]
    pub(crate) fn new(rate: Option<f64>, index: usize, of: usize) -> Self {
        let gap = rate.map(|rate| Duration::from_secs_f64(1.0 / rate.max(0.001)));
        let offset = gap.map_or(Duration::ZERO, |gap| gap.mul_f64(index as f64 / of as f64));
        Self { gap, next: Instant::now() + offset }
    }

    /// Waits for this connection's turn and returns when the request was due: latency is counted
    /// from there, so that a late start is not hidden.
    pub(crate) async fn turn(&mut self) -> Instant {
        let Some(gap) = self.gap else { return Instant::now() };
        let due = self.next;
        self.next += gap;
        tokio::time::sleep_until(due.into()).await;
        due
    }
}
