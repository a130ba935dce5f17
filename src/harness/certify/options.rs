//! What a certification is asked for.

use crate::fault::Rule;
use crate::harness::connector::Contender;
use crate::harness::lane::Lane;
use crate::harness::plan::Plan;
use crate::harness::target::Conceded;
use crate::protocol::version::ProtocolVersion;
use crate::report::Place;
use std::net::TcpListener;
use std::path::PathBuf;
use std::sync::Arc;

/// Who is certified.
#[derive(Clone, Debug)]
pub enum TargetChoice {
    /// Our own merchant in this process.
    Builtin {
        /// Name of the world.
        world: String,
    },
    /// A connector, which shops at our own merchant.
    Connector {
        /// Who is certified.
        contender: Contender,
        /// Name of the merchant's world.
        world: String,
    },
    /// Somebody's endpoint.
    Merchant {
        /// Its base URL.
        url: String,
    },
}

impl TargetChoice {
    /// Whose conformance it is about.
    #[must_use]
    pub const fn lane(&self) -> Lane {
        match self {
            Self::Builtin { .. } | Self::Merchant { .. } => Lane::Merchant,
            Self::Connector { .. } => Lane::Connector,
        }
    }

    /// Who is certified instead of a merchant.
    #[must_use]
    pub const fn contender(&self) -> Option<&Contender> {
        match self {
            Self::Connector { contender, .. } => Some(contender),
            Self::Builtin { .. } | Self::Merchant { .. } => None,
        }
    }
}

/// Where the report goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Destination(pub Place);

/// What a certification is asked for.
#[derive(Clone, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "independent switches, each with its own flag")]
pub struct CertifyOptions {
    /// Who is certified.
    pub target: TargetChoice,
    /// What our own merchant concedes beyond the protocol; of no effect on others.
    pub conceded: Conceded,
    /// What the symbolic names stand for; the built-in worlds bring their own.
    pub plan: Option<Plan>,
    /// The protocol versions; none leaves the choice to the target: all that the built-in merchant
    /// speaks, or the one that a merchant's profile declares.
    pub versions: Vec<ProtocolVersion>,
    /// A folder of features instead of those shipped.
    pub features: Option<PathBuf>,
    /// A contract folder instead of the embedded one.
    pub contracts: Option<PathBuf>,
    /// Tag expression.
    pub tags: Option<String>,
    /// Regular expression on names of scenarios and identifiers.
    pub name: Option<String>,
    /// Scenarios in progress at once.
    pub jobs: usize,
    /// Whether the first failure ends the run.
    pub fail_fast: bool,
    /// Whether to print what would run instead of running it.
    pub dry_run: bool,
    /// Whether to stop after the preflight and say what it found.
    pub smoke: bool,
    /// Whether to show nothing while running.
    pub quiet: bool,
    /// Where the report goes.
    pub report: Destination,
    /// Seed of the run, for the report.
    pub seed: u64,
    /// Faults armed in every scenario's session of the built-in merchant.
    pub faults: Vec<Rule>,
    /// The command as typed, for the report.
    pub command: String,
    /// Where to write the certificate of the authority that vouches for the harness's own
    /// listener, so that a target can be told to trust it.
    pub export_authority: Option<PathBuf>,
    /// A bound socket for the harness's own listener instead of the plan's `platform.listen`, for
    /// programs that must know its port before the run begins.
    pub platform_listener: Option<Arc<TcpListener>>,
}
