//! What the listener holds: sessions, tokens, counters.

use super::document::{Document, OPENAPI};
use super::guard::Hosts;
use super::snapshots::Snapshots;
use super::throttle::Throttle;
use super::token::{Token, TokenBook};
use crate::clock::Clock;
use crate::simulator::sessions::Sessions;
use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::Semaphore;

/// Bounds of the control listener.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Largest body in bytes.
    pub body_bytes: usize,
    /// Deepest nesting of a body.
    pub json_depth: usize,
    /// Failed authentications per peer and minute that are answered one by one.
    pub failures: u32,
    /// Calls that wait at once.
    pub waits: usize,
    /// Event streams open at once.
    pub streams: usize,
    /// Longest wait a call may ask for.
    pub longest_wait: Duration,
    /// Snapshots kept per session.
    pub snapshots: usize,
    /// Connections at once.
    pub connections: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            body_bytes: 256 << 10,
            json_depth: 32,
            failures: 20,
            waits: 64,
            streams: 32,
            longest_wait: Duration::from_mins(1),
            snapshots: 16,
            connections: 256,
        }
    }
}

/// What a control listener is started with.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Address and port; port 0 takes a free one.
    pub listen: SocketAddr,
    /// TLS, or none: plain http, for this machine only.
    pub tls: Option<rustls::ServerConfig>,
    /// The token that permits everything.
    pub token: Token,
    /// Host names that reach the listener, beside `localhost` and addresses of this machine.
    pub hosts: Vec<String>,
    /// The clock by which tokens expire and failures are counted: the system's but for tests.
    pub clock: Clock,
    /// Bounds.
    pub limits: Limits,
}

impl Settings {
    /// A free port of this machine, plain http, with this token.
    #[must_use]
    pub fn local(token: Token) -> Self {
        Self {
            listen: SocketAddr::from(([127, 0, 0, 1], 0)),
            tls: None,
            token,
            hosts: Vec::new(),
            clock: Clock::system(),
            limits: Limits::default(),
        }
    }
}

/// The shared state of the listener.
#[derive(Debug)]
pub(super) struct Control {
    pub(super) sessions: Sessions,
    pub(super) tokens: TokenBook,
    pub(super) document: Document,
    pub(super) hosts: Hosts,
    pub(super) throttle: Throttle,
    pub(super) snapshots: Snapshots,
    pub(super) clock: Clock,
    pub(super) limits: Limits,
    pub(super) scheme: &'static str,
    pub(super) waits: Semaphore,
    pub(super) streams: std::sync::Arc<Semaphore>,
    pub(super) started: std::time::Instant,
    answered: Mutex<BTreeMap<(&'static str, u16), u64>>,
}

impl Control {
    pub(super) fn new(settings: &Settings, sessions: Sessions) -> Result<Self, String> {
        let limits = settings.limits;
        Ok(Self {
            sessions,
            tokens: TokenBook::new(&settings.token),
            document: Document::read(OPENAPI)?,
            hosts: Hosts::new(settings.listen.ip(), &settings.hosts),
            throttle: Throttle::new(limits.failures),
            snapshots: Snapshots::new(limits.snapshots),
            clock: settings.clock.clone(),
            limits,
            scheme: if settings.tls.is_some() { "https" } else { "http" },
            waits: Semaphore::new(limits.waits),
            streams: std::sync::Arc::new(Semaphore::new(limits.streams)),
            started: std::time::Instant::now(),
            answered: Mutex::default(),
        })
    }

    /// Counts an answer.
    pub(super) fn count(&self, operation: &'static str, status: u16) {
        let mut answered = self.answered.lock().unwrap_or_else(PoisonError::into_inner);
        *answered.entry((operation, status)).or_default() += 1;
    }

    /// Answers by operation and status.
    pub(super) fn answered(&self) -> BTreeMap<(&'static str, u16), u64> {
        self.answered.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}
