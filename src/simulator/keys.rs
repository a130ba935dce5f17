//! The keys a business signs with: published next to each other during a rotation, newest signing.

use crate::crypto::jwk::Jwk;
use crate::crypto::key::{Curve, KeyError, SigningKey};
use serde::{Deserialize, Serialize};
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

/// The signing keys of one business, oldest first; the newest signs.
#[derive(Debug)]
pub struct KeyRing {
    keys: RwLock<Vec<Arc<SigningKey>>>,
    /// The one retired last, for those who sign with it nevertheless; gone with the process.
    retired: RwLock<Option<Arc<SigningKey>>>,
}

/// A private key as a durable store keeps it.
#[derive(Serialize, Deserialize)]
pub(super) struct StoredKey {
    kid: String,
    pem: String,
}

impl KeyRing {
    /// A ring with one fresh P-256 key.
    ///
    /// # Errors
    /// When the operating system gives no randomness.
    pub fn generate() -> Result<Self, KeyError> {
        Ok(Self { keys: RwLock::new(vec![Arc::new(fresh(1)?)]), retired: RwLock::default() })
    }

    /// The ring a durable store kept.
    pub(super) fn restore(stored: &[StoredKey]) -> Result<Self, KeyError> {
        let read =
            |key: &StoredKey| SigningKey::from_pkcs8_pem(Curve::P256, &*key.kid, &key.pem).map(Arc::new);
        let keys = stored.iter().map(read).collect::<Result<_, _>>()?;
        Ok(Self { keys: RwLock::new(keys), retired: RwLock::default() })
    }

    /// What a durable store keeps.
    pub(super) fn stored(&self) -> Result<Vec<StoredKey>, KeyError> {
        let write =
            |key: &Arc<SigningKey>| Ok(StoredKey { kid: key.kid().to_owned(), pem: key.to_pkcs8_pem()? });
        self.read().iter().map(write).collect()
    }

    /// The key that signs.
    pub fn current(&self) -> Option<Arc<SigningKey>> {
        self.read().last().map(Arc::clone)
    }

    /// The published key that has been there longest.
    pub fn oldest(&self) -> Option<Arc<SigningKey>> {
        self.read().first().map(Arc::clone)
    }

    /// The published halves, oldest first.
    pub fn published(&self) -> Vec<Jwk> {
        self.read().iter().map(|key| key.public_jwk()).collect()
    }

    /// Publishes a fresh key next to the others and signs with it. Returns its `kid`.
    ///
    /// # Errors
    /// When the operating system gives no randomness.
    pub fn rotate(&self) -> Result<String, KeyError> {
        let mut keys = self.write();
        let newest = keys.last().and_then(|key| key.kid().rsplit('-').next()?.parse::<u32>().ok());
        let key = fresh(newest.unwrap_or(0) + 1)?;
        let kid = key.kid().to_owned();
        keys.push(Arc::new(key));
        Ok(kid)
    }

    /// Takes the oldest key out of the profile, unless it is the one that signs. Returns its `kid`.
    pub fn retire(&self) -> Option<String> {
        let mut keys = self.write();
        let removed = (keys.len() > 1).then(|| keys.remove(0))?;
        let kid = removed.kid().to_owned();
        *self.retired.write().unwrap_or_else(PoisonError::into_inner) = Some(removed);
        Some(kid)
    }

    /// The key retired last.
    pub fn retired(&self) -> Option<Arc<SigningKey>> {
        self.retired.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn read(&self) -> RwLockReadGuard<'_, Vec<Arc<SigningKey>>> {
        self.keys.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> RwLockWriteGuard<'_, Vec<Arc<SigningKey>>> {
        self.keys.write().unwrap_or_else(PoisonError::into_inner)
    }
}

fn fresh(number: u32) -> Result<SigningKey, KeyError> {
    SigningKey::generate(Curve::P256, format!("business-key-{number}"))
}
