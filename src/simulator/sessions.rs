//! The sessions of one application, by the first label of the request's authority.

use super::concession::Concessions;
use super::contract::ContractSource;
use super::error::ApplicationError;
use super::hosts::{Hosts, is_label};
use super::kept_options::KeptOptions;
use super::pipeline::{Observer, Silent};
use super::session::{Checkpoint, Manner, Opening, Session, SessionHandle};
use super::settings::{Authentication, ResponseSigning, Settings, Tls, WorldSource};
use super::store::{Snapshot, Store, StoreError};
use super::world;
use crate::clock::Clock;
use crate::crypto::http_signature::Scheme;
use crate::fault::Rule;
use crate::merchant::World;
use crate::platform::outbound::Client;
use crate::protocol::version::ProtocolVersion;
use crate::seed::Seed;
use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};
use tokio::runtime::Handle;

/// Name of the session of every host that names no other.
const DEFAULT: &str = "default";

/// How one session differs from the application's settings; `None` takes them over.
#[derive(Clone, Debug, Default)]
pub struct SessionOptions {
    /// The session's world.
    pub world: Option<WorldSource>,
    /// The protocol version spoken.
    pub version: Option<ProtocolVersion>,
    /// Whether operations must be signed.
    pub authentication: Option<Authentication>,
    /// Which responses are signed.
    pub response_signing: Option<ResponseSigning>,
    /// The session's clock; when absent the one a durable store kept, else the system's time.
    pub clock: Option<Clock>,
    /// Platform profile URLs served; empty serves all.
    pub approved_platforms: Option<Vec<String>>,
    /// Fault rules to arm at once, beside those of the world; only the latter survive a restart.
    pub faults: Vec<Rule>,
    /// Whether a request may bring faults in the header `UCP-Assay-Fault`.
    pub fault_header: Option<bool>,
    /// Whether magic values in requests (`bouquet_roses!price.drift`) name faults.
    pub magic_faults: Option<bool>,
    /// Whether the journal keeps every request, also for profiles and for paths that do not exist.
    pub every_request: bool,
    /// Seed of every draw; `None` takes the application's.
    pub seed: Option<u64>,
    /// What stands for the session in draws, when its name is not the same in every run.
    pub fault_scope: Option<String>,
    /// Sees every stage of the pipeline; nobody does when absent.
    pub observer: Option<Arc<dyn Observer>>,
    /// A host name of somebody else's that it alone answers to, without a port; see [`Settings::host_names`].
    pub host_name: Option<String>,
}

/// The sessions of one application.
#[derive(Clone, Debug)]
pub struct Sessions {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    common: Common,
    default: RwLock<Arc<Session>>,
    named: RwLock<HashMap<String, Arc<Session>>>,
    hosts: Hosts,
    /// Held while a session is replaced or removed: one at a time.
    replacing: tokio::sync::Mutex<()>,
}

/// What all sessions of an application share.
#[derive(Clone, Debug)]
pub(super) struct Common {
    pub(super) settings: Arc<Settings>,
    pub(super) port: u16,
    pub(super) contract: ContractSource,
    pub(super) world: Arc<World>,
    pub(super) store: Arc<dyn Store>,
    pub(super) client: Client,
    pub(super) runtime: Handle,
}

/// What a session begins with.
enum Beginning {
    /// What a durable store kept of it.
    Kept,
    /// These rows, by the clock of its options.
    Anew(Snapshot),
    /// These rows, by a clock that goes on.
    At(Snapshot, Clock),
}

impl Beginning {
    /// The rows, and the clock, that are not the store's and the options'.
    fn parts(self) -> (Option<Snapshot>, Option<Clock>) {
        match self {
            Self::Kept => (None, None),
            Self::Anew(rows) => (Some(rows), None),
            Self::At(rows, clock) => (Some(rows), Some(clock)),
        }
    }
}

impl Common {
    fn scheme(&self) -> Scheme {
        match self.settings.tls {
            Tls::Off => Scheme::Http,
            Tls::Auto | Tls::Files { .. } => Scheme::Https,
        }
    }

