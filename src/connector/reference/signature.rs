//! Checking what a business signed.

use std::sync::Arc;

use super::Reference;
use super::terms::Terms;
use crate::connector::defect::Defect;
use crate::connector::problem::{Code, Problem};
use crate::connector::trace::Event;
use crate::crypto::detached_jws::JwsError;
use crate::crypto::http_signature::SignatureError;
use crate::crypto::key::KeySet;
use crate::exchange::Exchange;
use crate::platform::signature_check;
use crate::protocol::operation::Operation;
use crate::protocol::version::{Edition, SignatureSuite};

/// Why a signature is not accepted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Unverified {
    /// There is none.
    Missing,
    /// By a key that is not published.
    UnknownKey(String),
    /// It does not cover what it has to; the reason.
    Uncovered(String),
    /// The digest does not vouch for the body.
    Digest(String),
    /// Anything else.
    Wrong(String),
}

impl Unverified {
    pub(super) fn reason(&self) -> String {
        match self {
            Self::Missing => "there is no signature".to_owned(),
            Self::UnknownKey(kid) => format!("the key {kid} is not among the business's signing keys"),
            Self::Uncovered(reason) | Self::Digest(reason) | Self::Wrong(reason) => reason.clone(),
        }
    }
}

impl From<SignatureError> for Unverified {
    fn from(error: SignatureError) -> Self {
        match error {
            SignatureError::HeaderMissing(name) if name.eq_ignore_ascii_case("signature-input") => {
                Self::Missing
            }
            SignatureError::KeyNotFound(kid) => Self::UnknownKey(kid),
            uncovered @ SignatureError::NotCovered { .. } => Self::Uncovered(uncovered.to_string()),
            SignatureError::Digest(error) => Self::Digest(error.to_string()),
            other => Self::Wrong(other.to_string()),
        }
    }
}

impl From<JwsError> for Unverified {
    fn from(error: JwsError) -> Self {
        match error {
            JwsError::KeyNotFound(kid) => Self::UnknownKey(kid),
            other => Self::Wrong(other.to_string()),
        }
    }
}

impl Reference {
    /// Checks the signature of an answer: when there is one, and whether there has to be.
    pub(super) async fn check_answer(
        &self,
        terms: &Arc<Terms>,
        operation: Operation,
        exchange: &Exchange,
    ) -> Result<(), Problem> {
        match terms.edition().signatures {
            // These versions sign no answers.
            SignatureSuite::DetachedJws => return Ok(()),
            SignatureSuite::HttpMessageSignatures => {}
        }
        let checked = |terms: &Terms| {
            let now = self.settings().clock.now();
            let verified = signature_check::response(exchange, &self.keys_of(terms), now)?;
            Some(verified.map(|verified| verified.keyid).map_err(Unverified::from))
        };
        let Some(mut outcome) = checked(terms) else { return Ok(()) };
        if let Err(Unverified::UnknownKey(kid)) = &outcome {
            let fresh = self.terms_with_key(terms, kid).await;
            outcome = checked(&fresh).unwrap_or(outcome);
        }
        match outcome {
            Ok(kid) if self.has(Defect::ValidRefused) => {
                let detail = format!("the answer to {operation} is not used: {kid} is not to its liking");
                Err(Problem::new(Code::SignatureRefused, detail))
            }
            Ok(kid) => {
                self.tell(Event::Verified { what: format!("the answer to {operation}"), kid });
                Ok(())
            }
            Err(reason) if self.lets_pass(operation, &reason) => Ok(()),
            Err(reason) => {
                let detail = format!("the answer to {operation} is not used: {}", reason.reason());
                Err(Problem::new(Code::SignatureRefused, detail))
            }
        }
    }

    /// The keys by which a business's answers are verified.
    fn keys_of(&self, terms: &Terms) -> KeySet {
        match terms.business.signing_keys.as_slice() {
            [_, .., newest] if self.has(Defect::NewestKeyOnly) => {
                KeySet::from_jwks(std::slice::from_ref(newest))
            }
            _ => terms.business.keys(),
        }
    }

    fn lets_pass(&self, operation: Operation, reason: &Unverified) -> bool {
        match reason {
            Unverified::Missing => {
                !self.settings().demand.covers(operation) || self.has(Defect::MissingSignature)
            }
            Unverified::UnknownKey(_) => self.has(Defect::ForeignKey),
            Unverified::Uncovered(_) => self.has(Defect::CoverageIgnored) || self.has(Defect::BadSignature),
            Unverified::Digest(_) => self.has(Defect::DigestSkipped),
            Unverified::Wrong(_) => self.has(Defect::BadSignature),
        }
    }

    /// Checks the signature of a webhook with the keys of a business; returns the key's name.
    pub(super) async fn check_webhook(
        &self,
        terms: &Arc<Terms>,
        exchange: &Exchange,
    ) -> Result<String, Unverified> {
        let now = self.settings().clock.now();
        let checked = |terms: &Terms| webhook(terms.edition(), exchange, &terms.business.keys(), now);
        match checked(terms) {
            Err(Unverified::UnknownKey(kid)) => checked(&*self.terms_with_key(terms, &kid).await),
            outcome => outcome,
        }
    }
}

fn webhook(
    edition: &Edition,
    exchange: &Exchange,
    keys: &KeySet,
    now: crate::clock::Instant,
) -> Result<String, Unverified> {
    match edition.signatures {
        SignatureSuite::HttpMessageSignatures => signature_check::webhook(exchange, keys, now)
            .map(|verified| verified.keyid)
            .map_err(Unverified::from),
        SignatureSuite::DetachedJws => signature_check::detached(&exchange.request, keys)
            .map(|verified| verified.kid.unwrap_or_default())
            .map_err(Unverified::from),
    }
}
