//! The cache itself.

use super::fetch::{ProfileFailure, ProfileSource};
use super::platform::KnownPlatform;
use crate::clock::Instant;
use futures::FutureExt;
use futures::future::{BoxFuture, Shared};
use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::runtime::Handle;

/// Shortest time a profile is used, and shortest time between forced refreshes of one origin.
pub const FLOOR: Duration = Duration::from_mins(1);

/// How long a failed fetch is remembered.
const FAILURE_REMEMBERED: Duration = Duration::from_secs(5);

type Found = Result<Arc<KnownPlatform>, ProfileFailure>;
type Fetch = Shared<BoxFuture<'static, Found>>;

enum State {
    Known,
    Failed { failure: ProfileFailure, at: Instant },
    Fetching(Fetch),
}

struct Entry {
    state: State,
    /// The last good profile, for deliveries to a platform whose profile cannot be fetched right now.
    last: Option<Arc<KnownPlatform>>,
}

#[derive(Default)]
struct Entries {
    by_url: HashMap<String, Entry>,
    /// URLs in the order of their first fetch, for eviction.
    order: VecDeque<String>,
    /// When an origin was last refreshed by force.
    forced: HashMap<String, Instant>,
}

/// The platform profiles of one session.
pub struct ProfileCache {
    entries: Mutex<Entries>,
    source: Arc<ProfileSource>,
    runtime: Handle,
    most: usize,
}

impl std::fmt::Debug for ProfileCache {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ProfileCache").field("profiles", &self.lock().by_url.len()).finish_non_exhaustive()
    }
}

impl ProfileCache {
    /// An empty cache of at most `most` profiles. Fetches run on `runtime`, so that they outlive the
    /// request that caused them.
    pub fn new(source: ProfileSource, runtime: Handle, most: usize) -> Self {
        Self { entries: Mutex::default(), source: Arc::new(source), runtime, most }
    }

    /// The platform at a profile URL, fetched unless a fresh profile is at hand.
    ///
    /// # Errors
    /// [`ProfileFailure`] when there is no usable profile.
    pub async fn platform(&self, url: &str) -> Result<Arc<KnownPlatform>, ProfileFailure> {
        let fetch = match self.at_hand(url) {
            Ok(found) => return found,
            Err(fetch) => fetch,
        };
        self.settle(url, fetch).await
    }

    /// Refreshes a profile because it lacks a key, unless its origin was refreshed so within the floor.
    ///
    /// # Errors
    /// [`ProfileFailure`] when the refresh finds no usable profile.
    pub async fn refresh_for_key(&self, url: &str) -> Option<Result<Arc<KnownPlatform>, ProfileFailure>> {
        let fetch = {
            let mut entries = self.lock();
            let now = self.source.clock.now();
            let origin = origin(url);
            if entries.forced.get(&origin).is_some_and(|last| now.since(*last) < FLOOR) {
                return None;
            }
            entries.forced.retain(|_, last| now.since(*last) < FLOOR);
            entries.forced.insert(origin, now);
            self.start(&mut entries, url)
        };
        Some(self.settle(url, fetch).await)
    }

    /// The platform at a profile URL for a push to it: a fresh profile if it can be had, else the last
    /// one seen. Requests are never judged by the latter.
    pub async fn known(&self, url: &str) -> Option<Arc<KnownPlatform>> {
        match self.platform(url).await {
            Ok(platform) => Some(platform),
            Err(_) => self.lock().by_url.get(url)?.last.clone(),
        }
    }

    /// Forgets every profile that is not being fetched, and when refreshes were forced.
    pub(in crate::simulator) fn forget(&self) {
        let mut entries = self.lock();
        let Entries { by_url, order, forced } = &mut *entries;
        by_url.retain(|_, entry| matches!(entry.state, State::Fetching(_)));
        order.retain(|url| by_url.contains_key(url));
        forced.clear();
    }

    /// What is at hand, or the fetch to wait for.
    fn at_hand(&self, url: &str) -> Result<Found, Fetch> {
        let mut entries = self.lock();
        let now = self.source.clock.now();
        let entry = entries.by_url.get(url);
        match entry.map(|entry| (&entry.state, &entry.last)) {
            Some((State::Known, Some(platform))) if platform.is_fresh(now) => Ok(Ok(Arc::clone(platform))),
            Some((State::Failed { failure, at }, _)) if now.since(*at) < FAILURE_REMEMBERED => {
                Ok(Err(failure.clone()))
            }
            Some((State::Fetching(fetch), _)) => Err(fetch.clone()),
            Some((State::Known | State::Failed { .. }, _)) | None => Err(self.start(&mut entries, url)),
        }
    }

    /// Starts a fetch that everybody who asks meanwhile will share.
    fn start(&self, entries: &mut Entries, url: &str) -> Fetch {
        let source = Arc::clone(&self.source);
        let owned = url.to_owned();
        let task = self.runtime.spawn(async move { source.fetch(&owned).await });
        let fetch = task
            .map(|ended| ended.unwrap_or_else(|panic| Err(ProfileFailure::interrupted(&panic))))
            .boxed()
            .shared();
        if let Some(entry) = entries.by_url.get_mut(url) {
            entry.state = State::Fetching(fetch.clone());
        } else {
            let entry = Entry { state: State::Fetching(fetch.clone()), last: None };
            entries.by_url.insert(url.to_owned(), entry);
            entries.order.push_back(url.to_owned());
        }
        while entries.by_url.len() > self.most {
            let Some(oldest) = entries.order.pop_front() else { break };
            entries.by_url.remove(&oldest);
        }
        fetch
    }

    /// Waits for a fetch and keeps its result.
    async fn settle(&self, url: &str, fetch: Fetch) -> Found {
        let found = fetch.clone().await;
        let mut entries = self.lock();
        if let Some(entry) = entries.by_url.get_mut(url)
            && matches!(&entry.state, State::Fetching(running) if running.ptr_eq(&fetch))
        {
            entry.state = match &found {
                Ok(platform) => {
                    entry.last = Some(Arc::clone(platform));
                    State::Known
                }
                Err(failure) => State::Failed { failure: failure.clone(), at: self.source.clock.now() },
            };
        }
        found
    }

    fn lock(&self) -> MutexGuard<'_, Entries> {
        self.entries.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Scheme and authority of a URL; a text that is no URL is its own origin.
fn origin(url: &str) -> String {
    url::Url::parse(url).map_or_else(|_| url.to_owned(), |url| url.origin().ascii_serialization())
}
