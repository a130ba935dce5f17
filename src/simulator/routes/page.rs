//! What a person sees: the page behind `continue_url`, and plain pages at the other addresses handed out.

use super::dispatch::authority;
use crate::merchant::{Command, Outcome, Reply};
use crate::simulator::continue_page::{self, FormError, HEADERS};
use crate::simulator::pipeline::execute_for_business;
use crate::simulator::session::Session;
use actix_web::http::{Method, StatusCode, header};
use actix_web::web::Payload;
use actix_web::{HttpRequest, HttpResponse};
use bytes::BytesMut;
use futures::StreamExt;

/// Most of a form that is read.
const FORM_BYTES: usize = 64 << 10;

/// Methods of the page.
pub(super) const METHODS: [&str; 3] = ["GET", "HEAD", "POST"];

/// The checkout whose page a path names.
pub(super) fn checkout(path: &str) -> Option<&str> {
    path.strip_prefix("/checkout/").filter(|id| !id.is_empty() && !id.contains('/'))
}

/// Serves the page of a checkout; `None` when the method is none of the page's.
pub(super) async fn serve(
    session: &Session,
    request: &HttpRequest,
    payload: &mut Payload,
    id: &str,
) -> Option<HttpResponse> {
    let method = request.method();
    if method == Method::GET || method == Method::HEAD {
        return Some(show(session, Command::GetCheckout { id: id.into() }).await);
    }
    if method != Method::POST {
        return None;
    }
    Some(match form(request, payload).await.and_then(|body| continue_page::parse(&body)) {
        Ok(action) => show(session, Command::BuyerAction { checkout_id: id.into(), action }).await,
        Err(error) => html(StatusCode::BAD_REQUEST, continue_page::refused(&error)),
    })
}

/// Does what the buyer asked for, and shows the checkout as it is then.
async fn show(session: &Session, command: Command) -> HttpResponse {
    let owner = match &command {
        Command::BuyerAction { checkout_id, .. } => session.checkout_owner(checkout_id).await,
        _ => None,
    };
    match execute_for_business(session, command, owner.as_deref()).await {
        Ok(Outcome { reply: Reply::Checkout(snapshot), .. }) => {
            html(StatusCode::OK, continue_page::page(&snapshot))
        }
        Ok(_) => html(StatusCode::NOT_FOUND, continue_page::not_found()),
        Err(error) => {
            tracing::error!(%error, "the buyer's step could not be written down");
            html(StatusCode::SERVICE_UNAVAILABLE, continue_page::refused(&FormError::Broken))
        }
    }
}

/// The form as sent by the page itself.
async fn form(request: &HttpRequest, payload: &mut Payload) -> Result<BytesMut, FormError> {
    let origin = request.headers().get(header::ORIGIN).and_then(|origin| origin.to_str().ok());
    if !continue_page::is_same_origin(origin, authority(request)) {
        return Err(FormError::ForeignOrigin);
    }
    let mut body = BytesMut::new();
    while let Some(chunk) = payload.next().await {
        body.extend_from_slice(&chunk.map_err(|_| FormError::Broken)?);
        if body.len() > FORM_BYTES {
            return Err(FormError::TooLong);
        }
    }
    Ok(body)
}

fn html(status: StatusCode, page: String) -> HttpResponse {
    let mut response = HttpResponse::build(status);
    for header in HEADERS {
        response.insert_header(header);
    }
    response.body(page)
}
