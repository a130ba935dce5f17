//! Name resolution with the policy inside: the address that was checked is the address that is
//! connected to, so a name cannot change its meaning in between (DNS rebinding).

use std::collections::BTreeMap;
use std::io;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;

use reqwest::dns::{Addrs, Name, Resolve, Resolving};

use super::url_check::is_local_name;
use super::{AddressKind, OutboundError, Policy};

/// Resolves names for the client.
#[derive(Clone, Debug)]
pub(super) struct Guarded {
    pub(super) policy: Policy,
    /// Names with fixed addresses, asked before the system.
    pub(super) hosts: Arc<BTreeMap<String, Vec<IpAddr>>>,
    /// Names that lead to a listener.
    pub(super) leads: Arc<BTreeMap<String, SocketAddr>>,
}

impl Guarded {
    /// The addresses of a name, at least one; all of them are acceptable to the policy. A name with
    /// one address that is off limits is refused as a whole.
    pub(super) async fn lookup(&self, name: &str) -> Result<Vec<IpAddr>, OutboundError> {
        let failed = |reason: String| OutboundError::Unresolvable { name: name.to_owned(), reason };
        let found = self.addresses(name).await.map_err(|error| failed(error.to_string()))?;
        if found.is_empty() {
            return Err(failed("it has no address".to_owned()));
        }
        for address in &found {
            self.policy.admit(AddressKind::of(*address)).map_err(OutboundError::Refused)?;
        }
        Ok(found)
    }

    async fn addresses(&self, name: &str) -> io::Result<Vec<IpAddr>> {
        if let Some(listener) = self.leads.get(name) {
            return Ok(vec![listener.ip()]);
        }
        if let Some(fixed) = self.hosts.get(name) {
            return Ok(fixed.clone());
        }
        if is_local_name(name) {
            return Ok(vec![IpAddr::V4(Ipv4Addr::LOCALHOST)]);
        }
        Ok(tokio::net::lookup_host((name, 0)).await?.map(|address| address.ip()).collect())
    }
}

impl Resolve for Guarded {
    fn resolve(&self, name: Name) -> Resolving {
        let resolver = self.clone();
        Box::pin(async move {
            let found = resolver.lookup(name.as_str()).await?;
            // Port 0 is replaced by the port of the URL.
            let port = resolver.leads.get(name.as_str()).map_or(0, SocketAddr::port);
            let sockets: Addrs =
                Box::new(found.into_iter().map(move |address| SocketAddr::new(address, port)));
            Ok(sockets)
        })
    }
}
