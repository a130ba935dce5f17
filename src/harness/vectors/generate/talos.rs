//! The envelope of the Talos connector, assembled by hand.

use serde_json::{Value, json};

use super::Batch;
use super::case::{Case, invalid, valid};
use super::jose::{encode, encoded};
use super::keys::{TestKey, TestKeys};
use super::message::{base64, jwks};
use crate::harness::vectors::Family;
use crate::protocol::version::ProtocolVersion;

const FLAGS: &[(&str, &str)] = &[
    ("ENVELOPE", "What is signed is rebuilt from the request; it never travels."),
    ("PATH", "The path is that below the service endpoint."),
    ("QUERY", "Parameters are sorted by name and value and form-encoded, without a question mark."),
    ("META", "iat and jti come from Talos-Signature-Meta, whose text is signed as sent."),
    ("HEADERS", "Four headers are signed when sent; UCP-Agent in its strict form; Request-Id never."),
    ("BODY", "The body is inside, as JSON: its text may be re-serialised, its content not."),
    ("EMPTY_BODY", "Where an empty object is sent, null is signed."),
    ("BODY_FORM", "The RFC 7797 form signs the raw body and nothing else."),
    ("KEY", "kid names a key."),
];

const AGENT: &str = r#"profile="talos-gateway-v1""#;
const IAT: i64 = 1_799_999_990;
const META: &str = r#"iat=1799999990,jti="6f1c0d""#;
const BODY: &str = r#"{"line_items":[{"item":{"id":"rose"},"quantity":1}],"currency":"USD"}"#;

/// The protected header, canonical.
const HEADER: &str = r#"{"alg":"ES256","kid":"test-platform-1","typ":"JOSE"}"#;

/// A request and the texts of its envelope, member by member in canonical order.
#[derive(Clone)]
struct Signed {
    method: &'static str,
    path: &'static str,
    query: Option<&'static str>,
    headers: Vec<(String, String)>,
    body: String,
    /// `body`, canonical.
    covered_body: String,
    /// `headers`, canonical.
    covered_headers: String,
    covered_path: &'static str,
    covered_query: &'static str,
}

/// The headers of a request, canonical, with or without an idempotency key.
fn canonical_headers(key: bool) -> String {
    let key = if key { r#""idempotency-key":"k-1","# } else { "" };
    let meta = META.replace('"', "\\\"");
    let agent = AGENT.replace('"', "\\\"");
    format!(
        r#"{{"content-type":"application/json",{key}"talos-signature-meta":"{meta}","ucp-agent":"{agent}"}}"#
    )
}

impl Signed {
    fn create() -> Self {
        let headers = [
            ("UCP-Agent", AGENT),
            ("Content-Type", "application/json"),
            ("Talos-Signature-Meta", META),
            ("Idempotency-Key", "k-1"),
            ("Request-Id", "r-1"),
        ];
        Self {
            method: "POST",
            path: "/checkout-sessions",
            query: None,
            headers: headers.map(|(name, value)| (name.to_owned(), value.to_owned())).into(),
            body: BODY.to_owned(),
            covered_body: r#"{"currency":"USD","line_items":[{"item":{"id":"rose"},"quantity":1}]}"#
                .to_owned(),
            covered_headers: canonical_headers(true),
            covered_path: "/checkout-sessions",
            covered_query: "",
        }
    }

    fn list() -> Self {
        let mut signed = Self::create();
        signed.headers.retain(|(name, _)| name != "Idempotency-Key");
        Self {
            method: "GET",
            path: "/orders",
            query: Some("limit=100"),
            body: String::new(),
            covered_body: "null".to_owned(),
            covered_headers: canonical_headers(false),
            covered_path: "/orders",
            covered_query: "limit=100",
            ..signed
        }
    }

    fn cancel() -> Self {
        Self {
            path: "/checkout-sessions/chk_1/cancel",
            covered_path: "/checkout-sessions/chk_1/cancel",
            body: "{}".to_owned(),
            covered_body: "null".to_owned(),
            ..Self::create()
        }
    }

    /// The envelope's canonical form.
    fn envelope(&self) -> String {
        format!(
            r#"{{"body":{},"headers":{},"meta":{{"iat":{IAT},"jti":"6f1c0d"}},"method":"{}","path":"{}","query":"{}"}}"#,
            self.covered_body, self.covered_headers, self.method, self.covered_path, self.covered_query
        )
    }

    fn jws(&self, key: &TestKey) -> String {
        encoded(key, HEADER, self.envelope().as_bytes())
    }

    fn sent_with(&self, jws: &str, keys: &[&TestKey]) -> Value {
        let mut headers = self.headers.clone();
        headers.push(("Request-Signature".to_owned(), jws.to_owned()));
        json!({
            "method": self.method, "path": self.path, "query": self.query, "headers": headers,
            "body_base64": base64(&self.body), "keys": jwks(keys),
        })
    }

    fn sent(&self, key: &TestKey) -> Value {
        self.sent_with(&self.jws(key), &[key])
    }

    fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.retain(|(known, _)| known != name);
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }
}

