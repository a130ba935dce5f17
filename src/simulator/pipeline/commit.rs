//! Stages 6 and 7: the merchant decides, and decision, idempotency record and webhooks are written
//! down together, in the order of the decisions.

use super::context::{Answer, Context};
use super::render::outcome_status;
use crate::clock::Instant;
use crate::merchant::{self, Caller, Command, Outcome, Reply};
use crate::protocol::contract::OperationSpec;
use crate::protocol::message::Message;
use crate::protocol::version::OutcomeRule;
use crate::simulator::idempotency::{Permit, StoredRecord};
use crate::simulator::kept_options::write_clock;
use crate::simulator::misbehave::enqueue;
use crate::simulator::profile_cache::KnownPlatform;
use crate::simulator::session::{RandomIds, Session};
use crate::simulator::store::{Commit, Kind, Pending, StoreError};
use crate::simulator::webhook::OrderEvent;
use crate::transport::EventMark;
use crate::transport::failure::{Failure, code};
use bytes::Bytes;
use uuid::Uuid;

/// Decides a platform's command and writes everything down. Returns the answer once it is written.
pub(super) async fn execute(context: &mut Context<'_>, command: Command) -> Result<Answer, Failure> {
    let (Some(negotiated), Some(platform)) = (&context.negotiated, &context.platform) else {
        return Err(Failure::new(code::INTERNAL_ERROR, "a decision began before negotiation"));
    };
    let session = context.session;
    let envelope = session.envelope(&negotiated.version, negotiated.relevant(&context.spec.capability));
    let render = |outcome: &Outcome| {
        let body = session.dialect().render(&outcome.reply, &envelope);
        let status = status(session, context.spec, outcome);
        body.map(|body| Answer { status, headers: Vec::new(), body: Bytes::from(body) })
    };
    let permit = context.permit.take();
    let work = Work { command, caller: &negotiated.caller, owner: Some(platform), at: context.at, permit };
    let (decided, written) = decide(session, work, render)?;
    written.await.map_err(|error| unavailable(&error))?;
    decided.answer.ok_or_else(|| Failure::new(code::INTERNAL_ERROR, "the merchant had nothing to answer"))
}

/// The status of an answer. Without a resource it is the one its first message's code carries, where the
/// version has no envelope for such outcomes.
fn status(session: &Session, spec: &OperationSpec, outcome: &Outcome) -> u16 {
    match (&outcome.reply, session.edition().outcomes) {
        (Reply::Checkout(_), _) if outcome.created => spec.success,
        (Reply::Failure(failure), OutcomeRule::MessagesBody) => {
            let code = failure.messages.first().and_then(Message::code).unwrap_or_default();
            outcome_status(session, code)
        }
        (Reply::Failure(_), OutcomeRule::Envelope)
        | (Reply::Checkout(_) | Reply::Order(_) | Reply::Done, _) => 200,
    }
}

/// Decides a command of the business itself (an order edit, a buyer's step) and writes everything down.
/// `owner` is the platform that events are pushed to.
///
/// # Errors
/// When the store cannot take the change.
pub(in crate::simulator) async fn execute_for_business(
    session: &Session,
    command: Command,
    owner: Option<&KnownPlatform>,
) -> Result<Outcome, StoreError> {
    let caller = Caller::business();
    let work = Work { command, caller: &caller, owner, at: session.clock().now(), permit: None };
    let (decided, written) =
        decide(session, work, |_| None).map_err(|error| StoreError::Failed(error.to_string()))?;
    written.await?;
    Ok(decided.outcome)
}

/// Changes the state from outside the protocol and writes it down.
///
/// # Errors
/// When the store cannot take the change.
pub(in crate::simulator) async fn meddle(
    session: &Session,
    change: impl FnOnce(&mut merchant::MerchantState) -> merchant::outcome::Changes,
) -> Result<(), StoreError> {
    let written = {
        let mut state = session.state();
        let slot = session.store().reserve()?;
        let changes = change(&mut state);
        let mut commit = Commit::new(session.id(), session.clock().now());
        if session.store().is_durable() {
            rows(&state, &changes, &mut commit)?;
        }
        session.store().commit(slot, commit)
    };
    written.await
}

/// One command with its circumstances.
struct Work<'a> {
    command: Command,
    caller: &'a Caller,
    owner: Option<&'a KnownPlatform>,
    at: Instant,
    permit: Option<Permit>,
}

struct Decided {
    outcome: Outcome,
    answer: Option<Answer>,
}

