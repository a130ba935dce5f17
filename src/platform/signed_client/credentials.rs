//! How a platform proves who it is.

use std::fmt;

/// How a platform proves who it is. Secrets do not show in `Debug`.
#[derive(Clone, Default, PartialEq, Eq)]
pub enum Credentials {
    /// HTTP message signatures with a key of its profile.
    #[default]
    Signature,
    /// `X-API-Key` with this value.
    ApiKey(String),
    /// `Authorization: Bearer` with this token.
    Bearer(String),
    /// Nothing.
    None,
}

impl Credentials {
    /// The header that carries the credentials, for those that are a header.
    pub(super) fn header(&self) -> Option<(String, String)> {
        match self {
            Self::Signature | Self::None => None,
            Self::ApiKey(key) => Some(("x-api-key".to_owned(), key.clone())),
            Self::Bearer(token) => Some(("authorization".to_owned(), format!("Bearer {token}"))),
        }
    }
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Signature => "Signature",
            Self::ApiKey(_) => "ApiKey([redacted])",
            Self::Bearer(_) => "Bearer([redacted])",
            Self::None => "None",
        })
    }
}
