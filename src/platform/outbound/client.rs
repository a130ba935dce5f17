//! The client itself.

use std::collections::BTreeMap;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Instant;

use bytes::{Bytes, BytesMut};
use reqwest::header::{HeaderMap, HeaderName, HeaderValue, LOCATION};

use crate::platform::authority::{TlsError, TlsVersions, TrustedRoots};

use super::classify::classify;
use super::resolver::Guarded;
use super::{Limits, OutboundError, Policy, url_check};

/// What a client is made of.
#[derive(Clone, Debug)]
pub struct ClientSettings {
    /// Where it may go.
    pub policy: Policy,
    /// How long and how much.
    pub limits: Limits,
    /// Whom it trusts.
    pub roots: TrustedRoots,
    /// The versions of TLS it speaks.
    pub versions: TlsVersions,
    /// Names with fixed addresses, asked before the system's resolver; the policy applies to them.
    pub hosts: BTreeMap<String, Vec<IpAddr>>,
    /// Names of somebody else's that lead to a listener, for URLs without a port; the policy applies to its
    /// address.
    pub leads: BTreeMap<String, SocketAddr>,
}

impl ClientSettings {
    /// A client with this policy that trusts these roots, for documents, over TLS 1.2 or 1.3.
    #[must_use]
    pub const fn new(policy: Policy, roots: TrustedRoots) -> Self {
        Self {
            policy,
            limits: Limits::DOCUMENT,
            roots,
            versions: TlsVersions::From12,
            hosts: BTreeMap::new(),
            leads: BTreeMap::new(),
        }
    }

    /// The same with other limits.
    #[must_use]
    pub const fn with_limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }
}

/// A request as it will be sent, byte for byte where HTTP allows.
#[derive(Clone, Debug)]
pub struct Request {
    /// The method, any token.
    pub method: String,
    /// The URL.
    pub url: String,
    /// The headers, in order; a name may repeat.
    pub headers: Vec<(String, String)>,
    /// The body; empty for none.
    pub body: Bytes,
}

impl Request {
    /// A `GET` without further headers.
    #[must_use]
    pub fn get(url: impl Into<String>) -> Self {
        Self { method: "GET".to_owned(), url: url.into(), headers: Vec::new(), body: Bytes::new() }
    }

    /// A `POST` of bytes.
    #[must_use]
    pub fn post(url: impl Into<String>, headers: Vec<(String, String)>, body: Bytes) -> Self {
        Self { method: "POST".to_owned(), url: url.into(), headers, body }
    }
}

/// An answer, complete.
#[derive(Clone, Debug)]
pub struct Response {
    /// The status.
    pub status: u16,
    /// The headers as received; a name may repeat. Bytes outside UTF-8 become replacement characters.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Bytes,
    /// From the start of the request to the last byte, in microseconds.
    pub elapsed_micros: u64,
}

impl Response {
    /// The first header of that name, compared without case.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(held, _)| held.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }

    /// The answer, if its status is a success.
    ///
    /// # Errors
    /// [`OutboundError::Redirect`] for 3xx, [`OutboundError::Status`] for others.
    pub fn into_success(self) -> Result<Self, OutboundError> {
        match self.status {
            200..=299 => Ok(self),
            300..=399 => Err(OutboundError::Redirect {
                status: self.status,
                location: self.header(LOCATION.as_str()).map(str::to_owned),
            }),
            status => Err(OutboundError::Status(status)),
        }
    }
}

/// An answer whose body is still arriving.
#[derive(Debug)]
pub struct Streaming {
    answer: reqwest::Response,
}

impl Streaming {
    /// The status.
    #[must_use]
    pub fn status(&self) -> u16 {
        self.answer.status().as_u16()
    }

    /// The first header of that name, when it is text.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.answer.headers().get(name).and_then(|value| value.to_str().ok())
    }

    /// The next piece of the body; `None` at its end.
    ///
    /// # Errors
    /// When the connection ends early or is silent for too long.
    pub async fn chunk(&mut self) -> Result<Option<Bytes>, OutboundError> {
        self.answer.chunk().await.map_err(|error| classify(&error))
    }
}

/// The client. Cheap to clone; clones share their connections, which are kept open for reuse.
#[derive(Clone, Debug)]
pub struct Client {
    inner: reqwest::Client,
    guard: Guarded,
    limits: Limits,
    roots: TrustedRoots,
}

