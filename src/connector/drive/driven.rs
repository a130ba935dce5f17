//! A connector that is driven by its file, in one scenario.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use futures::future::BoxFuture;
use serde_json::Value;
use tokio::sync::Mutex;

use super::engine::Engine;
use super::file::{Compiled, Loaded, Operation, Scope};
use super::launch;
use super::memory::Memory;
use super::observed::Observed;
use super::trouble::Trouble;
use super::{Kind, Surroundings, scope};
use crate::connector::driver::{Action, Command, Driver, DriverError, Outcome};
use crate::connector::hygiene::{Delivery, Hygiene, Ping};
use crate::exchange::RequestRecord;
use crate::platform::outbound::{Client, ClientSettings, Limits, Policy, Request};

/// Longest wait for a `ping`.
const PING: Duration = Duration::from_secs(5);
/// Longest wait for the answer to a webhook.
const WEBHOOK: Duration = Duration::from_secs(10);
/// Headers of one connection, which nobody passes on.
const HOP_BY_HOP: [&str; 5] = ["connection", "keep-alive", "transfer-encoding", "content-length", "upgrade"];

/// A connector in one scenario.
pub(super) struct Driven {
    pub(super) plan: Arc<Loaded>,
    pub(super) around: Surroundings,
    pub(super) scope: Scope,
    pub(super) observed: Observed,
    pub(super) memory: Memory,
    /// Absent until it is started, where starting it is an action.
    pub(super) engine: Mutex<Option<Arc<dyn Engine>>>,
    /// It is another scenario's too, and goes on.
    pub(super) shared: bool,
    /// What was noticed before this scenario.
    pub(super) before: Hygiene,
}

/// The operation that an action is for this connector, with its call; what only changes the delivery
/// may have a call of its own.
pub(super) fn call_of<'p>(plan: &'p Loaded, action: &Action) -> Option<(Operation, &'p Compiled)> {
    let operation = Operation::of(action);
    let content = match action {
        Action::Create { checkout } | Action::Update { checkout, .. } | Action::Flow { checkout, .. } => {
            Some(checkout)
        }
        Action::Discover
        | Action::Get { .. }
        | Action::Complete { .. }
        | Action::Cancel { .. }
        | Action::GetOrder { .. }
        | Action::WebhookSeen => None,
    };
    let members: Vec<&str> = content
        .and_then(Value::as_object)
        .into_iter()
        .flat_map(|content| content.keys().map(String::as_str))
        .collect();
    let delivery = operation == Operation::Update && members == ["fulfillment"];
    let own = delivery.then(|| plan.calls.get(&Operation::SetFulfillment)).flatten();
    if let Some(call) = own {
        return Some((Operation::SetFulfillment, call));
    }
    let call = plan.calls.get(&operation)?;
    let carries = |known: &Vec<String>| members.iter().all(|member| known.iter().any(|one| one == member));
    call.call.members.as_ref().is_none_or(carries).then_some((operation, call))
}

impl Driven {
    fn failed(&self, action: &'static str, reason: impl Into<String>) -> DriverError {
        DriverError { driver: self.plan.file.name.clone(), action, reason: reason.into() }
    }

    /// The connector, started when it is not yet.
    async fn engine(&self) -> Result<Arc<dyn Engine>, Trouble> {
        let mut engine = self.engine.lock().await;
        if let Some(engine) = &*engine {
            return Ok(Arc::clone(engine));
        }
        let started = launch::start(&self.plan, &self.around, &self.scope, &self.observed).await;
        let started = started.map_err(|reason| Trouble::NotStarted(self.observed.clean(&reason)))?;
        *engine = Some(Arc::clone(&started));
        Ok(started)
    }

    /// Starts it anew, where that is an action.
    async fn spawn(&self) -> Outcome {
        let running = self.engine.lock().await.take();
        if let Some(running) = running {
            running.close(self.plan.file.timeouts.close()).await;
        }
        match self.engine().await {
            Ok(_) => Outcome::default(),
            Err(trouble) => trouble.outcome(),
        }
    }

