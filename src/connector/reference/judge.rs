//! Whether an answer can be used: complete, signed as it should be, of the version agreed on, valid,
//! about the right thing, and new. What is refused here goes no further.

use std::sync::Arc;

use serde_json::Value;

use super::memory::Page;
use super::terms::Terms;
use super::{Reference, SchemaDuty, fresh};
use crate::clock::Instant;
use crate::connector::defect::Defect;
use crate::connector::problem::{Code, Problem};
use crate::connector::trace::Event;
use crate::exchange::redact_text;
use crate::platform::signed_client::Call;
use crate::protocol::checkout::CheckoutStatus;
use crate::protocol::operation::Operation;
use crate::transport::json;
use crate::transport::view::View;

/// Deepest nesting of an answer that is read.
const DEPTH: usize = 64;

/// What an answer has to be about.
pub(super) struct Expected<'a> {
    pub(super) operation: Operation,
    pub(super) id: Option<&'a str>,
    pub(super) page: Option<&'a Page>,
    pub(super) sent: Option<&'a Value>,
    pub(super) sent_at: Instant,
}

impl Reference {
    /// The answer, to use.
    pub(super) async fn judge(
        &self,
        terms: &Arc<Terms>,
        expected: &Expected<'_>,
        call: &Call,
    ) -> Result<View, Problem> {
        let judged = self.examine(terms, expected, call).await;
        if let Err(problem) = &judged {
            let (code, because) = (problem.code.name().to_owned(), problem.detail.to_string());
            self.tell(Event::Refused { code, because });
        }
        judged
    }

    async fn examine(
        &self,
        terms: &Arc<Terms>,
        expected: &Expected<'_>,
        call: &Call,
    ) -> Result<View, Problem> {
        let operation = expected.operation;
        let view = call.view().map_err(|error| {
            Problem::new(super::trouble::code_of(&error), format!("{operation}: {error}"))
        })?;
        self.tell_answer(operation, &view);
        self.check_answer(terms, operation, &call.exchange).await?;
        if (300..400).contains(&view.status) {
            let to = view.header("location").unwrap_or("nowhere");
            let detail = format!("{operation}: status {} redirects to {to}; none is followed", view.status);
            return Err(Problem::new(Code::RedirectRefused, detail));
        }
        let view = self.readable(operation, view)?;
        if !(200..300).contains(&view.status) || self.reports_error(&view) {
            return Err(refusal(operation, &view));
        }
        self.check_envelope(terms, operation, &view)?;
        self.check_schema(terms, operation, &view)?;
        self.check_identity(expected, &view)?;
        self.check_freshness(expected, &view)?;
        Ok(view)
    }

    fn tell_answer(&self, operation: Operation, view: &View) {
        self.tell(Event::Answered {
            operation: operation.name().to_owned(),
            status: view.status,
            state: view.checkout_status().map(str::to_owned),
            total: view.total(),
        });
        for message in view.messages() {
            let (kind, code, severity) = (message.kind, message.code, message.severity);
            self.tell(Event::Message { kind, code, severity, content: message.content });
        }
    }

    /// The body is one strict JSON document, and says that it is.
    fn readable(&self, operation: Operation, view: View) -> Result<View, Problem> {
        let media = view.header("content-type").unwrap_or_default().split(';').next().unwrap_or_default();
        let is_json = media.trim().eq_ignore_ascii_case("application/json");
        let reason = match json::parse(&view.body, DEPTH) {
            Ok(Value::Object(_)) if is_json => return Ok(view),
            Ok(Value::Object(_)) => format!("its media type is {media:?}, expected application/json"),
            Ok(_) => "it is no JSON object".to_owned(),
            Err(reason) => reason,
        };
        // A refusal speaks by its status alone, too.
        if !(200..300).contains(&view.status) {
            return Ok(view);
        }
        if self.has(Defect::MalformedAccepted) {
            let edition = view.edition();
            let (exchange, headers) = (view.exchange.clone(), view.headers.clone());
            let body = if view.json.is_some() { view.body.clone() } else { b"{}".to_vec() };
            return Ok(View::read(edition, exchange, view.status, headers, body));
        }
        Err(Problem::new(Code::NotJson, format!("the answer to {operation} is not used: {reason}")))
    }

    fn reports_error(&self, view: &View) -> bool {
        view.ucp_status() == Some("error") && !self.has(Defect::ErrorEnvelopeAccepted)
    }

