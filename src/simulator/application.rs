//! The running merchant: listener, workers, sessions.

use super::contract::ContractSource;
use super::error::ApplicationError;
use super::routes;
use super::sessions::{Common, Sessions};
use super::settings::{Limits, Settings, Tls};
use super::store::{self, Store};
use super::wire::{self, Front, Listening};
use super::world;
use crate::platform::authority::{
    Certificate, TestAuthority, TlsError, TlsVersions, TrustedRoots, install_provider,
};
use crate::platform::outbound::{self, Client, ClientSettings, Policy};
use std::net::TcpListener;
use std::sync::Arc;
use std::time::Duration;

/// How long deliveries under way may take to end when the merchant stops.
const GRACE: Duration = Duration::from_secs(5);

/// A merchant that listens.
#[derive(Debug)]
pub struct Application {
    port: u16,
    base_url: String,
    sessions: Sessions,
    listening: Listening,
    store: Arc<dyn Store>,
    authority: Option<Arc<TestAuthority>>,
    tls: Option<rustls::ServerConfig>,
}

impl Application {
    /// Binds the listener, opens the default session and starts serving. Must run in a tokio runtime,
    /// which then carries profile fetches and webhook deliveries.
    ///
    /// # Errors
    /// When the address cannot be bound, or TLS, world, contract or state are not usable.
    pub async fn build(settings: Settings) -> Result<Self, ApplicationError> {
        install_provider();
        let listener = bind(&settings)?;
        let port = listener.local_addr().map_err(|error| bind_error(&settings, &error))?.port();
        let authority = match settings.tls {
            Tls::Auto => Some(Arc::new(generated(&settings.host_names).map_err(tls_error)?)),
            Tls::Off | Tls::Files { .. } => None,
        };
        let tls = server_tls(&settings, authority.as_deref())?;
        let front = tls.clone().map(|tls| Front::new(tls, authority.clone()));
        let store =
            store::open(&settings.state).map_err(|error| ApplicationError::Store(error.to_string()))?;
        let limits = settings.limits;
        let workers = if settings.workers == 0 { available() } else { settings.workers };
        let common = Common {
            port,
            contract: ContractSource::open(settings.version, settings.contracts.as_deref())?,
            world: Arc::new(world::load(&settings.world)?),
            store: Arc::clone(&store),
            client: client(&settings, authority.as_deref(), &limits)?,
            runtime: tokio::runtime::Handle::current(),
            settings: Arc::new(settings),
        };
        let base_url = common.default_url();
        let sessions = Sessions::start(common).await?;
        let listening = wire::listen(listener, front, workers, &limits, sessions.clone(), routes::serve)
            .map_err(|error| ApplicationError::Setup(error.to_string()))?;
        Ok(Self { port, base_url, sessions, listening, store, authority, tls })
    }

    /// The port listened on.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Scheme and authority of the default session, without trailing slash.
    pub fn base_url(&self) -> &str {
        &self.base_url
    }

    /// The sessions, for opening isolated ones and controlling them.
    pub fn sessions(&self) -> &Sessions {
        &self.sessions
    }

    /// The authority generated for this process (`Tls::Auto`), for clients that are to trust it.
    pub fn authority(&self) -> Option<&TestAuthority> {
        self.authority.as_deref()
    }

    /// How the listener is protected, for another listener of the same merchant.
    pub fn tls(&self) -> Option<&rustls::ServerConfig> {
        self.tls.as_ref()
    }

    /// Serves until the server is stopped from elsewhere.
    pub async fn run_until_stopped(&mut self) {
        self.listening.ended().await;
    }

    /// Stops: no new connections, requests and deliveries under way end, state is written.
    pub async fn stop(mut self) {
        self.listening.stop().await;
        for session in self.sessions.all() {
            session.outbox().close(GRACE).await;
        }
        if let Err(error) = self.store.close().await {
            tracing::error!(%error, "the state could not be closed");
        }
    }
}

fn bind(settings: &Settings) -> Result<TcpListener, ApplicationError> {
    TcpListener::bind((settings.host, settings.port)).map_err(|error| bind_error(settings, &error))
}

fn bind_error(settings: &Settings, error: &std::io::Error) -> ApplicationError {
    let address = format!("{}:{}", settings.host, settings.port);
    ApplicationError::Bind { address, reason: error.to_string() }
}

#[expect(clippy::needless_pass_by_value, reason = "handed to map_err")]
fn tls_error(error: TlsError) -> ApplicationError {
    ApplicationError::Tls(error.to_string())
}

fn generated(host_names: &[String]) -> Result<TestAuthority, TlsError> {
    let names: Vec<&str> = host_names.iter().map(String::as_str).collect();
    TestAuthority::generate_for(&names)
}

fn available() -> usize {
    std::thread::available_parallelism().map_or(1, std::num::NonZero::get)
}

fn server_tls(
    settings: &Settings,
    authority: Option<&TestAuthority>,
) -> Result<Option<rustls::ServerConfig>, ApplicationError> {
    let config = match (&settings.tls, authority) {
        (Tls::Files { certificate, key }, _) => Some(
            Certificate::from_pem_files(certificate, key)
                .and_then(|one| one.server_config(TlsVersions::Only13)),
        ),
        (Tls::Auto | Tls::Off, Some(authority)) => Some(authority.server_config(TlsVersions::Only13)),
        (Tls::Auto | Tls::Off, None) => None,
    };
    config.transpose().map_err(tls_error)
}

/// The guarded client for profiles and webhooks.
fn client(
    settings: &Settings,
    authority: Option<&TestAuthority>,
    limits: &Limits,
) -> Result<Client, ApplicationError> {
    use rustls::pki_types::CertificateDer;
    use rustls::pki_types::pem::PemObject;
    let mut roots = TrustedRoots::system();
    for pem in &settings.trusted_roots {
        for certificate in CertificateDer::pem_slice_iter(pem.as_bytes()) {
            let certificate =
                certificate.map_err(|error| ApplicationError::Tls(format!("trusted root: {error}")))?;
            roots = roots.with(&certificate).map_err(tls_error)?;
        }
    }
    if let Some(authority) = authority.filter(|_| settings.allow_loopback) {
        roots = roots.with(authority.certificate()).map_err(tls_error)?;
    }
    let policy = match (settings.allow_loopback, settings.allow_plain_http) {
        (_, true) => Policy::DEVELOPMENT,
        (true, false) => Policy::LOOPBACK_TLS,
        (false, false) => Policy::STRICT,
    };
    let limits = outbound::Limits {
        total: limits.profile_timeout,
        body: limits.profile_bytes,
        ..outbound::Limits::DOCUMENT
    };
    let leads = settings.leads.clone();
    Client::new(ClientSettings { leads, ..ClientSettings::new(policy, roots).with_limits(limits) })
        .map_err(tls_error)
}
