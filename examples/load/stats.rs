//! Latencies and what is printed of them.

use std::fmt;
use std::time::Duration;

/// Latency of every request, in microseconds.
#[derive(Debug, Default)]
pub(crate) struct Samples {
    micros: Vec<u32>,
    /// Wall time of the phase.
    pub(crate) elapsed: Duration,
}

impl Samples {
    /// Adds one request.
    pub(crate) fn add(&mut self, latency: Duration) {
        self.micros.push(u32::try_from(latency.as_micros()).unwrap_or(u32::MAX));
    }

    /// Adds another client's requests.
    pub(crate) fn merge(&mut self, other: Self) {
        self.micros.extend(other.micros);
    }
}

/// One printed line.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Report {
    requests: usize,
    /// Requests per second.
    pub(crate) per_second: f64,
    p50: u32,
    p99: u32,
    resident_kib: u64,
}

impl Report {
    /// Summarises a phase.
    #[expect(clippy::cast_precision_loss, reason = "request counts are far below 2^52")]
    pub(crate) fn of(samples: &Samples, resident_kib: u64) -> Self {
        let mut sorted = samples.micros.clone();
        sorted.sort_unstable();
        let at = |percent: usize| sorted.get(sorted.len() * percent / 100).copied().unwrap_or_default();
        Self {
            requests: sorted.len(),
            per_second: sorted.len() as f64 / samples.elapsed.as_secs_f64(),
            p50: at(50),
            p99: at(99),
            resident_kib,
        }
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} requests, {:.0} requests/s, p50 {:.2} ms, p99 {:.2} ms, merchant resident {} KiB",
            self.requests,
            self.per_second,
            f64::from(self.p50) / 1000.0,
            f64::from(self.p99) / 1000.0,
            self.resident_kib
        )
    }
}
