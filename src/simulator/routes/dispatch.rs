//! The one entry of every request.

use super::{buyer, documents, pages};
use crate::protocol::contract::Route;
use crate::simulator::concession::Detour;
use crate::simulator::journal::Finding;
use crate::simulator::misbehave::publish;
use crate::simulator::pipeline::{Sent, refuse, run, sign};
use crate::simulator::session::Session;
use crate::simulator::sessions::Sessions;
use crate::simulator::wire::leave;
use crate::transport::failure::{Failure, code};
use actix_web::http::Method;
use actix_web::web::{Data, Payload};
use actix_web::{HttpRequest, HttpResponse};
use futures::FutureExt;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;

/// Methods of published documents.
const READING: [&str; 2] = ["GET", "HEAD"];

/// Serves one request. A panic costs the request its answer and nothing else.
pub(in crate::simulator) async fn serve(
    request: HttpRequest,
    mut payload: Payload,
    sessions: Data<Sessions>,
) -> HttpResponse {
    let session = sessions.by_authority(authority(&request));
    let served = AssertUnwindSafe(respond(&session, &request, &mut payload)).catch_unwind().await;
    served.unwrap_or_else(|_| {
        tracing::error!("a route panicked");
        refused(&session, &Failure::new(code::INTERNAL_ERROR, "the business failed unexpectedly"))
    })
}

async fn respond(session: &Arc<Session>, request: &HttpRequest, payload: &mut Payload) -> HttpResponse {
    let path = request.uri().path();
    if let Some(document) = documents::document(session, request, path) {
        let document = reading(session, request, document);
        return publish(session, request, document).await;
    }
    if let Some(id) = buyer::checkout_id(path) {
        return buyer::serve(session, request, payload, id).await;
    }
    let method = request.method().as_str();
    if let Some(document) = session.concessions().document(session, method, path) {
        return document;
    }
    let known = matches!(session.contract().route(method, path), Route::Match { .. });
    match session.concessions().detour(method, path).filter(|_| !known) {
        Some((Detour::Own { spec, id }, kind)) => {
            let found = vec![Finding { kind, pointer: format!("{method} {path}") }];
            run(session, request, payload, spec, id.map(decoded), found).await.response()
        }
        Some((Detour::Path(below), kind)) => {
            let found = vec![Finding { kind, pointer: format!("{method} {path}") }];
            operation(session, request, payload, below, found).await
        }
        None => operation(session, request, payload, path, Vec::new()).await,
    }
}

/// Serves what the protocol has at a path.
async fn operation(
    session: &Arc<Session>,
    request: &HttpRequest,
    payload: &mut Payload,
    path: &str,
    found: Vec<Finding>,
) -> HttpResponse {
    let business = session.business();
    let below = business.below_endpoint(path);
    let route = below.map(|below| session.contract().route(request.method().as_str(), below));
    match route.unwrap_or(Route::NotFound) {
        Route::Match { operation, id } => {
            let implemented =
                session.contract().operation(operation).filter(|spec| Session::implements(spec));
            let Some(spec) = implemented else {
                return publish(session, request, unknown(session, path)).await;
            };
            let id = id.map(decoded);
            let sent = run(session, request, payload, spec, id, found).await;
            leave(request, sent).await
        }
        Route::MethodNotAllowed(allowed) => publish(session, request, not_allowed(session, allowed)).await,
        Route::NotFound => {
            let page = pages::page(session, path);
            let page = page.map_or_else(|| unknown(session, path), |page| reading(session, request, page));
            publish(session, request, page).await
        }
    }
}

/// What can only be read.
fn reading(session: &Session, request: &HttpRequest, document: HttpResponse) -> HttpResponse {
    if request.method() == Method::GET || request.method() == Method::HEAD {
        document
    } else {
        not_allowed(session, READING.map(str::to_owned).to_vec())
    }
}

/// The authority a request was sent to.
pub(in crate::simulator) fn authority(request: &HttpRequest) -> &str {
    let host = request.headers().get("host").and_then(|host| host.to_str().ok());
    host.or_else(|| request.uri().authority().map(actix_web::http::uri::Authority::as_str))
        .unwrap_or_default()
}

fn unknown(session: &Session, path: &str) -> HttpResponse {
    let shown: String = path.chars().take(200).collect();
    refused(session, &Failure::new(code::NOT_FOUND, format!("there is nothing at {shown}")))
}

fn not_allowed(session: &Session, allowed: Vec<String>) -> HttpResponse {
    let content = format!("the method is not allowed here, these are: {}", allowed.join(", "));
    let mut failure = Failure::new(code::METHOD_NOT_ALLOWED, content);
    failure.allow = allowed;
    refused(session, &failure)
}

fn refused(session: &Session, failure: &Failure) -> HttpResponse {
    let answer = refuse(session, failure);
    let mut headers = vec![("content-type".to_owned(), "application/json".to_owned())];
    headers.extend(answer.headers);
    sign(session, None, answer.status, &mut headers, &answer.body);
    Sent::new(answer.status, headers, answer.body).response()
}

/// An identifier without its percent-encoding; bytes that are no text are replaced, so that it names
/// nothing.
fn decoded(id: &str) -> Arc<str> {
    percent_decoded(id.as_bytes()).into()
}

fn percent_decoded(bytes: &[u8]) -> String {
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut rest = bytes;
    while let [first, tail @ ..] = rest {
        match (first, tail) {
            (b'%', [high, low, after @ ..]) if high.is_ascii_hexdigit() && low.is_ascii_hexdigit() => {
                decoded.push(hex(*high) << 4 | hex(*low));
                rest = after;
            }
            (other, _) => {
                decoded.push(*other);
                rest = tail;
            }
        }
    }
    String::from_utf8_lossy(&decoded).into_owned()
}

fn hex(digit: u8) -> u8 {
    match digit {
        b'0'..=b'9' => digit - b'0',
        b'a'..=b'f' => digit - b'a' + 10,
        b'A'..=b'F' => digit - b'A' + 10,
        _ => 0,
    }
}
