//! A merchant, a platform, and requests between them.

use crate::january;
use bytes::Bytes;
use serde_json::{Value, json};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use ucp_assay::crypto::http_signature::{RequestParts, Scheme, SignOptions, header_pairs, sign_request};
use ucp_assay::crypto::key::SigningKey;
use ucp_assay::platform::authority::{TestAuthority, TlsVersions};
use ucp_assay::platform::host::{Agent, AgentHost, HostSettings};
use ucp_assay::platform::identity::PlatformIdentity;
use ucp_assay::platform::outbound::{Client, ClientSettings, Limits, Policy, Request, Response};
use ucp_assay::protocol::contract::{Body, CodeKind, Contract, OperationSpec};
use ucp_assay::protocol::operation::Operation;
use ucp_assay::protocol::version::{PaymentForm, ProtocolVersion, SignatureSuite};
use ucp_assay::simulator::settings::WorldSource;
use ucp_assay::simulator::{Application, SessionHandle, SessionOptions, Settings};

/// A merchant with one session, and one platform.
pub(crate) struct World {
    pub(crate) application: Application,
    pub(crate) session: SessionHandle,
    pub(crate) host: AgentHost,
    pub(crate) agent: Agent,
    pub(crate) identity: PlatformIdentity,
    pub(crate) client: Client,
    pub(crate) version: ProtocolVersion,
    settings: Settings,
}

/// Opens a world with the ordinary settings.
pub(crate) async fn world() -> World {
    world_with(|_| {}, SessionOptions::default()).await
}

/// Opens a world with deviating settings.
pub(crate) async fn world_with(adjust: impl FnOnce(&mut Settings), options: SessionOptions) -> World {
    let authority = TestAuthority::generate().expect("an authority");
    let tls = authority.server_config(TlsVersions::Only13).expect("TLS");
    let host = AgentHost::start(HostSettings::local(tls)).expect("a host");
    let agent = host.open("agent");
    let mut settings = Settings {
        allow_loopback: true,
        trusted_roots: vec![authority.certificate_pem()],
        workers: 2,
        world: WorldSource::Builtin("flower-shop".to_owned()),
        ..Settings::default()
    };
    adjust(&mut settings);
    let version = settings.version;
    let identity = PlatformIdentity::generate(&agent, version).expect("an identity");
    identity.publish(&agent).expect("published");
    let application = Application::build(settings.clone()).await.expect("a merchant");
    let session = application.sessions().open("s1", options).await.expect("a session");
    let roots = authority.roots().expect("roots");
    let client = Client::new(ClientSettings::new(Policy::UNGUARDED, roots).with_limits(Limits::OPERATION));
    let client = client.expect("a client");
    World { application, session, host, agent, identity, client, version, settings }
}

/// A request before it is signed and sent; every part can be changed.
pub(crate) struct Call {
    pub(crate) method: &'static str,
    pub(crate) path: String,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Bytes,
    pub(crate) key: Option<SigningKey>,
    pub(crate) keyid: Option<String>,
    pub(crate) components: Option<Vec<&'static str>>,
    /// Changes the request after it was signed.
    pub(crate) tamper: Option<fn(&mut Request)>,
}

impl World {
    /// The same world after its merchant was stopped and started again.
    pub(crate) async fn restarted(self) -> Self {
        let Self { application, session, host, agent, identity, client, version, settings } = self;
        let id = session.id().to_owned();
        drop(session);
        application.stop().await;
        let application = Application::build(settings.clone()).await.expect("a merchant");
        let session = application.sessions().get(&id).expect("the session came back");
        Self { application, session, host, agent, identity, client, version, settings }
    }

    /// Lets another platform call from now on.
    pub(crate) fn become_platform(&mut self, name: &str) {
        let agent = self.host.open(name);
        self.identity = PlatformIdentity::generate(&agent, self.version).expect("an identity");
        self.identity.publish(&agent).expect("published");
        self.agent = agent;
    }

