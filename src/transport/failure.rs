//! Protocol errors: the layer below business outcomes. An HTTP status and a body of code and content.

use std::borrow::Cow;
use std::time::Duration;

/// Codes of protocol errors; each is a row of the contract's code table, which says its status.
pub mod code {
    /// The URL in `UCP-Agent` is missing, malformed, not https or leads where nothing is fetched.
    pub const INVALID_PROFILE_URL: &str = "invalid_profile_url";
    /// The platform's profile could not be fetched.
    pub const PROFILE_UNREACHABLE: &str = "profile_unreachable";
    /// The platform's profile is not JSON or breaks its schema.
    pub const PROFILE_MALFORMED: &str = "profile_malformed";
    /// The platform's protocol version is not served.
    pub const VERSION_UNSUPPORTED: &str = "version_unsupported";
    /// The platform is not among those approved.
    pub const PROFILE_NOT_TRUSTED: &str = "profile_not_trusted";
    /// The body is not one strict JSON document.
    pub const MALFORMED_JSON: &str = "malformed_json";
    /// The request breaks the operation's schema or header rules.
    pub const INVALID_REQUEST: &str = "invalid_request";
    /// A state-changing operation came without a key.
    pub const IDEMPOTENCY_KEY_REQUIRED: &str = "idempotency_key_required";
    /// The key cannot be one.
    pub const INVALID_IDEMPOTENCY_KEY: &str = "invalid_idempotency_key";
    /// The key was used for another request.
    pub const IDEMPOTENCY_CONFLICT: &str = "idempotency_conflict";
    /// The first request with the key is still being worked on.
    pub const IDEMPOTENCY_IN_FLIGHT: &str = "idempotency_in_flight";
    /// Too many requests.
    pub const RATE_LIMITED: &str = "rate_limited";
    /// Credentials are missing.
    pub const UNAUTHORIZED: &str = "unauthorized";
    /// Credentials and `UCP-Agent` contradict each other.
    pub const FORBIDDEN: &str = "forbidden";
    /// There is no such path.
    pub const NOT_FOUND: &str = "not_found";
    /// The path exists, the method does not.
    pub const METHOD_NOT_ALLOWED: &str = "method_not_allowed";
    /// The body is not `application/json`.
    pub const UNSUPPORTED_MEDIA_TYPE: &str = "unsupported_media_type";
    /// The body is too large.
    pub const CONTENT_TOO_LARGE: &str = "content_too_large";
    /// The headers are too large.
    pub const HEADERS_TOO_LARGE: &str = "headers_too_large";
    /// The request did not arrive in time.
    pub const REQUEST_TIMEOUT: &str = "request_timeout";
    /// The business broke.
    pub const INTERNAL_ERROR: &str = "internal_error";
    /// The business cannot serve for the moment.
    pub const SERVICE_UNAVAILABLE: &str = "service_unavailable";
}

/// A request that was refused before the merchant decided anything.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{code}: {content}")]
pub struct Failure {
    /// The protocol's code, a row of the contract's code table.
    pub code: &'static str,
    /// What was wrong, for people, naming the header or JSON pointer.
    pub content: Cow<'static, str>,
    /// Where a person can go on instead.
    pub continue_url: Option<String>,
    /// When to try again.
    pub retry_after: Option<Duration>,
    /// Methods the path does have (`method_not_allowed`).
    pub allow: Vec<String>,
}

impl Failure {
    /// A failure with a code and an explanation.
    #[must_use]
    pub fn new(code: &'static str, content: impl Into<Cow<'static, str>>) -> Self {
        let content = content.into();
        Self { code, content, continue_url: None, retry_after: None, allow: Vec::new() }
    }

    /// The same failure with a time after which to try again.
    #[must_use]
    pub fn retry_after(mut self, after: Duration) -> Self {
        self.retry_after = Some(after);
        self
    }

    /// The same failure with a page where a person can go on.
    #[must_use]
    pub fn continue_at(mut self, url: impl Into<String>) -> Self {
        self.continue_url = Some(url.into());
        self
    }
}
