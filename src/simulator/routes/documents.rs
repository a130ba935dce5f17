//! Documents a business publishes: its profile, the schemas and specifications it names under its own
//! authority, and its health.

use crate::simulator::session::Session;
use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse};
use std::fmt::Write as _;

/// The document at a path, when there is one.
pub(super) fn document(session: &Session, request: &HttpRequest, path: &str) -> Option<HttpResponse> {
    match path {
        "/.well-known/ucp" => Some(profile(session, request)),
        "/healthz" => Some(HttpResponse::Ok().content_type("application/json").body("{\"status\":\"ok\"}")),
        "/readyz" => Some(ready(session)),
        _ => published(session, path),
    }
}

/// The business profile: public, cacheable for a minute, never redirected.
fn profile(session: &Session, request: &HttpRequest) -> HttpResponse {
    let business = session.business();
    let same = request
        .headers()
        .get(header::IF_NONE_MATCH)
        .is_some_and(|tag| tag.as_bytes() == business.etag.as_bytes());
    let mut response = if same { HttpResponse::NotModified() } else { HttpResponse::Ok() };
    response
        .insert_header((header::CACHE_CONTROL, "public, max-age=60"))
        .insert_header((header::ETAG, business.etag.as_str()))
        .insert_header((header::CONTENT_TYPE, "application/json"));
    if same { response.finish() } else { response.body(business.document.clone()) }
}

fn ready(session: &Session) -> HttpResponse {
    match session.store().health() {
        crate::simulator::store::Health::Ready => {
            HttpResponse::Ok().content_type("application/json").body("{\"status\":\"ready\"}")
        }
        crate::simulator::store::Health::Failed(_) | crate::simulator::store::Health::Closed => {
            HttpResponse::ServiceUnavailable()
                .content_type("application/json")
                .body("{\"status\":\"failed\"}")
        }
    }
}

/// Schemas and specifications under this authority.
fn published(session: &Session, path: &str) -> Option<HttpResponse> {
    if let Some(name) =
        path.strip_prefix("/schemas/payment-handlers/").and_then(|name| name.strip_suffix(".json"))
    {
        return handler(session, name).map(|_| json(handler_schema(session, name)));
    }
    if let Some(name) = path.strip_prefix("/specs/payment-handlers/") {
        return handler(session, name).map(|one| handler_specification(&one));
    }
    let file = path.strip_prefix('/').filter(|file| file.starts_with("schemas/"))?;
    session.contract().file(file).map(|bytes| json(bytes.to_vec()))
}

fn json(body: Vec<u8>) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((header::CACHE_CONTROL, "public, max-age=60"))
        .content_type("application/json")
        .body(body)
}

type Declaration = crate::protocol::payment::HandlerDeclaration;

fn handler(session: &Session, name: &str) -> Option<Declaration> {
    session.world().payment_handlers.iter().find(|one| &*one.name == name).cloned()
}

/// The schema of what an instrument of a handler carries.
fn handler_schema(session: &Session, name: &str) -> Vec<u8> {
    serde_json::json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": format!("{}/schemas/payment-handlers/{name}.json", session.base_url()),
        "title": "Instrument of the simulated payment handler",
        "type": "object",
        "required": ["id", "handler_id", "type"],
        "properties": {
            "id": {"type": "string"},
            "handler_id": {"type": "string"},
            "type": {"type": "string"},
            "credential": {
                "type": "object",
                "required": ["type", "token"],
                "properties": {
                    "type": {"type": "string"},
                    "token": {"type": "string", "description": "A test token; see the specification."}
                }
            }
        }
    })
    .to_string()
    .into_bytes()
}

/// What the test tokens do, for people.
const TOKENS: [(&str, &str); 5] = [
    ("success_token", "the payment succeeds"),
    ("fail_token", "the payment is declined; another instrument may be tried"),
    ("challenge_token", "the buyer must authenticate at continue_url first"),
    ("slow_token", "the payment takes its time and then succeeds"),
    ("late_fail_token", "the payment takes its time and is then declined"),
];

fn handler_specification(declaration: &Declaration) -> HttpResponse {
    let mut page = String::from(
        "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Payment handler</title>",
    );
    let intro = "A simulated payment handler. No money moves. Tokens and what they do:";
    let _ = write!(page, "<h1>{}</h1><p>{intro}</p><dl>", escape(&declaration.name));
    for (token, effect) in TOKENS {
        let _ = write!(page, "<dt><code>{token}</code></dt><dd>{effect}</dd>");
    }
    page.push_str("</dl></html>");
    HttpResponse::Ok()
        .insert_header((header::CACHE_CONTROL, "public, max-age=60"))
        .insert_header((header::CONTENT_SECURITY_POLICY, "default-src 'none'"))
        .content_type("text/html; charset=utf-8")
        .body(page)
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
