//! One URL of one agent: what came in, and what goes out.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use futures::future::BoxFuture;
use tokio::sync::watch;

use crate::exchange::{Exchange, ExchangeKind};

use super::Answer;

/// Most exchanges kept per endpoint; older ones make room.
const KEPT: usize = 2_000;
/// Most bytes of bodies kept per endpoint.
const KEPT_BYTES: usize = 16 * 1024 * 1024;

/// A wait ended without what was waited for.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{seen} requests came within {} ms, and not what was waited for", waited.as_millis())]
pub struct WaitTimeout {
    /// Requests that came since the endpoint was opened or cleared.
    pub seen: u64,
    /// How long was waited.
    pub waited: Duration,
}

/// Decides what a request is answered with, by looking at it.
pub type Decide = Arc<dyn Fn(Exchange) -> BoxFuture<'static, Answer> + Send + Sync>;

/// One URL of one agent. It answers with the queued answers first, one per request, and with the
/// standing answer when there is none left.
pub struct Endpoint {
    kind: ExchangeKind,
    inner: Mutex<Inner>,
    seen: watch::Sender<u64>,
}

impl std::fmt::Debug for Endpoint {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Endpoint")
            .field("kind", &self.kind)
            .field("seen", &self.count())
            .finish_non_exhaustive()
    }
}

struct Inner {
    standing: Standing,
    queued: VecDeque<Answer>,
    log: VecDeque<Arc<Exchange>>,
    log_bytes: usize,
}

/// What requests are answered with when no answer is queued.
#[derive(Clone)]
enum Standing {
    Always(Answer),
    Decided(Decide),
}

impl Endpoint {
    pub(super) fn new(kind: ExchangeKind, standing: Answer) -> Self {
        let inner = Inner {
            standing: Standing::Always(standing),
            queued: VecDeque::new(),
            log: VecDeque::new(),
            log_bytes: 0,
        };
        Self { kind, inner: Mutex::new(inner), seen: watch::Sender::new(0) }
    }

    /// What kind of request comes here.
    #[must_use]
    pub const fn kind(&self) -> ExchangeKind {
        self.kind
    }

    /// Sets what every request from now on is answered with, queued answers first.
    pub fn answer_with(&self, answer: impl Into<Answer>) {
        self.lock().standing = Standing::Always(answer.into());
    }

    /// Lets a function decide about every request from now on, queued answers first.
    pub fn decide_with(&self, decide: Decide) {
        self.lock().standing = Standing::Decided(decide);
    }

    /// Adds answers for the next requests, one each, in order.
    pub fn queue(&self, answers: impl IntoIterator<Item = Answer>) {
        self.lock().queued.extend(answers);
    }

    /// Answers queued and not used yet.
    #[must_use]
    pub fn queued(&self) -> usize {
        self.lock().queued.len()
    }

    /// The requests kept, oldest first, each recorded on receipt with the answer it was to get.
    #[must_use]
    pub fn received(&self) -> Vec<Arc<Exchange>> {
        self.lock().log.iter().cloned().collect()
    }

    /// How many requests came since the endpoint was opened or cleared, kept or not.
    #[must_use]
    pub fn count(&self) -> u64 {
        *self.seen.borrow()
    }

    /// Forgets every request and every queued answer; the standing answer stays.
    pub fn clear(&self) {
        let mut inner = self.lock();
        inner.queued.clear();
        inner.log.clear();
        inner.log_bytes = 0;
        self.seen.send_replace(0);
    }

    /// Waits until at least `count` requests have come, and returns those kept.
    ///
    /// # Errors
    /// When the time is over first.
    pub async fn wait_count(&self, count: u64, timeout: Duration) -> Result<Vec<Arc<Exchange>>, WaitTimeout> {
        self.wait_for(timeout, |received| (self.count() >= count).then(|| received.to_vec())).await
    }

    /// Waits until `find` finds what it looks for among the requests kept; it is asked at once and
    /// again after each request.
    ///
    /// # Errors
    /// When the time is over first.
    pub async fn wait_for<T>(
        &self,
        timeout: Duration,
        find: impl Fn(&[Arc<Exchange>]) -> Option<T>,
    ) -> Result<T, WaitTimeout> {
        let mut seen = self.seen.subscribe();
        let search = async {
            loop {
                seen.borrow_and_update();
                if let Some(found) = find(&self.received()) {
                    return Some(found);
                }
                // The sender lives as long as `self`, so this only ends with a new request.
                seen.changed().await.ok()?;
            }
        };
        let found = tokio::time::timeout(timeout, search).await.ok().flatten();
        found.ok_or_else(|| WaitTimeout { seen: self.count(), waited: timeout })
    }

    /// Takes the answer for this request.
    pub(super) async fn answer_to(&self, exchange: &Exchange) -> Answer {
        let standing = {
            let mut inner = self.lock();
            inner.queued.pop_front().map_or_else(|| inner.standing.clone(), Standing::Always)
        };
        match standing {
            Standing::Always(answer) => answer,
            Standing::Decided(decide) => decide(exchange.clone()).await,
        }
    }

    /// Keeps a request, and wakes whoever waits for it.
    pub(super) fn record(&self, exchange: Exchange) {
        let mut inner = self.lock();
        inner.log_bytes += exchange.request.body.len();
        inner.log.push_back(Arc::new(exchange));
        while inner.log.len() > KEPT || (inner.log_bytes > KEPT_BYTES && inner.log.len() > 1) {
            let oldest = inner.log.pop_front();
            inner.log_bytes -= oldest.map_or(0, |old| old.request.body.len());
        }
        self.seen.send_modify(|count| *count += 1);
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
