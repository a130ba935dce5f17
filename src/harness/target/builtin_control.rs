//! Control over one session of our own merchant.

use crate::harness::control::{Condition, Control, ControlAction, ControlError, Extension};
use crate::protocol::profile::{Capability, Requires, VersionRange};
use crate::simulator::business::Variation;
use crate::simulator::conditions::{Condition as Merchant, ConditionKind};
use crate::simulator::{self, SessionHandle};
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
            let handle = &self.handle;
            match action {
                ControlAction::AdvanceClock(by) => handle.advance(*by),
                ControlAction::Condition { condition, active } => self.set(*condition, *active),
                ControlAction::Advertise(extension) => handle.vary(advertised(extension)),
                ControlAction::Withdraw(name) => handle.vary(Variation::Withdraw(name.clone())),
                ControlAction::ListVersion { version, url } => {
                    handle.vary(Variation::ListVersion { version: version.clone(), url: url.clone() });
                }
                ControlAction::MoveEndpoint(path) => handle.vary(Variation::MoveEndpoint(path.clone())),
                ControlAction::Expire => drop(handle.expire().await.map_err(failed)?),
                ControlAction::Settle { checkout } => drop(handle.settle(checkout).await.map_err(failed)?),
                ControlAction::Buyer { checkout, action } => {
                    drop(handle.buyer_action(checkout, action.clone()).await.map_err(failed)?);
                }
                ControlAction::Order { order, edit } => {
                    drop(handle.order_event(order, edit.clone()).await.map_err(failed)?);
                }
                ControlAction::RotateKey => drop(handle.rotate_key().await.map_err(failed)?),
                ControlAction::RetireKey => drop(handle.retire_key().await.map_err(failed)?),
            }
            Ok(())
        })
    }
}

#[expect(clippy::needless_pass_by_value, reason = "handed to map_err")]
fn failed(error: simulator::ControlError) -> ControlError {
    ControlError::Failed(format!("the built-in merchant: {error}"))
}

/// Version of the extensions advertised for a scenario.
const EXTENSION_VERSION: &str = "2026-02-02";

fn advertised(extension: &Extension) -> Variation {
    let protocol = extension.requires_protocol.clone().map(|min| VersionRange { min, max: None });
    Variation::Declare(Box::new(Capability {
        name: extension.name.clone(),
        version: EXTENSION_VERSION.to_owned(),
        extends: extension.extends.clone(),
        spec: Some(format!("https://example.com/specs/{}", extension.name)),
        schema: Some(format!("https://example.com/schemas/{}.json", extension.name)),
        requires: Requires { protocol, capabilities: Vec::new() },
        ..Capability::default()
    }))
}

const fn begin(condition: Condition) -> Merchant {
    match condition {
        Condition::RateLimited => Merchant::RateLimit { requests: 0, window: Duration::from_mins(1) },
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
