//! The roots a client of ours trusts.

use std::path::Path;
use std::sync::Arc;

use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::ServerCertVerifier;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{ClientConfig, RootCertStore};

use super::accept_any::AcceptAny;
use super::{TlsError, TlsVersions, provider};

/// The roots a client trusts; cheap to clone.
#[derive(Clone, Debug)]
pub struct TrustedRoots {
    store: Arc<RootCertStore>,
    unchecked: bool,
}

impl TrustedRoots {
    /// No root at all: every certificate is refused until one is added.
    #[must_use]
    pub fn none() -> Self {
        Self { store: Arc::new(RootCertStore::empty()), unchecked: false }
    }

    /// The same roots, but a client of them accepts any certificate whatsoever. What it is told
    /// may come from anybody: for probes, and for targets whose user asked for it.
    #[must_use]
    pub fn unchecked(&self) -> Self {
        Self { unchecked: true, ..self.clone() }
    }

    /// Whether certificates are checked at all.
    #[must_use]
    pub const fn is_checked(&self) -> bool {
        !self.unchecked
    }

    /// The roots of the operating system, so that a target is trusted here exactly when the
    /// machine's other clients trust it (company roots and `SSL_CERT_FILE` included). Unreadable
    /// entries of the system's store are skipped with a warning.
    #[must_use]
    pub fn system() -> Self {
        let mut store = RootCertStore::empty();
        let native = rustls_native_certs::load_native_certs();
        for error in &native.errors {
            tracing::warn!(%error, "a root certificate of the system cannot be read");
        }
        let (_, ignored) = store.add_parsable_certificates(native.certs);
        if ignored > 0 {
            tracing::warn!(ignored, "root certificates of the system cannot be parsed");
        }
        Self { store: Arc::new(store), unchecked: false }
    }

    /// These roots and one more certificate.
    ///
    /// # Errors
    /// When the certificate cannot serve as a root.
    pub fn with(&self, root: &CertificateDer<'_>) -> Result<Self, TlsError> {
        let mut store = RootCertStore::clone(&self.store);
        store.add(root.clone().into_owned())?;
        Ok(Self { store: Arc::new(store), unchecked: self.unchecked })
    }

    /// These roots and every certificate of a PEM file.
    ///
    /// # Errors
    /// When the file cannot be read, holds no certificate, or one that cannot serve as a root.
    pub fn with_pem_file(&self, path: &Path) -> Result<Self, TlsError> {
        certificates_of(path)?.iter().try_fold(self.clone(), |roots, root| roots.with(root))
    }

    /// How many roots are trusted.
    #[must_use]
    pub fn len(&self) -> usize {
        self.store.len()
    }

    /// Whether nothing is trusted.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.store.is_empty()
    }

    /// The roots as `rustls` keeps them.
    #[must_use]
    pub fn store(&self) -> Arc<RootCertStore> {
        Arc::clone(&self.store)
    }

    /// Whether these roots vouch for a chain (leaf first) on a host at this moment.
    ///
    /// # Errors
    /// Why they do not.
    pub fn vouch_for(&self, chain: &[CertificateDer<'_>], host: &ServerName<'_>) -> Result<(), TlsError> {
        let Some((leaf, intermediates)) = chain.split_first() else {
            return Err(rustls::Error::NoCertificatesPresented.into());
        };
        let verifier = WebPkiServerVerifier::builder_with_provider(self.store(), provider())
            .build()
            .map_err(|error| rustls::Error::General(error.to_string()))?;
        verifier.verify_server_cert(leaf, intermediates, host, &[], UnixTime::now())?;
        Ok(())
    }

    /// A client that trusts these roots and presents no certificate of its own.
    ///
    /// # Errors
    /// When the provider cannot speak the versions asked for.
    pub fn client_config(&self, versions: TlsVersions) -> Result<ClientConfig, TlsError> {
        let builder =
            ClientConfig::builder_with_provider(provider()).with_protocol_versions(versions.supported())?;
        let verified = if self.unchecked {
            builder.dangerous().with_custom_certificate_verifier(Arc::new(AcceptAny))
        } else {
            builder.with_root_certificates(self.store())
        };
        let mut config = verified.with_no_client_auth();
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok(config)
    }
}

/// Every certificate of a PEM file; at least one.
pub(super) fn certificates_of(path: &Path) -> Result<Vec<CertificateDer<'static>>, TlsError> {
    let unreadable = |reason: String| TlsError::Read { what: "certificates", path: path.to_owned(), reason };
    let certificates = CertificateDer::pem_file_iter(path)
        .and_then(Iterator::collect::<Result<Vec<_>, _>>)
        .map_err(|error| unreadable(error.to_string()))?;
    if certificates.is_empty() {
        return Err(unreadable("it holds no certificate".to_owned()));
    }
    Ok(certificates)
}
