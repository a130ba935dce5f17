//! Time as a value: engines are told `now`, only edges ask for it.

use std::fmt;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// A point in time: milliseconds since the Unix epoch.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
pub struct Instant(i64);

impl Instant {
    /// From milliseconds since the Unix epoch.
    #[must_use]
    pub const fn from_millis(millis: i64) -> Self {
        Self(millis)
    }

    /// Milliseconds since the Unix epoch.
    #[must_use]
    pub const fn millis(self) -> i64 {
        self.0
    }

    /// Whole seconds since the Unix epoch, rounded down.
    #[must_use]
    pub const fn seconds(self) -> i64 {
        self.0.div_euclid(1000)
    }

    /// This point plus a duration, saturating at the far end of time.
    #[must_use]
    pub fn plus(self, duration: Duration) -> Self {
        let millis = i64::try_from(duration.as_millis()).unwrap_or(i64::MAX);
        Self(self.0.saturating_add(millis))
    }

    /// Time elapsed since `earlier`; zero when `earlier` lies ahead.
    #[must_use]
    pub fn since(self, earlier: Self) -> Duration {
        Duration::from_millis(u64::try_from(self.0.saturating_sub(earlier.0)).unwrap_or(0))
    }

    /// RFC 3339 in UTC, whole seconds (`2026-05-01T12:00:00Z`).
    #[must_use]
    pub fn rfc3339(self) -> String {
        jiff::Timestamp::from_second(self.seconds())
            .map_or_else(|_| "1970-01-01T00:00:00Z".to_owned(), |at| at.to_string())
    }
}

/// The clock of one session: the system's time plus an offset that only ever grows, or a frozen
/// time that only ever moves forward.
#[derive(Clone, Debug)]
pub struct Clock {
    state: Arc<State>,
}

/// Told when the clock was moved or stopped; answers whether it wants to hear of the next time.
type Listener = Box<dyn Fn() -> bool + Send>;

struct State {
    /// Milliseconds added to the system's time; with `frozen`, ignored.
    offset: AtomicI64,
    /// The frozen time in milliseconds, or `RUNNING`.
    frozen: AtomicI64,
    /// Held while the clock is moved, so that two who move it never take each other's time back.
    moving: Mutex<()>,
    listeners: Mutex<Vec<Listener>>,
}

impl fmt::Debug for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("State")
            .field("offset", &self.offset)
            .field("frozen", &self.frozen)
            .finish_non_exhaustive()
    }
}

impl State {
    fn new(frozen: i64) -> Arc<Self> {
        Arc::new(Self {
            offset: AtomicI64::new(0),
            frozen: AtomicI64::new(frozen),
            moving: Mutex::default(),
            listeners: Mutex::default(),
        })
    }
}

const RUNNING: i64 = i64::MIN;

/// How a clock deviates from the system's time, for keeping.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Deviation {
    /// It runs this many milliseconds ahead.
    Ahead(i64),
    /// It stands still at this time.
    Frozen(Instant),
}

impl Clock {
    /// A clock that follows the system's time.
    #[must_use]
    pub fn system() -> Self {
        Self { state: State::new(RUNNING) }
    }

    /// A clock that stands still at `at` until advanced.
    #[must_use]
    pub fn frozen(at: Instant) -> Self {
        Self { state: State::new(at.millis()) }
    }

    /// A clock that deviates from the system's time.
    #[must_use]
    pub fn deviating(by: Deviation) -> Self {
        match by {
            Deviation::Frozen(at) => Self::frozen(at),
            Deviation::Ahead(millis) => {
                let clock = Self::system();
                clock.state.offset.store(millis, Ordering::SeqCst);
                clock
            }
        }
    }

    /// How this clock deviates from the system's time, if it does.
    #[must_use]
    pub fn deviation(&self) -> Option<Deviation> {
        match self.state.frozen.load(Ordering::SeqCst) {
            RUNNING => {
                let ahead = self.state.offset.load(Ordering::SeqCst);
                (ahead != 0).then_some(Deviation::Ahead(ahead))
            }
            frozen => Some(Deviation::Frozen(Instant(frozen))),
        }
    }

