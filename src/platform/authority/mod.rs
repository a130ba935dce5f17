//! Certificates: the authority generated for one process, certificates loaded from files, and the
//! roots a client trusts.

mod accept_any;
mod error;
mod generated;
mod loaded;
mod trust;
mod versions;

pub use error::TlsError;
pub use generated::TestAuthority;
pub use loaded::Certificate;
pub use trust::TrustedRoots;
pub use versions::TlsVersions;

#[cfg(test)]
mod tests;

use std::sync::Arc;

use rustls::crypto::CryptoProvider;

/// The cryptography behind every TLS connection of this program.
#[must_use]
pub fn provider() -> Arc<CryptoProvider> {
    Arc::new(rustls::crypto::aws_lc_rs::default_provider())
}

/// Makes [`provider`] the default of the process, for libraries that ask `rustls` for one. Calling
/// it again changes nothing.
pub fn install_provider() {
    // An error only says that a default is already there.
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
}
