//! The keys a profile publishes, parsed once.

use crate::crypto::jwk::Jwk;
use crate::crypto::key::VerifyingKey;

/// What a verifier knows about a `keyid`.
#[derive(Clone, Debug)]
pub enum KeyLookup<'k> {
    /// A usable key.
    Found(&'k VerifyingKey),
    /// No key of that name is published.
    NotFound,
    /// A key of that name is published but cannot be used; the text says why.
    Unusable(&'k str),
}

impl<'k> From<Option<&'k VerifyingKey>> for KeyLookup<'k> {
    fn from(key: Option<&'k VerifyingKey>) -> Self {
        key.map_or(Self::NotFound, KeyLookup::Found)
    }
}

/// The `signing_keys` of one profile. Keys that cannot be used stay listed with their reason, so
/// that a signature made with one is reported as such and the profile's other keys keep working.
#[derive(Clone, Debug, Default)]
pub struct KeySet {
    entries: Vec<(String, Result<VerifyingKey, String>)>,
}

impl KeySet {
    /// Parses published keys; never fails as a whole.
    #[must_use]
    pub fn from_jwks(keys: &[Jwk]) -> Self {
        let entries = keys
            .iter()
            .map(|jwk| (jwk.kid.clone(), VerifyingKey::from_jwk(jwk).map_err(|error| error.to_string())));
        Self { entries: entries.collect() }
    }

    /// What is known about a `keyid`. Several keys of one name: the first usable one wins.
    #[must_use]
    pub fn lookup(&self, kid: &str) -> KeyLookup<'_> {
        let mut found = KeyLookup::NotFound;
        for (_, entry) in self.entries.iter().filter(|(name, _)| name == kid) {
            match entry {
                Ok(key) => return KeyLookup::Found(key),
                Err(reason) => found = KeyLookup::Unusable(reason),
            }
        }
        found
    }

    /// The usable keys, in published order.
    pub fn usable(&self) -> impl Iterator<Item = &VerifyingKey> {
        self.entries.iter().filter_map(|(_, entry)| entry.as_ref().ok())
    }
}
