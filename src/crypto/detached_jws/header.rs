//! The protected header.

use serde_json::{Map, Value, json};

use super::JwsError;
use crate::crypto::base64url;
use crate::crypto::key::Curve;

/// What the signature covers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PayloadEncoding {
    /// `header "." base64url(payload)`: the ordinary form (RFC 7515 appendix F).
    Base64Url,
    /// `header "." payload`: with `"b64": false` and `"crit": ["b64"]` in the header (RFC 7797).
    Unencoded,
}

/// The members of a JWS header that the protocol uses; others are tolerated and signed over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JwsHeader {
    /// `alg`.
    pub alg: Curve,
    /// `kid`.
    pub kid: Option<String>,
    /// `b64`.
    pub encoding: PayloadEncoding,
}

impl JwsHeader {
    /// The header as JSON.
    #[must_use]
    pub fn to_json(&self) -> String {
        let mut header = Map::new();
        header.insert("alg".to_owned(), json!(self.alg.alg()));
        if let Some(kid) = &self.kid {
            header.insert("kid".to_owned(), json!(kid));
        }
        if self.encoding == PayloadEncoding::Unencoded {
            header.insert("b64".to_owned(), json!(false));
            header.insert("crit".to_owned(), json!(["b64"]));
        }
        Value::Object(header).to_string()
    }

    pub(super) fn decode(encoded: &str) -> Result<Self, JwsError> {
        let bytes = base64url::decode(encoded).map_err(|_| malformed("is not base64url"))?;
        let members: Map<String, Value> =
            serde_json::from_slice(&bytes).map_err(|_| malformed("is not a JSON object"))?;
        let alg = text(&members, "alg")?.ok_or_else(|| malformed("has no \"alg\""))?;
        let alg = Curve::from_alg(&alg).ok_or(JwsError::UnsupportedAlgorithm(alg))?;
        check_critical(&members)?;
        Ok(Self { alg, kid: text(&members, "kid")?, encoding: encoding(&members)? })
    }
}

fn text(members: &Map<String, Value>, name: &str) -> Result<Option<String>, JwsError> {
    match members.get(name) {
        None => Ok(None),
        Some(Value::String(text)) => Ok(Some(text.clone())),
        Some(_) => Err(JwsError::Header(format!("has a \"{name}\" that is not a string"))),
    }
}

/// RFC 7515 §4.1.11: a list of names, not empty, each understood and present.
fn check_critical(members: &Map<String, Value>) -> Result<(), JwsError> {
    let Some(critical) = members.get("crit") else { return Ok(()) };
    let names = critical.as_array().filter(|names| !names.is_empty());
    for name in names.ok_or_else(|| malformed("has a \"crit\" that is not a list of names"))? {
        match name.as_str() {
            Some("b64") if members.contains_key("b64") => {}
            Some(other) => return Err(JwsError::Critical(other.to_owned())),
            None => return Err(malformed("has a \"crit\" that is not a list of names")),
        }
    }
    Ok(())
}

/// RFC 7797 §6: `b64` counts only when `crit` demands that it is understood.
fn encoding(members: &Map<String, Value>) -> Result<PayloadEncoding, JwsError> {
    match members.get("b64") {
        None | Some(Value::Bool(true)) => Ok(PayloadEncoding::Base64Url),
        Some(Value::Bool(false)) if members.contains_key("crit") => Ok(PayloadEncoding::Unencoded),
        Some(Value::Bool(false)) => Err(malformed("has \"b64\" but no \"crit\" that names it")),
        Some(_) => Err(malformed("has a \"b64\" that is not true or false")),
    }
}

fn malformed(what: &str) -> JwsError {
    JwsError::Header(what.to_owned())
}