    fn check_envelope(&self, terms: &Terms, operation: Operation, view: &View) -> Result<(), Problem> {
        let version = terms.version.date();
        match view.text("/ucp/version") {
            Some(found) if found == version || self.has(Defect::WrongVersion) => Ok(()),
            Some(found) => {
                let detail = format!("the answer to {operation} is of version {found}, agreed was {version}");
                Err(Problem::new(Code::WrongVersion, detail))
            }
            None if self.has(Defect::EnvelopeOptional) || self.has(Defect::MalformedAccepted) => Ok(()),
            None => {
                let detail = format!("the answer to {operation} has no ucp.version");
                Err(Problem::new(Code::InvalidAnswer, detail))
            }
        }
    }

    fn check_schema(&self, terms: &Terms, operation: Operation, view: &View) -> Result<(), Problem> {
        let excused = [
            Defect::AnswerNotValidated,
            Defect::ErrorEnvelopeAccepted,
            Defect::MalformedAccepted,
            Defect::EnvelopeOptional,
        ];
        if excused.into_iter().any(|defect| self.has(defect)) {
            return Ok(());
        }
        let schema = terms.contract().answer_validator(&terms.capabilities, operation, view.raw());
        let schema =
            schema.map_err(|error| Problem::new(Code::CapabilitiesIncompatible, error.to_string()))?;
        let violations = schema.check(view.raw()).violations;
        let Some(first) = violations.first() else { return Ok(()) };
        let more = violations.len() - 1;
        let detail = format!("the answer to {operation} breaks its schema, {first} ({more} more)");
        match self.settings().schema {
            SchemaDuty::Refuse => Err(Problem::new(Code::InvalidAnswer, detail)),
            SchemaDuty::Note => {
                self.tell(Event::Decided { step: "goes on as told".to_owned(), because: detail });
                Ok(())
            }
        }
    }

    fn check_identity(&self, expected: &Expected<'_>, view: &View) -> Result<(), Problem> {
        let operation = expected.operation;
        let wrong = |detail: String| Err(Problem::new(Code::WrongResource, detail));
        let excused = [Defect::WrongId, Defect::MalformedAccepted, Defect::ErrorEnvelopeAccepted];
        let lenient = excused.into_iter().any(|defect| self.has(defect));
        match (expected.id, view.id()) {
            (Some(asked), Some(got)) if asked != got && !lenient => {
                return wrong(format!("the answer to {operation} is about {got:?}, asked was {asked:?}"));
            }
            (_, None) if !lenient => return wrong(format!("the answer to {operation} has no id")),
            (_, _) => {}
        }
        let completed = view.checkout_status() == Some(CheckoutStatus::Completed.name());
        if completed && view.text("/order/id").or_else(|| view.text("/order_id")).is_none() {
            let detail = format!("the answer to {operation} says completed and names no order");
            return Err(Problem::new(Code::InvalidAnswer, detail));
        }
        Ok(())
    }

    fn check_freshness(&self, expected: &Expected<'_>, view: &View) -> Result<(), Problem> {
        if self.has(Defect::StaleAccepted) || self.has(Defect::MalformedAccepted) {
            return Ok(());
        }
        let known = expected.page.map(|page| &page.view);
        match fresh::staleness(view, expected.sent_at, known, expected.sent) {
            None => Ok(()),
            Some(reason) => {
                let detail = format!("the answer to {} is an old one: {reason}", expected.operation);
                Err(Problem::new(Code::StaleAnswer, detail))
            }
        }
    }
}

/// What a refusal of the business comes to.
fn refusal(operation: Operation, view: &View) -> Problem {
    let messages = view.messages();
    let first = messages.iter().find(|message| message.kind == "error").or_else(|| messages.first());
    let code = view.error_code().map(str::to_owned).or_else(|| first.map(|message| message.code.clone()));
    let content =
        view.text("/content").map(str::to_owned).or_else(|| first.map(|first| first.content.clone()));
    let said = content.unwrap_or_else(|| excerpt(&view.body));
    Problem {
        business_code: code.map(Into::into),
        messages,
        continue_url: view.text("/continue_url").map(Box::from),
        id: view.id().map(Box::from),
        status: view.checkout_status().map(Box::from),
        ..Problem::new(Code::Refused, format!("{operation} was refused with status {}: {said}", view.status))
    }
}

/// The beginning of a body that is not in the protocol's words, with nothing secret in it.
fn excerpt(body: &[u8]) -> String {
    const LONGEST: usize = 300;
    let text = redact_text(&String::from_utf8_lossy(body));
    match text.char_indices().nth(LONGEST) {
        _ if text.trim().is_empty() => "without a word".to_owned(),
        Some((end, _)) => format!("{} ...", text.get(..end).unwrap_or_default()),
        None => text,
    }
}
