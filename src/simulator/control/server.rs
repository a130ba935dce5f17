//! The listener: its own port, its own threads, nothing of the merchant's.

use super::control::{Control, Settings};
use super::serve::serve;
use crate::simulator::sessions::Sessions;
use actix_web::dev::ServerHandle;
use actix_web::web::{Data, to};
use actix_web::{App, HttpServer};
use std::net::{SocketAddr, TcpListener};
use std::time::Duration;

/// Why there is no control listener.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The address cannot be bound.
    #[error("the control listener cannot listen on {address}: {reason} (is another program using the port?)")]
    Bind {
        /// The address.
        address: SocketAddr,
        /// What the system said.
        reason: String,
    },
    /// Others could reach it, and read the token on the way.
    #[error(
        "the control listener would speak plain http on {0}, which others can reach, and its token could be read \
         on the way; listen on a loopback address, or add --control-tls"
    )]
    Exposed(SocketAddr),
    /// The program was built with a document it cannot read.
    #[error("the control document: {0}")]
    Document(String),
}

/// A control listener. Stops when dropped.
#[derive(Debug)]
pub struct ControlServer {
    address: SocketAddr,
    scheme: &'static str,
    handle: ServerHandle,
}

impl ControlServer {
    /// Binds and serves. Must be called within a `tokio` runtime.
    ///
    /// # Errors
    /// When the address cannot be bound, or is not of this machine alone and there is no TLS.
    pub fn start(settings: Settings, sessions: Sessions) -> Result<Self, StartError> {
        let listen = settings.listen;
        if settings.tls.is_none() && !listen.ip().is_loopback() {
            return Err(StartError::Exposed(listen));
        }
        let failed = |error: std::io::Error| StartError::Bind { address: listen, reason: error.to_string() };
        let listener = TcpListener::bind(listen).map_err(failed)?;
        let address = listener.local_addr().map_err(failed)?;
        let control = Control::new(&settings, sessions).map_err(StartError::Document)?;
        let (scheme, connections) = (control.scheme, control.limits.connections);
        let control = Data::new(control);
        let server = HttpServer::new(move || App::new().app_data(control.clone()).default_service(to(serve)))
            .workers(1)
            .max_connections(connections)
            .client_request_timeout(Duration::from_secs(10))
            .disable_signals();
        let server = match settings.tls {
            Some(tls) => server.listen_rustls_0_23(listener, tls),
            None => server.listen(listener),
        };
        let running = server.map_err(failed)?.run();
        let handle = running.handle();
        tokio::spawn(running);
        Ok(Self { address, scheme, handle })
    }

    /// The address bound.
    #[must_use]
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// Scheme and authority, for clients and browsers.
    #[must_use]
    pub fn url(&self) -> String {
        let host = match self.address.ip() {
            ip if ip.is_loopback() || ip.is_unspecified() => "localhost".to_owned(),
            std::net::IpAddr::V4(ip) => ip.to_string(),
            std::net::IpAddr::V6(ip) => format!("[{ip}]"),
        };
        format!("{}://{host}:{}", self.scheme, self.address.port())
    }

    /// Stops at once: waits and event streams end.
    pub async fn stop(self) {
        self.handle.stop(false).await;
    }
}

impl Drop for ControlServer {
    fn drop(&mut self) {
        // The order to stop is sent here; only waiting for it would need the future.
        drop(self.handle.stop(false));
    }
}
