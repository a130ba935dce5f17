//! A certificate authority that lives as long as the process: its key is generated, never shipped
//! and never written.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::path::Path;
use std::time::Duration;

use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, CidrSubnet, DnType, ExtendedKeyUsagePurpose,
    GeneralSubtree, IsCa, KeyPair, KeyUsagePurpose, NameConstraints,
};
use rustls::ServerConfig;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};

use crate::clock::{Clock, Instant};

use super::{Certificate, TlsError, TlsVersions, TrustedRoots};

/// The names every certificate of ours carries: this machine, and the authorities of merchants
/// and agents below `localhost` (RFC 6761 keeps them on this machine).
const LOCAL_NAMES: [&str; 5] = ["localhost", "127.0.0.1", "::1", "*.shop.localhost", "*.agent.localhost"];

/// How far back certificates reach, for clients whose clock is behind.
const BACKDATED: Duration = Duration::from_hours(24);
/// How long certificates are good for: longer than any run, short enough not to linger in a trust
/// store.
const VALIDITY: Duration = Duration::from_hours(24 * 365);

/// An authority generated for this process. It can only vouch for names on this machine (a name
/// constraint says so) and for the names given at generation, so trusting it risks nothing else.
pub struct TestAuthority {
    issuer: CertifiedIssuer<'static, KeyPair>,
    names: Vec<String>,
    now: Instant,
}

impl TestAuthority {
    /// An authority for this machine's own names.
    ///
    /// # Errors
    /// When the system yields no randomness.
    pub fn generate() -> Result<Self, TlsError> {
        Self::generate_for(&[])
    }

    /// An authority for this machine's own names and some more, host names or addresses, such as
    /// the service name in a container network.
    ///
    /// # Errors
    /// When a name is not a host name or the system yields no randomness.
    pub fn generate_for(more: &[&str]) -> Result<Self, TlsError> {
        let names: Vec<String> = LOCAL_NAMES.iter().chain(more).map(|name| (*name).to_owned()).collect();
        let now = Clock::system().now();
        let mut params = CertificateParams::default();
        params.distinguished_name.push(DnType::CommonName, "ucp-assay authority of one process");
        params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
        params.name_constraints = Some(constraints(more));
        set_validity(&mut params, now);
        let issuer = CertifiedIssuer::self_signed(params, KeyPair::generate()?)?;
        Ok(Self { issuer, names, now })
    }

    /// The certificate of the authority, for trust stores.
    #[must_use]
    pub fn certificate(&self) -> &CertificateDer<'static> {
        self.issuer.der()
    }

    /// The certificate of the authority as PEM text.
    #[must_use]
    pub fn certificate_pem(&self) -> String {
        self.issuer.pem()
    }

    /// Writes the certificate (never the key) so that other programs can be told to trust it.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn write_certificate(&self, path: &Path) -> Result<(), TlsError> {
        std::fs::write(path, self.certificate_pem())
            .map_err(|source| TlsError::Write { path: path.to_owned(), source })
    }

    /// The names certificates of [`Self::issue`] carry.
    #[must_use]
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// A fresh certificate for all the names of this authority.
    ///
    /// # Errors
    /// When the system yields no randomness.
    pub fn issue(&self) -> Result<Certificate, TlsError> {
        self.issue_for(&self.names)
    }

    /// A fresh certificate for the names given, good or not: clients refuse it for a name outside
    /// the authority's constraints.
    ///
    /// # Errors
    /// When a name is not a host name or the system yields no randomness.
    pub fn issue_for(&self, names: &[String]) -> Result<Certificate, TlsError> {
        self.issue_dated(names, self.now)
    }

    /// A fresh certificate that ran out a day ago, to see who notices.
    ///
    /// # Errors
    /// As [`Self::issue`].
    pub fn issue_expired(&self) -> Result<Certificate, TlsError> {
        let millis = i64::try_from((VALIDITY + BACKDATED).as_millis()).unwrap_or(i64::MAX);
        self.issue_dated(&self.names, Instant::from_millis(self.now.millis().saturating_sub(millis)))
    }

    fn issue_dated(&self, names: &[String], at: Instant) -> Result<Certificate, TlsError> {
        let mut params = CertificateParams::new(names)?;
        params.distinguished_name.push(DnType::CommonName, "ucp-assay");
        params.use_authority_key_identifier_extension = true;
        params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
        set_validity(&mut params, at);
        let key = KeyPair::generate()?;
        let leaf = params.signed_by(&key, &self.issuer)?;
        let private = PrivateKeyDer::Pkcs8(key.serialize_der().into());
        Ok(Certificate::new(vec![leaf.der().clone()], private))
    }

    /// A server for all the names of this authority, with a fresh certificate.
    ///
    /// # Errors
    /// As [`Self::issue`].
    pub fn server_config(&self, versions: TlsVersions) -> Result<ServerConfig, TlsError> {
        self.issue()?.server_config(versions)
    }

    /// The roots of a client that trusts this authority and nothing else.
    ///
    /// # Errors
    /// Never for an authority generated here; the signature follows [`TrustedRoots::with`].
    pub fn roots(&self) -> Result<TrustedRoots, TlsError> {
        TrustedRoots::none().with(self.certificate())
    }
}

impl std::fmt::Debug for TestAuthority {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("TestAuthority").field("names", &self.names).finish_non_exhaustive()
    }
}

/// Below `localhost`, on the loopback addresses, and the names given.
fn constraints(more: &[&str]) -> NameConstraints {
    let local = [
        GeneralSubtree::DnsName("localhost".to_owned()),
        GeneralSubtree::IpAddress(CidrSubnet::from_addr_prefix(Ipv4Addr::LOCALHOST.into(), 32)),
        GeneralSubtree::IpAddress(CidrSubnet::from_addr_prefix(Ipv6Addr::LOCALHOST.into(), 128)),
    ];
    let named = more.iter().map(|name| match name.parse::<IpAddr>() {
        Ok(IpAddr::V4(address)) => {
            GeneralSubtree::IpAddress(CidrSubnet::from_addr_prefix(address.into(), 32))
        }
        Ok(IpAddr::V6(address)) => {
            GeneralSubtree::IpAddress(CidrSubnet::from_addr_prefix(address.into(), 128))
        }
        Err(_) => GeneralSubtree::DnsName(name.trim_start_matches("*.").to_owned()),
    });
    NameConstraints {
        permitted_subtrees: local.into_iter().chain(named).collect(),
        excluded_subtrees: Vec::new(),
    }
}

fn set_validity(params: &mut CertificateParams, at: Instant) {
    let past = i64::try_from(BACKDATED.as_millis()).unwrap_or(0);
    let (year, month, day) = date(Instant::from_millis(at.millis().saturating_sub(past)));
    params.not_before = rcgen::date_time_ymd(year, month, day);
    let (year, month, day) = date(at.plus(VALIDITY));
    params.not_after = rcgen::date_time_ymd(year, month, day);
}

/// Year, month and day (UTC) of an instant.
fn date(at: Instant) -> (i32, u8, u8) {
    let day = jiff::Timestamp::from_millisecond(at.millis())
        .unwrap_or(jiff::Timestamp::UNIX_EPOCH)
        .to_zoned(jiff::tz::TimeZone::UTC)
        .date();
    let part = |value: i8| u8::try_from(value).unwrap_or(1);
    (i32::from(day.year()), part(day.month()), part(day.day()))
}
