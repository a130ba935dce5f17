//! Health, readiness, metrics, the document.

use crate::simulator::control::call::{Call, Reply};
use crate::simulator::control::document::OPENAPI;
use crate::simulator::control::metrics;
use crate::simulator::control::problem::{Code, Problem};
use crate::simulator::store::Health;
use serde_json::json;
use std::time::Duration;

/// The process answers.
pub(in super::super) async fn health(_call: Call) -> Result<Reply, Problem> {
    Ok(Reply::ok(json!({"status": "ok"})))
}

/// Every session can take work.
pub(in super::super) async fn ready(call: Call) -> Result<Reply, Problem> {
    for handle in call.control.sessions.list() {
        let reason = match handle.session().store().health() {
            Health::Ready => continue,
            Health::Failed(reason) => reason,
            Health::Closed => "the store is closed".to_owned(),
        };
        return Err(Problem::new(Code::Unavailable, format!("session {:?}: {reason}", handle.id()))
            .at("the store")
            .expected("a store that takes work")
            .mend("restart the merchant; it goes on from what was written")
            .retry_after(Duration::from_secs(1)));
    }
    Ok(Reply::ok(json!({"status": "ready"})))
}

/// Counters and gauges in Prometheus text.
pub(in super::super) async fn metrics(call: Call) -> Result<Reply, Problem> {
    Ok(Reply::Text("text/plain; version=0.0.4; charset=utf-8", metrics::render(&call.control)))
}

/// The document itself.
pub(in super::super) async fn openapi(_call: Call) -> Result<Reply, Problem> {
    Ok(Reply::Static("application/json", OPENAPI))
}
