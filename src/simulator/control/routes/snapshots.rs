//! Snapshots: what a session remembers, to go back to. They stay in the process.

use super::sessions;
use crate::simulator::control::call::{Call, Reply};
use crate::simulator::control::cursor::Wanted;
use crate::simulator::control::problem::{Code, Problem};
use crate::simulator::session::Checkpoint;
use crate::simulator::store::Kind;
use serde_json::{Value, json};

fn view(name: &str, checkpoint: &Checkpoint) -> Value {
    json!({
        "name": name,
        "taken_at": checkpoint.taken_at.rfc3339(),
        "digest": checkpoint.digest(),
        "checkouts": checkpoint.count(Kind::Checkout),
        "orders": checkpoint.count(Kind::Order),
        "webhooks": checkpoint.count(Kind::Webhook),
        "idempotency_records": checkpoint.count(Kind::Idempotency),
    })
}

fn missing(name: &str) -> Problem {
    Problem::missing("snapshot", name, "GET …/snapshots")
}

/// The snapshots of a session.
pub(in super::super) async fn list(call: Call) -> Result<Reply, Problem> {
    let session = call.session()?;
    let wanted: Wanted<String> = Wanted::read("snapshots", &call.query)?;
    let all = call.control.snapshots.of(session.id());
    Ok(Reply::ok(wanted.page("snapshots", all.iter().map(|(name, one)| (name.clone(), view(name, one))))))
}

/// Takes one; one of the same name is replaced.
pub(in super::super) async fn take(call: Call) -> Result<Reply, Problem> {
    let session = call.session()?;
    let name = call.body["name"].as_str().unwrap_or_default();
    let checkpoint = session.checkpoint()?;
    let shown = view(name, &checkpoint);
    if call.control.snapshots.keep(session.id(), name, checkpoint) {
        return Ok(Reply::Json(201, shown));
    }
    Err(Problem::new(Code::LimitReached, "no more snapshots can be kept")
        .expected(format!("at most {} per session, 256 in all", call.control.limits.snapshots))
        .mend("DELETE one, or take this one under a name that exists"))
}

/// Forgets one.
pub(in super::super) async fn delete(call: Call) -> Result<Reply, Problem> {
    let session = call.session()?;
    let name = call.path("snapshot");
    if call.control.snapshots.forget(session.id(), name) { Ok(Reply::Nothing) } else { Err(missing(name)) }
}

/// Takes the session back to one.
pub(in super::super) async fn restore(call: Call) -> Result<Reply, Problem> {
    let session = call.session()?;
    let name = call.path("snapshot");
    let checkpoint = call.control.snapshots.get(session.id(), name).ok_or_else(|| missing(name))?;
    let handle = call.control.sessions.restore(session.id(), checkpoint).await?;
    Ok(Reply::ok(sessions::view(&handle)))
}
