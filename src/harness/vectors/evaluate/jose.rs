//! JSON Web Keys, detached JSON Web Signatures, and what AP2 makes of them.

use serde::Deserialize;
use serde_json::{Value, json};

use super::signing::{Payload, Signer, encoding, protected};
use super::{BadInput, Evaluated, accepted, bytes, key_set, read, refused, refused_plainly};
use crate::crypto::detached_jws;
use crate::crypto::jwk::Jwk;
use crate::crypto::key::{Backend, SigningKey, VerifyError, VerifyingKey};
use crate::protocol::ap2 as authorization;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Import {
    jwk: Value,
}

/// A key is usable when it can be read, is meant for signatures and lies on its curve.
pub(super) fn jwk(input: &Value) -> Evaluated {
    let Import { jwk } = read(input)?;
    let imported = Jwk::parse(&jwk).and_then(|jwk| {
        let key = VerifyingKey::from_jwk(&jwk)?;
        Ok(json!({
            "kid": key.kid(), "alg": key.curve().alg(),
            "thumbprint": jwk.thumbprint()?, "spki": jwk.to_spki_base64()?,
        }))
    });
    Ok(imported.map_or_else(|_| refused_plainly(), Ok))
}

#[derive(Deserialize)]
#[serde(tag = "op", rename_all = "snake_case", deny_unknown_fields)]
enum Ecdsa {
    /// Is this a signature of the message?
    Verify { jwk: Value, message_base64: String, signature_base64: String },
    /// Sign the message, and verify the outcome.
    Sign { message_base64: String, key: Signer },
    /// Write the key out as PKCS#8 PEM, read it in again, and sign with the copy.
    Restore { message_base64: String, key: Signer },
}

/// This program has two implementations of the curves; they must agree.
const BACKENDS: [Backend; 2] = [Backend::AwsLc, Backend::Reference];

pub(super) fn ecdsa(input: &Value) -> Evaluated {
    match read(input)? {
        Ecdsa::Verify { jwk, message_base64, signature_base64 } => {
            let key = Jwk::parse(&jwk).and_then(|jwk| VerifyingKey::from_jwk(&jwk));
            let key = key.map_err(|error| BadInput(error.to_string()))?;
            let (message, signature) = (bytes(&message_base64)?, bytes(&signature_base64)?);
            match BACKENDS.map(|backend| key.verify_with(backend, &message, &signature)) {
                [Ok(()), Ok(())] => Ok(accepted()),
                [Err(one), Err(other)] if one == other => Ok(refused(form(one))),
                [one, other] => Err(BadInput(format!("two implementations disagree: {one:?}, {other:?}"))),
            }
        }
        Ecdsa::Sign { message_base64, key } => {
            let (key, message) = (key.key()?, bytes(&message_base64)?);
            let sound = |backend| {
                let made = key.sign_with(backend, &message).unwrap_or_default();
                BACKENDS.iter().all(|by| key.verifying_key().verify_with(*by, &message, &made).is_ok())
            };
            let (alg, length) = (key.curve().alg(), key.curve().signature_len());
            Ok(Ok(json!({ "alg": alg, "length": length, "accepted": BACKENDS.into_iter().all(sound) })))
        }
        Ecdsa::Restore { message_base64, key } => {
            let (key, message) = (key.key()?, bytes(&message_base64)?);
            let copy =
                key.to_pkcs8_pem().and_then(|pem| SigningKey::from_pkcs8_pem(key.curve(), "copy", &pem));
            let made = copy.and_then(|copy| copy.sign(&message));
            let accepted = made.is_ok_and(|made| key.verifying_key().verify(&message, &made).is_ok());
            Ok(Ok(json!({ "accepted": accepted })))
        }
    }
}

/// What is wrong with a signature: its form, or the mathematics.
fn form(error: VerifyError) -> &'static str {
    match error {
        VerifyError::Length { hint: "", .. } => "length",
        VerifyError::Length { .. } => "der",
        VerifyError::Invalid => "invalid",
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Detached {
    jws: String,
    payload_base64: String,
    keys: Vec<Value>,
}

/// An input with an operation; without one it is verified.
#[derive(Deserialize)]
#[serde(tag = "op", rename_all = "snake_case", deny_unknown_fields)]
enum Jws {
    /// Sign the payload, and verify the outcome.
    Sign { payload_base64: String, payload: Payload, key: Signer },
}

pub(super) fn detached_jws(input: &Value) -> Evaluated {
    if input.get("op").is_some() {
        let Jws::Sign { payload_base64, payload, key } = read(input)?;
        let (key, bytes) = (key.key()?, bytes(&payload_base64)?);
        return Ok(match detached_jws::sign(&key, &bytes, payload.encoding()) {
            Ok(jws) => {
                protected(&jws, detached_jws::verify_with_key(&jws, &bytes, key.verifying_key()).is_ok())
            }
            Err(_) => refused_plainly(),
        });
    }
    let Detached { jws, payload_base64, keys } = read(input)?;
    let keys = key_set(&keys)?;
    Ok(match detached_jws::verify(&jws, &bytes(&payload_base64)?, |kid| keys.lookup(kid)) {
        Ok(verified) => Ok(json!({ "kid": verified.kid, "payload": encoding(verified.encoding) })),
        Err(_) => refused_plainly(),
    })
}

#[derive(Deserialize)]
#[serde(tag = "op", rename_all = "snake_case", deny_unknown_fields)]
enum Ap2 {
    /// The bytes that a business signs.
    Terms { checkout: Value },
    /// The authorization a checkout carries.
    Verify { checkout: Value, keys: Vec<Value> },
    /// The authorization that a business puts into a checkout.
    Authorize { checkout: Value, key: Signer },
}

pub(super) fn ap2(input: &Value) -> Evaluated {
    Ok(match read(input)? {
        Ap2::Terms { checkout } => match authorization::terms(&checkout) {
            Ok(terms) => Ok(json!({ "canonical": String::from_utf8_lossy(&terms) })),
            Err(_) => refused_plainly(),
        },
        Ap2::Authorize { mut checkout, key } => {
            let key = key.key()?;
            let Ok(made) = authorization::authorize(&key, &checkout) else { return Ok(refused_plainly()) };
            checkout["ap2"] = json!({ "merchant_authorization": made });
            let own = |kid: &str| (kid == key.kid()).then(|| key.verifying_key());
            protected(&made, authorization::verify(&checkout, own).is_ok())
        }
        Ap2::Verify { checkout, keys } => {
            let keys = key_set(&keys)?;
            match authorization::verify(&checkout, |kid| keys.lookup(kid)) {
                Ok(verified) => Ok(json!({ "kid": verified.kid })),
                Err(_) => refused_plainly(),
            }
        }
    })
}
