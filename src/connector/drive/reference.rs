//! The reference connector as a fleet of its own, with the defects asked for.

use std::fmt;
use std::sync::Arc;

use futures::future::BoxFuture;

use super::{
    BusinessForm, Concession, Fleet, Kind, ProfileSource, Restart, SigningDialect, Surroundings, Traits,
};
use crate::connector::defect::Defects;
use crate::connector::driver::{Action, Driver, DriverError};
use crate::connector::reference::{Reference, Settings};
use crate::connector::trace::Trace;
use crate::platform::outbound::Policy;
use crate::protocol::version::ProtocolVersion;

/// What the reference connector is called on command lines and in reports.
pub const NAME: &str = "reference";

/// Changes the settings of every connector of a fleet.
type Adjust = Arc<dyn Fn(&mut Settings) + Send + Sync>;

/// The reference connector, a new one for every scenario. Its profile and its inbox are on the listener
/// of the surroundings.
#[derive(Clone)]
pub struct ReferenceFleet {
    defects: Defects,
    adjust: Adjust,
    traits: Traits,
}

impl fmt::Debug for ReferenceFleet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ReferenceFleet").field("defects", &self.defects).finish_non_exhaustive()
    }
}

impl ReferenceFleet {
    /// Connectors with these defects.
    #[must_use]
    pub fn new(defects: Defects) -> Self {
        let traits = Traits {
            kind: Kind::Reference,
            restart: Restart::PerTest,
            business: BusinessForm::Origin,
            host_name: None,
            profile: ProfileSource::Own,
            profile_url: None,
            signing: SigningDialect::Protocol,
            versions: ProtocolVersion::ALL.to_vec(),
            concession: Concession::None,
            webhooks: true,
        };
        Self { defects, adjust: Arc::new(|_| {}), traits }
    }

    /// The same with settings changed: the pace, the limits, what is demanded of signatures.
    #[must_use]
    pub fn adjusted(self, adjust: impl Fn(&mut Settings) + Send + Sync + 'static) -> Self {
        Self { adjust: Arc::new(adjust), ..self }
    }

    /// One connector, as itself: its trace and its inbox can be looked into.
    ///
    /// # Errors
    /// [`DriverError`] when TLS or keys cannot be had.
    pub fn open(&self, surroundings: &Surroundings) -> Result<Reference, DriverError> {
        let plain = surroundings.origin.starts_with("http:");
        let mut settings = Settings {
            policy: if plain { Policy::DEVELOPMENT } else { Policy::LOOPBACK_TLS },
            defects: self.defects.clone(),
            ..Settings::new(&surroundings.label, surroundings.roots.clone())
        };
        (self.adjust)(&mut settings);
        let trace = Trace::new(settings.clock.clone());
        Reference::open(settings, Arc::clone(&surroundings.listener), trace).map_err(|error| DriverError {
            driver: NAME.to_owned(),
            action: "start",
            reason: error.to_string(),
        })
    }
}

impl Fleet for ReferenceFleet {
    fn name(&self) -> &str {
        NAME
    }

    fn supports(&self, _action: &Action) -> bool {
        true
    }

    fn traits(&self) -> &Traits {
        &self.traits
    }

    fn start<'a>(
        &'a self,
        surroundings: &'a Surroundings,
    ) -> BoxFuture<'a, Result<Box<dyn Driver>, DriverError>> {
        Box::pin(async move { Ok(Box::new(self.open(surroundings)?) as Box<dyn Driver>) })
    }
}
