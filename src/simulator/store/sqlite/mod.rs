//! State in one SQLite file.
//!
//! One thread owns the connection and takes work from a bounded queue. Commits that queue up while
//! it writes share the next transaction (group commit), so the price of a sync is split between
//! them. The file is locked for as long as the process lives.

mod file;
mod schema;
mod thread;
mod writer;

use crate::simulator::store::{Commit, Health, Pending, Slot, Snapshot, Store, StoreError};
use futures::FutureExt;
use futures::future::ready;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use thread::Job;
use tokio::sync::{mpsc, oneshot};

/// What a commit that was acknowledged survives.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Durability {
    /// The end of the process, however it comes (`kill -9`, panic, out of memory): a commit is in
    /// the kernel's hands before it is acknowledged (WAL, `synchronous=NORMAL`). After a power
    /// failure the file is consistent but may lack the last commits. The default: this promise
    /// costs no disk sync per commit, and a test merchant's machine rarely loses power mid-run.
    #[default]
    Process,
    /// A power failure too: every group of commits is synced to disk (`synchronous=FULL`).
    Power,
}

/// How a state file is used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SqliteOptions {
    /// What an acknowledged commit survives.
    pub durability: Durability,
    /// Work queued at once; more is refused with [`StoreError::Overloaded`].
    pub queue: usize,
    /// Commits that share one transaction at most.
    pub group: usize,
    /// The file (without its log) never grows beyond this many bytes; a commit that would make it
    /// so fails, and the store with it.
    pub largest: u64,
}

impl Default for SqliteOptions {
    fn default() -> Self {
        Self { durability: Durability::default(), queue: 4096, group: 256, largest: 16 << 30 }
    }
}

/// A place in the writer's queue.
pub(super) type Ticket = mpsc::OwnedPermit<Job>;

/// State in one SQLite file.
#[derive(Clone, Debug)]
pub struct SqliteStore {
    queue: mpsc::Sender<Job>,
    health: Arc<Mutex<Health>>,
}

impl SqliteStore {
    /// Opens the file, or creates it (readable for its owner only: it holds signing keys). Blocks
    /// until the file is checked.
    ///
    /// # Errors
    /// When the file cannot be opened, is in use, is damaged, or was not written by this program.
    pub fn open(path: &Path, options: &SqliteOptions) -> Result<Self, StoreError> {
        let failed = |cause| StoreError::Open { path: path.to_owned(), cause };
        let connection = file::open(path, options).map_err(failed)?;
        let (queue, work) = mpsc::channel(options.queue);
        let health = Arc::new(Mutex::new(Health::Ready));
        let (shown, group) = (Arc::clone(&health), options.group);
        std::thread::Builder::new()
            .name("store".to_owned())
            .spawn(move || thread::run(connection, work, &shown, group))
            .map_err(|cause| failed(cause.to_string()))?;
        Ok(Self { queue, health })
    }

    /// Queues work that has no reserved place, waiting for one.
    fn ask<T: Send + 'static>(
        &self,
        job: impl FnOnce(oneshot::Sender<Result<T, StoreError>>) -> Job,
    ) -> Pending<T> {
        let (reply, answer) = oneshot::channel();
        let (queue, job) = (self.queue.clone(), job(reply));
        async move {
            queue.send(job).await.map_err(|_| StoreError::Closed)?;
            answer.await.unwrap_or(Err(StoreError::Closed))
        }
        .boxed()
    }
}

impl Store for SqliteStore {
    fn is_durable(&self) -> bool {
        true
    }

    fn reserve(&self) -> Result<Slot, StoreError> {
        match self.health() {
            Health::Ready => {}
            Health::Failed(cause) => return Err(StoreError::Failed(cause)),
            Health::Closed => return Err(StoreError::Closed),
        }
        match self.queue.clone().try_reserve_owned() {
            Ok(ticket) => Ok(Slot(Some(ticket))),
            Err(mpsc::error::TrySendError::Full(_)) => Err(StoreError::Overloaded),
            Err(mpsc::error::TrySendError::Closed(_)) => Err(StoreError::Closed),
        }
    }

    fn commit(&self, slot: Slot, commit: Commit) -> Pending<()> {
        let Some(ticket) = slot.0 else { return ready(Err(StoreError::Overloaded)).boxed() };
        let (reply, answer) = oneshot::channel();
        let queue = ticket.send(Job::Commit(commit, reply));
        async move {
            // What is sent with a ticket after the writer has gone is never looked at; the writer
            // answers everything it looked at before it goes.
            tokio::select! {
                biased;
                answer = answer => answer.unwrap_or(Err(StoreError::Closed)),
                () = queue.closed() => Err(StoreError::Closed),
            }
        }
        .boxed()
    }

    fn sessions(&self) -> Pending<Vec<String>> {
        self.ask(Job::Sessions)
    }

    fn load(&self, session: &str) -> Pending<Snapshot> {
        self.ask(|reply| Job::Load(session.to_owned(), reply))
    }

    fn remove(&self, session: &str) -> Pending<()> {
        self.ask(|reply| Job::Remove(session.to_owned(), reply))
    }

    fn health(&self) -> Health {
        self.health.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn close(&self) -> Pending<()> {
        self.ask(Job::Close)
    }
}
