//! Structured fields (RFC 8941): the headers of the protocol that are dictionaries.

pub(crate) mod signature_parameters;
mod ucp_agent;

use sfv::{Dictionary, Parser, Version};

pub use ucp_agent::{UcpAgent, UcpAgentError};

/// Parses a combined header value as an RFC 8941 dictionary, order kept; `None` when it is not one.
pub(crate) fn dictionary(value: &[u8]) -> Option<Dictionary> {
    Parser::new(value).with_version(Version::Rfc8941).parse().ok()
}

#[cfg(test)]
mod tests;
