//! A merchant with a control listener, and calls that are judged by the document.

use crate::shop::{self, World};
use bytes::Bytes;
use jsonschema::Validator;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::sync::{LazyLock, Mutex};
use std::time::Duration;
use ucp_assay::clock::Clock;
use ucp_assay::platform::authority::TrustedRoots;
use ucp_assay::platform::outbound::{Client, ClientSettings, Limits, Policy, Request, Response};
use ucp_assay::simulator::control::{self, ControlServer, Listed, OPENAPI, Settings, Token, listed};

/// Longer than anything takes.
pub(crate) const WAIT: Duration = Duration::from_secs(20);

/// The document.
pub(crate) static DOCUMENT: LazyLock<Value> =
    LazyLock::new(|| serde_json::from_str(OPENAPI).expect("the document is JSON"));

/// A merchant, its control listener, and the full token.
pub(crate) struct Stage {
    pub(crate) shop: World,
    pub(crate) control: ControlServer,
    pub(crate) token: Token,
    /// By which tokens expire.
    pub(crate) clock: Clock,
    client: Client,
    /// Operations that were answered with success.
    pub(crate) done: Mutex<BTreeSet<&'static str>>,
}

/// An answer that keeps to the document.
#[derive(Debug)]
pub(crate) struct Told {
    pub(crate) status: u16,
    pub(crate) body: Value,
    pub(crate) raw: Response,
}

impl Stage {
    pub(crate) async fn open() -> Self {
        Self::open_with(|_| {}).await
    }

    pub(crate) async fn open_with(adjust: impl FnOnce(&mut Settings)) -> Self {
        Self::over(shop::world().await, adjust)
    }

    pub(crate) fn over(shop: World, adjust: impl FnOnce(&mut Settings)) -> Self {
        let token = Token::generate().expect("a token");
        let mut settings = Settings::local(token.clone());
        adjust(&mut settings);
        let clock = settings.clock.clone();
        let sessions = shop.application.sessions().clone();
        let control = ControlServer::start(settings, sessions).expect("a control listener");
        let limits = Limits { read: WAIT * 4, total: WAIT * 4, ..Limits::OPERATION };
        let settings = ClientSettings::new(Policy::UNGUARDED, TrustedRoots::none()).with_limits(limits);
        let client = Client::new(settings).expect("a client");
        Self { shop, control, token, clock, client, done: Mutex::default() }
    }

    /// The URL of an operation with its parameters filled in.
    pub(crate) fn url(&self, route: &Listed, path: &[(&str, &str)], query: &str) -> String {
        let filled = path
            .iter()
            .fold(route.path.to_owned(), |text, (name, value)| text.replace(&format!("{{{name}}}"), value));
        let filled = filled.replace("{session}", "s1");
        assert!(!filled.contains('{'), "{filled} has parameters left");
        format!("http://127.0.0.1:{}{filled}{query}", self.control.address().port())
    }

    /// Calls an operation with the full token; the answer keeps to the document.
    pub(crate) async fn call(
        &self,
        operation: &str,
        path: &[(&str, &str)],
        query: &str,
        body: Option<Value>,
    ) -> Told {
        self.call_as(self.token.reveal(), operation, path, query, body).await
    }

    /// The same with another token.
    pub(crate) async fn call_as(
        &self,
        token: &str,
        operation: &str,
        path: &[(&str, &str)],
        query: &str,
        body: Option<Value>,
    ) -> Told {
        let route = route(operation);
        let mut headers = vec![("authorization".to_owned(), format!("Bearer {token}"))];
        headers.extend(body.as_ref().map(|_| ("content-type".to_owned(), "application/json".to_owned())));
        let body = body.map(|body| Bytes::from(body.to_string())).unwrap_or_default();
        let told = self.send(&route, self.url(&route, path, query), headers, body).await;
        if told.status < 300 {
            self.done.lock().expect("unpoisoned").insert(route.operation);
        }
        told
    }

