//! In-process control over one session, for tests and the harness. None of it is reachable over the
//! merchant's port.

use super::open::store_keys;
use super::parts::Session;
use crate::clock::Clock;
use crate::fault::Engine;
use crate::merchant::{BuyerAction, Command, MerchantState, OrderEdit, Outcome, Reply};
use crate::simulator::business::Variation;
use crate::simulator::conditions::{Condition, ConditionKind};
use crate::simulator::journal::Journal;
use crate::simulator::pipeline::execute_for_business;
use crate::simulator::profile_cache::KnownPlatform;
use crate::simulator::webhook::Outbox;
use std::sync::{Arc, PoisonError};
use std::time::Duration;

/// Why a control action could not be done.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ControlError {
    /// The merchant refused: there is no such resource, or its state forbids the action.
    #[error("the merchant refused: {0}")]
    Refused(String),
    /// The store could not write the change.
    #[error("the change could not be written down: {0}")]
    Store(String),
    /// A key could not be made.
    #[error("{0}")]
    Key(String),
}

impl ControlError {
    /// The session is no longer the one of its name.
    pub(super) fn replaced() -> Self {
        Self::Refused("replaced: the session was reset or removed meanwhile".to_owned())
    }
}

/// In-process control over one session. A handle to a session that was reset or removed decides nothing any
/// more: ask [`crate::simulator::Sessions`] for the one that took its place.
#[derive(Clone, Debug)]
pub struct SessionHandle {
    session: Arc<Session>,
}

impl SessionHandle {
    pub(in crate::simulator) fn new(session: Arc<Session>) -> Self {
        Self { session }
    }

    pub(in crate::simulator) fn session(&self) -> &Session {
        &self.session
    }

    /// Scheme and authority under which the session answers, without trailing slash.
    pub fn base_url(&self) -> &str {
        self.session.base_url()
    }

    /// The first label of the session's authority.
    pub fn id(&self) -> &str {
        self.session.id()
    }

    /// The session's clock; expiry, retention, cache floors and retries follow it.
    pub fn clock(&self) -> &Clock {
        self.session.clock()
    }

    /// Moves the session's clock forward.
    pub fn advance(&self, by: Duration) {
        self.session.clock().advance(by);
    }

    /// Every exchange of the session: calls, profile fetches, webhook deliveries.
    pub fn journal(&self) -> &Journal {
        self.session.journal()
    }

    /// A copy of what the merchant remembers at the moment.
    pub fn merchant_state(&self) -> MerchantState {
        self.session.state().clone()
    }

    /// The business profile in force, as published.
    pub fn business_profile(&self) -> serde_json::Value {
        serde_json::from_slice(&self.session.business().document).unwrap_or_default()
    }

    /// The session's webhooks.
    pub fn outbox(&self) -> &Outbox {
        &self.session.outbox
    }

    /// The session's fault engine: arm, disarm and list rules, read firings. A rule armed with
    /// [`Engine::guard`] ends with its guard.
    pub fn faults(&self) -> &Engine {
        self.session.faults()
    }

    /// Puts the session into a condition, replacing one of the same kind.
    pub fn condition(&self, condition: Condition) {
        self.session.conditions.set(condition);
    }

    /// Ends a condition.
    pub fn lift(&self, kind: ConditionKind) {
        self.session.conditions.lift(kind);
    }

    /// Deviates from the business's ordinary declaration, from the next request on.
    pub fn vary(&self, variation: Variation) {
        self.session.variations.lock().unwrap_or_else(PoisonError::into_inner).push(variation);
        self.session.redeclare();
    }

    /// Publishes a fresh signing key next to the others and signs with it. Returns its `kid`.
    ///
    /// # Errors
    /// When no key can be made or the store cannot keep it.
    pub async fn rotate_key(&self) -> Result<String, ControlError> {
        if self.session.is_retired() {
            return Err(ControlError::replaced());
        }
        let kid = self.session.keys.rotate().map_err(|error| ControlError::Key(error.to_string()))?;
        self.keys_changed().await?;
        Ok(kid)
    }

    /// Takes the oldest signing key out of the profile, unless it is the one that signs. Returns its `kid`.
    ///
    /// # Errors
    /// When the store cannot keep the change.
    pub async fn retire_key(&self) -> Result<Option<String>, ControlError> {
        if self.session.is_retired() {
            return Err(ControlError::replaced());
        }
        let kid = self.session.keys.retire();
        self.keys_changed().await?;
        Ok(kid)
    }

    async fn keys_changed(&self) -> Result<(), ControlError> {
        self.session.redeclare();
        let stored =
            store_keys(&*self.session.store, &self.session.id, &self.session.keys, self.clock().now()).await;
        stored.map_err(|error| ControlError::Store(error.to_string()))
    }

    /// Finishes a completion that is in progress.
    ///
    /// # Errors
    /// [`ControlError`] when there is no such checkout or nothing to finish.
    pub async fn settle(&self, checkout_id: &str) -> Result<Outcome, ControlError> {
        let owner = self.session.checkout_owner(checkout_id).await;
        self.business(Command::Settle { checkout_id: checkout_id.into() }, owner.as_deref()).await
    }

    /// Does the buyer's step on the business's page.
    ///
    /// # Errors
    /// [`ControlError`] when there is no such checkout or the step does not fit its state.
    pub async fn buyer_action(
        &self,
        checkout_id: &str,
        action: BuyerAction,
    ) -> Result<Outcome, ControlError> {
        let owner = self.session.checkout_owner(checkout_id).await;
        self.business(Command::BuyerAction { checkout_id: checkout_id.into(), action }, owner.as_deref())
            .await
    }

    /// Lets something happen to an order; its platform gets a webhook.
    ///
    /// # Errors
    /// [`ControlError`] when there is no such order or its state forbids the edit.
    pub async fn order_event(&self, order_id: &str, edit: OrderEdit) -> Result<Outcome, ControlError> {
        let owner = self.session.order_owner(order_id).await;
        self.business(Command::OrderEdit { id: order_id.into(), edit }, owner.as_deref()).await
    }

    /// Cancels every checkout whose time has run out.
    ///
    /// # Errors
    /// When the store cannot write the change.
    pub async fn expire(&self) -> Result<Outcome, ControlError> {
        self.business(Command::Expire, None).await
    }

    pub(super) async fn business(
        &self,
        command: Command,
        owner: Option<&KnownPlatform>,
    ) -> Result<Outcome, ControlError> {
        let outcome = execute_for_business(&self.session, command, owner).await;
        let outcome = outcome.map_err(|error| ControlError::Store(error.to_string()))?;
        match &outcome.reply {
            Reply::Failure(failure) => {
                let reasons = failure.messages.iter();
                let reasons =
                    reasons.map(|one| format!("{}: {}", one.code().unwrap_or("error"), one.content()));
                Err(ControlError::Refused(reasons.collect::<Vec<_>>().join("; ")))
            }
            Reply::Checkout(_) | Reply::Order(_) | Reply::Done => Ok(outcome),
        }
    }
}

impl Session {
    /// The platform that opened a checkout, as last known.
    pub(in crate::simulator) async fn checkout_owner(&self, id: &str) -> Option<Arc<KnownPlatform>> {
        let owner = self.state().checkout(id).map(|checkout| Arc::clone(&checkout.owner))?;
        self.profiles.known(&owner).await
    }

    /// The platform that originated an order, as last known.
    pub(in crate::simulator) async fn order_owner(&self, id: &str) -> Option<Arc<KnownPlatform>> {
        let owner = self.state().order(id).map(|order| Arc::clone(&order.owner))?;
        self.profiles.known(&owner).await
    }
}
