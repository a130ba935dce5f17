//! Connectors behind a shim: `{"op": …}` in a line, `{"ok": …}` or `{"err": …, "msg": …}` back; over
//! HTTP the same as the bodies of `POST /op`.

use std::time::Duration;

use bytes::Bytes;
use futures::future::BoxFuture;
use serde_json::{Value, json};
use tokio::sync::Mutex;

use super::child::Launch;
use super::dialogue::{Dialogue, Sorted};
use super::engine::{Asked, Engine};
use super::observed::Observed;
use super::reply::Reply;
use super::server::Server;
use super::text::shortened;
use super::trouble::Trouble;
use crate::connector::hygiene::Ping;
use crate::platform::outbound::{OutboundError, Request};

/// A shim on the standard streams of a child process.
pub(super) struct StdioShim {
    dialogue: Dialogue,
    /// One question at a time: answers have no numbers.
    turn: Mutex<()>,
}

impl StdioShim {
    pub(super) fn open(launch: &Launch, observed: Observed) -> Result<Self, String> {
        let dialogue = Dialogue::open(launch, sort, observed)?;
        Ok(Self { dialogue, turn: Mutex::default() })
    }
}

fn sort(message: &Value) -> Sorted {
    if message.get("ok").is_some() || message.get("err").is_some() {
        Sorted::Answer(None)
    } else {
        Sorted::Stray
    }
}

/// The line of a question.
fn question(asked: &Asked) -> Value {
    let mut line = json!({ "op": asked.op });
    if let (Value::Object(line), Value::Object(arguments)) = (&mut line, &asked.arguments) {
        for (name, value) in arguments {
            line.entry(name).or_insert_with(|| value.clone());
        }
    }
    line
}

/// What an answer says.
fn reply(answer: &Value) -> Result<Reply, Trouble> {
    if let Some(value) = answer.get("ok") {
        return Ok(Reply { value: value.clone(), text: value.to_string(), ..Reply::default() });
    }
    let Some(err) = answer.get("err") else {
        let shown = shortened(&answer.to_string(), 300);
        return Err(Trouble::Unreadable(format!("neither `ok` nor `err`: {shown}")));
    };
    let code = err.as_str().map_or_else(|| err.to_string(), str::to_owned);
    let text = answer.get("msg").and_then(Value::as_str).unwrap_or(&code).to_owned();
    let value = answer.get("data").cloned().unwrap_or_default();
    Ok(Reply { value, text, failed: true, code: Some(code), continue_url: None })
}

impl Engine for StdioShim {
    fn call<'a>(&'a self, asked: &'a Asked, patience: Duration) -> BoxFuture<'a, Result<Reply, Trouble>> {
        Box::pin(async move {
            let _turn = self.turn.lock().await;
            reply(&self.dialogue.ask(None, &question(asked), patience).await?)
        })
    }

    fn ping(&self, _patience: Duration) -> BoxFuture<'_, Ping> {
        Box::pin(async { Ping::Unsupported })
    }

    fn complaints(&self) -> Option<String> {
        Some(self.dialogue.complaints())
    }

    fn is_alive(&self) -> bool {
        self.dialogue.over().is_none()
    }

    fn close(&self, patience: Duration) -> BoxFuture<'_, ()> {
        Box::pin(self.dialogue.close(patience))
    }
}

/// A shim behind a URL.
pub(super) struct HttpShim {
    pub(super) server: Server,
    pub(super) observed: Observed,
}

impl HttpShim {
    async fn ask(&self, asked: &Asked, patience: Duration) -> Result<Reply, Trouble> {
        let client = self.server.client(patience)?;
        let url = format!("{}/op", self.server.url().trim_end_matches('/'));
        let headers = vec![("content-type".to_owned(), "application/json".to_owned())];
        let body = Bytes::from(question(asked).to_string());
        let answer = client.send(Request::post(url, headers, body)).await.map_err(|error| match error {
            OutboundError::Timeout(_) => {
                self.observed.silent();
                Trouble::Silent(patience)
            }
            OutboundError::TooLarge { limit } => Trouble::TooMuch(format!("more than {limit} bytes")),
            other => self.server.over().unwrap_or_else(|| Trouble::Unreadable(other.to_string())),
        })?;
        let parsed = serde_json::from_slice::<Value>(&answer.body);
        let parsed = parsed.map_err(|_| {
            let text = shortened(&String::from_utf8_lossy(&answer.body), 300);
            Trouble::Unreadable(format!("status {}: {text}", answer.status))
        })?;
        reply(&parsed)
    }
}

impl Engine for HttpShim {
    fn call<'a>(&'a self, asked: &'a Asked, patience: Duration) -> BoxFuture<'a, Result<Reply, Trouble>> {
        Box::pin(self.ask(asked, patience))
    }

    fn complaints(&self) -> Option<String> {
        self.server.complaints()
    }

    fn is_alive(&self) -> bool {
        self.server.over().is_none()
    }

    fn close(&self, patience: Duration) -> BoxFuture<'_, ()> {
        Box::pin(self.server.close(patience))
    }
}
