//! Signed responses and webhooks.

use serde_json::{Value, json};

use super::case::{Case, invalid, open, valid};
use super::keys::{TestKey, TestKeys};
use super::message::{Draft, NOW, digest, jwks};
use super::{Batch, signing};
use crate::harness::vectors::Family;
use crate::protocol::version::ProtocolVersion;

const FLAGS: &[(&str, &str)] = &[
    ("MINIMUM", "A response covers @status, and with a body its digest and type."),
    ("STATUS", "A signature that does not cover the status turns a refusal into a success."),
    ("RAW_ENCODING", "ECDSA signatures are r||s, fixed width; DER is wrong."),
    ("WRONG_KEY", "Another key than the one named."),
    ("TAMPERED", "Something covered was changed after signing."),
    ("DIGEST", "The digest that is covered is not of this body."),
    ("MISSING_HEADER", "A header that carries the signature is absent."),
    ("COMPONENT", "A component of requests in a response."),
    ("BASE", "The signature base itself, byte by byte."),
    ("ORDER", "Components and parameters are in the order announced."),
    (
        "SIGNER",
        "What a signer covers and announces, and that its own verifier accepts it; the signature itself differs every time.",
    ),
];

pub(super) fn batch(keys: &TestKeys) -> Batch {
    Batch {
        family: Family::HttpSignatureResponse,
        versions: vec![ProtocolVersion::April2026],
        algorithm: "HTTP message signatures (RFC 9421) of a business's response, under UCP's rules",
        flags: FLAGS,
        cases: right(keys)
            .chain(refused(&keys.business))
            .chain(refused_keys(keys))
            .chain(bases(&keys.business))
            .chain(signing::responses(&keys.business))
            .collect(),
    }
}

#[rustfmt::skip]
fn right(keys: &TestKeys) -> impl Iterator<Item = Case> {
    let key = &keys.business;
    let ok = |id: &str, flag: &str, comment: &str, draft: Draft| {
        valid(id, comment, draft.signed(key).verify_answer(&[key])).expect(json!({ "keyid": key.kid() })).flags(&[flag]).clauses(&["SIG-023"])
    };
    let related = |id: &str, comment: &str, method: &'static str, signed: &str, known: bool| {
        let request = Draft { method, ..Draft::get() };
        let mut input = Draft::response(200).covering("\"@method\";req", signed).signed(key).verify_answer(&[key]);
        if known { input["request"] = request.request(); }
        (id.to_owned(), comment.to_owned(), input)
    };
    let (id, comment, input) = related("related-request", "a component of the request answered", "GET", "GET", true);
    let (other_id, other_comment, other) = related("related-request-other", "a component of another request", "POST", "GET", true);
    let (unknown_id, unknown_comment, unknown) = related("related-request-unknown", "a component of a request the verifier does not have", "GET", "GET", false);
    [
        ok("ok", "MINIMUM", "a success", Draft::response(200)),
        ok("created", "MINIMUM", "another success", Draft::response(201)),
        ok("refusal", "MINIMUM", "an error is signed like anything else", Draft::response(409)),
        ok("no-body", "MINIMUM", "no body, no digest, no type", Draft::empty_response(204)),
        ok("created-parameter", "ORDER", "a time of creation in front", Draft::response(200).parameters(&format!(";created={NOW};keyid=\"test-business-1\""))),
        ok("reversed", "ORDER", "components in the reverse order", Draft::response(200).reversed()),
        ok("more-covered", "MINIMUM", "a header on top", Draft::response(200).header("X-Request-Id", "r1").covering("x-request-id", "r1")),
        ok("empty-object", "DIGEST", "an empty object is a body", Draft::response(200).body(b"{}")),
        open("p-384", "the optional curve", "OPT-ES384", Draft::response(200).signed(&keys.large).verify_answer(&[&keys.large])).flags(&["WRONG_KEY"]).clauses(&["SIG-004"]),
        open(&id, &comment, "AMB-COMPONENTS", input).flags(&["COMPONENT"]),
        invalid(&other_id, &other_comment, other).expect(json!({"code": "signature_invalid"})).flags(&["COMPONENT"]),
        invalid(&unknown_id, &unknown_comment, unknown).expect(json!({"code": "signature_invalid"})).flags(&["COMPONENT"]),
    ]
    .into_iter()
}

