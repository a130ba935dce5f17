//! The business's signature over the terms of a checkout (`ap2.merchant_authorization`), which the
//! AP2 mandates extension puts into every checkout answer.
//!
//! The payload is the checkout without its whole `ap2` member, canonicalised (RFC 8785); the value
//! is a detached JWS over base64url of that payload (RFC 7515 appendix F), never RFC 7797.

use serde_json::Value;

use crate::crypto::detached_jws::{self, JwsError, PayloadEncoding, Verified};
use crate::crypto::jcs::{self, JcsError};
use crate::crypto::key::{KeyLookup, SigningKey};

/// Why a merchant authorization cannot be made or is not one.
#[derive(Debug, thiserror::Error)]
pub enum AuthorizationError {
    /// The checkout is not a JSON object.
    #[error("a checkout is a JSON object")]
    NotACheckout,
    /// There is nothing to verify.
    #[error("ap2.merchant_authorization is missing or not a string")]
    Missing,
    /// The terms have no canonical form.
    #[error(transparent)]
    Canonical(#[from] JcsError),
    /// The signature's header demands that the payload is not encoded.
    #[error("merchant_authorization signs base64url of the payload; this header says b64 is false")]
    Unencoded,
    /// The signature is refused.
    #[error(transparent)]
    Signature(#[from] JwsError),
}

/// The bytes that are signed: the checkout without `ap2`, canonicalised.
///
/// # Errors
/// [`AuthorizationError::NotACheckout`] and [`AuthorizationError::Canonical`].
pub fn terms(checkout: &Value) -> Result<Vec<u8>, AuthorizationError> {
    let mut members = checkout.as_object().ok_or(AuthorizationError::NotACheckout)?.clone();
    members.remove("ap2");
    Ok(jcs::canonicalize(&Value::Object(members))?)
}

/// Signs the terms of a checkout.
///
/// # Errors
/// [`AuthorizationError`].
pub fn authorize(key: &SigningKey, checkout: &Value) -> Result<String, AuthorizationError> {
    Ok(detached_jws::sign(key, &terms(checkout)?, PayloadEncoding::Base64Url)?)
}

/// Verifies the authorization that a checkout carries about itself.
///
/// # Errors
/// [`AuthorizationError`] names the first thing wrong.
pub fn verify<'k, F, L>(checkout: &Value, lookup: F) -> Result<Verified, AuthorizationError>
where
    F: Fn(&str) -> L,
    L: Into<KeyLookup<'k>>,
{
    let terms = terms(checkout)?;
    let jws = checkout.pointer("/ap2/merchant_authorization").and_then(Value::as_str);
    let verified = detached_jws::verify(jws.ok_or(AuthorizationError::Missing)?, &terms, lookup)?;
    match verified.encoding {
        PayloadEncoding::Base64Url => Ok(verified),
        PayloadEncoding::Unencoded => Err(AuthorizationError::Unencoded),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crypto::key::Curve;
    use serde_json::json;

    fn authorized(key: &SigningKey) -> Value {
        let mut checkout = json!({"id": "chk_1", "totals": [{"type": "total", "amount": 5}]});
        let value = authorize(key, &checkout).unwrap();
        checkout["ap2"] = json!({"merchant_authorization": value});
        checkout
    }

    #[test]
    fn terms_leave_the_whole_member_out() {
        let key = SigningKey::from_seed(Curve::P256, "k", b"ap2").unwrap();
        let mut checkout = authorized(&key);
        assert_eq!(terms(&checkout).unwrap(), br#"{"id":"chk_1","totals":[{"amount":5,"type":"total"}]}"#);
        assert!(verify(&checkout, |_| Some(key.verifying_key())).is_ok());
        checkout["ap2"]["more"] = json!(1);
        assert!(verify(&checkout, |_| Some(key.verifying_key())).is_ok());
        checkout["totals"][0]["amount"] = json!(6);
        assert!(matches!(
            verify(&checkout, |_| Some(key.verifying_key())),
            Err(AuthorizationError::Signature(JwsError::Invalid(_)))
        ));
    }

    #[test]
    fn an_unencoded_payload_is_refused() {
        let key = SigningKey::from_seed(Curve::P256, "k", b"ap2").unwrap();
        let mut checkout = authorized(&key);
        let jws = detached_jws::sign(&key, &terms(&checkout).unwrap(), PayloadEncoding::Unencoded).unwrap();
        checkout["ap2"]["merchant_authorization"] = json!(jws);
        let refused = verify(&checkout, |_| Some(key.verifying_key()));
        assert!(matches!(refused, Err(AuthorizationError::Unencoded)));
    }

    #[test]
    fn what_is_not_there_is_missing() {
        let lookup = |_: &str| -> Option<&crate::crypto::key::VerifyingKey> { None };
        assert!(matches!(verify(&json!({"id": "c"}), lookup), Err(AuthorizationError::Missing)));
        assert!(matches!(verify(&json!([]), lookup), Err(AuthorizationError::NotACheckout)));
    }
}
