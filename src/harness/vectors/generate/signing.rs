//! Signers: what they cover and announce. A signature differs from signer to signer and from time to time, so a case
//! never states one.

use serde_json::{Value, json};

use super::case::{Case, invalid, open, valid};
use super::keys::{TestKey, TestKeys};
use super::message::{Draft, KEY, NOW, base64, digest};

/// The message as it is before it is signed, and everything the protocol wants covered.
fn case(id: &str, comment: &str, what: &str, draft: &Draft, signer: &TestKey, created: Option<i64>) -> Case {
    let message = if what == "response" { draft.answer() } else { draft.request() };
    let mut input = json!({ "op": "sign", "key": signer.signer(), "created": created });
    input[what] = message;
    let mut components: Vec<&str> = draft.cover.iter().map(|(identifier, _)| identifier.as_str()).collect();
    components.sort_unstable();
    let digest = (!draft.body.is_empty()).then(|| digest(&draft.body));
    valid(id, comment, input)
        .expect(json!({
            "components": components, "keyid": signer.kid(), "created": created, "alg": null,
            "content_digest": digest, "accepted": true,
        }))
        .flags(&["SIGNER"])
}

/// A message without its digest, which the signer has to add.
fn undigested(draft: Draft) -> Draft {
    draft.without("Content-Digest")
}

#[rustfmt::skip]
pub(super) fn requests(keys: &TestKeys) -> impl Iterator<Item = Case> {
    let key = &keys.platform;
    let ok = |id: &str, comment: &str, draft: Draft| case(&format!("sign-{id}"), comment, "request", &draft, key, None);
    let put = Draft { method: "PUT", ..Draft::post() }.signing_as("@method", "PUT");
    let delete = Draft { method: "DELETE", ..Draft::get() }.header("Idempotency-Key", KEY).covering("idempotency-key", KEY);
    let bodiless = Draft { body: Vec::new(), ..Draft::post() }.without("Content-Digest").without("Content-Type").uncovering("content-digest").uncovering("content-type");
    let untyped = undigested(Draft::post()).without("Content-Type");
    let large = json!({ "op": "sign", "request": Draft::get().request(), "key": keys.large.signer(), "created": null });
    [
        ok("get", "a read", Draft::get()),
        ok("get-query", "a read with a query", Draft::get().query("a=1&b=2").covering("@query", "")),
        ok("get-without-agent", "no UCP-Agent, so none to cover", Draft::get().without("UCP-Agent").uncovering("ucp-agent")),
        ok("post", "a write: the digest is the signer's to make", undigested(Draft::post())),
        ok("post-digested", "a write that brings its digest", Draft::post()),
        ok("post-lower-case", "header names in lower case", undigested(Draft::post()).without("Content-Type").header("content-type", "application/json")),
        ok("post-without-key", "no Idempotency-Key, so none to cover", undigested(Draft::post()).without("Idempotency-Key").uncovering("idempotency-key")),
        ok("post-without-body", "an empty body has neither digest nor type", bodiless),
        ok("put", "a replacement", undigested(put)),
        ok("delete", "a state change without a body", delete),
        ok("body-unicode", "a body beyond ASCII", undigested(Draft::post().body("{\"note\":\"Zoë – 花\"}".as_bytes()))),
        case("sign-created", "a time of creation", "request", &Draft::get(), key, Some(NOW)).clauses(&["SIG-028"]),
        case("sign-second-key", "another of the platform's keys", "request", &Draft::get(), &keys.second, None),
        open("sign-p-384", "the optional curve", "OPT-ES384", large).expect(json!({ "keyid": keys.large.kid(), "accepted": true })).flags(&["SIGNER"]),
        invalid("sign-untyped-body", "a body without a type cannot cover one", json!({ "op": "sign", "request": untyped.request(), "key": key.signer(), "created": null })).flags(&["SIGNER"]),
    ]
    .into_iter()
    .map(|case| case.clauses(&["SIG-017", "SIG-018", "SIG-019", "SIG-020", "SIG-021"]))
}

