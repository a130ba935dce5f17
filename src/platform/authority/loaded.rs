//! A certificate with its private key, generated or loaded from PEM files.

use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
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

    /// The chain as PEM text.
    #[must_use]
    pub fn chain_pem(&self) -> String {
        self.chain.iter().map(|certificate| pem("CERTIFICATE", certificate)).collect()
    }

    /// The key as PEM text, for a file that only its owner reads.
    #[must_use]
    pub fn key_pem(&self) -> String {
        let label = match &self.key {
            PrivateKeyDer::Pkcs1(_) => "RSA PRIVATE KEY",
            PrivateKeyDer::Sec1(_) => "EC PRIVATE KEY",
            // The library's list may grow; today the rest is PKCS#8.
            _ => "PRIVATE KEY",
        };
        pem(label, self.key.secret_der())
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

/// Bytes as PEM (RFC 7468): base64 in lines of 64.
fn pem(label: &str, der: &[u8]) -> String {
    let body = STANDARD.encode(der);
    let lines: Vec<&str> =
        body.as_bytes().chunks(64).map(|line| std::str::from_utf8(line).unwrap_or_default()).collect();
    format!("-----BEGIN {label}-----\n{}\n-----END {label}-----\n", lines.join("\n"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::authority::TestAuthority;

    #[test]
    fn a_certificate_survives_its_files() {
        let made = TestAuthority::generate().unwrap().issue().unwrap();
        let folder = tempfile::tempdir().unwrap();
        let (chain, key) = (folder.path().join("chain.pem"), folder.path().join("key.pem"));
        std::fs::write(&chain, made.chain_pem()).unwrap();
        std::fs::write(&key, made.key_pem()).unwrap();
        let read = Certificate::from_pem_files(&chain, &key).unwrap();
        assert_eq!((read.chain(), read.key.secret_der()), (made.chain(), made.key.secret_der()));
        read.server_config(TlsVersions::Only13).unwrap();
    }
}
