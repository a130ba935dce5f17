//! What one scenario knows: its session at the target, its platforms, what was sent and answered,
//! and the names it gave to things.

use super::control::{Control, ControlAction, perform};
use super::interrupt::{Interrupt, StepResult};
use super::plan::Plan;
use super::target::TargetSession;
use crate::protocol::operation::Operation;
use crate::transport::request::Draft;
use crate::transport::view::View;
use serde_json::Value;
use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

/// The state of one running scenario. Steps get it mutably; nothing in it outlives the scenario.
pub struct AssayWorld {
    plan: Arc<Plan>,
    session: Option<TargetSession>,
    answers: Vec<View>,
    names: BTreeMap<String, String>,
    values: BTreeMap<String, Value>,
}

impl Default for AssayWorld {
    fn default() -> Self {
        Self {
            plan: Arc::new(Plan::default()),
            session: None,
            answers: Vec::new(),
            names: BTreeMap::new(),
            values: BTreeMap::new(),
        }
    }
}

/// Only counts and names: a world holds keys, tokens and personal data.
impl fmt::Debug for AssayWorld {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AssayWorld")
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
    /// The plan of the run: symbolic names, limits.
    pub fn plan(&self) -> &Plan {
        &self.plan
    }

    /// The scenario's session at the target.
    ///
    /// # Errors
    /// When there is none, which is the harness's fault.
    pub fn session(&self) -> StepResult<&TargetSession> {
        self.session.as_ref().ok_or_else(|| Interrupt::Harness("the scenario has no session".to_owned()))
    }

    /// The draft of an operation: method, path and default headers of the version under test.
    ///
    /// # Errors
    /// When the version does not have the operation.
    pub fn draft(&self, operation: Operation, id: Option<&str>) -> StepResult<Draft> {
        Err(Interrupt::Harness(format!("{operation} has no route yet, asked for {id:?}")))
    }

    /// Signs a draft as the scenario's platform, sends it, records the exchange, examines the
    /// answer (schema and invariants) and remembers it as the last one.
    ///
    /// # Errors
    /// [`Interrupt::Inconclusive`] when the target does not answer.
    pub async fn send(&mut self, draft: Draft) -> StepResult<View> {
        std::future::ready(Err(Interrupt::Harness(format!("{} cannot be sent yet", draft.operation)))).await
    }

    /// Drafts and sends an operation.
    ///
    /// # Errors
    /// As [`Self::draft`] and [`Self::send`].
    pub async fn call(
        &mut self,
        operation: Operation,
        id: Option<&str>,
        body: Option<&Value>,
    ) -> StepResult<View> {
        let mut draft = self.draft(operation, id)?;
        if let Some(body) = body {
            draft = draft.with_json(body);
        }
        self.send(draft).await
    }

    /// The last answer.
    ///
    /// # Errors
    /// When nothing was sent yet.
    pub fn last(&self) -> StepResult<&View> {
        self.answers.last().ok_or_else(|| Interrupt::Harness("nothing was sent yet".to_owned()))
    }

    /// The answer before the last.
    ///
    /// # Errors
    /// When fewer than two requests were sent.
    pub fn previous(&self) -> StepResult<&View> {
        let index = self.answers.len().checked_sub(2);
        index
            .and_then(|index| self.answers.get(index))
            .ok_or_else(|| Interrupt::Harness("fewer than two requests were sent".to_owned()))
    }

    /// Every answer of the scenario, oldest first.
    pub fn answers(&self) -> &[View] {
        &self.answers
    }

    /// Gives a name to an identifier (`checkout`, `order`, `first checkout` …).
    pub fn remember(&mut self, name: &str, id: impl Into<String>) {
        self.names.insert(name.to_owned(), id.into());
    }

    /// The identifier of that name.
    ///
    /// # Errors
    /// When no step gave that name: the scenario is wrong.
    pub fn recall(&self, name: &str) -> StepResult<String> {
        self.names.get(name).cloned().ok_or_else(|| Interrupt::Harness(format!("no step named `{name}`")))
    }

    /// Keeps a JSON value (a request body, a snapshot) under a name.
    pub fn keep(&mut self, name: &str, value: Value) {
        self.values.insert(name.to_owned(), value);
    }

    /// The JSON value kept under a name.
    ///
    /// # Errors
    /// When no step kept it: the scenario is wrong.
    pub fn kept(&self, name: &str) -> StepResult<&Value> {
        self.values.get(name).ok_or_else(|| Interrupt::Harness(format!("no step kept `{name}`")))
    }

    /// Does something to the target behind the protocol's back.
    ///
    /// # Errors
    /// [`Interrupt::NotTested`] when the target offers no control.
    pub async fn control(&mut self, action: ControlAction) -> StepResult {
        let control: Arc<dyn Control> = Arc::clone(&self.session()?.control);
        perform(control.as_ref(), action).await
    }

    /// Runs one step of the scenario.
    pub(crate) async fn run_step(&mut self, step: &cucumber::gherkin::Step) -> StepResult {
        std::future::ready(Err(Interrupt::Harness(step.value.clone()))).await
    }
}
