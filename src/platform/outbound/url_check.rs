//! What can be said about a URL before any name is resolved.

use std::net::IpAddr;

use rustls::pki_types::ServerName;
use url::{Host, Url};

use super::{AddressKind, OutboundError, Policy, Refusal};

/// Parses a URL and refuses it when the policy does, as far as that shows without resolving its
/// host. Spellings of addresses (decimal, octal, hexadecimal, short) are understood as browsers do.
///
/// # Errors
/// [`OutboundError::BadRequest`] for what is no URL or no host name, [`OutboundError::Refused`].
pub fn check(text: &str, policy: Policy) -> Result<Url, OutboundError> {
    let url = Url::parse(text).map_err(|error| OutboundError::BadRequest(format!("{error}: {text}")))?;
    refuse(&url, policy).map_err(OutboundError::Refused)?;
    if let Some(Host::Domain(name)) = url.host() {
        let named = ServerName::try_from(name.trim_end_matches('.'));
        named.map_err(|_| OutboundError::BadRequest(format!("{name} is not a host name")))?;
    }
    Ok(url)
}

fn refuse(url: &Url, policy: Policy) -> Result<(), Refusal> {
    if !matches!(url.scheme(), "https" | "http") {
        return Err(Refusal::Scheme);
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(Refusal::Credentials);
    }
    let literal = match url.host() {
        Some(Host::Ipv4(address)) => Some(AddressKind::of(IpAddr::V4(address))),
        Some(Host::Ipv6(address)) => Some(AddressKind::of(IpAddr::V6(address))),
        Some(Host::Domain(_)) | None => None,
    };
    if let Some(kind) = literal {
        policy.admit_literal(kind)?;
    }
    let local = is_local_name(url.host_str().unwrap_or_default());
    if local {
        policy.admit(AddressKind::Loopback)?;
    }
    if url.scheme() == "http" {
        policy.admit_plain_http(local || literal == Some(AddressKind::Loopback))?;
    }
    Ok(())
}

/// Whether a name is `localhost` or lies below it: such names always mean this machine (RFC 6761).
pub(super) fn is_local_name(name: &str) -> bool {
    let name = name.strip_suffix('.').unwrap_or(name).to_ascii_lowercase();
    name == "localhost" || name.ends_with(".localhost")
}
