//! What a merchant is started with. Every bound has a default that a public-facing process could
//! live with.

use super::compat::OfficialSuite;
use super::concession::{Concession, Concessions};
use super::overlay::{Talos, TalosSettings};
use crate::fault::Rule;
use crate::merchant;
use crate::protocol::version::ProtocolVersion;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

/// How the listener is protected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Tls {
    /// Plain HTTP; announced endpoints are http URLs, which no production platform accepts.
    Off,
    /// TLS 1.3 with a certificate authority generated for this process.
    Auto,
    /// TLS 1.3 with a certificate chain and key from PEM files.
    Files {
        /// PEM certificate chain, leaf first.
        certificate: PathBuf,
        /// PEM private key (PKCS#8, PKCS#1 or SEC1).
        key: PathBuf,
    },
}

/// Whether checkout and order operations must be signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Authentication {
    /// Every operation must carry a valid signature of the platform in `UCP-Agent`.
    Required,
    /// Unsigned requests are served, except for orders; a signature that is present must be valid.
    Optional,
}

/// Which responses the business signs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ResponseSigning {
    /// Every response of an operation.
    All,
    /// Only the answers to `complete_checkout` and to `get_order`.
    Completion,
    /// None.
    None,
}

/// Where state lives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StateBackend {
    /// In memory, gone with the process.
    Memory,
    /// In a SQLite file that survives a kill.
    Sqlite(PathBuf),
}

/// Where the merchant's world comes from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WorldSource {
    /// One of the worlds shipped with the program (`flower-shop`).
    Builtin(String),
    /// A scenario file.
    File(PathBuf),
    /// The text of a scenario file.
    Inline(String),
}

/// Bounds on what strangers can make the merchant hold or wait for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Largest request body in bytes; more is `content_too_large`.
    pub body_bytes: usize,
    /// How much of a body that is too large is read and thrown away so that the answer arrives.
    pub drain_bytes: u64,
    /// Largest sum of header names and values in bytes; more is `headers_too_large`.
    pub header_bytes: usize,
    /// Longest request target in bytes; more is `invalid_request`.
    pub uri_bytes: usize,
    /// Deepest nesting of a JSON body; more is `malformed_json`.
    pub json_depth: usize,
    /// Connections served at once by one worker.
    pub connections_per_worker: usize,
    /// Time a client has to send a request's head.
    pub head_timeout: Duration,
    /// Time a client has to send a request's body.
    pub body_timeout: Duration,
    /// Idle time after which a kept-alive connection is closed.
    pub keep_alive: Duration,
    /// How long a duplicate of a request in flight waits for its result.
    pub duplicate_wait: Duration,
    /// Sessions open at once.
    pub sessions: usize,
    /// Exchanges kept per journal.
    pub journal_entries: usize,
    /// Bytes of bodies and headers kept per journal.
    pub journal_bytes: usize,
    /// Idempotency records kept per session.
    pub idempotency_records: usize,
    /// Bytes of stored answers kept per session for replays.
    pub idempotency_bytes: usize,
    /// Platform profiles kept per session.
    pub profiles: usize,
    /// Largest platform profile in bytes.
    pub profile_bytes: usize,
    /// Checkouts, orders and learned customers kept per session.
    pub state: merchant::Limits,
    /// Time to connect to the host of a platform profile, and time for its whole answer.
    pub profile_timeout: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            body_bytes: 1 << 20,
            drain_bytes: 256 << 20,
            header_bytes: 32 << 10,
            uri_bytes: 8 << 10,
            json_depth: 64,
            connections_per_worker: 2_048,
            head_timeout: Duration::from_secs(10),
            body_timeout: Duration::from_secs(30),
            keep_alive: Duration::from_secs(75),
            duplicate_wait: Duration::from_secs(10),
            sessions: 1_024,
            journal_entries: 1_000,
            journal_bytes: 4 << 20,
            idempotency_records: 400_000,
            idempotency_bytes: 8 << 20,
            profiles: 1_024,
            profile_bytes: 256 << 10,
            state: merchant::Limits::default(),
            profile_timeout: Duration::from_secs(5),
        }
    }
}

