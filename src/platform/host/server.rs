//! The listener.

use std::collections::HashMap;
use std::io;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::sync::{Arc, PoisonError, RwLock};

use actix_web::dev::ServerHandle;
use actix_web::http::KeepAlive;
use actix_web::{App, HttpRequest, HttpResponse, HttpServer, web};
use bytes::Bytes;
use rustls::ServerConfig;
use url::Url;

use crate::clock::Clock;
use crate::exchange::{Exchange, RequestRecord, ResponseRecord};

use super::agent::Endpoints;
use super::{Agent, Answer, Endpoint, PublicBase, Reply};

/// Largest body taken in, in bytes; larger ones are answered 413 and not kept.
const LARGEST_BODY: usize = 4 * 1024 * 1024;

/// Where the listener is and how it is reached.
#[derive(Clone, Debug)]
pub struct HostSettings {
    /// Address and port to bind; port 0 takes a free one.
    pub listen: SocketAddr,
    /// TLS, or plain http behind a tunnel that ends TLS.
    pub tls: Option<ServerConfig>,
    /// How the URLs of agents begin.
    pub base: PublicBase,
}

impl HostSettings {
    /// A free port of this machine with TLS, agents told apart by host name.
    #[must_use]
    pub fn local(tls: ServerConfig) -> Self {
        let listen = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        Self { listen, tls: Some(tls), base: PublicBase::PerAgentHost }
    }
}

/// Why the listener is not there.
#[derive(Debug, thiserror::Error)]
pub enum HostError {
    /// The address cannot be bound.
    #[error("cannot listen on {listen} for platform profiles and webhooks: {source}")]
    Bind {
        /// The address.
        listen: SocketAddr,
        /// What the system said.
        source: io::Error,
    },
}

/// The listener with its agents. Stops when dropped.
#[derive(Debug)]
pub struct AgentHost {
    registry: Arc<Registry>,
    address: SocketAddr,
    handle: ServerHandle,
}

impl AgentHost {
    /// Binds and serves, on a thread of its own. Must be called within a `tokio` runtime.
    ///
    /// # Errors
    /// When the address cannot be bound.
    pub fn start(settings: HostSettings) -> Result<Self, HostError> {
        let listen = settings.listen;
        let listener = TcpListener::bind(listen).map_err(|source| HostError::Bind { listen, source })?;
        Self::start_on(listener, settings)
    }

    /// Serves on a socket that is already bound, whatever `settings.listen` says. Must be called
    /// within a `tokio` runtime.
    ///
    /// # Errors
    /// When the socket is not usable.
    pub fn start_on(listener: TcpListener, settings: HostSettings) -> Result<Self, HostError> {
        let listen = settings.listen;
        let failed = |source: io::Error| HostError::Bind { listen, source };
        let address = listener.local_addr().map_err(failed)?;
        let scheme = if settings.tls.is_some() { "https" } else { "http" };
        let registry = Arc::new(Registry {
            agents: RwLock::default(),
            elsewhere: RwLock::default(),
            base: settings.base,
            scheme,
        });
        let shared = web::Data::from(Arc::clone(&registry));
        let server = HttpServer::new(move || {
            App::new()
                .app_data(shared.clone())
                .app_data(web::PayloadConfig::new(LARGEST_BODY))
                .configure(|app| routes(app, shared.base.prefix()))
        })
        .workers(1)
        .keep_alive(kept_open(settings.tls.is_some()))
        .disable_signals();
        let server = match settings.tls {
            Some(tls) => server.listen_rustls_0_23(listener, tls),
            None => server.listen(listener),
        };
        let running = server.map_err(failed)?.run();
        let handle = running.handle();
        tokio::spawn(running);
        Ok(Self { registry, address, handle })
    }

    /// The address bound.
    #[must_use]
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// Puts an agent on the listener. The identifier becomes a label of its host name: lower-case
    /// letters, digits and hyphens, 63 at most. One already taken is replaced.
    #[must_use]
    pub fn open(&self, id: impl Into<String>) -> Agent {
        let id = id.into();
        let urls = self.registry.base.urls(self.registry.scheme, self.address.port(), &id);
        Agent::open(id, urls, &self.registry)
    }

