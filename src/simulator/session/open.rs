//! Opening a session, with what a durable store kept of it.

use super::parts::{Manner, Session};
use crate::clock::{Clock, Instant};
use crate::fault::{Engine, Rule};
use crate::merchant::state::Saved;
use crate::merchant::{MerchantState, World};
use crate::platform::outbound::Client;
use crate::protocol::version::ProtocolVersion;
use crate::seed::Seed;
use crate::simulator::business::{Business, Declared};
use crate::simulator::conditions::Conditions;
use crate::simulator::contract::ContractSource;
use crate::simulator::error::ApplicationError;
use crate::simulator::idempotency::{Ledger, RecordKey, StoredRecord};
use crate::simulator::journal::Journal;
use crate::simulator::kept_options::{KeptOptions, read_clock, write_clock};
use crate::simulator::keys::{KeyRing, StoredKey};
use crate::simulator::misbehave::Magic;
use crate::simulator::pipeline::{Observer, erase_dropped};
use crate::simulator::profile_cache::{ProfileCache, ProfileSource};
use crate::simulator::store::{Commit, Kind, Snapshot, Store, StoreError};
use crate::simulator::webhook::{self, Outbox, RetryPolicy, Wiring};
use crate::transport::dialect;
use std::sync::{Arc, Mutex, RwLock};
use tokio::runtime::Handle;

/// Name of the row (of kind [`Kind::Session`]) that keeps the signing keys.
const KEYS: &str = "signing-keys";

/// Name of the row (of kind [`Kind::Session`]) that keeps the protocol version.
const VERSION: &str = "protocol-version";

/// What a session is opened from.
pub(in crate::simulator) struct Opening {
    pub(in crate::simulator) id: String,
    pub(in crate::simulator) base_url: String,
    pub(in crate::simulator) version: ProtocolVersion,
    pub(in crate::simulator) contract: ContractSource,
    pub(in crate::simulator) world: Arc<World>,
    /// The clock, when it is not the one that was stored.
    pub(in crate::simulator) clock: Option<Clock>,
    /// Options to keep, when the session is to come back after a restart.
    pub(in crate::simulator) kept: Option<KeptOptions>,
    pub(in crate::simulator) manner: Manner,
    /// Rules to arm at once.
    pub(in crate::simulator) faults: Vec<Rule>,
    /// Whether magic values in requests name faults.
    pub(in crate::simulator) magic_faults: bool,
    /// Seed of every draw of this session.
    pub(in crate::simulator) seed: Seed,
    /// What stands for the session in draws.
    pub(in crate::simulator) scope: String,
    pub(in crate::simulator) observer: Arc<dyn Observer>,
    pub(in crate::simulator) store: Arc<dyn Store>,
    pub(in crate::simulator) client: Client,
    pub(in crate::simulator) runtime: Handle,
}

impl Opening {
    /// Loads what was stored and starts the session.
    pub(in crate::simulator) async fn open(self) -> Result<Session, ApplicationError> {
        let stored = self.stored().await?;
        let kept = || read_clock(&stored).map_err(store_error);
        let clock = self.clock.clone().map_or_else(kept, Ok)?;
        let stored = stored.without_expired(clock.now());
        let keys = Arc::new(keys(&stored)?);
        self.keep(&keys, &clock).await.map_err(store_error)?;
        let dialect = dialect(self.version.edition());
        let from = Declared {
            base_url: &self.base_url,
            world: &self.world,
            contract: &self.contract,
            keys: &keys.published(),
            variations: &[],
        };
        let business = RwLock::new(Arc::new(Business::declare(&from, &*dialect, 1)));
        let faults = self.faults(&clock)?;
        let limits = self.manner.limits;
        let ledger = Ledger::new(limits.idempotency_records, limits.idempotency_bytes);
        restore_ledger(&ledger, &stored).map_err(store_error)?;
        let state = Mutex::new(self.state(&stored, &clock).await.map_err(store_error)?);
        let journal = Journal::new(limits.journal_entries, limits.journal_bytes);
        let outbox = self.outbox(&keys, &journal, &stored, &clock, &faults)?;
        let source = self.source(&clock, &journal);
        Ok(Session {
            id: self.id,
            base_url: self.base_url,
            manner: self.manner,
            contract: self.contract,
            dialect,
            world: self.world,
            state,
            clock,
            keys,
            business,
            variations: Mutex::default(),
            ledger,
            profiles: ProfileCache::new(source, self.runtime, limits.profiles),
            journal,
            conditions: Conditions::default(),
            faults,
            magic: self.magic_faults.then(Magic::default),
            store: self.store,
            outbox,
            observer: self.observer,
        })
    }

    /// Where platform profiles come from.
    fn source(&self, clock: &Clock, journal: &Journal) -> ProfileSource {
        ProfileSource {
            client: self.client.clone(),
            dialect: dialect(self.version.edition()),
            contract: self.contract.clone(),
            clock: clock.clone(),
            journal: journal.clone(),
        }
    }

