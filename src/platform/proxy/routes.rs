//! Which names lead where, and who asked for what.

use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};

/// Names of the outside world with the listeners they lead to. This machine's own names
/// (`localhost`, names below it, loopback addresses) always lead to the port asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Routes {
    named: BTreeMap<String, SocketAddr>,
}

/// One tunnel asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// Host, lower case.
    pub host: String,
    /// Port.
    pub port: u16,
    /// Whether it was led anywhere.
    pub led: bool,
}

impl Routes {
    /// The same with one more name.
    #[must_use]
    pub fn with(mut self, name: &str, listener: SocketAddr) -> Self {
        self.named.insert(name.to_ascii_lowercase(), listener);
        self
    }

    /// Where a name leads, whatever the port for names of the outside world.
    #[must_use]
    pub fn lead(&self, host: &str, port: u16) -> Option<SocketAddr> {
        let host = host.to_ascii_lowercase();
        if let Some(listener) = self.named.get(&host) {
            return Some(*listener);
        }
        let local = host == "localhost" || host.ends_with(".localhost");
        let address = host.parse::<IpAddr>().ok().filter(IpAddr::is_loopback);
        address
            .or_else(|| local.then_some(IpAddr::V4(Ipv4Addr::LOCALHOST)))
            .map(|address| SocketAddr::new(address, port))
    }

    /// The names of the outside world, for error messages.
    #[must_use]
    pub fn names(&self) -> Vec<&str> {
        self.named.keys().map(String::as_str).collect()
    }
}
