//! The clock of a session: it stands still, runs on, moves forward; never back.

use crate::clock::{Clock, Deviation};
use crate::merchant::Changes;
use crate::simulator::control::call::{Call, Reply};
use crate::simulator::control::problem::Problem;
use serde_json::{Value, json};
use std::time::Duration;

/// A clock as shown.
pub(in super::super) fn view(clock: &Clock) -> Value {
    let now = clock.now();
    let ahead = match clock.deviation() {
        Some(Deviation::Ahead(millis)) => Some(millis),
        Some(Deviation::Frozen(_)) => None,
        None => Some(0),
    };
    json!({"now": now.rfc3339(), "millis": now.millis(), "frozen": clock.is_frozen(), "ahead_millis": ahead})
}

/// What the clock shows.
pub(in super::super) async fn get(call: Call) -> Result<Reply, Problem> {
    Ok(Reply::ok(view(call.session()?.clock())))
}

/// Stops it.
pub(in super::super) async fn freeze(call: Call) -> Result<Reply, Problem> {
    let session = call.session()?;
    session.clock().freeze();
    Ok(Reply::ok(view(session.clock())))
}

/// Lets it run on.
pub(in super::super) async fn resume(call: Call) -> Result<Reply, Problem> {
    let session = call.session()?;
    session.clock().resume();
    Ok(Reply::ok(view(session.clock())))
}

/// Moves it forward. What is past its time then expires or settles at once, and webhooks that fall due leave.
pub(in super::super) async fn advance(call: Call) -> Result<Reply, Problem> {
    let session = call.session()?;
    session.advance(Duration::from_millis(call.body["milliseconds"].as_u64().unwrap_or(0)));
    let Changes { checkouts, orders, .. } = session.expire().await?.changed;
    let mut shown = view(session.clock());
    shown["ended_checkouts"] = json!(checkouts);
    shown["placed_orders"] = json!(orders);
    Ok(Reply::ok(shown))
}