    /// A well-formed signed call of an operation.
    pub(crate) fn operation(&self, spec: &OperationSpec, id: &str) -> Call {
        let method = ["GET", "PUT", "POST"].into_iter().find(|method| spec.method == **method);
        let body = match spec.operation {
            Operation::CreateCheckout | Operation::UpdateCheckout => Some(roses(1)),
            Operation::CompleteCheckout => Some(payment("success_token")),
            _ => (spec.body == Body::Optional).then(|| json!({})),
        };
        self.call(method.expect("a method"), spec.path.replace("{id}", id), body)
    }

    /// A well-formed signed call.
    pub(crate) fn call(&self, method: &'static str, path: impl Into<String>, body: Option<Value>) -> Call {
        let mut headers = vec![
            ("ucp-agent".to_owned(), self.identity.agent_header().expect("a header")),
            ("request-id".to_owned(), unique()),
        ];
        if method != "GET" {
            headers.push(("idempotency-key".to_owned(), unique()));
        }
        if body.is_some() {
            headers.push(("content-type".to_owned(), "application/json".to_owned()));
        }
        let body = body.map(|body| Bytes::from(body.to_string())).unwrap_or_default();
        let key = Some(self.identity.signing_key().clone());
        Call { method, path: path.into(), headers, body, key, keyid: None, components: None, tamper: None }
    }

    /// Signs and sends.
    pub(crate) async fn send(&self, call: Call) -> Answer {
        let request = self.prepare(call);
        Answer::of(self.client.send(request).await.expect("an answer"))
    }

    /// The request as it leaves.
    pub(crate) fn prepare(&self, call: Call) -> Request {
        self.prepare_for(self.session.base_url(), call)
    }

    pub(crate) fn prepare_for(&self, base_url: &str, call: Call) -> Request {
        let url = format!("{base_url}{}", call.path);
        let parsed = url::Url::parse(&url).expect("a URL");
        let authority = format!("{}:{}", parsed.host_str().expect("a host"), parsed.port().expect("a port"));
        let mut headers = call.headers;
        if let (Some(key), SignatureSuite::DetachedJws) = (&call.key, self.version.edition().signatures) {
            headers.push(("request-signature".to_owned(), january::jws(key, &call.body)));
        } else if let Some(key) = &call.key {
            let signed = {
                let pairs = header_pairs(&headers);
                let parts = RequestParts {
                    method: call.method,
                    scheme: Scheme::Http,
                    authority: &authority,
                    path: parsed.path(),
                    query: parsed.query(),
                    headers: &pairs,
                    body: &call.body,
                };
                let options = SignOptions {
                    keyid: call.keyid.as_deref(),
                    components: call.components.as_deref(),
                    ..SignOptions::default()
                };
                sign_request(key, &parts, &options).expect("signed")
            };
            headers.extend(signed.into_pairs().map(|(name, value)| (name.to_owned(), value)));
        }
        let mut request = Request { method: call.method.to_owned(), url, headers, body: call.body };
        if let Some(tamper) = call.tamper {
            tamper(&mut request);
        }
        request
    }

    /// Creates a checkout of one line.
    pub(crate) async fn create(&self) -> Answer {
        self.send(self.call("POST", "/checkout-sessions", Some(self.checkout(roses(1))))).await
    }
}

impl Call {
    /// The same without a header.
    pub(crate) fn without(mut self, name: &str) -> Self {
        self.headers.retain(|(held, _)| held != name);
        self
    }

    /// The same with a header replaced.
    pub(crate) fn with(self, name: &str, value: &str) -> Self {
        let mut call = self.without(name);
        call.headers.push((name.to_owned(), value.to_owned()));
        call
    }

    /// The same with another body, whatever it is.
    pub(crate) fn with_body(mut self, body: impl Into<Bytes>) -> Self {
        self.body = body.into();
        self
    }

    /// The same without a signature.
    pub(crate) fn unsigned(mut self) -> Self {
        self.key = None;
        self
    }

    /// The same, changed after it was signed.
    pub(crate) fn tampered(mut self, tamper: fn(&mut Request)) -> Self {
        self.tamper = Some(tamper);
        self
    }
}

