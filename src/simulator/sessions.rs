//! The sessions of one application, by the first label of the request's authority.

use super::error::ApplicationError;
use super::session::{Session, SessionHandle};
use super::settings::{Authentication, ResponseSigning, WorldSource};
use crate::clock::Clock;
use crate::protocol::version::ProtocolVersion;
use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

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
    /// The session's clock; the system's time when absent.
    pub clock: Option<Clock>,
    /// Platform profile URLs served; empty serves all.
    pub approved_platforms: Option<Vec<String>>,
}

/// The sessions of one application.
#[derive(Clone, Debug)]
pub struct Sessions {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    /// `https` or `http`.
    scheme: &'static str,
    port: u16,
    limit: usize,
    default: Arc<Session>,
    named: RwLock<HashMap<String, Arc<Session>>>,
}

impl Sessions {
    /// A registry that holds the default session.
    pub(super) fn new(scheme: &'static str, port: u16, limit: usize, default: Session) -> Self {
        let shared = Shared { scheme, port, limit, default: Arc::new(default), named: RwLock::default() };
        Self { shared: Arc::new(shared) }
    }

    /// Opens an isolated session at `<id>.shop.localhost`.
    ///
    /// # Errors
    /// When the name is no host label, is taken, the limit is reached, or the world is not usable.
    #[expect(clippy::unused_async, reason = "opening loads the world and the durable state")]
    pub async fn open(&self, id: &str, options: SessionOptions) -> Result<SessionHandle, ApplicationError> {
        if !is_label(id) {
            return Err(ApplicationError::SessionName(id.to_owned()));
        }
        let base_url = format!("{}://{id}.shop.localhost:{}", self.shared.scheme, self.shared.port);
        let clock = options.clock.unwrap_or_else(Clock::system);
        let session = Arc::new(Session::open(id.to_owned(), base_url, clock));
        let mut named = self.shared.named.write().unwrap_or_else(PoisonError::into_inner);
        if named.len() >= self.shared.limit {
            return Err(ApplicationError::TooManySessions(named.len()));
        }
        if named.contains_key(id) {
            return Err(ApplicationError::SessionExists(id.to_owned()));
        }
        named.insert(id.to_owned(), Arc::clone(&session));
        Ok(SessionHandle::new(session))
    }

    /// Forgets a session and everything in it.
    pub fn close(&self, id: &str) {
        self.shared.named.write().unwrap_or_else(PoisonError::into_inner).remove(id);
    }

    /// The session of every host that names no other.
    pub fn default_session(&self) -> SessionHandle {
        SessionHandle::new(Arc::clone(&self.shared.default))
    }

    /// The session a `Host` header selects.
    pub(super) fn by_authority(&self, authority: &str) -> Arc<Session> {
        let label = authority.split('.').next().unwrap_or_default();
        let named = self.shared.named.read().unwrap_or_else(PoisonError::into_inner);
        named.get(label).map_or_else(|| Arc::clone(&self.shared.default), Arc::clone)
    }
}

/// Whether a name can be one label of a host name, lower case.
fn is_label(name: &str) -> bool {
    let inner = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    (1..=63).contains(&name.len())
        && name.bytes().all(inner)
        && !name.starts_with('-')
        && !name.ends_with('-')
}
