//! What only a merchant under our hand can do: move its clock, ship an order, fall ill. A foreign
//! target offers none of it; a scenario that needs it is then *not tested*, with the reason.

use super::interrupt::{Interrupt, StepResult};
use crate::merchant::{BuyerAction, OrderEdit};
use futures::future::LocalBoxFuture;
use std::fmt;
use std::time::Duration;

/// One thing asked of the target behind the protocol's back.
#[derive(Clone, Debug, PartialEq)]
pub enum ControlAction {
    /// Moves the merchant's clock forward.
    AdvanceClock(Duration),
    /// Cancels every checkout whose time has run out, as the merchant does now and then by itself.
    Expire,
    /// Finishes a checkout that is `complete_in_progress`.
    Settle {
        /// The checkout.
        checkout: String,
    },
    /// Does the buyer's step at `continue_url`.
    Buyer {
        /// The checkout.
        checkout: String,
        /// What the buyer does.
        action: BuyerAction,
    },
    /// Lets something happen to an order.
    Order {
        /// The order.
        order: String,
        /// What happens to it.
        edit: OrderEdit,
    },
    /// Puts the merchant under a condition until cleared.
    Condition {
        /// Which.
        condition: Condition,
        /// Whether it begins or ends.
        active: bool,
    },
    /// Publishes a new signing key beside the old ones and signs with it.
    RotateKey,
    /// Removes the oldest published signing key that does not sign any more.
    RetireKey,
    /// Advertises an extension of the business's own.
    Advertise(Extension),
    /// Withdraws a capability in every version.
    Withdraw(String),
    /// Lists an older protocol version as served, with the URL of its profile.
    ListVersion {
        /// The dated version.
        version: String,
        /// Where the profile of that version is.
        url: String,
    },
    /// Serves its operations below a path and nowhere else, and says so in its profile.
    MoveEndpoint(String),
}

/// An extension that the business did not advertise before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Extension {
    /// Reverse-domain name.
    pub name: String,
    /// The capabilities it extends.
    pub extends: Vec<String>,
    /// The lowest protocol version its schema requires.
    pub requires_protocol: Option<String>,
}

/// A state of health of the merchant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Condition {
    /// Requests exceed the limit.
    RateLimited,
    /// The idempotency store cannot be reached.
    IdempotencyStorageDown,
    /// Unexpected failure inside.
    InternalFailure,
    /// Temporarily unavailable.
    Unavailable,
}

impl ControlAction {
    /// What is asked, for reasons in reports.
    #[must_use]
    pub fn describe(&self) -> String {
        match self {
            Self::AdvanceClock(by) => format!("move the clock by {} s", by.as_secs()),
            Self::Expire => "let checkouts expire".to_owned(),
            Self::Settle { .. } => "finish a payment in progress".to_owned(),
            Self::Buyer { action, .. } => format!("let the buyer {}", action.verb()),
            Self::Order { edit, .. } => format!("let something happen to an order: {}", edit.verb()),
            Self::Condition { condition, .. } => format!("bring about: {}", condition.name()),
            Self::RotateKey => "rotate the signing key".to_owned(),
            Self::RetireKey => "retire the old signing key".to_owned(),
            Self::Advertise(extension) => format!("advertise {}", extension.name),
            Self::Withdraw(name) => format!("withdraw {name}"),
            Self::ListVersion { version, .. } => format!("list {version} as served"),
            Self::MoveEndpoint(path) => format!("serve its operations below {path}"),
        }
    }
}

impl Condition {
    /// The condition's name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::RateLimited => "rate limit exceeded",
            Self::IdempotencyStorageDown => "idempotency storage down",
            Self::InternalFailure => "internal failure",
            Self::Unavailable => "temporarily unavailable",
        }
    }
}

/// Why an action could not be done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ControlError {
    /// The target has no such control.
    Unavailable(String),
    /// The target has it, but it failed.
    Failed(String),
}

impl fmt::Display for ControlError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unavailable(reason) | Self::Failed(reason) => f.write_str(reason),
        }
    }
}

impl From<ControlError> for Interrupt {
    fn from(error: ControlError) -> Self {
        match error {
            ControlError::Unavailable(reason) => Self::NotTested(reason),
            ControlError::Failed(reason) => Self::Harness(reason),
        }
    }
}

/// Control over one session of a target.
pub trait Control: Send + Sync {
    /// Does it, or says why not.
    ///
    /// # Errors
    /// [`ControlError::Unavailable`] when the target has no such control.
    fn perform<'a>(&'a self, action: &'a ControlAction) -> LocalBoxFuture<'a, Result<(), ControlError>>;
}

/// The control of a target that is not ours: none.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoControl;

impl Control for NoControl {
    fn perform<'a>(&'a self, action: &'a ControlAction) -> LocalBoxFuture<'a, Result<(), ControlError>> {
        let reason = format!(
            "needs control of the merchant ({}), which a foreign target does not offer",
            action.describe()
        );
        Box::pin(async move { Err(ControlError::Unavailable(reason)) })
    }
}

/// Performs an action as a step does: no control means not tested.
///
/// # Errors
/// The interrupt that fits.
pub async fn perform(control: &dyn Control, action: ControlAction) -> StepResult {
    control.perform(&action).await.map_err(Interrupt::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_foreign_target_makes_the_scenario_not_tested() {
        let result = perform(&NoControl, ControlAction::AdvanceClock(Duration::from_mins(1))).await;
        let Err(Interrupt::NotTested(reason)) = result else { unreachable!("no control") };
        assert!(reason.contains("move the clock by 60 s"));
    }
}
