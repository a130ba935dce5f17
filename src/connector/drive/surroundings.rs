//! Where a connector is put: the business it is to shop at, the authority it is to trust, and what the
//! harness keeps for it. Templates of driver files can name all of it.

use std::path::PathBuf;
use std::sync::Arc;

use crate::platform::authority::TrustedRoots;
use crate::platform::host::AgentHost;
use crate::protocol::version::ProtocolVersion;

/// Everything a connector may need to know of one scenario.
#[derive(Clone, Debug)]
pub struct Surroundings {
    /// Unique among scenarios under way: a label of host names (lower-case letters, digits, hyphens).
    pub label: String,
    /// The version the business speaks.
    pub version: ProtocolVersion,
    /// Origin of the business, `https://s1-happy.shop.localhost:4433`.
    pub origin: String,
    /// Its host and port, as connectors that take no URL want it; without the port when that is the
    /// scheme's own.
    pub host: String,
    /// Its REST endpoint, for connectors that never look into the profile.
    pub rest: String,
    /// Identifier of a payment handler of the business, for connectors that are told one.
    pub payment_handler: String,
    /// Currency the business sells in, for connectors that have to name one.
    pub currency: String,
    /// PEM file with the certificate of the authority that vouches for the business.
    pub ca: PathBuf,
    /// The same for connectors within this process.
    pub roots: TrustedRoots,
    /// URL of the proxy through which every name leads to the business; absent: the names resolve.
    pub proxy: Option<String>,
    /// A folder of the connector's own, empty at first.
    pub tmp: PathBuf,
    /// A certificate for connectors that serve their profile or their inbox themselves.
    pub tls: TlsFiles,
    /// What the harness publishes for connectors that publish nothing themselves.
    pub identity: HostedIdentity,
    /// The listener that is reachable for the business, for connectors within this process.
    pub listener: Arc<AgentHost>,
}

/// A certificate for this machine's names, which the business trusts.
#[derive(Clone, Debug)]
pub struct TlsFiles {
    /// PEM file with the chain, leaf first.
    pub certificate: PathBuf,
    /// PEM file with the key of the leaf.
    pub key: PathBuf,
}

/// A platform profile that the harness hosts for a connector, and the key that belongs to it.
#[derive(Clone, Debug)]
pub struct HostedIdentity {
    /// Where the profile is.
    pub profile_url: String,
    /// Where the business sends webhooks; the harness hands them on to the connector.
    pub webhook_url: String,
    /// PEM file (PKCS#8) with the private key.
    pub key_pem: PathBuf,
    /// Name of the key in the profile.
    pub key_id: String,
}
