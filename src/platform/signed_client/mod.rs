//! Calls a business as a platform does, signed, with every part open to change: conformance
//! checks break one part at a time.

mod compose;
mod credentials;
mod der;
mod outgoing;
mod sign;
mod sign_detached;
mod tamper;

pub use compose::{ComposeError, SignedRequest};
pub use credentials::Credentials;
pub use tamper::{DigestTamper, Edit, HeaderMember, SigningTamper, Tamper};

#[cfg(test)]
mod detached_tests;
#[cfg(test)]
mod tests;

use std::time::Instant;

use crate::clock::Clock;
use crate::exchange::{Exchange, ExchangeKind, RequestRecord, ResponseRecord};
use crate::protocol::version::Edition;
use crate::transport::request::Draft;
use crate::transport::view::View;

use super::identity::PlatformIdentity;
use super::outbound::{Client, OutboundError, Response};

/// Calls the operations of one business endpoint. Cheap to clone; clones share connections.
#[derive(Clone, Debug)]
pub struct SignedClient {
    client: Client,
    endpoint: String,
    credentials: Credentials,
}

/// One call: what was sent, and what came of it.
#[derive(Clone, Debug)]
pub struct Call {
    /// The evidence, without response when none came.
    pub exchange: Exchange,
    /// Why no (complete) response came.
    pub failure: Option<OutboundError>,
    /// The edition that both sides speak.
    pub edition: &'static Edition,
}

impl Call {
    /// The answer, to read.
    ///
    /// # Errors
    /// Why there is none.
    pub fn view(&self) -> Result<View, OutboundError> {
        match (&self.exchange.response, &self.failure) {
            (Some(answer), None) => Ok(View::read(
                self.edition,
                self.exchange.id.clone(),
                answer.status,
                answer.headers.clone(),
                answer.body.clone(),
            )),
            (_, Some(failure)) => Err(failure.clone()),
            (None, None) => Err(OutboundError::Broken("no response was recorded".to_owned())),
        }
    }

    /// The status; `None` when no response came.
    #[must_use]
    pub fn status(&self) -> Option<u16> {
        self.exchange.response.as_ref().map(|answer| answer.status)
    }
}

impl SignedClient {
    /// For the endpoint of a business's service, as its profile gives it (without trailing slash).
    #[must_use]
    pub fn new(client: Client, endpoint: impl Into<String>) -> Self {
        let endpoint = endpoint.into().trim_end_matches('/').to_owned();
        Self { client, endpoint, credentials: Credentials::Signature }
    }

    /// The same with other credentials than signatures.
    #[must_use]
    pub fn with_credentials(mut self, credentials: Credentials) -> Self {
        self.credentials = credentials;
        self
    }

    /// The endpoint.
    #[must_use]
    pub fn endpoint(&self) -> &str {
        &self.endpoint
    }

    /// The client underneath, for raw requests and probes.
    #[must_use]
    pub const fn client(&self) -> &Client {
        &self.client
    }

    /// Makes a request of a draft, as it should be or tampered with, without sending it.
    ///
    /// # Errors
    /// When the draft or the tampering asks for something that cannot be written.
    pub fn compose(
        &self,
        identity: &PlatformIdentity,
        draft: &Draft,
        tampers: &[Tamper],
    ) -> Result<SignedRequest, ComposeError> {
        compose::compose(&self.endpoint, &self.credentials, identity, draft, tampers)
    }

    /// Sends a composed request; the same one can be sent again, byte for byte.
    pub async fn send(&self, request: &SignedRequest) -> Call {
        let at = Clock::system().now();
        let started = Instant::now();
        let sent = self.client.send(request.request.clone()).await;
        let elapsed_micros = u64::try_from(started.elapsed().as_micros()).unwrap_or(u64::MAX);
        let (response, failure) = match sent {
            Ok(answer) => (Some(response_record(answer)), None),
            Err(error) => (None, Some(error)),
        };
        let exchange = Exchange {
            id: uuid::Uuid::now_v7().to_string(),
            at,
            kind: ExchangeKind::Call,
            operation: Some(request.operation),
            request: request_record(request),
            response,
            elapsed_micros,
            notes: failure.iter().map(ToString::to_string).collect(),
        };
        Call { exchange, failure, edition: request.edition }
    }

    /// Composes and sends.
    ///
    /// # Errors
    /// As [`Self::compose`].
    pub async fn call(
        &self,
        identity: &PlatformIdentity,
        draft: &Draft,
        tampers: &[Tamper],
    ) -> Result<Call, ComposeError> {
        let request = self.compose(identity, draft, tampers)?;
        Ok(self.send(&request).await)
    }
}

fn request_record(request: &SignedRequest) -> RequestRecord {
    RequestRecord {
        method: request.request.method.clone(),
        url: request.request.url.clone(),
        headers: request.request.headers.clone(),
        body: request.request.body.to_vec(),
    }
}

fn response_record(response: Response) -> ResponseRecord {
    ResponseRecord { status: response.status, headers: response.headers, body: response.body.to_vec() }
}
