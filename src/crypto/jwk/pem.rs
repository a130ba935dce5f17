//! Public keys as PEM files, and as the base64 of their DER form (`SubjectPublicKeyInfo`).

use super::{Jwk, JwkError};
use crate::crypto::base64url;
use crate::crypto::key::Curve;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use p256::elliptic_curve::sec1::ToSec1Point as _;
use p256::pkcs8::{DecodePublicKey as _, EncodePublicKey as _};

/// Why a PEM text is not a public key that can be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PemError {
    /// It is a private key.
    #[error("this is a private key; only its public half is wanted: openssl pkey -in KEY.pem -pubout")]
    Private,
    /// It is something else.
    #[error("not a public key of the curve P-256 or P-384 in PEM form (-----BEGIN PUBLIC KEY-----)")]
    NotAPublicKey,
}

impl Jwk {
    /// The key in a PEM text, under a name.
    ///
    /// # Errors
    /// [`PemError`].
    pub fn from_public_pem(kid: &str, pem: &str) -> Result<Self, PemError> {
        if pem.contains("PRIVATE KEY-----") {
            return Err(PemError::Private);
        }
        let p256 = p256::PublicKey::from_public_key_pem(pem).ok();
        let point = p256.map(|key| (Curve::P256, key.to_sec1_point(false).as_bytes().to_vec()));
        let p384 = || {
            let key = p384::PublicKey::from_public_key_pem(pem).ok()?;
            Some((Curve::P384, key.to_sec1_point(false).as_bytes().to_vec()))
        };
        let (curve, point) = point.or_else(p384).ok_or(PemError::NotAPublicKey)?;
        let (x, y) = point.get(1..).unwrap_or_default().split_at(curve.coordinate_len());
        Ok(Self {
            kid: kid.to_owned(),
            kty: "EC".to_owned(),
            crv: Some(curve.crv().to_owned()),
            x: Some(base64url::encode(x)),
            y: Some(base64url::encode(y)),
            key_use: Some("sig".to_owned()),
            alg: Some(curve.alg().to_owned()),
        })
    }

    /// The key as the base64 of its `SubjectPublicKeyInfo` in DER.
    ///
    /// # Errors
    /// As [`Jwk::point`], and [`JwkError::NotOnCurve`].
    pub fn to_spki_base64(&self) -> Result<String, JwkError> {
        let (curve, point) = self.point()?;
        let der = match curve {
            Curve::P256 => {
                p256::PublicKey::from_sec1_bytes(&point).ok().and_then(|key| key.to_public_key_der().ok())
            }
            Curve::P384 => {
                p384::PublicKey::from_sec1_bytes(&point).ok().and_then(|key| key.to_public_key_der().ok())
            }
        };
        let der = der.ok_or(JwkError::NotOnCurve(curve.crv()))?;
        Ok(STANDARD.encode(der.as_bytes()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crypto::key::SigningKey;
    use rstest::rstest;

    fn pem(jwk: &Jwk) -> String {
        format!("-----BEGIN PUBLIC KEY-----\n{}\n-----END PUBLIC KEY-----\n", jwk.to_spki_base64().unwrap())
    }

    #[rstest]
    fn a_public_key_travels_as_pem_and_back(#[values(Curve::P256, Curve::P384)] curve: Curve) {
        let key = SigningKey::from_seed(curve, "k", b"pem tests").unwrap();
        let published = key.public_jwk();
        let read = Jwk::from_public_pem("other", &wrapped(&pem(&published))).unwrap();
        assert_eq!((read.kid.as_str(), &read.x, &read.y), ("other", &published.x, &published.y));
        assert_eq!(read.point().unwrap(), published.point().unwrap());
    }

    /// PEM as tools write it: lines of 64 characters.
    fn wrapped(pem: &str) -> String {
        pem.lines()
            .flat_map(|line| line.as_bytes().chunks(64))
            .map(|line| std::str::from_utf8(line).unwrap().to_owned() + "\n")
            .collect()
    }

    #[test]
    fn a_private_key_is_refused_with_the_way_out() {
        let key = SigningKey::from_seed(Curve::P256, "k", b"pem tests").unwrap();
        let refused = Jwk::from_public_pem("k", &key.to_pkcs8_pem().unwrap());
        assert_eq!(refused, Err(PemError::Private));
    }

    #[rstest]
    #[case("")]
    #[case("-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n")]
    #[case("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")]
    fn anything_else_is_refused(#[case] text: &str) {
        assert_eq!(Jwk::from_public_pem("k", text), Err(PemError::NotAPublicKey));
    }
}
