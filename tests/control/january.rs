//! What a platform of the first release signs and pays with, for the merchant's shared test support.

use serde_json::{Value, json};
use ucp_assay::crypto::base64url;
use ucp_assay::crypto::key::SigningKey;

/// A detached JWS over raw bytes (RFC 7797).
pub(crate) fn jws(key: &SigningKey, body: &[u8]) -> String {
    let header = json!({"alg": "ES256", "kid": key.kid(), "b64": false, "crit": ["b64"]});
    let header = base64url::encode(header.to_string());
    let signature = key.sign(&[header.as_bytes(), b".", body].concat()).expect("signed");
    format!("{header}..{}", base64url::encode(signature))
}

/// A completion paid with a test token.
pub(crate) fn payment(token: &str) -> Value {
    json!({"payment_data": {
        "id": "pay_1", "handler_id": "mock_payment_handler", "type": "card", "brand": "visa", "last_digits": "4242",
        "credential": {"type": "token", "token": token}
    }})
}
