//! Connections below HTTP, for probes and raw requests, under the same policy.

use std::net::SocketAddr;

use tokio::net::TcpStream;
use url::{Host, Url};

use super::client::Client;
use super::{OutboundError, Phase};

impl Client {
    /// A connection to the host and port of a URL, without TLS; the policy decides as for any
    /// request.
    ///
    /// # Errors
    /// When the URL is refused or nobody answers in time.
    pub(in crate::platform) async fn dial(&self, url: &str) -> Result<(TcpStream, Url), OutboundError> {
        let url = self.check_url(url)?;
        let connecting = tokio::time::timeout(self.limits().connect, self.connect(&url));
        let stream = connecting.await.map_err(|_| OutboundError::Timeout(Phase::Connecting))??;
        Ok((stream, url))
    }

    async fn connect(&self, url: &Url) -> Result<TcpStream, OutboundError> {
        let port = url.port_or_known_default().unwrap_or(443);
        let addresses = match url.host() {
            Some(Host::Ipv4(address)) => vec![address.into()],
            Some(Host::Ipv6(address)) => vec![address.into()],
            Some(Host::Domain(name)) => self.guard().lookup(name).await?,
            None => return Err(OutboundError::BadRequest(format!("{url} has no host"))),
        };
        let mut last = OutboundError::Connect("no address".to_owned());
        for address in addresses {
            match TcpStream::connect(SocketAddr::new(address, port)).await {
                Ok(stream) => return Ok(stream),
                Err(error) => last = OutboundError::Connect(error.to_string()),
            }
        }
        Err(last)
    }
}
