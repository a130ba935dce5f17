//! Order events, in order and not.

use super::Row;
use crate::meddler::{Deed, Seen};
use crate::stage::{PLAIN, Setup, Stage, WAIT};
use serde_json::{Value, json};
use ucp_assay::connector::{Defect, Defects};
use ucp_assay::crypto::http_signature::{RequestParts, Scheme, SignOptions, header_pairs, sign_request};
use ucp_assay::crypto::key::{Curve, SigningKey};
use ucp_assay::exchange::{Exchange, ExchangeKind, RequestRecord};

pub(super) const ROWS: &[Row] = &[
    (Defect::WebhookUnverified, |defects| {
        Box::pin(async move {
            let placed = Placed::open(defects).await;
            placed.send(placed.forged()).await;
            placed.knows("forged")
        })
    }),
    (Defect::WebhookAckFirst, |defects| {
        Box::pin(async move {
            let placed = Placed::open(defects).await;
            placed.send(placed.forged()).await == 200
        })
    }),
    (Defect::WebhookDuplicates, |defects| {
        Box::pin(async move {
            let placed = Placed::open(defects).await;
            assert_eq!(placed.send(placed.webhook.clone()).await, 200);
            placed.changes() > 1
        })
    }),
    (Defect::WebhookForeignOrder, |defects| {
        Box::pin(async move {
            let placed = Placed::open(defects).await;
            let status = placed.send(placed.signed("foreign", 1, |order| {
                order["id"] = json!("order_of_others");
                order["checkout_id"] = json!("checkout_of_others");
            }));
            status.await == 200
        })
    }),
    (Defect::WebhookStale, |defects| {
        Box::pin(async move {
            let placed = Placed::open(defects).await;
            assert_eq!(placed.send(placed.older()).await, 200);
            placed.stage.connector.order_events().iter().any(|event| {
                event.event_id == "older"
                    && event.verdict == ucp_assay::connector::reference::Verdict::Accepted
            })
        })
    }),
    (Defect::PartialEventTaken, |defects| {
        Box::pin(async move {
            let placed = Placed::open(defects).await;
            let half = placed.signed("half", 4_000_000_000, |order| {
                let members = order.as_object_mut().expect("an order");
                members.retain(|name, _| ["ucp", "id", "checkout_id", "currency"].contains(&name.as_str()));
            });
            placed.send(half).await == 200
        })
    }),
    (Defect::NoReconciliation, |defects| {
        Box::pin(async move {
            let placed = Placed::open(defects).await;
            assert_eq!(placed.send(placed.older()).await, 200);
            !placed.stage.trace().contains("reads the order")
        })
    }),
    (Defect::WebhookRefused, |defects| {
        Box::pin(async move { Placed::open(defects).await.answered != Some(200) })
    }),
];

/// An order placed, and its webhook as it was delivered.
struct Placed {
    stage: Stage,
    order: String,
    webhook: RequestRecord,
    answered: Option<u16>,
}

impl Placed {
    async fn open(defects: Defects) -> Self {
        let stage = Stage::open(Setup { meddle: one_more_key, ..PLAIN }, defects).await;
        let order = stage.buy().await.outcome.order_id.expect("an order");
        let webhook = |exchange: &Exchange| exchange.kind == ExchangeKind::Webhook;
        let delivered = stage.merchant.journal().wait_for(1, WAIT, webhook).await.expect("a delivery");
        let answered = delivered[0].response.as_ref().map(|answer| answer.status);
        Self { stage, order, webhook: delivered[0].request.clone(), answered }
    }

    /// The event about the order under another identifier, not signed anew.
    fn forged(&self) -> RequestRecord {
        let mut request = self.webhook.clone();
        for (name, value) in &mut request.headers {
            if name.eq_ignore_ascii_case("webhook-id") {
                "forged".clone_into(value);
            }
            if name.eq_ignore_ascii_case("content-digest") {
                "sha-256=:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=:".clone_into(value);
            }
        }
        request
    }

    /// An event of before the order was placed, signed as it should be.
    fn older(&self) -> RequestRecord {
        self.signed("older", 1, |_| {})
    }

    /// An event about the order as changed, signed with a key of the business.
    fn signed(&self, event_id: &str, at: i64, change: fn(&mut Value)) -> RequestRecord {
        let mut order: Value = serde_json::from_slice(&self.webhook.body).expect("JSON");
        change(&mut order);
        let mut request = RequestRecord { body: order.to_string().into_bytes(), ..self.webhook.clone() };
        request.headers.retain(|(name, _)| {
            let kept = ["ucp-agent", "content-type"];
            kept.contains(&name.to_ascii_lowercase().as_str())
        });
        request.headers.push(("webhook-id".to_owned(), event_id.to_owned()));
        request.headers.push(("webhook-timestamp".to_owned(), at.to_string()));
        let url = url::Url::parse(&request.url).expect("a URL");
        let signed = {
            let pairs = header_pairs(&request.headers);
            let parts = RequestParts {
                method: &request.method,
                scheme: Scheme::Http,
                authority: &url[url::Position::BeforeHost..url::Position::AfterPort],
                path: url.path(),
                query: None,
                headers: &pairs,
                body: &request.body,
            };
            sign_request(&key(), &parts, &SignOptions::default()).expect("signed")
        };
        request.headers.extend(signed.into_pairs().map(|(name, value)| (name.to_owned(), value)));
        request
    }

    /// Delivers and returns the status.
    async fn send(&self, request: RequestRecord) -> u16 {
        let client = reqwest::Client::builder().no_proxy().build().expect("a client");
        let mut outgoing = client.post(&request.url).body(request.body);
        for (name, value) in &request.headers {
            if !["host", "content-length"].contains(&name.to_ascii_lowercase().as_str()) {
                outgoing = outgoing.header(name, value);
            }
        }
        outgoing.send().await.expect("an answer").status().as_u16()
    }

    fn knows(&self, event_id: &str) -> bool {
        self.stage.connector.order_events().iter().any(|event| event.event_id == event_id)
    }

    /// How often the state of the order was replaced.
    fn changes(&self) -> u64 {
        self.stage.connector.known_order(&self.order).map_or(0, |(_, changes)| changes)
    }
}

/// A key for tests only, which the profile publishes beside the merchant's own.
fn key() -> SigningKey {
    SigningKey::from_seed(Curve::P256, "test-only", &[7; 32]).expect("a key")
}

fn one_more_key(seen: &Seen) -> Deed {
    if !seen.is_profile() {
        return Deed::Pass;
    }
    Deed::Edit(|given| {
        given.edit(|body| {
            let keys = body["signing_keys"].as_array_mut().expect("keys");
            keys.push(serde_json::to_value(key().public_jwk()).expect("a key"));
        });
    })
}