/// An answer with its body read.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) body: Value,
    pub(crate) raw: Response,
}

impl Answer {
    pub(crate) fn of(raw: Response) -> Self {
        let body = serde_json::from_slice(&raw.body).unwrap_or(Value::Null);
        Self { status: raw.status, body, raw }
    }

    /// Asserts a protocol error: status, code, an explanation, and nothing else but a page.
    #[track_caller]
    pub(crate) fn refused(&self, status: u16, code: &str) {
        assert_eq!((self.status, self.body["code"].as_str()), (status, Some(code)), "{}", self.body);
        assert!(self.body["content"].as_str().is_some_and(|content| !content.is_empty()), "{}", self.body);
        assert_eq!(self.raw.header("content-type"), Some("application/json"));
        let members = self.body.as_object().expect("an object").keys();
        assert!(members.into_iter().all(|name| ["code", "content", "continue_url"].contains(&name.as_str())));
    }

    /// Asserts that status and code are a row of the contract's code table, and returns the code.
    #[track_caller]
    pub(crate) fn documented(&self) -> &str {
        let codes = Contract::embedded(ProtocolVersion::LATEST).codes();
        let (kind, code) = match self.body["code"].as_str() {
            Some(code) => (CodeKind::Transport, code),
            None => (CodeKind::Outcome, self.text("/messages/0/code")),
        };
        let row = codes.of_kind(kind, code).unwrap_or_else(|| panic!("{code} is in no table: {}", self.body));
        assert_eq!(row.status, self.status, "{}", self.body);
        assert_eq!(row.retry_after, self.raw.header("retry-after").is_some(), "{}", self.body);
        code
    }

    /// Asserts an outcome without a resource.
    #[track_caller]
    pub(crate) fn outcome(&self, code: &str) {
        assert_eq!((self.status, self.body["ucp"]["status"].as_str()), (200, Some("error")), "{}", self.body);
        assert_eq!(self.body["messages"][0]["code"], code, "{}", self.body);
    }

    /// A text of the body.
    #[track_caller]
    pub(crate) fn text(&self, pointer: &str) -> &str {
        self.body
            .pointer(pointer)
            .and_then(Value::as_str)
            .unwrap_or_else(|| panic!("{pointer} in {}", self.body))
    }
}

/// A create request of some roses.
pub(crate) fn roses(quantity: i64) -> Value {
    json!({"line_items": [{"item": {"id": "bouquet_roses"}, "quantity": quantity}]})
}

/// An identifier never used before in this process, with the entropy of a key.
pub(crate) fn unique() -> String {
    static NEXT: AtomicU64 = AtomicU64::new(1);
    format!("00000000-0000-4000-8000-{:012x}", NEXT.fetch_add(1, Ordering::SeqCst))
}

/// A payment with a test token.
pub(crate) fn payment(token: &str) -> Value {
    json!({"payment": {"instruments": [{
        "id": "pay_1", "handler_id": "mock_payment_handler", "type": "card",
        "credential": {"type": "token", "token": token}, "selected": true
    }]}})
}

impl World {
    /// The body of a checkout with what the version requires beside its content.
    pub(crate) fn checkout(&self, mut body: Value) -> Value {
        match self.version.edition().payment {
            PaymentForm::Instruments => drop(body.as_object_mut().and_then(|body| body.remove("id"))),
            PaymentForm::PaymentData => {
                body["currency"] = json!("USD");
                body["payment"] = json!({});
            }
        }
        body
    }

    /// Creates a checkout and brings it to `ready_for_complete`; returns its identifier.
    pub(crate) async fn ready(&self) -> String {
        self.ready_with("bouquet_roses").await
    }

