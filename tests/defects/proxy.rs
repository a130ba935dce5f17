//! The reverse proxy between merchant and platform: it ends TLS for both and puts the defect in.

use crate::defect::Defect;
use crate::message::{Answer, Headers, Request};
use actix_web::dev::ServerHandle;
use actix_web::http::StatusCode;
use actix_web::{App, HttpRequest, HttpResponse, HttpServer, web};
use bytes::Bytes;
use std::collections::HashSet;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::sync::Mutex;
use ucp_assay::platform::authority::TestAuthority;

/// Headers of one connection, which a proxy does not pass on.
const HOP_BY_HOP: [&str; 5] = ["connection", "keep-alive", "transfer-encoding", "content-length", "upgrade"];

/// A running proxy; stops when dropped.
pub(crate) struct Proxy {
    handle: ServerHandle,
}

/// Where requests go on, and what happens to them on the way.
struct Route {
    merchant: SocketAddr,
    platform: SocketAddr,
    defect: Defect,
    keys: Mutex<HashSet<String>>,
    client: reqwest::Client,
}

impl Proxy {
    /// Serves on a bound socket: profiles and webhooks go to the platform, the rest to the merchant.
    pub(crate) fn start(
        listener: TcpListener,
        authority: &TestAuthority,
        merchant: SocketAddr,
        platform: SocketAddr,
        defect: Defect,
    ) -> Self {
        let listener = if defect.in_the_clear { behind_a_front(listener, merchant) } else { listener };
        let tls = authority.server_config(defect.tls).expect("TLS");
        let client = reqwest::Client::builder()
            .no_proxy()
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .expect("a client");
        let route = web::Data::new(Route { merchant, platform, defect, keys: Mutex::default(), client });
        let server =
            HttpServer::new(move || App::new().app_data(route.clone()).default_service(web::to(pass)))
                .workers(1)
                .disable_signals()
                .listen_rustls_0_23(listener, tls)
                .expect("the proxy listens");
        let running = server.run();
        let handle = running.handle();
        tokio::spawn(running);
        Self { handle }
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        drop(self.handle.stop(false));
    }
}

/// Puts a front on a socket that tells TLS from plain HTTP by the first byte: TLS goes to the socket
/// returned, the rest straight to the merchant.
fn behind_a_front(listener: TcpListener, merchant: SocketAddr) -> TcpListener {
    const HANDSHAKE: u8 = 0x16;
    let inner = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port");
    let behind = inner.local_addr().expect("an address");
    listener.set_nonblocking(true).expect("a socket");
    let front = tokio::net::TcpListener::from_std(listener).expect("a socket");
    tokio::spawn(async move {
        while let Ok((mut client, _)) = front.accept().await {
            tokio::spawn(async move {
                let mut first = [0];
                let known = client.peek(&mut first).await;
                let to = if first == [HANDSHAKE] { behind } else { merchant };
                if let (Ok(_), Ok(mut upstream)) = (known, tokio::net::TcpStream::connect(to).await) {
                    // A connection that breaks is seen by whoever uses it.
                    let _ended = tokio::io::copy_bidirectional(&mut client, &mut upstream).await;
                }
            });
        }
    });
    inner
}

async fn pass(route: web::Data<Route>, request: HttpRequest, body: Bytes) -> HttpResponse {
    let mut request = Request {
        method: request.method().to_string(),
        target: request.uri().to_string(),
        headers: headers(&request),
        body: body.to_vec(),
        repeated: false,
        version: route.defect.version,
    };
    let key = request.header("idempotency-key").or_else(|| request.header("webhook-id")).map(str::to_owned);
    let key = key.or_else(|| request.json()["event_id"].as_str().map(str::to_owned));
    request.repeated = key.is_some_and(|key| {
        let mut keys = route.keys.lock().expect("no panic while it is held");
        !keys.insert(key)
    });
    let defect = &route.defect;
    let to_platform = request.target.starts_with("/profiles/") || request.target.starts_with("/webhooks/");
    let answer = if to_platform {
        let kept =
            if request.target.starts_with("/webhooks/") { (defect.webhook)(&mut request) } else { None };
        let mut answer = match kept {
            Some(answer) => answer,
            None => forward(&route, route.platform, &request).await,
        };
        (defect.receipt)(&mut answer);
        answer
    } else {
        let mut answer = match (defect.request)(&mut request) {
            Some(answer) => answer,
            None => forward(&route, route.merchant, &request).await,
        };
        (defect.answer)(&request, &mut answer);
        answer
    };
    respond(answer)
}

fn headers(request: &HttpRequest) -> Headers {
    let pairs = request.headers().iter();
    pairs.map(|(name, value)| (name.to_string(), value.to_str().expect("text").to_owned())).collect()
}

/// Sends a request on, `Host` as it came.
async fn forward(route: &Route, upstream: SocketAddr, request: &Request) -> Answer {
    let method = reqwest::Method::from_bytes(request.method.as_bytes()).expect("a method");
    let url = format!("http://{upstream}{}", request.target);
    let mut outgoing = route.client.request(method, url).body(request.body.clone());
    for (name, value) in passed_on(&request.headers) {
        outgoing = outgoing.header(name, value);
    }
    let answer = outgoing.send().await.expect("the upstream answers");
    let text = |value: &reqwest::header::HeaderValue| value.to_str().expect("text").to_owned();
    Answer {
        status: answer.status().as_u16(),
        headers: answer.headers().iter().map(|(name, value)| (name.to_string(), text(value))).collect(),
        body: answer.bytes().await.expect("a body").to_vec(),
    }
}

fn passed_on(headers: &Headers) -> impl Iterator<Item = (&str, &str)> {
    headers
        .iter()
        .filter(|(name, _)| !HOP_BY_HOP.contains(&name.to_ascii_lowercase().as_str()))
        .map(|(name, value)| (name.as_str(), value.as_str()))
}

fn respond(answer: Answer) -> HttpResponse {
    let mut response = HttpResponse::build(StatusCode::from_u16(answer.status).expect("a status"));
    for (name, value) in passed_on(&answer.headers) {
        response.append_header((name, value));
    }
    response.body(answer.body)
}
