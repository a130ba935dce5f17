//! The target as it describes itself: its profile, read once per session.

use crate::crypto::jwk::Jwk;
use crate::crypto::key::KeySet;
use crate::transport::profile_view::ProfileView;

/// A business known by its profile.
#[derive(Clone, Debug)]
pub struct Business {
    /// Origin, without trailing slash.
    pub base_url: String,
    /// Where operations go, without trailing slash.
    pub endpoint: String,
    /// The published document.
    pub profile: ProfileView,
    /// Its signing keys.
    pub keys: KeySet,
}

impl Business {
    /// What a profile says; `None` when it names no REST endpoint of the shopping service.
    #[must_use]
    pub fn read(base_url: &str, profile: ProfileView) -> Option<Self> {
        let endpoint = profile.rest_endpoint()?.trim_end_matches('/').to_owned();
        let jwks: Vec<Jwk> = profile.signing_keys().iter().filter_map(|key| Jwk::parse(key).ok()).collect();
        let keys = KeySet::from_jwks(&jwks);
        Some(Self { base_url: base_url.trim_end_matches('/').to_owned(), endpoint, profile, keys })
    }

    /// Where the profile is published.
    #[must_use]
    pub fn profile_url(base_url: &str) -> String {
        format!("{}/.well-known/ucp", base_url.trim_end_matches('/'))
    }
}
