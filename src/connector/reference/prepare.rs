//! From an intention to the signed request: validated against the schema, with every header a
//! platform owes.

use serde_json::{Value, json};
use uuid::Uuid;

use super::memory::{Asked, Page};
use super::terms::Terms;
use super::{Identifiers, Reference, content};
use crate::connector::defect::Defect;
use crate::connector::problem::{Code, Problem};
use crate::platform::signed_client::{SignedClient, SignedRequest, SigningTamper, Tamper};
use crate::protocol::contract::{Body, Direction, OperationSpec};
use crate::protocol::operation::Operation;
use crate::protocol::version::SignatureSuite;
use crate::seed::Seed;
use crate::transport::neutral::RequestForm;
use crate::transport::request::Draft;

/// A request ready to leave, any number of times, the same to the byte.
#[derive(Clone, Debug)]
pub(super) struct Prepared {
    pub(super) draft: Draft,
    pub(super) request: SignedRequest,
}

/// Members that only the business writes; a broken connector sends them back.
const WRITTEN_BY_BUSINESS: [&str; 5] = ["status", "totals", "links", "messages", "expires_at"];

/// What a broken connector leaves out of a request: where in the body, and which member.
const LEFT_OUT: [(&str, &str); 4] =
    [("", "currency"), ("", "id"), ("/payment/instruments/0", "id"), ("/payment_data", "id")];

impl Reference {
    /// Makes the request of an operation; one whose answer was lost is made no second time.
    pub(super) fn prepare(
        &self,
        terms: &Terms,
        operation: Operation,
        id: Option<&str>,
        body: Option<&Value>,
        page: Option<&Page>,
    ) -> Result<Prepared, Problem> {
        let spec = spec(terms, operation)?;
        let form = RequestForm::new(terms.edition())
            .about(id)
            .in_currency(Some(&self.settings().currency))
            .accommodating(self.settings().accommodations.iter().copied());
        let mut draft = Draft::new(operation, &spec.method, &spec.path, id).with_form(form);
        if let (Some(id), true) = (id, self.has(Defect::IdNotEncoded)) {
            draft.path = spec.path.replace("{id}", id);
        }
        if let Some(body) = body {
            draft = self.with_content(terms, draft, body, page)?;
        } else if spec.body == Body::Required {
            draft = draft.with_json(&json!({}));
        }
        let asked = asked(terms, &draft, id);
        if let Some(lost) = self.memory().find(&asked).filter(|_| !self.has(Defect::NewKeyOnRetry)) {
            return Ok(lost);
        }
        let draft = self.with_headers(draft, spec.idempotent);
        let request = self.sign(terms, &draft)?;
        Ok(Prepared { draft, request })
    }

    /// The draft with its content on the wire: only what was negotiated, only what a platform
    /// writes, and valid.
    fn with_content(
        &self,
        terms: &Terms,
        draft: Draft,
        body: &Value,
        page: Option<&Page>,
    ) -> Result<Draft, Problem> {
        let body = if self.has(Defect::UnnegotiatedMembers) {
            body.clone()
        } else {
            content::fitting(body.clone(), terms)
        };
        let wire = draft.form.plain(draft.operation, &body);
        // Half an update is not valid, so whoever sends one has not looked.
        let unchecked = self.has(Defect::RequestNotValidated) || self.has(Defect::PartialPut);
        let wire = if unchecked { wire } else { valid(terms, &draft, &wire)? };
        let mut wire = self.broken(wire, page);
        draft.form.accommodate(draft.operation, &mut wire);
        let mut draft = draft.with_bytes(wire.to_string());
        draft.neutral = Some(body);
        Ok(draft)
    }

    fn broken(&self, mut wire: Value, page: Option<&Page>) -> Value {
        if self.has(Defect::SendsOmitted)
            && let Some(page) = page
        {
            for name in WRITTEN_BY_BUSINESS {
                if let Some(value) = page.view.raw().get(name) {
                    wire[name] = value.clone();
                }
            }
        }
        if self.has(Defect::BareRequests) {
            bare(&mut wire);
        }
        wire
    }

    /// The draft with the headers of a platform; the signed client adds those of every request.
    pub(super) fn with_headers(&self, mut draft: Draft, idempotent: bool) -> Draft {
        draft = draft.with_header("Request-Id", self.identifier().to_string());
        if idempotent {
            let key = self.key(&draft);
            draft = draft.with_header("Idempotency-Key", key);
        }
        for (defect, header) in [
            (self.has(Defect::NoAgent), "UCP-Agent"),
            (self.has(Defect::NoRequestId), "Request-Id"),
            (self.has(Defect::NoKey), "Idempotency-Key"),
        ] {
            if defect {
                draft = draft.without_header(header);
            }
        }
        if draft.method == "PUT" && self.has(Defect::UpdatesByPatch) {
            "PATCH".clone_into(&mut draft.method);
        }
        if let Some(body) = draft.body.as_mut().filter(|_| self.has(Defect::BrokenJson)) {
            body.pop();
        }
        if draft.body.is_some() && self.has(Defect::WrongMediaType) {
            draft = draft.with_header("Content-Type", "text/plain");
        }
        if self.has(Defect::AgentNotUrl) {
            draft = draft.with_header("UCP-Agent", format!("profile=\"{}\"", self.settings().name));
        }
        draft
    }

