//! Stage 2: the body, within bounds and time, of the right type, as one strict JSON document.

use super::context::{Context, Step, Stop};
use crate::protocol::contract::Body;
use crate::transport::failure::{Failure, code};
use crate::transport::json;
use actix_web::http::header;
use actix_web::web::Payload;
use bytes::{Bytes, BytesMut};
use futures::StreamExt;

/// Reads and parses the body.
pub(super) async fn read(context: &mut Context<'_>, payload: &mut Payload) -> Step {
    let limits = context.session.limits();
    let reading = collect(context, payload);
    let Ok(body) = tokio::time::timeout(limits.body_timeout, reading).await else {
        return Err(Failure::new(code::REQUEST_TIMEOUT, "the body did not arrive in time").into());
    };
    context.body = body?;
    parse(context)
}

/// Reads the body to its end. One that is too large is read on without being kept, up to a bound, so
/// that the client is there to read the refusal.
async fn collect(context: &Context<'_>, payload: &mut Payload) -> Result<Bytes, Failure> {
    let limits = context.session.limits();
    let announced = announced_length(context);
    let hopeless = announced.is_some_and(|length| length > limits.drain_bytes);
    let mut body = BytesMut::new();
    let mut seen: u64 = 0;
    while !hopeless && seen <= limits.drain_bytes {
        let Some(chunk) = payload.next().await else { break };
        let chunk = chunk
            .map_err(|error| Failure::new(code::INVALID_REQUEST, format!("the body broke off: {error}")))?;
        seen += chunk.len() as u64;
        if seen <= limits.body_bytes as u64 {
            // The usual body arrives in one piece and is taken over as it is.
            if body.is_empty() && announced == Some(seen) {
                return Ok(chunk);
            }
            body.extend_from_slice(&chunk);
        } else {
            body = BytesMut::new();
        }
    }
    if hopeless || seen > limits.body_bytes as u64 {
        let reason = format!("the body is larger than {} bytes", limits.body_bytes);
        return Err(Failure::new(code::CONTENT_TOO_LARGE, reason));
    }
    Ok(body.freeze())
}

fn announced_length(context: &Context<'_>) -> Option<u64> {
    context.request.headers().get(header::CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}

fn parse(context: &mut Context<'_>) -> Step {
    let wanted = match context.spec.body {
        Body::None => return Ok(()),
        Body::Optional => !context.body.is_empty(),
        Body::Required => true,
    };
    if !wanted {
        return Ok(());
    }
    if context.body.is_empty() {
        return Err(
            Failure::new(code::MALFORMED_JSON, "the body is empty, a JSON document is expected").into()
        );
    }
    check_type(context)?;
    let parsed = json::parse(&context.body, context.session.limits().json_depth);
    let document = parsed.map_err(|reason| Failure::new(code::MALFORMED_JSON, reason))?;
    context.document = Some(document);
    Ok(())
}

/// `application/json`, with no other charset than UTF-8 and no reason coding.
fn check_type(context: &Context<'_>) -> Result<(), Stop> {
    let refuse = |reason: String| Err(Failure::new(code::UNSUPPORTED_MEDIA_TYPE, reason).into());
    let headers = context.request.headers();
    let coding =
        headers.get(header::CONTENT_ENCODING).map_or(&b"identity"[..], header::HeaderValue::as_bytes);
    if !coding.eq_ignore_ascii_case(b"identity") {
        return refuse("Content-Encoding: bodies are accepted uncompressed only".to_owned());
    }
    let Some(value) = headers.get(header::CONTENT_TYPE) else {
        return refuse("Content-Type is missing, application/json is expected".to_owned());
    };
    match value.to_str() {
        Ok(text) if is_json(text) => Ok(()),
        Ok(_) | Err(_) => refuse(format!("Content-Type is {value:?}, application/json is expected")),
    }
}

fn is_json(value: &str) -> bool {
    let mut parts = value.split(';').map(str::trim);
    let essence = parts.next().unwrap_or_default();
    essence.eq_ignore_ascii_case("application/json")
        && parts.all(|parameter| match parameter.split_once('=') {
            Some((name, value)) if name.trim().eq_ignore_ascii_case("charset") => {
                value.trim().trim_matches('"').eq_ignore_ascii_case("utf-8")
            }
            Some(_) | None => true,
        })
}
