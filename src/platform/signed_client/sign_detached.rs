//! Signing with a detached JWS over the body, well or badly. The text of the versions that have it
//! leaves the form of request signatures open; what is done here is what their webhooks do, on
//! every operation, with an empty payload where there is no body.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Map, Value, json};

use crate::crypto::detached_jws::{JwsError, JwsHeader, PayloadEncoding, sign_with_header};
use crate::crypto::key::SigningKey;

use super::compose::ComposeError;
use super::outgoing::Outgoing;
use super::{HeaderMember, SigningTamper, der};

/// The header that carries the signature of a request.
const HEADER: &str = "request-signature";

/// How to sign, gathered from the tampers; the last of a kind wins.
struct How<'a> {
    key: &'a SigningKey,
    kid: Option<&'a str>,
    payload: Option<&'a [u8]>,
    encoding: PayloadEncoding,
    members: Vec<HeaderMember>,
    der: bool,
    flipped: bool,
    attached: bool,
}

/// Adds `Request-Signature`.
pub(super) fn sign(
    outgoing: &mut Outgoing,
    key: &SigningKey,
    tampers: &[&SigningTamper],
) -> Result<(), ComposeError> {
    let mut how = How {
        key,
        kid: None,
        payload: None,
        encoding: PayloadEncoding::Unencoded,
        members: Vec::new(),
        der: false,
        flipped: false,
        attached: false,
    };
    for tamper in tampers {
        how.take(tamper)?;
    }
    let signature = how.sign(&outgoing.body)?;
    outgoing.set_header(HEADER, signature);
    Ok(())
}

impl<'a> How<'a> {
    fn take(&mut self, tamper: &'a SigningTamper) -> Result<(), ComposeError> {
        match tamper {
            SigningTamper::Unsigned => {}
            SigningTamper::Key(other) => self.key = other,
            SigningTamper::KeyId(kid) => self.kid = Some(kid),
            SigningTamper::Der => self.der = true,
            SigningTamper::FlippedBit => self.flipped = true,
            SigningTamper::Parameter { name, value } => {
                self.members.push(HeaderMember::Set(name.clone(), json!(value)));
            }
            SigningTamper::Payload(bytes) => self.payload = Some(bytes),
            SigningTamper::Encoding(encoding) => self.encoding = *encoding,
            SigningTamper::Header(member) => self.members.push(member.clone()),
            SigningTamper::Attached => self.attached = true,
            SigningTamper::OmitComponent(_) | SigningTamper::Components(_) => {
                return Err(ComposeError::Meaningless("components"));
            }
            SigningTamper::Created(_) | SigningTamper::Expires(_) => {
                return Err(ComposeError::Meaningless("times"));
            }
            SigningTamper::Label(_) => return Err(ComposeError::Meaningless("label")),
            SigningTamper::Digest(_) => return Err(ComposeError::Meaningless("digest")),
        }
        Ok(())
    }

    fn sign(&self, body: &[u8]) -> Result<String, JwsError> {
        let payload = self.payload.unwrap_or(body);
        let jws = sign_with_header(self.key, &self.header(), self.encoding, payload)?;
        Ok(self.spoil(&jws, payload))
    }

    /// The protected header: as it should be, then changed.
    fn header(&self) -> String {
        let kid = self.kid.unwrap_or_else(|| self.key.kid());
        // An empty name is left out, as for any other signature.
        let kid = (!kid.is_empty()).then(|| kid.to_owned());
        let header = JwsHeader { alg: self.key.curve(), kid, encoding: self.encoding }.to_json();
        let mut members: Map<String, Value> = serde_json::from_str(&header).unwrap_or_default();
        for member in &self.members {
            match member {
                HeaderMember::Set(name, value) => drop(members.insert(name.clone(), value.clone())),
                HeaderMember::Without(name) => drop(members.shift_remove(name)),
            }
        }
        Value::Object(members).to_string()
    }

    /// Changes the signature, and what stands beside it, as asked.
    fn spoil(&self, jws: &str, payload: &[u8]) -> String {
        let Some((header, signature)) = jws.split_once("..") else { return jws.to_owned() };
        let mut bytes = URL_SAFE_NO_PAD.decode(signature).unwrap_or_default();
        if let Some(last) = bytes.last_mut().filter(|_| self.flipped) {
            *last ^= 1;
        }
        if self.der {
            bytes = der::from_raw(&bytes);
        }
        let between = if self.attached { URL_SAFE_NO_PAD.encode(payload) } else { String::new() };
        format!("{header}.{between}.{}", URL_SAFE_NO_PAD.encode(bytes))
    }
}