pub(super) fn batch(keys: &TestKeys) -> Batch {
    Batch {
        family: Family::TalosEnvelope,
        versions: vec![ProtocolVersion::January2026],
        algorithm: "Request-Signature of the Talos connector: a detached JWS over a canonical envelope of the request",
        flags: FLAGS,
        cases: right(&keys.platform)
            .chain(wrong(&keys.platform))
            .chain(wrong_keys(keys))
            .chain(body_form(&keys.platform))
            .chain(identifiers(&keys.platform))
            .collect(),
    }
}

#[rustfmt::skip]
fn right(key: &TestKey) -> impl Iterator<Item = Case> {
    let ok = |id: &str, flag: &str, comment: &str, signed: &Signed| {
        valid(id, comment, signed.sent(key)).expect(json!({"kid": key.kid(), "covers": "envelope", "iat": IAT, "jti": "6f1c0d"})).flags(&[flag])
    };
    let create = Signed::create();
    let sorted = Signed { query: Some("b=2&a=red%20rose&a=1"), covered_query: "a=1&a=red+rose&b=2", ..Signed::list() };
    let reserialised = Signed { body: BODY.replace(':', ": "), ..Signed::create() };
    let reserved = Signed { query: Some("q=a*b/c~d"), covered_query: "q=a%2Ab%2Fc~d", ..Signed::list() };
    let strict = Signed::create().header("UCP-Agent", "  profile=\"talos-gateway-v1\"  ");
    [
        ok("create", "ENVELOPE", "a write", &create),
        ok("list", "QUERY", "a read with a query", &Signed::list()),
        ok("list-sorted", "QUERY", "parameters are sorted, a space is a plus", &sorted),
        ok("list-reserved", "QUERY", "reserved characters are encoded anew", &reserved),
        ok("cancel", "EMPTY_BODY", "an empty object sent, null signed", &Signed::cancel()),
        ok("cancel-as-sent", "EMPTY_BODY", "an empty object sent and signed", &Signed { covered_body: "{}".to_owned(), ..Signed::cancel() }),
        ok("reserialised", "BODY", "the body with spaces: the same JSON", &reserialised),
        ok("request-id", "HEADERS", "another request identifier: it is not signed", &Signed::create().header("Request-Id", "r-2")),
        ok("more-headers", "HEADERS", "a header that is not signed", &Signed::create().header("Accept", "*/*")),
        ok("agent-spaces", "HEADERS", "the agent header in its strict form", &strict),
    ]
    .into_iter()
}

