//! Somebody's endpoint: one authority for all scenarios, no control behind the protocol's back.

use super::{Setup, TargetSession};
use crate::harness::control::NoControl;
use crate::harness::interrupt::{Interrupt, StepResult};
use crate::harness::plan::Plan;
use std::sync::Arc;

/// A business reached by URL.
#[derive(Debug)]
pub struct ForeignTarget {
    base_url: String,
    plan: Arc<Plan>,
}

impl ForeignTarget {
    /// The business below this origin.
    #[must_use]
    pub fn new(base_url: &str, plan: Arc<Plan>) -> Self {
        Self { base_url: base_url.trim_end_matches('/').to_owned(), plan }
    }

    /// Origin, without trailing slash.
    #[must_use]
    pub fn base_url(&self) -> &str {
        &self.base_url
    }

    pub(super) fn open(&self, setup: &Setup) -> StepResult<TargetSession> {
        if setup.needs_control() {
            return Err(Interrupt::NotTested(
                "needs a merchant that can be set up for the scenario, which a foreign target does not offer"
                    .to_owned(),
            ));
        }
        Ok(TargetSession {
            name: String::new(),
            base_url: self.base_url.clone(),
            plan: Arc::clone(&self.plan),
            control: Arc::new(NoControl),
            wire: None,
        })
    }
}
