//! HTTP messages and their signatures, written out by hand: the signature base is assembled here
//! from what each case says the value of a component is, never by the code under test.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use super::keys::TestKey;

/// The verifier's time in every case, seconds since the epoch.
pub(super) const NOW: i64 = 1_800_000_000;

pub(super) const BODY: &str = r#"{"line_items":[{"item":{"id":"rose"},"quantity":2}]}"#;
pub(super) const AGENT: &str = r#"profile="https://agent.example/profile.json""#;
pub(super) const KEY: &str = "4f1d5ca5-8d8e-4c5d-a5d1-2f86a9e3d3c1";

/// Standard base64.
pub(super) fn base64(bytes: impl AsRef<[u8]>) -> String {
    STANDARD.encode(bytes)
}

/// Lower-case hexadecimal.
pub(super) fn hex(bytes: impl AsRef<[u8]>) -> String {
    use std::fmt::Write as _;
    bytes.as_ref().iter().fold(String::new(), |mut text, byte| {
        // Writing to a String cannot fail.
        let _infallible = write!(text, "{byte:02x}");
        text
    })
}

/// `sha-256=:…:` of a body.
pub(super) fn digest(body: &[u8]) -> String {
    format!("sha-256=:{}:", base64(Sha256::digest(body)))
}

/// A message, the components its signature covers, and the value of each as the signer sees it.
#[derive(Clone)]
pub(super) struct Draft {
    pub method: &'static str,
    pub scheme: &'static str,
    pub authority: String,
    pub path: String,
    pub query: Option<String>,
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
    /// Identifiers as announced (quotes included) with the values signed.
    pub(super) cover: Vec<(String, String)>,
    pub(super) label: String,
    pub(super) parameters: String,
    /// The last line's identifiers and parameters, when they differ from what is announced.
    pub(super) signed_parameters: Option<String>,
}

impl Draft {
    fn new(method: &'static str, path: &str) -> Self {
        Self {
            method,
            scheme: "https",
            authority: "shop.example".to_owned(),
            path: path.to_owned(),
            query: None,
            status: 200,
            headers: Vec::new(),
            body: Vec::new(),
            cover: Vec::new(),
            label: "sig1".to_owned(),
            parameters: String::new(),
            signed_parameters: None,
        }
    }

    /// A read.
    pub(super) fn get() -> Self {
        let draft = Self::new("GET", "/checkout-sessions/chk_1");
        draft.covering_request().header("UCP-Agent", AGENT).covering("ucp-agent", AGENT)
    }

    /// A write.
    pub(super) fn post() -> Self {
        let draft = Self::new("POST", "/checkout-sessions").covering_request();
        let draft = draft.header("UCP-Agent", AGENT).covering("ucp-agent", AGENT);
        draft.header("Idempotency-Key", KEY).covering("idempotency-key", KEY).with_body(BODY.as_bytes())
    }

