//! Public keys as JSON Web Keys (RFC 7517, RFC 7518 §6.2).

mod pem;

use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest as _, Sha256};

use crate::crypto::base64url;
use crate::crypto::key::Curve;

pub use pem::PemError;

/// A published key. Only public members exist here: private ones are refused when read, so they
/// can never be written. Members of other key types (`n`, `e`) are not kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "RawJwk")]
pub struct Jwk {
    /// Key identifier, what a signature's `keyid` refers to.
    pub kid: String,
    /// Key type; `EC` is the only usable one.
    pub kty: String,
    /// Curve: `P-256` or `P-384`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub crv: Option<String>,
    /// X coordinate, base64url.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub x: Option<String>,
    /// Y coordinate, base64url.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub y: Option<String>,
    /// Intended use: `sig` or `enc`.
    #[serde(rename = "use", skip_serializing_if = "Option::is_none")]
    pub key_use: Option<String>,
    /// Algorithm the key is meant for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub alg: Option<String>,
}

/// Why a JWK cannot be read or used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum JwkError {
    /// The JSON does not have the shape of a JWK.
    #[error("not a JWK: {0}")]
    Malformed(String),
    /// A private member was published.
    #[error("JWK carries the private member \"{0}\": private keys are never published")]
    PrivateMember(&'static str),
    /// The key type is not `EC`.
    #[error("key type \"{0}\" is not supported: only EC keys can sign")]
    UnsupportedKeyType(String),
    /// The curve is neither P-256 nor P-384.
    #[error("curve \"{0}\" is not supported: P-256 and P-384 are")]
    UnsupportedCurve(String),
    /// A member that an EC key needs is absent.
    #[error("EC key lacks the member \"{0}\"")]
    MissingMember(&'static str),
    /// A coordinate is not base64url or has the wrong length.
    #[error("coordinate \"{member}\" must be {expected} bytes in base64url without padding")]
    Coordinate {
        /// `x` or `y`.
        member: &'static str,
        /// Bytes the curve demands.
        expected: usize,
    },
    /// The coordinates do not satisfy the curve's equation.
    #[error("the point (x, y) does not lie on {0}")]
    NotOnCurve(&'static str),
    /// `use` says the key is not for signatures.
    #[error("key is published for \"{0}\", not for signatures")]
    NotForSignatures(String),
    /// `alg` contradicts the curve.
    #[error("\"alg\" is \"{alg}\" but the curve {crv} means {expected}")]
    AlgorithmMismatch {
        /// The published `alg`.
        alg: String,
        /// The curve.
        crv: &'static str,
        /// What the curve means.
        expected: &'static str,
    },
}

impl Jwk {
    /// Reads one element of `signing_keys`; unknown members are tolerated (RFC 7517 §4).
    ///
    /// # Errors
    /// [`JwkError::Malformed`] and [`JwkError::PrivateMember`]. Whether the key is *usable* is
    /// decided later, by [`Jwk::point`] or `VerifyingKey::from_jwk`.
    pub fn parse(value: &Value) -> Result<Self, JwkError> {
        let raw = RawJwk::deserialize(value).map_err(|error| JwkError::Malformed(error.to_string()))?;
        Self::try_from(raw)
    }

    /// The curve and the uncompressed point (SEC 1: `04 ‖ x ‖ y`) of an EC signing key. That the
    /// point lies on the curve is checked by whoever builds a key of it.
    ///
    /// # Errors
    /// Every [`JwkError`] but `NotOnCurve`, for keys that cannot verify a UCP signature.
    pub fn point(&self) -> Result<(Curve, Vec<u8>), JwkError> {
        if self.kty != "EC" {
            return Err(JwkError::UnsupportedKeyType(self.kty.clone()));
        }
        let crv = self.crv.as_deref().ok_or(JwkError::MissingMember("crv"))?;
        let curve = Curve::from_crv(crv).ok_or_else(|| JwkError::UnsupportedCurve(crv.to_owned()))?;
        self.check_purpose(curve)?;
        let mut point = Vec::with_capacity(1 + curve.signature_len());
        point.push(0x04);
        point.extend(coordinate(self.x.as_deref(), "x", curve)?);
        point.extend(coordinate(self.y.as_deref(), "y", curve)?);
        Ok((curve, point))
    }

    fn check_purpose(&self, curve: Curve) -> Result<(), JwkError> {
        if let Some(other) = self.key_use.as_deref().filter(|key_use| *key_use != "sig") {
            return Err(JwkError::NotForSignatures(other.to_owned()));
        }
        match self.alg.as_deref() {
            Some(alg) if alg != curve.alg() => Err(JwkError::AlgorithmMismatch {
                alg: alg.to_owned(),
                crv: curve.crv(),
                expected: curve.alg(),
            }),
            Some(_) | None => Ok(()),
        }
    }

    /// The RFC 7638 thumbprint (SHA-256, base64url) of an EC key.
    ///
    /// # Errors
    /// As [`Jwk::point`].
    pub fn thumbprint(&self) -> Result<String, JwkError> {
        let (curve, point) = self.point()?;
        let (x, y) = point[1..].split_at(curve.coordinate_len());
        let members = format!(
            r#"{{"crv":"{}","kty":"EC","x":"{}","y":"{}"}}"#,
            curve.crv(),
            base64url::encode(x),
            base64url::encode(y)
        );
        Ok(base64url::encode(Sha256::digest(members)))
    }
}

fn coordinate(text: Option<&str>, member: &'static str, curve: Curve) -> Result<Vec<u8>, JwkError> {
    let expected = curve.coordinate_len();
    let text = text.ok_or(JwkError::MissingMember(member))?;
    base64url::decode(text)
        .ok()
        .filter(|bytes| bytes.len() == expected)
        .ok_or(JwkError::Coordinate { member, expected })
}

/// Marks the presence of a member without reading it, `null` included.
#[derive(Default)]
struct Present(bool);

impl<'de> Deserialize<'de> for Present {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        serde::de::IgnoredAny::deserialize(deserializer).map(|_| Self(true))
    }
}

impl fmt::Debug for Present {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.0 { "present" } else { "absent" })
    }
}

