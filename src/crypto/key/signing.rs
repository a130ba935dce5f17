//! Private keys.

use std::fmt;
use std::sync::Arc;

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED_SIGNING, ECDSA_P384_SHA384_FIXED_SIGNING, EcdsaKeyPair, EcdsaSigningAlgorithm,
};
use p256::ecdsa::signature::Signer as _;
use p256::elliptic_curve::zeroize::Zeroize as _;
use p256::pkcs8::{DecodePrivateKey as _, EncodePrivateKey as _, LineEnding};
use sha2::{Digest as _, Sha384};

use crate::crypto::base64url;
use crate::crypto::jwk::{Jwk, JwkError};
use crate::crypto::key::{Backend, Curve, VerifyingKey};

/// Why a key cannot be made, loaded or used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// The operating system gave no randomness.
    #[error("the operating system gave no randomness")]
    NoRandomness,
    /// The bytes are not a private key of the curve.
    #[error("not a private key of the curve {0}")]
    NotAPrivateKey(&'static str),
    /// The implementation refused to sign.
    #[error("the signing backend failed")]
    SigningFailed,
    /// The public half is unusable.
    #[error(transparent)]
    Public(#[from] JwkError),
}

/// A private key with its `kid`. Cloning is cheap. `Debug` shows the name and the curve only; the
/// key itself leaves by [`SigningKey::to_pkcs8_pem`] alone.
#[derive(Clone)]
pub struct SigningKey {
    inner: Arc<Inner>,
}

struct Inner {
    kid: String,
    reference: Reference,
    fast: EcdsaKeyPair,
    verifying: VerifyingKey,
}

/// The key as the pure-Rust implementation holds it (wiped on drop).
enum Reference {
    P256(p256::ecdsa::SigningKey),
    P384(p384::ecdsa::SigningKey),
}

impl SigningKey {
    /// A new key from the operating system's randomness.
    ///
    /// # Errors
    /// [`KeyError::NoRandomness`].
    pub fn generate(curve: Curve, kid: impl Into<String>) -> Result<Self, KeyError> {
        let mut scalar = [0_u8; 48];
        let kid = kid.into();
        loop {
            let bytes = &mut scalar[..curve.coordinate_len()];
            getrandom::fill(bytes).map_err(|_| KeyError::NoRandomness)?;
            // A draw of zero or beyond the order (about one in 2^32 for P-256) is drawn again.
            if let Ok(reference) = Reference::from_scalar(curve, bytes) {
                scalar.zeroize();
                return Self::new(kid, reference);
            }
        }
    }

    /// The key that a seed determines: for tests and golden files only, never for a service.
    ///
    /// # Errors
    /// [`KeyError`] only if an implementation refuses a valid key.
    pub fn from_seed(curve: Curve, kid: impl Into<String>, seed: &[u8]) -> Result<Self, KeyError> {
        let kid = kid.into();
        for attempt in 0_u8..=u8::MAX {
            let hash = Sha384::new()
                .chain_update(b"ucp-assay test key")
                .chain_update(curve.crv())
                .chain_update([attempt])
                .chain_update(seed)
                .finalize();
            if let Ok(reference) = Reference::from_scalar(curve, &hash[..curve.coordinate_len()]) {
                return Self::new(kid, reference);
            }
        }
        Err(KeyError::NotAPrivateKey(curve.crv()))
    }

    /// Reads a key from PKCS#8 PEM (`-----BEGIN PRIVATE KEY-----`), for keys that outlive a process.
    ///
    /// # Errors
    /// [`KeyError::NotAPrivateKey`].
    pub fn from_pkcs8_pem(curve: Curve, kid: impl Into<String>, pem: &str) -> Result<Self, KeyError> {
        let refused = |_| KeyError::NotAPrivateKey(curve.crv());
        let reference = match curve {
            Curve::P256 => Reference::P256(p256::ecdsa::SigningKey::from_pkcs8_pem(pem).map_err(refused)?),
            Curve::P384 => Reference::P384(p384::ecdsa::SigningKey::from_pkcs8_pem(pem).map_err(refused)?),
        };
        Self::new(kid.into(), reference)
    }

    /// The private key as PKCS#8 PEM. The one way out for the secret: for a store that must survive
    /// a restart, never for a report.
    ///
    /// # Errors
    /// [`KeyError::NotAPrivateKey`] if the encoder refuses.
    pub fn to_pkcs8_pem(&self) -> Result<String, KeyError> {
        let pem = match &self.inner.reference {
            Reference::P256(key) => key.to_pkcs8_pem(LineEnding::LF),
            Reference::P384(key) => key.to_pkcs8_pem(LineEnding::LF),
        };
        pem.map(|pem| pem.as_str().to_owned()).map_err(|_| KeyError::NotAPrivateKey(self.curve().crv()))
    }

    fn new(kid: String, reference: Reference) -> Result<Self, KeyError> {
        let curve = reference.curve();
        let point = reference.point();
        let fast = reference.fast(&point).ok_or(KeyError::NotAPrivateKey(curve.crv()))?;
        let verifying = VerifyingKey::from_jwk(&public_jwk(&kid, curve, &point))?;
        Ok(Self { inner: Arc::new(Inner { kid, reference, fast, verifying }) })
    }

    /// The key identifier.
    #[must_use]
    pub fn kid(&self) -> &str {
        &self.inner.kid
    }

    /// The curve.
    #[must_use]
    pub fn curve(&self) -> Curve {
        self.inner.reference.curve()
    }

    /// Signs a message with the default backend; the result is raw `r‖s`.
    ///
    /// # Errors
    /// [`KeyError::SigningFailed`].
    pub fn sign(&self, message: &[u8]) -> Result<Vec<u8>, KeyError> {
        self.sign_with(Backend::default(), message)
    }

    /// Signs a message with a chosen backend; the result is raw `r‖s`.
    ///
    /// # Errors
    /// [`KeyError::SigningFailed`].
    pub fn sign_with(&self, backend: Backend, message: &[u8]) -> Result<Vec<u8>, KeyError> {
        match backend {
            Backend::AwsLc => {
                let signature = self.inner.fast.sign(&SystemRandom::new(), message);
                signature.map(|raw| raw.as_ref().to_vec()).map_err(|_| KeyError::SigningFailed)
            }
            Backend::Reference => self.inner.reference.sign(message).ok_or(KeyError::SigningFailed),
        }
    }

    /// The public half, with `use` and `alg`, as a profile publishes it.
    #[must_use]
    pub fn public_jwk(&self) -> Jwk {
        public_jwk(self.kid(), self.curve(), &self.inner.reference.point())
    }

    /// The public half, ready to verify.
    #[must_use]
    pub fn verifying_key(&self) -> &VerifyingKey {
        &self.inner.verifying
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SigningKey")
            .field("kid", &self.kid())
            .field("curve", &self.curve())
            .finish_non_exhaustive()
    }
}

impl Reference {
    fn from_scalar(curve: Curve, scalar: &[u8]) -> Result<Self, p256::ecdsa::Error> {
        Ok(match curve {
            Curve::P256 => Self::P256(p256::ecdsa::SigningKey::from_slice(scalar)?),
            Curve::P384 => Self::P384(p384::ecdsa::SigningKey::from_slice(scalar)?),
        })
    }

    const fn curve(&self) -> Curve {
        match self {
            Self::P256(_) => Curve::P256,
            Self::P384(_) => Curve::P384,
        }
    }

    /// The public point, uncompressed.
    fn point(&self) -> Vec<u8> {
        match self {
            Self::P256(key) => key.verifying_key().to_sec1_point(false).as_bytes().to_vec(),
            Self::P384(key) => key.verifying_key().to_sec1_point(false).as_bytes().to_vec(),
        }
    }

    /// The same key for the fast backend.
    fn fast(&self, point: &[u8]) -> Option<EcdsaKeyPair> {
        let pair = |algorithm: &'static EcdsaSigningAlgorithm, scalar: &[u8]| {
            EcdsaKeyPair::from_private_key_and_public_key(algorithm, scalar, point).ok()
        };
        match self {
            Self::P256(key) => pair(&ECDSA_P256_SHA256_FIXED_SIGNING, &key.to_bytes()),
            Self::P384(key) => pair(&ECDSA_P384_SHA384_FIXED_SIGNING, &key.to_bytes()),
        }
    }

    fn sign(&self, message: &[u8]) -> Option<Vec<u8>> {
        match self {
            Self::P256(key) => {
                let signature: p256::ecdsa::Signature = key.try_sign(message).ok()?;
                Some(signature.to_bytes().to_vec())
            }
            Self::P384(key) => {
                let signature: p384::ecdsa::Signature = key.try_sign(message).ok()?;
                Some(signature.to_bytes().to_vec())
            }
        }
    }
}

/// `point` is `04 ‖ x ‖ y`.
fn public_jwk(kid: &str, curve: Curve, point: &[u8]) -> Jwk {
    let (x, y) = point.get(1..).unwrap_or_default().split_at(curve.coordinate_len());
    Jwk {
        kid: kid.to_owned(),
        kty: "EC".to_owned(),
        crv: Some(curve.crv().to_owned()),
        x: Some(base64url::encode(x)),
        y: Some(base64url::encode(y)),
        key_use: Some("sig".to_owned()),
        alg: Some(curve.alg().to_owned()),
    }
}