/// What a merchant is started with.
#[derive(Clone, Debug, PartialEq)]
#[expect(clippy::struct_excessive_bools, reason = "independent switches, each with its own flag")]
pub struct Settings {
    /// Address to listen on; loopback unless asked otherwise.
    pub host: IpAddr,
    /// Port to listen on; 0 picks a free one.
    pub port: u16,
    /// Protection of the listener.
    pub tls: Tls,
    /// Host names of somebody else's that the generated certificate covers too ([`Tls::Auto`]), for sessions
    /// that answer to them.
    pub host_names: Vec<String>,
    /// Host names of somebody else's that lead to a listener of this machine when profiles are fetched and
    /// webhooks delivered, for platforms that always name the same profile. Needs `allow_loopback`.
    pub leads: BTreeMap<String, SocketAddr>,
    /// Scheme and authority under which the default session is reached, when an ingress or a tunnel
    /// stands in front of the listener. That must leave the `Host` header as it is: signatures cover it.
    pub public_url: Option<String>,
    /// Worker threads; 0 means one per core.
    pub workers: usize,
    /// The world of the default session, and of sessions that name none.
    pub world: WorldSource,
    /// The protocol version spoken.
    pub version: ProtocolVersion,
    /// Whether operations must be signed.
    pub authentication: Authentication,
    /// Which responses are signed.
    pub response_signing: ResponseSigning,
    /// Development setting `allow-loopback`: platform profiles and webhook inboxes may live on this
    /// machine. Shown in reports.
    pub allow_loopback: bool,
    /// Development setting `allow-plain-http`: those on this machine may be plain http, and may live on
    /// this machine. Shown in reports.
    pub allow_plain_http: bool,
    /// PEM certificates trusted, beside the public roots, when profiles are fetched and webhooks delivered.
    pub trusted_roots: Vec<String>,
    /// Whether the journal of the session that answers to every other host keeps every request, see
    /// [`crate::simulator::SessionOptions::every_request`].
    pub every_request: bool,
    /// Platform profile URLs served; empty serves all. Others get `profile_not_trusted`.
    pub approved_platforms: Vec<String>,
    /// Where state lives.
    pub state: StateBackend,
    /// Fault rules of the default session, beside those of its world.
    pub faults: Vec<Rule>,
    /// Development setting `fault-header`: a request may bring faults in the header `UCP-Assay-Fault`.
    pub fault_header: bool,
    /// Development setting `magic-faults`: magic values in requests name faults.
    pub magic_faults: bool,
    /// Seed of every draw: chances of faults, latencies, jitter of retries.
    pub seed: u64,
    /// A contract folder used instead of the embedded one.
    pub contracts: Option<PathBuf>,
    /// Relaxations for the official conformance suite. Shown in reports.
    pub compat: Option<OfficialSuite>,
    /// The Talos flavour beside the protocol. Shown in reports.
    pub overlay: Option<TalosSettings>,
    /// All bounds.
    pub limits: Limits,
}

impl Settings {
    /// What a session concedes beyond the protocol, with memories of its own.
    #[must_use]
    pub fn concessions(&self) -> Concessions {
        let compat = self.compat.iter().map(|one| Arc::new(one.clone()) as Arc<dyn Concession>);
        let overlay = self.overlay.iter().map(|one| Arc::new(Talos::new(one.clone())) as Arc<dyn Concession>);
        Concessions::new(compat.chain(overlay).collect())
    }
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            host: IpAddr::V4(Ipv4Addr::LOCALHOST),
            port: 0,
            tls: Tls::Off,
            host_names: Vec::new(),
            leads: BTreeMap::new(),
            public_url: None,
            workers: 0,
            world: WorldSource::Builtin("flower-shop".to_owned()),
            version: ProtocolVersion::LATEST,
            authentication: Authentication::Required,
            response_signing: ResponseSigning::All,
            allow_loopback: false,
            allow_plain_http: false,
            trusted_roots: Vec::new(),
            every_request: false,
            approved_platforms: Vec::new(),
            state: StateBackend::Memory,
            faults: Vec::new(),
            fault_header: false,
            magic_faults: false,
            seed: 0,
            contracts: None,
            compat: None,
            overlay: None,
            limits: Limits::default(),
        }
    }
}
