//! Carries webhooks through the guarded client.

use crate::exchange::{RequestRecord, ResponseRecord};
use crate::platform::outbound::{Client, Request};
use crate::simulator::webhook::Courier;
use futures::FutureExt;
use futures::future::BoxFuture;

/// The guarded client as a courier.
#[derive(Debug)]
pub(super) struct GuardedCourier(pub(super) Client);

impl Courier for GuardedCourier {
    fn send(&self, request: RequestRecord) -> BoxFuture<'static, Result<ResponseRecord, String>> {
        let client = self.0.clone();
        async move {
            let outgoing = Request {
                method: request.method,
                url: request.url,
                headers: request.headers,
                body: request.body.into(),
            };
            let response = client.send(outgoing).await.map_err(|error| error.to_string())?;
            Ok(ResponseRecord {
                status: response.status,
                headers: response.headers,
                body: response.body.to_vec(),
            })
        }
        .boxed()
    }
}