    async fn act(&self, operation: Operation, call: &Compiled, command: &Command) -> Outcome {
        if call.call.spawn {
            return self.spawn().await;
        }
        let engine = match self.engine().await {
            Ok(engine) => engine,
            Err(trouble) => return trouble.outcome(),
        };
        let form = self.plan.file.business;
        let (known, sent) = scope::call(&self.scope, form, &self.around, command, &self.memory);
        let standard = match self.plan.file.kind {
            Kind::Shim => launch::standard(operation, &command.action, &known),
            Kind::McpStdio | Kind::McpHttp | Kind::Exec | Kind::Reference => {
                Value::Object(serde_json::Map::new())
            }
        };
        let asked = launch::render(call, operation.name(), &known, &standard);
        let answered = engine.call(&asked, self.plan.file.timeouts.call()).await;
        let clean = |text: &str| self.observed.clean(text);
        let outcome = match answered {
            Ok(reply) => reply.outcome(&self.plan.file, clean),
            Err(trouble) => {
                let outcome = trouble.outcome();
                Outcome { error: outcome.error.as_deref().map(clean), ..outcome }
            }
        };
        self.memory.learn(&command.action, sent.as_ref(), &outcome);
        outcome
    }
}

impl Driver for Driven {
    fn name(&self) -> &str {
        &self.plan.file.name
    }

    fn supports(&self, action: &Action) -> bool {
        call_of(&self.plan, action).is_some()
    }

    fn perform<'a>(&'a self, command: &'a Command) -> BoxFuture<'a, Result<Outcome, DriverError>> {
        Box::pin(async move {
            let action = command.action.name();
            let (operation, call) = call_of(&self.plan, &command.action)
                .ok_or_else(|| self.failed(action, "its file has no call for it"))?;
            self.observed.doing(Some(action));
            let outcome = self.act(operation, call, command).await;
            self.observed.doing(None);
            Ok(outcome)
        })
    }

    fn hygiene(&self) -> BoxFuture<'_, Hygiene> {
        Box::pin(async move {
            let engine = self.engine.lock().await;
            if let Some(said) = engine.as_ref().and_then(|engine| engine.complaints()) {
                self.observed.complaints(&said);
            }
            since(&self.before, self.observed.hygiene())
        })
    }

    fn ping(&self) -> BoxFuture<'_, Result<Ping, DriverError>> {
        Box::pin(async move {
            let engine = self.engine.lock().await.clone();
            let engine = engine.ok_or_else(|| self.failed("ping", "it is not started"))?;
            Ok(engine.ping(PING).await)
        })
    }

    fn deliver<'a>(&'a self, webhook: &'a RequestRecord) -> BoxFuture<'a, Result<Delivery, DriverError>> {
        Box::pin(async move {
            let Some(url) = self.plan.start.webhook.as_ref().and_then(|url| url.render(&self.scope)) else {
                return Ok(Delivery::NoReceiver);
            };
            let url = url.as_str().map_or_else(|| url.to_string(), str::to_owned);
            let limits = Limits { connect: WEBHOOK, read: WEBHOOK, total: WEBHOOK, ..Limits::OPERATION };
            let settings =
                ClientSettings::new(Policy::UNGUARDED, self.around.roots.clone()).with_limits(limits);
            let client = Client::new(settings).map_err(|error| self.failed("deliver", error.to_string()))?;
            let headers = webhook.headers.iter();
            let passed =
                headers.filter(|(name, _)| !HOP_BY_HOP.contains(&name.to_ascii_lowercase().as_str()));
            let body = Bytes::from(webhook.body.clone());
            let request =
                Request { method: webhook.method.clone(), url, headers: passed.cloned().collect(), body };
            Ok(match client.send(request).await {
                Ok(answer) => Delivery::Answered { status: answer.status, body: answer.body.to_vec() },
                Err(error) => Delivery::Failed(error.to_string()),
            })
        })
    }

    fn close(&self) -> BoxFuture<'_, ()> {
        Box::pin(async move {
            let engine = self.engine.lock().await.take();
            if let Some(engine) = engine.filter(|_| !self.shared) {
                engine.close(self.plan.file.timeouts.close()).await;
            }
        })
    }
}

/// What was noticed in this scenario.
fn since(before: &Hygiene, now: Hygiene) -> Hygiene {
    let samples = now.stray_samples.into_iter().skip(before.stray_samples.len()).collect();
    Hygiene {
        stray_lines: now.stray_lines - before.stray_lines,
        stray_samples: samples,
        unasked_answers: now.unasked_answers - before.unasked_answers,
        silent_calls: now.silent_calls - before.silent_calls,
        ..now
    }
}
