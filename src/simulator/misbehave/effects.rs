//! Wishes about a request, done.

use crate::clock::Instant;
use crate::fault::subject::{ClockMove, Handling, Refusal, StockMove};
use crate::merchant::MerchantState;
use crate::merchant::outcome::Changes;
use crate::simulator::pipeline::{Context, Step, meddle};
use crate::simulator::session::{RandomIds, Session};
use crate::transport::Failure;
use crate::transport::failure::code;
use std::time::Duration;

/// Does what is wished for, once.
pub(super) async fn enact(context: &mut Context<'_>, handling: &mut Handling) -> Step {
    let session = context.session;
    let delay = std::mem::take(&mut handling.delay);
    if !delay.is_zero() {
        tokio::time::sleep(delay).await;
    }
    if let Some(clock) = handling.clock.take() {
        match clock {
            ClockMove::Ahead(by) => session.clock().advance(by),
            ClockMove::Freeze => session.clock().freeze(),
        }
        context.at = session.clock().now();
    }
    context.at = skewed(context.at, handling.skew_millis);
    if std::mem::take(&mut handling.forget_profile) {
        session.profiles().forget();
    }
    if std::mem::take(&mut handling.rotate_key) {
        rotate(session)?;
    }
    if let (Some(stock), Some(id)) = (handling.stock.take(), context.id.clone()) {
        change(session, |state| take_stock(state, &id, stock)).await?;
    }
    if let (true, Some(id)) = (std::mem::take(&mut handling.charge_again), context.id.clone()) {
        change(session, |state| {
            let mut changes = Changes::default();
            state.charge_again(&id, &mut RandomIds, &mut changes);
            changes
        })
        .await?;
    }
    let wait = std::mem::take(&mut handling.webhooks_first);
    if !wait.is_zero() {
        emptied(session, wait).await;
    }
    match handling.refuse.take() {
        Some(refusal) => Err(refused(refusal).into()),
        None => Ok(()),
    }
}

fn skewed(at: Instant, millis: i64) -> Instant {
    Instant::from_millis(at.millis().saturating_add(millis))
}

fn refused(refusal: Refusal) -> Failure {
    let failure = Failure::new(refusal.code, refusal.content);
    match refusal.retry_after {
        Some(seconds) => failure.retry_after(Duration::from_secs(seconds)),
        None => failure,
    }
}

fn take_stock(state: &mut MerchantState, checkout: &str, stock: StockMove) -> Changes {
    let mut changes = Changes::default();
    for product in state.products_of(checkout) {
        state.leave(&product, stock.left, &mut changes);
    }
    changes
}

fn rotate(session: &Session) -> Result<(), Failure> {
    let rotated = session.keys().rotate();
    rotated.map_err(|error| Failure::new(code::INTERNAL_ERROR, error.to_string()))?;
    session.redeclare();
    Ok(())
}

async fn change(
    session: &Session,
    change: impl FnOnce(&mut MerchantState) -> Changes,
) -> Result<(), Failure> {
    let failed = |error: crate::simulator::store::StoreError| {
        Failure::new(code::SERVICE_UNAVAILABLE, error.to_string()).retry_after(Duration::from_secs(1))
    };
    meddle(session, change).await.map_err(failed)
}

/// Waits until no webhook is waiting or under way.
async fn emptied(session: &Session, at_most: Duration) {
    let mut tally = session.outbox().watch();
    let none = tally.wait_for(|tally| tally.pending == 0);
    // Whether it was emptied in time or not, the answer leaves now.
    drop(tokio::time::timeout(at_most, none).await);
}
