//! Everything a run needs, read and started.

use super::{CertifyError, CertifyOptions, Filter, TargetChoice, choose};
use crate::connector::drive::Premises;
use crate::contracts;
use crate::harness::ambient::Ledger;
use crate::harness::breaker::Breaker;
use crate::harness::connector::Contender;
use crate::harness::connector::ambient::Watchbook;
use crate::harness::lane::Lane;
use crate::harness::plan::Plan;
use crate::harness::registry::Registry;
use crate::harness::run::Run;
use crate::harness::steps::SUBJECTS;
use crate::harness::suite::{self, Case, Exemptions, FeatureFile, Suite};
use crate::harness::target::{BuiltinTarget, ForeignTarget, Target};
use crate::platform::authority::{Certificate, TestAuthority, TlsVersions, TrustedRoots, install_provider};
use crate::platform::host::{AgentHost, HostSettings, PublicBase};
use crate::platform::outbound::{Client, ClientSettings, Limits, PlainHttp, Policy, Reach};
use crate::platform::proxy::Routes;
use crate::protocol::contract::Contract;
use crate::protocol::version::ProtocolVersion;
use std::collections::BTreeMap;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::Path;
use std::sync::atomic::AtomicU64;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

/// How long an unused connection to a foreign target is kept: not at all. A server may close one at the
/// very moment it is used again, and what then breaks off would say nothing about the server.
const FOREIGN_IDLE: Duration = Duration::ZERO;

/// Everything a run needs.
pub(super) struct Prepared {
    pub options: CertifyOptions,
    /// One per protocol version, oldest first.
    pub stages: Vec<Stage>,
    /// The run of the oldest version.
    pub first: Arc<Run>,
    pub suite: Arc<Suite>,
    pub exemptions: Exemptions,
    pub filter: Filter,
    pub chosen: Vec<Arc<Case>>,
}

/// One protocol version of the run.
pub(super) struct Stage {
    pub run: Arc<Run>,
}

pub(super) async fn prepare(mut options: CertifyOptions) -> Result<Prepared, CertifyError> {
    install_provider();
    let filter = Filter::parse(options.tags.as_deref(), options.name.as_deref())?;
    let plan = Arc::new(plan(&mut options)?);
    let (files, exemptions) = features(options.target.lane(), options.features.as_deref())?;
    let suite = Arc::new(Suite::parse(&files).map_err(CertifyError::Syntax)?);
    let named = options.target.contender().is_some_and(|contender| contender.profile_host().is_some());
    if named && options.platform_listener.is_none() {
        // The merchant has to know where it is before it starts.
        let bound = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).map_err(setup)?;
        options.platform_listener = Some(Arc::new(bound));
    }
    let ours = Ours::new(&options, &plan)?;
    let versions = choose::versions(&options, &ours.client).await?;
    let contracts = versions
        .iter()
        .map(|version| Ok((*version, contract(&options, *version)?)))
        .collect::<Result<Vec<_>, CertifyError>>()?;
    check_features(&suite, &contracts)?;
    let chosen = suite.cases().iter().filter(|case| filter.keeps(case)).cloned().map(Arc::new).collect();
    let mut stages = Vec::new();
    for (version, contract) in contracts {
        stages.push(Stage { run: Arc::new(stage(&options, &plan, &ours, version, contract).await?) });
    }
    let first = stages.first().map(|stage| Arc::clone(&stage.run));
    let first = first.ok_or_else(|| CertifyError::Usage("the run names no protocol version".to_owned()))?;
    Ok(Prepared { options, stages, first, suite, exemptions, filter, chosen })
}

