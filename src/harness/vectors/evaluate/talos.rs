//! The envelope signature of the Talos connector.

use serde::Deserialize;
use serde_json::{Value, json};

use super::{Evaluated, bytes, key_set, read, refused_plainly};
use crate::crypto::envelope::{Covered, EnvelopeParts, SIGNATURE_HEADER, verify};
use crate::crypto::message::header_pairs;

/// A request as it was received, with the endpoint's own path taken off.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Signed {
    method: String,
    path: String,
    #[serde(default)]
    query: Option<String>,
    headers: Vec<(String, String)>,
    body_base64: String,
    keys: Vec<Value>,
}

pub(super) fn envelope(input: &Value) -> Evaluated {
    let signed: Signed = read(input)?;
    let keys = key_set(&signed.keys)?;
    let raw_body = bytes(&signed.body_base64)?;
    let body: Option<Value> = match raw_body.as_slice() {
        [] => None,
        raw => match crate::protocol::json::parse(raw, crate::crypto::jcs::MAX_DEPTH) {
            Ok(body) => Some(body),
            Err(_) => return Ok(refused_plainly()),
        },
    };
    let jws = signed.headers.iter().find(|(name, _)| name.eq_ignore_ascii_case(SIGNATURE_HEADER));
    let Some((_, jws)) = jws else { return Ok(refused_plainly()) };
    let parts = EnvelopeParts {
        method: &signed.method,
        path: &signed.path,
        query: signed.query.as_deref(),
        headers: &header_pairs(&signed.headers),
        body: body.as_ref(),
        raw_body: &raw_body,
    };
    Ok(match verify(jws, &parts, |kid| keys.lookup(kid)) {
        Ok(verified) => Ok(match verified.covered {
            Covered::Envelope { meta, .. } => {
                json!({ "kid": verified.kid, "covers": "envelope", "iat": meta.iat, "jti": meta.jti })
            }
            Covered::Body => json!({ "kid": verified.kid, "covers": "body" }),
        }),
        Err(_) => refused_plainly(),
    })
}
