//! Making signatures. No two signers make the same ECDSA signature, so a case asks for what is covered and announced,
//! and whether the signer's own verifier accepts the outcome.

use serde::Deserialize;
use serde_json::json;
use sfv::ListEntry;

use super::{BadInput, Decision, refused_plainly};
use crate::crypto::detached_jws::{self, PayloadEncoding};
use crate::crypto::http_signature::SignatureHeaders;
use crate::crypto::key::{Curve, SigningKey};
use crate::crypto::signature_base::identifier;
use crate::crypto::structured_field::{dictionary, signature_parameters::SignatureParameters};

/// A private key of the test set.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Signer {
    kid: String,
    alg: String,
    /// PKCS#8.
    pem: String,
}

impl Signer {
    pub(super) fn key(&self) -> Result<SigningKey, BadInput> {
        let curve =
            Curve::from_alg(&self.alg).ok_or_else(|| BadInput(format!("no curve of {}", self.alg)))?;
        let key = SigningKey::from_pkcs8_pem(curve, self.kid.as_str(), &self.pem);
        key.map_err(|error| BadInput(error.to_string()))
    }
}

/// What the headers of a signature announce; the digest is the one the message is sent with.
pub(super) fn announced(made: &SignatureHeaders, digest: Option<&str>, accepted: bool) -> Decision {
    let Some(announced) = dictionary(made.signature_input.as_bytes()) else { return refused_plainly() };
    let Some((_, ListEntry::InnerList(list))) = announced.first() else { return refused_plainly() };
    let Ok(parameters) = SignatureParameters::read(&list.params) else { return refused_plainly() };
    let mut components: Vec<String> = list.items.iter().map(identifier).collect();
    components.sort_unstable();
    Ok(json!({
        "components": components,
        "keyid": parameters.keyid,
        "created": parameters.created,
        "alg": parameters.alg,
        "content_digest": digest,
        "accepted": accepted,
    }))
}

/// What the protected header of a detached JWS says.
pub(super) fn protected(jws: &str, accepted: bool) -> Decision {
    match detached_jws::header(jws) {
        Ok(header) => Ok(json!({
            "alg": header.alg.alg(), "kid": header.kid, "payload": encoding(header.encoding), "accepted": accepted,
        })),
        Err(_) => refused_plainly(),
    }
}

pub(super) const fn encoding(encoding: PayloadEncoding) -> &'static str {
    match encoding {
        PayloadEncoding::Base64Url => "base64url",
        PayloadEncoding::Unencoded => "unencoded",
    }
}

/// The same word, read.
#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Payload {
    Base64url,
    Unencoded,
}

impl Payload {
    pub(super) const fn encoding(self) -> PayloadEncoding {
        match self {
            Self::Base64url => PayloadEncoding::Base64Url,
            Self::Unencoded => PayloadEncoding::Unencoded,
        }
    }
}
