//! What can be wrong with certificates and keys.

use std::path::PathBuf;

/// Why a certificate, a key or a TLS configuration cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum TlsError {
    /// A certificate could not be generated for the names asked for.
    #[error("cannot generate a certificate: {0}")]
    Generate(#[from] rcgen::Error),
    /// The certificate and the key do not make a usable TLS configuration.
    #[error("cannot set up TLS: {0}")]
    Configure(#[from] rustls::Error),
    /// A file of certificates or keys could not be read or parsed.
    #[error("cannot read {what} from {path}: {reason}")]
    Read {
        /// What the file should hold.
        what: &'static str,
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// The certificate of the authority could not be written.
    #[error("cannot write the certificate of the authority to {path}: {source}")]
    Write {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
}
