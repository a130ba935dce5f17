//! Sending a request until there is an answer: the same key and the same bytes, pauses, an end to
//! it; and for a completion, a look at what became of it before it is repeated.

use std::sync::Arc;
use std::time::Duration;

use url::Url;

use super::prepare::Prepared;
use super::terms::Terms;
use super::trouble::{self, Trouble};
use super::{Reference, moves};
use crate::connector::defect::Defect;
use crate::connector::problem::{Code, Problem};
use crate::connector::trace::Event;
use crate::platform::signed_client::{Call, SignedClient, SignedRequest};
use crate::protocol::checkout::CheckoutStatus;
use crate::protocol::operation::Operation;

/// What to do when it is unknown whether a request took effect.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum OnLoss<'a> {
    /// Repeat it under its key.
    Repeat,
    /// Look at the checkout first: money is at stake.
    LookUp {
        /// The checkout.
        id: &'a str,
    },
}

/// Attempts of a connector that repeats for ever; tests have to end.
const FOREVER: u32 = 200;
/// Redirects a broken connector follows.
const MOST_REDIRECTS: usize = 3;

impl Reference {
    /// Sends until there is an answer to read.
    pub(super) async fn deliver(
        &self,
        terms: &Arc<Terms>,
        mut prepared: Prepared,
        on_loss: OnLoss<'_>,
    ) -> Result<Call, Problem> {
        let began = self.settings().clock.now();
        let mut attempt = 1;
        loop {
            let call = self.attempt(terms, &prepared.request, attempt).await;
            let Some(trouble) = self.trouble(&call) else { return Ok(call) };
            let pause = self.pause(&prepared, &trouble, attempt, began)?;
            let because = format!("{}, attempt {attempt}", trouble.detail);
            let millis = u64::try_from(pause.as_millis()).unwrap_or(u64::MAX);
            self.tell(Event::Waiting { millis, because });
            self.settings().pace.wait(pause).await;
            if let OnLoss::LookUp { id } = on_loss
                && let Some(found) = self.look_up(terms, id).await
            {
                return Ok(found);
            }
            prepared = self.again(terms, prepared, on_loss)?;
            attempt += 1;
        }
    }

    /// What went wrong, if anything; a broken connector also repeats what was refused for good.
    fn trouble(&self, call: &Call) -> Option<Trouble> {
        let trouble = trouble::of(call, self.settings().clock.now());
        let refused = call.status().filter(|status| (400..500).contains(status));
        trouble.or_else(|| {
            let status = refused.filter(|_| self.has(Defect::RetriesRefusals))?;
            let detail = format!("status {status}");
            Some(Trouble { code: Code::Unavailable, detail, repeatable: true, retry_after: None })
        })
    }

    /// How long to wait before the next attempt.
    ///
    /// # Errors
    /// When there is to be none: the problem the caller gets.
    fn pause(
        &self,
        prepared: &Prepared,
        trouble: &Trouble,
        attempt: u32,
        began: crate::clock::Instant,
    ) -> Result<Duration, Problem> {
        let policy = self.settings().retry;
        let give_up = |why: &str| {
            Err(Problem::new(trouble.code, format!("{}: {}{why}", prepared.draft.operation, trouble.detail)))
        };
        let attempts = if self.has(Defect::RetriesForever) { FOREVER } else { policy.attempts };
        if !trouble.repeatable {
            return give_up("");
        }
        if attempt >= attempts || self.has(Defect::NeverRetries) {
            return give_up(&format!(" (attempt {attempt}, the last one)"));
        }
        let own = if self.has(Defect::NoBackOff) {
            Duration::ZERO
        } else {
            policy.pause(&self.settings().seed, prepared.draft.operation.name(), attempt)
        };
        let asked = trouble.retry_after.filter(|_| !self.has(Defect::IgnoresRetryAfter));
        if asked.is_some_and(|asked| asked > policy.longest_wait) {
            return give_up(", and it asks for a longer wait than this connector grants");
        }
        let pause = asked.map_or(own, |asked| asked.max(own));
        let spent = self.settings().clock.now().since(began).saturating_add(pause);
        if spent > policy.budget && !self.has(Defect::RetriesForever) {
            return give_up(" (no time left)");
        }
        Ok(pause)
    }

