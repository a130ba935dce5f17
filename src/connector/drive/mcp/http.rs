//! MCP over streamable HTTP: every message is a `POST`, the answer is JSON or a stream of events.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use futures::future::BoxFuture;
use serde_json::Value;

use super::sse::Events;
use super::{Link, message};
use crate::connector::drive::dialogue::Sorted;
use crate::connector::drive::observed::Observed;
use crate::connector::drive::server::Server;
use crate::connector::drive::text::shortened;
use crate::connector::drive::trouble::Trouble;
use crate::platform::outbound::{Client, OutboundError, Request, Streaming};

/// Most bytes of one answer.
const MOST: usize = 8 * 1024 * 1024;

/// A server behind a URL, which the driver may have started.
pub(in crate::connector::drive) struct HttpLink {
    server: Arc<Server>,
    observed: Observed,
    session: Mutex<Session>,
}

#[derive(Clone, Debug, Default)]
struct Session {
    id: Option<String>,
    version: Option<String>,
}

impl HttpLink {
    /// A link to this server.
    pub(in crate::connector::drive) fn new(server: Server, observed: Observed) -> Self {
        Self { server: Arc::new(server), observed, session: Mutex::default() }
    }

    fn session(&self) -> Session {
        self.session.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn headers(&self) -> Vec<(String, String)> {
        let Session { id, version } = self.session();
        let fixed = [("content-type", "application/json"), ("accept", "application/json, text/event-stream")];
        let session = id.map(|id| ("mcp-session-id".to_owned(), id));
        let version = version.map(|version| ("mcp-protocol-version".to_owned(), version));
        let fixed = fixed.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned()));
        fixed.chain(session).chain(version).collect()
    }

    async fn post(&self, message: &Value, patience: Duration) -> Result<Streaming, Trouble> {
        let client: Client = self.server.client(patience)?;
        let body = Bytes::from(message.to_string());
        let answer = client.open(Request::post(self.server.url(), self.headers(), body)).await;
        let answer = answer.map_err(|error| self.trouble(&error, patience))?;
        if let Some(id) = answer.header("mcp-session-id") {
            self.session.lock().unwrap_or_else(PoisonError::into_inner).id = Some(id.to_owned());
        }
        Ok(answer)
    }

    fn trouble(&self, error: &OutboundError, patience: Duration) -> Trouble {
        if matches!(error, OutboundError::Timeout(_)) {
            self.observed.silent();
            return Trouble::Silent(patience);
        }
        self.server.over().unwrap_or_else(|| Trouble::Unreadable(error.to_string()))
    }

    async fn asked(&self, id: u64, message: &Value, patience: Duration) -> Result<Value, Trouble> {
        let mut answer = self.post(message, patience).await?;
        let stream = answer.header("content-type").is_some_and(|kind| kind.starts_with("text/event-stream"));
        let status = answer.status();
        let mut events = Events::default();
        let mut body = Vec::new();
        while let Some(chunk) = answer.chunk().await.map_err(|error| self.trouble(&error, patience))? {
            if stream {
                for data in events.take(&chunk) {
                    if let Some(found) = self.event(id, &data) {
                        return Ok(found);
                    }
                }
            } else {
                body.extend_from_slice(&chunk);
            }
            if body.len() + events.held() > MOST {
                return Err(Trouble::TooMuch(format!("an answer of more than {MOST} bytes")));
            }
        }
        if stream {
            return Err(Trouble::Unreadable("its stream of events ended without the answer".to_owned()));
        }
        let text = String::from_utf8_lossy(&body);
        let parsed = serde_json::from_slice::<Value>(&body).ok().and_then(|value| this(id, value));
        parsed.ok_or_else(|| Trouble::Unreadable(format!("status {status}: {}", shortened(&text, 300))))
    }

    /// The answer looked for, when an event is it; what is no message counts as stray.
    fn event(&self, id: u64, data: &str) -> Option<Value> {
        let Ok(value) = serde_json::from_str::<Value>(data) else {
            self.observed.stray(data.as_bytes());
            return None;
        };
        if let Value::Array(batch) = value {
            return batch.into_iter().find_map(|one| this(id, one));
        }
        this(id, value)
    }
}

/// The value, when it is the answer to that request. A server that fails to read a request answers
/// without its number.
fn this(id: u64, value: Value) -> Option<Value> {
    match message::sort(&value) {
        Sorted::Answer(number) if number == Some(id) => Some(value),
        Sorted::Notice if value.get("error").is_some() => Some(value),
        Sorted::Answer(_) | Sorted::Notice | Sorted::Question(_) | Sorted::Stray => None,
    }
}

impl Link for HttpLink {
    fn request<'a>(
        &'a self,
        id: u64,
        message: &'a Value,
        patience: Duration,
    ) -> BoxFuture<'a, Result<Value, Trouble>> {
        Box::pin(async move {
            let asked = tokio::time::timeout(patience, self.asked(id, message, patience)).await;
            asked.unwrap_or_else(|_| {
                self.observed.silent();
                Err(Trouble::Silent(patience))
            })
        })
    }

    fn notify<'a>(&'a self, message: &'a Value, patience: Duration) -> BoxFuture<'a, Result<(), Trouble>> {
        Box::pin(async move {
            let answer = self.post(message, patience).await?;
            match answer.status() {
                200..=299 => Ok(()),
                status => {
                    Err(Trouble::Unreadable(format!("a notification is answered with status {status}")))
                }
            }
        })
    }

    fn introduced(&self, result: &Value) {
        let version = result.get("protocolVersion").and_then(Value::as_str).map(str::to_owned);
        self.session.lock().unwrap_or_else(PoisonError::into_inner).version = version;
    }

    fn complaints(&self) -> Option<String> {
        self.server.complaints()
    }

    fn is_alive(&self) -> bool {
        self.server.over().is_none()
    }

    fn close(&self, patience: Duration) -> BoxFuture<'_, ()> {
        Box::pin(async move {
            if self.session().id.is_some()
                && let Ok(client) = self.server.client(patience)
            {
                let (method, url, headers) =
                    ("DELETE".to_owned(), self.server.url().to_owned(), self.headers());
                // Servers may know no such thing as the end of a session.
                let _unheard = client.send(Request { method, url, headers, body: Bytes::new() }).await;
            }
            self.server.close(patience).await;
        })
    }
}
