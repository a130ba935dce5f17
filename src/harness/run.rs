//! What every scenario of a run shares.

use super::ambient::Ledger;
use super::breaker::Breaker;
use super::connector::Contender;
use super::connector::ambient::Watchbook;
use super::interrupt::{Interrupt, StepResult};
use super::plan::Plan;
use super::registry::Registry;
use super::target::Target;
use crate::connector::drive::Premises;
use crate::platform::host::AgentHost;
use crate::platform::outbound::Client;
use crate::protocol::contract::Contract;
use crate::protocol::version::ProtocolVersion;
use crate::report::Symptom;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};

/// What every scenario of a run shares.
#[derive(Debug)]
pub struct Run {
    /// The protocol version certified against.
    pub version: ProtocolVersion,
    /// What that version says.
    pub contract: &'static Contract,
    /// The plan of the run.
    pub plan: Arc<Plan>,
    /// The steps.
    pub registry: Registry,
    /// Where scenarios run.
    pub target: Target,
    /// Who is under test instead of the target, when it is a connector.
    pub contender: Option<Contender>,
    /// What connectors of other people are given.
    pub premises: Option<Arc<Premises>>,
    /// What was found in every request of a connector.
    pub watchbook: Watchbook,
    /// The listener of platform profiles and webhook inboxes.
    pub agents: Arc<AgentHost>,
    /// The client that reaches the target.
    pub client: Client,
    /// Stops the run when it cannot go on.
    pub breaker: Breaker,
    /// What was found in every exchange, beside the scenarios' own questions.
    pub ledger: Ledger,
    /// The refusal of the preflight's plain purchase; while there is one, refusals prove nothing.
    pub refusal: OnceLock<Symptom>,
    /// Counter behind [`Self::next_name`]; versions that share a listener share it.
    pub names: Arc<AtomicU64>,
}

impl Run {
    /// The API key or bearer token of the plan.
    ///
    /// # Errors
    /// [`Interrupt::NotTested`] when the environment does not hold it.
    pub fn credential(&self) -> StepResult<String> {
        let variable = self.plan.authentication.credential_variable.as_deref();
        let variable = variable.ok_or_else(|| Interrupt::plan_lacks("authentication.credential_variable"))?;
        std::env::var(variable)
            .map_err(|_| Interrupt::NotTested(format!("the environment variable {variable} is not set")))
    }

    /// A host label that no other scenario of the run has.
    pub fn next_name(&self, kind: &str, case: &str) -> String {
        let number = self.names.fetch_add(1, Ordering::SeqCst);
        host_label(kind, number, case)
    }
}

/// `kind-number-case`, cut and cleaned to fit one label of a host name (RFC 1035).
#[must_use]
pub fn host_label(kind: &str, number: u64, case: &str) -> String {
    const LONGEST: usize = 63;
    let clean = |character: char| {
        if character.is_ascii_alphanumeric() { character.to_ascii_lowercase() } else { '-' }
    };
    let label: String = format!("{kind}-{number}-{case}").chars().map(clean).take(LONGEST).collect();
    label.trim_end_matches('-').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_fit_a_host_label() {
        assert_eq!(host_label("agent", 3, "Checkout_Create.1"), "agent-3-checkout-create-1");
        assert_eq!(host_label("agent", 3, &"x".repeat(100)).len(), 63);
        assert_eq!(host_label("agent", 3, ""), "agent-3");
    }
}
