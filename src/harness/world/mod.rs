//! What one scenario knows: its session at the target, its platforms, what was sent and answered,
//! and the names it gave to things. Split by concern: entering a scenario, running a step,
//! conversing with the target, paying, receiving webhooks.

mod converse;
mod drive;
mod enter;
mod fetch;
mod handover;
mod memory;
mod payment;
mod stepping;
mod webhooks;

pub use converse::Sent;
pub use stepping::{Stop, TakenStep};

use super::business::Business;
use super::connector::Seat;
use super::interrupt::{Interrupt, StepResult};
use super::plan::Plan;
use super::platforms::Platforms;
use super::run::Run;
use super::suite::Case;
use super::target::TargetSession;
use crate::exchange::Exchange;
use crate::report::Symptom;
use crate::transport::view::View;
use serde_json::Value;
use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

/// The state of one running scenario. Steps get it mutably; nothing in it outlives the scenario.
#[derive(Default)]
pub struct AssayWorld {
    run: Option<Arc<Run>>,
    case: Option<Arc<Case>>,
    setup: Option<Interrupt>,
    session: Option<TargetSession>,
    business: Option<Business>,
    seat: Option<Seat>,
    platforms: Platforms,
    exchanges: Vec<Exchange>,
    symptom: Option<Symptom>,
    sent: Option<Sent>,
    answers: Vec<View>,
    webhooks: Vec<View>,
    secrets: Vec<String>,
    names: BTreeMap<String, String>,
    values: BTreeMap<String, Value>,
    notes: Vec<String>,
    taken: Vec<TakenStep>,
    stop: Option<Stop>,
}

/// Only counts and names: a world holds keys, tokens and personal data.
impl fmt::Debug for AssayWorld {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AssayWorld")
            .field("case", &self.case.as_ref().map(|case| case.id.as_str()))
            .field("answers", &self.answers.len())
            .field("names", &self.names.keys())
            .finish_non_exhaustive()
    }
}

impl cucumber::World for AssayWorld {
    type Error = std::convert::Infallible;

    async fn new() -> Result<Self, Self::Error> {
        Ok(Self::default())
    }
}

impl AssayWorld {
    /// What the whole run shares.
    ///
    /// # Errors
    /// When the scenario was not entered, which is the harness's fault.
    pub fn run(&self) -> StepResult<&Arc<Run>> {
        self.run.as_ref().ok_or_else(|| Interrupt::Harness("the scenario was not entered".to_owned()))
    }

    /// The scenario.
    ///
    /// # Errors
    /// When none was entered, which is the harness's fault.
    pub fn case(&self) -> StepResult<&Case> {
        self.case.as_deref().ok_or_else(|| Interrupt::Harness("the scenario was not entered".to_owned()))
    }

    /// The plan that holds for this scenario: symbolic names, limits.
    ///
    /// # Errors
    /// When the scenario has no session.
    pub fn plan(&self) -> StepResult<&Plan> {
        Ok(&self.session()?.plan)
    }

    /// The scenario's session at the target.
    ///
    /// # Errors
    /// When there is none, which is the harness's fault.
    pub fn session(&self) -> StepResult<&TargetSession> {
        self.session.as_ref().ok_or_else(|| Interrupt::Harness("the scenario has no session".to_owned()))
    }

    /// The target as its profile describes it.
    ///
    /// # Errors
    /// When the profile could not be read.
    pub fn business(&self) -> StepResult<&Business> {
        self.business
            .as_ref()
            .ok_or_else(|| Interrupt::Harness("the target's profile was not read".to_owned()))
    }

    /// The platforms of the scenario.
    pub const fn platforms(&self) -> &Platforms {
        &self.platforms
    }

    /// The platforms of the scenario, to change them.
    pub const fn platforms_mut(&mut self) -> &mut Platforms {
        &mut self.platforms
    }

    /// Adds a remark to the report that changes no verdict.
    pub fn note(&mut self, remark: impl Into<String>) {
        self.notes.push(remark.into());
    }

    /// Remarks made so far.
    pub fn notes(&self) -> &[String] {
        &self.notes
    }

    /// Every exchange of the scenario, raw, oldest first.
    pub fn exchanges(&self) -> &[Exchange] {
        &self.exchanges
    }

    /// The payment credentials sent so far.
    pub fn secrets(&self) -> &[String] {
        &self.secrets
    }

    /// The last answer in terms that can be compared between scenarios.
    pub fn symptom(&self) -> Option<Symptom> {
        self.symptom.clone()
    }

    /// The steps taken so far.
    pub fn taken(&self) -> &[TakenStep] {
        &self.taken
    }

    /// Why the scenario stopped before its end, if it did.
    pub const fn stopped(&self) -> Option<&Stop> {
        self.stop.as_ref()
    }
}