/// The part under the session's lock: reserve, decide, render, queue the commit. Commits are queued in
/// the order of the decisions, so that what is stored never overtakes what was answered.
fn decide(
    session: &Session,
    work: Work<'_>,
    render: impl FnOnce(&Outcome) -> Option<Answer>,
) -> Result<(Decided, Pending<()>), Failure> {
    let mut state = session.state();
    let slot = session.store().reserve().map_err(|error| unavailable(&error))?;
    let mut ids = RandomIds;
    let mut circumstances =
        merchant::Context { now: work.at, caller: work.caller, base_url: session.base_url(), ids: &mut ids };
    let outcome = merchant::apply(&mut state, session.world(), work.command, &mut circumstances);
    let answer = render(&outcome);
    let mut commit = Commit::new(session.id(), work.at);
    let recorded = record(session, &state, &outcome, work.owner, &mut commit)
        .and_then(|()| keep_answer(session, work.permit, answer.as_ref(), work.at, &mut commit));
    if let Err(error) = recorded {
        tracing::error!(%error, "a change cannot be written down");
        return Err(unavailable(&error));
    }
    let written = session.store().commit(slot, commit);
    drop(state);
    Ok((Decided { outcome, answer }, written))
}

/// The rows and webhooks of an outcome.
fn record(
    session: &Session,
    state: &merchant::MerchantState,
    outcome: &Outcome,
    owner: Option<&KnownPlatform>,
    commit: &mut Commit,
) -> Result<(), StoreError> {
    if session.store().is_durable() {
        rows(state, &outcome.changed, commit)?;
        if !outcome.changed.is_empty() {
            write_clock(session.clock(), commit)?;
        }
    }
    for event in &outcome.events {
        let Some(webhook_url) = address(owner, event) else { continue };
        let mark = EventMark { id: Uuid::new_v4(), occurred_at: event.occurred_at };
        let staged = OrderEvent {
            id: mark.id,
            order_id: event.order.id.to_string(),
            webhook_url: webhook_url.to_owned(),
            occurred_at: event.occurred_at,
            body: session.order_event(owner, &event.order, &mark).into(),
        };
        for (event, posting) in enqueue(session.faults(), staged) {
            session.outbox().post(event, posting, commit)?;
        }
    }
    Ok(())
}

/// Where an event is pushed: where the platform's profile says, or, when that cannot be had, where it
/// said when the order came about.
fn address<'a>(owner: Option<&'a KnownPlatform>, event: &'a merchant::OrderEvent) -> Option<&'a str> {
    match owner {
        Some(owner) => owner.profile.webhook_url.as_deref(),
        None => event.webhook_url.as_deref(),
    }
}

fn rows(
    state: &merchant::MerchantState,
    changed: &merchant::Changes,
    commit: &mut Commit,
) -> Result<(), StoreError> {
    for id in &changed.checkouts {
        if let Some(checkout) = state.checkout(id) {
            commit.put(Kind::Checkout, id, checkout)?;
        }
    }
    for id in &changed.orders {
        if let Some(order) = state.order(id) {
            commit.put(Kind::Order, id, order)?;
        }
    }
    for product in &changed.stock {
        if let Some(level) = state.stock(product) {
            commit.put(Kind::Stock, product, level)?;
        }
    }
    for email in &changed.customers {
        if let Some(customer) = state.customer(email) {
            commit.put(Kind::Customer, email, customer)?;
        }
    }
    erase_dropped(changed, commit);
    Ok(())
}

/// Erases the rows of what was dropped to stay within bounds.
pub(in crate::simulator) fn erase_dropped(changed: &merchant::Changes, commit: &mut Commit) {
    let dropped = [
        (Kind::Checkout, &changed.evicted_checkouts),
        (Kind::Order, &changed.evicted_orders),
        (Kind::Customer, &changed.evicted_customers),
    ];
    for (kind, keys) in dropped {
        for key in keys {
            commit.erase(kind, key);
        }
    }
}

/// The answer becomes the record of the key, in memory once the commit is written.
fn keep_answer(
    session: &Session,
    permit: Option<Permit>,
    answer: Option<&Answer>,
    at: Instant,
    commit: &mut Commit,
) -> Result<(), StoreError> {
    let (Some(permit), Some(answer)) = (permit, answer) else { return Ok(()) };
    if session.store().is_durable() {
        let record = StoredRecord::new(permit.fingerprint(), answer, at);
        let expires = at.plus(crate::protocol::idempotency::RETENTION);
        commit.put_until(Kind::Idempotency, &permit.key().hex(), &record, Some(expires))?;
    }
    let answer = answer.clone();
    commit.after_write(move || permit.fulfil(answer, at));
    Ok(())
}

fn unavailable(error: &StoreError) -> Failure {
    Failure::new(code::SERVICE_UNAVAILABLE, error.to_string())
        .retry_after(crate::simulator::conditions::RETRY_AFTER)
}
