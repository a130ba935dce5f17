//! What happens in a session, as server-sent events, while it happens. A stream has the rights of the request
//! that opened it and ends with them: when the token expires or ends, when the session is replaced.

use super::{clock, journal};
use crate::simulator::control::call::{Call, Reply};
use crate::simulator::control::control::Control;
use crate::simulator::control::problem::{Code, Problem};
use crate::simulator::control::token::Grant;
use crate::simulator::session::SessionHandle;
use crate::simulator::webhook::Tally;
use bytes::Bytes;
use futures::StreamExt;
use serde_json::{Value, json};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{Notify, OwnedSemaphorePermit, watch};

/// After so much silence a comment is sent, so that both sides notice a dead connection.
const HEARTBEAT: Duration = Duration::from_secs(5);
/// Exchanges sent in one go.
const BATCH: usize = 64;

/// One open stream.
struct Stream {
    control: Arc<Control>,
    grant: Grant,
    session: SessionHandle,
    recorded: watch::Receiver<u64>,
    tally: watch::Receiver<Tally>,
    moved: Arc<Notify>,
    last: u64,
    begun: bool,
    ended: bool,
    _place: OwnedSemaphorePermit,
}

/// Opens a stream.
pub(in super::super) async fn stream(call: Call) -> Result<Reply, Problem> {
    let session = call.session()?;
    let place = Arc::clone(&call.control.streams).try_acquire_owned().map_err(|_| {
        Problem::new(Code::Unavailable, "too many event streams are open")
            .expected(format!("at most {} at once", call.control.limits.streams))
            .mend("close one")
            .retry_after(Duration::from_secs(1))
    })?;
    let moved = Arc::new(Notify::new());
    let listener = Arc::downgrade(&moved);
    session.clock().on_move(move || listener.upgrade().map(|moved| moved.notify_one()).is_some());
    let after = call.query.get("after").and_then(Value::as_u64);
    let stream = Stream {
        recorded: session.journal().watch(),
        tally: session.outbox().watch(),
        moved,
        last: after.unwrap_or_else(|| session.journal().recorded()),
        begun: false,
        ended: false,
        control: call.control,
        grant: call.grant,
        session,
        _place: place,
    };
    Ok(Reply::Events(futures::stream::unfold(stream, Stream::next).boxed_local()))
}

impl Stream {
    async fn next(mut self) -> Option<(Bytes, Self)> {
        if self.ended {
            return None;
        }
        if !self.begun {
            self.begun = true;
            let text = self.state();
            return Some((text.into(), self));
        }
        let mut text = self.exchanges();
        while text.is_empty() {
            if let Some(reason) = self.over() {
                self.ended = true;
                text = event("end", None, &json!({"reason": reason}));
                break;
            }
            text = self.wait().await;
        }
        Some((text.into(), self))
    }

    /// Waits for something to tell, or for the next heartbeat.
    async fn wait(&mut self) -> String {
        tokio::select! {
            _ = self.recorded.changed() => self.exchanges(),
            _ = self.tally.changed() => self.state(),
            () = self.moved.notified() => self.state(),
            () = tokio::time::sleep(HEARTBEAT) => ": still here\n\n".to_owned(),
        }
    }

    /// Why the stream ends, if it does.
    fn over(&self) -> Option<&'static str> {
        if self.session.session().is_retired() {
            return Some("the session was reset or removed");
        }
        let expired = self.grant.expires_at.is_some_and(|at| at <= self.control.clock.now());
        let ended = self.grant.expires_at.is_some()
            && !self.control.tokens.list(self.control.clock.now()).iter().any(|one| one.id == self.grant.id);
        (expired || ended).then_some("the token expired or ended")
    }

    /// Exchanges recorded since.
    fn exchanges(&mut self) -> String {
        self.recorded.mark_unchanged();
        let mut text = String::new();
        for (number, exchange) in self.session.journal().after(self.last, BATCH) {
            self.last = number;
            text.push_str(&event("exchange", Some(number), &journal::view(number, &exchange)));
        }
        text
    }

    fn state(&mut self) -> String {
        let Tally { pending, delivered, dead } = *self.tally.borrow_and_update();
        event(
            "state",
            None,
            &json!({
                "session": self.session.id(),
                "clock": clock::view(self.session.clock()),
                "webhooks": {"pending": pending, "delivered": delivered, "dead": dead},
            }),
        )
    }
}

/// One event. JSON on one line holds no line break, so nothing can end an event early.
fn event(name: &str, id: Option<u64>, data: &Value) -> String {
    let id = id.map(|id| format!("id: {id}\n")).unwrap_or_default();
    format!("{id}event: {name}\ndata: {data}\n\n")
}
