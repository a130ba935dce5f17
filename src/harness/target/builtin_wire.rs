//! The wire of one session of our own merchant.

use crate::clock::Clock;
use crate::exchange::Exchange;
use crate::fault::{ArmedRule, Rule, RuleError, RuleId};
use crate::harness::wire::{Books, Matching, Wire};
use crate::merchant::state::ChargeStatus;
use crate::simulator::SessionHandle;
use futures::future::LocalBoxFuture;
use serde_json::Value;
use std::time::Duration;
use tokio::time::Instant;

/// Longest list of exchanges taken at once; a session keeps fewer.
const MOST: usize = 100_000;

/// The wire of one session.
#[derive(Debug)]
pub(super) struct SessionWire {
    handle: SessionHandle,
}

impl SessionWire {
    pub(super) const fn new(handle: SessionHandle) -> Self {
        Self { handle }
    }

    /// Follows the journal until `done` says so or the time is over; whether it said so.
    async fn follow(&self, most: Duration, done: impl Fn() -> bool) -> bool {
        let mut recorded = self.handle.journal().watch();
        let deadline = Instant::now() + most;
        loop {
            recorded.borrow_and_update();
            if done() {
                return true;
            }
            if !matches!(tokio::time::timeout_at(deadline, recorded.changed()).await, Ok(Ok(()))) {
                return done();
            }
        }
    }
}

impl Wire for SessionWire {
    fn recorded(&self) -> u64 {
        self.handle.journal().recorded()
    }

    fn after(&self, number: u64) -> Vec<(u64, Exchange)> {
        self.handle.journal().after(number, MOST)
    }

    fn arm(&self, rule: Rule) -> Result<RuleId, RuleError> {
        self.handle.faults().arm(rule)
    }

    fn armed(&self) -> Vec<ArmedRule> {
        self.handle.faults().list()
    }

    fn disarm(&self) {
        self.handle.faults().disarm_all();
    }

    fn clock(&self) -> Clock {
        self.handle.clock().clone()
    }

    fn profile(&self) -> Value {
        self.handle.business_profile()
    }

    fn books(&self) -> Books {
        let state = self.handle.merchant_state();
        let succeeded = state.checkouts().flat_map(|checkout| &checkout.charges);
        let charges = succeeded.filter(|charge| charge.status == ChargeStatus::Succeeded).count();
        Books { orders: state.orders().count(), charges }
    }

    fn quiet(&self, silence: Duration, most: Duration) -> LocalBoxFuture<'_, bool> {
        Box::pin(async move {
            let deadline = Instant::now() + most;
            let mut recorded = self.handle.journal().watch();
            while Instant::now() < deadline {
                recorded.borrow_and_update();
                if tokio::time::timeout(silence, recorded.changed()).await.is_err() {
                    return true;
                }
            }
            false
        })
    }

    fn wait<'a>(
        &'a self,
        after: u64,
        count: usize,
        most: Duration,
        matching: Matching<'a>,
    ) -> LocalBoxFuture<'a, bool> {
        Box::pin(self.follow(most, move || {
            let seen = self.after(after);
            seen.iter().filter(|(_, exchange)| matching(exchange)).count() >= count
        }))
    }
}
