//! What a run keeps for connectors: the authority as a file, the proxy, and for every scenario a place
//! with a folder and a platform profile of its own. No root, no change to the machine.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use tempfile::TempDir;

use super::{HostedIdentity, Surroundings, TlsFiles};
use crate::connector::driver::Driver;
use crate::connector::hygiene::Delivery;
use crate::crypto::key::{Curve, KeyError, SigningKey};
use crate::platform::authority::{TestAuthority, TlsError, TrustedRoots};
use crate::platform::host::{Agent, AgentHost, Answer, Reply};
use crate::platform::identity::{EditError, PlatformIdentity};
use crate::platform::proxy::{Asked, ConnectProxy, Routes};
use crate::protocol::profile::Handler;
use crate::protocol::version::ProtocolVersion;

/// Why there is no place for a connector.
#[derive(Debug, thiserror::Error)]
pub enum PremisesError {
    /// A folder or a file cannot be made.
    #[error("cannot write {}: {source}", path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The proxy cannot listen.
    #[error("the proxy for connectors cannot listen: {0}")]
    Proxy(io::Error),
    /// Certificates.
    #[error(transparent)]
    Tls(#[from] TlsError),
    /// Keys.
    #[error("no key for the connector's profile: {0}")]
    Key(#[from] KeyError),
    /// The profile.
    #[error("the connector's profile cannot be published: {0}")]
    Profile(#[from] EditError),
}

/// What a run keeps for connectors. Everything is gone when it is dropped.
#[derive(Debug)]
pub struct Premises {
    folder: TempDir,
    ca: PathBuf,
    roots: TrustedRoots,
    tls: TlsFiles,
    proxy: ConnectProxy,
    listener: Arc<AgentHost>,
}

/// The business a connector is to shop at.
#[derive(Clone, Debug)]
pub struct BusinessAt {
    /// The version it speaks.
    pub version: ProtocolVersion,
    /// Its origin.
    pub origin: String,
    /// Its REST endpoint.
    pub rest: String,
    /// Identifier of the payment handler that connectors are told, when they have to be told one.
    pub payment_handler: String,
    /// Currency it sells in by default.
    pub currency: String,
    /// The handlers that the hosted profile declares.
    pub handlers: Vec<Handler>,
    /// Where the hosted profile is, when the connector always names the same one.
    pub profile_url: Option<url::Url>,
}

impl Premises {
    /// Premises whose connectors trust this authority. Profiles and inboxes are on this listener, which the
    /// business must reach and trust; names lead where the routes say. Must be called within a `tokio` runtime.
    ///
    /// # Errors
    /// [`PremisesError`] when a file cannot be written or no port be had.
    pub async fn open(
        authority: &TestAuthority,
        listener: Arc<AgentHost>,
        routes: Routes,
    ) -> Result<Self, PremisesError> {
        let folder = tempfile::Builder::new().prefix("ucp-assay-").tempdir();
        let folder = folder.map_err(|source| PremisesError::Write { path: std::env::temp_dir(), source })?;
        let ca = folder.path().join("ca.pem");
        authority.write_certificate(&ca)?;
        let certificate = authority.issue()?;
        let tls = TlsFiles { certificate: folder.path().join("tls.pem"), key: folder.path().join("tls.key") };
        write_private(&tls.certificate, &certificate.chain_pem())?;
        write_private(&tls.key, &certificate.key_pem())?;
        let proxy = ConnectProxy::start(routes).await.map_err(PremisesError::Proxy)?;
        Ok(Self { ca, roots: authority.roots()?, tls, proxy, listener, folder })
    }

    /// The tunnels that connectors asked for, oldest first.
    #[must_use]
    pub fn asked(&self) -> Vec<Asked> {
        self.proxy.asked()
    }

    /// A place for one scenario. The label must be unique among scenarios under way, and a label of host
    /// names.
    ///
    /// # Errors
    /// [`PremisesError`] when a file cannot be written, or there is no randomness.
    pub fn place(&self, label: &str, business: &BusinessAt) -> Result<Place, PremisesError> {
        let failed = |source| PremisesError::Write { path: self.folder.path().to_owned(), source };
        let folder = tempfile::Builder::new().prefix(&format!("{label}-")).tempdir_in(self.folder.path());
        let folder = folder.map_err(failed)?;
        let id = format!("{label}-hosted");
        let agent = match &business.profile_url {
            Some(url) => self.listener.open_at(id, url),
            None => self.listener.open(id),
        };
        let key = SigningKey::generate(Curve::P256, format!("{label}-1"))?;
        let key_pem = folder.path().join("key.pem");
        write_private(&key_pem, &key.to_pkcs8_pem()?)?;
        let mut identity = PlatformIdentity::new(agent.id(), agent.urls().clone(), business.version, key);
        identity.profile_mut().payment_handlers.clone_from(&business.handlers);
        identity.publish(&agent)?;
        let tmp = folder.path().join("tmp");
        std::fs::create_dir(&tmp).map_err(|source| PremisesError::Write { path: tmp.clone(), source })?;
        let hosted = HostedIdentity {
            profile_url: identity.profile_url().to_owned(),
            webhook_url: identity.webhook_url().to_owned(),
            key_pem,
            key_id: identity.signing_key().kid().to_owned(),
        };
        let surroundings = self.surroundings(label, business, tmp, hosted);
        Ok(Place { surroundings, agent, identity, _folder: folder })
    }

    fn surroundings(
        &self,
        label: &str,
        at: &BusinessAt,
        tmp: PathBuf,
        identity: HostedIdentity,
    ) -> Surroundings {
        Surroundings {
            label: label.to_owned(),
            version: at.version,
            origin: at.origin.clone(),
            host: host_of(&at.origin).to_owned(),
            rest: at.rest.clone(),
            payment_handler: at.payment_handler.clone(),
            currency: at.currency.clone(),
            ca: self.ca.clone(),
            roots: self.roots.clone(),
            proxy: Some(self.proxy.url()),
            tmp,
            tls: self.tls.clone(),
            identity,
            listener: Arc::clone(&self.listener),
        }
    }
}

/// Host and port of an origin.
pub(super) fn host_of(origin: &str) -> &str {
    let rest = origin.split_once("://").map_or(origin, |(_, rest)| rest);
    rest.split('/').next().unwrap_or(rest)
}

/// Writes a file that only its owner can read.
fn write_private(path: &Path, text: &str) -> Result<(), PremisesError> {
    use std::io::Write as _;
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let written = options.open(path).and_then(|mut file| file.write_all(text.as_bytes()));
    written.map_err(|source| PremisesError::Write { path: path.to_owned(), source })
}

/// The place of one scenario; folder and profile are gone when it is dropped.
#[derive(Debug)]
pub struct Place {
    surroundings: Surroundings,
    agent: Agent,
    identity: PlatformIdentity,
    _folder: TempDir,
}

impl Place {
    /// What the connector may know.
    #[must_use]
    pub const fn surroundings(&self) -> &Surroundings {
        &self.surroundings
    }

    /// Where the hosted profile and its inbox are: who fetched it, which webhooks came.
    #[must_use]
    pub const fn agent(&self) -> &Agent {
        &self.agent
    }

    /// The hosted identity: key and profile.
    #[must_use]
    pub const fn identity(&self) -> &PlatformIdentity {
        &self.identity
    }

    /// Hands the webhooks that come to the hosted inbox on to a connector, and its answers back.
    pub fn hand_webhooks_to(&self, driver: &Arc<dyn Driver>) {
        let driver = Arc::downgrade(driver);
        self.agent.inbox().decide_with(Arc::new(move |exchange| {
            let driver = driver.clone();
            Box::pin(async move {
                let Some(driver) = driver.upgrade() else { return Answer::status(503) };
                match driver.deliver(&exchange.request).await {
                    Ok(Delivery::Answered { status, body }) => {
                        Reply::bytes(status, "application/json", body).into()
                    }
                    Ok(Delivery::NoReceiver) => Answer::status(200),
                    Ok(Delivery::Failed(_)) | Err(_) => Answer::status(502),
                }
            })
        }));
    }
}
