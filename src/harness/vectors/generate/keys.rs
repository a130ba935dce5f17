//! The fixed key set. **Test-only**: everybody can derive the private halves, and `vectors/keys.json`
//! publishes them, so that signers can be tested too.
//!
//! Signing here goes straight to the curve's own crates, not through [`crate::crypto`]: what the
//! vectors are made by must not be what they test.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use p256::ecdsa::signature::Signer as _;
use p256::pkcs8::{EncodePrivateKey as _, LineEnding};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha384};

use super::GenerateError;

/// One key pair of the set.
pub(super) struct TestKey {
    kid: &'static str,
    secret: Secret,
}

enum Secret {
    P256(p256::ecdsa::SigningKey),
    P384(p384::ecdsa::SigningKey),
}

/// Every key the vectors use.
pub(super) struct TestKeys {
    /// The platform's key.
    pub platform: TestKey,
    /// Another key of the platform's, for rotation and mix-ups.
    pub second: TestKey,
    /// The business's key.
    pub business: TestKey,
    /// A key on P-384.
    pub large: TestKey,
    /// A key nobody publishes, under the platform key's name.
    pub thief: TestKey,
}

impl TestKeys {
    pub(super) fn derive() -> Result<Self, GenerateError> {
        Ok(Self {
            platform: TestKey::p256("test-platform-1", "platform")?,
            second: TestKey::p256("test-platform-2", "second")?,
            business: TestKey::p256("test-business-1", "business")?,
            large: TestKey::p384("test-large-1", "large")?,
            thief: TestKey::p256("test-platform-1", "thief")?,
        })
    }

    /// `vectors/keys.json`.
    pub(super) fn document(&self) -> Value {
        let all = [&self.platform, &self.second, &self.business, &self.large];
        json!({
            "test_only": true,
            "warning": "Published private keys. Whoever trusts them in production trusts everybody.",
            "keys": all.map(TestKey::private_jwk),
        })
    }
}

/// The scalar a name determines.
fn scalar(name: &str) -> impl AsRef<[u8]> {
    Sha384::digest(format!("ucp-assay vectors, test-only key: {name}"))
}

fn encode(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

impl TestKey {
    fn p256(kid: &'static str, name: &str) -> Result<Self, GenerateError> {
        let secret = p256::ecdsa::SigningKey::from_slice(&scalar(name).as_ref()[..32]);
        Ok(Self { kid, secret: Secret::P256(secret.map_err(|_| GenerateError::Key(kid))?) })
    }

    fn p384(kid: &'static str, name: &str) -> Result<Self, GenerateError> {
        let secret = p384::ecdsa::SigningKey::from_slice(scalar(name).as_ref());
        Ok(Self { kid, secret: Secret::P384(secret.map_err(|_| GenerateError::Key(kid))?) })
    }

    pub(super) const fn kid(&self) -> &'static str {
        self.kid
    }

    /// The JWS name of the algorithm.
    pub(super) const fn alg(&self) -> &'static str {
        match self.secret {
            Secret::P256(_) => "ES256",
            Secret::P384(_) => "ES384",
        }
    }

    /// The uncompressed point, `04 ‖ x ‖ y`.
    fn point(&self) -> Vec<u8> {
        match &self.secret {
            Secret::P256(key) => key.verifying_key().to_sec1_point(false).as_bytes().to_vec(),
            Secret::P384(key) => key.verifying_key().to_sec1_point(false).as_bytes().to_vec(),
        }
    }

    /// The public half as a profile publishes it.
    pub(super) fn jwk(&self) -> Value {
        let point = self.point();
        let (x, y) = point[1..].split_at(point.len() / 2);
        let crv = match self.secret {
            Secret::P256(_) => "P-256",
            Secret::P384(_) => "P-384",
        };
        json!({
            "kid": self.kid, "kty": "EC", "crv": crv, "x": encode(x), "y": encode(y),
            "use": "sig", "alg": self.alg(),
        })
    }

    fn private_jwk(&self) -> Value {
        let mut jwk = self.jwk();
        let d = match &self.secret {
            Secret::P256(key) => encode(&key.to_bytes()),
            Secret::P384(key) => encode(&key.to_bytes()),
        };
        jwk["d"] = json!(d);
        jwk
    }

    /// What a case gives a signer: PKCS#8, as every language reads it.
    pub(super) fn signer(&self) -> Value {
        let pem = match &self.secret {
            Secret::P256(key) => key.to_pkcs8_pem(LineEnding::LF),
            Secret::P384(key) => key.to_pkcs8_pem(LineEnding::LF),
        };
        // Encoding a valid key cannot fail; an empty text would fail its case.
        json!({ "kid": self.kid, "alg": self.alg(), "pem": pem.map(|pem| pem.to_string()).unwrap_or_default() })
    }

    /// Raw `r‖s`, deterministic (RFC 6979).
    pub(super) fn sign(&self, message: &[u8]) -> Vec<u8> {
        match &self.secret {
            Secret::P256(key) => {
                let signature: p256::ecdsa::Signature = key.sign(message);
                signature.to_bytes().to_vec()
            }
            Secret::P384(key) => {
                let signature: p384::ecdsa::Signature = key.sign(message);
                signature.to_bytes().to_vec()
            }
        }
    }

    /// The same signature as ASN.1 DER, what OpenSSL, Java and .NET make by default.
    pub(super) fn sign_der(&self, message: &[u8]) -> Vec<u8> {
        der(&self.sign(message))
    }

    /// The two values of `s` that verify: the lower and the higher one. P-256 only.
    pub(super) fn sign_low_and_high(&self, message: &[u8]) -> Result<[Vec<u8>; 2], GenerateError> {
        let refused = |_| GenerateError::Key(self.kid);
        let signature = p256::ecdsa::Signature::from_slice(&self.sign(message)).map_err(refused)?;
        let (r, s) = signature.split_scalars();
        let mirrored =
            p256::ecdsa::Signature::from_scalars(r.to_bytes(), (-*s).to_bytes()).map_err(refused)?;
        let mut both = [signature.to_bytes().to_vec(), mirrored.to_bytes().to_vec()];
        both.sort_by(|one, other| one[32..].cmp(&other[32..]));
        Ok(both)
    }
}

/// ASN.1 DER of a raw signature, by hand: SEQUENCE of two INTEGERs.
pub(super) fn der(raw: &[u8]) -> Vec<u8> {
    let (r, s) = raw.split_at(raw.len() / 2);
    let mut body = integer(r);
    body.extend(integer(s));
    let mut out = vec![0x30];
    out.push(u8::try_from(body.len()).unwrap_or(u8::MAX));
    out.extend(body);
    out
}

fn integer(number: &[u8]) -> Vec<u8> {
    let digits: Vec<u8> = number.iter().copied().skip_while(|byte| *byte == 0).collect();
    let padding = digits.first().is_none_or(|first| *first >= 0x80);
    let mut out = vec![0x02, u8::try_from(digits.len() + usize::from(padding)).unwrap_or(u8::MAX)];
    out.extend(padding.then_some(0));
    out.extend(digits);
    out
}