    /// Scheme and authority of the default session.
    pub(super) fn default_url(&self) -> String {
        match &self.settings.public_url {
            Some(url) => url.trim_end_matches('/').to_owned(),
            None => format!("{}://localhost:{}", self.scheme().name(), self.port),
        }
    }

    async fn open(
        &self,
        id: &str,
        base_url: String,
        options: SessionOptions,
    ) -> Result<Session, ApplicationError> {
        let world = match &options.world {
            None => Arc::clone(&self.world),
            Some(source) => Arc::new(world::load(source)?),
        };
        let version = options.version.unwrap_or(self.settings.version);
        let world = self.settings.concessions().concerning(version.edition()).furnished(&world);
        self.open_in(world, Beginning::Kept, id, base_url, options).await
    }

    /// Opens a session in a world that was read, with a beginning other than what the store kept.
    async fn open_in(
        &self,
        world: Arc<World>,
        beginning: Beginning,
        id: &str,
        base_url: String,
        options: SessionOptions,
    ) -> Result<Session, ApplicationError> {
        let settings = &self.settings;
        let version = options.version.unwrap_or(settings.version);
        let contract = if version == settings.version {
            self.contract.clone()
        } else {
            ContractSource::open(version, None)?
        };
        let (rows, running) = beginning.parts();
        let kept = (id != DEFAULT).then(|| KeptOptions::of(&options));
        // Its deviation as it is now: the clock itself goes on and would not begin where it began.
        let again = SessionOptions { clock: options.clock.as_ref().map(Clock::another), ..options.clone() };
        let manner = self.manner(&options, &base_url);
        let opening = Opening {
            kept,
            options: again,
            beginning: rows,
            observer: options.observer.unwrap_or_else(|| Arc::new(Silent)),
            faults: world::rules(&world)?.into_iter().chain(options.faults).collect(),
            magic_faults: options.magic_faults.unwrap_or(settings.magic_faults),
            seed: Seed::new(options.seed.unwrap_or(settings.seed)),
            scope: options.fault_scope.unwrap_or_else(|| id.to_owned()),
            id: id.to_owned(),
            base_url,
            version,
            contract,
            world,
            clock: running.or(options.clock),
            manner,
            store: Arc::clone(&self.store),
            client: self.client.clone(),
            runtime: self.runtime.clone(),
        };
        opening.open().await
    }

    /// How a session behaves: as its options say, else as the application's settings do.
    fn manner(&self, options: &SessionOptions, base_url: &str) -> Manner {
        let settings = &self.settings;
        let approved = options.approved_platforms.as_ref().unwrap_or(&settings.approved_platforms);
        let version = options.version.unwrap_or(settings.version);
        Manner {
            concessions: settings.concessions().concerning(version.edition()),
            authentication: options.authentication.unwrap_or(settings.authentication),
            response_signing: options.response_signing.unwrap_or(settings.response_signing),
            approved_platforms: approved.clone(),
            allow_plain_http: settings.allow_plain_http,
            fault_header: options.fault_header.unwrap_or(settings.fault_header),
            every_request: options.every_request,
            // As platforms see it: an ingress may end TLS for us.
            scheme: if base_url.starts_with("http:") { Scheme::Http } else { Scheme::Https },
            limits: settings.limits,
        }
    }
}

impl Sessions {
    /// A registry with its default session, and those a durable store kept.
    pub(super) async fn start(common: Common) -> Result<Self, ApplicationError> {
        let stored = common.store.sessions().await.map_err(store_error)?;
        let own = SessionOptions {
            faults: common.settings.faults.clone(),
            every_request: common.settings.every_request,
            ..SessionOptions::default()
        };
        let default = common.open(DEFAULT, common.default_url(), own).await?;
        let default = RwLock::new(Arc::new(default));
        let shared = Shared {
            common,
            default,
            named: RwLock::default(),
            hosts: Hosts::default(),
            replacing: tokio::sync::Mutex::default(),
        };
        let sessions = Self { shared: Arc::new(shared) };
        for id in stored.iter().filter(|id| *id != DEFAULT) {
            sessions.reopen(id).await?;
        }
        Ok(sessions)
    }

