//! Profiles independent of their wire shape: what a party declares about itself.

use serde_json::Value;

/// One declared version of one capability.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Capability {
    /// Reverse-domain name.
    pub name: String,
    /// Dated version of the capability.
    pub version: String,
    /// Parents this capability extends; empty for a root capability.
    pub extends: Vec<String>,
    /// URL of the human-readable specification.
    pub spec: Option<String>,
    /// URL of the schema.
    pub schema: Option<String>,
    /// Settings of the capability.
    pub config: Option<Value>,
    /// What the capability's schema requires of the rest (`requires`).
    pub requires: Requires,
}

/// An inclusive range of dated versions.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct VersionRange {
    /// Lowest version allowed.
    pub min: String,
    /// Highest version allowed; unbounded when absent.
    pub max: Option<String>,
}

impl VersionRange {
    /// Whether a dated version lies in the range. Dates of the form `YYYY-MM-DD` compare as text.
    #[must_use]
    pub fn contains(&self, version: &str) -> bool {
        version >= self.min.as_str() && self.max.as_deref().is_none_or(|max| version <= max)
    }
}

/// What an extension requires of the protocol version and of other capabilities.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Requires {
    /// Range of the protocol version.
    pub protocol: Option<VersionRange>,
    /// Ranges of other capabilities, by name.
    pub capabilities: Vec<(String, VersionRange)>,
}

/// One way a service is reachable.
#[derive(Clone, Debug, PartialEq)]
pub struct Service {
    /// Reverse-domain name of the service.
    pub name: String,
    /// Dated version of the service.
    pub version: String,
    /// `rest`, `mcp`, `a2a` or `embedded`.
    pub transport: String,
    /// Where the service is reached.
    pub endpoint: Option<String>,
    /// URL of the human-readable specification.
    pub spec: Option<String>,
    /// URL of the machine-readable description.
    pub schema: Option<String>,
}

/// One declared payment handler.
#[derive(Clone, Debug, PartialEq)]
pub struct Handler {
    /// Reverse-domain name of the handler.
    pub name: String,
    /// Identifier that instruments refer to as `handler_id`.
    pub id: String,
    /// Dated version of the handler.
    pub version: String,
    /// The declaration as it was published, for handlers that need more of it.
    pub declaration: Value,
}

/// A date `YYYY-MM-DD` that exists in the calendar.
#[must_use]
pub fn is_dated_version(text: &str) -> bool {
    text.len() == 10
        && text.as_bytes()[4] == b'-'
        && text.as_bytes()[7] == b'-'
        && text.parse::<jiff::civil::Date>().is_ok()
}
