//! The way of every request: host, origin, token, route, scope, path, query, body, handler. A handler never
//! sees a request that did not pass all of them.

use super::assets;
use super::call::{Call, Reply};
use super::control::Control;
use super::guard::{self, only};
use super::problem::{Code, Problem};
use super::table::{self, Found};
use super::token::{Denial, Grant};
use crate::transport::json;
use actix_web::http::{StatusCode, header};
use actix_web::web::{Data, Payload};
use actix_web::{HttpRequest, HttpResponse, HttpResponseBuilder};
use bytes::{Bytes, BytesMut};
use futures::{FutureExt, StreamExt};
use serde_json::Value;
use std::io;
use std::net::{IpAddr, Ipv4Addr};
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;

/// How long a body may take to arrive.
const BODY: Duration = Duration::from_secs(30);

/// Serves one request. A panic costs the request its answer and nothing else.
pub(super) async fn serve(request: HttpRequest, payload: Payload, control: Data<Control>) -> HttpResponse {
    let control = control.into_inner();
    let mut operation = "none";
    let served = AssertUnwindSafe(respond(&control, &request, payload, &mut operation)).catch_unwind().await;
    let response = match served {
        Ok(Ok(response)) => response,
        Ok(Err(problem)) => refused(&problem),
        Err(_) => refused(
            &Problem::new(Code::InternalError, "the control listener failed unexpectedly")
                .mend("look at the merchant's log"),
        ),
    };
    let status = response.status().as_u16();
    control.count(operation, status);
    tracing::info!(operation, status, "control");
    response
}

async fn respond(
    control: &Arc<Control>,
    request: &HttpRequest,
    payload: Payload,
    operation: &mut &'static str,
) -> Result<HttpResponse, Problem> {
    guard::check(request, &control.hosts, control.scheme)?;
    if let Some(asset) = assets::find(request) {
        *operation = "asset";
        return Ok(asset);
    }
    let grant = authenticate(control, request)?;
    let found = table::find(request.method().as_str(), request.uri().path())?;
    *operation = found.route.operation;
    authorise(&grant, &found)?;
    for (name, text) in &found.path {
        control.document.path(found.route.operation, name, text)?;
    }
    let query = control.document.query(found.route.operation, request.uri().query().unwrap_or_default())?;
    let body = body(control, request, payload, found.route.operation).await?;
    let call = Call { control: Arc::clone(control), grant, path: found.path, query, body };
    Ok(answer((found.route.handler)(call).await?))
}

/// The grant of the token in `Authorization`.
fn authenticate(control: &Control, request: &HttpRequest) -> Result<Grant, Problem> {
    let now = control.clock.now();
    let presented = only(request.headers(), "authorization")
        .and_then(|value| value.split_once(' '))
        .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"));
    let denial = match presented {
        Some((_, token)) => match control.tokens.admit(token.as_bytes(), now) {
            Ok(grant) => return Ok(grant),
            Err(denial) => denial,
        },
        None => Denial::Unknown,
    };
    let peer = request.peer_addr().map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |address| address.ip());
    if let Err(after) = control.throttle.failed(peer, now) {
        return Err(Problem::new(Code::TooManyFailures, "too many requests without a valid token")
            .at("header Authorization")
            .expected("a valid token, or fewer attempts")
            .mend("wait, then send the token printed at the start")
            .retry_after(after));
    }
    let (code, what) = match denial {
        Denial::Unknown => (Code::Unauthorized, "there is no valid token"),
        Denial::Expired => (Code::TokenExpired, "the token has expired or ended"),
    };
    Err(Problem::new(code, what)
        .at("header Authorization")
        .expected("`Authorization: Bearer TOKEN`, once, with a token of this process")
        .mend("send the token printed at the start or kept in --control-token-file, or mint one with POST /v1/tokens"))
}

fn authorise(grant: &Grant, found: &Found) -> Result<(), Problem> {
    if found.route.access.admits(&grant.scopes) {
        return Ok(());
    }
    let held: Vec<&str> = grant.scopes.iter().map(|scope| scope.name()).collect();
    Err(Problem::new(Code::InsufficientScope, format!("the token permits only: {}", held.join(", ")))
        .at("header Authorization")
        .expected(format!("a token with the scope {} or full", found.route.access.name()))
        .mend("mint one with POST /v1/tokens and the full token"))
}