    /// A webhook of the business.
    pub(super) fn webhook() -> Self {
        let agent = r#"profile="https://shop.example/.well-known/ucp""#;
        let mut draft = Self::new("POST", "/hooks/orders");
        "agent.example".clone_into(&mut draft.authority);
        let draft = draft.covering_request().header("UCP-Agent", agent).covering("ucp-agent", agent);
        let draft = draft.header("Webhook-Id", "evt_1").covering("webhook-id", "evt_1");
        let draft =
            draft.header("Webhook-Timestamp", "1799999990").covering("webhook-timestamp", "1799999990");
        draft.with_body(br#"{"id":"ord_1","checkout_id":"chk_1"}"#)
    }

    /// A response with a body.
    pub(super) fn response(status: u16) -> Self {
        let draft = Self { status, ..Self::new("GET", "/checkout-sessions/chk_1") };
        draft.covering("@status", &status.to_string()).with_body(br#"{"id":"chk_1","status":"incomplete"}"#)
    }

    /// A response without a body.
    pub(super) fn empty_response(status: u16) -> Self {
        let draft = Self { status, ..Self::new("GET", "/checkout-sessions/chk_1") };
        draft.covering("@status", &status.to_string())
    }

    fn covering_request(self) -> Self {
        let (method, authority, path) = (self.method, self.authority.clone(), self.path.clone());
        self.covering("@method", method).covering("@authority", &authority).covering("@path", &path)
    }

    /// A body with its type and digest, both covered.
    fn with_body(self, body: &[u8]) -> Self {
        let value = digest(body);
        let draft = Self { body: body.to_vec(), ..self };
        let draft = draft.header("Content-Type", "application/json").header("Content-Digest", &value);
        draft.covering("content-digest", &value).covering("content-type", "application/json")
    }

    /// Another body, its digest right.
    pub(super) fn body(self, body: &[u8]) -> Self {
        let value = digest(body);
        let draft = Self { body: body.to_vec(), ..self };
        draft.without("Content-Digest").header("Content-Digest", &value).signing_as("content-digest", &value)
    }

    /// Adds a header line.
    pub(super) fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Takes every line of a header away.
    pub(super) fn without(mut self, name: &str) -> Self {
        self.headers.retain(|(known, _)| !known.eq_ignore_ascii_case(name));
        self
    }

    /// Replaces a header in the message only.
    pub(super) fn sending(self, name: &str, value: &str) -> Self {
        self.without(name).header(name, value)
    }

    /// Covers one more component: a bare name, or an identifier with parameters and quotes.
    pub(super) fn covering(mut self, identifier: &str, value: &str) -> Self {
        self.cover.push((quoted(identifier), value.to_owned()));
        self
    }

    /// Signs another value of a component.
    pub(super) fn signing_as(mut self, identifier: &str, value: &str) -> Self {
        let identifier = quoted(identifier);
        for entry in self.cover.iter_mut().filter(|(known, _)| *known == identifier) {
            value.clone_into(&mut entry.1);
        }
        self
    }

    /// Announces a component in another form.
    pub(super) fn announcing(mut self, identifier: &str, announced: &str) -> Self {
        let identifier = quoted(identifier);
        for entry in self.cover.iter_mut().filter(|(known, _)| *known == identifier) {
            announced.clone_into(&mut entry.0);
        }
        self
    }

    /// Leaves a component out.
    pub(super) fn uncovering(mut self, identifier: &str) -> Self {
        let identifier = quoted(identifier);
        self.cover.retain(|(known, _)| *known != identifier);
        self
    }

    /// Covers the same in the reverse order.
    pub(super) fn reversed(mut self) -> Self {
        self.cover.reverse();
        self
    }

    pub(super) fn label(mut self, label: &str) -> Self {
        label.clone_into(&mut self.label);
        self
    }

    /// The parameters, semicolons included; without this: `;keyid="…"` of the signing key.
    pub(super) fn parameters(mut self, parameters: &str) -> Self {
        parameters.clone_into(&mut self.parameters);
        self
    }

    /// Signs other parameters than are announced.
    pub(super) fn signing_parameters(mut self, parameters: &str) -> Self {
        self.signed_parameters = Some(parameters.to_owned());
        self
    }

    pub(super) fn query(mut self, query: &str) -> Self {
        self.query = Some(query.to_owned());
        self
    }

    pub(super) fn path(self, path: &str) -> Self {
        let draft = self.signing_as("@path", path);
        Self { path: path.to_owned(), ..draft }
    }

    pub(super) fn authority(mut self, authority: &str) -> Self {
        authority.clone_into(&mut self.authority);
        self
    }

    fn parameters_of(&self, key: &TestKey) -> String {
        let own = || format!(";keyid=\"{}\"", key.kid());
        if self.parameters.is_empty() { own() } else { self.parameters.clone() }
    }

    fn list(&self) -> String {
        let identifiers: Vec<&str> = self.cover.iter().map(|(identifier, _)| identifier.as_str()).collect();
        format!("({})", identifiers.join(" "))
    }

    /// The signature base, RFC 9421 §2.5, line by line.
    pub(super) fn base(&self, key: &TestKey) -> String {
        let mut base = String::new();
        for (identifier, value) in &self.cover {
            base.push_str(identifier);
            base.push_str(": ");
            base.push_str(value);
            base.push('\n');
        }
        let parameters = self.signed_parameters.clone().unwrap_or_else(|| self.parameters_of(key));
        base.push_str("\"@signature-params\": ");
        base.push_str(&self.list());
        base.push_str(&parameters);
        base
    }

    /// What stands in `Signature-Input` for it.
    pub(super) fn input_value(&self, key: &TestKey) -> String {
        format!("{}={}{}", self.label, self.list(), self.parameters_of(key))
    }

    /// Signed in the ordinary way.
    pub(super) fn signed(self, key: &TestKey) -> Self {
        let signature = key.sign(self.base(key).as_bytes());
        self.signed_with(key, &signature)
    }

    /// With signature bytes of the case's own.
    pub(super) fn signed_with(self, key: &TestKey, signature: &[u8]) -> Self {
        let value = format!("{}=:{}:", self.label, base64(signature));
        let input = self.input_value(key);
        self.header("Signature-Input", &input).header("Signature", &value)
    }

    pub(super) fn request(&self) -> Value {
        json!({
            "method": self.method, "scheme": self.scheme, "authority": self.authority, "path": self.path,
            "query": self.query, "headers": self.headers, "body_base64": base64(&self.body),
        })
    }

    pub(super) fn answer(&self) -> Value {
        json!({ "status": self.status, "headers": self.headers, "body_base64": base64(&self.body) })
    }

    /// The input of a verification as a request.
    pub(super) fn verify(&self, keys: &[&TestKey]) -> Value {
        self.verify_with(&jwks(keys))
    }

    pub(super) fn verify_with(&self, keys: &[Value]) -> Value {
        json!({ "op": "verify", "request": self.request(), "keys": keys, "now": NOW })
    }

    /// The input of a verification as a response.
    pub(super) fn verify_answer(&self, keys: &[&TestKey]) -> Value {
        json!({ "op": "verify", "response": self.answer(), "request": null, "keys": jwks(keys), "now": NOW })
    }
}

/// Public halves.
pub(super) fn jwks(keys: &[&TestKey]) -> Vec<Value> {
    keys.iter().map(|key| key.jwk()).collect()
}

fn quoted(identifier: &str) -> String {
    if identifier.starts_with('"') { identifier.to_owned() } else { format!("\"{identifier}\"") }
}
