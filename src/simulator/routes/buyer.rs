//! `/checkout/{id}`: the page behind `continue_url`, for a person with a browser.

use crate::merchant::{BuyerAction, Command, Outcome, Reply};
use crate::simulator::continue_page::{self, FormError};
use crate::simulator::pipeline::execute_for_business;
use crate::simulator::session::Session;
use crate::simulator::store::StoreError;
use actix_web::http::{Method, StatusCode, header};
use actix_web::web::Payload;
use actix_web::{HttpRequest, HttpResponse};
use bytes::BytesMut;
use futures::StreamExt;

/// Longest form in bytes.
const LONGEST_FORM: usize = 16 << 10;

/// The identifier in a path of the buyer's page.
pub(super) fn checkout_id(path: &str) -> Option<&str> {
    path.strip_prefix("/checkout/").filter(|id| !id.is_empty() && !id.contains('/'))
}

/// Shows the page, or does what its form asks for.
pub(super) async fn serve(
    session: &Session,
    request: &HttpRequest,
    payload: &mut Payload,
    id: &str,
) -> HttpResponse {
    let outcome = match *request.method() {
        Method::GET | Method::HEAD => show(session, id).await,
        Method::POST => act(session, request, payload, id).await,
        _ => Ok(HttpResponse::MethodNotAllowed().insert_header((header::ALLOW, "GET, HEAD, POST")).finish()),
    };
    outcome.unwrap_or_else(|error| {
        tracing::error!(%error, "the buyer's page cannot be served");
        HttpResponse::ServiceUnavailable().insert_header((header::RETRY_AFTER, "1")).finish()
    })
}

async fn show(session: &Session, id: &str) -> Result<HttpResponse, StoreError> {
    let command = Command::GetCheckout { id: id.into() };
    let owner = session.checkout_owner(id).await;
    let outcome = execute_for_business(session, command, owner.as_deref()).await?;
    Ok(shown(StatusCode::OK, &outcome))
}

async fn act(
    session: &Session,
    request: &HttpRequest,
    payload: &mut Payload,
    id: &str,
) -> Result<HttpResponse, StoreError> {
    let origin = request.headers().get(header::ORIGIN).and_then(|origin| origin.to_str().ok());
    if !continue_page::is_same_origin(origin, super::authority(request)) {
        return Ok(html(StatusCode::FORBIDDEN, continue_page::refused(&FormError::ForeignOrigin)));
    }
    match form(session, payload).await {
        Ok(action) => decide(session, request, id, action).await,
        Err(error) => Ok(html(StatusCode::BAD_REQUEST, continue_page::refused(&error))),
    }
}

/// What the buyer did takes effect; the answer leads back to the page, so that reloading repeats
/// nothing. A step that the checkout's state forbids changes nothing and is explained at once.
async fn decide(
    session: &Session,
    request: &HttpRequest,
    id: &str,
    action: BuyerAction,
) -> Result<HttpResponse, StoreError> {
    let owner = session.checkout_owner(id).await;
    let command = Command::BuyerAction { checkout_id: id.into(), action };
    let outcome = execute_for_business(session, command, owner.as_deref()).await?;
    if outcome.changed.is_empty() {
        return Ok(shown(StatusCode::CONFLICT, &outcome));
    }
    let back = (header::LOCATION, request.uri().path());
    Ok(HttpResponse::SeeOther()
        .insert_header(back)
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .finish())
}

async fn form(session: &Session, payload: &mut Payload) -> Result<BuyerAction, FormError> {
    let reading = async {
        let mut body = BytesMut::new();
        while let Some(chunk) = payload.next().await {
            body.extend_from_slice(&chunk.map_err(|_| FormError::Broken)?);
            if body.len() > LONGEST_FORM {
                return Err(FormError::TooLong);
            }
        }
        continue_page::parse(&body)
    };
    tokio::time::timeout(session.limits().body_timeout, reading).await.unwrap_or(Err(FormError::Broken))
}

fn shown(status: StatusCode, outcome: &Outcome) -> HttpResponse {
    match &outcome.reply {
        Reply::Checkout(snapshot) => html(status, continue_page::page(snapshot)),
        Reply::Order(_) | Reply::Failure(_) | Reply::Done => {
            html(StatusCode::NOT_FOUND, continue_page::not_found())
        }
    }
}

fn html(status: StatusCode, body: String) -> HttpResponse {
    let mut response = HttpResponse::build(status);
    for (name, value) in continue_page::HEADERS.iter() {
        response.insert_header((*name, value.as_str()));
    }
    response.body(body)
}
