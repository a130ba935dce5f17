//! Control over one session of our own merchant.

use crate::harness::control::{Condition, Control, ControlAction, ControlError};
use crate::simulator::SessionHandle;
use crate::simulator::conditions::{Condition as Merchant, ConditionKind};
use futures::future::LocalBoxFuture;
use std::time::Duration;

/// Control over one session.
#[derive(Debug)]
pub(super) struct SessionControl {
    handle: SessionHandle,
}

impl SessionControl {
    pub(super) const fn new(handle: SessionHandle) -> Self {
        Self { handle }
    }

    fn set(&self, condition: Condition, active: bool) {
        if active {
            self.handle.condition(begin(condition));
        } else {
            self.handle.lift(kind(condition));
        }
    }
}

impl Control for SessionControl {
    fn perform<'a>(&'a self, action: &'a ControlAction) -> LocalBoxFuture<'a, Result<(), ControlError>> {
        Box::pin(async move {
            match action {
                ControlAction::AdvanceClock(by) => self.handle.advance(*by),
                ControlAction::Condition { condition, active } => self.set(*condition, *active),
                ControlAction::Settle { .. }
                | ControlAction::BuyerFinishes { .. }
                | ControlAction::Order { .. }
                | ControlAction::RotateKey
                | ControlAction::RetireKey => {
                    return Err(ControlError::Unavailable(format!(
                        "the built-in merchant cannot {} yet",
                        action.describe()
                    )));
                }
            }
            Ok(())
        })
    }
}

const fn begin(condition: Condition) -> Merchant {
    match condition {
        Condition::RateLimited => Merchant::RateLimit { requests: 0, window: Duration::from_secs(60) },
        Condition::IdempotencyStorageDown => Merchant::IdempotencyStorageDown,
        Condition::InternalFailure => Merchant::InternalFailure,
        Condition::Unavailable => Merchant::Unavailable,
    }
}

const fn kind(condition: Condition) -> ConditionKind {
    match condition {
        Condition::RateLimited => ConditionKind::RateLimit,
        Condition::IdempotencyStorageDown => ConditionKind::IdempotencyStorageDown,
        Condition::InternalFailure => ConditionKind::InternalFailure,
        Condition::Unavailable => ConditionKind::Unavailable,
    }
}
