//! Other people's connectors as fleets: a driver file, and what is started by it.

use std::fmt;
use std::path::Path;
use std::sync::Arc;

use futures::future::BoxFuture;
use tokio::sync::Mutex;

use super::driven::{Driven, call_of};
use super::engine::Engine;
use super::file::{DriverFileError, Loaded, Operation, Scope};
use super::memory::Memory;
use super::observed::Observed;
use super::{Fleet, Restart, Surroundings, Traits, launch, scope};
use crate::connector::driver::{Action, Driver, DriverError};
use crate::connector::hygiene::Hygiene;
use crate::protocol::version::ProtocolVersion;

/// A connector that a driver file describes.
pub struct DriverFleet {
    plan: Arc<Loaded>,
    traits: Traits,
    /// The one that runs for the whole run, once it was started.
    running: Mutex<Option<(Arc<dyn Engine>, Observed)>>,
}

impl fmt::Debug for DriverFleet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DriverFleet").field("name", &self.plan.file.name).finish_non_exhaustive()
    }
}

impl DriverFleet {
    /// The connector of a driver file.
    ///
    /// # Errors
    /// [`DriverFileError`] naming every mistake with its line.
    pub fn read(path: &Path) -> Result<Self, DriverFileError> {
        Ok(Self::new(Loaded::read(path)?))
    }

    /// The connector of a driver file that was read.
    #[must_use]
    pub fn new(plan: Loaded) -> Self {
        let traits = traits(&plan);
        Self { plan: Arc::new(plan), traits, running: Mutex::default() }
    }

    /// Names of the operations it has no call for.
    #[must_use]
    pub fn missing(&self) -> Vec<&'static str> {
        self.plan.missing()
    }

    fn failed(&self, reason: impl Into<String>) -> DriverError {
        DriverError { driver: self.plan.file.name.clone(), action: "start", reason: reason.into() }
    }

    /// Whether starting it is an action of its own.
    fn starts_by_action(&self) -> bool {
        self.plan.calls.get(&Operation::Discover).is_some_and(|call| call.call.spawn)
    }

    async fn begin(
        &self,
        around: &Surroundings,
        scope: &Scope,
        observed: &Observed,
    ) -> Result<Arc<dyn Engine>, DriverError> {
        let started = launch::start(&self.plan, around, scope, observed).await;
        started.map_err(|reason| self.failed(observed.clean(&reason)))
    }

    async fn open(&self, around: &Surroundings) -> Result<Driven, DriverError> {
        let known = scope::scenario(&self.plan, around).map_err(|reason| self.failed(reason))?;
        let driven = |engine, observed: Observed, before: Hygiene| Driven {
            plan: Arc::clone(&self.plan),
            around: around.clone(),
            scope: known.scope.clone(),
            observed,
            memory: Memory::default(),
            engine: Mutex::new(engine),
            shared: self.traits.restart == Restart::PerRun,
            before,
        };
        let observed = Observed::new(known.secrets.clone());
        if self.traits.restart == Restart::PerTest {
            if self.starts_by_action() {
                return Ok(driven(None, observed, Hygiene::default()));
            }
            let engine = self.begin(around, &known.scope, &observed).await?;
            return Ok(driven(Some(engine), observed, Hygiene::default()));
        }
        let mut running = self.running.lock().await;
        let alive = running.take().filter(|(engine, _)| engine.is_alive());
        let (engine, observed) = match alive {
            Some(alive) => alive,
            None => (self.begin(around, &known.scope, &observed).await?, observed),
        };
        *running = Some((Arc::clone(&engine), observed.clone()));
        let before = observed.hygiene();
        Ok(driven(Some(engine), observed, before))
    }
}

fn traits(plan: &Loaded) -> Traits {
    let file = &plan.file;
    let named: Vec<ProtocolVersion> =
        file.expects.versions.iter().filter_map(|date| ProtocolVersion::parse(date)).collect();
    Traits {
        kind: file.kind,
        restart: file.restart,
        business: file.business,
        host_name: file.host_name.clone(),
        profile: file.expects.profile,
        profile_url: file.expects.profile_url.as_deref().and_then(|url| url::Url::parse(url).ok()),
        signing: file.expects.signing,
        versions: if named.is_empty() { ProtocolVersion::ALL.to_vec() } else { named },
        concession: file.expects.concession,
        webhooks: file.webhook.is_some() || file.operations.contains_key(&Operation::WebhookSeen),
    }
}

impl Fleet for DriverFleet {
    fn name(&self) -> &str {
        &self.plan.file.name
    }

    fn supports(&self, action: &Action) -> bool {
        call_of(&self.plan, action).is_some()
    }

    fn traits(&self) -> &Traits {
        &self.traits
    }

    fn start<'a>(
        &'a self,
        surroundings: &'a Surroundings,
    ) -> BoxFuture<'a, Result<Box<dyn Driver>, DriverError>> {
        Box::pin(async move { Ok(Box::new(self.open(surroundings).await?) as Box<dyn Driver>) })
    }
}
