//! Connectors that are MCP servers. The client is our own: the SDK's skips stray output without telling,
//! and reads answers into types that servers in the field bend. Here both are what is looked at.

mod http;
mod message;
mod sse;
mod stdio;

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use futures::future::BoxFuture;
use serde_json::{Value, json};

use super::engine::{Asked, Engine};
use super::reply::Reply;
use super::trouble::Trouble;
use crate::connector::hygiene::Ping;

pub(super) use http::HttpLink;
pub(super) use stdio::StdioLink;

/// The version of MCP that is asked for; servers answer with theirs.
const MCP_VERSION: &str = "2025-06-18";
/// Most pages of tools that are read.
const PAGES: usize = 20;

/// How messages get to a server and answers come back.
pub(super) trait Link: Send + Sync {
    /// Sends a request and waits for its response.
    fn request<'a>(
        &'a self,
        id: u64,
        message: &'a Value,
        patience: Duration,
    ) -> BoxFuture<'a, Result<Value, Trouble>>;

    /// Sends a notification.
    fn notify<'a>(&'a self, message: &'a Value, patience: Duration) -> BoxFuture<'a, Result<(), Trouble>>;

    /// What a server said of the session, for later requests.
    fn introduced(&self, _result: &Value) {}

    /// The end of what it wrote to its standard error so far.
    fn complaints(&self) -> Option<String>;

    /// Whether it can still be asked.
    fn is_alive(&self) -> bool;

    /// Lets it end.
    fn close(&self, patience: Duration) -> BoxFuture<'_, ()>;
}

/// An MCP session.
pub(super) struct Mcp<L> {
    link: L,
    next: AtomicU64,
}

impl<L: Link> Mcp<L> {
    /// Introduces itself, and looks whether the server has these tools.
    pub(super) async fn open(link: L, tools: &[&str], patience: Duration) -> Result<Self, String> {
        let session = Self { link, next: AtomicU64::new(1) };
        let introduced = tokio::time::timeout(patience, session.introduce(patience, tools)).await;
        let introduced =
            introduced.unwrap_or(Err(format!("it is not ready within {} ms", patience.as_millis())));
        match introduced {
            Ok(()) => Ok(session),
            Err(reason) => {
                let said = session
                    .link
                    .complaints()
                    .filter(|said| !said.is_empty() && !reason.contains(said.as_str()));
                session.link.close(Duration::from_millis(200)).await;
                Err(said.map_or(reason.clone(), |said| format!("{reason}; it said: {said}")))
            }
        }
    }

    async fn introduce(&self, patience: Duration, tools: &[&str]) -> Result<(), String> {
        let client = json!({ "name": "ucp-assay", "version": env!("CARGO_PKG_VERSION") });
        let hello = json!({ "protocolVersion": MCP_VERSION, "capabilities": {}, "clientInfo": client });
        let answer = self.ask("initialize", hello, patience).await.map_err(|trouble| trouble.to_string())?;
        let result = answer
            .get("result")
            .ok_or_else(|| format!("`initialize` is refused: {}", message::error(&answer)))?;
        self.link.introduced(result);
        let ready = json!({ "jsonrpc": "2.0", "method": "notifications/initialized" });
        self.link.notify(&ready, patience).await.map_err(|trouble| trouble.to_string())?;
        let offered = self.offered(patience).await?;
        let missing: Vec<&str> =
            tools.iter().copied().filter(|tool| !offered.iter().any(|one| one == tool)).collect();
        if missing.is_empty() {
            return Ok(());
        }
        Err(format!("it has no tool {}; it has: {}", missing.join(", "), offered.join(", ")))
    }

    /// The names of its tools.
    async fn offered(&self, patience: Duration) -> Result<Vec<String>, String> {
        let mut names = Vec::new();
        let mut cursor = None;
        for _ in 0..PAGES {
            let params = cursor.map_or_else(|| json!({}), |cursor: String| json!({ "cursor": cursor }));
            let answer =
                self.ask("tools/list", params, patience).await.map_err(|trouble| trouble.to_string())?;
            let result = answer
                .get("result")
                .ok_or_else(|| format!("`tools/list` is refused: {}", message::error(&answer)))?;
            let tools = result
                .get("tools")
                .and_then(Value::as_array)
                .ok_or("`tools/list` answers no list of tools")?;
            names.extend(tools.iter().filter_map(|tool| tool.get("name")?.as_str().map(str::to_owned)));
            cursor = result.get("nextCursor").and_then(Value::as_str).map(str::to_owned);
            if cursor.is_none() {
                break;
            }
        }
        Ok(names)
    }

    async fn ask(&self, method: &str, params: Value, patience: Duration) -> Result<Value, Trouble> {
        let id = self.next.fetch_add(1, Ordering::SeqCst);
        let request = json!({ "jsonrpc": "2.0", "id": id, "method": method, "params": params });
        let answer = self.link.request(id, &request, patience).await;
        if let Err(Trouble::Silent(_)) = &answer {
            let params = json!({ "requestId": id, "reason": "no answer in time" });
            let cancelled =
                json!({ "jsonrpc": "2.0", "method": "notifications/cancelled", "params": params });
            // It did not answer a question; that it does not hear this either changes nothing.
            let _unheard = self.link.notify(&cancelled, Duration::from_millis(200)).await;
        }
        answer
    }
}

impl<L: Link> Engine for Mcp<L> {
    fn call<'a>(&'a self, asked: &'a Asked, patience: Duration) -> BoxFuture<'a, Result<Reply, Trouble>> {
        Box::pin(async move {
            let params = json!({ "name": asked.tool, "arguments": asked.arguments });
            let answer = self.ask("tools/call", params, patience).await?;
            message::reply(&answer).map_err(Trouble::Unreadable)
        })
    }

    fn ping(&self, patience: Duration) -> BoxFuture<'_, Ping> {
        Box::pin(async move {
            let begun = Instant::now();
            match self.ask("ping", json!({}), patience).await {
                Ok(_) => Ping::Answered(begun.elapsed()),
                Err(_) => Ping::Silent(patience),
            }
        })
    }

    fn complaints(&self) -> Option<String> {
        self.link.complaints()
    }

    fn is_alive(&self) -> bool {
        self.link.is_alive()
    }

    fn close(&self, patience: Duration) -> BoxFuture<'_, ()> {
        self.link.close(patience)
    }
}
