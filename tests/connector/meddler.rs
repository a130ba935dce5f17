//! A proxy before the merchant that records what the connector sends and meddles with what it gets.

use actix_web::dev::ServerHandle;
use actix_web::http::StatusCode;
use actix_web::{App, HttpRequest, HttpResponse, HttpServer, web};
use bytes::Bytes;
use serde_json::Value;
use std::net::{SocketAddr, TcpListener};
use std::sync::{Arc, Mutex};

/// Headers of one connection, which a proxy does not pass on.
const HOP_BY_HOP: [&str; 5] = ["connection", "keep-alive", "transfer-encoding", "content-length", "upgrade"];

/// A request as it came.
#[derive(Clone, Debug)]
pub(crate) struct Seen {
    pub(crate) method: String,
    pub(crate) target: String,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
    /// The how many-th request of this method and target, from 1.
    pub(crate) nth: usize,
}

impl Seen {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(held, _)| held.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_default()
    }

    pub(crate) fn is_profile(&self) -> bool {
        self.target.starts_with("/.well-known/ucp")
    }

    pub(crate) fn is_create(&self) -> bool {
        self.method == "POST" && self.target.ends_with("/checkout-sessions")
    }

    pub(crate) fn is_complete(&self) -> bool {
        self.target.ends_with("/complete")
    }

    pub(crate) fn is_update(&self) -> bool {
        self.method == "PUT"
    }

    pub(crate) fn is_read(&self) -> bool {
        self.method == "GET" && self.target.contains("/checkout-sessions/")
    }
}

/// An answer on its way to the connector.
#[derive(Clone, Debug)]
pub(crate) struct Given {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Given {
    pub(crate) fn status(status: u16) -> Self {
        Self { status, headers: Vec::new(), body: Vec::new() }
    }

    pub(crate) fn json(status: u16, body: &Value) -> Self {
        let headers = vec![("content-type".to_owned(), "application/json".to_owned())];
        Self { status, headers, body: body.to_string().into_bytes() }
    }

    pub(crate) fn with(mut self, name: &str, value: &str) -> Self {
        self.headers.retain(|(held, _)| !held.eq_ignore_ascii_case(name));
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    pub(crate) fn edit(&mut self, change: impl FnOnce(&mut Value)) {
        let mut body: Value = serde_json::from_slice(&self.body).expect("JSON");
        change(&mut body);
        self.body = body.to_string().into_bytes();
    }
}

/// What happens to a request.
pub(crate) enum Deed {
    /// It goes on, and so does its answer.
    Pass,
    /// It is answered here.
    Answer(Given),
    /// It goes on, and its answer is changed.
    Edit(fn(&mut Given)),
    /// It goes on, and its answer is lost.
    Lose,
    /// It goes no further, and the connection breaks.
    Break,
}

/// Decides about a request.
pub(crate) type Meddle = fn(&Seen) -> Deed;

struct Route {
    merchant: SocketAddr,
    meddle: Meddle,
    log: Arc<Mutex<Vec<Seen>>>,
    client: reqwest::Client,
}

/// A running proxy; stops when dropped.
pub(crate) struct Meddler {
    handle: ServerHandle,
    log: Arc<Mutex<Vec<Seen>>>,
}

impl Drop for Meddler {
    fn drop(&mut self) {
        drop(self.handle.stop(false));
    }
}

impl Meddler {
    pub(crate) fn start(listener: TcpListener, merchant: SocketAddr, meddle: Meddle) -> Self {
        let client = reqwest::Client::builder()
            .no_proxy()
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .expect("a client");
        let log = Arc::new(Mutex::new(Vec::new()));
        let route = web::Data::new(Route { merchant, meddle, log: Arc::clone(&log), client });
        let server =
            HttpServer::new(move || App::new().app_data(route.clone()).default_service(web::to(pass)))
                .workers(1)
                .disable_signals()
                .listen(listener)
                .expect("the proxy listens");
        let running = server.run();
        let handle = running.handle();
        tokio::spawn(running);
        Self { handle, log }
    }

    /// What came so far, oldest first.
    pub(crate) fn seen(&self) -> Vec<Seen> {
        self.log.lock().expect("no panic while it is held").clone()
    }
}

async fn pass(route: web::Data<Route>, request: HttpRequest, body: Bytes) -> HttpResponse {
    let pairs = request.headers().iter();
    let headers = pairs.map(|(name, value)| (name.to_string(), value.to_str().expect("text").to_owned()));
    let mut seen = Seen {
        method: request.method().to_string(),
        target: request.uri().to_string(),
        headers: headers.collect(),
        body: body.to_vec(),
        nth: 0,
    };
    {
        let mut log = route.log.lock().expect("no panic while it is held");
        let alike = |one: &&Seen| one.method == seen.method && one.target == seen.target;
        seen.nth = log.iter().filter(alike).count() + 1;
        log.push(seen.clone());
    }
    match (route.meddle)(&seen) {
        Deed::Pass => respond(forward(&route, &seen).await),
        Deed::Answer(given) => respond(given),
        Deed::Edit(change) => {
            let mut given = forward(&route, &seen).await;
            change(&mut given);
            respond(given)
        }
        Deed::Lose => {
            forward(&route, &seen).await;
            broken()
        }
        Deed::Break => broken(),
    }
}

/// A response that fails before its first byte, so that the connection is closed.
fn broken() -> HttpResponse {
    let failure =
        futures::stream::once(async { Err::<Bytes, _>(std::io::Error::other("closed on purpose")) });
    HttpResponse::Ok().streaming(failure)
}

/// Sends a request on, `Host` as it came.
async fn forward(route: &Route, seen: &Seen) -> Given {
    let method = reqwest::Method::from_bytes(seen.method.as_bytes()).expect("a method");
    let url = format!("http://{}{}", route.merchant, seen.target);
    let mut outgoing = route.client.request(method, url).body(seen.body.clone());
    for (name, value) in passed_on(&seen.headers) {
        outgoing = outgoing.header(name, value);
    }
    let answer = outgoing.send().await.expect("the merchant answers");
    let text = |value: &reqwest::header::HeaderValue| value.to_str().expect("text").to_owned();
    Given {
        status: answer.status().as_u16(),
        headers: answer.headers().iter().map(|(name, value)| (name.to_string(), text(value))).collect(),
        body: answer.bytes().await.expect("a body").to_vec(),
    }
}

fn passed_on(headers: &[(String, String)]) -> impl Iterator<Item = (&str, &str)> {
    headers
        .iter()
        .filter(|(name, _)| !HOP_BY_HOP.contains(&name.to_ascii_lowercase().as_str()))
        .map(|(name, value)| (name.as_str(), value.as_str()))
}

fn respond(given: Given) -> HttpResponse {
    let mut response = HttpResponse::build(StatusCode::from_u16(given.status).expect("a status"));
    for (name, value) in passed_on(&given.headers) {
        response.append_header((name, value));
    }
    response.body(given.body)
}