    /// Opens a session as it was opened before. One whose options were never written down has nothing
    /// else either: the process ended while it was opened.
    async fn reopen(&self, id: &str) -> Result<(), ApplicationError> {
        let stored = self.shared.common.store.load(id).await.map_err(store_error)?;
        match KeptOptions::read(&stored).map_err(store_error)? {
            None => tracing::warn!(session = id, "a stored session has no options and is left alone"),
            Some(kept) => drop(self.open(id, kept.into_options()?).await?),
        }
        Ok(())
    }

    /// Opens an isolated session at `<id>.shop.localhost`, or at the host name of its options.
    ///
    /// # Errors
    /// When the name is no host label, a name is taken, the limit is reached, or the world is not usable.
    pub async fn open(&self, id: &str, options: SessionOptions) -> Result<SessionHandle, ApplicationError> {
        let host = options.host_name.as_ref().map(|host| host.to_ascii_lowercase());
        self.check(id, host.as_deref())?;
        let common = &self.shared.common;
        let scheme = common.scheme().name();
        let own = || format!("{id}.shop.localhost:{}", common.port);
        let base_url = format!("{scheme}://{}", host.clone().unwrap_or_else(own));
        let session = Arc::new(common.open(id, base_url, options).await?);
        self.check(id, host.as_deref())?;
        if let Some(host) = host {
            self.shared.hosts.give(host, id);
        }
        let mut named = self.shared.named.write().unwrap_or_else(PoisonError::into_inner);
        named.insert(id.to_owned(), Arc::clone(&session));
        Ok(SessionHandle::new(session))
    }

    fn check(&self, id: &str, host: Option<&str>) -> Result<(), ApplicationError> {
        if !is_label(id) {
            return Err(ApplicationError::SessionName(id.to_owned()));
        }
        if let Some(host) = host {
            self.shared.hosts.check(host)?;
        }
        let named = self.shared.named.read().unwrap_or_else(PoisonError::into_inner);
        if named.len() >= self.shared.common.settings.limits.sessions {
            return Err(ApplicationError::TooManySessions(named.len()));
        }
        if id == DEFAULT || named.contains_key(id) {
            return Err(ApplicationError::SessionExists(id.to_owned()));
        }
        Ok(())
    }

    /// Forgets a session until it is opened again or the merchant is restarted: what a durable store keeps
    /// of it stays. [`Sessions::remove`] forgets that too.
    pub fn close(&self, id: &str) {
        self.shared.hosts.release(id);
        self.shared.named.write().unwrap_or_else(PoisonError::into_inner).remove(id);
    }

    /// Forgets a session and everything stored of it. Requests under way get an answer that says so.
    ///
    /// # Errors
    /// When the store cannot forget it, or it is the session of every other host.
    pub async fn remove(&self, id: &str) -> Result<(), ApplicationError> {
        if id == DEFAULT {
            return Err(ApplicationError::Indispensable(id.to_owned()));
        }
        let _alone = self.shared.replacing.lock().await;
        if let Some(session) = self.find(id) {
            session.retire().await.map_err(store_error)?;
        }
        self.close(id);
        self.shared.common.store.remove(id).await.map_err(store_error)
    }

    /// What the default session concedes beyond the protocol.
    pub fn concessions(&self) -> Concessions {
        let default = self.shared.default.read().unwrap_or_else(PoisonError::into_inner);
        default.concessions().clone()
    }

