//! Conversing with the target: draft, complete, sign, send, record, examine.

use super::AssayWorld;
use crate::clock::Clock;
use crate::exchange::{Exchange, ExchangeKind, RequestRecord, ResponseRecord};
use crate::harness::ambient::Observation;
use crate::harness::control::{Control, ControlAction, perform};
use crate::harness::interrupt::{Cause, Interrupt, StepResult};
use crate::harness::outgoing;
use crate::platform::outbound::{OutboundError, Request, Response};
use crate::protocol::operation::Operation;
use crate::report::Symptom;
use crate::transport::request::Draft;
use crate::transport::view::View;
use serde_json::Value;
use std::sync::Arc;

impl AssayWorld {
    /// The draft of an operation: method, path and default headers of the version under test.
    ///
    /// # Errors
    /// When the version does not have the operation.
    pub fn draft(&self, operation: Operation, id: Option<&str>) -> StepResult<Draft> {
        let run = self.run()?;
        let spec = run.contract.operation(operation).ok_or_else(|| {
            Interrupt::NotApplicable(format!("{} has no operation {operation}", run.version))
        })?;
        let mut draft = Draft::new(operation, &spec.method, &spec.path, id);
        if spec.idempotent {
            draft = draft.with_header("Idempotency-Key", uuid::Uuid::new_v4().to_string());
        }
        Ok(draft)
    }

    /// Drafts and sends an operation that a conformant business has no reason to refuse.
    ///
    /// # Errors
    /// As [`Self::draft`] and [`Self::send`].
    pub async fn call(
        &mut self,
        operation: Operation,
        id: Option<&str>,
        body: Option<&Value>,
    ) -> StepResult<View> {
        let mut draft = self.draft(operation, id)?.acceptable();
        if let Some(body) = body {
            draft = draft.with_json(body);
        }
        self.send(draft).await
    }

    /// Authenticates a draft as the acting platform, sends it, records the exchange, examines the
    /// answer (schema and invariants) and remembers it as the last one.
    ///
    /// # Errors
    /// [`Interrupt::Inconclusive`] when the target does not answer.
    pub async fn send(&mut self, draft: Draft) -> StepResult<View> {
        let run = Arc::clone(self.run()?);
        run.breaker.check()?;
        let request = outgoing::compose(&draft, self.business()?, self.platforms.acting()?, &run)?;
        let started = std::time::Instant::now();
        let at = Clock::system().now();
        let outcome = run.client.send(request.clone()).await;
        let elapsed_micros = u64::try_from(started.elapsed().as_micros()).unwrap_or(u64::MAX);
        let id = format!("x{}", self.exchanges.len() + 1);
        let mut exchange = record(&id, at, &draft, request, elapsed_micros);
        let result = match outcome {
            Ok(response) => {
                run.breaker.answered();
                exchange.response = Some(kept(&response));
                Ok(View::new(id, response.status, response.headers, response.body.to_vec()))
            }
            Err(error) => {
                exchange.notes.push(error.to_string());
                Err(no_answer(&run.breaker, draft.operation, &error))
            }
        };
        self.symptom = Some(symptom(&draft, result.as_ref().ok()));
        self.exchanges.push(exchange);
        let view = result?;
        self.answers.push(view.clone());
        self.examine(&draft, &view)?;
        Ok(view)
    }

    /// Asks the ambient questions of an answer.
    fn examine(&mut self, draft: &Draft, view: &View) -> StepResult {
        let run = Arc::clone(self.run()?);
        let case = self.case.as_ref().map_or("", |case| &case.id);
        let observation =
            Observation { contract: run.contract, business: self.business()?, case, draft, view };
        if let Some(exchange) = self.exchanges.last() {
            run.ledger.examine(&observation, exchange);
        }
        Ok(())
    }

    /// Does something to the target behind the protocol's back.
    ///
    /// # Errors
    /// [`Interrupt::NotTested`] when the target offers no control.
    pub async fn control(&mut self, action: ControlAction) -> StepResult {
        let control: Arc<dyn Control> = Arc::clone(&self.session()?.control);
        perform(control.as_ref(), action).await
    }
}

fn record(
    id: &str,
    at: crate::clock::Instant,
    draft: &Draft,
    request: Request,
    elapsed_micros: u64,
) -> Exchange {
    Exchange {
        id: id.to_owned(),
        at,
        kind: ExchangeKind::Call,
        operation: Some(draft.operation),
        request: RequestRecord {
            method: request.method,
            url: request.url,
            headers: request.headers,
            body: request.body.to_vec(),
        },
        response: None,
        elapsed_micros,
        notes: Vec::new(),
    }
}

/// The answer in terms that can be compared between scenarios.
fn symptom(draft: &Draft, view: Option<&View>) -> Symptom {
    let refusal = |view: &View| {
        let message = view.messages().into_iter().next().map(|message| message.code);
        view.error_code().map(str::to_owned).or(message.filter(|_| view.ucp_status() == Some("error")))
    };
    Symptom {
        operation: draft.operation.name().to_owned(),
        status: view.map(|view| view.status),
        code: view.and_then(refusal),
        success_expected: draft.acceptable,
    }
}

fn kept(response: &Response) -> ResponseRecord {
    ResponseRecord {
        status: response.status,
        headers: response.headers.clone(),
        body: response.body.to_vec(),
    }
}

/// A request that could not be sent at all is the scenario's mistake; one without an answer leaves
/// the scenario undecided.
fn no_answer(
    breaker: &crate::harness::breaker::Breaker,
    operation: Operation,
    error: &OutboundError,
) -> Interrupt {
    match error {
        OutboundError::BadRequest(reason) => {
            Interrupt::Harness(format!("{operation} cannot be sent: {reason}"))
        }
        OutboundError::Refused(refusal) => Interrupt::Harness(format!("{operation} is not sent: {refusal}")),
        OutboundError::Unresolvable { .. }
        | OutboundError::Connect(_)
        | OutboundError::Tls(_)
        | OutboundError::Timeout(_)
        | OutboundError::Broken(_) => {
            breaker.silent();
            Interrupt::blocked(format!("{operation}: {error}"), Cause::no_answer())
        }
        OutboundError::TooLarge { .. } | OutboundError::Redirect { .. } | OutboundError::Status(_) => {
            Interrupt::blocked(format!("{operation}: {error}"), Cause::other(error.to_string()))
        }
    }
}