    /// The same, with its profile at a URL of somebody else's, for agents that always name the same one:
    /// whoever fetches it must be led to this listener, and the certificate must cover its host. The URL
    /// belongs to the agent that was opened with it last.
    #[must_use]
    pub fn open_at(&self, id: impl Into<String>, profile: &Url) -> Agent {
        let id = id.into();
        let mut urls = self.registry.base.urls(self.registry.scheme, self.address.port(), &id);
        urls.profile = profile.to_string();
        let mut elsewhere = self.registry.elsewhere.write().unwrap_or_else(PoisonError::into_inner);
        elsewhere.insert(place(profile.host_str().unwrap_or_default(), profile.path()), id.clone());
        drop(elsewhere);
        Agent::open(id, urls, &self.registry)
    }

    /// Stops at once and waits until the port is free.
    pub async fn stop(self) {
        self.handle.stop(false).await;
    }
}

impl Drop for AgentHost {
    fn drop(&mut self) {
        // The order to stop is sent here; only waiting for it would need the future.
        drop(self.handle.stop(false));
    }
}

/// How long a connection waits for another request. In the clear it waits for none: a business of this machine
/// that asks again just when an idle connection is closed would be accused of what it could not fetch.
fn kept_open(tls: bool) -> KeepAlive {
    if tls { KeepAlive::default() } else { KeepAlive::Disabled }
}

/// At the root and, behind a public URL with a path, also below that path.
fn routes(app: &mut web::ServiceConfig, prefix: &str) {
    let prefixes = if prefix.is_empty() { vec![""] } else { vec![prefix, ""] };
    for prefix in prefixes {
        app.route(&format!("{prefix}/profiles/{{id}}.json"), web::route().to(profile));
        app.route(&format!("{prefix}/webhooks/{{id}}"), web::route().to(inbox));
    }
    app.default_service(web::to(profile_elsewhere));
}

/// How a URL of somebody else's is remembered: the host without its port, and the path.
fn place(host: &str, path: &str) -> (String, String) {
    let host = host.split(':').next().unwrap_or_default();
    (host.to_ascii_lowercase(), path.to_owned())
}

/// Who is on the listener.
#[derive(Debug)]
pub(super) struct Registry {
    agents: RwLock<HashMap<String, Arc<Endpoints>>>,
    /// Host and path of a profile that is at somebody else's URL to its agent.
    elsewhere: RwLock<HashMap<(String, String), String>>,
    base: PublicBase,
    scheme: &'static str,
}

impl Registry {
    pub(super) fn insert(&self, id: String, endpoints: Arc<Endpoints>) {
        self.agents.write().unwrap_or_else(PoisonError::into_inner).insert(id, endpoints);
    }

    /// Removes the agent, unless another one took its identifier.
    pub(super) fn remove(&self, id: &str, endpoints: &Arc<Endpoints>) {
        let mut agents = self.agents.write().unwrap_or_else(PoisonError::into_inner);
        if agents.get(id).is_some_and(|held| Arc::ptr_eq(held, endpoints)) {
            agents.remove(id);
            drop(agents);
            let mut elsewhere = self.elsewhere.write().unwrap_or_else(PoisonError::into_inner);
            elsewhere.retain(|_, agent| agent != id);
        }
    }

    fn get(&self, id: &str) -> Option<Arc<Endpoints>> {
        self.agents.read().unwrap_or_else(PoisonError::into_inner).get(id).cloned()
    }
}

async fn profile(
    registry: web::Data<Registry>,
    id: web::Path<String>,
    request: HttpRequest,
    body: Bytes,
) -> HttpResponse {
    let Some(endpoints) = registry.get(&id) else { return unknown(&id) };
    serve(&registry, &endpoints.profile, &request, &body).await
}

/// A profile at a URL of somebody else's.
async fn profile_elsewhere(registry: web::Data<Registry>, request: HttpRequest, body: Bytes) -> HttpResponse {
    let host = request.headers().get("host").and_then(|host| host.to_str().ok()).unwrap_or_default();
    let place = place(host, request.uri().path());
    let id = registry.elsewhere.read().unwrap_or_else(PoisonError::into_inner).get(&place).cloned();
    let Some(endpoints) = id.and_then(|id| registry.get(&id)) else {
        return HttpResponse::NotFound().finish();
    };
    serve(&registry, &endpoints.profile, &request, &body).await
}

