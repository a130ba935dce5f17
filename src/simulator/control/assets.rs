//! The dashboard: three files that hold no data and no token. Everything it shows it asks for with the token
//! that is typed into it.

use super::serve::builder;
use actix_web::http::{Method, header};
use actix_web::{HttpRequest, HttpResponse};

/// Path, media type and text of every file.
pub const FILES: [(&str, &str, &str); 3] = [
    ("/", "text/html; charset=utf-8", include_str!("dashboard/index.html")),
    ("/dashboard.js", "text/javascript; charset=utf-8", include_str!("dashboard/dashboard.js")),
    ("/dashboard.css", "text/css; charset=utf-8", include_str!("dashboard/dashboard.css")),
];

/// Nothing inline, nothing from elsewhere, no frame, no form that leaves, text only into the page.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; \
                      base-uri 'none'; form-action 'none'; frame-ancestors 'none'; \
                      require-trusted-types-for 'script'; trusted-types 'none'";

/// The file a request asks for.
pub(super) fn find(request: &HttpRequest) -> Option<HttpResponse> {
    let reading = request.method() == Method::GET || request.method() == Method::HEAD;
    let path = request.uri().path_and_query()?.as_str();
    let (_, kind, text) = FILES.iter().find(|(known, _, _)| reading && *known == path)?;
    let mut response = builder(200);
    response.insert_header((header::CONTENT_SECURITY_POLICY, POLICY));
    Some(response.content_type(*kind).body(*text))
}
