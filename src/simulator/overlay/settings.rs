//! What the overlay is configured with.

use crate::crypto::jwk::JwkError;
use crate::crypto::jwk::{Jwk, PemError};
use crate::crypto::key::{KeySet, VerifyingKey};
use std::time::Duration;

/// Widest window of freshness.
const WIDEST: Duration = Duration::from_hours(24);

/// Settings of the overlay.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TalosSettings {
    keys: Vec<Jwk>,
    /// How far the time of signing may lie from now, on either side.
    pub window: Duration,
    /// Signatures remembered at once; beyond them requests are refused until some are stale.
    pub remembered: usize,
}

/// A setting that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TalosSettingsError {
    /// No key verifies anything.
    #[error("the Talos overlay needs the key of at least one connector: --talos-key KID=FILE.pem")]
    NoKey,
    /// Two keys of one name.
    #[error("the key identifier \"{0}\" is configured twice")]
    Twice(String),
    /// The PEM text is no public key.
    #[error("the key \"{kid}\": {reason}")]
    Pem {
        /// The key.
        kid: String,
        /// What is wrong.
        reason: PemError,
    },
    /// The key cannot verify.
    #[error("the key \"{kid}\": {reason}")]
    Key {
        /// The key.
        kid: String,
        /// What is wrong.
        reason: JwkError,
    },
    /// No signature could be fresh, or all would.
    #[error("the window of freshness is 1 second to 24 hours")]
    Window,
}

impl TalosSettings {
    /// Default window of freshness.
    pub const WINDOW: Duration = Duration::from_mins(5);

    /// Default number of signatures remembered.
    pub const REMEMBERED: usize = 100_000;

    /// Settings with these public keys, each a `kid` and its PEM text.
    ///
    /// # Errors
    /// [`TalosSettingsError`].
    pub fn new<'k>(
        keys: impl IntoIterator<Item = (&'k str, &'k str)>,
        window: Duration,
    ) -> Result<Self, TalosSettingsError> {
        let mut read: Vec<Jwk> = Vec::new();
        for (kid, pem) in keys {
            if read.iter().any(|known| known.kid == kid) {
                return Err(TalosSettingsError::Twice(kid.to_owned()));
            }
            let kid = || kid.to_owned();
            let jwk = Jwk::from_public_pem(&kid(), pem)
                .map_err(|reason| TalosSettingsError::Pem { kid: kid(), reason })?;
            VerifyingKey::from_jwk(&jwk).map_err(|reason| TalosSettingsError::Key { kid: kid(), reason })?;
            read.push(jwk);
        }
        if read.is_empty() {
            return Err(TalosSettingsError::NoKey);
        }
        if window.as_secs() == 0 || window > WIDEST {
            return Err(TalosSettingsError::Window);
        }
        Ok(Self { keys: read, window, remembered: Self::REMEMBERED })
    }

    /// The configured keys, ready to verify.
    pub(super) fn key_set(&self) -> KeySet {
        KeySet::from_jwks(&self.keys)
    }
}