    /// The engine, with the rules the session begins with.
    fn faults(&self, clock: &Clock) -> Result<Engine, ApplicationError> {
        let engine = Engine::new(self.seed.clone(), &self.scope, clock.clone());
        for rule in &self.faults {
            engine.arm(rule.clone()).map_err(|error| ApplicationError::Fault(error.to_string()))?;
        }
        Ok(engine)
    }

    /// What was stored. Answers and webhooks in it are in the layout of the version they were made in.
    async fn stored(&self) -> Result<Snapshot, ApplicationError> {
        let stored = self.store.load(&self.id).await.map_err(store_error)?;
        match stored.one::<String>(Kind::Session, VERSION).map_err(store_error)? {
            Some(kept) if kept != self.version.date() => Err(ApplicationError::Store(format!(
                "session {:?} was kept by a merchant of version {kept}, not {}; start it with --version {kept}, \
                 or give this version a state of its own",
                self.id, self.version
            ))),
            Some(_) | None => Ok(stored),
        }
    }

    /// Writes down what makes the session, before anything is signed with its keys.
    async fn keep(&self, keys: &KeyRing, clock: &Clock) -> Result<(), StoreError> {
        if !self.store.is_durable() {
            return Ok(());
        }
        let mut commit = Commit::new(&self.id, clock.now());
        put_keys(keys, &mut commit)?;
        commit.put(Kind::Session, VERSION, &self.version.date())?;
        write_clock(clock, &mut commit)?;
        if let Some(kept) = &self.kept {
            kept.write(&mut commit)?;
        }
        self.store.commit(self.store.reserve()?, commit).await
    }

    /// The merchant's state as stored. What exceeds the bounds of today leaves the store too.
    async fn state(&self, stored: &Snapshot, clock: &Clock) -> Result<MerchantState, StoreError> {
        let saved = Saved {
            checkouts: values(stored.read(Kind::Checkout)?),
            orders: values(stored.read(Kind::Order)?),
            stock: values(stored.read(Kind::Stock)?),
            customers: values(stored.read(Kind::Customer)?),
        };
        let (state, dropped) = MerchantState::restore(&self.world, self.manner.limits.state, saved);
        if !dropped.is_empty() {
            let mut commit = Commit::new(&self.id, clock.now());
            erase_dropped(&dropped, &mut commit);
            self.store.commit(self.store.reserve()?, commit).await?;
        }
        Ok(state)
    }

    fn outbox(
        &self,
        keys: &Arc<KeyRing>,
        journal: &Journal,
        stored: &Snapshot,
        clock: &Clock,
        faults: &Engine,
    ) -> Result<Outbox, ApplicationError> {
        let ring = Arc::clone(keys);
        let (keys, journal) = (Arc::clone(keys), journal.clone());
        let wiring = Wiring {
            session: self.id.clone(),
            edition: self.version.edition(),
            profile_url: format!("{}/.well-known/ucp", self.base_url),
            clock: clock.clone(),
            seed: self.seed.clone(),
            store: Arc::clone(&self.store),
            courier: Arc::new(self.client.clone()),
            key: Arc::new(move || keys.current()),
            journal: Arc::new(move |exchange| journal.record(exchange)),
            keys: ring,
            faults: faults.clone(),
        };
        let _inside = self.runtime.enter();
        Outbox::open(wiring, webhook::Limits::default(), RetryPolicy::default(), stored).map_err(store_error)
    }
}

/// The stored keys, or fresh ones.
fn keys(stored: &Snapshot) -> Result<KeyRing, ApplicationError> {
    let setup = |error: crate::crypto::key::KeyError| ApplicationError::Setup(error.to_string());
    match stored.one::<Vec<StoredKey>>(Kind::Session, KEYS).map_err(store_error)? {
        Some(kept) => KeyRing::restore(&kept).map_err(setup),
        None => KeyRing::generate().map_err(setup),
    }
}

/// Writes the signing keys down, when the store keeps anything.
pub(super) async fn store_keys(
    store: &dyn Store,
    session: &str,
    keys: &KeyRing,
    at: Instant,
) -> Result<(), StoreError> {
    if !store.is_durable() {
        return Ok(());
    }
    let mut commit = Commit::new(session, at);
    put_keys(keys, &mut commit)?;
    store.commit(store.reserve()?, commit).await
}

fn put_keys(keys: &KeyRing, commit: &mut Commit) -> Result<(), StoreError> {
    let kept = keys.stored().map_err(|error| StoreError::Failed(error.to_string()))?;
    commit.put(Kind::Session, KEYS, &kept).map(drop)
}

#[expect(clippy::needless_pass_by_value, reason = "handed to map_err")]
fn store_error(error: StoreError) -> ApplicationError {
    ApplicationError::Store(error.to_string())
}

fn restore_ledger(ledger: &Arc<Ledger>, stored: &Snapshot) -> Result<(), StoreError> {
    for (hex, record) in stored.read::<StoredRecord>(Kind::Idempotency)? {
        if let Some(key) = RecordKey::from_hex(&hex) {
            let (fingerprint, answer, at) = record.into_parts();
            ledger.restore(key, fingerprint, answer, at);
        }
    }
    Ok(())
}

fn values<T>(rows: Vec<(String, T)>) -> Vec<T> {
    rows.into_iter().map(|(_, value)| value).collect()
}
