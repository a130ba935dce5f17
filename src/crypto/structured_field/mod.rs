//! Structured fields (RFC 8941): the headers of the protocol that are dictionaries.

pub(crate) mod signature_parameters;
mod ucp_agent;

use sfv::{Dictionary, FieldType as _, Parser, Version};

pub use ucp_agent::{UcpAgent, UcpAgentError};

/// Parses a combined header value as an RFC 8941 dictionary, order kept; `None` when it is not one.
pub(crate) fn dictionary(value: &[u8]) -> Option<Dictionary> {
    Parser::new(value).with_version(Version::Rfc8941).parse().ok()
}

/// The one serialisation of a dictionary (RFC 8941 §4.1.2), empty for an empty one; `None` when the
/// combined header value is not a dictionary.
#[must_use]
pub fn canonical_dictionary(value: &[u8]) -> Option<String> {
    dictionary(value).map(|dictionary| dictionary.serialize().unwrap_or_default())
}

#[cfg(test)]
mod tests;
