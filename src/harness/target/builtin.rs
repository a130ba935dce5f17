//! Our own merchant in this process: TLS 1.3 with a generated authority, one session per scenario.

use super::builtin_control::SessionControl;
use super::builtin_watch::{Counted, Watch};
use super::builtin_wire::SessionWire;
use super::{Authentication, ResponseSigning, Setup, TargetSession};
use crate::fault::Rule;
use crate::harness::interrupt::{Interrupt, StepResult};
use crate::harness::plan::Plan;
use crate::harness::run::host_label;
use crate::harness::suite::Case;
use crate::harness::wire::Wire;
use crate::platform::authority::TestAuthority;
use crate::protocol::version::ProtocolVersion;
use crate::simulator::compat::OfficialSuite;
use crate::simulator::overlay::TalosSettings;
use crate::simulator::settings::{self, Settings, Tls, WorldSource};
use crate::simulator::{Application, ApplicationError, SessionOptions};
use std::collections::BTreeMap;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

/// Why our own merchant cannot be certified.
#[derive(Debug, thiserror::Error)]
pub enum BuiltinError {
    /// It does not start.
    #[error("the built-in merchant does not start: {0}")]
    Start(#[from] ApplicationError),
    /// Its world has no plan.
    #[error("{0}")]
    Plan(String),
}

/// What our own merchant concedes beyond the protocol while it is certified; nothing by default. The
/// report's head names every term.
#[derive(Clone, Debug, Default)]
pub struct Conceded {
    /// Relaxations for the official suite.
    pub compat: Option<OfficialSuite>,
    /// The Talos flavour.
    pub overlay: Option<TalosSettings>,
    /// Host names of somebody else's that its certificate covers too.
    pub host_names: Vec<String>,
}

/// Where our own merchant listens, and whether anybody may shop.
#[derive(Clone, Debug, Default)]
pub struct Open {
    /// The port; 0 picks a free one.
    pub port: u16,
    /// PEM certificates trusted when profiles are fetched and webhooks delivered.
    pub trusted_roots: Vec<String>,
    /// Host names of somebody else's that lead to a listener when profiles are fetched.
    pub leads: BTreeMap<String, SocketAddr>,
    /// Whether anybody may shop at the default session, unsigned too, with every request recorded.
    pub to_anybody: bool,
}

/// Our own merchant.
pub struct BuiltinTarget {
    shared: Arc<Shared>,
    /// Seed of the faults' draws.
    seed: u64,
    /// Armed in every session of a scenario.
    faults: Vec<Rule>,
    watch: Option<Arc<Watch>>,
    /// What sessions are like at which somebody under test shops.
    shopped_at: Option<ShoppedAt>,
}

/// What sessions are like at which somebody under test shops: they record every request, and serve unsigned ones unless
/// the scenario says otherwise, so that more can be seen of a connector than that it does not sign.
#[derive(Clone, Debug, Default)]
struct ShoppedAt {
    /// A host name of somebody else's that every session answers to, one at a time.
    host_name: Option<String>,
}

/// What targets that differ in their rules share.
struct Shared {
    application: Application,
    world: String,
    plans: Mutex<BTreeMap<String, Arc<Plan>>>,
    number: AtomicU64,
}

impl std::fmt::Debug for BuiltinTarget {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("BuiltinTarget").field("world", &self.shared.world).finish_non_exhaustive()
    }
}

impl BuiltinTarget {
    /// Starts the merchant in this world; `plan` is that of the world, `contracts` a folder that
    /// replaces the embedded contract, `conceded` what it lets pass beyond the protocol, `open` where and for whom it listens.
    ///
    /// # Errors
    /// When it does not start.
    pub async fn start(
        world: &str,
        plan: Arc<Plan>,
        version: ProtocolVersion,
        contracts: Option<PathBuf>,
        conceded: Conceded,
        open: Open,
    ) -> Result<Self, BuiltinError> {
        let Conceded { compat, overlay, host_names } = conceded;
        let settings = Settings {
            compat,
            overlay,
            host_names,
            port: open.port,
            leads: open.leads,
            trusted_roots: open.trusted_roots,
            every_request: open.to_anybody,
            authentication: if open.to_anybody {
                settings::Authentication::Optional
            } else {
                settings::Authentication::Required
            },
            tls: Tls::Auto,
            allow_loopback: true,
            world: WorldSource::Builtin(world.to_owned()),
            version,
            contracts,
            ..Settings::default()
        };
        let application = Application::build(settings).await?;
        let shared = Shared {
            application,
            world: world.to_owned(),
            plans: Mutex::new(BTreeMap::from([(world.to_owned(), plan)])),
            number: AtomicU64::new(0),
        };
        let shared = Arc::new(shared);
        Ok(Self { shared, seed: 0, faults: Vec::new(), watch: None, shopped_at: None })
    }

    /// The same merchant, with these fault rules in the session of every scenario, watched.
    #[must_use]
    pub fn spoilt(&self, faults: Vec<Rule>, seed: u64, watch: Arc<Watch>) -> Self {
        let shopped_at = self.shopped_at.clone();
        Self { shared: Arc::clone(&self.shared), seed, faults, watch: Some(watch), shopped_at }
    }

