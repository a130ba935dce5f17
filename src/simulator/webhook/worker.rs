//! The task that delivers: woken by new deliveries, by ended attempts, by the clock when it is
//! moved, and by time itself when the clock runs. It never polls.

use crate::exchange::{Exchange, ExchangeKind, RequestRecord, ResponseRecord};
use crate::fault::Firing;
use crate::protocol::operation::Operation;
use crate::simulator::misbehave::{deliver, receive, signing_of};
use crate::simulator::webhook::Delivery;
use crate::simulator::webhook::ledger::Ledger;
use crate::simulator::webhook::message::{build, judge};
use std::sync::Arc;
use std::time::Duration;
use tokio::task::{JoinHandle, JoinSet};
use uuid::Uuid;

/// Attempts of one session under way at once, over all receivers.
const UNDER_WAY: usize = 256;

/// Starts the worker of an outbox.
pub(super) fn start(ledger: Arc<Ledger>) -> JoinHandle<()> {
    let listener = Arc::downgrade(&ledger);
    ledger.wiring.clock.on_move(move || listener.upgrade().map(|ledger| ledger.wake()).is_some());
    tokio::spawn(run(ledger))
}

async fn run(ledger: Arc<Ledger>) {
    let mut attempts = JoinSet::new();
    loop {
        if ledger.is_closing() && attempts.is_empty() {
            return;
        }
        if !ledger.is_closing() {
            for delivery in ledger.take_due(UNDER_WAY.saturating_sub(attempts.len())) {
                attempts.spawn(attempt(Arc::clone(&ledger), delivery));
            }
        }
        tokio::select! {
            () = ledger.woken() => {}
            Some(_) = attempts.join_next() => {}
            () = until_due(&ledger), if attempts.len() < UNDER_WAY => {}
        }
    }
}

/// Ends when the next delivery is due by a running clock; never, when the clock stands still or
/// nothing waits.
async fn until_due(ledger: &Ledger) {
    let clock = &ledger.wiring.clock;
    match ledger.next_due() {
        Some(due) if !clock.is_frozen() => {
            // A millisecond more, so that the clock has passed the mark on waking.
            tokio::time::sleep(due.since(clock.now()) + Duration::from_millis(1)).await;
        }
        Some(_) | None => std::future::pending().await,
    }
}

async fn attempt(ledger: Arc<Ledger>, delivery: Delivery) {
    let wiring = &ledger.wiring;
    let at = wiring.clock.now();
    let (signing, mut fired) = signing_of(&wiring.faults, wiring.edition.signatures, at);
    let otherwise = signing.as_ref().map(|signing| (&*wiring.keys, signing));
    let request = (wiring.key)()
        .ok_or_else(|| "the business has no signing key".to_owned())
        .and_then(|key| build(&delivery, wiring.edition, &wiring.profile_url, &key, otherwise));
    let answer = match request {
        Ok(request) => {
            let (request, pause, more) = deliver(&wiring.faults, &delivery, at, request);
            fired.extend(more);
            if !pause.is_zero() {
                tokio::time::sleep(pause).await;
            }
            send(&ledger, &delivery, request, &fired).await
        }
        Err(reason) => Err(reason),
    };
    if let Err(reason) = &answer {
        tracing::info!(webhook = %delivery.id, %reason, "webhook not delivered");
    }
    let attempt = receive(&wiring.faults, &delivery, at, judge(&answer, wiring.clock.now()));
    ledger.settle(&delivery.order_id, attempt);
}

async fn send(
    ledger: &Ledger,
    delivery: &Delivery,
    request: RequestRecord,
    fired: &[Firing],
) -> Result<ResponseRecord, String> {
    let wiring = &ledger.wiring;
    let at = wiring.clock.now();
    let started = std::time::Instant::now();
    let answer = wiring.courier.send(request.clone()).await;
    let mut notes = vec![format!("attempt {}", delivery.attempts.saturating_add(1))];
    notes.extend(fired.iter().map(Firing::describe));
    notes.extend(answer.as_ref().err().cloned());
    let id = Uuid::new_v4().to_string();
    wiring.faults.belong(fired, &id);
    (wiring.journal)(Exchange {
        id,
        at,
        kind: ExchangeKind::Webhook,
        operation: Some(Operation::OrderEvent),
        request,
        response: answer.as_ref().ok().cloned(),
        elapsed_micros: u64::try_from(started.elapsed().as_micros()).unwrap_or(u64::MAX),
        notes,
    });
    answer
}