/// Reads and judges the body: null when there is none and none is needed.
async fn body(
    control: &Control,
    request: &HttpRequest,
    payload: Payload,
    operation: &str,
) -> Result<Value, Problem> {
    let bytes =
        tokio::time::timeout(BODY, read(payload, control.limits.body_bytes)).await.map_err(|_| {
            Problem::new(Code::InvalidBody, "the body did not arrive in time")
                .at("the body")
                .expected(format!("all of it within {} s", BODY.as_secs()))
                .mend("send it at once")
        })??;
    let required = control.document.body_required(operation);
    if bytes.is_empty() {
        return match required {
            Some(true) => Err(Problem::new(Code::InvalidBody, "the body is missing")
                .at("the body")
                .expected(format!("the request body of {operation} as GET /v1/openapi.json describes it"))
                .mend("send it as application/json")),
            Some(false) | None => Ok(Value::Null),
        };
    }
    let kind = only(request.headers(), "content-type").unwrap_or_default();
    if !kind.split(';').next().is_some_and(|kind| kind.trim().eq_ignore_ascii_case("application/json")) {
        return Err(Problem::new(Code::UnsupportedMediaType, "the body is not declared as JSON")
            .at("header Content-Type")
            .expected("application/json")
            .mend("send the header"));
    }
    let value = json::parse(&bytes, control.limits.json_depth).map_err(|reason| {
        Problem::new(Code::MalformedJson, reason)
            .at("the body")
            .expected("one JSON document without duplicate keys")
            .mend("mend it at the line and column named")
    })?;
    control.document.body(operation, &value)?;
    Ok(value)
}

async fn read(mut payload: Payload, most: usize) -> Result<Bytes, Problem> {
    let mut body = BytesMut::new();
    while let Some(chunk) = payload.next().await {
        let chunk = chunk.map_err(|error| {
            Problem::new(Code::InvalidBody, format!("the body did not arrive: {error}")).at("the body")
        })?;
        if body.len() + chunk.len() > most {
            return Err(Problem::new(Code::BodyTooLarge, "the body is too large")
                .at("the body")
                .expected(format!("at most {most} bytes"))
                .mend("send less"));
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body.freeze())
}

fn answer(reply: Reply) -> HttpResponse {
    match reply {
        Reply::Json(status, value) => {
            builder(status).content_type("application/json").body(value.to_string())
        }
        Reply::Text(kind, text) => builder(200).content_type(kind).body(text),
        Reply::Static(kind, text) => builder(200).content_type(kind).body(text),
        Reply::Nothing => builder(204).finish(),
        Reply::Events(events) => builder(200)
            .content_type("text/event-stream")
            .insert_header(("x-accel-buffering", "no"))
            .streaming(events.map(Ok::<_, io::Error>)),
    }
}

fn refused(problem: &Problem) -> HttpResponse {
    let mut response = builder(problem.status());
    if let Some(after) = problem.retry_after {
        response.insert_header((header::RETRY_AFTER, (after.as_secs() + 1).to_string()));
    }
    if !problem.allow.is_empty() {
        response.insert_header((header::ALLOW, problem.allow.join(", ")));
    }
    if problem.status() == 401 {
        response.insert_header((header::WWW_AUTHENTICATE, "Bearer realm=\"ucp-assay control\""));
    }
    response.content_type("application/json").body(problem.body().to_string())
}

/// A response with the headers every one carries: nothing is kept, framed, sniffed or read by another origin.
pub(super) fn builder(status: u16) -> HttpResponseBuilder {
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut response = HttpResponse::build(status);
    response
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .insert_header((header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .insert_header((header::X_FRAME_OPTIONS, "DENY"))
        .insert_header((header::REFERRER_POLICY, "no-referrer"))
        .insert_header(("cross-origin-resource-policy", "same-origin"))
        .insert_header((header::CONTENT_SECURITY_POLICY, "default-src 'none'; frame-ancestors 'none'"));
    response
}
