//! What the business pushed to the scenario's platform: taken from its inbox into the scenario's
//! evidence, and examined like answers.

use super::AssayWorld;
use crate::exchange::Exchange;
use crate::harness::ambient::Observation;
use crate::harness::control::ControlAction;
use crate::harness::interrupt::{Interrupt, StepResult};
use crate::harness::platforms::DEFAULT;
use crate::protocol::operation::Operation;
use crate::protocol::version::ProtocolVersion;
use crate::transport::request::Draft;
use crate::transport::view::View;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Status under which a delivery is read: what is pushed is what a read would answer.
const AS_ANSWERED: u16 = 200;
/// How long one look at the inbox takes while a retry is due.
const LOOK: Duration = Duration::from_millis(100);
/// How far the business's clock is moved at each look for a retry.
const NUDGE: Duration = Duration::from_secs(2);

impl AssayWorld {
    /// The webhooks taken so far, oldest first, each read like an answer: its headers and body are
    /// those of the delivery.
    pub fn webhooks(&self) -> &[View] {
        &self.webhooks
    }

    /// The recorded delivery that a view of a webhook came from.
    ///
    /// # Errors
    /// When it is no webhook of this scenario, which is the harness's fault.
    pub fn delivery(&self, webhook: &View) -> StepResult<&Exchange> {
        let found = self.exchanges.iter().find(|exchange| exchange.id == webhook.exchange);
        found.ok_or_else(|| Interrupt::Harness(format!("no webhook {} was recorded", webhook.exchange)))
    }

    /// Waits for as long as the plan allows until so many webhooks have come, and takes all there
    /// are. That fewer came is no error: the steps that look at them judge. While a delivery waits
    /// to be repeated, the business's clock is moved, when it is under control.
    ///
    /// # Errors
    /// When the scenario was not entered, which is the harness's fault.
    pub async fn await_webhooks(&mut self, count: u64) -> StepResult {
        let patience = self.run()?.plan.timeouts.webhook();
        let began = Instant::now();
        while self.inbox_count()? < count && began.elapsed() < patience {
            let rest = patience.saturating_sub(began.elapsed());
            let nudged =
                self.is_retry_due()? && self.control(ControlAction::AdvanceClock(NUDGE)).await.is_ok();
            let look = if nudged { LOOK.min(rest) } else { rest.min(LOOK * 5) };
            let agent = self.platforms.named(DEFAULT)?.agent.clone();
            // Running out of time only ends this look.
            drop(agent.inbox().wait_count(count, look).await);
        }
        self.take_webhooks();
        Ok(())
    }

    /// Makes the last webhook the last answer: what was pushed is what a read would answer.
    ///
    /// # Errors
    /// When none came.
    pub fn hear_last_webhook(&mut self) -> StepResult<View> {
        let view = self.webhooks.last().cloned();
        let view = view.ok_or_else(|| Interrupt::Harness("no webhook came yet".to_owned()))?;
        self.answers.push(view.clone());
        Ok(view)
    }

    fn inbox_count(&self) -> StepResult<u64> {
        Ok(self.platforms.named(DEFAULT)?.agent.inbox().count())
    }

    /// Whether the last delivery was not acknowledged.
    fn is_retry_due(&self) -> StepResult<bool> {
        let received = self.platforms.named(DEFAULT)?.agent.inbox().received();
        let answered = received.last().and_then(|last| last.response.as_ref());
        Ok(answered.is_some_and(|answer| !(200..300).contains(&answer.status)))
    }

    /// Takes what came since the last time into the evidence of the scenario.
    pub(super) fn take_webhooks(&mut self) {
        let received = self.platforms.named(DEFAULT).map(|platform| platform.agent.inbox().received());
        for delivery in received.unwrap_or_default().iter().skip(self.webhooks.len()) {
            self.take_webhook(delivery);
        }
    }

    fn take_webhook(&mut self, delivery: &Exchange) {
        let mut exchange = delivery.clone();
        exchange.id = format!("x{}", self.exchanges.len() + 1);
        exchange.operation = Some(Operation::OrderEvent);
        let request = &exchange.request;
        let edition = self.run.as_ref().map_or(ProtocolVersion::LATEST, |run| run.version).edition();
        let (headers, body) = (request.headers.clone(), request.body.clone());
        let view = View::read(edition, exchange.id.clone(), AS_ANSWERED, headers, body);
        let draft = Draft::new(Operation::OrderEvent, &request.method, "/", None);
        if let (Some(run), Some(business)) = (self.run.as_ref().map(Arc::clone), &self.business) {
            let case = self.case.as_ref().map_or("", |case| &case.id);
            let (draft, view, secrets) = (&draft, &view, self.secrets.as_slice());
            let observation = Observation { contract: run.contract, business, case, draft, view, secrets };
            run.ledger.examine_webhook(&observation, &exchange);
        }
        self.exchanges.push(exchange);
        self.webhooks.push(view);
    }
}
