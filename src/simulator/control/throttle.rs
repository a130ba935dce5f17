//! Counting failures per peer: who fails too often in a minute is told to wait, and costs little.

use crate::clock::Instant;
use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// Length of a window.
const WINDOW: Duration = Duration::from_mins(1);
/// Peers remembered; beyond it those whose window is over are forgotten, then all.
const PEERS: usize = 1_024;

#[derive(Clone, Copy, Debug)]
struct Window {
    began: Instant,
    failures: u32,
}

/// Failures of every peer.
#[derive(Debug)]
pub(super) struct Throttle {
    most: u32,
    peers: Mutex<HashMap<IpAddr, Window>>,
}

impl Throttle {
    /// Allows `most` failures per peer and minute.
    pub(super) fn new(most: u32) -> Self {
        Self { most, peers: Mutex::default() }
    }

    /// Notes a failure. `Err` is the time until the next one is looked at.
    pub(super) fn failed(&self, peer: IpAddr, now: Instant) -> Result<(), Duration> {
        let mut peers = self.peers.lock().unwrap_or_else(PoisonError::into_inner);
        if peers.len() >= PEERS && !peers.contains_key(&peer) {
            peers.retain(|_, window| now.since(window.began) < WINDOW);
            if peers.len() >= PEERS {
                peers.clear();
            }
        }
        let window = peers.entry(peer).or_insert(Window { began: now, failures: 0 });
        if now.since(window.began) >= WINDOW {
            *window = Window { began: now, failures: 0 };
        }
        window.failures = window.failures.saturating_add(1);
        if window.failures > self.most { Err(window.began.plus(WINDOW).since(now)) } else { Ok(()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::Ipv4Addr;

    #[test]
    fn a_window_allows_so_many_and_the_next_as_many_again() {
        let throttle = Throttle::new(2);
        let peer = IpAddr::V4(Ipv4Addr::LOCALHOST);
        let at = Instant::from_millis;
        assert_eq!(throttle.failed(peer, at(0)), Ok(()));
        assert_eq!(throttle.failed(peer, at(1)), Ok(()));
        assert_eq!(throttle.failed(peer, at(10_000)), Err(Duration::from_secs(50)));
        assert_eq!(throttle.failed(IpAddr::V4(Ipv4Addr::BROADCAST), at(10_000)), Ok(()), "another peer");
        assert_eq!(throttle.failed(peer, at(60_000)), Ok(()));
    }

    #[test]
    fn the_number_of_peers_is_bounded() {
        let throttle = Throttle::new(1);
        for number in 0..3_000_u32 {
            let peer = IpAddr::V4(Ipv4Addr::from(number));
            assert_eq!(throttle.failed(peer, Instant::from_millis(0)), Ok(()));
        }
        assert!(throttle.peers.lock().unwrap().len() <= PEERS);
    }
}
