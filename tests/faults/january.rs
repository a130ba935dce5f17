//! What the shared support sends at the first version, in short.

use serde_json::{Value, json};
use ucp_assay::crypto::detached_jws::{self, PayloadEncoding};
use ucp_assay::crypto::key::SigningKey;

/// A detached signature over a body.
pub(crate) fn jws(key: &SigningKey, body: &[u8]) -> String {
    detached_jws::sign(key, body, PayloadEncoding::Unencoded).expect("signed")
}

/// A completion paid with a test token.
pub(crate) fn payment(token: &str) -> Value {
    json!({"payment_data": {
        "id": "pay_1", "handler_id": "mock_payment_handler", "type": "card", "brand": "visa", "last_digits": "4242",
        "credential": {"type": "token", "token": token}
    }})
}