#[rustfmt::skip]
pub(super) fn webhooks(key: &TestKey) -> impl Iterator<Item = Case> {
    let ok = |id: &str, comment: &str, draft: Draft| case(&format!("sign-{id}"), comment, "request", &draft, key, None);
    [
        ok("webhook", "an event: its identifier and time are covered", undigested(Draft::webhook())),
        ok("webhook-query", "an address with a query", undigested(Draft::webhook().query("shop=7").covering("@query", ""))),
        ok("without-webhook-headers", "no webhook headers, so none to cover", undigested(Draft::webhook()).without("Webhook-Id").without("Webhook-Timestamp").uncovering("webhook-id").uncovering("webhook-timestamp")),
    ]
    .into_iter()
}

#[rustfmt::skip]
pub(super) fn responses(key: &TestKey) -> impl Iterator<Item = Case> {
    let of = |id: &str, comment: &str, draft: Draft, created: Option<i64>| case(&format!("sign-{id}"), comment, "response", &draft, key, created);
    [
        of("ok", "an answer with a body", undigested(Draft::response(200)), None),
        of("digested", "an answer that brings its digest", Draft::response(201), None),
        of("refusal", "a refusal is signed too", undigested(Draft::response(409)), None),
        of("empty", "an answer without a body", Draft::empty_response(204), None),
        of("created", "a time of creation", undigested(Draft::response(200)), Some(NOW)),
        invalid("sign-untyped-body", "a body without a type cannot cover one", json!({ "op": "sign", "response": undigested(Draft::response(200)).without("Content-Type").answer(), "key": key.signer(), "created": null })).flags(&["SIGNER"]),
    ]
    .into_iter()
}

#[rustfmt::skip]
pub(super) fn jws(keys: &TestKeys) -> impl Iterator<Item = Case> {
    let input = |key: &TestKey, form: &str, payload: &[u8]| json!({ "op": "sign", "payload_base64": base64(payload), "payload": form, "key": key.signer() });
    let ok = |id: &str, comment: &str, form: &str, payload: &[u8]| {
        valid(&format!("sign-{id}"), comment, input(&keys.business, form, payload))
            .expect(json!({ "alg": "ES256", "kid": keys.business.kid(), "payload": form, "accepted": true }))
    };
    let large: Value = input(&keys.large, "base64url", b"{}");
    [
        ok("text", "a JSON text", "base64url", br#"{"a":1}"#),
        ok("empty", "no bytes at all", "base64url", b""),
        ok("binary", "bytes that are no text", "base64url", &[0, 0xff, b'.', b'\n']),
        ok("unencoded", "the bytes themselves (RFC 7797)", "unencoded", br#"{"a":1}"#),
        ok("unencoded-dots", "dots in what is signed as it is", "unencoded", b"a.b.c"),
        open("sign-p-384", "the optional curve", "OPT-ES384", large).expect(json!({ "alg": "ES384", "kid": keys.large.kid(), "accepted": true })),
    ]
    .into_iter()
    .map(|case| case.flags(&["SIGNER"]))
}

#[rustfmt::skip]
pub(super) fn authorizations(key: &TestKey) -> impl Iterator<Item = Case> {
    let ok = |id: &str, comment: &str, checkout: Value| {
        valid(&format!("authorize-{id}"), comment, json!({ "op": "authorize", "checkout": checkout, "key": key.signer() }))
            .expect(json!({ "alg": "ES256", "kid": key.kid(), "payload": "base64url", "accepted": true }))
    };
    let list = json!({ "op": "authorize", "checkout": [1], "key": key.signer() });
    [
        ok("checkout", "a checkout that carries none yet", json!({"id": "chk_1", "currency": "EUR", "totals": [{"type": "total", "amount": 630}]})),
        ok("again", "a checkout that carries an older one", json!({"id": "chk_1", "ap2": {"merchant_authorization": "old..one", "more": 1}})),
        ok("unicode", "names and numbers that only a canonical form settles", json!({"b": 1.50, "a": "Zoë", "\u{1f600}": -0.0, "\u{fb33}": 1e21})),
        invalid("authorize-list", "a checkout is an object", list),
    ]
    .into_iter()
    .map(|case| case.flags(&["SIGNER"]).clauses(&["AP2-027"]))
}
