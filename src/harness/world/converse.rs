//! Conversing with the target: draft, complete, sign, send, record, examine.

use super::AssayWorld;
use crate::harness::ambient::Observation;
use crate::harness::control::{Control, ControlAction, perform};
use crate::harness::interrupt::{Cause, Interrupt, StepResult};
use crate::harness::plan::AuthenticationMode;
use crate::harness::secrets;
use crate::harness::suite::Case;
use crate::platform::outbound::OutboundError;
use crate::platform::signed_client::{Call, Credentials, SignedClient, SignedRequest, Tamper};
use crate::protocol::operation::Operation;
use crate::report::Symptom;
use crate::transport::neutral::{Accommodation, RequestForm};
use crate::transport::request::Draft;
use crate::transport::view::View;
use futures::future::join_all;
use serde_json::Value;
use std::sync::Arc;

/// A request as it was sent: what was meant and every byte of it.
#[derive(Clone, Debug)]
pub struct Sent {
    /// What was meant, before authentication and tampering.
    pub draft: Draft,
    /// What was sent.
    pub request: SignedRequest,
}

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
        let form = RequestForm::new(run.version.edition())
            .about(id)
            .in_currency(self.plan()?.currency.as_deref())
            .accommodating(self.accommodations()?);
        let mut draft = Draft::new(operation, &spec.method, &spec.path, id).with_form(form);
        if spec.idempotent {
            draft = draft.with_header("Idempotency-Key", uuid::Uuid::new_v4().to_string());
        }
        Ok(draft)
    }

    /// Whether the target gets what it needs beyond the protocol; not in a scenario about just that.
    ///
    /// # Errors
    /// When the scenario has no run.
    pub fn accommodates(&self, what: Accommodation) -> StepResult<bool> {
        Ok(self.accommodations()?.contains(&what))
    }

    /// What the target gets in this scenario beyond the protocol.
    fn accommodations(&self) -> StepResult<Vec<Accommodation>> {
        let mut all = self.plan()?.target.accommodate.clone();
        all.retain(|what| !self.case.as_ref().is_some_and(|case| goes_without(case, *what)));
        Ok(all)
    }

    /// What this scenario alone goes without.
    fn without(&self) -> StepResult<Option<String>> {
        let Some(case) = &self.case else { return Ok(None) };
        let mut accommodated = self.plan()?.target.accommodate.iter();
        let found = accommodated.find(|what| goes_without(case, **what));
        Ok(found.map(|what| what.name().to_owned()))
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
        self.send_tampered(draft, &[]).await
    }

    /// As [`Self::send`], with something wrong on purpose.
    ///
    /// # Errors
    /// As [`Self::send`]; [`Interrupt::Harness`] when the tampering asks for something impossible.
    pub async fn send_tampered(&mut self, draft: Draft, tampers: &[Tamper]) -> StepResult<View> {
        let sent = self.compose(draft, tampers)?;
        self.deliver(&sent).await
    }

    /// The request that a draft stands for, authenticated as the acting platform, ready to be
    /// delivered any number of times, the same to the byte.
    ///
    /// # Errors
    /// [`Interrupt::Harness`] when it cannot be written, [`Interrupt::NotTested`] when the plan
    /// names a credential that is not there.
    pub fn compose(&self, draft: Draft, tampers: &[Tamper]) -> StepResult<Sent> {
        let identity = &self.platforms.acting()?.identity;
        let request = self.client()?.compose(identity, &draft, tampers).map_err(|error| {
            Interrupt::Harness(format!("{} cannot be composed: {error}", draft.operation))
        })?;
        Ok(Sent { draft, request })
    }

    /// Sends a composed request, as [`Self::send`] does.
    ///
    /// # Errors
    /// As [`Self::send`].
    pub async fn deliver(&mut self, sent: &Sent) -> StepResult<View> {
        self.run()?.breaker.check()?;
        let call = self.client()?.send(&sent.request).await;
        self.heard(sent, call)
    }

    /// Sends a composed request several times at the same moment and waits for every answer.
    ///
    /// # Errors
    /// As [`Self::send`].
    pub async fn deliver_at_once(&mut self, sent: &Sent, times: usize) -> StepResult<Vec<View>> {
        self.run()?.breaker.check()?;
        let client = self.client()?;
        let calls = join_all((0..times).map(|_| client.send(&sent.request))).await;
        // Every exchange is recorded before the first failure ends the step.
        let heard: Vec<StepResult<View>> = calls.into_iter().map(|call| self.heard(sent, call)).collect();
        heard.into_iter().collect()
    }

    /// Records what came of a request and examines the answer.
    fn heard(&mut self, sent: &Sent, mut call: Call) -> StepResult<View> {
        let run = Arc::clone(self.run()?);
        call.exchange.id = format!("x{}", self.exchanges.len() + 1);
        let outcome = call.view();
        match &outcome {
            Ok(_) => run.breaker.answered(),
            Err(error) if silent(error) => run.breaker.silent(),
            Err(_) => {}
        }
        let expects_refusal = self.case.as_ref().is_some_and(|case| case.expects_refusal());
        self.symptom = Some(Symptom {
            success_expected: sent.draft.acceptable && !expects_refusal,
            without: self.without()?,
            ..symptom(&sent.draft, outcome.as_ref().ok())
        });
        self.exchanges.push(call.exchange);
        self.secrets.extend(sent.draft.json().iter().flat_map(secrets::of));
        self.sent = Some(sent.clone());
        let view = outcome.map_err(|error| no_answer(sent.draft.operation, &error))?;
        self.answers.push(view.clone());
        self.examine(&sent.draft, &view)?;
        Ok(view)
    }

    /// The client of the business's endpoint with the credentials of the plan.
    fn client(&self) -> StepResult<SignedClient> {
        let run = self.run()?;
        let credentials = match run.plan.authentication.mode() {
            AuthenticationMode::Signature => Credentials::Signature,
            AuthenticationMode::ApiKey => Credentials::ApiKey(run.credential()?),
            AuthenticationMode::Bearer => Credentials::Bearer(run.credential()?),
            AuthenticationMode::None => Credentials::None,
        };
        let endpoint = self.business()?.endpoint.as_str();
        Ok(SignedClient::new(run.client.clone(), endpoint).with_credentials(credentials))
    }

    /// Asks the ambient questions of an answer.
    fn examine(&mut self, draft: &Draft, view: &View) -> StepResult {
        let run = Arc::clone(self.run()?);
        let case = self.case.as_ref().map_or("", |case| &case.id);
        let observation = Observation {
            contract: run.contract,
            business: self.business()?,
            case,
            draft,
            view,
            secrets: &self.secrets,
        };
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
        without: None,
    }
}