    /// The same with faults in the session of every scenario. The seed decides their chances.
    #[must_use]
    pub fn misbehaving(self, seed: u64, faults: Vec<Rule>) -> Self {
        Self { seed, faults, ..self }
    }

    /// The same, shopped at by somebody who is under test and may insist on a host name.
    #[must_use]
    pub fn shopped_at(self, host_name: Option<String>) -> Self {
        Self { shopped_at: Some(ShoppedAt { host_name }), ..self }
    }

    /// The wire of the default session, where anybody may shop.
    #[must_use]
    pub fn public_wire(&self) -> Arc<dyn Wire> {
        Arc::new(SessionWire::new(self.shared.application.sessions().default_session()))
    }

    /// Where it listens.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        SocketAddr::from((Ipv4Addr::LOCALHOST, self.shared.application.port()))
    }

    /// Notes what something that is no fault of the merchant counted in a scenario.
    pub(in crate::harness) fn count(&self, case: &str, rule: &str, counted: Counted) {
        if let Some(watch) = &self.watch {
            watch.count(case, rule, counted);
        }
    }

    /// What it concedes beyond the protocol: names as the journal has them, and effects.
    #[must_use]
    pub fn concessions(&self) -> Vec<(String, &'static str)> {
        let all = self.shared.application.sessions().concessions().terms().into_iter();
        let named = all.flat_map(|(switch, terms)| {
            terms.into_iter().map(move |term| (format!("{switch}: {}", term.name), term.effect))
        });
        named.collect()
    }

    /// The authority generated for this merchant; the harness's own listener uses it too, so that
    /// each side trusts the other.
    #[must_use]
    pub fn authority(&self) -> Option<&TestAuthority> {
        self.shared.application.authority()
    }

    /// Name of the world of sessions that ask for no other.
    #[must_use]
    pub fn world(&self) -> &str {
        &self.shared.world
    }

    /// Origin of the default session.
    #[must_use]
    pub fn base_url(&self) -> &str {
        self.shared.application.base_url()
    }

    pub(super) async fn open(&self, setup: &Setup, case: &Case) -> StepResult<TargetSession> {
        let world = setup.world.as_deref().unwrap_or(&self.shared.world);
        let plan = self.plan_of(world)?;
        let name = host_label("s", self.shared.number.fetch_add(1, Ordering::SeqCst), &case.id);
        let opened = self.shared.application.sessions().open(&name, self.options(setup, world, case)).await;
        let handle = opened
            .map_err(|error| Interrupt::Harness(format!("no session at the built-in merchant: {error}")))?;
        if let Some(watch) = &self.watch {
            watch.opened(&name, &case.id, handle.clone());
        }
        Ok(TargetSession {
            name,
            base_url: handle.base_url().to_owned(),
            plan,
            wire: Some(Arc::new(SessionWire::new(handle.clone()))),
            control: Arc::new(SessionControl::new(handle)),
        })
    }

    pub(super) fn close(&self, name: &str) {
        if let Some(watch) = &self.watch {
            watch.closing(name);
        }
        self.shared.application.sessions().close(name);
    }

    /// The plan of a world; read once.
    fn plan_of(&self, world: &str) -> StepResult<Arc<Plan>> {
        let mut plans = self.shared.plans.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(plan) = plans.get(world) {
            return Ok(Arc::clone(plan));
        }
        let plan = Plan::builtin(world).map_err(|error| Interrupt::Harness(error.to_string()))?;
        let plan = Arc::new(plan);
        plans.insert(world.to_owned(), Arc::clone(&plan));
        Ok(plan)
    }

    fn options(&self, setup: &Setup, world: &str, case: &Case) -> SessionOptions {
        let unsigned = self.shopped_at.as_ref().map(|_| settings::Authentication::Optional);
        let options = options(setup, world);
        SessionOptions {
            faults: self.faults.clone(),
            seed: Some(self.seed),
            every_request: self.shopped_at.is_some(),
            host_name: self.shopped_at.as_ref().and_then(|at| at.host_name.clone()),
            // Sessions are numbered as scenarios happen to begin; draws must not depend on that.
            fault_scope: Some(case.id.clone()),
            authentication: options.authentication.or(unsigned),
            ..options
        }
    }
}

fn options(setup: &Setup, world: &str) -> SessionOptions {
    SessionOptions {
        world: Some(WorldSource::Builtin(world.to_owned())),
        authentication: setup.authentication.map(|wish| match wish {
            Authentication::Required => settings::Authentication::Required,
            Authentication::Optional => settings::Authentication::Optional,
        }),
        response_signing: setup.response_signing.map(|wish| match wish {
            ResponseSigning::All => settings::ResponseSigning::All,
            ResponseSigning::Completion => settings::ResponseSigning::Completion,
            ResponseSigning::None => settings::ResponseSigning::None,
        }),
        approved_platforms: setup
            .approved_only
            .then(|| vec!["https://approved.example/profile.json".to_owned()]),
        ..SessionOptions::default()
    }
}
