//! What `buy` and `connector` have in common: how the reference connector reaches businesses, and
//! how businesses reach it.

use crate::clock::Clock;
use crate::connector::defect::Defect;
use crate::connector::reference::{Demand, Reference, SchemaDuty, Settings, SetupError};
use crate::connector::trace::Trace;
use crate::platform::authority::{
    Certificate, TestAuthority, TlsError, TlsVersions, TrustedRoots, install_provider,
};
use crate::platform::host::{AgentHost, HostError, HostSettings, PublicBase};
use crate::platform::outbound::{PlainHttp, Policy, Reach};
use crate::protocol::version::ProtocolVersion;
use crate::seed::Seed;
use crate::transport::neutral::Accommodation;
use clap::{Args, ValueEnum};
use std::net::{IpAddr, Ipv4Addr, SocketAddr, TcpListener};
use std::path::PathBuf;
use std::sync::Arc;

/// Why the connector does not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The connector itself.
    #[error(transparent)]
    Setup(#[from] SetupError),
    /// Its listener.
    #[error(transparent)]
    Host(#[from] HostError),
    /// Certificates.
    #[error(transparent)]
    Tls(#[from] TlsError),
    /// The system has no randomness.
    #[error("the system yields no randomness: {0}")]
    Randomness(String),
}

/// How the connector and businesses reach each other.
#[derive(Debug, Args)]
pub struct AgentOptions {
    /// Protocol version spoken; may be repeated. All of them without it, the newest in common is used
    #[arg(long = "version", value_name = "DATE", value_parser = parse_version)]
    versions: Vec<ProtocolVersion>,
    /// Currency asked for where the platform names one
    #[arg(long, value_name = "CODE", default_value = "USD", value_parser = parse_currency)]
    currency: String,
    /// Which answers have to be signed; a signature that is there is always checked
    #[arg(long, value_enum, default_value = "contract")]
    require_signatures: DemandChoice,
    /// PEM file of a root trusted beside the system's; may be repeated
    #[arg(long, value_name = "FILE")]
    trust: Vec<PathBuf>,
    /// Address of the connector's own listener, for its profile and its webhooks
    #[arg(long, default_value_t = IpAddr::V4(Ipv4Addr::LOCALHOST))]
    listen: IpAddr,
    /// Port of that listener; 0 picks a free one
    #[arg(long, default_value_t = 0)]
    listen_port: u16,
    /// URL under which a tunnel that ends TLS makes that listener reachable for the business
    #[arg(long, value_name = "URL", value_parser = parse_url)]
    public_url: Option<url::Url>,
    /// File the certificate of the listener's made authority is written to, for the business to trust
    #[arg(long, value_name = "FILE")]
    tls_ca_out: Option<PathBuf>,
    /// PEM file with a certificate for the listener that the business trusts, instead of a made one
    #[arg(long, value_name = "FILE", requires = "tls_key", conflicts_with = "tls_ca_out")]
    tls_certificate: Option<PathBuf>,
    /// PEM file with the key of that certificate
    #[arg(long, value_name = "FILE", requires = "tls_certificate")]
    tls_key: Option<PathBuf>,
    /// Development: the business may live on this machine
    #[arg(long)]
    allow_loopback: bool,
    /// Development: it may be plain http there, and so is the connector's listener (implies --allow-loopback)
    #[arg(long)]
    allow_plain_http: bool,
    /// Development: answers that break their schema are noted and used
    #[arg(long)]
    lenient: bool,
    /// Development: something sent for the sake of a business that needs it; may be repeated
    #[arg(long = "accommodate", value_name = "WHAT", value_parser = parse_accommodation)]
    accommodations: Vec<Accommodation>,
    /// Something the connector is to do wrong; may be repeated. `connector --list-defects` prints them
    #[arg(long = "defect", value_name = "ID", value_parser = parse_defect)]
    defects: Vec<Defect>,
    /// Seed of the pauses between attempts; random without it
    #[arg(long, value_name = "NUMBER")]
    seed: Option<u64>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum DemandChoice {
    Contract,
    Completion,
    All,
}

fn parse_version(text: &str) -> Result<ProtocolVersion, String> {
    ProtocolVersion::parse(text).ok_or_else(|| {
        let known: Vec<&str> = ProtocolVersion::ALL.iter().map(|version| version.date()).collect();
        format!("unknown version; spoken are {}", known.join(", "))
    })
}

fn parse_currency(text: &str) -> Result<String, String> {
    crate::protocol::money::Currency::parse(text)
        .map(|currency| currency.code().to_owned())
        .map_err(|error| error.to_string())
}

fn parse_url(text: &str) -> Result<url::Url, String> {
    url::Url::parse(text).map_err(|error| format!("{error}; expected a URL such as https://agent.example"))
}

fn parse_accommodation(text: &str) -> Result<Accommodation, String> {
    Accommodation::parse(text).ok_or_else(|| {
        let known: Vec<&str> = Accommodation::ALL.iter().map(|one| one.name()).collect();
        format!("no accommodation of that name; there are {}", known.join(", "))
    })
}

fn parse_defect(text: &str) -> Result<Defect, String> {
    Defect::parse(text).map_err(|error| error.to_string())
}

impl AgentOptions {
    /// Starts the connector of that name with a trace; must be called within a runtime.
    ///
    /// # Errors
    /// [`StartError`] when it cannot be started.
    pub fn start(&self, name: &str, clock: Clock, trace: Trace) -> Result<Reference, StartError> {
        install_provider();
        let settings = Settings {
            policy: self.policy(),
            versions: if self.versions.is_empty() {
                ProtocolVersion::ALL.to_vec()
            } else {
                self.versions.clone()
            },
            demand: match self.require_signatures {
                DemandChoice::Contract => Demand::Contract,
                DemandChoice::Completion => Demand::Completion,
                DemandChoice::All => Demand::All,
            },
            schema: if self.lenient { SchemaDuty::Note } else { SchemaDuty::Refuse },
            accommodations: self.accommodations.clone(),
            currency: self.currency.clone(),
            clock,
            seed: Seed::new(self.seed()?),
            defects: self.defects.iter().copied().collect(),
            ..Settings::new(name, self.roots()?)
        };
        Ok(Reference::open(settings, Arc::new(self.host()?), trace)?)
    }

    /// Development switches that are on, for people.
    pub fn switches(&self) -> Vec<String> {
        let named = [
            (self.allow_loopback, "--allow-loopback"),
            (self.allow_plain_http, "--allow-plain-http"),
            (self.lenient, "--lenient"),
        ];
        let on = named.into_iter().filter(|(on, _)| *on).map(|(_, name)| name.to_owned());
        let accommodated = self.accommodations.iter().map(|one| format!("--accommodate {}", one.name()));
        on.chain(accommodated)
            .chain(self.defects.iter().map(|defect| format!("--defect {}", defect.id())))
            .collect()
    }

    const fn policy(&self) -> Policy {
        Policy {
            reach: if self.allow_loopback || self.allow_plain_http {
                Reach::PublicAndLoopback
            } else {
                Reach::Public
            },
            plain_http: if self.allow_plain_http { PlainHttp::Loopback } else { PlainHttp::Never },
        }
    }

    fn seed(&self) -> Result<u64, StartError> {
        self.seed
            .map_or_else(|| getrandom::u64().map_err(|error| StartError::Randomness(error.to_string())), Ok)
    }

    fn roots(&self) -> Result<TrustedRoots, TlsError> {
        self.trust.iter().try_fold(TrustedRoots::system(), |roots, file| roots.with_pem_file(file))
    }

    /// The listener: TLS by an authority of this process, unless a tunnel or a development switch
    /// makes it plain.
    fn host(&self) -> Result<AgentHost, StartError> {
        let listen = SocketAddr::from((self.listen, self.listen_port));
        let bound = |source| HostError::Bind { listen, source };
        let listener = TcpListener::bind(listen).map_err(bound)?;
        let port = listener.local_addr().map_err(bound)?.port();
        let plain = self.allow_plain_http || self.public_url.is_some();
        let tls = if plain { None } else { Some(self.certified()?) };
        let scheme = if plain { "http" } else { "https" };
        let local = || url::Url::parse(&format!("{scheme}://localhost:{port}")).ok();
        let base = self.public_url.clone().or_else(local).map_or(PublicBase::PerAgentHost, PublicBase::Url);
        Ok(AgentHost::start_on(listener, HostSettings { listen, tls, base })?)
    }

    fn certified(&self) -> Result<rustls::ServerConfig, TlsError> {
        if let (Some(certificate), Some(key)) = (&self.tls_certificate, &self.tls_key) {
            return Certificate::from_pem_files(certificate, key)?.server_config(TlsVersions::Only13);
        }
        let authority = TestAuthority::generate()?;
        if let Some(path) = &self.tls_ca_out {
            authority.write_certificate(path)?;
        }
        authority.server_config(TlsVersions::Only13)
    }
}
