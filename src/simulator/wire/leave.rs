//! A response leaves, in order or as a fault wants it.

use super::line::Line;
use crate::simulator::pipeline::Sent;
use actix_web::{HttpRequest, HttpResponse};

/// The response for the server, after its pause. A script is left with the connection.
pub(in crate::simulator) async fn leave(request: &HttpRequest, mut sent: Sent) -> HttpResponse {
    if !sent.delay.is_zero() {
        tokio::time::sleep(sent.delay).await;
    }
    let Some(script) = sent.script.take() else { return sent.response() };
    match request.conn_data::<Line>() {
        Some(line) => line.leave(script),
        // Embedded in somebody else's server there is no connection to lay hands on.
        None => {
            tracing::error!("a fault of the connection cannot be played without the merchant's own listener");
        }
    }
    HttpResponse::InternalServerError().finish()
}
