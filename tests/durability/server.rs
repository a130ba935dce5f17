//! The real program, started and killed.

use std::io::{BufRead, BufReader, Read};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use tempfile::TempDir;
use ucp_assay::platform::authority::{TestAuthority, TlsVersions};
use ucp_assay::platform::host::{Agent, AgentHost, Answer, HostSettings};
use ucp_assay::platform::identity::PlatformIdentity;
use ucp_assay::platform::outbound::{Client, ClientSettings, Limits, Policy};
use ucp_assay::protocol::version::ProtocolVersion;

/// What outlives the merchant: a folder, a platform with profile and inbox, a client.
pub(crate) struct Surroundings {
    folder: TempDir,
    _host: AgentHost,
    pub(crate) agent: Agent,
    pub(crate) identity: PlatformIdentity,
    pub(crate) client: Client,
}

impl Surroundings {
    pub(crate) fn new() -> Self {
        let authority = TestAuthority::generate().expect("an authority");
        let tls = authority.server_config(TlsVersions::Only13).expect("TLS");
        let host = AgentHost::start(HostSettings::local(tls)).expect("a host");
        let agent = host.open("agent");
        let identity = PlatformIdentity::generate(&agent, ProtocolVersion::LATEST).expect("an identity");
        identity.publish(&agent).expect("published");
        let folder = TempDir::new().expect("a folder");
        authority.write_certificate(&folder.path().join("ca.pem")).expect("written");
        let settings = ClientSettings::new(Policy::UNGUARDED, authority.roots().expect("roots"));
        let client = Client::new(settings.with_limits(Limits::OPERATION)).expect("a client");
        let surroundings = Self { folder, _host: host, agent, identity, client };
        surroundings.receiver_is_back();
        surroundings
    }

    pub(crate) fn state_file(&self) -> PathBuf {
        self.folder.path().join("state.db")
    }

    pub(crate) fn receiver_is_down(&self) {
        self.agent.inbox().answer_with(Answer::status(503));
    }

    pub(crate) fn receiver_is_back(&self) {
        self.agent.inbox().answer_with(Answer::status(200));
    }

    fn command(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_ucp-assay"));
        let state = format!("sqlite:{}", self.state_file().display());
        command
            .args(["merchant", "--port", "0", "--tls", "off", "--allow-loopback", "--state", &state])
            .arg("--trust")
            .arg(self.folder.path().join("ca.pem"))
            .stdout(Stdio::piped());
        command
    }
}

/// A running merchant; killed when dropped.
pub(crate) struct Server {
    child: Child,
    pub(crate) base_url: String,
    pub(crate) authority: String,
}

impl Server {
    /// Starts the merchant and waits until it says where it listens.
    pub(crate) fn start(surroundings: &Surroundings) -> Self {
        let mut child = surroundings.command().spawn().expect("started");
        let lines = BufReader::new(child.stdout.take().expect("an output")).lines();
        let port = lines
            .map_while(Result::ok)
            .find_map(|line| line.strip_prefix("listening")?.trim().rsplit(':').next().map(str::to_owned))
            .expect("a merchant that says where it listens");
        let authority = format!("localhost:{port}");
        Self { child, base_url: format!("http://{authority}"), authority }
    }

    /// Starts the merchant where it cannot start, and returns its complaint.
    pub(crate) fn refused(surroundings: &Surroundings) -> String {
        let mut child = surroundings.command().stderr(Stdio::piped()).spawn().expect("started");
        let mut complaint = String::new();
        child.stderr.take().expect("an output").read_to_string(&mut complaint).expect("text");
        assert!(!child.wait().expect("an end").success());
        complaint
    }

    /// `kill -9`: no handler runs, nothing is flushed.
    pub(crate) fn kill(mut self) {
        self.end();
    }

    fn end(&mut self) {
        self.child.kill().expect("killed");
        self.child.wait().expect("an end");
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Already gone after `kill`.
        let _already_gone = self.child.kill();
        let _already_reaped = self.child.wait();
    }
}
