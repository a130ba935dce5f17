//! Control over one session of our own merchant.

use crate::harness::control::{Condition, Control, ControlAction, ControlError, Extension};
use crate::protocol::profile::{Capability, Requires, VersionRange};
use crate::simulator::SessionHandle;
use crate::simulator::business::Variation;
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

/// Version of the extensions advertised for a scenario.
const EXTENSION_VERSION: &str = "2026-02-02";

impl SessionControl {
    fn advertise(&self, extension: &Extension) {
        let protocol = extension.requires_protocol.clone().map(|min| VersionRange { min, max: None });
        self.handle.vary(Variation::Declare(Box::new(Capability {
            name: extension.name.clone(),
            version: EXTENSION_VERSION.to_owned(),
            extends: extension.extends.clone(),
            spec: Some(format!("https://example.com/specs/{}", extension.name)),
            schema: Some(format!("https://example.com/schemas/{}.json", extension.name)),
            requires: Requires { protocol, capabilities: Vec::new() },
            ..Capability::default()
        })));
    }
}

impl Control for SessionControl {
    fn perform<'a>(&'a self, action: &'a ControlAction) -> LocalBoxFuture<'a, Result<(), ControlError>> {
        Box::pin(async move {
            match action {
                ControlAction::AdvanceClock(by) => self.handle.advance(*by),
                ControlAction::Advertise(extension) => self.advertise(extension),
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