    /// The request for the next attempt: the same one, to the byte.
    fn again(&self, terms: &Terms, prepared: Prepared, on_loss: OnLoss<'_>) -> Result<Prepared, Problem> {
        let second_payment = matches!(on_loss, OnLoss::LookUp { .. }) && self.has(Defect::CompletesTwice);
        let mut draft = prepared.draft.clone();
        if draft.header("idempotency-key").is_some() && (second_payment || self.has(Defect::NewKeyOnRetry)) {
            draft = self.with_headers(draft, true);
        } else if draft.body.is_some() && self.has(Defect::OtherBytesOnRetry) {
            // White space is no difference in meaning, and all the difference to a digest.
            draft.body.iter_mut().for_each(|body| body.push(b' '));
        } else {
            return Ok(prepared);
        }
        let request = self.sign(terms, &draft)?;
        Ok(Prepared { draft, request })
    }

    /// Looks what became of a checkout whose completion got no answer; something only when that
    /// decides it.
    async fn look_up(&self, terms: &Arc<Terms>, id: &str) -> Option<Call> {
        if self.has(Defect::NoLookUp) || self.has(Defect::CompletesTwice) {
            return None;
        }
        let because = "the answer to the completion was lost".to_owned();
        self.tell(Event::Decided { step: "looks up the checkout".to_owned(), because });
        let prepared = self.prepare(terms, Operation::GetCheckout, Some(id), None, None).ok()?;
        let call = self.attempt(terms, &prepared.request, 1).await;
        let view = call.view().ok().filter(crate::transport::view::View::is_resource)?;
        match moves::status(&view)? {
            CheckoutStatus::Completed | CheckoutStatus::Canceled | CheckoutStatus::CompleteInProgress => {
                Some(call)
            }
            CheckoutStatus::Incomplete
            | CheckoutStatus::RequiresEscalation
            | CheckoutStatus::ReadyForComplete => None,
        }
    }

    /// One attempt.
    async fn attempt(&self, terms: &Terms, request: &SignedRequest, attempt: u32) -> Call {
        let client = SignedClient::new(self.inner.client.clone(), &terms.endpoint);
        let operation = request.operation.name().to_owned();
        self.tell(Event::Sent {
            operation: operation.clone(),
            request: format!("{} {}", request.request.method, request.request.url),
            attempt,
            idempotency_key: request.header("idempotency-key").map(str::to_owned),
        });
        self.leak(request);
        let mut call = client.send(request).await;
        for _ in 0..MOST_REDIRECTS {
            let Some(next) = self.redirected(&call, request) else { break };
            call = client.send(&next).await;
        }
        if let Some(error) = &call.failure {
            self.tell(Event::NoAnswer { operation, because: error.to_string() });
        }
        call
    }

    /// The request that a redirect asks for; only a broken connector makes it.
    fn redirected(&self, call: &Call, request: &SignedRequest) -> Option<SignedRequest> {
        let answer = call.exchange.response.as_ref().filter(|_| self.has(Defect::FollowsRedirect))?;
        if !(300..400).contains(&answer.status) {
            return None;
        }
        let location = super::cache::header(&answer.headers, "location")?;
        let url = Url::parse(&call.exchange.request.url).ok()?.join(location).ok()?;
        let mut next = request.clone();
        next.request.headers.retain(|(name, _)| !name.eq_ignore_ascii_case("host"));
        next.request.url = url.into();
        Some(next)
    }

    fn leak(&self, request: &SignedRequest) {
        if self.has(Defect::CredentialInTrace) {
            let step = "sends".to_owned();
            let because = String::from_utf8_lossy(&request.request.body).into_owned();
            self.inner.trace.tell_raw(Event::Decided { step, because });
        }
    }
}
