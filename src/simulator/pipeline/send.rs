//! Stage 10: the response leaves, and the exchange goes into the journal.

use crate::clock::Instant;
use crate::fault::Firing;
use crate::fault::subject::Step;
use crate::protocol::operation::Operation;
use crate::simulator::journal::{Finding, RawCall};
use crate::simulator::session::Session;
use actix_web::http::StatusCode;
use actix_web::http::header::HeaderMap;
use actix_web::{HttpRequest, HttpResponse};
use bytes::Bytes;
use std::time::Duration;

/// A finished response.
#[derive(Debug)]
pub(in crate::simulator) struct Sent {
    /// Status.
    pub(in crate::simulator) status: u16,
    /// Every header but those the server adds (`content-length`, `date`).
    pub(in crate::simulator) headers: Vec<(String, String)>,
    /// Body.
    pub(in crate::simulator) body: Bytes,
    /// Wait before it leaves.
    pub(in crate::simulator) delay: Duration,
    /// What happens on the connection instead.
    pub(in crate::simulator) script: Option<Vec<Step>>,
}

impl Sent {
    /// A response that leaves in order and at once.
    pub(in crate::simulator) fn new(status: u16, headers: Vec<(String, String)>, body: Bytes) -> Self {
        Self { status, headers, body, delay: Duration::ZERO, script: None }
    }

    /// The response for the server.
    pub(in crate::simulator) fn response(self) -> HttpResponse {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut builder = HttpResponse::build(status);
        for (name, value) in &self.headers {
            builder.append_header((name.as_str(), value.as_str()));
        }
        builder.body(self.body)
    }
}

/// What is recorded beside request and response.
pub(super) struct Circumstances {
    pub(super) operation: Option<Operation>,
    pub(super) at: Instant,
    pub(super) started: std::time::Instant,
    pub(super) findings: Vec<Finding>,
    pub(super) fired: Vec<Firing>,
}

/// Records the exchange.
pub(super) fn record(
    session: &Session,
    request: &HttpRequest,
    body: Bytes,
    sent: &Sent,
    about: Circumstances,
) {
    let target = request.uri().path_and_query().map_or("/", |target| target.as_str());
    let mut response_headers = String::with_capacity(512);
    for (name, value) in &sent.headers {
        line(&mut response_headers, name, value);
    }
    let number = session.journal().record_call(RawCall {
        at: about.at,
        operation: about.operation,
        method: request.method().as_str().to_owned(),
        url: format!("{}://{}{target}", session.scheme().name(), super::super::routes::authority(request)),
        request_headers: head(request.headers()),
        request_body: body,
        status: sent.status,
        response_headers,
        response_body: sent.body.clone(),
        elapsed_micros: u64::try_from(about.started.elapsed().as_micros()).unwrap_or(u64::MAX),
        findings: about.findings,
        notes: about.fired.iter().map(Firing::describe).collect(),
    });
    session.faults().belong(&about.fired, &number.to_string());
}

fn head(headers: &HeaderMap) -> String {
    let mut text = String::with_capacity(1024);
    for (name, value) in headers {
        line(&mut text, name.as_str(), &String::from_utf8_lossy(value.as_bytes()));
    }
    text
}

fn line(text: &mut String, name: &str, value: &str) {
    text.push_str(name);
    text.push_str(": ");
    text.push_str(value);
    text.push('\n');
}
