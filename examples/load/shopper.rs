//! A platform that shops: its hosted profile, its key, and the three requests of a purchase.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::sync::Arc;

use serde_json::{Value, json};
use ucp_assay::crypto::http_signature::{RequestParts, Scheme, SignOptions, sign_request};
use ucp_assay::crypto::jwk::Jwk;
use ucp_assay::crypto::key::{Curve, SigningKey};
use ucp_assay::protocol::version::ProtocolVersion;
use uuid::Uuid;

use crate::http::Connection;
use crate::paced::Pace;
use crate::stats::Samples;

/// A profile that a thread of this process serves, and the key in it.
#[derive(Clone, Debug)]
pub(crate) struct HostedProfile {
    url: String,
    key: Arc<SigningKey>,
    /// Worker threads the merchant should use: one per core.
    pub(crate) threads: usize,
}

/// Serves the platform's profile on a free loopback port.
pub(crate) fn host_profile() -> Result<HostedProfile, Box<dyn std::error::Error>> {
    let key = SigningKey::generate(Curve::P256, "load-1")?;
    let body = serde_json::to_string(&profile(&key.public_jwk()))?;
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let url = format!("http://127.0.0.1:{}/profile.json", listener.local_addr()?.port());
    std::thread::spawn(move || {
        for stream in listener.incoming().map_while(Result::ok) {
            let mut stream = stream;
            let mut request = [0_u8; 4096];
            let head = format!(
                "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncache-control: public, max-age=3600\r\n\
                 content-length: {}\r\nconnection: close\r\n\r\n",
                body.len()
            );
            let served = stream
                .read(&mut request)
                .and_then(|_| stream.write_all(head.as_bytes()))
                .and_then(|()| stream.write_all(body.as_bytes()));
            if let Err(error) = served {
                eprintln!("profile host: {error}");
            }
        }
    });
    let threads = std::thread::available_parallelism()?.get();
    Ok(HostedProfile { url, key: Arc::new(key), threads })
}

fn profile(jwk: &Jwk) -> Value {
    let version = ProtocolVersion::LATEST.date();
    let capability = |name: &str| {
        json!([{
            "version": version,
            "spec": format!("https://ucp.dev/specification/{name}"),
            "schema": format!("https://ucp.dev/schemas/shopping/{name}.json"),
        }])
    };
    json!({
        "ucp": {
            "version": version,
            "services": {"dev.ucp.shopping": [{
                "version": version, "transport": "rest",
                "spec": "https://ucp.dev/specification/overview",
                "schema": "https://ucp.dev/services/shopping/rest.openapi.json",
            }]},
            "capabilities": {
                "dev.ucp.shopping.checkout": capability("checkout"),
                "dev.ucp.shopping.fulfillment": capability("fulfillment"),
            },
            "payment_handlers": {},
        },
        "signing_keys": [jwk],
    })
}

/// One connection that buys again and again.
#[derive(Debug)]
pub(crate) struct Shopper {
    connection: Connection,
    authority: String,
    base: String,
    agent: String,
    key: Arc<SigningKey>,
}

impl Shopper {
    /// Connects to the merchant.
    pub(crate) async fn connect(
        authority: &str,
        base: &str,
        profile: &HostedProfile,
    ) -> Result<Self, String> {
        let connection = Connection::open(authority).await.map_err(|error| error.to_string())?;
        let agent = format!("profile=\"{}\"", profile.url);
        Ok(Self {
            connection,
            authority: authority.to_owned(),
            base: base.to_owned(),
            agent,
            key: profile.key.clone(),
        })
    }

    /// Create, update, complete; adds three latencies.
    pub(crate) async fn buy(&mut self, pace: &mut Pace, samples: &mut Samples) -> Result<(), String> {
        let created = self.call("POST", "/checkout-sessions", &cart(), 201, pace, samples).await?;
        let id = created["id"].as_str().ok_or("no checkout id")?.to_owned();
        let path = format!("/checkout-sessions/{id}");
        let updated = self.call("PUT", &path, &with_delivery(&created)?, 200, pace, samples).await?;
        if updated["status"] != "ready_for_complete" {
            return Err(format!("not ready for completion: {updated}"));
        }
        let done =
            self.call("POST", &format!("{path}/complete"), &payment(&updated)?, 200, pace, samples).await?;
        if done["status"] == "completed" { Ok(()) } else { Err(format!("not completed: {done}")) }
    }