    /// The same with another product.
    pub(crate) async fn ready_with(&self, product: &str) -> String {
        let body = json!({
            "line_items": [{"item": {"id": product}, "quantity": 1}],
            "buyer": {"first_name": "Ada", "last_name": "Lovelace", "email": "ada@example.com"},
            "fulfillment": {"methods": [{"type": "shipping", "destinations": [{
                "id": "home", "street_address": "1 Main Street", "address_locality": "Springfield",
                "address_region": "IL", "postal_code": "62701", "address_country": "US"
            }], "selected_destination_id": "home"}]}
        });
        let sent = self.checkout(body.clone());
        let created = self.send(self.call("POST", "/checkout-sessions", Some(sent))).await;
        assert_eq!(created.status, 201, "{}", created.body);
        let group = created.body.pointer("/fulfillment/methods/0/groups/0").expect("a group");
        let mut update = body;
        update["line_items"][0]["id"] = created.body["line_items"][0]["id"].clone();
        let method = &mut update["fulfillment"]["methods"][0];
        method["id"] = created.body["fulfillment"]["methods"][0]["id"].clone();
        method["line_item_ids"] = created.body["fulfillment"]["methods"][0]["line_item_ids"].clone();
        method["groups"] = json!([{"id": group["id"], "selected_option_id": group["options"][0]["id"]}]);
        let id = created.text("/id").to_owned();
        update["id"] = created.body["id"].clone();
        let update = self.checkout(update);
        let updated = self.send(self.call("PUT", format!("/checkout-sessions/{id}"), Some(update))).await;
        assert_eq!(updated.body["status"], "ready_for_complete", "{}", updated.body);
        id
    }

    /// Completes a checkout with a test token.
    pub(crate) async fn complete(&self, id: &str, token: &str) -> Answer {
        let paid = match self.version.edition().payment {
            PaymentForm::Instruments => payment(token),
            PaymentForm::PaymentData => january::payment(token),
        };
        self.send(self.call("POST", format!("/checkout-sessions/{id}/complete"), Some(paid))).await
    }
}

/// Status, head and body of the answer to raw bytes.
pub(crate) async fn raw(port: u16, request: &str) -> (u16, String, Value) {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).await.expect("a connection");
    stream.write_all(request.as_bytes()).await.expect("written");
    let mut received = Vec::new();
    let mut buffer = [0; 4096];
    loop {
        let text = String::from_utf8_lossy(&received).into_owned();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let lower = head.to_ascii_lowercase();
            let length = lower
                .split("content-length: ")
                .nth(1)
                .and_then(|rest| rest.lines().next()?.trim().parse().ok());
            // What follows answers bytes that were taken for another request.
            if let Some(body) = body.get(..length.unwrap_or(0_usize)) {
                let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).expect("a status");
                return (status, lower, serde_json::from_str(body).unwrap_or(Value::Null));
            }
        }
        let read = tokio::time::timeout(Duration::from_secs(20), stream.read(&mut buffer)).await;
        let count = read.expect("in time").expect("read");
        assert!(count > 0, "the connection ended: {text}");
        received.extend_from_slice(&buffer[..count]);
    }
}

/// Everything the merchant remembers, in comparable form.
pub(crate) fn remembered(world: &World) -> Value {
    fn sorted<T: serde::Serialize>(records: impl Iterator<Item = T>) -> Vec<String> {
        let mut texts: Vec<_> = records.map(|record| serde_json::to_string(&record).expect("JSON")).collect();
        texts.sort();
        texts
    }
    let state = world.session.merchant_state();
    json!({
        "checkouts": sorted(state.checkouts()), "orders": sorted(state.orders()),
        "stock": sorted(state.stock_levels()), "customers": sorted(state.customers()),
        "webhooks": world.session.outbox().pending().len(),
    })
}

/// The operations the merchant serves.
pub(crate) fn served() -> Vec<&'static OperationSpec> {
    let operations = Contract::embedded(ProtocolVersion::LATEST).operations().iter();
    let own = |spec: &&OperationSpec| {
        let name = spec.capability.strip_prefix("dev.ucp.shopping.");
        !spec.path.is_empty() && matches!(name, Some("checkout" | "order"))
    };
    let served: Vec<_> = operations.filter(own).collect();
    assert_eq!(served.len(), 6, "five operations on checkouts, one on orders");
    served
}
