//! A platform whose profile was fetched and found good.

use crate::clock::Instant;
use crate::crypto::key::KeySet;
use crate::protocol::profile::PlatformProfile;
use crate::simulator::negotiated::Negotiated;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// A platform as the business knows it: parsed once per fetch, keys included.
#[derive(Debug)]
pub struct KnownPlatform {
    /// The profile URL as the platform writes it: its identity.
    pub url: String,
    /// What the platform declares.
    pub profile: PlatformProfile,
    /// Its keys, ready to verify.
    pub keys: KeySet,
    /// When the profile was fetched.
    pub fetched_at: Instant,
    /// How long it is used from then.
    pub fresh_for: Duration,
    negotiated: Mutex<Option<Arc<Negotiated>>>,
}

impl KnownPlatform {
    /// A platform from its fetched profile.
    #[must_use]
    pub fn new(url: String, profile: PlatformProfile, fetched_at: Instant, fresh_for: Duration) -> Self {
        let keys = KeySet::from_jwks(&profile.signing_keys);
        Self { url, profile, keys, fetched_at, fresh_for, negotiated: Mutex::new(None) }
    }

    /// Whether the profile may still be used.
    #[must_use]
    pub fn is_fresh(&self, now: Instant) -> bool {
        now.since(self.fetched_at) < self.fresh_for
    }

    /// The negotiation with the business's declaration of that revision, made by `settle` when it was
    /// not made before.
    pub fn negotiated(&self, revision: u64, settle: impl FnOnce(&Self) -> Negotiated) -> Arc<Negotiated> {
        let mut slot = self.negotiated.lock().unwrap_or_else(PoisonError::into_inner);
        match &*slot {
            Some(known) if known.revision == revision => Arc::clone(known),
            Some(_) | None => Arc::clone(slot.insert(Arc::new(settle(self)))),
        }
    }
}