impl Client {
    /// A client from its settings. Proxies of the environment are ignored: the guard needs to see
    /// the address it connects to.
    ///
    /// # Errors
    /// When TLS cannot be set up.
    pub fn new(settings: ClientSettings) -> Result<Self, TlsError> {
        let ClientSettings { policy, limits, roots, versions, hosts, leads } = settings;
        let guard = Guarded { policy, hosts: Arc::new(hosts), leads: Arc::new(leads) };
        let inner = reqwest::Client::builder()
            .tls_backend_preconfigured(roots.client_config(versions)?)
            .redirect(reqwest::redirect::Policy::none())
            .retry(reqwest::retry::never())
            .referer(false)
            .no_proxy()
            .dns_resolver(guard.clone())
            .connect_timeout(limits.connect)
            .read_timeout(limits.read)
            .timeout(limits.total)
            .pool_idle_timeout(limits.idle)
            .pool_max_idle_per_host(if limits.idle.is_zero() { 0 } else { usize::MAX })
            .http1_only()
            .build()
            .map_err(|error| TlsError::Configure(rustls::Error::General(error.to_string())))?;
        Ok(Self { inner, guard, limits, roots })
    }

    /// The policy it keeps to.
    #[must_use]
    pub const fn policy(&self) -> Policy {
        self.guard.policy
    }

    pub(super) const fn guard(&self) -> &Guarded {
        &self.guard
    }

    /// How long it waits and how much it reads.
    #[must_use]
    pub const fn limits(&self) -> Limits {
        self.limits
    }

    /// Whom it trusts.
    #[must_use]
    pub const fn roots(&self) -> &TrustedRoots {
        &self.roots
    }

    /// Whether a URL could be followed, as far as that shows without resolving its host.
    ///
    /// # Errors
    /// [`OutboundError::BadRequest`] when it is no URL, [`OutboundError::Refused`] by policy.
    pub fn check_url(&self, url: &str) -> Result<url::Url, OutboundError> {
        url_check::check(url, self.guard.policy)
    }

    /// Sends a request and reads the whole answer, whatever its status.
    ///
    /// # Errors
    /// When the URL is refused, or there is no complete answer within the limits.
    pub async fn send(&self, request: Request) -> Result<Response, OutboundError> {
        let prepared = self.prepare(request)?;
        let started = Instant::now();
        let answer = self.inner.execute(prepared).await.map_err(|error| classify(&error))?;
        let status = answer.status().as_u16();
        let headers = header_list(answer.headers());
        let body = self.read(answer).await?;
        let elapsed_micros = u64::try_from(started.elapsed().as_micros()).unwrap_or(u64::MAX);
        Ok(Response { status, headers, body, elapsed_micros })
    }

    /// Sends a request and hands out the answer while it arrives; the limits on time hold, the one on size
    /// is up to who reads.
    ///
    /// # Errors
    /// When the URL is refused, or there is no answer within the limits.
    pub async fn open(&self, request: Request) -> Result<Streaming, OutboundError> {
        let prepared = self.prepare(request)?;
        let answer = self.inner.execute(prepared).await.map_err(|error| classify(&error))?;
        Ok(Streaming { answer })
    }

    /// Sends a request and accepts only a 2xx answer.
    ///
    /// # Errors
    /// As [`Self::send`]; [`OutboundError::Redirect`] for 3xx, [`OutboundError::Status`] for others.
    pub async fn fetch(&self, request: Request) -> Result<Response, OutboundError> {
        self.send(request).await?.into_success()
    }

    fn prepare(&self, request: Request) -> Result<reqwest::Request, OutboundError> {
        let url = self.check_url(&request.url)?;
        let method = reqwest::Method::from_bytes(request.method.as_bytes())
            .map_err(|_| OutboundError::BadRequest(format!("{:?} is not a method", request.method)))?;
        let mut prepared = reqwest::Request::new(method, url);
        for (name, value) in &request.headers {
            let (name, value) = header(name, value)?;
            prepared.headers_mut().append(name, value);
        }
        if !request.body.is_empty() {
            *prepared.body_mut() = Some(request.body.into());
        }
        Ok(prepared)
    }

    /// Reads the body and stops at the cap, before the rest is received.
    async fn read(&self, mut answer: reqwest::Response) -> Result<Bytes, OutboundError> {
        let limit = self.limits.body;
        if answer.content_length().is_some_and(|length| length > limit as u64) {
            return Err(OutboundError::TooLarge { limit });
        }
        let mut body = BytesMut::new();
        while let Some(chunk) = answer.chunk().await.map_err(|error| classify(&error))? {
            if body.len() + chunk.len() > limit {
                return Err(OutboundError::TooLarge { limit });
            }
            body.extend_from_slice(&chunk);
        }
        Ok(body.freeze())
    }
}

fn header(name: &str, value: &str) -> Result<(HeaderName, HeaderValue), OutboundError> {
    let parsed = HeaderName::from_bytes(name.as_bytes()).ok().zip(HeaderValue::from_str(value).ok());
    parsed.ok_or_else(|| OutboundError::BadRequest(format!("header {name:?} cannot be sent")))
}

fn header_list(headers: &HeaderMap) -> Vec<(String, String)> {
    let text = |value: &HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
    headers.iter().map(|(name, value)| (name.as_str().to_owned(), text(value))).collect()
}