/// Features that would mislead do not run.
fn check_features(
    suite: &Suite,
    contracts: &[(ProtocolVersion, &'static Contract)],
) -> Result<(), CertifyError> {
    let registry = Registry::compile(SUBJECTS)?;
    let registers: Vec<_> = contracts.iter().map(|(version, one)| (*version, one.register())).collect();
    let blocking: Vec<_> =
        suite::lint(suite, &registry, &registers).into_iter().filter(suite::Finding::is_blocking).collect();
    if blocking.is_empty() { Ok(()) } else { Err(CertifyError::Features(blocking)) }
}

/// The run of one version.
async fn stage(
    options: &CertifyOptions,
    plan: &Arc<Plan>,
    ours: &Ours,
    version: ProtocolVersion,
    contract: &'static Contract,
) -> Result<Run, CertifyError> {
    let target = target(options, plan, version).await?;
    let (agents, client): (Arc<AgentHost>, Client) = match &target {
        // Our own merchant brings its authority, so that each side trusts the other.
        Target::Builtin(target) => {
            let authority = target.authority();
            let authority = authority
                .ok_or_else(|| CertifyError::Setup("the built-in merchant has no authority".to_owned()))?;
            (Arc::new(agents(options, plan, authority)?), client(plan, authority, Limits::OPERATION.idle)?)
        }
        Target::Foreign(_) => (ours.agents(options, plan)?, ours.client.clone()),
    };
    let premises = premises(options, &target, &agents).await?;
    Ok(Run {
        version,
        premises,
        contract,
        registry: Registry::compile(SUBJECTS)?,
        target,
        agents,
        client,
        breaker: Breaker::new(plan.timeouts.silent_answers),
        contender: options.target.contender().cloned(),
        watchbook: Watchbook::default(),
        ledger: Ledger::default(),
        refusal: OnceLock::new(),
        names: Arc::clone(&ours.names),
        plan: Arc::clone(plan),
    })
}

/// What a foreign target sees of us, the same at every version: one authority, one listener.
struct Ours {
    authority: TestAuthority,
    client: Client,
    agents: OnceLock<Arc<AgentHost>>,
    names: Arc<AtomicU64>,
}

impl Ours {
    fn new(options: &CertifyOptions, plan: &Plan) -> Result<Self, CertifyError> {
        let authority = TestAuthority::generate().map_err(setup)?;
        if let Some(path) = &options.export_authority {
            authority.write_certificate(path).map_err(setup)?;
        }
        let client = client(plan, &authority, FOREIGN_IDLE)?;
        Ok(Self { authority, client, agents: OnceLock::new(), names: Arc::default() })
    }

    fn agents(&self, options: &CertifyOptions, plan: &Plan) -> Result<Arc<AgentHost>, CertifyError> {
        if let Some(started) = self.agents.get() {
            return Ok(Arc::clone(started));
        }
        let started = Arc::new(agents(options, plan, &self.authority)?);
        Ok(Arc::clone(self.agents.get_or_init(|| started)))
    }
}

/// The plan: the one given, or that of the built-in world; the command line wins over the file.
fn plan(options: &mut CertifyOptions) -> Result<Plan, CertifyError> {
    let mut plan = match (options.plan.take(), &options.target) {
        (Some(plan), _) => plan,
        (None, TargetChoice::Builtin { world } | TargetChoice::Connector { world, .. }) => {
            Plan::builtin(world)?
        }
        (None, TargetChoice::Merchant { .. }) => Plan::default(),
    };
    if let TargetChoice::Merchant { url } = &options.target {
        plan.target.url = Some(url.clone());
    }
    if let Some(contender) = options.target.contender() {
        plan.timeouts.step =
            plan.timeouts.step.max(contender.patience().as_millis().try_into().unwrap_or(u64::MAX));
    }
    Ok(plan)
}

fn contract(options: &CertifyOptions, version: ProtocolVersion) -> Result<&'static Contract, CertifyError> {
    let Some(folder) = &options.contracts else { return Ok(Contract::embedded(version)) };
    let contract = contracts::open(version, folder);
    let contract = contract.map_err(|error| CertifyError::Contract(error.to_string()))?;
    // One contract per process lives as long as the process, like the embedded one.
    Ok(Box::leak(Box::new(contract)))
}

fn features(lane: Lane, folder: Option<&Path>) -> Result<(Vec<FeatureFile>, Exemptions), CertifyError> {
    let exemptions = Exemptions::parse(suite::exemptions_text(lane)).map_err(CertifyError::Exemptions)?;
    let files = match folder {
        None => suite::embedded_in(lane),
        Some(folder) => {
            // Before anything resolves it against another directory.
            let folder = folder.canonicalize().unwrap_or_else(|_| folder.to_path_buf());
            suite::from_folder(&folder)?
        }
    };
    Ok((files, exemptions))
}

/// The target at one version.
async fn target(
    options: &CertifyOptions,
    plan: &Arc<Plan>,
    version: ProtocolVersion,
) -> Result<Target, CertifyError> {
    match &options.target {
        TargetChoice::Merchant { url } => Ok(Target::Foreign(ForeignTarget::new(url, Arc::clone(plan)))),
        TargetChoice::Builtin { world } | TargetChoice::Connector { world, .. } => {
            let contracts = options.contracts.clone();
            let mut conceded = options.conceded.clone();
            conceded.host_names.extend(options.target.contender().map(Contender::names).unwrap_or_default());
            let mut open = options.target.contender().map(Contender::open).unwrap_or_default();
            open.leads = leads(options)?;
            let target =
                BuiltinTarget::start(world, Arc::clone(plan), version, contracts, conceded, open).await?;
            let target = target.misbehaving(options.seed, options.faults.clone());
            let target = match options.target.lane() {
                Lane::Merchant => target,
                Lane::Connector => target
                    .shopped_at(options.target.contender().and_then(Contender::host_name).map(str::to_owned)),
            };
            Ok(Target::Builtin(Box::new(target)))
        }
    }
}

/// Where the business finds the profile that a connector always names: at the harness's own listener.
fn leads(options: &CertifyOptions) -> Result<BTreeMap<String, SocketAddr>, CertifyError> {
    let host = options.target.contender().and_then(Contender::profile_host);
    let (Some(host), Some(listener)) = (host, &options.platform_listener) else { return Ok(BTreeMap::new()) };
    Ok(BTreeMap::from([(host.to_owned(), listener.local_addr().map_err(setup)?)]))
}

/// What connectors of other people are given: the authority as a file, a proxy, folders.
async fn premises(
    options: &CertifyOptions,
    target: &Target,
    agents: &Arc<AgentHost>,
) -> Result<Option<Arc<Premises>>, CertifyError> {
    let (Some(contender), Target::Builtin(target)) = (options.target.contender(), target) else {
        return Ok(None);
    };
    let authority = target.authority();
    let authority =
        authority.ok_or_else(|| CertifyError::Setup("the built-in merchant has no authority".to_owned()))?;
    let named = contender.host_name();
    let routes = named.map_or_else(Routes::default, |name| Routes::default().with(name, target.address()));
    let opened = Premises::open(authority, Arc::clone(agents), routes).await;
    opened.map(|premises| Some(Arc::new(premises))).map_err(setup)
}

/// The listener for platform profiles and webhooks.
fn agents(
    options: &CertifyOptions,
    plan: &Plan,
    authority: &TestAuthority,
) -> Result<AgentHost, CertifyError> {
    let platform = &plan.platform;
    let mut settings = HostSettings::local(authority.server_config(TlsVersions::From12).map_err(setup)?);
    if let (Some(certificate), Some(key)) = (&platform.certificate, &platform.key) {
        let own = Certificate::from_pem_files(Path::new(certificate), Path::new(key));
        settings.tls = Some(own.and_then(|own| own.server_config(TlsVersions::From12)).map_err(setup)?);
    } else if platform.plain_http || platform.public_url.is_some() {
        settings.tls = None;
    }
    if let Some(listen) = &platform.listen {
        let wrong = |_| CertifyError::Setup(format!("platform.listen `{listen}` is no address:port"));
        settings.listen = listen.parse().map_err(wrong)?;
    }
    settings.base = match options.target {
        TargetChoice::Builtin { .. } | TargetChoice::Connector { .. } => PublicBase::PerAgentHost,
        // Resolvers of other programs seldom know the names below localhost.
        TargetChoice::Merchant { .. } => PublicBase::OneHost,
    };
    if let Some(public) = &platform.public_url {
        let wrong = |error| CertifyError::Setup(format!("platform.public_url `{public}`: {error}"));
        settings.base = PublicBase::Url(public.parse::<url::Url>().map_err(wrong)?);
    }
    let started = match &options.platform_listener {
        Some(bound) => AgentHost::start_on(bound.try_clone().map_err(setup)?, settings),
        None => AgentHost::start(settings),
    };
    started.map_err(setup)
}

/// The client that reaches the target: anywhere, since the user named it.
/// It keeps unused connections for `idle`.
fn client(plan: &Plan, authority: &TestAuthority, idle: Duration) -> Result<Client, CertifyError> {
    let mut roots = TrustedRoots::system().with(authority.certificate()).map_err(setup)?;
    for file in &plan.tls.roots {
        roots = roots.with_pem_file(Path::new(file)).map_err(setup)?;
    }
    if plan.tls.insecure {
        roots = roots.unchecked();
    }
    let policy = Policy { reach: Reach::Anywhere, plain_http: PlainHttp::Anywhere };
    let mut settings = ClientSettings::new(policy, roots);
    settings.limits = Limits {
        connect: plan.timeouts.connect(),
        read: plan.timeouts.answer(),
        total: plan.timeouts.answer(),
        idle,
        ..Limits::OPERATION
    };
    Client::new(settings).map_err(setup)
}

fn setup(error: impl std::fmt::Display) -> CertifyError {
    CertifyError::Setup(error.to_string())
}
