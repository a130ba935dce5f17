//! Conditions: the merchant under strain, until it is lifted.

use crate::simulator::conditions::{Condition, ConditionKind};
use crate::simulator::control::call::{Call, Reply};
use crate::simulator::control::problem::Problem;
use crate::simulator::session::SessionHandle;
use serde_json::{Value, json};
use std::time::Duration;

fn view(session: &SessionHandle) -> Value {
    let all: Vec<Value> = session.conditions().iter().map(one).collect();
    json!({"conditions": all})
}

fn one(condition: &Condition) -> Value {
    let mut shown = json!({"kind": condition.kind().name()});
    match condition {
        Condition::RateLimit { requests, window } => {
            shown["requests"] = json!(requests);
            shown["window_millis"] = json!(u64::try_from(window.as_millis()).unwrap_or(u64::MAX));
        }
        Condition::IdempotencyStorageDown | Condition::InternalFailure | Condition::Unavailable => {}
    }
    shown
}

fn kind(call: &Call) -> Result<ConditionKind, Problem> {
    let name = call.path("condition");
    ConditionKind::ALL
        .into_iter()
        .find(|kind| kind.name() == name)
        .ok_or_else(|| Problem::missing("condition", name, "GET /v1/openapi.json"))
}

/// The conditions that hold.
pub(in super::super) async fn list(call: Call) -> Result<Reply, Problem> {
    Ok(Reply::ok(view(&call.session()?)))
}

/// Begins one, replacing one of the same kind.
pub(in super::super) async fn set(call: Call) -> Result<Reply, Problem> {
    let session = call.session()?;
    let number = |name: &str, usual: u64| call.body[name].as_u64().unwrap_or(usual);
    session.condition(match kind(&call)? {
        ConditionKind::RateLimit => Condition::RateLimit {
            requests: u32::try_from(number("requests", 0)).unwrap_or(u32::MAX),
            window: Duration::from_millis(number("window_millis", 60_000)),
        },
        ConditionKind::IdempotencyStorageDown => Condition::IdempotencyStorageDown,
        ConditionKind::InternalFailure => Condition::InternalFailure,
        ConditionKind::Unavailable => Condition::Unavailable,
    });
    Ok(Reply::ok(view(&session)))
}

/// Ends one.
pub(in super::super) async fn lift(call: Call) -> Result<Reply, Problem> {
    let session = call.session()?;
    session.lift(kind(&call)?);
    Ok(Reply::Nothing)
}
