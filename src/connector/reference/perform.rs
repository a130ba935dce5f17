//! The reference connector as a driver: actions in, outcomes out.

use futures::future::BoxFuture;
use serde_json::{Value, json};

use super::{Reference, ShoppingList};
use crate::connector::defect::Defect;
use crate::connector::driver::{Action, Command, Driver, DriverError, Outcome, Payment};
use crate::connector::problem::Problem;
use crate::connector::trace::Event;
use crate::transport::view::View;

impl Driver for Reference {
    fn name(&self) -> &str {
        &self.settings().name
    }

    fn supports(&self, _action: &Action) -> bool {
        true
    }

    fn perform<'a>(&'a self, command: &'a Command) -> BoxFuture<'a, Result<Outcome, DriverError>> {
        Box::pin(async move { Ok(self.act(&command.business, &command.action).await) })
    }
}

impl Reference {
    /// Does one thing at a business and tells what came of it.
    pub async fn act(&self, business: &str, action: &Action) -> Outcome {
        let done = match action {
            Action::Discover => return self.discover(business).await,
            Action::WebhookSeen => return self.seen(),
            Action::Flow { checkout, payment } => return self.flow(business, checkout, payment).await,
            Action::Create { checkout } => self.create(business, checkout).await,
            Action::Get { id } => self.get(business, id).await,
            Action::Update { id, checkout } => self.update(business, id, checkout).await,
            Action::Complete { id, payment, consent } => self.complete(business, id, payment, *consent).await,
            Action::Cancel { id } => self.cancel(business, id).await,
            Action::GetOrder { id } => self.order(business, id).await,
        };
        if let Ok(view) = &done {
            self.told(business, view);
        }
        self.outcome(done)
    }

    /// Remembers what the caller now knows about the price.
    pub(super) fn told(&self, business: &str, view: &View) {
        if let Ok(origin) = super::discovery::origin_of(business) {
            self.memory().told(&origin, view);
        }
    }

    /// What the caller is told.
    pub(super) fn outcome(&self, done: Result<View, Problem>) -> Outcome {
        let mut outcome = match done {
            Ok(view) => Outcome::of(&view),
            Err(problem) => Outcome::failed(&problem),
        };
        if self.has(Defect::ContinueUrlLost) {
            outcome.continue_url = None;
            if let Some(resource) = outcome.resource.as_mut().and_then(Value::as_object_mut) {
                resource.shift_remove("continue_url");
            }
        }
        if self.has(Defect::MessagesLost) {
            outcome.messages.clear();
            if let Some(resource) = outcome.resource.as_mut().and_then(Value::as_object_mut) {
                resource.shift_remove("messages");
            }
        }
        outcome
    }

    async fn discover(&self, business: &str) -> Outcome {
        match self.terms(business).await {
            Err(problem) => {
                let (code, because) = (problem.code.name().to_owned(), problem.detail.to_string());
                self.tell(Event::Refused { code, because });
                Outcome::failed(&problem)
            }
            Ok(terms) => {
                let capabilities: Vec<&str> = terms.capabilities.iter().map(|(name, _)| name).collect();
                let handlers: Vec<&str> =
                    terms.business.payment_handlers.iter().map(|handler| handler.id.as_str()).collect();
                let resource = json!({
                    "version": terms.version.date(), "endpoint": terms.endpoint,
                    "capabilities": capabilities, "payment_handlers": handlers,
                });
                Outcome { resource: Some(resource), ..Outcome::default() }
            }
        }
    }

    /// Buys what a checkout's content lists.
    async fn flow(&self, business: &str, checkout: &Value, payment: &Payment) -> Outcome {
        let list = ShoppingList { payment: Some(payment.clone()), ..ShoppingList::of(business, checkout) };
        self.shop(&list).await.outcome
    }

    fn seen(&self) -> Outcome {
        let events: Vec<Value> = self.order_events().iter().map(|event| json!(event)).collect();
        Outcome { resource: Some(json!({ "events": events })), ..Outcome::default() }
    }
}
