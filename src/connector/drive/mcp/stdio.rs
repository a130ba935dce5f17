//! MCP over the standard streams of a child process.

use std::time::Duration;

use futures::future::BoxFuture;
use serde_json::Value;

use super::{Link, message};
use crate::connector::drive::child::Launch;
use crate::connector::drive::dialogue::Dialogue;
use crate::connector::drive::observed::Observed;
use crate::connector::drive::trouble::Trouble;

/// A child process that speaks JSON-RPC.
pub(in crate::connector::drive) struct StdioLink(Dialogue);

impl StdioLink {
    /// Starts it.
    pub(in crate::connector::drive) fn open(launch: &Launch, observed: Observed) -> Result<Self, String> {
        Dialogue::open(launch, message::sort, observed).map(Self)
    }
}

impl Link for StdioLink {
    fn request<'a>(
        &'a self,
        id: u64,
        message: &'a Value,
        patience: Duration,
    ) -> BoxFuture<'a, Result<Value, Trouble>> {
        Box::pin(self.0.ask(Some(id), message, patience))
    }

    fn notify<'a>(&'a self, message: &'a Value, patience: Duration) -> BoxFuture<'a, Result<(), Trouble>> {
        Box::pin(async move {
            let told = tokio::time::timeout(patience, self.0.tell(message)).await;
            told.map_err(|_| Trouble::Silent(patience))
        })
    }

    fn complaints(&self) -> Option<String> {
        Some(self.0.complaints())
    }

    fn is_alive(&self) -> bool {
        self.0.over().is_none()
    }

    fn close(&self, patience: Duration) -> BoxFuture<'_, ()> {
        Box::pin(self.0.close(patience))
    }
}
