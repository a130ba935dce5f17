//! Profiles independent of their wire shape: what a party declares about itself.

use crate::crypto::jwk::Jwk;
use crate::protocol::payment::HandlerDeclaration;
use serde_json::Value;

#[cfg(test)]
mod tests;

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

impl Requires {
    /// Reads the `requires` member of an extension's schema; absent or foreign members require nothing.
    #[must_use]
    pub fn of_schema(schema: &Value) -> Self {
        let range = |value: &Value| {
            let text = |name| value.get(name).and_then(Value::as_str).map(str::to_owned);
            text("min").map(|min| VersionRange { min, max: text("max") })
        };
        let requires = &schema["requires"];
        let named = requires["capabilities"].as_object().into_iter().flatten();
        Self {
            protocol: requires.get("protocol").and_then(range),
            capabilities: named.filter_map(|(name, value)| Some((name.clone(), range(value)?))).collect(),
        }
    }
}

/// One way a service is reachable.
#[derive(Clone, Debug, PartialEq, Eq)]
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

/// One declared payment handler, as a document says it.
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

/// A business's payment handler with the documents that describe it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BusinessHandler {
    /// Name, version, identifier and instruments.
    pub declaration: HandlerDeclaration,
    /// URL of the human-readable specification.
    pub spec: Option<String>,
    /// URL of the schema of what an instrument carries.
    pub schema: Option<String>,
    /// URL of the schema of the handler's settings.
    pub config_schema: Option<String>,
}

/// What a business publishes about itself.
#[derive(Clone, Debug, PartialEq)]
pub struct BusinessProfile {
    /// Protocol version spoken.
    pub version: String,
    /// Older protocol versions served, each with the URL of its own profile.
    pub supported_versions: Vec<(String, String)>,
    /// Services and where they are reached.
    pub services: Vec<Service>,
    /// Capabilities, several versions of one name as several entries.
    pub capabilities: Vec<Capability>,
    /// Payment handlers.
    pub handlers: Vec<BusinessHandler>,
    /// Keys that verify what the business signs.
    pub signing_keys: Vec<Jwk>,
}

/// What a platform publishes about itself, as far as a business needs it.
#[derive(Clone, Debug, PartialEq)]
pub struct PlatformProfile {
    /// Protocol version spoken.
    pub version: String,
    /// Capabilities, several versions of one name as several entries.
    pub capabilities: Vec<Capability>,
    /// Payment handlers; `None` when the platform declares none.
    pub handlers: Option<Vec<HandlerDeclaration>>,
    /// Keys that verify what the platform signs.
    pub signing_keys: Vec<Jwk>,
    /// Where order events are pushed.
    pub webhook_url: Option<String>,
    /// Whether the platform can show several fulfilment groups per method.
    pub supports_multi_group: bool,
}

/// Whether a text is a date `YYYY-MM-DD` that exists in the calendar.
#[must_use]
pub fn is_dated_version(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.len() == 10 && bytes[4] == b'-' && bytes[7] == b'-' && text.parse::<jiff::civil::Date>().is_ok()
}
