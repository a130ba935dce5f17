//! Documents a business publishes: its profile, the schemas and specifications it names under its own
//! authority, and its health.

use super::handler_documents;
use crate::simulator::session::Session;
use crate::transport::documents;
use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse};

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
    if let Some(name) = path.strip_prefix(documents::HANDLER_SCHEMAS) {
        let configured = name.strip_suffix(documents::CONFIG).and_then(|name| handler(session, name));
        let instrument = || name.strip_suffix(documents::INSTRUMENT).and_then(|name| handler(session, name));
        return configured
            .map(|one| handler_documents::config(session.base_url(), &one.name))
            .or_else(|| {
                let one = instrument()?;
                Some(handler_documents::instrument(session.edition(), session.base_url(), &one.name))
            })
            .map(|schema| json(schema.to_string().into_bytes()));
    }
    if let Some(name) = path.strip_prefix(documents::HANDLER_SPECS) {
        return handler(session, name).map(|one| page(handler_documents::specification(&one.name)));
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

fn handler<'s>(session: &'s Session, name: &str) -> Option<&'s Declaration> {
    session.world().payment_handlers.iter().find(|one| &*one.name == name)
}

fn page(html: String) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((header::CACHE_CONTROL, "public, max-age=60"))
        .insert_header((header::CONTENT_SECURITY_POLICY, "default-src 'none'"))
        .content_type("text/html; charset=utf-8")
        .body(html)
}
