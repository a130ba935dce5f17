//! The running merchant: listener, workers, sessions.

use super::error::ApplicationError;
use super::session::Session;
use super::sessions::Sessions;
use super::settings::{Settings, Tls};
use crate::clock::Clock;
use std::net::TcpListener;

/// A merchant that listens.
#[derive(Debug)]
pub struct Application {
    port: u16,
    base_url: String,
    sessions: Sessions,
}

impl Application {
    /// Binds the listener, opens the default session and starts serving.
    ///
    /// # Errors
    /// When the address cannot be bound, or TLS, world, contract or state are not usable.
    #[expect(clippy::unused_async, reason = "opening the default session loads durable state")]
    pub async fn build(settings: Settings) -> Result<Self, ApplicationError> {
        let address = format!("{}:{}", settings.host, settings.port);
        let bind = |error: std::io::Error| ApplicationError::Bind {
            address: address.clone(),
            reason: error.to_string(),
        };
        let listener = TcpListener::bind((settings.host, settings.port)).map_err(bind)?;
        let port = listener.local_addr().map_err(bind)?.port();
        let scheme = if settings.tls == Tls::Off { "http" } else { "https" };
        let base_url = format!("{scheme}://localhost:{port}");
        let default = Session::open("default".to_owned(), base_url.clone(), Clock::system());
        let sessions = Sessions::new(scheme, port, settings.limits.sessions, default);
        Ok(Self { port, base_url, sessions })
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
}
