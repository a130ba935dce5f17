//! Where scenarios run: our own merchant in this process, or somebody's endpoint.

mod builtin;
mod builtin_control;
mod builtin_watch;
mod builtin_wire;
mod foreign;
mod setup;

pub use builtin::{BuiltinError, BuiltinTarget, Conceded, Open};
pub use builtin_watch::{Counted, Touched, Watch};
pub use foreign::ForeignTarget;
pub use setup::{Authentication, ResponseSigning, Setup};

use super::control::Control;
use super::interrupt::StepResult;
use super::plan::Plan;
use super::suite::Case;
use super::wire::Wire;
use std::fmt;
use std::sync::Arc;

/// One scenario's own corner of the target.
#[derive(Clone)]
pub struct TargetSession {
    /// Name of the session at the target; empty when the target has none.
    pub name: String,
    /// Origin of the business, without trailing slash; the profile is below it.
    pub base_url: String,
    /// What the symbolic names stand for here.
    pub plan: Arc<Plan>,
    /// What can be done to it behind the protocol's back.
    pub control: Arc<dyn Control>,
    /// The business's side of the wire; a foreign target shows none.
    pub wire: Option<Arc<dyn Wire>>,
}

impl fmt::Debug for TargetSession {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TargetSession").field("base_url", &self.base_url).finish_non_exhaustive()
    }
}

/// Where scenarios run.
#[derive(Debug)]
pub enum Target {
    /// Our own merchant, in this process: every scenario gets a fresh session.
    Builtin(Box<BuiltinTarget>),
    /// Somebody's endpoint: all scenarios share it.
    Foreign(ForeignTarget),
}

impl Target {
    /// The session of one scenario.
    ///
    /// # Errors
    /// `NotTested` when the scenario needs a setup the target cannot take, `Harness` when our own
    /// merchant fails.
    pub async fn open(&self, case: &Case) -> StepResult<TargetSession> {
        let setup = Setup::of(case)?;
        match self {
            Self::Builtin(target) => target.open(&setup, case).await,
            Self::Foreign(target) => target.open(&setup),
        }
    }

    /// Ends a session.
    pub fn close(&self, session: &TargetSession) {
        match self {
            Self::Builtin(target) => target.close(&session.name),
            Self::Foreign(_) => {}
        }
    }

    /// Origin of the business as the report names it.
    #[must_use]
    pub fn base_url(&self) -> &str {
        match self {
            Self::Builtin(target) => target.base_url(),
            Self::Foreign(target) => target.base_url(),
        }
    }
}
