//! Everything a run needs, read and started.

use super::{CertifyError, CertifyOptions, Filter, TargetChoice};
use crate::clock::{Clock, Instant};
use crate::harness::ambient::Ledger;
use crate::harness::breaker::Breaker;
use crate::harness::business::Business;
use crate::harness::plan::Plan;
use crate::harness::registry::Registry;
use crate::harness::run::Run;
use crate::harness::steps::SUBJECTS;
use crate::harness::suite::{self, Case, Exemptions, FeatureFile, Suite};
use crate::harness::target::{BuiltinTarget, ForeignTarget, Target};
use crate::platform::authority::{Certificate, TestAuthority, TlsVersions, TrustedRoots, install_provider};
use crate::platform::host::{AgentHost, HostSettings, PublicBase};
use crate::platform::outbound::{Client, ClientSettings, Limits, PlainHttp, Policy, Reach};
use crate::protocol::contract::Contract;
use crate::report::{FORMAT, Header, Recorder, Relaxation, TargetKind};
use sha2::{Digest as _, Sha256};
use std::path::Path;
use std::sync::atomic::AtomicU64;
use std::sync::{Arc, OnceLock};

/// Everything a run needs.
pub(super) struct Prepared {
    pub options: CertifyOptions,
    pub run: Arc<Run>,
    pub suite: Arc<Suite>,
    pub exemptions: Exemptions,
    pub filter: Filter,
    pub chosen: Vec<Arc<Case>>,
}

pub(super) async fn prepare(mut options: CertifyOptions) -> Result<Prepared, CertifyError> {
    install_provider();
    let filter = Filter::parse(options.tags.as_deref(), options.name.as_deref())?;
    let plan = Arc::new(plan(&mut options)?);
    let contract = contract(&options)?;
    let registry = Registry::compile(SUBJECTS)?;
    let (files, exemptions) = features(options.features.as_deref())?;
    let suite = Arc::new(Suite::parse(&files).map_err(CertifyError::Syntax)?);
    let blocking: Vec<_> = suite::lint(&suite, &registry, contract.register())
        .into_iter()
        .filter(suite::Finding::is_blocking)
        .collect();
    if !blocking.is_empty() {
        return Err(CertifyError::Features(blocking));
    }
    let chosen = suite.cases().iter().filter(|case| filter.keeps(case)).cloned().map(Arc::new).collect();
    let (target, own) = target(&options, &plan).await?;
    let authority = authority(&target, own.as_ref())?;
    let agents = agents(&options, &plan, authority)?;
    let client = client(&plan, authority)?;
    let run = Run {
        version: options.version,
        contract,
        registry,
        target,
        agents,
        client,
        breaker: Breaker::new(plan.timeouts.silent_answers),
        ledger: Ledger::default(),
        refusal: OnceLock::new(),
        names: AtomicU64::new(0),
        plan,
    };
    Ok(Prepared { options, run: Arc::new(run), suite, exemptions, filter, chosen })
}

/// The plan: the one given, or that of the built-in world; the command line wins over the file.
fn plan(options: &mut CertifyOptions) -> Result<Plan, CertifyError> {
    let mut plan = match (options.plan.take(), &options.target) {
        (Some(plan), _) => plan,
        (None, TargetChoice::Builtin { world }) => Plan::builtin(world)?,
        (None, TargetChoice::Merchant { .. }) => Plan::default(),
    };
    if let TargetChoice::Merchant { url } = &options.target {
        plan.target.url = Some(url.clone());
    }
    Ok(plan)
}

fn contract(options: &CertifyOptions) -> Result<&'static Contract, CertifyError> {
    let Some(folder) = &options.contracts else { return Ok(Contract::embedded(options.version)) };
    let contract = Contract::load_dir(options.version, folder);
    let contract = contract.map_err(|error| CertifyError::Contract(error.to_string()))?;
    // One contract per process lives as long as the process, like the embedded one.
    Ok(Box::leak(Box::new(contract)))
}

fn features(folder: Option<&Path>) -> Result<(Vec<FeatureFile>, Exemptions), CertifyError> {
    let exemptions = Exemptions::parse(suite::exemptions_text()).map_err(CertifyError::Exemptions)?;
    let files = match folder {
        None => suite::embedded(),
        Some(folder) => {
            // Before anything resolves it against another directory.
            let folder = folder.canonicalize().unwrap_or_else(|_| folder.to_path_buf());
            suite::from_folder(&folder)?
        }
    };
    Ok((files, exemptions))
}