/// A JWK as found, private members noticed but not kept.
#[derive(Debug, Deserialize)]
struct RawJwk {
    kid: String,
    kty: String,
    crv: Option<String>,
    x: Option<String>,
    y: Option<String>,
    #[serde(rename = "use")]
    key_use: Option<String>,
    alg: Option<String>,
    #[serde(default)]
    d: Present,
    #[serde(default)]
    p: Present,
    #[serde(default)]
    q: Present,
    #[serde(default)]
    dp: Present,
    #[serde(default)]
    dq: Present,
    #[serde(default)]
    qi: Present,
    #[serde(default)]
    oth: Present,
    #[serde(default)]
    k: Present,
}

impl RawJwk {
    /// The first private member present (RFC 7518 §6.2.2, §6.3.2, §6.4.1).
    fn private_member(&self) -> Option<&'static str> {
        let members = [
            ("d", &self.d),
            ("p", &self.p),
            ("q", &self.q),
            ("dp", &self.dp),
            ("dq", &self.dq),
            ("qi", &self.qi),
            ("oth", &self.oth),
            ("k", &self.k),
        ];
        members.into_iter().find(|(_, present)| present.0).map(|(name, _)| name)
    }
}

impl TryFrom<RawJwk> for Jwk {
    type Error = JwkError;

    fn try_from(raw: RawJwk) -> Result<Self, JwkError> {
        if let Some(member) = raw.private_member() {
            return Err(JwkError::PrivateMember(member));
        }
        Ok(Self {
            kid: raw.kid,
            kty: raw.kty,
            crv: raw.crv,
            x: raw.x,
            y: raw.y,
            key_use: raw.key_use,
            alg: raw.alg,
        })
    }
}

#[cfg(test)]
mod tests;
