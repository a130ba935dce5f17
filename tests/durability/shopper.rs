//! Shoppers that never give up: a request that got no answer is sent again under the same key.

use crate::server::{Server, Surroundings};
use bytes::Bytes;
use futures::future::join_all;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use tokio::sync::Notify;
use ucp_assay::crypto::http_signature::{RequestParts, Scheme, SignOptions, header_pairs, sign_request};
use ucp_assay::platform::identity::PlatformIdentity;
use ucp_assay::platform::outbound::{Client, Request};

/// One state-changing request, and its answer once there is one.
struct Step {
    key: String,
    answer: Option<Value>,
}

impl Step {
    fn new() -> Self {
        Self { key: uuid::Uuid::new_v4().to_string(), answer: None }
    }
}

/// One purchase: a checkout created, then completed.
struct Purchase {
    create: Step,
    complete: Step,
}

/// What a shopper holds in the end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Receipt {
    pub(crate) checkout_id: String,
    pub(crate) order_id: String,
}

/// Everybody who shops.
pub(crate) struct Crowd {
    identity: PlatformIdentity,
    client: Client,
    shoppers: Vec<Mutex<Vec<Purchase>>>,
}

/// Counts answers, and says when there are enough.
struct Count {
    answers: AtomicUsize,
    limit: usize,
    enough: Notify,
}

impl Count {
    fn answered(&self) {
        if self.answers.fetch_add(1, Ordering::SeqCst) + 1 >= self.limit {
            self.enough.notify_one();
        }
    }
}

impl Crowd {
    pub(crate) fn new(surroundings: &Surroundings, shoppers: usize, purchases: usize) -> Self {
        let purchase = || Purchase { create: Step::new(), complete: Step::new() };
        let list = || Mutex::new((0..purchases).map(|_| purchase()).collect());
        Self {
            identity: surroundings.identity.clone(),
            client: surroundings.client.clone(),
            shoppers: (0..shoppers).map(|_| list()).collect(),
        }
    }

    /// Everybody shops at once, until everything is bought or so many answers have come; then all
    /// requests under way are left without an answer.
    pub(crate) async fn shop(self: &Arc<Self>, server: &Server, until: Option<usize>) {
        let limit = until.unwrap_or(usize::MAX);
        let count = Count { answers: AtomicUsize::new(0), limit, enough: Notify::new() };
        let everybody = join_all((0..self.shoppers.len()).map(|who| self.shop_alone(server, who, &count)));
        tokio::select! {
            _ = everybody => {}
            () = count.enough.notified() => {}
        }
    }

    async fn shop_alone(&self, server: &Server, who: usize, count: &Count) {
        let purchases = self.shoppers[who].lock().expect("a list").len();
        for number in 0..purchases {
            self.step(server, who, number, count, true).await;
            self.step(server, who, number, count, false).await;
        }
    }

    /// Makes one step unless it is answered already.
    async fn step(&self, server: &Server, who: usize, number: usize, count: &Count, creating: bool) {
        let Some((key, path, body)) = self.open_step(who, number, creating) else { return };
        let answer = self.send(server, "POST", &path, Some(&key), &body).await;
        let mut purchases = self.shoppers[who].lock().expect("a list");
        let purchase = &mut purchases[number];
        let step = if creating { &mut purchase.create } else { &mut purchase.complete };
        step.answer = Some(answer);
        count.answered();
    }

    /// Key, path and body of a step that has no answer yet.
    fn open_step(&self, who: usize, number: usize, creating: bool) -> Option<(String, String, Value)> {
        let purchases = self.shoppers[who].lock().expect("a list");
        let purchase = &purchases[number];
        if creating {
            let open = purchase.create.answer.is_none();
            return open.then(|| (purchase.create.key.clone(), "/checkout-sessions".to_owned(), basket()));
        }
        let id = purchase.create.answer.as_ref()?["id"].as_str().expect("an identifier").to_owned();
        let open = purchase.complete.answer.is_none();
        open.then(|| (purchase.complete.key.clone(), format!("/checkout-sessions/{id}/complete"), payment()))
    }

