//! `UCP-Agent: profile="https://…"`: who speaks.

use sfv::{BareItem, ListEntry, StringRef};
use url::Url;

use crate::crypto::structured_field;

/// Why a `UCP-Agent` header does not name a profile.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum UcpAgentError {
    /// Not an RFC 8941 dictionary.
    #[error("UCP-Agent is not an RFC 8941 dictionary (expected: profile=\"https://…\")")]
    NotADictionary,
    /// The member `profile` is absent.
    #[error("UCP-Agent has no member \"profile\"")]
    NoProfile,
    /// `profile` is a token, number, list …
    #[error("the \"profile\" of UCP-Agent must be a quoted string")]
    ProfileNotAString,
    /// The string is not an absolute URL with a host.
    #[error("the \"profile\" of UCP-Agent is not an absolute URL: {0}")]
    NotAUrl(String),
    /// The URL is not `https`.
    #[error("the \"profile\" of UCP-Agent must be an https URL, not \"{0}\"")]
    NotHttps(String),
    /// The URL carries a user name or password.
    #[error("the \"profile\" of UCP-Agent must not carry credentials")]
    Credentials,
    /// A business profile lives at one path only.
    #[error("the \"profile\" of a business must end in /.well-known/ucp")]
    NotWellKnown,
}

/// A parsed `UCP-Agent` header.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UcpAgent {
    profile: String,
    url: Url,
    version: Option<String>,
}

impl UcpAgent {
    /// Parses the header of a platform: any path is allowed. Other members are tolerated. Several
    /// header lines must have been joined with `", "`.
    ///
    /// # Errors
    /// [`UcpAgentError`] names the rule broken.
    pub fn parse(header: &[u8]) -> Result<Self, UcpAgentError> {
        Self::parse_with(header, false)
    }

    /// Like [`UcpAgent::parse`], but plain `http` to a loopback host passes as well: a named
    /// development setting, never the default.
    ///
    /// # Errors
    /// [`UcpAgentError`].
    pub fn parse_allowing_loopback_http(header: &[u8]) -> Result<Self, UcpAgentError> {
        Self::parse_with(header, true)
    }

    /// Parses the header of a business (on webhooks): the path must be `/.well-known/ucp`.
    ///
    /// # Errors
    /// [`UcpAgentError`], with [`UcpAgentError::NotWellKnown`] in addition.
    pub fn parse_business(header: &[u8]) -> Result<Self, UcpAgentError> {
        let agent = Self::parse(header)?;
        if agent.url.path().ends_with("/.well-known/ucp") {
            Ok(agent)
        } else {
            Err(UcpAgentError::NotWellKnown)
        }
    }

    fn parse_with(header: &[u8], loopback_http: bool) -> Result<Self, UcpAgentError> {
        let dictionary = structured_field::dictionary(header).ok_or(UcpAgentError::NotADictionary)?;
        let entry = dictionary.get("profile").ok_or(UcpAgentError::NoProfile)?;
        let ListEntry::Item(item) = entry else { return Err(UcpAgentError::ProfileNotAString) };
        let BareItem::String(profile) = &item.bare_item else { return Err(UcpAgentError::ProfileNotAString) };
        let profile = profile.as_str().to_owned();
        let url = profile_url(&profile, loopback_http)?;
        let version = item.params.get("version").or_else(|| match dictionary.get("version") {
            Some(ListEntry::Item(member)) => Some(&member.bare_item),
            Some(ListEntry::InnerList(_)) | None => None,
        });
        let version = version.map(|version| match version {
            BareItem::String(text) => text.as_str().to_owned(),
            other => format!("{other:?}"),
        });
        Ok(Self { profile, url, version })
    }

    /// The profile URL as written: the platform's identity.
    #[must_use]
    pub fn profile(&self) -> &str {
        &self.profile
    }

    /// The protocol version announced beside the profile: the parameter, or else the member, `version`.
    #[must_use]
    pub fn version(&self) -> Option<&str> {
        self.version.as_deref()
    }

    /// The profile URL, parsed.
    #[must_use]
    pub const fn url(&self) -> &Url {
        &self.url
    }

    /// The header value that names a profile.
    ///
    /// # Errors
    /// [`UcpAgentError::NotAUrl`] when the text has characters that no quoted string can hold.
    pub fn header(profile: &str) -> Result<String, UcpAgentError> {
        let text = StringRef::from_str(profile).map_err(|_| UcpAgentError::NotAUrl(profile.to_owned()))?;
        let mut serializer = sfv::DictSerializer::new();
        serializer.bare_item(sfv::key_ref("profile"), text);
        serializer.finish().ok_or(UcpAgentError::NoProfile)
    }
}

/// The rules of a profile URL itself, wherever it was found (the header, or `meta` over MCP).
fn profile_url(text: &str, loopback_http: bool) -> Result<Url, UcpAgentError> {
    let url = Url::parse(text).map_err(|_| UcpAgentError::NotAUrl(text.to_owned()))?;
    let loopback = || match url.host() {
        Some(url::Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(url::Host::Ipv4(address)) => address.is_loopback(),
        Some(url::Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    };
    if url.scheme() != "https" && !(loopback_http && url.scheme() == "http" && loopback()) {
        return Err(UcpAgentError::NotHttps(url.scheme().to_owned()));
    }
    if !url.has_host() {
        return Err(UcpAgentError::NotAUrl(text.to_owned()));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(UcpAgentError::Credentials);
    }
    Ok(url)
}