/// The target, and an authority of our own when the target brings none.
async fn target(
    options: &CertifyOptions,
    plan: &Arc<Plan>,
) -> Result<(Target, Option<TestAuthority>), CertifyError> {
    match &options.target {
        TargetChoice::Merchant { url } => {
            let authority = TestAuthority::generate().map_err(setup)?;
            Ok((Target::Foreign(ForeignTarget::new(url, Arc::clone(plan))), Some(authority)))
        }
        TargetChoice::Builtin { world } => {
            let target =
                BuiltinTarget::start(world, Arc::clone(plan), options.version, options.contracts.clone())
                    .await?
                    .misbehaving(options.seed, options.faults.clone());
            Ok((Target::Builtin(Box::new(target)), None))
        }
    }
}

/// Who vouches for our listener: the built-in merchant's own authority, so that it trusts us.
fn authority<'a>(
    target: &'a Target,
    own: Option<&'a TestAuthority>,
) -> Result<&'a TestAuthority, CertifyError> {
    let of_target = match target {
        Target::Builtin(target) => target.authority(),
        Target::Foreign(_) => None,
    };
    own.or(of_target).ok_or_else(|| CertifyError::Setup("the built-in merchant has no authority".to_owned()))
}

/// The listener for platform profiles and webhooks.
fn agents(
    options: &CertifyOptions,
    plan: &Plan,
    authority: &TestAuthority,
) -> Result<AgentHost, CertifyError> {
    if let Some(path) = &options.export_authority {
        authority.write_certificate(path).map_err(setup)?;
    }
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
fn client(plan: &Plan, authority: &TestAuthority) -> Result<Client, CertifyError> {
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
        ..Limits::OPERATION
    };
    Client::new(settings).map_err(setup)
}

fn setup(error: impl std::fmt::Display) -> CertifyError {
    CertifyError::Setup(error.to_string())
}

/// Begins the report.
pub(super) fn recorder(
    prepared: &Prepared,
    started: Instant,
    business: Option<&Business>,
) -> Result<Recorder, CertifyError> {
    let Prepared { options, run, suite, filter, .. } = prepared;
    let header = Header {
        format: FORMAT,
        run: uuid::Uuid::now_v7().to_string(),
        tool: env!("CARGO_PKG_NAME").to_owned(),
        tool_version: env!("CARGO_PKG_VERSION").to_owned(),
        command: options.command.clone(),
        target: described(run, business),
        protocol_versions: vec![run.version.date().to_owned()],
        contract_digest: format!("sha-256:{}", run.contract.digest()),
        plan_digest: plan_digest(&run.plan),
        features_digest: suite.digest().to_owned(),
        seed: options.seed,
        relaxations: relaxations(run),
        selection: filter.words(),
        started,
    };
    Ok(Recorder::start(&options.report.0, header, Clock::system())?)
}

fn described(run: &Run, business: Option<&Business>) -> crate::report::Target {
    let (kind, name) = match &run.target {
        Target::Builtin(target) => {
            (TargetKind::BuiltinMerchant, format!("built-in merchant ({})", target.world()))
        }
        Target::Foreign(target) => (TargetKind::Merchant, target.base_url().to_owned()),
    };
    let declared = business.map(|business| business.profile.capabilities()).unwrap_or_default();
    let capabilities = declared
        .iter()
        .map(|entry| format!("{}@{}", entry.name, entry.text("version").unwrap_or("?")))
        .collect();
    crate::report::Target { kind, name, url: run.target.base_url().to_owned(), capabilities }
}

fn plan_digest(plan: &Plan) -> String {
    let text = serde_saphyr::to_string(plan).unwrap_or_default();
    suite::hex_digest(Sha256::digest(text.as_bytes()).as_slice())
}

/// What softens the result, for the report's head.
fn relaxations(run: &Run) -> Vec<Relaxation> {
    let relax = |name: &str, effect: &str| Relaxation { name: name.to_owned(), effect: effect.to_owned() };
    let mut all = Vec::new();
    match &run.target {
        Target::Builtin(_) => all.push(relax(
            "allow-loopback",
            "the merchant accepts platform profiles and webhook addresses on this machine, vouched for by an authority generated for the run",
        )),
        Target::Foreign(target) if target.base_url().starts_with("http://") => {
            all.push(relax("plain-http", "the target is reached without TLS; clauses about TLS are not shown by this run"));
        }
        Target::Foreign(_) => {}
    }
    if run.plan.platform.plain_http {
        all.push(relax("platform.plain_http", "platform profiles and webhook addresses are plain http"));
    }
    if run.plan.tls.insecure {
        all.push(relax("tls.insecure", "any certificate of the target is accepted"));
    }
    all
}
