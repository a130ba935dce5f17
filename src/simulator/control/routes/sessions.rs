//! Sessions: isolated worlds behind authorities of their own.

use super::clock;
use crate::clock::{Clock, Instant};
use crate::protocol::version::ProtocolVersion;
use crate::simulator::control::call::{Call, Reply};
use crate::simulator::control::cursor::Wanted;
use crate::simulator::control::problem::{Code, Problem};
use crate::simulator::session::SessionHandle;
use crate::simulator::sessions::SessionOptions;
use crate::simulator::settings::{Authentication, ResponseSigning, WorldSource};
use serde::Deserialize;
use serde_json::{Value, json};

/// A session as shown.
pub(in super::super) fn view(handle: &SessionHandle) -> Value {
    let session = handle.session();
    let (checkouts, orders) = {
        let state = session.state();
        (state.checkouts().count(), state.orders().count())
    };
    let tally = handle.outbox().tally();
    let conditions = handle.conditions();
    let conditions: Vec<&str> = conditions.iter().map(|condition| condition.kind().name()).collect();
    json!({
        "id": handle.id(),
        "base_url": handle.base_url(),
        "version": handle.version().date(),
        "world": handle.world().name,
        "clock": clock::view(handle.clock()),
        "checkouts": checkouts,
        "orders": orders,
        "exchanges": handle.journal().recorded(),
        "webhooks": {"pending": tally.pending, "delivered": tally.delivered, "dead": tally.dead},
        "conditions": conditions,
        "faults": {"armed": handle.faults().list().len(), "fired": handle.faults().fired()},
    })
}

/// Every session.
pub(in super::super) async fn list(call: Call) -> Result<Reply, Problem> {
    let wanted: Wanted<String> = Wanted::read("sessions", &call.query)?;
    let all = call.control.sessions.list();
    Ok(Reply::ok(wanted.page("sessions", all.iter().map(|handle| (handle.id().to_owned(), view(handle))))))
}

/// One session.
pub(in super::super) async fn get(call: Call) -> Result<Reply, Problem> {
    Ok(Reply::ok(view(&call.session()?)))
}

/// What a session is to be like.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Wish {
    id: String,
    world: Option<World>,
    version: Option<String>,
    authentication: Option<Authentication>,
    response_signing: Option<ResponseSigning>,
    approved_platforms: Option<Vec<String>>,
    /// Milliseconds since the epoch.
    frozen_at: Option<i64>,
}

/// Where its world comes from. No file of this machine: a token is no permission to read files.
#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum World {
    Name(String),
    Yaml(String),
}

impl Wish {
    fn options(self) -> Result<SessionOptions, Problem> {
        let spoken = |date: String| {
            ProtocolVersion::parse(&date).ok_or_else(|| {
                let known: Vec<&str> = ProtocolVersion::ALL.iter().map(|version| version.date()).collect();
                Problem::new(Code::InvalidBody, format!("version {date:?} is not spoken"))
                    .at("body /version")
                    .expected(known.join(", "))
                    .mend("name one of these, or none for the merchant's own")
            })
        };
        Ok(SessionOptions {
            world: self.world.map(|world| match world {
                World::Name(name) => WorldSource::Builtin(name),
                World::Yaml(text) => WorldSource::Inline(text),
            }),
            version: self.version.map(spoken).transpose()?,
            authentication: self.authentication,
            response_signing: self.response_signing,
            clock: self.frozen_at.map(|at| Clock::frozen(Instant::from_millis(at))),
            approved_platforms: self.approved_platforms,
            ..SessionOptions::default()
        })
    }
}

/// A new session.
pub(in super::super) async fn create(mut call: Call) -> Result<Reply, Problem> {
    let wish: Wish = call.typed()?;
    let id = wish.id.clone();
    let handle = call.control.sessions.open(&id, wish.options()?).await?;
    Ok(Reply::Json(201, view(&handle)))
}

/// Forgets a session, its snapshots and all that is stored of it.
pub(in super::super) async fn delete(call: Call) -> Result<Reply, Problem> {
    let name = call.session()?.id().to_owned();
    call.control.sessions.remove(&name).await?;
    call.control.snapshots.forget_all(&name);
    Ok(Reply::Nothing)
}

/// Begins a session anew; its snapshots stay.
pub(in super::super) async fn reset(call: Call) -> Result<Reply, Problem> {
    let handle = call.control.sessions.reset(call.path("session")).await?;
    Ok(Reply::ok(view(&handle)))
}
