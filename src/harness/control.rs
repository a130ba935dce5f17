//! What only a merchant under our hand can do: move its clock, ship an order, fall ill. A foreign
//! target offers none of it; a scenario that needs it is then *not tested*, with the reason.

use super::interrupt::{Interrupt, StepResult};
use futures::future::LocalBoxFuture;
use std::fmt;
use std::time::Duration;

/// One thing asked of the target behind the protocol's back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ControlAction {
    /// Moves the merchant's clock forward.
    AdvanceClock(Duration),
    /// Finishes a checkout that is `complete_in_progress`.
    Settle {
        /// The checkout.
        checkout: String,
    },
    /// Lets the buyer finish their step at `continue_url`.
    BuyerFinishes {
        /// The checkout.
        checkout: String,
    },
    /// Edits an order.
    Order {
        /// The order.
        order: String,
        /// What happens to it.
        event: OrderEvent,
    },
    /// Puts the merchant under a condition until cleared.
    Condition {
        /// Which.
        condition: Condition,
        /// Whether it begins or ends.
        active: bool,
    },
    /// Advertises an extension of the business's own.
    Advertise(Extension),
    /// Publishes a new signing key beside the old one and signs with it.
    RotateKey,
    /// Removes the oldest published signing key.
    RetireKey,
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

/// What can happen to an order after it was placed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OrderEvent {
    /// Everything leaves the warehouse.
    Ship,
    /// Everything reaches the buyer.
    Deliver,
    /// One unit of the first line leaves.
    ShipOne,
    /// The whole order is cancelled.
    Cancel,
    /// The whole order is refunded.
    Refund,
    /// One unit of the first line comes back.
    ReturnOne,
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
            Self::Settle { .. } => "finish a payment in progress".to_owned(),
            Self::BuyerFinishes { .. } => "finish the buyer's step".to_owned(),
            Self::Order { event, .. } => format!("let an order {}", event.verb()),
            Self::Condition { condition, .. } => format!("bring about: {}", condition.name()),
            Self::Advertise(extension) => format!("advertise {}", extension.name),
            Self::RotateKey => "rotate the signing key".to_owned(),
            Self::RetireKey => "retire the old signing key".to_owned(),
        }
    }
}

impl OrderEvent {
    /// The event as a verb phrase.
    #[must_use]
    pub const fn verb(self) -> &'static str {
        match self {
            Self::Ship => "be shipped",
            Self::Deliver => "be delivered",
            Self::ShipOne => "be shipped in part",
            Self::Cancel => "be cancelled",
            Self::Refund => "be refunded",
            Self::ReturnOne => "be returned in part",
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
        let result = perform(&NoControl, ControlAction::AdvanceClock(Duration::from_secs(60))).await;
        let Err(Interrupt::NotTested(reason)) = result else { unreachable!("no control") };
        assert!(reason.contains("move the clock by 60 s"));
    }
}
