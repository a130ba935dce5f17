//! Waiting, as a part that can be exchanged: real time, or a clock that is moved instead.

use std::time::Duration;

use crate::clock::Clock;

/// How a connector waits.
#[derive(Clone, Debug)]
pub enum Pace {
    /// By letting time pass.
    Real,
    /// By moving this clock, at once: for tests.
    Virtual(Clock),
}

impl Pace {
    /// Waits.
    pub async fn wait(&self, time: Duration) {
        match self {
            Self::Real => tokio::time::sleep(time).await,
            Self::Virtual(clock) => {
                clock.advance(time);
                tokio::task::yield_now().await;
            }
        }
    }
}
