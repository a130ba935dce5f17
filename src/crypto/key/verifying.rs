//! Public keys.

use std::fmt;
use std::sync::Arc;

use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED, ECDSA_P384_SHA384_FIXED, EcdsaVerificationAlgorithm, ParsedPublicKey,
};
use p256::ecdsa::signature::Verifier as _;

use crate::crypto::jwk::{Jwk, JwkError};
use crate::crypto::key::{Backend, Curve};

/// Why a signature does not verify.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum VerifyError {
    /// Not the length of raw `r‖s`.
    #[error("signature has {actual} bytes, raw r||s of {crv} has {expected}{hint}")]
    Length {
        /// Bytes received.
        actual: usize,
        /// Bytes of the curve's raw form.
        expected: usize,
        /// The curve.
        crv: &'static str,
        /// What it looks like instead.
        hint: &'static str,
    },
    /// The mathematics say no.
    #[error("signature does not verify")]
    Invalid,
}

/// A public key, parsed and checked once. Cloning is cheap.
#[derive(Clone)]
pub struct VerifyingKey {
    inner: Arc<Inner>,
}

struct Inner {
    kid: String,
    fast: ParsedPublicKey,
    reference: Reference,
}

enum Reference {
    P256(p256::ecdsa::VerifyingKey),
    P384(p384::ecdsa::VerifyingKey),
}

impl VerifyingKey {
    /// Checks a published key strictly: type, curve, purpose, coordinate lengths, point on curve.
    ///
    /// # Errors
    /// [`JwkError`] names the first thing wrong.
    pub fn from_jwk(jwk: &Jwk) -> Result<Self, JwkError> {
        let (curve, point) = jwk.point()?;
        let off_curve = || JwkError::NotOnCurve(curve.crv());
        let reference = Reference::from_point(curve, &point).map_err(|_| off_curve())?;
        let fast = ParsedPublicKey::new(algorithm(curve), &point).map_err(|_| off_curve())?;
        Ok(Self { inner: Arc::new(Inner { kid: jwk.kid.clone(), fast, reference }) })
    }

    /// The key identifier.
    #[must_use]
    pub fn kid(&self) -> &str {
        &self.inner.kid
    }

    /// The curve.
    #[must_use]
    pub fn curve(&self) -> Curve {
        match self.inner.reference {
            Reference::P256(_) => Curve::P256,
            Reference::P384(_) => Curve::P384,
        }
    }

    /// Verifies a raw `r‖s` signature with the default backend.
    ///
    /// # Errors
    /// [`VerifyError`].
    pub fn verify(&self, message: &[u8], signature: &[u8]) -> Result<(), VerifyError> {
        self.verify_with(Backend::default(), message, signature)
    }

    /// Verifies a raw `r‖s` signature with a chosen backend.
    ///
    /// # Errors
    /// [`VerifyError::Length`] for DER and other foreign encodings, [`VerifyError::Invalid`].
    pub fn verify_with(&self, backend: Backend, message: &[u8], signature: &[u8]) -> Result<(), VerifyError> {
        self.check_length(signature)?;
        let valid = match backend {
            Backend::AwsLc => self.inner.fast.verify_sig(message, signature).is_ok(),
            Backend::Reference => self.inner.reference.verify(message, signature),
        };
        if valid { Ok(()) } else { Err(VerifyError::Invalid) }
    }

    fn check_length(&self, signature: &[u8]) -> Result<(), VerifyError> {
        let curve = self.curve();
        let expected = curve.signature_len();
        let actual = signature.len();
        if actual == expected {
            return Ok(());
        }
        // SEQUENCE whose length byte spans the rest: what OpenSSL, Java and .NET produce by default.
        let der = signature.first() == Some(&0x30)
            && signature.get(1).map(|len| usize::from(*len) + 2) == Some(actual);
        let hint = if der { ": this is DER, which RFC 9421 does not use" } else { "" };
        Err(VerifyError::Length { actual, expected, crv: curve.crv(), hint })
    }
}

impl fmt::Debug for VerifyingKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("VerifyingKey")
            .field("kid", &self.kid())
            .field("curve", &self.curve())
            .finish_non_exhaustive()
    }
}

fn algorithm(curve: Curve) -> &'static EcdsaVerificationAlgorithm {
    match curve {
        Curve::P256 => &ECDSA_P256_SHA256_FIXED,
        Curve::P384 => &ECDSA_P384_SHA384_FIXED,
    }
}

impl Reference {
    fn from_point(curve: Curve, point: &[u8]) -> Result<Self, p256::ecdsa::Error> {
        Ok(match curve {
            Curve::P256 => Self::P256(p256::ecdsa::VerifyingKey::from_sec1_bytes(point)?),
            Curve::P384 => Self::P384(p384::ecdsa::VerifyingKey::from_sec1_bytes(point)?),
        })
    }

    fn verify(&self, message: &[u8], signature: &[u8]) -> bool {
        match self {
            Self::P256(key) => p256::ecdsa::Signature::from_slice(signature)
                .is_ok_and(|signature| key.verify(message, &signature).is_ok()),
            Self::P384(key) => p384::ecdsa::Signature::from_slice(signature)
                .is_ok_and(|signature| key.verify(message, &signature).is_ok()),
        }
    }
}