async fn inbox(
    registry: web::Data<Registry>,
    id: web::Path<String>,
    request: HttpRequest,
    body: Bytes,
) -> HttpResponse {
    let Some(endpoints) = registry.get(&id) else { return unknown(&id) };
    serve(&registry, &endpoints.inbox, &request, &body).await
}

fn unknown(id: &str) -> HttpResponse {
    HttpResponse::NotFound().body(format!("no agent {id} here\n"))
}

/// Records the request together with the answer it is about to get, then answers.
async fn serve(
    registry: &Registry,
    endpoint: &Endpoint,
    request: &HttpRequest,
    body: &Bytes,
) -> HttpResponse {
    let mut exchange = received(registry, endpoint, request, body);
    let answer = endpoint.answer_to(&exchange).await;
    note_answer(&mut exchange, &answer);
    endpoint.record(exchange);
    match answer {
        Answer::Reply(reply) => {
            tokio::time::sleep(reply.delay).await;
            respond(reply)
        }
        Answer::Hang(duration) => {
            tokio::time::sleep(duration).await;
            broken()
        }
        Answer::Drop => broken(),
    }
}

/// A response that fails before its first byte, so that the connection is closed.
fn broken() -> HttpResponse {
    let failure = futures::stream::once(async { Err::<Bytes, _>(io::Error::other("closed on purpose")) });
    HttpResponse::Ok().streaming(failure)
}

fn respond(reply: Reply) -> HttpResponse {
    let status = actix_web::http::StatusCode::from_u16(reply.status);
    let mut response =
        HttpResponse::build(status.unwrap_or(actix_web::http::StatusCode::INTERNAL_SERVER_ERROR));
    for (name, value) in &reply.headers {
        response.append_header((name.as_str(), value.as_str()));
    }
    response.body(reply.body)
}

fn received(registry: &Registry, endpoint: &Endpoint, request: &HttpRequest, body: &Bytes) -> Exchange {
    Exchange {
        id: uuid::Uuid::now_v7().to_string(),
        at: Clock::system().now(),
        kind: endpoint.kind(),
        operation: None,
        request: RequestRecord {
            method: request.method().to_string(),
            url: url_of(registry, request),
            headers: headers_of(request),
            body: body.to_vec(),
        },
        response: None,
        elapsed_micros: 0,
        notes: Vec::new(),
    }
}

/// Adds the answer that is about to go out.
fn note_answer(exchange: &mut Exchange, answer: &Answer) {
    let (response, elapsed_micros, note) = match answer {
        Answer::Reply(reply) => (Some(record(reply)), reply.delay.as_micros(), None),
        Answer::Hang(duration) => (None, duration.as_micros(), Some("left without an answer, as told")),
        Answer::Drop => (None, 0, Some("connection closed without an answer, as told")),
    };
    exchange.response = response;
    exchange.elapsed_micros = u64::try_from(elapsed_micros).unwrap_or(u64::MAX);
    exchange.notes = note.map(str::to_owned).into_iter().collect();
}

fn record(reply: &Reply) -> ResponseRecord {
    ResponseRecord { status: reply.status, headers: reply.headers.clone(), body: reply.body.to_vec() }
}

fn url_of(registry: &Registry, request: &HttpRequest) -> String {
    let host = request.headers().get("host").and_then(|value| value.to_str().ok()).unwrap_or("localhost");
    let target = request.uri().path_and_query().map_or("/", |target| target.as_str());
    registry.base.url_of(registry.scheme, host, target)
}

/// The headers by name, since the server library does not keep their order; repeated ones keep
/// theirs.
fn headers_of(request: &HttpRequest) -> Vec<(String, String)> {
    let text = |value: &[u8]| String::from_utf8_lossy(value).into_owned();
    let mut headers: Vec<_> = request
        .headers()
        .iter()
        .map(|(name, value)| (name.as_str().to_owned(), text(value.as_bytes())))
        .collect();
    headers.sort_by(|left, right| left.0.cmp(&right.0));
    headers
}
