//! The webhook receiver: who sent it, is it signed, is the order theirs and ours, is it news; then
//! a quick acknowledgement, and reading the order when events came out of order.

use std::sync::{Arc, Weak};
use std::time::Duration;

use serde_json::{Value, json};

use super::inbox::{Carelessness, OrderEvent, Verdict};
use super::terms::Terms;
use super::{Inner, Reference, cache};
use crate::connector::defect::Defect;
use crate::connector::trace::Event;
use crate::crypto::structured_field::UcpAgent;
use crate::exchange::Exchange;
use crate::platform::host::Answer;
use crate::protocol::contract::Direction;
use crate::protocol::operation::Operation;
use crate::protocol::version::{ProtocolVersion, WebhookForm};
use crate::transport::json as strict;
use crate::transport::neutral;

/// Deepest nesting of an event that is read.
const DEPTH: usize = 64;

/// A webhook that is not taken, with the status that says so.
struct Unwelcome {
    status: u16,
    because: String,
}

fn unwelcome(status: u16, because: impl Into<String>) -> Unwelcome {
    Unwelcome { status, because: because.into() }
}

/// What an event says about itself.
struct Named {
    event_id: String,
    occurred_at: i64,
    order: Value,
}

impl Named {
    fn text(&self, member: &str) -> &str {
        self.order.get(member).and_then(Value::as_str).unwrap_or_default()
    }
}

impl Reference {
    /// Puts the receiver behind the inbox of every persona.
    pub(super) fn listen(&self) {
        for (version, persona) in &self.inner.personas {
            let (inner, version): (Weak<Inner>, _) = (Arc::downgrade(&self.inner), *version);
            persona.agent.inbox().decide_with(Arc::new(move |exchange| {
                let inner = inner.clone();
                Box::pin(async move {
                    match inner.upgrade() {
                        Some(inner) => Self { inner }.receive(version, &exchange).await,
                        None => Answer::status(503),
                    }
                })
            }));
        }
    }

    async fn receive(&self, version: ProtocolVersion, exchange: &Exchange) -> Answer {
        let taken = self.take(version, exchange).await;
        let acknowledged = Answer::json(200, &json!({ "ucp": { "version": version.date() } }));
        match taken {
            Ok(()) if self.has(Defect::WebhookRefused) => Answer::status(500),
            Ok(()) => acknowledged,
            Err(Unwelcome { because, .. }) if self.has(Defect::WebhookAckFirst) => {
                self.tell(Event::Decided { step: "drops a webhook".to_owned(), because });
                acknowledged
            }
            Err(Unwelcome { status, because }) => {
                self.tell(Event::Refused { code: format!("webhook_{status}"), because: because.clone() });
                Answer::json(status, &json!({ "code": "webhook_refused", "content": because }))
            }
        }
    }

    async fn take(&self, version: ProtocolVersion, exchange: &Exchange) -> Result<(), Unwelcome> {
        if exchange.request.method != "POST" {
            return Err(unwelcome(405, format!("{} is not POST", exchange.request.method)));
        }
        let document =
            strict::parse(&exchange.request.body, DEPTH).map_err(|reason| unwelcome(400, reason))?;
        let named = name(version, exchange, &document)?;
        let terms = self.sender(version, exchange, &named)?;
        if !self.has(Defect::WebhookUnverified) {
            let kid = self
                .check_webhook(&terms, exchange)
                .await
                .map_err(|reason| unwelcome(401, format!("the signature is refused: {}", reason.reason())))?;
            self.tell(Event::Verified { what: format!("webhook {}", named.event_id), kid });
        }
        self.check_ownership(&terms, &named)?;
        self.check_event(&terms, exchange)?;
        self.accept(&terms, &named);
        Ok(())
    }

    /// The business that sent a webhook: the one it names, or the one the order's checkout is from.
    fn sender(
        &self,
        version: ProtocolVersion,
        exchange: &Exchange,
        named: &Named,
    ) -> Result<Arc<Terms>, Unwelcome> {
        let profiles = self.shelf();
        match version.edition().webhooks {
            WebhookForm::Headers => {
                let header = cache::header(&exchange.request.headers, "ucp-agent").unwrap_or_default();
                let agent = UcpAgent::parse_allowing_loopback_http(header.as_bytes())
                    .map_err(|error| unwelcome(401, error.to_string()))?;
                let url = agent.profile().to_owned();
                profiles
                    .by_profile(&url)
                    .ok_or_else(|| unwelcome(401, format!("{url} is no business known here")))
            }
            WebhookForm::Body => {
                let checkout = named.text("checkout_id");
                let origin = self.memory().origin_of(checkout);
                origin.and_then(|origin| profiles.by_origin(&origin)).ok_or_else(|| {
                    unwelcome(401, format!("the checkout {checkout} was opened at no business known here"))
                })
            }
        }
    }

