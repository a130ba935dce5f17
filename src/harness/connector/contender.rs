//! Who is certified when connectors are.

use super::needs::{WEBHOOK, sample};
use super::seat::Surrounding;
use super::served::Served;
use crate::connector::drive::{BusinessAt, Fleet, Place, ProfileSource, Restart};
use crate::connector::reference::{Demand, Pace, Reference, Settings};
use crate::connector::{Defect, Defects, Driver, Trace};
use crate::harness::interrupt::{Cause, Interrupt, StepResult};
use crate::harness::platforms;
use crate::harness::target::Open;
use crate::platform::outbound::{Limits, Policy};
use crate::protocol::version::ProtocolVersion;
use std::sync::Arc;
use std::time::Duration;

/// How long the reference connector waits for an answer: it talks to this process.
const PATIENCE: Duration = Duration::from_millis(1_500);
/// How long the wire must be silent after the reference connector has answered; it does nothing in the background.
const SILENCE: Duration = Duration::from_millis(20);
/// The same after a connector of other people: there is no telling what it still does.
const FOREIGN_SILENCE: Duration = Duration::from_millis(300);
/// Most time for a step that drives a connector of other people, which may start a process, call several times and
/// wait between.
const FOREIGN_STEP: Duration = Duration::from_mins(3);

/// Who is certified.
#[derive(Clone)]
pub enum Contender {
    /// The reference connector in this process, with these defects.
    Reference(Defects),
    /// A connector of other people.
    Driven(Arc<dyn Fleet>),
    /// Whoever shops, driven by nobody here.
    Anybody(Served),
}

impl std::fmt::Debug for Contender {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Contender").field(&self.name()).finish()
    }
}

/// A connector that was started for a scenario.
pub struct Started {
    /// What drives it.
    pub driver: Arc<dyn Driver>,
    /// What it did and why, of the reference connector.
    pub trace: Option<Trace>,
    /// Counts occasions for defects, of the reference connector.
    pub defects: Option<Defects>,
    /// What is kept for it, of connectors of other people.
    pub place: Option<Place>,
}

impl std::fmt::Debug for Started {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Started").field("driver", &self.driver.name()).finish_non_exhaustive()
    }
}

impl Contender {
    /// Whether the profile in its UCP-Agent is one that the harness publishes for it.
    #[must_use]
    pub fn is_named_by_harness(&self) -> bool {
        match self {
            Self::Reference(_) | Self::Anybody(_) => false,
            Self::Driven(fleet) => fleet.traits().profile == ProfileSource::Harness,
        }
    }

    /// Its name in reports.
    #[must_use]
    pub fn name(&self) -> String {
        match self {
            Self::Reference(defects) if defects.is_empty() => "reference connector".to_owned(),
            Self::Reference(defects) => {
                let named: Vec<&str> = defects.iter().map(Defect::id).collect();
                format!("reference connector with {}", named.join(", "))
            }
            Self::Driven(fleet) => fleet.name().to_owned(),
            Self::Anybody(_) => "whoever shopped".to_owned(),
        }
    }

    /// The protocol versions it speaks.
    #[must_use]
    pub fn versions(&self) -> Vec<ProtocolVersion> {
        match self {
            Self::Reference(_) => ProtocolVersion::ALL.to_vec(),
            Self::Driven(fleet) => fleet.traits().versions.clone(),
            Self::Anybody(_) => vec![ProtocolVersion::LATEST],
        }
    }

    /// Whether it has an operation, by the name of drivers (`create`).
    #[must_use]
    pub fn has(&self, operation: &str) -> bool {
        match self {
            Self::Reference(_) => operation == WEBHOOK || sample(operation).is_some(),
            Self::Driven(fleet) if operation == WEBHOOK => fleet.traits().webhooks,
            Self::Driven(fleet) => sample(operation).is_some_and(|action| fleet.supports(&action)),
            Self::Anybody(_) => false,
        }
    }

    /// Whether its time is the business's, so that a scenario can let hours pass for it.
    #[must_use]
    pub const fn shares_the_clock(&self) -> bool {
        match self {
            Self::Reference(_) => true,
            Self::Driven(_) | Self::Anybody(_) => false,
        }
    }

    /// Whether its scenarios run one at a time: it is one process for all, or insists on a name.
    #[must_use]
    pub fn is_alone(&self) -> bool {
        match self {
            Self::Reference(_) | Self::Anybody(_) => false,
            Self::Driven(fleet) => {
                let traits = fleet.traits();
                traits.is_exclusive() || traits.restart == Restart::PerRun
            }
        }
    }

    /// A host name it insists on.
    #[must_use]
    pub fn host_name(&self) -> Option<&str> {
        match self {
            Self::Reference(_) | Self::Anybody(_) => None,
            Self::Driven(fleet) => fleet.traits().host_name.as_deref(),
        }
    }