    /// Sends a signed request and returns the body of its answer.
    pub(crate) async fn send(
        &self,
        server: &Server,
        method: &str,
        path: &str,
        key: Option<&str>,
        body: &Value,
    ) -> Value {
        let body = if body.is_null() { Bytes::new() } else { Bytes::from(body.to_string()) };
        let mut headers = vec![("ucp-agent".to_owned(), self.identity.agent_header().expect("a header"))];
        headers.extend(key.map(|key| ("idempotency-key".to_owned(), key.to_owned())));
        if !body.is_empty() {
            headers.push(("content-type".to_owned(), "application/json".to_owned()));
        }
        let signed = {
            let pairs = header_pairs(&headers);
            let parts = RequestParts {
                method,
                scheme: Scheme::Http,
                authority: &server.authority,
                path,
                query: None,
                headers: &pairs,
                body: &body,
            };
            sign_request(self.identity.signing_key(), &parts, &SignOptions::default()).expect("signed")
        };
        headers.extend(signed.into_pairs().map(|(name, value)| (name.to_owned(), value)));
        let url = format!("{}{path}", server.base_url);
        let request = Request { method: method.to_owned(), url, headers, body };
        let response = self.client.send(request).await.expect("an answer while the merchant lives");
        let shown = String::from_utf8_lossy(&response.body).into_owned();
        assert!(matches!(response.status, 200 | 201), "{method} {path}: {} {shown}", response.status);
        serde_json::from_slice(&response.body).expect("JSON")
    }

    /// Every request repeated once more gets the answer it got, word for word.
    pub(crate) async fn replays_are_identical(&self, server: &Server) {
        for purchases in &self.shoppers {
            let steps: Vec<(String, String, Value, Value)> = {
                let purchases = purchases.lock().expect("a list");
                purchases.iter().flat_map(steps).collect()
            };
            for (key, path, body, answered) in steps {
                assert_eq!(self.send(server, "POST", &path, Some(&key), &body).await, answered);
            }
        }
    }

    /// What everybody holds; every purchase is complete and every identifier is there once.
    pub(crate) fn receipts(&self) -> Vec<Receipt> {
        let mut receipts = Vec::new();
        for purchases in &self.shoppers {
            receipts.extend(purchases.lock().expect("a list").iter().map(receipt));
        }
        let orders: BTreeSet<&str> = receipts.iter().map(|receipt| receipt.order_id.as_str()).collect();
        let checkouts: BTreeSet<&str> = receipts.iter().map(|receipt| receipt.checkout_id.as_str()).collect();
        assert_eq!((orders.len(), checkouts.len()), (receipts.len(), receipts.len()));
        receipts
    }
}

fn steps(purchase: &Purchase) -> [(String, String, Value, Value); 2] {
    let answered = |step: &Step| step.answer.clone().expect("an answer");
    let create = answered(&purchase.create);
    let path = format!("/checkout-sessions/{}/complete", create["id"].as_str().expect("an identifier"));
    [
        (purchase.create.key.clone(), "/checkout-sessions".to_owned(), basket(), create),
        (purchase.complete.key.clone(), path, payment(), answered(&purchase.complete)),
    ]
}

fn receipt(purchase: &Purchase) -> Receipt {
    let completed = purchase.complete.answer.as_ref().expect("a completion");
    assert_eq!(completed["status"], "completed", "{completed}");
    Receipt {
        checkout_id: completed["id"].as_str().expect("a checkout").to_owned(),
        order_id: completed["order"]["id"].as_str().expect("an order").to_owned(),
    }
}

/// Two bouquets to Springfield by standard mail.
fn basket() -> Value {
    json!({
        "line_items": [{"item": {"id": "bouquet_roses"}, "quantity": 2}],
        "buyer": {"email": "ada@mail.example", "first_name": "Ada", "last_name": "Lovelace"},
        "fulfillment": {"methods": [{
            "type": "shipping",
            "destinations": [{
                "id": "home",
                "street_address": "1 Main St",
                "address_locality": "Springfield",
                "address_region": "IL",
                "postal_code": "62704",
                "address_country": "US"
            }],
            "selected_destination_id": "home",
            "groups": [{"selected_option_id": "std-ship"}]
        }]}
    })
}

fn payment() -> Value {
    json!({"payment": {"instruments": [{
        "id": "card",
        "handler_id": "mock_payment_handler",
        "type": "card",
        "selected": true,
        "credential": {"type": "token", "token": "success_token"}
    }]}})
}
