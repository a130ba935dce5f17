//! Published documents.

use super::TRANSPORT;
use super::facts::{CallFacts, Known};
use crate::exchange::{Exchange, ExchangeKind, RequestRecord, ResponseRecord};
use crate::fault::subject::Document;
use crate::fault::{Firing, Occasion, Stage};
use crate::simulator::session::Session;
use actix_web::body::to_bytes;
use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse};
use std::time::Duration;
use uuid::Uuid;

/// A document as it leaves.
pub(in crate::simulator) async fn publish(
    session: &Session,
    request: &HttpRequest,
    response: HttpResponse,
) -> HttpResponse {
    let kept = session.keeps_every_request();
    if !kept && !session.faults().is_armed() {
        return response;
    }
    let started = std::time::Instant::now();
    let mut document = read(request, response).await;
    let known = Known::default();
    let facts = CallFacts::new(request, &known);
    let at = session.clock().now();
    let path = request.uri().path();
    let occasion =
        Occasion { stage: Stage::Profile, operation: None, transport: TRANSPORT, path, at, facts: &facts };
    let fired = session.faults().decide(&occasion, &[], &mut document);
    if kept || !fired.is_empty() {
        record(session, request, &document, &fired, started);
    }
    if !document.delay.is_zero() {
        tokio::time::sleep(document.delay).await;
    }
    write(document)
}

async fn read(request: &HttpRequest, response: HttpResponse) -> Document {
    let status = response.status().as_u16();
    let text =
        |value: &actix_web::http::header::HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
    let headers =
        response.headers().iter().map(|(name, value)| (name.as_str().to_owned(), text(value))).collect();
    let path = request.uri().path().to_owned();
    let body = to_bytes(response.into_body()).await.unwrap_or_default().to_vec();
    Document { path, status, headers, body, delay: Duration::ZERO }
}

fn write(document: Document) -> HttpResponse {
    let status = StatusCode::from_u16(document.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut builder = HttpResponse::build(status);
    for (name, value) in &document.headers {
        builder.append_header((name.as_str(), value.as_str()));
    }
    builder.body(document.body)
}

/// Paths below this are published documents.
const PUBLISHED: &str = "/.well-known/";

/// A spoilt document is an exchange worth keeping. What was asked of a path that has no document is a call of no
/// operation.
fn record(
    session: &Session,
    request: &HttpRequest,
    document: &Document,
    fired: &[Firing],
    started: std::time::Instant,
) {
    let url = format!("{}{}", session.base_url(), request.uri());
    let id = Uuid::new_v4().to_string();
    session.faults().belong(fired, &id);
    session.journal().record(Exchange {
        id,
        at: session.clock().now(),
        kind: if document.path.starts_with(PUBLISHED) || document.status == 200 {
            ExchangeKind::ProfileFetch
        } else {
            ExchangeKind::Call
        },
        operation: None,
        request: RequestRecord {
            method: request.method().to_string(),
            url,
            headers: headers(request),
            body: Vec::new(),
        },
        response: Some(ResponseRecord {
            status: document.status,
            headers: document.headers.clone(),
            body: document.body.clone(),
        }),
        elapsed_micros: u64::try_from(started.elapsed().as_micros()).unwrap_or(u64::MAX),
        notes: fired.iter().map(Firing::describe).collect(),
    });
}

/// The header lines of a request.
fn headers(request: &HttpRequest) -> Vec<(String, String)> {
    let text = |value: &[u8]| String::from_utf8_lossy(value).into_owned();
    request.headers().iter().map(|(name, value)| (name.as_str().to_owned(), text(value.as_bytes()))).collect()
}