    async fn call(
        &mut self,
        method: &str,
        path: &str,
        body: &Value,
        expected: u16,
        pace: &mut Pace,
        samples: &mut Samples,
    ) -> Result<Value, String> {
        let due = pace.turn().await;
        let request = self.signed(method, path, body)?;
        let answer = self.connection.exchange(&request).await.map_err(|error| error.to_string())?;
        samples.add(due.elapsed());
        if answer.status != expected {
            return Err(format!(
                "{method} {path}: {} {}",
                answer.status,
                String::from_utf8_lossy(answer.body)
            ));
        }
        serde_json::from_slice(answer.body).map_err(|error| error.to_string())
    }

    fn signed(&self, method: &str, path: &str, body: &Value) -> Result<Vec<u8>, String> {
        let body = serde_json::to_vec(body).map_err(|error| error.to_string())?;
        let target = format!("{}{path}", self.base);
        let idempotency = Uuid::new_v4().to_string();
        let headers: [(&str, &[u8]); 3] = [
            ("ucp-agent", self.agent.as_bytes()),
            ("idempotency-key", idempotency.as_bytes()),
            ("content-type", b"application/json"),
        ];
        let parts = RequestParts {
            method,
            scheme: Scheme::Http,
            authority: &self.authority,
            path: &target,
            query: None,
            headers: &headers,
            body: &body,
        };
        let signature =
            sign_request(&self.key, &parts, &SignOptions::default()).map_err(|error| error.to_string())?;
        let mut head = format!(
            "{method} {target} HTTP/1.1\r\nhost: {}\r\nucp-agent: {}\r\nidempotency-key: {idempotency}\r\n\
             content-type: application/json\r\ncontent-length: {}\r\n",
            self.authority,
            self.agent,
            body.len()
        );
        for (name, value) in signature.into_pairs() {
            head.extend([name, ": ", value.as_str(), "\r\n"]);
        }
        head.push_str("\r\n");
        let mut request = head.into_bytes();
        request.extend_from_slice(&body);
        Ok(request)
    }
}

/// One thing, to be shipped to an address.
fn cart() -> Value {
    json!({
        "line_items": [{"item": {"id": "thing"}, "quantity": 1}],
        "buyer": {"email": "buyer@example.com"},
        "fulfillment": {"methods": [{
            "type": "shipping",
            "destinations": [{
                "id": "home", "street_address": "1 Example Street", "address_locality": "Springfield",
                "address_region": "IL", "postal_code": "62701", "address_country": "US",
            }],
            "selected_destination_id": "home",
        }]},
    })
}

/// The whole checkout again, with the first delivery option that was offered.
fn with_delivery(created: &Value) -> Result<Value, String> {
    let line = created["line_items"][0]["id"].as_str().ok_or("no line item")?;
    let method = &created["fulfillment"]["methods"][0];
    let group = &method["groups"][0];
    let option =
        group["options"][0]["id"].as_str().ok_or_else(|| format!("no delivery option: {created}"))?;
    let mut body = cart();
    body["line_items"][0]["id"] = json!(line);
    body["fulfillment"]["methods"][0]["id"] = method["id"].clone();
    body["fulfillment"]["methods"][0]["line_item_ids"] = json!([line]);
    body["fulfillment"]["methods"][0]["groups"] = json!([{"id": group["id"], "selected_option_id": option}]);
    Ok(body)
}

fn payment(checkout: &Value) -> Result<Value, String> {
    let handlers = checkout["ucp"]["payment_handlers"].as_object().ok_or("no payment handlers")?;
    let handler = handlers.values().find_map(|list| list[0]["id"].as_str()).ok_or("no payment handler")?;
    Ok(json!({"payment": {"instruments": [{
        "id": "instrument-1", "handler_id": handler, "type": "card", "selected": true,
        "credential": {"type": "token", "token": "success_token"},
    }]}}))
}
