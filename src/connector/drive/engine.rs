//! The ways of asking a connector behind one face.

use std::time::Duration;

use futures::future::BoxFuture;
use serde_json::Value;

use super::reply::Reply;
use super::trouble::Trouble;
use crate::connector::hygiene::Ping;

/// One call, its templates rendered.
#[derive(Clone, Debug, Default)]
pub(super) struct Asked {
    /// Tool of an MCP server.
    pub(super) tool: String,
    /// Words after the command.
    pub(super) words: Vec<String>,
    /// Operation of a shim.
    pub(super) op: String,
    /// Arguments, a mapping.
    pub(super) arguments: Value,
    /// What a command prints when it succeeded.
    pub(super) ok_text: Option<String>,
}

/// A way of asking a connector that runs.
pub(super) trait Engine: Send + Sync {
    /// Asks and waits for the answer.
    fn call<'a>(&'a self, asked: &'a Asked, patience: Duration) -> BoxFuture<'a, Result<Reply, Trouble>>;

    /// Asks whether it is there.
    fn ping(&self, _patience: Duration) -> BoxFuture<'_, Ping> {
        Box::pin(async { Ping::Unsupported })
    }

    /// The end of what it wrote to its standard error so far; absent when it has none.
    fn complaints(&self) -> Option<String>;

    /// Whether it can still be asked.
    fn is_alive(&self) -> bool;

    /// Lets it end.
    fn close(&self, patience: Duration) -> BoxFuture<'_, ()>;
}