#[rustfmt::skip]
fn wrong(key: &TestKey) -> impl Iterator<Item = Case> {
    let jws = Signed::create().jws(key);
    let no = |id: &str, flag: &str, comment: &str, sent: &Signed| invalid(id, comment, sent.sent_with(&jws, &[key])).flags(&[flag]);
    let list = Signed::list().jws(key);
    let no_list = |id: &str, flag: &str, comment: &str, sent: &Signed| invalid(id, comment, sent.sent_with(&list, &[key])).flags(&[flag]);
    let signed = |id: &str, flag: &str, comment: &str, sent: &Signed| invalid(id, comment, sent.sent(key)).flags(&[flag]);
    [
        no("method", "ENVELOPE", "another method", &Signed { method: "PUT", ..Signed::create() }),
        no("path", "PATH", "another path", &Signed { path: "/checkout-sessions/chk_1", ..Signed::create() }),
        signed("path-with-prefix", "PATH", "the endpoint's own path signed along", &Signed { covered_path: "/api/shopping/v1/checkout-sessions", ..Signed::create() }),
        no("query-added", "QUERY", "a query appended", &Signed { query: Some("x=1"), ..Signed::create() }),
        no_list("query-changed", "QUERY", "another query", &Signed { query: Some("limit=1000"), ..Signed::list() }),
        no_list("query-dropped", "QUERY", "the query taken away", &Signed { query: None, ..Signed::list() }),
        signed("query-unsorted", "QUERY", "signed unsorted", &Signed { query: Some("b=2&a=1"), covered_query: "b=2&a=1", ..Signed::list() }),
        signed("query-mark", "QUERY", "signed with its question mark", &Signed { covered_query: "?limit=100", ..Signed::list() }),
        signed("query-percent-20", "QUERY", "a space signed as %20", &Signed { query: Some("q=a%20b"), covered_query: "q=a%20b", ..Signed::list() }),
        no("body", "BODY", "another quantity", &Signed { body: BODY.replace(":1}", ":2}"), ..Signed::create() }),
        no("body-dropped", "BODY", "the body taken away", &Signed { body: String::new(), ..Signed::create() }),
        no("body-emptied", "EMPTY_BODY", "the body replaced by an empty object", &Signed { body: "{}".to_owned(), ..Signed::create() }),
        signed("body-signed-as-null", "EMPTY_BODY", "null signed, something sent: only an empty object may stand for null", &Signed { covered_body: "null".to_owned(), ..Signed::create() }),
        no("body-duplicate", "BODY", "a name twice, the signed value last", &Signed { body: BODY.replacen('{', r#"{"currency":"EUR","#, 1), ..Signed::create() }),
        no("agent", "HEADERS", "another agent", &Signed::create().header("UCP-Agent", r#"profile="other""#)),
        no("content-type", "HEADERS", "another content type", &Signed::create().header("Content-Type", "text/plain")),
        no("key", "HEADERS", "another idempotency key", &Signed::create().header("Idempotency-Key", "k-2")),
        no_list("key-added", "HEADERS", "an idempotency key added", &Signed::list().header("Idempotency-Key", "k-1")),
        no("meta-time", "META", "another time", &Signed::create().header("Talos-Signature-Meta", r#"iat=1799999991,jti="6f1c0d""#)),
        no("meta-identifier", "META", "another identifier", &Signed::create().header("Talos-Signature-Meta", r#"iat=1799999990,jti="6f1c0e""#)),
        no("meta-spaced", "META", "the header re-serialised: its text is signed", &Signed::create().header("Talos-Signature-Meta", r#"iat=1799999990, jti="6f1c0d""#)),
        no("meta-no-time", "META", "no time", &Signed::create().header("Talos-Signature-Meta", r#"jti="6f1c0d""#)),
        no("meta-text-time", "META", "a time in quotes", &Signed::create().header("Talos-Signature-Meta", r#"iat="1799999990",jti="6f1c0d""#)),
        no("meta-missing", "META", "no such header", &{ let mut sent = Signed::create(); sent.headers.retain(|(name, _)| name != "Talos-Signature-Meta"); sent }),
        signed("headers-upper", "HEADERS", "names signed in upper case", &Signed { covered_headers: canonical_headers(true).replace("ucp-agent", "UCP-Agent"), ..Signed::create() }),
        invalid("not-canonical", "the envelope signed in another order", Signed::create().sent_with(&encoded(key, HEADER, Signed::create().envelope().replace(r#""query":"""#, r#""query": """#).as_bytes()), &[key])).flags(&["ENVELOPE"]),
    ]
    .into_iter()
}

/// A request signed under an identifier of the case's own.
fn identifiers(key: &TestKey) -> impl Iterator<Item = Case> {
    let sent = |jti: &str| {
        let create = Signed::create();
        let jws = encoded(key, HEADER, create.envelope().replace("6f1c0d", jti).as_bytes());
        let meta = META.replace("6f1c0d", jti);
        create.header("Talos-Signature-Meta", &meta).sent_with(&jws, &[key])
    };
    let long = "j".repeat(128);
    let output = json!({ "kid": key.kid(), "covers": "envelope", "iat": IAT, "jti": long });
    [
        valid("jti-128", "an identifier of 128 bytes", sent(&long)).expect(output),
        invalid("jti-empty", "an empty identifier tells nothing apart", sent("")),
    ]
    .into_iter()
    .map(|case| case.flags(&["META"]))
}

#[rustfmt::skip]
fn wrong_keys(keys: &TestKeys) -> impl Iterator<Item = Case> {
    let key = &keys.platform;
    let create = Signed::create();
    let head = encode(HEADER);
    let text = format!("{head}.{}", encode(create.envelope()));
    let with = |id: &str, comment: &str, jws: &str, known: &[&TestKey]| invalid(id, comment, create.sent_with(jws, known)).flags(&["KEY"]);
    [
        with("unknown-key", "a key nobody configured", &create.jws(key), &[&keys.second]),
        with("thief", "made by somebody else under the same name", &encoded(&keys.thief, HEADER, create.envelope().as_bytes()), &[key]),
        with("der", "DER instead of r||s", &format!("{head}..{}", encode(key.sign_der(text.as_bytes()))), &[key]),
        with("not-a-jws", "the placeholder of a test client", "test", &[key]),
    ]
    .into_iter()
}

#[rustfmt::skip]
fn body_form(key: &TestKey) -> impl Iterator<Item = Case> {
    let head = encode(r#"{"alg":"ES256","b64":false,"crit":["b64"],"kid":"test-platform-1"}"#);
    let jws = format!("{head}..{}", encode(key.sign(format!("{head}.{BODY}").as_bytes())));
    let create = Signed::create();
    let moved = Signed { path: "/checkout-sessions/chk_1/complete", ..Signed::create() };
    let other = Signed { body: BODY.replace(':', ": "), ..Signed::create() };
    let covers = json!({ "kid": key.kid(), "covers": "body" });
    [
        valid("body-form", "the raw body alone", create.sent_with(&jws, &[key])).expect(covers.clone()),
        valid("body-form-moved", "the same signature at another path: nothing but the body is covered, and the answer says so", moved.sent_with(&jws, &[key])).expect(covers),
        invalid("body-form-reserialised", "the same JSON in another form", other.sent_with(&jws, &[key])),
        invalid("body-form-over-envelope", "the envelope signed under the other form's header", create.sent_with(&format!("{head}..{}", encode(key.sign(format!("{head}.{}", create.envelope()).as_bytes()))), &[key])),
    ]
    .into_iter()
    .map(|case| case.flags(&["BODY_FORM"]))
}
