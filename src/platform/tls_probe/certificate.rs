//! Facts about a certificate.

use std::net::IpAddr;

use x509_parser::extensions::GeneralName;
use x509_parser::prelude::{FromDer, X509Certificate};

use crate::clock::Instant;

/// What a certificate says about itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CertificateFacts {
    /// Whom it is for, as a distinguished name.
    pub subject: String,
    /// Who vouches for it, as a distinguished name.
    pub issuer: String,
    /// The host names and addresses it is good for.
    pub names: Vec<String>,
    /// Not before.
    pub not_before: Instant,
    /// Not after.
    pub not_after: Instant,
    /// Whether it vouches for itself: subject and issuer are the same.
    pub self_signed: bool,
}

impl CertificateFacts {
    /// Reads a certificate; `None` when it is none.
    #[must_use]
    pub fn parse(der: &[u8]) -> Option<Self> {
        let (_, certificate) = X509Certificate::from_der(der).ok()?;
        let validity = certificate.validity();
        let at = |seconds: i64| Instant::from_millis(seconds.saturating_mul(1000));
        Some(Self {
            subject: certificate.subject().to_string(),
            issuer: certificate.issuer().to_string(),
            names: names_of(&certificate),
            not_before: at(validity.not_before.timestamp()),
            not_after: at(validity.not_after.timestamp()),
            self_signed: certificate.subject() == certificate.issuer(),
        })
    }

    /// Whether it is good at this time.
    #[must_use]
    pub fn is_valid_at(&self, now: Instant) -> bool {
        self.not_before <= now && now <= self.not_after
    }
}

fn names_of(certificate: &X509Certificate<'_>) -> Vec<String> {
    let Ok(Some(extension)) = certificate.subject_alternative_name() else { return Vec::new() };
    extension.value.general_names.iter().filter_map(name).collect()
}

/// Host names and addresses; the other kinds mean nothing to HTTP.
fn name(general: &GeneralName<'_>) -> Option<String> {
    match general {
        GeneralName::DNSName(name) => Some((*name).to_owned()),
        GeneralName::IPAddress(bytes) => <[u8; 4]>::try_from(*bytes)
            .map(IpAddr::from)
            .or_else(|_| <[u8; 16]>::try_from(*bytes).map(IpAddr::from))
            .ok()
            .map(|address| address.to_string()),
        _ => None,
    }
}