    /// Another clock that shows the same time and is moved on its own.
    #[must_use]
    pub fn another(&self) -> Self {
        self.deviation().map_or_else(Self::system, Self::deviating)
    }

    /// What this clock shows.
    #[must_use]
    pub fn now(&self) -> Instant {
        match self.state.frozen.load(Ordering::SeqCst) {
            RUNNING => Instant(system_millis().saturating_add(self.state.offset.load(Ordering::SeqCst))),
            frozen => Instant(frozen),
        }
    }

    /// Moves the clock forward; there is no way back.
    pub fn advance(&self, by: Duration) {
        let millis = i64::try_from(by.as_millis()).unwrap_or(i64::MAX);
        self.moved(|state| {
            let frozen = state.frozen.load(Ordering::SeqCst);
            let cell = if frozen == RUNNING { &state.offset } else { &state.frozen };
            // Saturating: the far end of time is no way back to its beginning.
            let ahead = cell.load(Ordering::SeqCst).saturating_add(millis);
            cell.store(ahead, Ordering::SeqCst);
        });
    }

    /// Stops the clock where it stands.
    pub fn freeze(&self) {
        self.moved(|state| state.frozen.store(self.now().millis(), Ordering::SeqCst));
    }

    /// Lets a clock that stands still run on from the time it shows.
    pub fn resume(&self) {
        self.moved(|state| {
            let frozen = state.frozen.load(Ordering::SeqCst);
            if frozen != RUNNING {
                state.offset.store(frozen.saturating_sub(system_millis()), Ordering::SeqCst);
                state.frozen.store(RUNNING, Ordering::SeqCst);
            }
        });
    }

    /// Changes the time shown and tells those who listen, one change after the other.
    fn moved(&self, change: impl FnOnce(&State)) {
        let moving = self.state.moving.lock().unwrap_or_else(PoisonError::into_inner);
        change(&self.state);
        drop(moving);
        self.tell();
    }

    /// Whether the clock stands still between advances.
    #[must_use]
    pub fn is_frozen(&self) -> bool {
        self.state.frozen.load(Ordering::SeqCst) != RUNNING
    }

    /// Calls `listener` after every advance or stop, for as long as it answers true. It must be
    /// short and must not touch this clock's listeners.
    pub fn on_move(&self, listener: impl Fn() -> bool + Send + 'static) {
        self.state.listeners.lock().unwrap_or_else(PoisonError::into_inner).push(Box::new(listener));
    }

    fn tell(&self) {
        self.state.listeners.lock().unwrap_or_else(PoisonError::into_inner).retain(|listener| listener());
    }
}

fn system_millis() -> i64 {
    let since_epoch = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since_epoch.as_millis()).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[derive(Clone, Debug)]
    enum Move {
        Freeze,
        Resume,
        Advance(u64),
    }

    fn moves() -> impl Strategy<Value = Vec<Move>> {
        let one = prop_oneof![
            Just(Move::Freeze),
            Just(Move::Resume),
            (0..100_000_000_u64).prop_map(Move::Advance),
            Just(Move::Advance(u64::MAX)),
        ];
        prop::collection::vec(one, 0..20)
    }

    proptest! {
        /// The system's own clock is the only one that may go back, and it does not within a test.
        #[test]
        fn however_it_is_moved_it_never_goes_back(moves in moves()) {
            let clock = Clock::system();
            let mut last = clock.now();
            for one in moves {
                match one {
                    Move::Freeze => clock.freeze(),
                    Move::Resume => clock.resume(),
                    Move::Advance(millis) => clock.advance(Duration::from_millis(millis)),
                }
                let now = clock.now();
                prop_assert!(now >= last, "{last:?} then {now:?}");
                last = now;
            }
        }
    }

    #[test]
    fn a_clock_that_was_frozen_runs_on_from_where_it_stood() {
        let clock = Clock::frozen(Instant::from_millis(5));
        clock.resume();
        assert!(!clock.is_frozen());
        assert!(clock.now() >= Instant::from_millis(5) && clock.now() < Instant::from_millis(60_000));
        clock.resume();
        assert!(clock.now() < Instant::from_millis(60_000), "resuming twice changes nothing");
    }
}