#[rustfmt::skip]
fn refused(key: &TestKey) -> impl Iterator<Item = Case> {
    let no = |id: &str, flag: &str, code: &str, comment: &str, draft: Draft| {
        invalid(id, comment, draft.verify_answer(&[key])).expect(json!({ "code": code })).flags(&[flag]).clauses(&["SIG-023"])
    };
    let bad = |id: &str, flag: &str, comment: &str, draft: Draft| no(id, flag, "signature_invalid", comment, draft);
    let uncovered = |id: &str, name: &str| {
        bad(id, "MINIMUM", "a component of the minimum is not covered", Draft::response(200).uncovering(name).signed(key)).also(json!({"code": "signature_missing"}))
    };
    let signed = || Draft::response(200).signed(key);
    let base = Draft::response(200).base(key);
    [
        uncovered("uncovered-status", "@status"),
        uncovered("uncovered-digest", "content-digest"),
        uncovered("uncovered-type", "content-type"),
        bad("covers-nothing", "MINIMUM", "an empty list", Draft::empty_response(200).uncovering("@status").signed(key)).also(json!({"code": "signature_missing"})),
        bad("status-changed", "STATUS", "a refusal turned into a success", Draft { status: 200, ..Draft::response(409).signed(key) }),
        bad("status-text", "STATUS", "the reason in the signed status", Draft::response(200).signing_as("@status", "200 OK").signed(key)),
        bad("status-padded", "STATUS", "a number written another way", Draft::response(200).signing_as("@status", "0200").signed(key)),
        bad("der", "RAW_ENCODING", "DER instead of r||s", Draft::response(200).signed_with(key, &key.sign_der(base.as_bytes()))).clauses(&["SIG-022"]),
        bad("truncated", "RAW_ENCODING", "63 bytes", Draft::response(200).signed_with(key, &key.sign(base.as_bytes())[..63])).clauses(&["SIG-022"]),
        bad("type-changed", "TAMPERED", "another content type", signed().sending("Content-Type", "text/html")),
        bad("header-dropped", "TAMPERED", "a covered header taken away", Draft::response(200).header("X-Note", "a").covering("x-note", "a").signed(key).without("X-Note")),
        bad("method", "COMPONENT", "a component of requests", Draft::response(200).covering("@method", "GET").signed(key)),
        bad("path", "COMPONENT", "another component of requests", Draft::response(200).covering("@path", "/checkout-sessions/chk_1").signed(key)),
        bad("request-instead", "COMPONENT", "a request's components alone", Draft::get().signed(key)).also(json!({"code": "signature_missing"})),
        no("body-changed", "DIGEST", "digest_mismatch", "the body changed in transit", Draft { body: br#"{"id":"chk_1","status":"completed"}"#.to_vec(), ..signed() }),
        no("body-reserialised", "DIGEST", "digest_mismatch", "the same JSON with spaces", Draft { body: br#"{"id": "chk_1", "status": "incomplete"}"#.to_vec(), ..signed() }),
        no("digest-of-other", "DIGEST", "digest_mismatch", "signed over a digest of something else", Draft::response(200).sending("Content-Digest", &digest(b"{}")).signing_as("content-digest", &digest(b"{}")).signed(key)),
        no("unsigned", "MISSING_HEADER", "signature_missing", "no signature", Draft::response(200)),
        no("no-signature", "MISSING_HEADER", "signature_missing", "announced, not there", signed().without("Signature")),
        no("no-signature-input", "MISSING_HEADER", "signature_missing", "there, not announced", signed().without("Signature-Input")),
    ]
    .into_iter()
}

#[rustfmt::skip]
fn refused_keys(keys: &TestKeys) -> impl Iterator<Item = Case> {
    let no = |id: &str, code: &str, comment: &str, input: Value| {
        invalid(id, comment, input).expect(json!({ "code": code })).flags(&["WRONG_KEY"]).clauses(&["SIG-012"])
    };
    let signed = || Draft::response(200).signed(&keys.business);
    let platform_as_business = Draft::response(200).parameters(";keyid=\"test-business-1\"").signed(&keys.platform);
    [
        no("key-unknown", "key_not_found", "the business does not publish this key", signed().verify_answer(&[&keys.second])),
        no("key-of-the-platform", "key_not_found", "signed by the platform's own key", Draft::response(200).signed(&keys.platform).verify_answer(&[&keys.business])),
        no("key-of-the-platform-under-name", "signature_invalid", "signed by the platform's key under the business's name", platform_as_business.verify_answer(&[&keys.business])),
    ]
    .into_iter()
}

fn bases(key: &TestKey) -> impl Iterator<Item = Case> {
    let drafts = [
        ("base-ok", Draft::response(200)),
        ("base-no-body", Draft::empty_response(204)),
        ("base-reversed", Draft::response(201).reversed()),
    ];
    drafts.into_iter().map(|(id, draft)| {
        let input = json!({
            "op": "base", "response": draft.answer(), "signature_input": draft.input_value(key), "label": "sig1",
        });
        valid(id, "the signature base", input).expect(json!({ "base": draft.base(key) })).flags(&["BASE"])
    })
}

const WEBHOOK_FLAGS: &[(&str, &str)] = &[
    ("MINIMUM", "A webhook is a request: the request's minimum, and the webhook's own headers."),
    (
        "WEBHOOK",
        "Webhook-Id and Webhook-Timestamp decide about repetition and order: uncovered, they can be changed.",
    ),
    ("RAW_ENCODING", "ECDSA signatures are r||s, fixed width; DER is wrong."),
    ("WRONG_KEY", "The business signs, with a key of its own profile."),
    ("TAMPERED", "Something covered was changed after signing."),
    ("DIGEST", "The digest that is covered is not of this body."),
    ("MISSING_HEADER", "Webhooks are always signed."),
    (
        "SIGNER",
        "What a signer covers and announces, and that its own verifier accepts it; the signature itself differs every time.",
    ),
];

pub(super) fn webhooks(keys: &TestKeys) -> Batch {
    let cases = webhooks_right(&keys.business).chain(webhooks_wrong(keys));
    let cases = cases.chain(signing::webhooks(&keys.business));
    Batch {
        family: Family::HttpSignatureWebhook,
        versions: vec![ProtocolVersion::April2026],
        algorithm: "HTTP message signatures (RFC 9421) of a business's webhook, under UCP's rules",
        flags: WEBHOOK_FLAGS,
        cases: cases.map(|case| case.clauses(&["SIG-013"])).collect(),
    }
}

#[rustfmt::skip]
fn webhooks_right(key: &TestKey) -> impl Iterator<Item = Case> {
    let ok = |id: &str, flag: &str, comment: &str, draft: Draft| {
        valid(id, comment, draft.signed(key).verify(&[key])).expect(json!({ "keyid": key.kid() })).flags(&[flag])
    };
    [
        ok("ok", "MINIMUM", "an event", Draft::webhook()),
        ok("reversed", "MINIMUM", "components in the reverse order", Draft::webhook().reversed()),
        ok("query", "MINIMUM", "a webhook address with a query", Draft::webhook().query("shop=7").covering("@query", "?shop=7")),
        ok("no-idempotency-key", "MINIMUM", "events carry no idempotency key", Draft::webhook()),
        ok("without-webhook-headers", "WEBHOOK", "no webhook headers, so none to cover: their absence is another rule's matter", Draft::webhook().without("Webhook-Id").without("Webhook-Timestamp").uncovering("webhook-id").uncovering("webhook-timestamp")),
        ok("created", "MINIMUM", "a time of creation", Draft::webhook().parameters(&format!(";keyid=\"test-business-1\";created={NOW}"))),
        ok("old-timestamp", "WEBHOOK", "a repeated delivery keeps its time", Draft::webhook().sending("Webhook-Timestamp", "1700000000").signing_as("webhook-timestamp", "1700000000")),
    ]
    .into_iter()
}

#[rustfmt::skip]
fn webhooks_wrong(keys: &TestKeys) -> impl Iterator<Item = Case> {
    let key = &keys.business;
    let no = |id: &str, flag: &str, code: &str, comment: &str, input: Value| {
        invalid(id, comment, input).expect(json!({ "code": code })).flags(&[flag])
    };
    let bad = |id: &str, flag: &str, comment: &str, draft: Draft| no(id, flag, "signature_invalid", comment, draft.verify(&[key]));
    let uncovered = |name: &str| {
        bad(&format!("uncovered-{}", name.trim_start_matches('@')), if name.starts_with("webhook") { "WEBHOOK" } else { "MINIMUM" }, "a component of the minimum is not covered", Draft::webhook().uncovering(name).signed(key)).also(json!({"code": "signature_missing"}))
    };
    let signed = || Draft::webhook().signed(key);
    let base = Draft::webhook().base(key);
    let mut cases: Vec<Case> = ["@method", "@authority", "@path", "ucp-agent", "webhook-id", "webhook-timestamp", "content-digest", "content-type"].map(uncovered).into();
    cases.extend([
        bad("id-changed", "TAMPERED", "the event's identifier changed", signed().sending("Webhook-Id", "evt_2")),
        bad("timestamp-changed", "TAMPERED", "the event's time changed", signed().sending("Webhook-Timestamp", "1800000000")),
        bad("agent-changed", "TAMPERED", "another business", signed().sending("UCP-Agent", r#"profile="https://evil.example/.well-known/ucp""#)),
        bad("relayed", "TAMPERED", "relayed to another platform", signed().authority("other.example")),
        bad("other-path", "TAMPERED", "another address at the platform", Draft { path: "/hooks/other".to_owned(), ..signed() }),
        bad("der", "RAW_ENCODING", "DER instead of r||s", Draft::webhook().signed_with(key, &key.sign_der(base.as_bytes()))).clauses(&["SIG-022"]),
        no("body-changed", "DIGEST", "digest_mismatch", "another order", Draft { body: br#"{"id":"ord_2","checkout_id":"chk_1"}"#.to_vec(), ..signed() }.verify(&[key])),
        no("unsigned", "MISSING_HEADER", "signature_missing", "no signature", Draft::webhook().verify(&[key])),
        no("no-signature", "MISSING_HEADER", "signature_missing", "announced, not there", signed().without("Signature").verify(&[key])),
        no("key-unknown", "WRONG_KEY", "key_not_found", "not a key of the business", signed().verify_with(&jwks(&[&keys.platform]))),
        no("signed-by-the-platform", "WRONG_KEY", "signature_invalid", "a key of the receiver's under the business's name", Draft::webhook().parameters(";keyid=\"test-business-1\"").signed(&keys.platform).verify(&[key])),
    ]);
    cases.into_iter()
}
