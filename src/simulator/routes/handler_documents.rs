//! What is published about a simulated payment handler: the schemas of its instruments and settings, and
//! a page for people.

use crate::protocol::version::{Edition, PaymentForm};
use crate::transport::documents;
use serde_json::{Value, json};
use std::fmt::Write as _;

/// The dialect of every schema here.
const DRAFT: &str = "https://json-schema.org/draft/2020-12/schema";

/// The schema of what an instrument of a handler carries.
pub(super) fn instrument(edition: &Edition, base_url: &str, name: &str) -> Value {
    let mut schema = json!({
        "$schema": DRAFT,
        "$id": documents::instrument_schema(base_url, name),
        "title": "Instrument of the simulated payment handler",
        "type": "object",
        "required": ["id", "handler_id", "type"],
        "properties": {
            "id": {"type": "string"},
            "handler_id": {"type": "string"},
            "type": {"type": "string"},
            "credential": {
                "type": "object",
                "required": ["type", "token"],
                "properties": {
                    "type": {"type": "string"},
                    "token": {"type": "string", "description": "A test token; see the specification."}
                }
            }
        }
    });
    match edition.payment {
        PaymentForm::Instruments => {}
        PaymentForm::PaymentData => {
            schema["required"] = json!(["id", "handler_id", "type", "brand", "last_digits"]);
            schema["properties"]["brand"] = json!({"type": "string"});
            schema["properties"]["last_digits"] = json!({"type": "string"});
        }
    }
    schema
}

/// The schema of a handler's settings.
pub(super) fn config(base_url: &str, name: &str) -> Value {
    json!({
        "$schema": DRAFT,
        "$id": documents::config_schema(base_url, name),
        "title": "Settings of the simulated payment handler",
        "type": "object",
        "properties": {
            "available_instruments": {
                "type": "array",
                "description": "What may be paid with; absent is no restriction.",
                "items": {
                    "type": "object",
                    "required": ["type"],
                    "properties": {
                        "type": {"type": "string"},
                        "constraints": {
                            "type": "object",
                            "additionalProperties": {"type": "array", "items": {"type": "string"}}
                        }
                    }
                }
            }
        }
    })
}

/// What the test tokens do, for people.
const TOKENS: [(&str, &str); 5] = [
    ("success_token", "the payment succeeds"),
    ("fail_token", "the payment is declined; another instrument may be tried"),
    ("challenge_token", "the buyer must authenticate at continue_url first"),
    ("slow_token", "the payment takes its time and then succeeds"),
    ("late_fail_token", "the payment takes its time and is then declined"),
];

/// The page about a handler.
pub(super) fn specification(name: &str) -> String {
    let mut page = String::from(
        "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Payment handler</title>",
    );
    let intro = "A simulated payment handler. No money moves. Tokens and what they do:";
    let _ = write!(page, "<h1>{}</h1><p>{intro}</p><dl>", escape(name));
    for (token, effect) in TOKENS {
        let _ = write!(page, "<dt><code>{token}</code></dt><dd>{effect}</dd>");
    }
    page.push_str("</dl></html>");
    page
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
