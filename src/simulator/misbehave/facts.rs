//! What rules can ask about a request.

use crate::fault::Facts;
use crate::simulator::pipeline::Context;
use actix_web::HttpRequest;
use serde_json::Value;

/// What is looked up once, when something is armed.
#[derive(Debug, Default)]
pub(super) struct Known {
    /// The request's body, when it is JSON.
    pub(super) body: Option<Value>,
    /// Status of the checkout concerned before the operation.
    status: Option<&'static str>,
}

impl Known {
    pub(super) fn of(context: &Context<'_>) -> Self {
        let body = serde_json::from_slice(&context.body).ok();
        let state = context.session.state();
        let checkout = context.id.as_deref().and_then(|id| state.checkout(id));
        Self { body, status: checkout.map(|checkout| checkout.snapshot.checkout.status.name()) }
    }
}

/// A request as rules see it.
pub(super) struct CallFacts<'a> {
    request: &'a HttpRequest,
    known: &'a Known,
}

impl<'a> CallFacts<'a> {
    pub(super) const fn new(request: &'a HttpRequest, known: &'a Known) -> Self {
        Self { request, known }
    }
}

impl Facts for CallFacts<'_> {
    fn header(&self, name: &str) -> Option<String> {
        self.request.headers().get(name).map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned())
    }

    fn body(&self) -> Option<&Value> {
        self.known.body.as_ref()
    }

    fn status(&self) -> Option<String> {
        self.known.status.map(str::to_owned)
    }
}
