//! Reading a published profile whatever its shape: registries keyed by name (each name with a list
//! of entries) or lists of named entries.

use serde_json::Value;

/// A business profile, as it came.
#[derive(Clone, Debug, PartialEq)]
pub struct ProfileView {
    document: Value,
}

/// One entry of a registry: its name and its declaration.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct EntryView<'a> {
    /// Reverse-domain name.
    pub name: &'a str,
    /// The declaration.
    pub declaration: &'a Value,
}

impl EntryView<'_> {
    /// A string member of the declaration.
    #[must_use]
    pub fn text(&self, key: &str) -> Option<&str> {
        self.declaration.get(key).and_then(Value::as_str)
    }
}

/// One way a service is reached.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct BindingView<'a> {
    /// Reverse-domain name of the service.
    pub name: &'a str,
    /// `rest`, `mcp`, `a2a` or `embedded`.
    pub transport: &'a str,
    /// Where the transport is described: the entry itself, or its member of that name.
    pub declaration: &'a Value,
}

/// Members of a listed service that are transports.
const TRANSPORTS: [&str; 4] = ["rest", "mcp", "a2a", "embedded"];

impl<'a> BindingView<'a> {
    fn of(service: &EntryView<'a>) -> Vec<Self> {
        let (name, entry) = (service.name, service.declaration);
        if let Some(transport) = entry.get("transport").and_then(Value::as_str) {
            return vec![Self { name, transport, declaration: entry }];
        }
        let inside = TRANSPORTS.into_iter().filter_map(|transport| Some((transport, entry.get(transport)?)));
        inside.map(|(transport, declaration)| Self { name, transport, declaration }).collect()
    }

    /// Where it is reached.
    #[must_use]
    pub fn endpoint(&self) -> Option<&'a str> {
        self.declaration.get("endpoint").and_then(Value::as_str)
    }
}

impl ProfileView {
    /// A view over a parsed document.
    #[must_use]
    pub const fn new(document: Value) -> Self {
        Self { document }
    }

    /// The document.
    #[must_use]
    pub const fn document(&self) -> &Value {
        &self.document
    }

    /// The protocol version of the profile.
    #[must_use]
    pub fn version(&self) -> Option<&str> {
        self.document.pointer("/ucp/version").and_then(Value::as_str)
    }

    /// Older protocol versions with the profile that describes each.
    #[must_use]
    pub fn supported_versions(&self) -> Vec<(&str, &str)> {
        let map = self.document.pointer("/ucp/supported_versions").and_then(Value::as_object);
        map.into_iter().flatten().filter_map(|(date, url)| Some((date.as_str(), url.as_str()?))).collect()
    }

    /// The services declared.
    #[must_use]
    pub fn services(&self) -> Vec<EntryView<'_>> {
        entries(self.document.pointer("/ucp/services"))
    }

    /// The capabilities declared.
    #[must_use]
    pub fn capabilities(&self) -> Vec<EntryView<'_>> {
        entries(self.document.pointer("/ucp/capabilities"))
    }

    /// The payment handlers declared.
    #[must_use]
    pub fn payment_handlers(&self) -> Vec<EntryView<'_>> {
        entries(
            self.document
                .pointer("/ucp/payment_handlers")
                .or_else(|| self.document.pointer("/payment/handlers")),
        )
    }

    /// Every way a service is reached: one per entry of a registry, or one per transport of a listed
    /// service.
    #[must_use]
    pub fn bindings(&self) -> Vec<BindingView<'_>> {
        self.services().iter().flat_map(BindingView::of).collect()
    }

    /// Whether some service is offered over this transport.
    #[must_use]
    pub fn offers(&self, transport: &str) -> bool {
        self.bindings().iter().any(|binding| binding.transport == transport)
    }

    /// Whether a capability is declared, in any version.
    #[must_use]
    pub fn has_capability(&self, name: &str) -> bool {
        self.capabilities().iter().any(|entry| entry.name == name)
    }

    /// Where the shopping service is reached over REST.
    #[must_use]
    pub fn rest_endpoint(&self) -> Option<&str> {
        let bindings = self.bindings();
        let mut rest =
            bindings.iter().filter(|one| one.name == "dev.ucp.shopping" && one.transport == "rest");
        rest.find_map(BindingView::endpoint)
    }

    /// The published signing keys, unparsed.
    #[must_use]
    pub fn signing_keys(&self) -> &[Value] {
        self.document.get("signing_keys").and_then(Value::as_array).map_or(&[], Vec::as_slice)
    }
}

/// The entries of a registry in either shape; none when it is absent.
#[must_use]
pub fn entries(registry: Option<&Value>) -> Vec<EntryView<'_>> {
    match registry {
        Some(Value::Object(map)) => map.iter().flat_map(|(name, entries)| named(name, entries)).collect(),
        Some(Value::Array(list)) => list.iter().filter_map(unnamed).collect(),
        _ => Vec::new(),
    }
}

fn named<'a>(name: &'a str, entries: &'a Value) -> Vec<EntryView<'a>> {
    match entries {
        Value::Array(list) => list.iter().map(|declaration| EntryView { name, declaration }).collect(),
        single => vec![EntryView { name, declaration: single }],
    }
}

fn unnamed(declaration: &Value) -> Option<EntryView<'_>> {
    Some(EntryView { name: declaration.get("name")?.as_str()?, declaration })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn both_shapes_of_a_registry_are_read() {
        let keyed = ProfileView::new(json!({"ucp": {
            "services": {"dev.ucp.shopping": [{"transport": "mcp", "endpoint": "https://m"}, {"transport": "rest", "endpoint": "https://r"}]},
            "capabilities": {"dev.ucp.shopping.checkout": [{"version": "a"}, {"version": "b"}]}}}));
        let listed = ProfileView::new(json!({"ucp": {
            "services": {"dev.ucp.shopping": {"rest": {"endpoint": "https://r"}}},
            "capabilities": [{"name": "dev.ucp.shopping.checkout", "version": "a"}]}}));
        assert_eq!(keyed.rest_endpoint(), Some("https://r"));
        assert_eq!(listed.rest_endpoint(), Some("https://r"));
        assert_eq!(keyed.capabilities().len(), 2);
        assert!(listed.has_capability("dev.ucp.shopping.checkout"));
    }
}
