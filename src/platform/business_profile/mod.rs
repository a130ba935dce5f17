//! Discovering a business as an agent does: fetch its profile, find the endpoint of the service,
//! know its keys.
//!
//! Reading is tolerant on purpose: whether a profile keeps every rule is judged elsewhere, against
//! the document; here, what can be understood is used.

mod read;

#[cfg(test)]
mod tests;

use std::time::Instant;

use serde_json::Value;

use crate::clock::Clock;
use crate::crypto::jwk::Jwk;
use crate::crypto::key::KeySet;
use crate::exchange::{Exchange, ExchangeKind, RequestRecord, ResponseRecord};
use crate::protocol::profile::{Capability, Handler, Service};
use crate::protocol::version::ProtocolVersion;

use super::outbound::{Client, OutboundError, Request, Response};

/// Where every business publishes its profile, below its origin.
pub const WELL_KNOWN: &str = "/.well-known/ucp";

/// What a business says about itself, as far as it can be understood.
#[derive(Clone, Debug)]
pub struct Business {
    /// Where the profile was found.
    pub profile_url: String,
    /// The document.
    pub document: Value,
    /// The protocol version of this profile.
    pub version: String,
    /// Older versions served, with the URL of each one's own profile.
    pub supported_versions: Vec<(String, String)>,
    /// The services and where they are reached.
    pub services: Vec<Service>,
    /// The capabilities.
    pub capabilities: Vec<Capability>,
    /// The payment handlers.
    pub payment_handlers: Vec<Handler>,
    /// The keys it signs with; those that cannot be read are left out, they stay in the document.
    pub signing_keys: Vec<Jwk>,
}

/// A discovery with its evidence.
#[derive(Debug)]
pub struct Discovery {
    /// What was asked and answered; without response when none came.
    pub exchange: Exchange,
    /// The business, or why it cannot be talked to.
    pub business: Result<Business, DiscoveryError>,
}

/// Why a business cannot be talked to.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DiscoveryError {
    /// Its profile cannot be fetched; redirects count as that.
    #[error("cannot fetch {url}: {error}")]
    Fetch {
        /// The profile's URL.
        url: String,
        /// Why not.
        error: OutboundError,
    },
    /// Its profile is not JSON.
    #[error("{url} is not JSON: {reason}")]
    NotJson {
        /// The profile's URL.
        url: String,
        /// What the parser said.
        reason: String,
    },
    /// Its profile has no `ucp` with a `version`.
    #[error("{url} is not a UCP profile: /ucp/version is missing")]
    NotAProfile {
        /// The profile's URL.
        url: String,
    },
}

impl Business {
    /// The endpoint of a service over a transport, without trailing slash. Of several, the one of
    /// the profile's own version is preferred, then the newest.
    #[must_use]
    pub fn endpoint(&self, service: &str, transport: &str) -> Option<&str> {
        let offered = self.services.iter().filter(|one| one.name == service && one.transport == transport);
        let best = offered
            .filter(|one| one.endpoint.is_some())
            .max_by_key(|one| (one.version == self.version, &one.version))?;
        best.endpoint.as_deref().map(|url| url.trim_end_matches('/'))
    }

    /// Whether a capability is declared, in any version.
    #[must_use]
    pub fn declares(&self, capability: &str) -> bool {
        self.capabilities.iter().any(|declared| declared.name == capability)
    }

    /// The keys, ready to verify.
    #[must_use]
    pub fn keys(&self) -> KeySet {
        KeySet::from_jwks(&self.signing_keys)
    }
}

/// Discovers the business at an origin (`https://shop.example`, without trailing slash).
pub async fn discover(client: &Client, origin: &str) -> Discovery {
    fetch(client, &format!("{}{WELL_KNOWN}", origin.trim_end_matches('/'))).await
}

/// Discovers the business at an origin in a version of the protocol: when its profile is of another
/// version and points to one of this version, that one is fetched. Returns every fetch, the
/// decisive one last.
pub async fn discover_version(client: &Client, origin: &str, version: ProtocolVersion) -> Vec<Discovery> {
    let first = discover(client, origin).await;
    let date = version.date();
    let elsewhere = match &first.business {
        Ok(business) if business.version != date => {
            business.supported_versions.iter().find(|(held, _)| held == date).map(|(_, url)| url.clone())
        }
        Ok(_) | Err(_) => None,
    };
    let mut fetched = vec![first];
    if let Some(url) = elsewhere {
        fetched.push(fetch(client, &url).await);
    }
    fetched
}

/// Reads a profile that somebody else fetched from a URL.
///
/// # Errors
/// [`DiscoveryError`] when the bytes are no profile.
pub fn read(url: &str, bytes: &[u8]) -> Result<Business, DiscoveryError> {
    read::business(url, bytes)
}

/// Fetches and reads the profile at a URL.
pub async fn fetch(client: &Client, url: &str) -> Discovery {
    let at = Clock::system().now();
    let started = Instant::now();
    let request =
        Request { headers: vec![("accept".to_owned(), "application/json".to_owned())], ..Request::get(url) };
    let record = RequestRecord {
        method: request.method.clone(),
        url: url.to_owned(),
        headers: request.headers.clone(),
        body: Vec::new(),
    };
    let sent = client.send(request).await;
    let elapsed_micros = u64::try_from(started.elapsed().as_micros()).unwrap_or(u64::MAX);
    let response = sent.as_ref().ok().map(|answer| ResponseRecord {
        status: answer.status,
        headers: answer.headers.clone(),
        body: answer.body.to_vec(),
    });
    let business = sent
        .and_then(Response::into_success)
        .map_err(|error| DiscoveryError::Fetch { url: url.to_owned(), error });
    let business = business.and_then(|answer| read::business(url, &answer.body));
    let exchange = Exchange {
        id: uuid::Uuid::now_v7().to_string(),
        at,
        kind: ExchangeKind::ProfileFetch,
        operation: None,
        request: record,
        response,
        elapsed_micros,
        notes: business.as_ref().err().map(ToString::to_string).into_iter().collect(),
    };
    Discovery { exchange, business }
}