    /// A key of the request's own.
    fn key(&self, draft: &Draft) -> String {
        if self.has(Defect::ShortKeys) {
            return format!("k{}", self.ordinal());
        }
        if self.has(Defect::KeyOfContent) {
            let body = String::from_utf8_lossy(draft.body.as_deref().unwrap_or_default());
            return drawn(&self.settings().seed, &["key", &draft.path, &body]).to_string();
        }
        self.identifier().to_string()
    }

    /// Composes and signs.
    pub(super) fn sign(&self, terms: &Terms, draft: &Draft) -> Result<SignedRequest, Problem> {
        let client = SignedClient::new(self.inner.client.clone(), &terms.endpoint);
        client
            .compose(&terms.identity, draft, &self.tampers(terms, draft))
            .map_err(|error| Problem::new(Code::InvalidUrl, format!("{}: {error}", draft.operation)))
    }

    fn tampers(&self, terms: &Terms, draft: &Draft) -> Vec<Tamper> {
        let unsigned = if draft.body.is_some() {
            self.has(Defect::UnsignedWrites)
        } else {
            draft.method == "GET" && self.has(Defect::UnsignedReads)
        };
        if unsigned {
            return vec![Tamper::unsigned()];
        }
        match terms.edition().signatures {
            SignatureSuite::HttpMessageSignatures => self.misshapen(draft),
            SignatureSuite::DetachedJws if draft.body.is_some() && self.has(Defect::BodyNotCovered) => {
                vec![Tamper::Signing(SigningTamper::Payload(Vec::new()))]
            }
            SignatureSuite::DetachedJws => Vec::new(),
        }
    }

    /// A fresh UUID: 122 random bits, or the next of the seed.
    pub(super) fn identifier(&self) -> Uuid {
        match &self.settings().identifiers {
            Identifiers::Random => Uuid::new_v4(),
            Identifiers::Seeded(seed) => drawn(seed, &["identifier", &self.ordinal().to_string()]),
        }
    }
}

/// A UUID of a seed and labels.
fn drawn(seed: &Seed, labels: &[&str]) -> Uuid {
    let half = |which| seed.draw(&[labels, &[which][..]].concat());
    let bits = (u128::from(half("high")) << 64) | u128::from(half("low"));
    uuid::Builder::from_random_bytes(bits.to_be_bytes()).into_uuid()
}

/// The request as it is recognised when the caller repeats it.
pub(super) fn asked(terms: &Terms, draft: &Draft, id: Option<&str>) -> Asked {
    Asked {
        origin: terms.origin.clone(),
        operation: draft.operation,
        id: id.map(str::to_owned),
        body: draft.body.clone().unwrap_or_default(),
    }
}

/// The operation as the version carries it.
fn spec(terms: &Terms, operation: Operation) -> Result<&OperationSpec, Problem> {
    let spec = terms.contract().operation(operation);
    let active = |spec: &&OperationSpec| terms.capabilities.contains(&spec.capability);
    spec.filter(active).ok_or_else(|| {
        let detail = format!("{operation} is not among what was agreed on with {}", terms.origin);
        Problem::new(Code::OperationUnsupported, detail)
    })
}

/// Takes out of a body what its schema requires beside the lines.
fn bare(wire: &mut Value) {
    for (place, name) in LEFT_OUT {
        if let Some(members) = wire.pointer_mut(place).and_then(Value::as_object_mut) {
            members.shift_remove(name);
        }
    }
}

/// The body without what belongs into no request.
fn valid(terms: &Terms, draft: &Draft, wire: &Value) -> Result<Value, Problem> {
    let schema = terms.contract().validator(&terms.capabilities, draft.operation, Direction::Request);
    let schema = schema.map_err(|error| Problem::new(Code::CapabilitiesIncompatible, error.to_string()))?;
    let wire = content::without(wire.clone(), &schema.check(wire).omitted);
    let violations = schema.check(&wire).violations;
    match violations.first() {
        None => Ok(wire),
        Some(first) => {
            let detail = format!("{} is not sent, {first}", draft.operation);
            Err(Problem::new(Code::InvalidRequest, detail))
        }
    }
}