    /// The host names of somebody else's that the merchant's certificate has to cover for it.
    #[must_use]
    pub fn names(&self) -> Vec<String> {
        match self {
            Self::Reference(_) | Self::Anybody(_) => Vec::new(),
            Self::Driven(fleet) => fleet.traits().names(),
        }
    }

    /// The host of the profile it always names, which the harness serves.
    #[must_use]
    pub fn profile_host(&self) -> Option<&str> {
        match self {
            Self::Reference(_) | Self::Anybody(_) => None,
            Self::Driven(fleet) => fleet.traits().profile_url.as_ref().and_then(|url| url.host_str()),
        }
    }

    /// Where the merchant listens for it, and for whom.
    #[must_use]
    pub fn open(&self) -> Open {
        match self {
            Self::Reference(_) | Self::Driven(_) => Open::default(),
            Self::Anybody(served) => {
                let trusted_roots = served.trusted_roots.clone();
                Open { port: served.port, trusted_roots, to_anybody: true, ..Open::default() }
            }
        }
    }

    /// How long the wire must be silent before the connector is taken to be through.
    #[must_use]
    pub const fn silence(&self) -> Duration {
        match self {
            Self::Reference(_) => SILENCE,
            Self::Driven(_) | Self::Anybody(_) => FOREIGN_SILENCE,
        }
    }

    /// Most time for a step that drives it, when that is more than the plan says.
    #[must_use]
    pub const fn patience(&self) -> Duration {
        match self {
            Self::Reference(_) | Self::Anybody(_) => Duration::ZERO,
            Self::Driven(_) => FOREIGN_STEP,
        }
    }

    /// Starts it for a scenario.
    ///
    /// # Errors
    /// [`Interrupt::Harness`] when ours does not start, [`Interrupt::Inconclusive`] when other people's does not.
    pub async fn start(&self, around: &Surrounding<'_>) -> StepResult<Started> {
        match self {
            Self::Reference(defects) => reference(&defects.afresh(), around),
            Self::Driven(fleet) => driven(fleet.as_ref(), around).await,
            Self::Anybody(_) => Err(Interrupt::NotTested("nobody here drives the connector".to_owned())),
        }
    }
}

/// The reference connector at a session: in the session's time, so that pauses cost none.
fn reference(defects: &Defects, around: &Surrounding<'_>) -> StepResult<Started> {
    let failed =
        |error: &dyn std::fmt::Display| Interrupt::Harness(format!("no reference connector: {error}"));
    let clock = around.wire.clock();
    let roots = around.authority.roots().map_err(|error| failed(&error))?;
    let settings = Settings {
        policy: Policy::LOOPBACK_TLS,
        limits: Limits { connect: PATIENCE, read: PATIENCE, total: PATIENCE * 4, ..Limits::OPERATION },
        demand: if around.demands_signatures { Demand::All } else { Demand::Contract },
        clock: clock.clone(),
        pace: Pace::Virtual(clock.clone()),
        defects: defects.clone(),
        ..Settings::new(around.label.clone(), roots)
    };
    let trace = Trace::new(clock);
    let connector = Reference::open(settings, Arc::clone(around.agents), trace.clone());
    let connector = connector.map_err(|error| failed(&error))?;
    let defects = Some(defects.clone());
    Ok(Started { driver: Arc::new(connector), trace: Some(trace), defects, place: None })
}

/// A connector of other people, in a place of its own.
async fn driven(fleet: &dyn Fleet, around: &Surrounding<'_>) -> StepResult<Started> {
    if around.demands_signatures {
        let reason = "the connector cannot be told to demand signatures";
        return Err(Interrupt::NotApplicable(reason.to_owned()));
    }
    let broken =
        |error: &dyn std::fmt::Display| Interrupt::Harness(format!("no place for the connector: {error}"));
    let premises = around.premises.ok_or_else(|| broken(&"the run has none"))?;
    let business = BusinessAt {
        version: around.version,
        origin: around.business.base_url.clone(),
        rest: around.business.endpoint.clone(),
        payment_handler: around.payment_handler.clone(),
        currency: around.currency.clone(),
        profile_url: fleet.traits().profile_url.clone(),
        handlers: platforms::handlers(&around.business.profile, around.version),
    };
    let place = premises.place(&around.label, &business).map_err(|error| broken(&error))?;
    let started = fleet.start(place.surroundings()).await;
    let started = started.map_err(|error| {
        Interrupt::blocked(error.to_string(), Cause::other("the connector does not start"))
    })?;
    let driver: Arc<dyn Driver> = Arc::from(started);
    place.hand_webhooks_to(&driver);
    Ok(Started { driver, trace: None, defects: None, place: Some(place) })
}
