//! Webhooks: what is queued, how it is signed, what leaves, what a receipt counts as.

use crate::clock::Instant;
use crate::exchange::RequestRecord;
use crate::fault::subject::{Parcel, Push, Receipt, Signing, Subject};
use crate::fault::{Engine, Firing, NoFacts, Occasion, Stage};
use crate::protocol::operation::Operation;
use crate::protocol::version::SignatureSuite;
use crate::simulator::webhook::{Attempt, Delivery, OrderEvent, Posting};
use serde_json::Value;
use std::time::Duration;
use uuid::Uuid;

fn decide<S: Subject>(faults: &Engine, stage: Stage, at: Instant, subject: &mut S) -> Vec<Firing> {
    let operation = Some(Operation::OrderEvent);
    let occasion = Occasion { operation, facts: &NoFacts, ..Occasion::bare(stage, at) };
    faults.decide(&occasion, &[], subject)
}

/// What becomes of an event: usually one posting.
pub(in crate::simulator) fn enqueue(faults: &Engine, event: OrderEvent) -> Vec<(OrderEvent, Posting)> {
    if !faults.is_armed() {
        return vec![(event, Posting::default())];
    }
    let body = serde_json::from_str(&event.body).unwrap_or(Value::Null);
    let mut push = Push { body, copies: 1, same_id: false, delay: Duration::ZERO, out_of_order: false };
    if decide(faults, Stage::WebhookEnqueue, event.occurred_at, &mut push).is_empty() {
        return vec![(event, Posting::default())];
    }
    let event = OrderEvent { body: push.body.to_string().into(), ..event };
    let posting = |copy: u32| Posting {
        id: (copy > 0 && !push.same_id).then(Uuid::new_v4),
        due: (!push.delay.is_zero()).then(|| event.occurred_at.plus(push.delay)),
        lane: (push.out_of_order || copy > 0).then(|| format!("{}#{}", event.order_id, Uuid::new_v4())),
    };
    (0..push.copies).map(|copy| (event.clone(), posting(copy))).collect()
}

/// How a webhook is to be signed, when not as usual.
pub(in crate::simulator) fn signing_of(
    faults: &Engine,
    suite: SignatureSuite,
    at: Instant,
) -> (Option<Signing>, Vec<Firing>) {
    if !faults.is_armed() {
        return (None, Vec::new());
    }
    let mut signing =
        Signing { webhook: true, detached: suite == SignatureSuite::DetachedJws, ..Signing::default() };
    let fired = decide(faults, Stage::WebhookSign, at, &mut signing);
    ((!fired.is_empty()).then_some(signing), fired)
}

/// What leaves, and after which pause.
pub(in crate::simulator) fn deliver(
    faults: &Engine,
    delivery: &Delivery,
    at: Instant,
    request: RequestRecord,
) -> (RequestRecord, Duration, Vec<Firing>) {
    if !faults.is_armed() {
        return (request, Duration::ZERO, Vec::new());
    }
    let RequestRecord { method, url, headers, body } = request;
    let mut parcel = Parcel { attempts: delivery.attempts, headers, body, delay: Duration::ZERO };
    let fired = decide(faults, Stage::WebhookDeliver, at, &mut parcel);
    let Parcel { headers, body, delay, .. } = parcel;
    (RequestRecord { method, url, headers, body }, delay, fired)
}

/// What an attempt counts as.
pub(in crate::simulator) fn receive(
    faults: &Engine,
    delivery: &Delivery,
    at: Instant,
    attempt: Attempt,
) -> Attempt {
    if !faults.is_armed() {
        return attempt;
    }
    let acknowledged = attempt == Attempt::Acknowledged;
    let mut receipt = Receipt { attempts: delivery.attempts.saturating_add(1), acknowledged };
    decide(faults, Stage::WebhookReceipt, at, &mut receipt);
    match (acknowledged, receipt.acknowledged) {
        (false, true) => Attempt::Acknowledged,
        (true, false) => Attempt::Failed {
            reason: "acknowledged, and sent again nevertheless".to_owned(),
            retry_after: None,
        },
        (true, true) | (false, false) => attempt,
    }
}