    /// Only the business at which the order was placed speaks about it.
    fn check_ownership(&self, terms: &Terms, named: &Named) -> Result<(), Unwelcome> {
        let (order, checkout) = (named.text("id"), named.text("checkout_id"));
        if self.memory().owns(&terms.origin, Some(checkout), order) || self.has(Defect::WebhookForeignOrder) {
            return Ok(());
        }
        Err(unwelcome(403, format!("the order {order} was not placed by this connector at {}", terms.origin)))
    }

    fn check_event(&self, terms: &Terms, exchange: &Exchange) -> Result<(), Unwelcome> {
        let schema =
            terms.contract().validator(&terms.capabilities, Operation::OrderEvent, Direction::Request);
        // Orders that were not negotiated have no schema; the event is theirs all the same.
        let Ok(schema) = schema else { return Ok(()) };
        if self.has(Defect::PartialEventTaken) {
            return Ok(());
        }
        let document: Value = serde_json::from_slice(&exchange.request.body).unwrap_or_default();
        let violations = schema.check(&document).violations;
        match (violations.first(), self.settings().schema) {
            (Some(first), super::SchemaDuty::Refuse) => {
                Err(unwelcome(422, format!("the event breaks its schema, {first}")))
            }
            (Some(first), super::SchemaDuty::Note) => {
                let because = format!("the event breaks its schema, {first}");
                self.tell(Event::Decided { step: "goes on as told".to_owned(), because });
                Ok(())
            }
            (None, _) => Ok(()),
        }
    }

    fn accept(&self, terms: &Arc<Terms>, named: &Named) {
        let careless = Carelessness {
            duplicates: self.has(Defect::WebhookDuplicates),
            stale: self.has(Defect::WebhookStale),
        };
        let verdict = self.inner.inbox.take(&named.event_id, named.occurred_at, &named.order, careless);
        let (event_id, order_id) = (named.event_id.clone(), named.text("id").to_owned());
        let said = match verdict {
            Verdict::Accepted => "taken over",
            Verdict::Duplicate => "delivered before, nothing to do",
            Verdict::Older => "older than what is known",
        };
        self.tell(Event::Webhook { event_id, order_id: order_id.clone(), verdict: said.to_owned() });
        self.inner.inbox.announce();
        if verdict == Verdict::Older && !self.has(Defect::NoReconciliation) {
            let because = format!("events about the order {order_id} came out of order");
            self.tell(Event::Decided { step: "reads the order".to_owned(), because });
            let (connector, origin) = (self.clone(), terms.origin.clone());
            // After the acknowledgement, which must not wait for it.
            tokio::spawn(async move { connector.converge(&origin, &order_id).await });
        }
    }

    /// Reads an order whose events came out of order, where the version can.
    async fn converge(&self, origin: &str, order_id: &str) {
        match self.order(origin, order_id).await {
            Ok(view) => self.inner.inbox.reconcile(order_id, view.value().clone()),
            Err(problem) => {
                let step = "keeps what events said".to_owned();
                self.tell(Event::Decided { step, because: problem.to_string() });
            }
        }
    }

    /// The order events received that were in order, oldest first, with what was done with each.
    #[must_use]
    pub fn order_events(&self) -> Vec<OrderEvent> {
        self.inner.inbox.events()
    }

    /// How an order stands as far as events and reads told, and how often that changed.
    #[must_use]
    pub fn known_order(&self, order_id: &str) -> Option<(Value, u64)> {
        self.inner.inbox.order(order_id).map(|known| (known.order, known.changes))
    }

    /// Waits until an event about an order was taken in; `None` when none came in time.
    pub async fn wait_for_order(&self, order_id: &str, patience: Duration) -> Option<Value> {
        self.inner.inbox.wait_for(patience, |inbox| inbox.order(order_id)).await.map(|known| known.order)
    }
}

/// Which event it is, when it occurred, and the order.
fn name(version: ProtocolVersion, exchange: &Exchange, document: &Value) -> Result<Named, Unwelcome> {
    let edition = version.edition();
    let (id, at) = match edition.webhooks {
        WebhookForm::Headers => {
            let header = |name| cache::header(&exchange.request.headers, name);
            (
                header("webhook-id").map(str::to_owned),
                header("webhook-timestamp").and_then(|at| at.parse().ok()),
            )
        }
        WebhookForm::Body => {
            let text = |name: &str| document.get(name).and_then(Value::as_str);
            let at = text("created_time").and_then(|at| at.parse::<jiff::Timestamp>().ok());
            (text("event_id").map(str::to_owned), at.map(jiff::Timestamp::as_second))
        }
    };
    let (Some(event_id), Some(occurred_at)) = (id.filter(|id| !id.is_empty()), at) else {
        return Err(unwelcome(400, "the event says neither which one it is nor when it occurred"));
    };
    Ok(Named { event_id, occurred_at, order: neutral::read(edition, 200, document) })
}