/// Whether a scenario is about what happens without an accommodation.
fn goes_without(case: &Case, what: Accommodation) -> bool {
    case.tag_values("as-specified").contains(&what.name())
}

/// Whether nothing came from the target.
const fn silent(error: &OutboundError) -> bool {
    match error {
        OutboundError::Unresolvable { .. }
        | OutboundError::Connect(_)
        | OutboundError::Tls(_)
        | OutboundError::Timeout(_)
        | OutboundError::Broken(_) => true,
        OutboundError::BadRequest(_)
        | OutboundError::Refused(_)
        | OutboundError::TooLarge { .. }
        | OutboundError::Redirect { .. }
        | OutboundError::Status(_) => false,
    }
}

/// A request that could not be sent at all is the scenario's mistake; one without an answer leaves
/// the scenario undecided.
fn no_answer(operation: Operation, error: &OutboundError) -> Interrupt {
    match error {
        OutboundError::BadRequest(reason) => {
            Interrupt::Harness(format!("{operation} cannot be sent: {reason}"))
        }
        OutboundError::Refused(refusal) => Interrupt::Harness(format!("{operation} is not sent: {refusal}")),
        other if silent(other) => Interrupt::blocked(format!("{operation}: {other}"), Cause::no_answer()),
        other => Interrupt::blocked(format!("{operation}: {other}"), Cause::other(other.to_string())),
    }
}
