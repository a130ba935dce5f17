//! What the sessions of a run did, counted as each ends.

use crate::merchant::MerchantState;
use crate::merchant::state::ChargeStatus;
use crate::protocol::checkout::CheckoutStatus;
use crate::simulator::SessionHandle;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// What one fault rule counted in one session.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counted {
    /// Occasions at which there was something to spoil.
    pub occasions: u64,
    /// How many of them were spoilt.
    pub fired: u64,
}

/// What one scenario's session did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Touched {
    /// Operations that were called, by name.
    pub operations: BTreeSet<String>,
    /// Fault rule to what it counted.
    pub rules: BTreeMap<String, Counted>,
    /// Orders placed.
    pub orders: u64,
    /// Webhooks delivered, given up or waiting.
    pub webhooks: u64,
    /// What must hold at a merchant whatever goes wrong, and did not.
    pub breaches: Vec<String>,
}

/// Watches the sessions of a run.
#[derive(Debug, Default)]
pub struct Watch {
    inner: Mutex<Inner>,
}

#[derive(Debug, Default)]
struct Inner {
    open: BTreeMap<String, (String, SessionHandle)>,
    touched: BTreeMap<String, Touched>,
}

impl Watch {
    /// A scenario's session opened.
    pub(super) fn opened(&self, session: &str, case: &str, handle: SessionHandle) {
        self.lock().open.insert(session.to_owned(), (case.to_owned(), handle));
    }

    /// Something beside the merchant's faults counted in a scenario.
    pub(super) fn count(&self, case: &str, rule: &str, counted: Counted) {
        let mut inner = self.lock();
        let all = inner.touched.entry(case.to_owned()).or_default().rules.entry(rule.to_owned()).or_default();
        all.occasions += counted.occasions;
        all.fired += counted.fired;
    }

    /// A session ends.
    pub(super) fn closing(&self, session: &str) {
        let mut inner = self.lock();
        if let Some((case, handle)) = inner.open.remove(session) {
            inner.count(case, &handle);
        }
    }

    /// No session is looked at any more; those still open are counted as they are.
    pub fn end(&self) {
        let mut inner = self.lock();
        for (_, (case, handle)) in std::mem::take(&mut inner.open) {
            inner.count(case, &handle);
        }
    }

    /// Scenario to what its session did.
    #[must_use]
    pub fn touched(&self) -> BTreeMap<String, Touched> {
        self.lock().touched.clone()
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Inner {
    fn count(&mut self, case: String, handle: &SessionHandle) {
        let touched = self.touched.entry(case).or_default();
        let exchanges = handle.journal().raw();
        let operations = exchanges.iter().filter_map(|exchange| exchange.operation);
        touched.operations.extend(operations.map(|operation| operation.name().to_owned()));
        let (tally, found) = handle.outbox().account();
        let waiting = u64::try_from(tally.pending).unwrap_or(u64::MAX);
        touched.webhooks += tally.delivered + tally.dead + waiting;
        let state = handle.merchant_state();
        touched.orders += u64::try_from(state.orders().count()).unwrap_or(u64::MAX);
        touched.breaches.extend(breaches(&state));
        if tally.pending != found {
            touched.breaches.push("a webhook that waits is not in the outbox".to_owned());
        }
        for rule in handle.faults().list() {
            let counted = touched.rules.entry(rule.id.to_string()).or_default();
            counted.occasions += rule.occasions;
            counted.fired += rule.fired;
        }
    }
}

/// What must hold at a merchant whatever goes wrong: an order has a checkout that was committed, a
/// checkout is charged once and ordered once, and no stock is promised that is not there.
fn breaches(state: &MerchantState) -> Vec<String> {
    let mut found = Vec::new();
    let mut ordered: BTreeMap<&str, u32> = BTreeMap::new();
    for order in state.orders() {
        let checkout = &*order.view.checkout_id;
        *ordered.entry(checkout).or_default() += 1;
        // A checkout that was dropped for lack of room says nothing any more.
        let committed = state.checkout(checkout).map(|one| one.snapshot.checkout.status);
        if committed.is_some_and(|status| status != CheckoutStatus::Completed) {
            found.push(format!("an order without a completed checkout: {checkout}"));
        }
    }
    let twice = ordered.iter().filter(|(_, count)| **count > 1);
    found.extend(twice.map(|(checkout, count)| format!("{count} orders of one checkout: {checkout}")));
    for checkout in state.checkouts() {
        let charged =
            checkout.charges.iter().filter(|charge| charge.status == ChargeStatus::Succeeded).count();
        if charged > 1 {
            found.push(format!("charged {charged} times: {}", checkout.snapshot.checkout.id));
        }
    }
    let promised = state.stock_levels().filter(|level| level.reserved > level.on_hand);
    found.extend(promised.map(|level| format!("more promised than there is: {}", level.product)));
    found
}
