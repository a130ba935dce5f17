//! The curves of the protocol.

/// An elliptic curve and the algorithm that UCP derives from it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Curve {
    /// P-256: ES256, mandatory to verify.
    P256,
    /// P-384: ES384, optional.
    P384,
}

impl Curve {
    /// Every curve.
    pub const ALL: [Self; 2] = [Self::P256, Self::P384];

    /// The JWK `crv` value.
    #[must_use]
    pub const fn crv(self) -> &'static str {
        match self {
            Self::P256 => "P-256",
            Self::P384 => "P-384",
        }
    }

    /// The JWK and JWS `alg` value.
    #[must_use]
    pub const fn alg(self) -> &'static str {
        match self {
            Self::P256 => "ES256",
            Self::P384 => "ES384",
        }
    }

    /// The name RFC 9421 registers; UCP derives it from the curve and never sends it.
    #[must_use]
    pub const fn http_signature_alg(self) -> &'static str {
        match self {
            Self::P256 => "ecdsa-p256-sha256",
            Self::P384 => "ecdsa-p384-sha384",
        }
    }

    /// Bytes of one coordinate, and of each of `r` and `s`.
    #[must_use]
    pub const fn coordinate_len(self) -> usize {
        match self {
            Self::P256 => 32,
            Self::P384 => 48,
        }
    }

    /// Bytes of a raw `r‖s` signature.
    #[must_use]
    pub const fn signature_len(self) -> usize {
        2 * self.coordinate_len()
    }

    /// The curve a JWK names.
    #[must_use]
    pub fn from_crv(crv: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|curve| curve.crv() == crv)
    }

    /// The curve behind a JWS `alg`.
    #[must_use]
    pub fn from_alg(alg: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|curve| curve.alg() == alg)
    }
}
