//! `Talos-Signature-Meta: iat=<unix seconds>,jti="<identifier>"`.

use crate::crypto::structured_field;
use sfv::{BareItem, ListEntry};

/// Name of the header, lower case.
pub const META_HEADER: &str = "talos-signature-meta";

/// Longest `jti` accepted, in bytes: verifiers remember each for a while.
const LONGEST_JTI: usize = 128;

/// Why the header cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MetaError {
    /// There is none.
    #[error("the header Talos-Signature-Meta is missing (expected: iat=<unix seconds>,jti=\"<identifier>\")")]
    Missing,
    /// Not an RFC 8941 dictionary.
    #[error("Talos-Signature-Meta is not a dictionary (expected: iat=<unix seconds>,jti=\"<identifier>\")")]
    NotADictionary,
    /// `iat` is absent or no integer.
    #[error("Talos-Signature-Meta has no integer member \"iat\"")]
    NoTime,
    /// `jti` is absent, no quoted string, empty or too long.
    #[error("Talos-Signature-Meta has no member \"jti\" that is a quoted string of 1 to {LONGEST_JTI} bytes")]
    NoIdentifier,
}

/// When a request was signed, and the identifier that makes the signature usable once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignatureMeta {
    /// Unix time of signing, seconds.
    pub iat: i64,
    /// One-time identifier.
    pub jti: String,
}

impl SignatureMeta {
    /// Reads the header's value.
    ///
    /// # Errors
    /// [`MetaError`] names the first thing wrong.
    pub fn parse(value: Option<&[u8]>) -> Result<Self, MetaError> {
        let dictionary = structured_field::dictionary(value.ok_or(MetaError::Missing)?);
        let dictionary = dictionary.ok_or(MetaError::NotADictionary)?;
        let item = |name: &str| match dictionary.get(name) {
            Some(ListEntry::Item(item)) => Some(&item.bare_item),
            Some(ListEntry::InnerList(_)) | None => None,
        };
        let Some(BareItem::Integer(iat)) = item("iat") else { return Err(MetaError::NoTime) };
        let Some(BareItem::String(jti)) = item("jti") else { return Err(MetaError::NoIdentifier) };
        let jti = jti.as_str().to_owned();
        if jti.is_empty() || jti.len() > LONGEST_JTI {
            return Err(MetaError::NoIdentifier);
        }
        Ok(Self { iat: (*iat).into(), jti })
    }
}
