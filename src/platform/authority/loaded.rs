//! A certificate with its private key, generated or loaded from PEM files.

use std::path::Path;

use rustls::ServerConfig;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};

use super::{TlsError, TlsVersions, provider};

/// What a server presents: its certificate chain (leaf first) and the key of the leaf.
#[derive(Debug)]
pub struct Certificate {
    chain: Vec<CertificateDer<'static>>,
    key: PrivateKeyDer<'static>,
}

impl Certificate {
    /// A chain and its key, as they are.
    #[must_use]
    pub const fn new(chain: Vec<CertificateDer<'static>>, key: PrivateKeyDer<'static>) -> Self {
        Self { chain, key }
    }

    /// The chain and the key of two PEM files, as any web server takes them.
    ///
    /// # Errors
    /// When a file cannot be read, holds no certificate, or no private key.
    pub fn from_pem_files(chain: &Path, key: &Path) -> Result<Self, TlsError> {
        let loaded = super::trust::certificates_of(chain)?;
        let private = PrivateKeyDer::from_pem_file(key).map_err(|error| TlsError::Read {
            what: "a private key",
            path: key.to_owned(),
            reason: error.to_string(),
        })?;
        Ok(Self { chain: loaded, key: private })
    }

    /// The chain, leaf first.
    #[must_use]
    pub fn chain(&self) -> &[CertificateDer<'static>] {
        &self.chain
    }

    /// A server that presents this certificate and asks for none. HTTP/1.1 is announced by ALPN.
    ///
    /// # Errors
    /// When the key does not belong to the certificate.
    pub fn server_config(&self, versions: TlsVersions) -> Result<ServerConfig, TlsError> {
        let mut config = ServerConfig::builder_with_provider(provider())
            .with_protocol_versions(versions.supported())?
            .with_no_client_auth()
            .with_single_cert(self.chain.clone(), self.key.clone_key())?;
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok(config)
    }
}
