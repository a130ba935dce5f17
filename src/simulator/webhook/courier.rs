//! What an outbox needs of the world around it.

use crate::clock::Clock;
use crate::crypto::key::SigningKey;
use crate::exchange::{Exchange, RequestRecord, ResponseRecord};
use crate::fault::Engine;
use crate::platform::outbound::{Client, Request};
use crate::protocol::version::Edition;
use crate::seed::Seed;
use crate::simulator::keys::KeyRing;
use crate::simulator::store::Store;
use futures::FutureExt;
use futures::future::BoxFuture;
use std::sync::Arc;

/// Carries a request to a receiver. Time limits, address rules and the refusal to follow redirects
/// are its business; the reason of a failure is fit for a journal.
pub trait Courier: Send + Sync {
    /// Sends the request and returns what came back, or why nothing did.
    fn send(&self, request: RequestRecord) -> BoxFuture<'static, Result<ResponseRecord, String>>;
}

impl Courier for Client {
    fn send(&self, request: RequestRecord) -> BoxFuture<'static, Result<ResponseRecord, String>> {
        let client = self.clone();
        async move {
            let RequestRecord { method, url, headers, body } = request;
            let request = Request { method, url, headers, body: body.into() };
            let response = Client::send(&client, request).await.map_err(|cause| cause.to_string())?;
            let (status, headers, body) = (response.status, response.headers, response.body.into());
            Ok(ResponseRecord { status, headers, body })
        }
        .boxed()
    }
}

/// The key to sign with now; asked at every attempt, so that a rotation takes effect.
pub type KeySource = Arc<dyn Fn() -> Option<Arc<SigningKey>> + Send + Sync>;

/// Where delivery attempts are recorded.
pub type DeliveryJournal = Arc<dyn Fn(Exchange) + Send + Sync>;

/// What an outbox is connected to.
#[derive(Clone)]
pub struct Wiring {
    /// The session's name in the store.
    pub session: String,
    /// What is particular to the version: how webhooks are signed and where they say which they are.
    pub edition: &'static Edition,
    /// The business's profile URL, ending in `/.well-known/ucp`.
    pub profile_url: String,
    /// The session's clock: back-off and timestamps follow it.
    pub clock: Clock,
    /// Seed of the jitter.
    pub seed: Seed,
    /// Where deliveries are kept.
    pub store: Arc<dyn Store>,
    /// How they travel.
    pub courier: Arc<dyn Courier>,
    /// What they are signed with.
    pub key: KeySource,
    /// Where attempts are recorded.
    pub journal: DeliveryJournal,
    /// Every key, for those who sign otherwise.
    pub keys: Arc<KeyRing>,
    /// What is to go wrong.
    pub faults: Engine,
}
