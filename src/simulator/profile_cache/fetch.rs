//! Fetching and judging one profile.

use super::cache::FLOOR;
use super::platform::KnownPlatform;
use crate::clock::Clock;
use crate::exchange::{Exchange, ExchangeKind, RequestRecord, ResponseRecord};
use crate::platform::outbound::{Client, OutboundError, Request, Response};
use crate::protocol::contract::{Contract, DocumentKind};
use crate::simulator::concession::{Concessions, Publisher};
use crate::simulator::contract::ContractSource;
use crate::simulator::journal::Journal;
use crate::transport::failure::{Failure, code};
use crate::transport::{Dialect, json};
use std::sync::Arc;
use std::time::Duration;

/// Longest time a profile is used, however long its origin allows.
const CEILING: Duration = Duration::from_hours(1);

/// Deepest nesting of a profile.
const DEPTH: usize = 64;

/// Why a platform's profile cannot be used: the protocol's code and the reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProfileFailure {
    code: &'static str,
    content: String,
}

impl ProfileFailure {
    fn new(code: &'static str, content: impl Into<String>) -> Self {
        Self { code, content: content.into() }
    }

    /// The fetch itself broke.
    pub(super) fn interrupted(reason: &dyn std::fmt::Display) -> Self {
        Self::new(code::PROFILE_UNREACHABLE, format!("the fetch was interrupted: {reason}"))
    }

    /// The refusal of a request that named the profile.
    #[must_use]
    pub fn refusal(&self) -> Failure {
        Failure::new(self.code, self.content.clone())
    }
}

/// What fetching needs.
#[derive(Debug)]
pub struct ProfileSource {
    /// The guarded client.
    pub client: Client,
    /// Reads what was fetched.
    pub dialect: Box<dyn Dialect>,
    /// Judges what was fetched.
    pub contract: ContractSource,
    /// The session's clock.
    pub clock: Clock,
    /// Where fetches are recorded.
    pub journal: Journal,
    /// What the session concedes beyond the protocol.
    pub concessions: Concessions,
    /// Scheme and authority of the business, without trailing slash.
    pub base_url: String,
}

impl ProfileSource {
    /// Fetches the profile at a URL and judges it.
    ///
    /// # Errors
    /// [`ProfileFailure`] with the protocol's code.
    pub async fn fetch(&self, url: &str) -> Result<Arc<KnownPlatform>, ProfileFailure> {
        let request = Request {
            method: "GET".to_owned(),
            url: url.to_owned(),
            headers: vec![("accept".to_owned(), "application/json".to_owned())],
            body: bytes::Bytes::new(),
        };
        let at = self.clock.now();
        let answer = self.client.send(request.clone()).await;
        self.record(at, &request, &answer);
        let response = answer.map_err(|error| unreachable(url, &error))?;
        if !(200..300).contains(&response.status) {
            let content =
                format!("{url} answered with status {}, redirects are not followed", response.status);
            return Err(ProfileFailure::new(code::PROFILE_UNREACHABLE, content));
        }
        let profile = self.judge(url, &response)?;
        let fresh_for = freshness(response.header("cache-control"));
        Ok(Arc::new(KnownPlatform::new(url.to_owned(), profile, at, fresh_for)))
    }

    fn judge(
        &self,
        url: &str,
        response: &Response,
    ) -> Result<crate::protocol::profile::PlatformProfile, ProfileFailure> {
        let malformed = |reason: String| {
            ProfileFailure::new(
                code::PROFILE_MALFORMED,
                format!("the profile at {url} is not usable: {reason}"),
            )
        };
        let mut document = json::parse(&response.body, DEPTH).map_err(malformed)?;
        let publisher = Publisher { base_url: &self.base_url, edition: self.dialect.edition(), keys: &[] };
        self.concessions.read_platform(&mut document, &publisher);
        let profile =
            self.dialect.platform_profile(&document).map_err(|defect| malformed(defect.to_string()))?;
        // A profile of another protocol version is judged by that version's business, not by this schema.
        if profile.version == self.dialect.edition().version.date() {
            check_schema(&self.contract, &document).map_err(malformed)?;
        }
        Ok(profile)
    }

    fn record(&self, at: crate::clock::Instant, request: &Request, answer: &Result<Response, OutboundError>) {
        let response = answer.as_ref().ok();
        self.journal.record(Exchange {
            id: uuid::Uuid::new_v4().to_string(),
            at,
            kind: ExchangeKind::ProfileFetch,
            operation: None,
            request: RequestRecord {
                method: request.method.clone(),
                url: request.url.clone(),
                headers: request.headers.clone(),
                body: Vec::new(),
            },
            response: response.map(|response| ResponseRecord {
                status: response.status,
                headers: response.headers.clone(),
                body: response.body.to_vec(),
            }),
            elapsed_micros: response.map_or(0, |response| response.elapsed_micros),
            notes: answer.as_ref().err().map(ToString::to_string).into_iter().collect(),
        });
    }
}

fn check_schema(contract: &Contract, document: &serde_json::Value) -> Result<(), String> {
    let schema = contract.document(DocumentKind::PlatformProfile).map_err(|error| error.to_string())?;
    match schema.check(document).violations.first() {
        None => Ok(()),
        Some(violation) => Err(format!("{}: {}", violation.place("the profile"), violation.message)),
    }
}

/// A URL that leads nowhere a business goes is an invalid one; everything later is unreachability.
fn unreachable(url: &str, error: &OutboundError) -> ProfileFailure {
    let code = match error {
        OutboundError::BadRequest(_) | OutboundError::Refused(_) | OutboundError::Unresolvable { .. } => {
            code::INVALID_PROFILE_URL
        }
        OutboundError::Connect(_)
        | OutboundError::Tls(_)
        | OutboundError::Timeout(_)
        | OutboundError::Broken(_)
        | OutboundError::TooLarge { .. }
        | OutboundError::Redirect { .. }
        | OutboundError::Status(_) => code::PROFILE_UNREACHABLE,
    };
    ProfileFailure::new(code, format!("the profile at {url} cannot be fetched: {error}"))
}

/// How long a profile is used: `max-age` within the floor and the ceiling; the floor without one.
fn freshness(cache_control: Option<&str>) -> Duration {
    let mut directives = cache_control.unwrap_or_default().split(',');
    let max_age = directives.find_map(|one| one.trim().strip_prefix("max-age=")?.parse().ok());
    max_age.map_or(FLOOR, Duration::from_secs).clamp(FLOOR, CEILING)
}