    /// Sends a request of a route as it is; the answer keeps to the document.
    pub(crate) async fn send(
        &self,
        route: &Listed,
        url: String,
        headers: Vec<(String, String)>,
        body: Bytes,
    ) -> Told {
        let request = Request { method: route.method.to_owned(), url, headers, body };
        let raw = self.client.send(request).await.expect("an answer");
        judge(route.operation, raw)
    }

    /// Success, and the body.
    pub(crate) async fn ok(&self, operation: &str, path: &[(&str, &str)], body: Option<Value>) -> Value {
        let told = self.call(operation, path, "", body).await;
        assert!(told.status < 300, "{operation}: {} {}", told.status, told.body);
        told.body
    }

    /// A minted token with these scopes, which holds for a minute.
    pub(crate) async fn minted(&self, scopes: &[&str]) -> String {
        let wish = json!({"scopes": scopes, "expires_in_seconds": 60});
        let minted = self.ok("mintToken", &[], Some(wish)).await;
        minted["token"].as_str().expect("a token").to_owned()
    }
}

impl Told {
    /// Asserts a refusal in the one shape.
    #[track_caller]
    pub(crate) fn refused(&self, status: u16, code: &str) {
        assert_eq!((self.status, self.body["code"].as_str()), (status, Some(code)), "{}", self.body);
    }
}

/// The route of an operation.
pub(crate) fn route(operation: &str) -> Listed {
    listed().find(|route| route.operation == operation).unwrap_or_else(|| panic!("no route {operation}"))
}

/// The operation of a route, as the document describes it.
pub(crate) fn described(route: &Listed) -> &'static Value {
    &DOCUMENT["paths"][route.path][route.method.to_ascii_lowercase()]
}

/// Judges an answer by the document.
fn judge(operation: &str, raw: Response) -> Told {
    let described = described(&route(operation));
    let response = &described["responses"][raw.status.to_string()];
    assert!(response.is_object(), "{operation} answers {} beside the document: {:?}", raw.status, raw.body);
    let response = match response["$ref"].as_str() {
        Some(reference) => DOCUMENT.pointer(reference.trim_start_matches('#')).expect("a response"),
        None => response,
    };
    let Some(content) = response["content"].as_object() else {
        assert!(raw.body.is_empty(), "{operation} has a body beside the document");
        return Told { status: raw.status, body: Value::Null, raw };
    };
    let sent =
        raw.header("content-type").unwrap_or_default().split(';').next().unwrap_or_default().to_owned();
    let schema = &content.get(&sent).unwrap_or_else(|| panic!("{operation} answers {sent}"))["schema"];
    let body = match &*sent {
        "application/json" => serde_json::from_slice(&raw.body).expect("JSON"),
        _ => Value::from(String::from_utf8_lossy(&raw.body).into_owned()),
    };
    let wrong: Vec<String> =
        validator(schema).iter_errors(&body).map(|e| format!("{}: {e}", e.instance_path())).collect();
    assert!(wrong.is_empty(), "{operation} {}: {wrong:#?}\n{body:#}", raw.status);
    Told { status: raw.status, body, raw }
}

/// A validator of a schema of the document.
pub(crate) fn validator(schema: &Value) -> Validator {
    let whole = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "components": DOCUMENT["components"],
        "allOf": [schema],
    });
    jsonschema::options().should_validate_formats(true).build(&whole).expect("a schema")
}

/// Changes the bounds of a listener.
pub(crate) fn limits(settings: &mut Settings, change: impl FnOnce(&mut control::Limits)) {
    change(&mut settings.limits);
}

/// Every route with parameters that have the right form, whether or not there is such a thing.
pub(crate) fn listed_with_paths() -> impl Iterator<Item = (Listed, Vec<(&'static str, &'static str)>)> {
    let forms = vec![
        ("session", "s1"),
        ("snapshot", "before"),
        ("product", "bouquet_roses"),
        ("checkout", "chk_none"),
        ("order", "ord_none"),
        ("webhook", "00000000-0000-4000-8000-000000000001"),
        ("number", "1"),
        ("condition", "unavailable"),
        ("token", "tok_00000000000000000000000000000000"),
        ("rule", "none"),
    ];
    listed().map(move |route| (route, forms.clone()))
}