    /// Begins a session anew in its world, with its options and its signing keys: no checkouts, no orders, an
    /// empty journal, no conditions, the clock as the options say. Handles to the old one decide nothing more.
    ///
    /// # Errors
    /// When there is no such session, or the store fails.
    pub async fn reset(&self, id: &str) -> Result<SessionHandle, ApplicationError> {
        let _alone = self.shared.replacing.lock().await;
        let old = self.find(id).ok_or_else(|| ApplicationError::NoSuchSession(id.to_owned()))?;
        let beginning = old.beginning().map_err(store_error)?;
        self.replace(&old, Beginning::Anew(beginning)).await
    }

    /// Takes a session back to a checkpoint of it: as [`Sessions::reset`], with what was remembered then. The
    /// clock goes on from where it is, for time never runs backwards.
    ///
    /// # Errors
    /// When there is no such session, or the store fails.
    pub async fn restore(&self, id: &str, to: Checkpoint) -> Result<SessionHandle, ApplicationError> {
        let _alone = self.shared.replacing.lock().await;
        let old = self.find(id).ok_or_else(|| ApplicationError::NoSuchSession(id.to_owned()))?;
        self.replace(&old, Beginning::At(to.into_rows(), old.clock().another())).await
    }

    async fn replace(&self, old: &Session, beginning: Beginning) -> Result<SessionHandle, ApplicationError> {
        let common = &self.shared.common;
        old.retire().await.map_err(store_error)?;
        common.store.remove(old.id()).await.map_err(store_error)?;
        let (world, id, url) = (old.pristine(), old.id(), old.base_url().to_owned());
        let opened = Arc::new(common.open_in(world, beginning, id, url, old.options().clone()).await?);
        if id == DEFAULT {
            let mut default = self.shared.default.write().unwrap_or_else(PoisonError::into_inner);
            *default = Arc::clone(&opened);
        } else {
            let mut named = self.shared.named.write().unwrap_or_else(PoisonError::into_inner);
            named.insert(id.to_owned(), Arc::clone(&opened));
        }
        Ok(SessionHandle::new(opened))
    }

    /// The session of every host that names no other.
    pub fn default_session(&self) -> SessionHandle {
        SessionHandle::new(self.default_one())
    }

    /// The session of that name.
    pub fn get(&self, id: &str) -> Option<SessionHandle> {
        self.find(id).map(SessionHandle::new)
    }

    /// Every session open, in order of name.
    pub fn list(&self) -> Vec<SessionHandle> {
        let mut all = self.all();
        all.sort_by(|a, b| a.id().cmp(b.id()));
        all.into_iter().map(SessionHandle::new).collect()
    }

    fn default_one(&self) -> Arc<Session> {
        Arc::clone(&self.shared.default.read().unwrap_or_else(PoisonError::into_inner))
    }

    fn find(&self, id: &str) -> Option<Arc<Session>> {
        if id == DEFAULT {
            return Some(self.default_one());
        }
        self.shared.named.read().unwrap_or_else(PoisonError::into_inner).get(id).map(Arc::clone)
    }

    /// The session a `Host` header selects.
    pub(super) fn by_authority(&self, authority: &str) -> Arc<Session> {
        let holder = self.shared.hosts.holder(authority);
        let label = holder.as_deref().or_else(|| authority.split('.').next()).unwrap_or_default();
        let named = self.shared.named.read().unwrap_or_else(PoisonError::into_inner);
        named.get(label).map_or_else(|| self.default_one(), Arc::clone)
    }

    /// Whether any session has a fault armed.
    pub(super) fn any_armed(&self) -> bool {
        let named = self.shared.named.read().unwrap_or_else(PoisonError::into_inner);
        self.default_one().faults().is_armed() || named.values().any(|session| session.faults().is_armed())
    }

    /// Every session open.
    pub(super) fn all(&self) -> Vec<Arc<Session>> {
        let named = self.shared.named.read().unwrap_or_else(PoisonError::into_inner);
        std::iter::once(self.default_one()).chain(named.values().map(Arc::clone)).collect()
    }
}

#[expect(clippy::needless_pass_by_value, reason = "handed to map_err")]
fn store_error(error: StoreError) -> ApplicationError {
    ApplicationError::Store(error.to_string())
}
