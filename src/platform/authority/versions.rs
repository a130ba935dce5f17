//! Which versions of TLS an endpoint speaks.

use rustls::SupportedProtocolVersion;
use rustls::version::{TLS12, TLS13};

static ONLY_13: [&SupportedProtocolVersion; 1] = [&TLS13];
static FROM_12: [&SupportedProtocolVersion; 2] = [&TLS12, &TLS13];
static ONLY_12: [&SupportedProtocolVersion; 1] = [&TLS12];

/// The versions of TLS offered or accepted. The protocol asks for 1.3; the older ones exist so
/// that probes can offer 1.2 and see it refused.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum TlsVersions {
    /// TLS 1.3 and nothing older.
    #[default]
    Only13,
    /// TLS 1.2 and 1.3.
    From12,
    /// TLS 1.2 alone.
    Only12,
}

impl TlsVersions {
    /// The versions as `rustls` names them.
    #[must_use]
    pub fn supported(self) -> &'static [&'static SupportedProtocolVersion] {
        match self {
            Self::Only13 => &ONLY_13,
            Self::From12 => &FROM_12,
            Self::Only12 => &ONLY_12,
        }
    }
}
