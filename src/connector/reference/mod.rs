//! The reference connector: the platform's half of the protocol, every duty of it, with nothing
//! taken on trust. Its state is small: the profiles it cached, the checkouts it knows, the orders
//! it was told of. What it does wrong on request is listed in [`super::defect`].

pub mod backoff;
pub mod cache;
mod content;
mod deliver;
mod discovery;
pub mod fresh;
mod guards;
mod inbox;
mod judge;
mod memory;
mod misshapen;
pub mod moves;
pub mod namespace;
mod operations;
mod pace;
mod pay;
mod perform;
mod persona;
mod portrait;
mod prepare;
mod receiver;
mod settings;
mod shop;
mod signature;
mod terms;
pub mod totals;
mod trouble;

pub use backoff::RetryPolicy;
pub use inbox::{OrderEvent, Verdict};
pub use pace::Pace;
pub use settings::{Demand, Identifiers, SchemaDuty, Settings};
pub use shop::{Ending, Receipt, ShoppingList};
pub use terms::Terms;

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::connector::defect::Defect;
use crate::connector::trace::{Event, Trace};
use crate::crypto::key::KeyError;
use crate::platform::authority::{TlsError, TlsVersions};
use crate::platform::host::AgentHost;
use crate::platform::outbound::{Client, ClientSettings, PlainHttp, Policy, Reach};
use crate::protocol::version::ProtocolVersion;

use discovery::Shelf;
use inbox::Inbox;
use memory::Memory;
use persona::Persona;

/// Why there is no connector.
#[derive(Debug, thiserror::Error)]
pub enum SetupError {
    /// TLS cannot be set up.
    #[error("TLS of the connector cannot be set up: {0}")]
    Tls(#[from] TlsError),
    /// The system yields no key.
    #[error("no key for the connector: {0}")]
    Key(#[from] KeyError),
    /// Its profile cannot be published.
    #[error("the connector's profile cannot be published: {0}")]
    Profile(#[from] crate::platform::identity::EditError),
}

/// The reference connector. Cheap to clone; clones are the same connector.
#[derive(Clone)]
pub struct Reference {
    inner: Arc<Inner>,
}

struct Inner {
    settings: Settings,
    client: Client,
    personas: HashMap<ProtocolVersion, Persona>,
    shelf: Mutex<Shelf>,
    memory: Mutex<Memory>,
    inbox: Inbox,
    trace: Trace,
    ordinal: AtomicU64,
    // Keeps profile and inbox reachable for as long as the connector lives.
    _host: Arc<AgentHost>,
}

impl std::fmt::Debug for Reference {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Reference").field("name", &self.inner.settings.name).finish_non_exhaustive()
    }
}

impl Reference {
    /// A connector whose profile and inbox are on this listener, and whose events go to this trace.
    ///
    /// # Errors
    /// [`SetupError`] when TLS or keys cannot be had.
    pub fn open(settings: Settings, host: Arc<AgentHost>, trace: Trace) -> Result<Self, SetupError> {
        let client = Client::new(client_settings(&settings))?;
        let personas = persona::all(&settings, &host)?;
        let inner = Inner {
            client,
            personas,
            shelf: Mutex::default(),
            memory: Mutex::default(),
            inbox: Inbox::default(),
            trace,
            ordinal: AtomicU64::new(0),
            settings,
            _host: host,
        };
        let connector = Self { inner: Arc::new(inner) };
        connector.listen();
        Ok(connector)
    }

    /// What it did and why.
    #[must_use]
    pub fn trace(&self) -> &Trace {
        &self.inner.trace
    }

    /// What it is made of.
    #[must_use]
    pub fn settings(&self) -> &Settings {
        &self.inner.settings
    }

    /// Whether it does this wrong.
    fn has(&self, defect: Defect) -> bool {
        self.inner.settings.defects.has(defect)
    }

    fn tell(&self, event: Event) {
        self.inner.trace.tell(event);
    }

    fn memory(&self) -> MutexGuard<'_, Memory> {
        self.inner.memory.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn shelf(&self) -> MutexGuard<'_, Shelf> {
        self.inner.shelf.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A number never given before.
    fn ordinal(&self) -> u64 {
        self.inner.ordinal.fetch_add(1, Ordering::SeqCst)
    }
}

/// The protocol asks for TLS 1.3 and https; defects let the guard down.
fn client_settings(settings: &Settings) -> ClientSettings {
    let has = |defect| settings.defects.has(defect);
    let policy = if has(Defect::PlainHttp) {
        Policy { reach: Reach::Anywhere, plain_http: PlainHttp::Anywhere }
    } else {
        settings.policy
    };
    let roots = if has(Defect::AnyCertificate) { settings.roots.unchecked() } else { settings.roots.clone() };
    let versions = if has(Defect::OldTls) { TlsVersions::From12 } else { TlsVersions::Only13 };
    ClientSettings { versions, ..ClientSettings::new(policy, roots).with_limits(settings.limits) }
}
