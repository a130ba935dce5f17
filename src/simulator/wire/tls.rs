//! TLS in front of the HTTP service. The `ClientHello` is read first, so that each session can have its own
//! faults of the handshake.

use super::socket::Socket;
use crate::fault::subject::{Handshake, Leaf};
use crate::fault::{Occasion, Stage};
use crate::platform::authority::{TestAuthority, TlsError, TlsVersions};
use crate::simulator::session::Session;
use crate::simulator::sessions::Sessions;
use rustls::ServerConfig;
use rustls::server::Acceptor;
use std::collections::HashMap;
use std::io;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::net::TcpStream;
use tokio_rustls::{LazyConfigAcceptor, StartHandshake};

/// How long a client has for the TLS handshake.
const HANDSHAKE: Duration = Duration::from_secs(5);

/// The first byte of a TLS handshake.
const TLS_RECORD: u8 = 0x16;

/// A name no session of ours has, within what a generated authority may vouch for.
const ELSEWHERE: &str = "elsewhere.localhost";

/// Configurations by certificate, and whether TLS 1.2 is accepted too.
type Wrong = HashMap<(Leaf, TlsVersions), Arc<ServerConfig>>;

/// What handshakes are answered with.
#[derive(Clone)]
pub(in crate::simulator) struct Front {
    right: Arc<ServerConfig>,
    authority: Option<Arc<TestAuthority>>,
    /// Made when a fault first asks for them.
    wrong: Arc<Mutex<Wrong>>,
}

impl Front {
    /// A front with its ordinary configuration, and the authority that made it, if one was generated.
    pub(in crate::simulator) fn new(right: ServerConfig, authority: Option<Arc<TestAuthority>>) -> Self {
        Self { right: Arc::new(right), authority, wrong: Arc::default() }
    }

    /// Shakes hands.
    pub(super) async fn accept(&self, tcp: TcpStream, sessions: &Sessions) -> io::Result<Socket> {
        if sessions.any_armed() && plain_is_served(&tcp, sessions).await? {
            return Ok(Socket::Plain(tcp));
        }
        let shaken = tokio::time::timeout(HANDSHAKE, self.shake(tcp, sessions)).await;
        shaken.unwrap_or_else(|_| Err(io::ErrorKind::TimedOut.into()))
    }

    async fn shake(&self, tcp: TcpStream, sessions: &Sessions) -> io::Result<Socket> {
        let start = LazyConfigAcceptor::new(Acceptor::default(), tcp).await?;
        let hello = start.client_hello();
        let session = sessions.by_authority(hello.server_name().unwrap_or_default());
        if !session.faults().is_armed() {
            return settle(start, Arc::clone(&self.right)).await;
        }
        let mut handshake = Handshake::default();
        decide(&session, &mut handshake);
        if handshake.alert {
            return settle(start, Arc::new(refusing()?)).await;
        }
        let versions = match (handshake.old_only, handshake.old_versions) {
            (true, _) => TlsVersions::Only12,
            (false, true) => TlsVersions::From12,
            (false, false) => TlsVersions::Only13,
        };
        let wanted = (handshake.leaf, versions);
        let config = if wanted == (Leaf::Right, TlsVersions::Only13) {
            Arc::clone(&self.right)
        } else {
            self.wrong(wanted)?
        };
        settle(start, config).await
    }

    /// A configuration that is wrong somehow, made once.
    fn wrong(&self, wanted: (Leaf, TlsVersions)) -> io::Result<Arc<ServerConfig>> {
        let mut known = self.wrong.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(config) = known.get(&wanted) {
            return Ok(Arc::clone(config));
        }
        let config = Arc::new(self.make(wanted).map_err(io::Error::other)?);
        known.insert(wanted, Arc::clone(&config));
        Ok(config)
    }

    fn make(&self, (leaf, versions): (Leaf, TlsVersions)) -> Result<ServerConfig, TlsError> {
        // Without an authority of our own nothing we make is vouched for; that is wrong enough.
        let stranger = Arc::new(TestAuthority::generate()?);
        let authority = self.authority.as_ref().filter(|_| leaf != Leaf::SelfSigned).unwrap_or(&stranger);
        let certificate = match leaf {
            Leaf::Right | Leaf::SelfSigned => authority.issue()?,
            Leaf::Expired => authority.issue_expired()?,
            Leaf::WrongHost => authority.issue_for(&[ELSEWHERE.to_owned()])?,
        };
        certificate.server_config(versions)
    }
}

async fn settle(start: StartHandshake<TcpStream>, config: Arc<ServerConfig>) -> io::Result<Socket> {
    Ok(Socket::Tls(Box::new(start.into_stream(config).await?)))
}

fn decide(session: &Session, handshake: &mut Handshake) {
    let occasion = Occasion::bare(Stage::Handshake, session.clock().now());
    session.faults().decide(&occasion, &[], handshake);
}

/// A configuration that has no certificate for anybody, which ends the handshake with an alert.
fn refusing() -> io::Result<ServerConfig> {
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let builder = ServerConfig::builder_with_provider(provider)
        .with_protocol_versions(&[&rustls::version::TLS13])
        .map_err(io::Error::other)?;
    Ok(builder.with_no_client_auth().with_cert_resolver(Arc::new(Nobody)))
}

#[derive(Debug)]
struct Nobody;

impl rustls::server::ResolvesServerCert for Nobody {
    fn resolve(&self, _: rustls::server::ClientHello<'_>) -> Option<Arc<rustls::sign::CertifiedKey>> {
        None
    }
}

/// Whether a connection that begins without TLS is served nevertheless, because its session is told to.
async fn plain_is_served(tcp: &TcpStream, sessions: &Sessions) -> io::Result<bool> {
    let mut head = [0; 2048];
    let peeked = tokio::time::timeout(HANDSHAKE, tcp.peek(&mut head)).await;
    let count = peeked.map_err(|_| io::Error::from(io::ErrorKind::TimedOut))??;
    let seen = head.get(..count).unwrap_or_default();
    if seen.first().is_none_or(|first| *first == TLS_RECORD) {
        return Ok(false);
    }
    let text = String::from_utf8_lossy(seen).to_ascii_lowercase();
    let host = text.lines().find_map(|line| line.strip_prefix("host:"));
    let session = sessions.by_authority(host.unwrap_or_default().trim());
    let mut handshake = Handshake { plain: true, ..Handshake::default() };
    decide(&session, &mut handshake);
    Ok(handshake.serve_plain)
}
